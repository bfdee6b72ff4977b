"""One PDF page: its words, its lines and its ruled tables, with their places.

Lengths are PDF points (1/72 inch), y grows upwards.
"""

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.encodings import Fonts, may_be_old
from knowledge.readers.lines import begins_block, ends_sentence
from knowledge.readers.reading import one_line
from knowledge.readers.tables import Cell

_THIN = 3.0  # a filled rectangle thinner than this is a ruled line
_NEAR = 3.0  # ends of lines this close touch
_LIGHT = 600  # red, green and blue of a colour too light for a line, of 765
_MOST_RULES = 1500  # a page with more strokes is a drawing
_RIGHT_COLUMN = re.compile(r"CỘNG H[OÒ][AÀ] XÃ|ĐẢNG CỘNG SẢN VIỆT|Độc lập\s*[-–]")
_UNIT = re.compile(r"(?:^|[\d/])[dckh]?m$")  # m², km², đồng/m²
# PDFium writes U+0002 for a hyphen at the end of a line.
_LINE_HYPHEN = "\x02"


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


def read_page(
    document: pdfium.PdfDocument, index: int, fonts: Fonts, *, tables: bool = True
) -> Page:
    """The page with this index, from 0; without `tables`, all words are lines.

    `fonts`: What the fonts of the document show; it learns from each page that may need it.
    """
    page = document[index]
    try:
        width, height = page.get_size()
        text_page = page.get_textpage()
        try:
            lines = _words(text_page, fonts)
        finally:
            text_page.close()
        found: list[RuledTable] = []
        if tables and lines:
            for xs, ys, verticals, horizontals in _grids(_rules(page)):
                table, lines = _fill(xs, ys, verticals, horizontals, lines)
                if table is not None:
                    found.append(table)
        segments = [segment for line in lines for segment in _segments(line)]
        return Page(width, height, _rows(segments), found, bool(segments or found))
    finally:
        page.close()


def _words(text_page: pdfium.PdfTextPage, fonts: Fonts) -> list[list[Span]]:
    """The words of a page, grouped in the lines PDFium finds."""
    count = text_page.count_chars()
    letters: Sequence[str] = text_page.get_text_range() if count > 0 else ""
    if len(letters) != count:
        handle = text_page.raw
        letters = [chr(raw.FPDFText_GetUnicode(handle, i)) for i in range(count)]
    handle, box = text_page.raw, raw.FS_RECTF()
    place = ctypes.byref(box)
    measure = raw.FPDFText_GetLooseCharBox
    lines: list[list[Span]] = [[]]
    word: Span | None = None
    ends: dict[int, int] = {}  # of words, where the last letter stands
    for index, letter in enumerate(letters):
        if letter <= " " or letter == "\xa0":
            if letter == _LINE_HYPHEN and word is not None:
                word.text += "-"
            word = None
            if letter in "\r\n" or letter == _LINE_HYPHEN:
                lines.append([])
            continue
        if not measure(handle, index, place):
            continue
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        if word is not None and letter.isdecimal() and _raised(y0, y1 - y0, word):
            if letter in "23" and _UNIT.search(word.text):
                word.text += "²" if letter == "2" else "³"
            continue  # else the mark of a footnote
        if (
            word is not None
            and abs(y0 - word.y0) < 0.6 * word.size
            and -word.size < x0 - word.x1 < 0.6 * word.size
        ):
            word.text += letter
            ends[id(word)] = index
            word.x1 = max(word.x1, x1)
            word.y0, word.y1 = min(word.y0, y0), max(word.y1, y1)
        else:
            word = Span(letter, x0, y0, x1, y1)
            ends[id(word)] = index
            lines[-1].append(word)
    found = [line for line in lines if line]
    if fonts.old or may_be_old("".join(letters)):
        _show(found, ends, handle, fonts)
    return found


