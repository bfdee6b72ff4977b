"""Pages of placed lines to paragraphs, page by page, whether a PDF gives them or a scan.

What is told by the place of a line: running headers and page numbers stand at the same edge of many
pages; a paragraph ends where a line ends early or the next is indented; the letterhead is set in
two columns side by side.
"""

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.blocks import Block, BlockKind
from knowledge.readers.lines import (
    STRUCTURE,
    begins_block,
    ends_sentence,
    goes_on_with_label,
    is_capitals,
    is_torn,
    joined,
    refers_on,
    starts_afresh,
)
from knowledge.readers.page import Page, RuledTable, Span
from knowledge.readers.reading import one_line
from knowledge.readers.tables import Cell, Table

_SAMPLED = 12  # pages looked at to find what runs along every page
_FAR = 3  # times the size of letters: white so high parts the letterhead from the text
_FEW_LINES = 8  # fewer do not show a page's margins
_PAGE_NUMBER = re.compile(
    r"[-–—.\s]*(?:Trang\s*)?\d{1,4}\s*(?:/\s*\d{1,4})?[-–—.\s]*$", re.IGNORECASE
)
_OWN_LINE = re.compile(r"\((?:Ban hành|Kèm)", re.IGNORECASE)
_NOTE = re.compile(r"\(?(\d{1,3})\)?(?![\d/.,%-])")


