"""The passages of a document: what is searched, quoted and cited.

A passage follows the outline. Clauses stay whole while they fit; small neighbours under the same
heading share one passage; what is too long is cut between sentences. Nothing is lost: the words
of a document, in order, are those of its passages' texts and of their headings.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from knowledge.blocks import BlockKind
from knowledge.outline_tree import Level, Node
from knowledge.sentences import sentences

CountTokens = Callable[[str], int]
Span = tuple[int, int]

_LONGEST_LEAD = 60  # tokens
_LONGEST_SYLLABLE = 7  # letters, "nghiêng"; what is longer is foreign and falls to pieces
_PIECE = re.compile(r"[^\W\d_]+|\d+|([^\w\s]|_)\1*")
_CLAUSE_LABEL = re.compile(r"(?:khoản|mục) \d[\d.]*")
_CLAUSE_LINE = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)\.\s*[^\W\d]")
_POINT_LINE = re.compile(r"(đ|[a-z]|[ivx]{2,4})\)\s*\S")
# where a sentence too long for a passage may be cut, the best places first
_CUTS = [re.compile(r"(?<=[;:])\s+"), re.compile(r"(?<=,)\s+"), re.compile(r"\s+")]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is searched and cited as one.

    Attributes:
        text: As printed, NFC; blocks are parted by "\\n".
        heading: Where it stands, from the outside in: ("Chương II. Quyền", "Điều 3", "khoản 2").
        page: The page its text begins on, or None where the format has none.
        kind: "text", "list" or "table".
        lead: The words it hangs on where they are in another passage: "Hồ sơ gồm:".
    """

    text: str
    heading: tuple[str, ...]
    page: int | None
    kind: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Neighbouring blocks on their way to be one passage."""

    text: str
    heading: tuple[str, ...]
    page: int | None
    kinds: frozenset[str]
    tokens: int
    lead: str = ""
    closed: bool = False  # a piece of something that was cut; takes no stranger in


def estimated_tokens(text: str) -> int:
    """About how many tokens the built-in encoder makes of a text, without running it.

    On 4,055 passages of real resolutions 7 % above its own count; more than 5 % below it on
    one in a hundred.
    """
    return -(-sum(_tenths(match[0]) for match in _PIECE.finditer(text)) // 10)


@lru_cache(maxsize=1 << 16)
def _tenths(piece: str) -> int:
    """Tenths of a token that a run of letters, digits or one sign is on average."""
    if piece.isdigit():
        return 6 + len(piece)
    if not piece.isalpha():
        return 9 + len(piece)  # a run of dots is few tokens
    if piece.isupper() and len(piece) > 1:
        return 13 + 3 * len(piece)
    return 11 + 7 * max(0, len(piece) - _LONGEST_SYLLABLE)


def passages(
    root: Node, *, count_tokens: CountTokens = estimated_tokens, max_tokens: int = 200
) -> list[Passage]:
    """The passages of an outline, in reading order.

    Args:
        root: What `knowledge.outline.outline` made.
        count_tokens: The encoder's own count; adding texts must not make more tokens than they
            have apart.
        max_tokens: No text is longer, unless one single word is.
    """
    chunks = _Cutter(count_tokens, max_tokens).section(root, ())
    return [
        Passage(chunk.text, chunk.heading, chunk.page, _kind(chunk.kinds), chunk.lead)
        for chunk in chunks
    ]


def place(text: str, heading: tuple[str, ...], at: int) -> tuple[str, ...]:
    """The heading path of what stands at an offset in a passage's text.

    A passage that holds several clauses has the path they share; a quotation from it is cited by
    the clause and point it stands in.
    """
    outer = list(heading)
    point = outer.pop() if outer and outer[-1].startswith("điểm ") else ""
    clause = outer.pop() if outer and _CLAUSE_LABEL.fullmatch(outer[-1]) else ""
    word = "khoản" if any(part.lower().startswith("điều ") for part in outer) else "mục"
    for line in re.finditer(r"(?m)^.+$", text[: max(at, 0) + 1]):
        if found := _CLAUSE_LINE.match(line[0]):
            clause, point = f"{word} {found[1]}", ""
        elif found := _POINT_LINE.match(line[0]):
            point = f"điểm {found[1]}"
    return (*outer, *filter(None, (clause, point)))


def _kind(kinds: frozenset[str]) -> str:
    return next(iter(kinds)) if len(kinds) == 1 else "text"


class _Cutter:
    def __init__(self, count_tokens: CountTokens, max_tokens: int) -> None:
        self.count = count_tokens
        self.limit = max_tokens

    def section(self, node: Node, path: tuple[str, ...]) -> Iterator[_Chunk]:
        """The chunks under a heading; other headings' chunks stand between, never joined."""
        gathered: list[_Chunk] = []
        for child in node.children:
            if child.is_heading:
                yield from self.joined(gathered)
                gathered = []
                yield from self.section(child, (*path, child.heading))
            elif _holds_heading(child):
                yield from self.joined(gathered)
                gathered = []
                yield from self.own(child, _path_to(child, path))
                yield from self.section(child, _path_to(child, path))
            else:
                gathered += self.content(child, path)
        yield from self.joined(gathered)

    def content(self, node: Node, path: tuple[str, ...]) -> list[_Chunk]:
        """The chunks of a clause, point or paragraph and all that hangs on it."""
        path = _path_to(node, path)
        own = list(self.own(node, path))
        if not node.children:
            return own
        under = [chunk for child in node.children for chunk in self.content(child, path)]
        if sum(c.tokens for c in (*own, *under)) <= self.limit and _may_join([*own, *under]):
            return [_join([*own, *under])]
        lead = self.lead(node.text)
        first = replace(own.pop(), closed=True)
        taken = 0  # the first that hang on the text stay with it as far as there is room
        while (
            taken < len(under)
            and not under[taken].lead
            and first.tokens + under[taken].tokens <= self.limit
            and _same_form(first, under[taken])
        ):
            first = replace(_join([first, under[taken]]), closed=True)
            taken += 1
        hanging = [replace(c, lead=c.lead or lead, closed=True) for c in under[taken:]]
        return [*own, first, *self.joined(hanging)]

    def own(self, node: Node, path: tuple[str, ...]) -> Iterator[_Chunk]:
        kinds = frozenset([_KINDS.get(node.kind, "list" if node.level is Level.ITEM else "text")])
        tokens = self.count(node.text)
        if tokens <= self.limit:
            yield _Chunk(node.text, path, node.page, kinds, tokens)
            return
        for text in self.pieces(node.text):
            yield _Chunk(text, path, node.page, kinds, self.count(text), closed=True)

    def lead(self, text: str) -> str:
        """The last sentence of a text, as far as it is short enough to be said again."""
        start, end = sentences(text)[-1]
        sentence = text[start:end].replace("\n", " ")
        return sentence if self.count(sentence) <= _LONGEST_LEAD else ""

    def joined(self, chunks: Iterable[_Chunk]) -> Iterator[_Chunk]:
        """Neighbours joined as long as they fit."""
        current: list[_Chunk] = []
        tokens = 0
        for chunk in chunks:
            if current and (
                tokens + chunk.tokens > self.limit or not _may_join([current[-1], chunk])
            ):
                yield _join(current)
                current, tokens = [], 0
            current.append(chunk)
            tokens += chunk.tokens
        if current:
            yield _join(current)

    def pieces(self, text: str) -> list[str]:
        """A text too long for one passage, cut between sentences, else clauses, else words."""
        spans = list(self.small_parts(text, 0, len(text)))
        counts = [self.count(text[start:end]) for start, end in spans]
        aim = sum(counts) / ceil(sum(counts) / self.limit)  # pieces of about one length
        pieces: list[str] = []
        begin, last, tokens = 0, 0, 0
        for (start, end), count in zip(spans, counts, strict=True):
            if tokens and (tokens >= aim or tokens + count > self.limit):
                pieces.append(text[begin:last])
                begin, tokens = start, 0
            last = end
            tokens += count
        return [*pieces, text[begin:last]]

    def small_parts(self, text: str, start: int, end: int, depth: int = 0) -> Iterator[Span]:
        """Spans that fit: sentences, where one does not its clauses, at last its words."""
        if depth and (depth > len(_CUTS) or self.count(text[start:end]) <= self.limit):
            yield start, end
            return
        spans = sentences(text) if not depth else _spans(_CUTS[depth - 1], text, start, end)
        for span in spans:
            yield from self.small_parts(text, *span, depth + 1)