def _show(
    lines: list[list[Span]], ends: dict[int, int], handle: raw.FPDF_TEXTPAGE, fonts: Fonts
) -> None:
    """Puts in the words what their fonts show."""
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    place = ctypes.byref(flags)
    names: dict[bytes, str] = {}

    def font_of(index: int) -> str:
        raw.FPDFText_GetFontInfo(handle, index, buffer, 256, place)
        name = buffer.value
        return names.get(name) or names.setdefault(name, name.decode("utf-8", "replace"))

    words = [word for line in lines for word in line]
    runs: list[tuple[str, str | None]] = []
    for word in words:
        last = ends[id(word)]
        first = last - len(word.text) + 1
        whole = font_of(first) == font_of(last)
        for part in [word.text] if whole else word.text:
            font = font_of(first)
            first += len(part)
            if runs and runs[-1][1] == font:
                runs[-1] = (runs[-1][0] + part, font)
            else:
                runs.append((part, font))
        runs[-1] = (runs[-1][0] + " ", runs[-1][1])
    fonts.learn(runs)
    for word, text in zip(words, "".join(fonts.show(runs)).split(" "), strict=False):
        word.text = text


def _raised(bottom: float, size: float, beside: Span) -> bool:
    """Whether something is small and stands high beside a word."""
    return size < 0.8 * beside.size and bottom > beside.y0 + 0.15 * beside.size