def sample(pages: int) -> list[int]:
    """The indices of a dozen pages spread over a document, by which `survey` judges it."""
    step = max(1, pages // (_SAMPLED // 2))
    # Neighbours in pairs: headers of left and right pages may differ.
    spread = sorted({index for start in range(0, pages, step) for index in (start, start + 1)})
    return [index for index in spread if index < pages][:_SAMPLED]


def survey(sampled: Iterable[Page]) -> tuple[frozenset[str], float]:
    """What runs along the edge of many pages, digits made alike; and the size of the body."""
    counts: Counter[str] = Counter()
    sizes: Counter[float] = Counter()
    looked = 0
    for page in sampled:
        looked += 1
        for row in page.rows:
            for segment in row:
                sizes[round(segment.size * 2) / 2] += len(segment.text)
        edges = page.rows[:3] + page.rows[-3:]
        counts.update({_alike(row) for row in edges if _at_edge(row, page)})
    enough = max(3, looked // 3)
    running = frozenset(text for text, count in counts.items() if count >= enough)
    return running, sizes.most_common(1)[0][0] if sizes else 0.0


def _alike(row: Sequence[Span]) -> str:
    return re.sub(r"\d+", "#", one_line(" ".join(segment.text for segment in row)).lower())


def _at_edge(row: Sequence[Span], page: Page) -> bool:
    return row[0].y0 > 0.88 * page.height or row[0].y1 < 0.12 * page.height


@dataclass(slots=True)
class _Line:
    """A printed line and the column it is set in."""

    span: Span
    left: float
    right: float
    pitch: float
    page: int
    column: int = 0


@dataclass(slots=True)
class _Paragraph:
    lines: list[_Line] = field(default_factory=list)

    def block(self) -> Block:
        text = one_line(joined(line.span.text for line in self.lines))
        return Block(BlockKind.PARAGRAPH, text, self.lines[0].page)


class Assembly:
    """Puts pages together to blocks; holds only the paragraph or table that may still go on."""

    def __init__(self, running: frozenset[str], body_size: float) -> None:
        self._running = running
        self._body_size = body_size
        self._blocks: list[Block] = []
        self._paragraph: _Paragraph | None = None
        self._table: tuple[tuple[float, ...], list[list[Cell]], int] | None = None
        self._notes: list[Block] = []
        self._known_margins: dict[tuple[int, int], tuple[float, float]] = {}

    def add(self, page: Page, number: int) -> None:
        """Takes the next page."""
        if not page.has_text:
            return
        rows = self._without_running_lines(page)
        rows, notes = _split_notes(rows, self._body_size, bool(self._notes))
        margins = self._margins(rows, page)
        for item in _in_order(rows, page.tables):
            if isinstance(item, RuledTable):
                self._take_table(item, number)
            else:
                for line in _lines(item, number, margins):
                    self._take_line(line)
        self._notes += _notes(notes, number)

    def finished(self) -> list[Block]:
        """All blocks, once every page has been added."""
        self._close_table()
        self._close_paragraph()
        return [block for block in self._blocks if block.text]

    def _without_running_lines(self, page: Page) -> list[list[Span]]:
        rows = list(page.rows)
        for end in (0, -1):
            while rows and _at_edge(rows[end], page):
                text = " ".join(segment.text for segment in rows[end])
                if not _PAGE_NUMBER.match(text) and _alike(rows[end]) not in self._running:
                    break
                del rows[end]
        return rows

    def _margins(self, rows: list[list[Span]], page: Page) -> tuple[float, float]:
        """Where the lines of a page begin and end; a page of few lines has those before it."""
        size = (round(page.width), round(page.height))
        left = min((row[0].x0 for row in rows), default=0.0)
        right = _common_end([row[-1].x1 for row in rows])
        known = self._known_margins.get(size)
        if known is not None and len(rows) < _FEW_LINES:
            return min(left, known[0]), max(right, known[1])
        if len(rows) >= _FEW_LINES or known is None:
            self._known_margins[size] = (left, right)
        return left, right

    def _take_table(self, table: RuledTable, number: int) -> None:
        self._close_paragraph()
        for row in table.grid:
            for cell in row:
                cell.page = cell.page or number
        if self._table is not None:
            edges, grid, first_page = self._table
            common = _common_edges(edges, table.edges)
            if common is not None:
                grid = _over(edges, common, grid)
                _go_on(grid, _over(table.edges, common, table.grid))
                self._table = (common, grid, first_page)
                return
            self._close_table()
        self._table = (table.edges, list(table.grid), number)

    def _close_table(self) -> None:
        if self._table is not None:
            _, grid, page = self._table
            self._table = None
            self._blocks += Table(grid).blocks(page)

    def _take_line(self, line: _Line) -> None:
        self._close_table()
        if self._paragraph is not None:
            if _continues(self._paragraph.lines, line):
                self._paragraph.lines.append(line)
                return
            self._close_paragraph()
        self._paragraph = _Paragraph([line])

    def _close_paragraph(self) -> None:
        if self._paragraph is not None:
            self._blocks.append(self._paragraph.block())
            self._paragraph = None
        self._blocks += self._notes
        self._notes.clear()


def _common_edges(above: tuple[float, ...], below: tuple[float, ...]) -> tuple[float, ...] | None:
    """The column edges of a table that goes on after a page break, or None if it is another one."""
    more, fewer = (above, below) if len(above) >= len(below) else (below, above)
    if abs(more[0] - fewer[0]) > 6 or abs(more[-1] - fewer[-1]) > 6:
        return None
    return more if all(any(abs(a - b) < 6 for b in more) for a in fewer) else None


def _over(
    edges: tuple[float, ...], wanted: tuple[float, ...], grid: list[list[Cell]]
) -> list[list[Cell]]:
    """A grid over finer column edges: a cell stands at every place it covers."""
    columns = [
        max(0, min(bisect_right(edges, (a + b) / 2) - 1, len(edges) - 2))
        for a, b in pairwise(wanted)
    ]
    return [[row[column] for column in columns] for row in grid]


def _go_on(grid: list[list[Cell]], following: list[list[Cell]]) -> None:
    """A table goes on after a page break: repeated names dropped, a broken row put together."""
    rows = list(following)
    while rows and len(rows) > 1 and len(grid) > len(following) - len(rows):
        if [c.text for c in rows[0]] != [c.text for c in grid[len(following) - len(rows)]]:
            break
        rows.pop(0)
    if rows and grid and len(rows[0]) == len(grid[-1]):
        first, last = rows[0], grid[-1]
        texts = [cell.text for cell in first if cell.text]
        if not first[0].text and texts and last[0].text and any(t[0].islower() for t in texts):
            for above, below in zip(last, first, strict=True):
                if below.text and below.paragraphs is not above.paragraphs:
                    above.paragraphs.extend(below.paragraphs)
            rows.pop(0)
    grid += rows


def _split_notes(
    rows: list[list[Span]], body_size: float, going_on: bool
) -> tuple[list[list[Span]], list[list[Span]]]:
    """The body of a page and the footnotes below it, told by their smaller letters.

    `going_on`: a note of the page before may go on here without a number.
    """
    start = len(rows)
    while start and all(segment.size < 0.93 * body_size for segment in rows[start - 1]):
        start -= 1
    if not going_on:
        while start < len(rows) and not _NOTE.match(rows[start][0].text):
            start += 1
    return (rows[:start], rows[start:]) if start else (rows, [])


def _notes(rows: list[list[Span]], page: int) -> list[Block]:
    """Footnotes, each whole; a number opens one only if it is the next."""
    notes: list[str] = []
    last = 0
    for row in rows:
        text = one_line(_whole(row).text)
        found = _NOTE.match(text)
        number = int(found[1]) if found else 0
        if not notes or number == last + 1:
            notes.append(text)
            last = number
        else:
            notes[-1] = joined([notes[-1], text])
    return [Block(BlockKind.PARAGRAPH, note, page) for note in notes]


def _in_order(
    rows: list[list[Span]], tables: list[RuledTable]
) -> Iterator[list[list[Span]] | RuledTable]:
    """Stretches of lines and the tables between them, from top to bottom."""
    left = sorted(tables, key=lambda table: -table.y1)
    stretch: list[list[Span]] = []
    for row in rows:
        while left and row[0].y1 < left[0].y1:
            if stretch:
                yield stretch
                stretch = []
            yield left.pop(0)
        stretch.append(row)
    if stretch:
        yield stretch
    yield from left


def _common_end(ends: list[float]) -> float:
    """The right margin: the furthest place where several lines end."""
    ordered = sorted(ends, reverse=True)
    enough = max(2, len(ordered) // 20)
    for number in range(len(ordered) - enough + 1):
        if ordered[number] - ordered[number + enough - 1] <= 4:
            return ordered[number]
    return ordered[0] if ordered else 0.0


def _lines(rows: list[list[Span]], page: int, margins: tuple[float, float]) -> Iterator[_Line]:
    """Printed lines in reading order: where two columns stand side by side, the left one first."""
    pitch = _pitch(rows)
    left, right = margins
    number = 0
    while number < len(rows):
        end, gutter = _side_by_side(rows, number)
        if gutter is None:
            span = _whole(rows[number])
            yield _Line(span, left, right, pitch, page)
            number += 1
            continue
        for column, (low, high) in enumerate(((float("-inf"), gutter), (gutter, float("inf")))):
            spans = [
                _whole(part)
                for row in rows[number:end]
                if (part := [s for s in row if low <= (s.x0 + s.x1) / 2 < high])
            ]
            if not spans:
                continue
            edge_left, edge_right = min(s.x0 for s in spans), max(s.x1 for s in spans)
            for span in spans:
                yield _Line(span, edge_left, edge_right, pitch, page, 2 * number + column + 1)
        number = end


def _pitch(rows: list[list[Span]]) -> float:
    steps = [a[0].y0 - b[0].y0 for a, b in pairwise(rows)]
    return statistics.median(steps) if steps else 0.0


def _whole(row: Sequence[Span]) -> Span:
    return Span(
        " ".join(segment.text for segment in row),
        min(segment.x0 for segment in row),
        min(segment.y0 for segment in row),
        max(segment.x1 for segment in row),
        max(segment.y1 for segment in row),
    )


def _side_by_side(rows: list[list[Span]], start: int) -> tuple[int, float | None]:
    """Where a stretch of two columns that begins at a line ends, and the gutter between them.

    A line that crosses the gutter ends the stretch. One that stands in the left column alone
    belongs to it if a line with a right part follows soon, or if it goes on with the column.
    """
    first = rows[start]
    if len(first) < 2:
        return start + 1, None
    widest = max(range(len(first) - 1), key=lambda i: first[i + 1].x0 - first[i].x1)
    low, high = first[widest].x1, first[widest + 1].x0
    centre = (first[0].x0 + low) / 2
    end = start + 1
    for ahead in range(start + 1, min(start + 60, len(rows))):
        row = rows[ahead]
        middle = (low + high) / 2
        left = [segment for segment in row if segment.x0 + segment.x1 < 2 * middle]
        right = [segment for segment in row if segment.x0 + segment.x1 >= 2 * middle]
        new_low = max([low, *(segment.x1 for segment in left)])
        new_high = min([high, *(segment.x0 for segment in right)])
        if new_high - new_low < 8:
            break
        if ahead == start + 1 and not right and first[0].y0 - row[0].y1 > _FAR * row[0].size:
            break  # the text below a letterhead of one line
        if right and not left and right[0].x0 < high - 5:
            centre_right = (high + max(segment.x1 for segment in first)) / 2
            if abs((right[0].x0 + right[-1].x1) / 2 - centre_right) > 40:
                break  # centred on the page: the title below the letterhead
        goes_on = bool(left) and (
            abs(left[0].x0 + left[-1].x1 - 2 * centre) < 30
            or refers_on(rows[ahead - 1][0].text)
            or left[0].text.startswith("-")
        )
        if right or (goes_on and end == ahead):
            end = ahead + 1
        elif ahead - end > 12:
            break
        low, high = new_low, new_high
    return end, (low + high) / 2


def _centred(line: _Line) -> bool:
    inside = min(line.span.x0 - line.left, line.right - line.span.x1)
    return inside > 20 and abs(line.span.x0 + line.span.x1 - line.left - line.right) < 16


def _continues(lines: Sequence[_Line], line: _Line) -> bool:
    """Whether a line goes on with the paragraph of the lines before it."""
    last = lines[-1]
    before, after = one_line(last.span.text), one_line(line.span.text)
    if not after or not before or last.column != line.column:
        return False
    if is_torn(before, after):
        return True
    lower = after[0].islower()
    if begins_block(after):
        return goes_on_with_label(before, after)
    if starts_afresh(before, after):
        return False
    same_page = last.page == line.page
    step = last.span.y0 - line.span.y0
    if same_page and step > max(1.35 * line.pitch, 1.7 * line.span.size):
        return lower and step < 3 * line.span.size and not ends_sentence(before)
    if abs(last.span.size - line.span.size) > 0.2 * last.span.size and not lower:
        return False
    word = (line.span.x1 - line.span.x0) / max(len(after), 1) * (len(after.split(" ", 1)[0]) + 1)
    full = last.span.x1 + word >= last.right - 6  # the next word would not have fitted
    if is_capitals(before) != is_capitals(after):
        if is_capitals(after):
            return full and not ends_sentence(before)
        return lower and len(lines) == 1
    if is_capitals(before):
        return same_page
    if lower:
        return True
    if _centred(last) and _centred(line) and same_page:
        return (
            not ends_sentence(before) and not _OWN_LINE.match(after) and not STRUCTURE.match(before)
        )
    if not full:
        return False
    indented = line.span.x0 - line.left > 8
    if indented and line.span.x0 - last.span.x0 > 8:
        # Further in than the line before: a new paragraph, or a list item's hanging second line.
        return len(lines) == 1 and begins_block(before) and not ends_sentence(before)
    if indented and abs(line.span.x0 - last.span.x0) <= 8:
        return not ends_sentence(before)
    return True