def _spans(cut: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    for match in cut.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


_KINDS = {BlockKind.TABLE_ROW: "table", BlockKind.LIST_ITEM: "list"}


def _path_to(node: Node, path: tuple[str, ...]) -> tuple[str, ...]:
    return (*path, node.label) if node.label else path


def _holds_heading(node: Node) -> bool:
    return any(child.is_heading or _holds_heading(child) for child in node.children)


def _same_form(one: _Chunk, other: _Chunk) -> bool:
    """Whether one passage may hold both: table rows stay apart from prose."""
    return ("table" in one.kinds) == ("table" in other.kinds)


def _may_join(chunks: list[_Chunk]) -> bool:
    """Whether one passage may hold all: what was cut from a clause joins only its like."""
    first = chunks[0]
    return all(
        _same_form(first, chunk) and (chunk.lead, chunk.closed) == (first.lead, first.closed)
        for chunk in chunks
    )


def _join(chunks: list[_Chunk]) -> _Chunk:
    if len(chunks) == 1:
        return chunks[0]
    heading = chunks[0].heading
    for chunk in chunks[1:]:
        same = 0
        while heading[same : same + 1] == chunk.heading[same : same + 1] != ():
            same += 1
        heading = heading[:same]
    return _Chunk(
        "\n".join(chunk.text for chunk in chunks),
        heading,
        chunks[0].page,
        frozenset[str]().union(*(chunk.kinds for chunk in chunks)),
        sum(chunk.tokens for chunk in chunks),
        chunks[0].lead,
        any(chunk.closed for chunk in chunks),
    )
