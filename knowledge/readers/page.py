"""A page as placed words: its lines from top to bottom, and the segments a line is set in.

Lengths are PDF points (1/72 inch), y grows upwards.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.readers.tables import Cell

_RIGHT_COLUMN = re.compile(r"CỘNG H[OÒ][AÀ] XÃ|ĐẢNG CỘNG SẢN VIỆT|Độc lập\s*[-–]")

_TOUCHING = 0.1  # of the letters' size; letters nearer than this are of one word


@dataclass(slots=True)
class Span:
    """A word or a line of words: its text and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size(self) -> float:
        """The height of its letters' boxes, a measure of the font size."""
        return self.y1 - self.y0


@dataclass(slots=True)
class RuledTable:
    """A table drawn with lines: its place, its columns' edges and its cells."""

    x0: float
    y0: float
    x1: float
    y1: float
    edges: tuple[float, ...]
    grid: list[list[Cell]]


@dataclass(slots=True)
class Page:
    """What one page holds: lines from top to bottom, a line as the segments it is set in."""

    width: float
    height: float
    rows: list[list[Span]]
    tables: list[RuledTable]
    has_text: bool

    @property
    def text(self) -> str:
        """All its words, those in tables among them."""
        cells = {
            id(cell): cell for table in self.tables for row in table.grid for cell in row
        }.values()
        parts = [segment.text for row in self.rows for segment in row]
        return " ".join([*parts, *(cell.text for cell in cells)])


def are_scattered(lines: Sequence[Sequence[Span]]) -> bool:
    """Whether words are torn: letters of another font are drawn after the line they are in."""
    return any(
        word.x0 < last.x0 and abs(word.y0 - last.y0) < 0.3 * last.size
        for line in lines
        for last, word in pairwise(line)
    )


def gathered(lines: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """The words of torn lines put together again by their places."""
    whole: list[list[Span]] = []
    for row in _by_height([word for line in lines for word in line]):
        joined: list[Span] = []
        for word in sorted(row, key=lambda word: word.x0):
            last = joined[-1] if joined else None
            if last is not None and word.x0 - last.x1 < _TOUCHING * word.size:
                last.text += word.text
                last.x1 = max(last.x1, word.x1)
            else:
                joined.append(word)
        whole.append(joined)
    return whole


def is_raised(bottom: float, size: float, beside: Span) -> bool:
    """Whether something is small and stands high beside a word."""
    return size < 0.8 * beside.size and bottom > beside.y0 + 0.15 * beside.size


def segments_of(words: Sequence[Span]) -> list[Span]:
    """A line's words joined, apart where a gap is too wide for a space."""
    segments: list[Span] = []
    for number, word in enumerate(words):
        last = segments[-1] if segments else None
        if (
            last is not None
            and word.text.isdecimal()
            and is_raised(word.y0, word.size, last)
            and word.x0 - last.x1 < last.size
        ):
            continue  # the mark of a footnote
        if (
            last is not None
            and not (word.x0 - last.x1 > 0.45 * word.size and _opens_column(words[number:]))
            and -last.size < word.x0 - last.x1 < 1.8 * min(last.size, word.size)
            and abs(word.y0 - last.y0) < 0.6 * last.size
        ):
            last.text += " " + word.text
            last.x1 = max(last.x1, word.x1)
            last.y0, last.y1 = min(last.y0, word.y0), max(last.y1, word.y1)
        else:
            segments.append(Span(word.text, word.x0, word.y0, word.x1, word.y1))
    return segments


def _opens_column(words: Sequence[Span]) -> bool:
    """Whether words are the right column of a letterhead, however near it stands to the left."""
    return bool(_RIGHT_COLUMN.match(" ".join(word.text for word in words[:4])))


def rows_of(segments: Iterable[Span]) -> list[list[Span]]:
    """Segments by the printed line they stand on, top to bottom and left to right."""
    return [segments_of(sorted(row, key=lambda s: s.x0)) for row in _by_height(segments)]


def _by_height(segments: Iterable[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for segment in sorted(segments, key=lambda s: (-(s.y0 + s.y1), s.x0)):
        last = rows[-1][0] if rows else None
        if last is not None and abs((segment.y0 + segment.y1) - (last.y0 + last.y1)) < 0.9 * min(
            last.size, segment.size
        ):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return rows
