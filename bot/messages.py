"""The vocabulary between channels and features; no channel appears in it.

A channel turns what its platform delivers into an Incoming, and Replies into what its platform
shows. Text in a Reply is a list of Blocks of Spans: bold, italic, quote, list and link are all
the markup there is; a channel renders what it can, drops the rest and escapes everything else.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import Base64Bytes

from bot.roles import Role


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks, as the channel knows them.

    Attributes:
        channel: The channel's name: "console", "web", "telegram", "zalo_bot", "zalo_oa".
        chat: The conversation's id on that channel; state is kept for (channel, chat, user).
        user: The person's id on that channel.
        name: The display name, for addressing only; never logged.
        private: Whether nobody else reads along; not so in a group.
    """

    channel: str
    chat: str
    user: str
    name: str = ""
    private: bool = True

    @property
    def address(self) -> "Address":
        """Where they are answered."""
        return Address(self.channel, self.chat)


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is sent: a chat on a channel."""

    channel: str
    chat: str


class Attachment(StrEnum):
    """What a person sent where words were expected."""

    VOICE = "voice"
    STICKER = "sticker"
    PICTURE = "picture"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that was sent; it is still with the platform.

    Attributes:
        name: As the sender calls it; never a path of ours.
        size: In bytes, as the platform says; 0 where it does not.
        ref: How the channel fetches it.
    """

    name: str
    size: int
    ref: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did.

    Attributes:
        sender: Who.
        message_id: The platform's id of this message, unique in (channel, chat): the same id
            delivered again is answered once.
        text: What they typed, or "".
        choice: The id of the Choice they tapped, or None. Where a channel has no buttons it
            leaves this None and the dialogue reads a number typed while choices stand.
        sent_at: When the platform says it was sent, aware; None where it does not say.
        attachment: What came with the text, or instead of it.
        files: What was sent with it.
        album: What messages that were sent as one have in common; "" where it stands alone.
        kept: Whether the channel shows the conversation again: what was said is then kept as long
            as its answers.
        takes_files: Whether the channel can carry a file to them.
    """

    sender: Sender
    message_id: str
    text: str = ""
    choice: str | None = None
    sent_at: datetime | None = None
    attachment: Attachment | None = None
    files: tuple[IncomingFile, ...] = ()
    album: str = ""
    kept: bool = False
    takes_files: bool = False


class BlockStyle(StrEnum):
    """How a block of a reply is set."""

    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    ITEM = "item"
    SOURCE = "source"  # where the answer stands; neighbours belong together, a page folds them


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one look; `link` is an http(s) address or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a quote or a list item."""

    spans: tuple[Span, ...]
    style: BlockStyle = BlockStyle.PARAGRAPH

    @property
    def plain(self) -> str:
        """The text without markup."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the person may pick: a button, or a numbered line where there are none.

    Attributes:
        id: Up to 64 ASCII bytes (the tightest platform's callback data), unique in its reply.
        label: What is shown; short.
        answers: Other words that pick it when typed ("đúng", "có"), lower-case, besides its number.
    """

    id: str
    label: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiz:
    """A multiple-choice question at the end of a reply, for platforms that have such a thing.

    It says again what the reply says: a channel that has none shows the reply as any other.

    Attributes:
        question: What is asked.
        options: What the first choices of the reply stand for, without their letters.
        key: Which of them is right, from 0; only for practice, where it is no secret.
        explanation: Why, or "".
        block: The block of the reply with which the question begins.
    """

    question: str
    options: tuple[str, ...]
    key: int
    explanation: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class Timer:
    """How long is left for what a reply asks, for channels that can count down or see that a
    person leaves; the clock that counts is the server's.

    Attributes:
        seconds: From when the reply was made.
        choice: Is picked when they are over.
        leaving: Is picked when the person leaves the page; "" where they may.
    """

    seconds: int
    choice: str
    leaving: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes with a reply, where the channel takes files; see `Incoming.takes_files`."""

    name: str
    content: Base64Bytes  # as such in a database, plain bytes here


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to a person: blocks of text and the choices under it, then the file.

    Choices whose labels begin with their own letters ("A. …", "B. …") are lettered and not
    numbered where a channel lists them.
    """

    blocks: tuple[TextBlock, ...]
    choices: tuple[Choice, ...] = field(default=())
    quiz: Quiz | None = None
    timer: Timer | None = None
    file: OutgoingFile | None = None

    @property
    def plain(self) -> str:
        """The text without markup, a line a block."""
        return "\n".join(block.plain for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person may call by name, in any channel.

    Attributes:
        name: As Telegram lists it: lower-case ASCII, "trogiup".
        description: What it does, in a few words.
        also: Other ways to type it, whole, lower-case, with marks ("trợ giúp").
        least: The least role that may call it, and whose help lists it.
        listed: Whether any list shows it.
    """

    name: str
    description: str
    also: tuple[str, ...] = ()
    least: Role = Role.MEMBER
    listed: bool = True


def paragraph(*parts: str | Span) -> TextBlock:
    """A paragraph of plain strings and Spans."""
    return _block(BlockStyle.PARAGRAPH, parts)


def quote(*parts: str | Span) -> TextBlock:
    """A quotation."""
    return _block(BlockStyle.QUOTE, parts)


def item(*parts: str | Span) -> TextBlock:
    """One item of a list."""
    return _block(BlockStyle.ITEM, parts)


def where(*parts: str | Span) -> TextBlock:
    """One source of an answer: the document and the place in it."""
    return _block(BlockStyle.SOURCE, parts)


def bold(text: str) -> Span:
    """Text that stands out."""
    return Span(text, bold=True)


def italic(text: str) -> Span:
    """Text set apart."""
    return Span(text, italic=True)


def _block(style: BlockStyle, parts: tuple[str | Span, ...]) -> TextBlock:
    return TextBlock(tuple(Span(p) if isinstance(p, str) else p for p in parts), style)
