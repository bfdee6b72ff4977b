"""Replies as platforms take them: plain numbered text, HTML, and pieces within a length limit.

Lengths are counted in UTF-16 code units, as Telegram and Zalo count them.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from string import ascii_uppercase
from urllib.parse import urlsplit

from bot.messages import BlockStyle, Choice, Reply, Span, TextBlock, bold, item, paragraph
from bot.texts import dialogue as texts

BULLET = "• "
FOLDED_FROM = 500  # UTF-16 units of a quotation from which Telegram shows only its beginning
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+|\n+")
_SPACE = re.compile(r"\s+")


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes; an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_plain(reply: Reply, *, numbered: bool = True) -> str:
    """The reply without markup; `numbered` adds its choices as lines "1. …" to be typed."""
    text = "\n".join(_plain_lines(reply.blocks))
    if not (numbered and reply.choices):
        return text
    return f"{text}\n\n{numbered_choices(reply.choices)}".lstrip()


def numbered_choices(choices: Sequence[Choice]) -> str:
    """The choices as the numbered lines a person answers with a number."""
    return "\n".join(map(listed_label, range(1, len(choices) + 1), choices))


def listed_label(number: int, choice: Choice) -> str:
    """A choice with the number by which it is picked, or with the letter it has already."""
    lettered = number <= len(ascii_uppercase) and choice.label.startswith(
        f"{ascii_uppercase[number - 1]}. "
    )
    return choice.label if lettered else f"{number}. {choice.label}"


def to_html(reply: Reply) -> str:
    """The reply's text in the HTML that Telegram's `parse_mode` knows; choices are not in it.

    Only b, i, a and blockquote appear; everything else is escaped.
    """
    lines: list[str] = []
    for block in labelled(reply.blocks):
        text = "".join(_span_html(span) for span in block.spans)
        if block.style is BlockStyle.QUOTE:
            folds = " expandable" if utf16_length(block.plain) >= FOLDED_FROM else ""
            text = f"<blockquote{folds}>{text}</blockquote>"
        elif block.style is BlockStyle.ITEM:
            text = BULLET + text
        lines.append(text)
    return "\n".join(lines)


def labelled(blocks: Sequence[TextBlock]) -> Iterator[TextBlock]:
    """The blocks with each run of sources as a line that says so, or as a list under one."""
    for is_source, run in groupby(blocks, lambda block: block.style is BlockStyle.SOURCE):
        if not is_source:
            yield from run
            continue
        first, *others = run
        if not others:
            yield paragraph(bold(texts.SOURCE), *first.spans)
        else:
            yield paragraph(bold(texts.SOURCES))
            yield from (item(*block.spans) for block in (first, *others))


def is_web_link(link: str) -> bool:
    """Whether a Span's link is an absolute http(s) address, the only kind that is rendered."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def split(reply: Reply, limit: int, *, numbered: bool = False) -> list[Reply]:
    """Cuts a reply into pieces of at most `limit` UTF-16 units of plain text each.

    Cuts fall between blocks, else at line or sentence ends, else between words, and only in a
    word that alone is too long within it. The choices stay with the last piece; `numbered`
    counts the lines they take there (see `to_plain`).
    """
    if not _fits(reply, limit, numbered=False):
        pieces = _filled(_small_blocks(reply.blocks, limit), limit)
    else:
        pieces = [list(reply.blocks)]
    replies = [Reply(tuple(blocks)) for blocks in pieces]
    last = replace(replies[-1], choices=reply.choices)
    if not numbered or _fits(last, limit, numbered=True):
        return [*replies[:-1], last]
    return [*replies, *_choice_pieces(reply.choices, limit)]


def split_text(text: str, limit: int) -> list[str]:
    """Cuts plain text into pieces of at most `limit` UTF-16 units, at sentence ends if it can."""
    pieces: list[str] = []
    for part in _parts(text, limit):
        joined = pieces[-1] + part if pieces else part
        if pieces and utf16_length(joined.rstrip()) <= limit:
            pieces[-1] = joined
        else:
            pieces.append(part.lstrip())
    return [stripped for piece in pieces if (stripped := piece.rstrip())]


def _plain_lines(blocks: Sequence[TextBlock]) -> Iterator[str]:
    for block in labelled(blocks):
        if block.style is BlockStyle.ITEM:
            yield BULLET + block.plain
        elif block.style is BlockStyle.QUOTE:
            yield f"“{block.plain}”"
        else:
            yield block.plain


def _span_html(span: Span) -> str:
    text = html.escape(span.text, quote=False)
    if span.bold:
        text = f"<b>{text}</b>"
    if span.italic:
        text = f"<i>{text}</i>"
    if is_web_link(span.link):
        text = f'<a href="{html.escape(span.link)}">{text}</a>'
    return text


def _fits(reply: Reply, limit: int, *, numbered: bool) -> bool:
    return utf16_length(to_plain(reply, numbered=numbered)) <= limit


def _small_blocks(blocks: Iterable[TextBlock], limit: int) -> Iterator[TextBlock]:
    """The blocks, each long one as several of its style that fit alone."""
    for block in blocks:
        # a bullet or two quotation marks may be added, or the word before a source
        room = limit - len(texts.SOURCE if block.style is BlockStyle.SOURCE else BULLET)
        if utf16_length(block.plain) <= room:
            yield block
            continue
        line: list[Span] = []
        for span in block.spans:
            for part in _parts(span.text, room):
                if line and utf16_length("".join(s.text for s in line) + part) > room:
                    yield TextBlock(_stripped(line), block.style)
                    line = []
                line.append(replace(span, text=part))
        yield TextBlock(_stripped(line), block.style)


def _stripped(spans: list[Span]) -> tuple[Span, ...]:
    spans[0] = replace(spans[0], text=spans[0].text.lstrip())
    spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
    return tuple(span for span in spans if span.text)


def _filled(blocks: Iterable[TextBlock], limit: int) -> list[list[TextBlock]]:
    pieces: list[list[TextBlock]] = [[]]
    for block in blocks:
        if pieces[-1] and not _fits(Reply((*pieces[-1], block)), limit, numbered=False):
            pieces.append([])
        pieces[-1].append(block)
    return pieces


def _choice_pieces(choices: tuple[Choice, ...], limit: int) -> list[Reply]:
    """The numbered lines of the choices on their own; the last reply carries the choices.

    A channel that numbers choices puts them under the reply that has them, so only the last
    lines may be there; when all fit in one message that is the whole of it.
    """
    labels = [
        Choice(choice.id, split_text(choice.label, max(limit // len(choices) - 8, 8))[0])
        for choice in choices
    ]
    return [Reply((), tuple(labels))]


def _parts(text: str, limit: int) -> Iterator[str]:
    """Sentences of the text with the space after them; words or letters where one is too long."""
    for sentence in _cut(text, _SENTENCE_END):
        if utf16_length(sentence.strip()) <= limit:
            yield sentence
            continue
        for word in _cut(sentence, _SPACE):
            if utf16_length(word.strip()) <= limit:
                yield word
            else:
                yield from _letters(word, limit)


def _cut(text: str, boundary: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for match in boundary.finditer(text):
        yield text[start : match.end()]
        start = match.end()
    if start < len(text):
        yield text[start:]


def _letters(word: str, limit: int) -> Iterator[str]:
    piece = ""
    size = 0
    for letter in word:
        width = utf16_length(letter)
        if size + width > limit:
            yield piece
            piece, size = "", 0
        piece += letter
        size += width
    if piece:
        yield piece