def _segments(words: Sequence[Span]) -> list[Span]:
    """A line's words joined, apart where a gap is too wide for a space."""
    segments: list[Span] = []
    for number, word in enumerate(words):
        last = segments[-1] if segments else None
        if (
            last is not None
            and word.text.isdecimal()
            and _raised(word.y0, word.size, last)
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


def _rows(segments: Iterable[Span]) -> list[list[Span]]:
    """Segments by the printed line they stand on, top to bottom and left to right."""
    rows: list[list[Span]] = []
    for segment in sorted(segments, key=lambda s: (-(s.y0 + s.y1), s.x0)):
        last = rows[-1][0] if rows else None
        if last is not None and abs((segment.y0 + segment.y1) - (last.y0 + last.y1)) < 0.9 * min(
            last.size, segment.size
        ):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [_segments(sorted(row, key=lambda s: s.x0)) for row in rows]


# A ruled line: where it stands, and from where to where it runs.
_Rule = tuple[float, float, float]


def _rules(page: pdfium.PdfPage) -> tuple[list[_Rule], list[_Rule]]:
    """The vertical (x, bottom, top) and horizontal (y, left, right) lines drawn on a page."""
    verticals: list[_Rule] = []
    horizontals: list[_Rule] = []
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for left, bottom, right, top in _strokes(item):
            if right - left <= _THIN < top - bottom:
                verticals.append(((left + right) / 2, bottom, top))
            elif top - bottom <= _THIN < right - left:
                horizontals.append(((bottom + top) / 2, left, right))
        if len(verticals) + len(horizontals) > _MOST_RULES:
            return [], []
    return _merged(verticals), _merged(horizontals)


_Box = tuple[float, float, float, float]


def _strokes(path: raw.FPDF_PAGEOBJECT) -> Iterator[_Box]:
    """The boxes of what a path draws: each edge of an outline, each filled figure that is dark.

    Word draws a border as a thin filled figure, several of them in one path; it lays white ones
    behind words and light ones behind cells.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not stroke.value and not (fill.value and _is_dark(path)):
        return
    count = raw.FPDFPath_CountSegments(path)
    if count > _MOST_RULES:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    figure: list[tuple[float, float]] = []
    for index in range(count + 1):
        segment = raw.FPDFPath_GetPathSegment(path, index) if index < count else None
        if segment is None or raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if stroke.value:
                closed = [*figure, figure[0]] if len(figure) > 2 else figure
                yield from (_box(edge) for edge in pairwise(closed))
            elif figure:
                yield _box(figure)
            figure = []
        if segment is not None and raw.FPDFPathSegment_GetPoint(segment, x, y):
            figure.append(
                (
                    matrix.a * x.value + matrix.c * y.value + matrix.e,
                    matrix.b * x.value + matrix.d * y.value + matrix.f,
                )
            )


def _box(points: Sequence[tuple[float, float]]) -> _Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_dark(path: raw.FPDF_PAGEOBJECT) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return not known or red.value + green.value + blue.value < _LIGHT


def _merged(rules: list[_Rule]) -> list[_Rule]:
    """Pieces of one line put together."""
    merged: list[_Rule] = []
    rules = sorted(rules)
    while rules:
        at = rules[0][0]
        beside = [rule for rule in rules if rule[0] - at <= 2]
        rules = rules[len(beside) :]
        for _, start, end in sorted(beside, key=lambda rule: rule[1]):
            last = merged[-1] if merged else None
            if last is not None and last[0] == at and start <= last[2] + _NEAR:
                merged[-1] = (at, last[1], max(last[2], end))
            else:
                merged.append((at, start, end))
    return merged


_Grid = tuple[list[float], list[float], list[_Rule], list[_Rule]]


def _grids(rules: tuple[list[_Rule], list[_Rule]]) -> list[_Grid]:
    """Lines that cross or touch, as grids: column edges, row edges (downwards) and the lines."""
    verticals, horizontals = rules
    if len(verticals) * len(horizontals) > 40_000:
        return []
    group = list(range(len(verticals) + len(horizontals)))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    for i, (x, bottom, top) in enumerate(verticals):
        for j, (y, left, right) in enumerate(horizontals):
            if left - _NEAR <= x <= right + _NEAR and bottom - _NEAR <= y <= top + _NEAR:
                group[root(i)] = root(len(verticals) + j)
    grids = []
    for leader in {root(member) for member in range(len(group))}:
        own_verticals = [v for i, v in enumerate(verticals) if root(i) == leader]
        own_horizontals = [
            h for j, h in enumerate(horizontals) if root(len(verticals) + j) == leader
        ]
        if len(own_verticals) < 2 or not own_horizontals:
            continue
        # A side without a line of its own is where the lines across it end.
        xs = _distinct(
            [v[0] for v in own_verticals]
            + [min(h[1] for h in own_horizontals), max(h[2] for h in own_horizontals)]
        )
        ys = _distinct(
            [h[0] for h in own_horizontals]
            + [min(v[1] for v in own_verticals), max(v[2] for v in own_verticals)]
        )[::-1]
        if len(xs) >= 3 and len(ys) >= 2:
            grids.append((xs, ys, own_verticals, own_horizontals))
    return sorted(grids, key=lambda grid: -grid[1][0])


def _distinct(values: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > _NEAR:
            distinct.append(value)
    return distinct


def _fill(
    xs: list[float],
    ys: list[float],
    verticals: list[_Rule],
    horizontals: list[_Rule],
    lines: list[list[Span]],
) -> tuple[RuledTable | None, list[list[Span]]]:
    """The table with the words that stand in it, and the lines that are left."""
    width, depth = len(xs) - 1, len(ys) - 1
    descending = [-y for y in ys]
    words: dict[tuple[int, int], list[Span]] = {}
    left: list[list[Span]] = []
    for line in lines:
        outside = []
        for word in line:
            column = bisect_right(xs, (word.x0 + word.x1) / 2) - 1
            row = bisect_right(descending, -(word.y0 + word.y1) / 2) - 1
            if 0 <= column < width and 0 <= row < depth:
                words.setdefault((row, column), []).append(word)
            else:
                outside.append(word)
        if outside:
            left.append(outside)
    if not words:
        return None, lines
    grid: list[list[Cell]] = []
    for row in range(depth):
        middle = (ys[row] + ys[row + 1]) / 2
        cells: list[Cell] = []
        for column in range(width):
            centre = (xs[column] + xs[column + 1]) / 2
            walled = any(
                abs(x - xs[column]) <= _NEAR and low <= middle <= high for x, low, high in verticals
            )
            roofed = any(
                abs(y - ys[row]) <= _NEAR and low <= centre <= high for y, low, high in horizontals
            )
            if column and not walled:
                cells.append(cells[-1])
            elif row and not roofed:
                cells.append(grid[-1][column])
            else:
                cells.append(Cell())
        grid.append(cells)
    gathered: dict[int, tuple[Cell, list[Span]]] = {}
    for (row, column), inside in words.items():
        cell = grid[row][column]
        gathered.setdefault(id(cell), (cell, []))[1].extend(inside)
    for cell, inside in gathered.values():
        cell.paragraphs = _cell_paragraphs(inside)
    return RuledTable(xs[0], ys[-1], xs[-1], ys[0], tuple(xs), grid), left


def _cell_paragraphs(words: list[Span]) -> list[str]:
    paragraphs: list[str] = []
    for row in _rows(words):
        text = one_line(" ".join(segment.text for segment in row))
        opens = begins_block(text) or (
            bool(paragraphs) and ends_sentence(paragraphs[-1]) and text[:1].isupper()
        )
        if paragraphs and not opens:
            paragraphs[-1] += " " + text
        else:
            paragraphs.append(text)
    return [one_line(paragraph) for paragraph in paragraphs]
