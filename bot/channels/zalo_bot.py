"""Zalo Bot by polling: numbered choices instead of buttons, and the Markdown that Zalo knows."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Iterator
from functools import partial

from bot import render
from bot.channels.delivery import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    Conversation,
    Delivery,
    Sleep,
    until_stopped,
)
from bot.channels.errors import Later, QuotaSpent, Refused, TokenRefused, Unclear
from bot.channels.redaction import keep_out_of_logs
from bot.messages import BlockStyle, Incoming, Reply, Sender, Span
from bot.outbox import Limits, Outbox, Pace, Parcel
from bot.texts import channels as texts
from bot.zalo import errors as zalo
from bot.zalo.bot_client import (
    BASE_URL,
    MAX_TEXT,
    POLL_TIMEOUT_S,
    BotAccount,
    Update,
    ZaloBotClient,
)
from bot.zalo.errors import WebhookSet, ZaloError

NAME = "zalo_bot"
TITLE = "Zalo Bot"

POLL_PAUSE_S = 1.0
"""Seconds between polls: some accounts answer every poll at once with what they gave before."""

LIMITS = Limits(Pace(0.1, burst=5), lambda chat: Pace(1.0, burst=4))
"""Zalo publishes no rate (https://bot.zapps.me/docs); these stay well below what it has borne."""

REMEMBERED = 10_000
"""Message ids kept in memory, so that a replay need not ask the dialogue each second."""

# Zalo documents no way to escape these: a text that has them goes without markup
_MARKUP = re.compile(r"[*_~`{}]|^\s*[#>]", re.MULTILINE)

log = logging.getLogger(__name__)


class ZaloBot:
    """The channel; `run` it.

    Args:
        conversation: The dialogue.
        outbox: What is to be sent.
        token: From the Zalo Bot Creator.
        base_url: Where the platform stands.
        poll_seconds: How long the platform may hold a poll without news.
        limits: How fast messages may go.
        sleep: Waits some seconds; tests put their own in.
    """

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        token: str,
        *,
        base_url: str = BASE_URL,
        poll_seconds: int = POLL_TIMEOUT_S,
        limits: Limits = LIMITS,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        keep_out_of_logs(token)
        self._open = partial(ZaloBotClient, token, base_url=base_url)
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._delivery = Delivery(conversation, outbox, NAME, self, limits)
        self._taken: dict[str, None] = {}  # ids of messages taken, oldest first

    async def run(self, stop: asyncio.Event) -> None:
        """Receive and answer until `stop` is set, or until the token turns out to be useless."""
        async with self._open() as self._client:
            try:
                async with self._delivery.at_work():
                    await until_stopped(stop, self._work())
            except zalo.TokenRefused:
                log.error(texts.TOKEN_REFUSED.format(channel=TITLE))
            except WebhookSet:
                log.error(texts.WEBHOOK_SET.format(channel=TITLE))

    async def _work(self) -> None:
        account = await self._account()
        log.info(texts.READY.format(channel=TITLE))
        await self._poll(account)

    async def _account(self) -> BotAccount:
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await self._client.get_me()
            except (zalo.TokenRefused, zalo.RequestRefused) as error:
                # a token that is not even of the right form is an unknown address
                raise zalo.TokenRefused(error.method, error.description, error.code) from None
            except ZaloError as error:
                pause = await self._rest(error, pause)

    async def _poll(self, account: BotAccount) -> None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                updates = await self._client.get_updates(self._poll_seconds)
                pause = FIRST_PAUSE_S
            except (zalo.TokenRefused, WebhookSet):
                raise
            except ZaloError as error:
                pause = await self._rest(error, pause)
                continue
            for update in updates:
                if update.message_id not in self._taken:
                    self._remember(update.message_id)
                    self._delivery.take(_read(update, account))
            await self._sleep(POLL_PAUSE_S)

    def _remember(self, message_id: str) -> None:
        self._taken[message_id] = None
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]

    async def _rest(self, error: ZaloError, pause: float) -> float:
        """Wait after a failed request; how long to wait next time."""
        text = texts.UNREACHABLE
        if isinstance(error, zalo.QuotaExceeded):
            pause, text = LONGEST_PAUSE_S, texts.QUOTA
        log.warning("%s (%s)", text.format(channel=TITLE, seconds=pause), error)
        await self._sleep(pause)
        return min(pause * 2, LONGEST_PAUSE_S)

    async def show_typing(self, incoming: Incoming) -> None:
        """Shows that an answer is being written."""
        with told_apart():
            await self._client.send_typing(incoming.sender.chat)

    def pieces(self, reply: Reply) -> list[Reply]:
        """The reply in messages of Zalo's length."""
        return pieces(reply)

    async def send(self, parcel: Parcel, piece: Reply) -> None:
        """Sends one message; raises ChannelError."""
        markdown = to_markdown(piece)
        text = render.to_plain(piece) if markdown is None else markdown
        with told_apart():
            await self._client.send_message(
                parcel.address.chat, text, markdown=markdown is not None
            )


@contextlib.contextmanager
def told_apart() -> Iterator[None]:
    """Turns the client's errors into the channels' own."""
    try:
        yield
    except zalo.TokenRefused as error:
        raise TokenRefused(str(error)) from error
    except zalo.RequestRefused as error:
        raise Refused(str(error)) from error
    except zalo.QuotaExceeded as error:
        raise QuotaSpent(str(error)) from error
    except zalo.Unanswered as error:
        raise Unclear(str(error)) from error
    except ZaloError as error:
        raise Later(str(error)) from error


def pieces(reply: Reply) -> list[Reply]:
    """The reply in messages that fit Zalo, markup included."""
    for limit in range(MAX_TEXT, 0, -100):
        cut = render.split(reply, limit, numbered=True)
        if all(render.utf16_length(to_markdown(piece) or "") <= MAX_TEXT for piece in cut):
            return cut
    raise AssertionError("markup alone cannot fill a message")


def to_markdown(reply: Reply) -> str | None:
    """The reply in the Markdown that Zalo knows, numbered choices last.

    None where the text itself has signs that Zalo would take for markup.
    """
    if _MARKUP.search(render.to_plain(reply)):
        return None
    lines = []
    for block in render.labelled(reply.blocks):
        text = "".join(_span(span) for span in block.spans)
        if block.style is BlockStyle.QUOTE:
            text = "\n".join(f"> {line}" for line in text.splitlines())
        elif block.style is BlockStyle.ITEM:
            text = f"- {text}"
        lines.append(text)
    if reply.choices:
        lines += ["", render.numbered_choices(reply.choices)]
    return "\n".join(lines).strip()


def _span(span: Span) -> str:
    """Bold and italic; the mark must touch the word, so spaces stay outside."""
    word = span.text.strip()
    mark = "**" * span.bold + "*" * span.italic
    if not (word and mark):
        return span.text
    return span.text.replace(word, f"{mark}{word}{mark}", 1)


def _read(update: Update, account: BotAccount) -> Incoming:
    text = update.text
    if update.is_group and account.display_name:
        # in a group the bot is called by its name; how Zalo marks that is not documented
        text = text.removeprefix(f"@{account.display_name}").strip()
    sender = Sender(NAME, update.chat, update.user, update.name)
    return Incoming(sender, update.message_id, text, sent_at=update.sent_at)
