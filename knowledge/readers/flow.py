"""Word's stream of paragraphs, as .doc and .rtf keep it, to blocks, fonts and tables read.

A table there is no element but paragraphs that say how deep they stand, and marks where a cell and
a row end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from knowledge.blocks import Block, BlockKind
from knowledge.encodings import Fonts
from knowledge.readers.reading import one_line
from knowledge.readers.tables import Cell, Table, apart, is_frame, is_letterhead

COLUMN_GAP = re.compile(r"\t+| {3,}")
_SYMBOLS = re.compile("[\uf000-\uf0ff]")  # a box or an arrow of a symbol font has no letter
_NEAR = 60  # twips; edges of cells this close are one


@dataclass(slots=True)
class Piece:
    """Text as stored, the font it is set in, and whether its format makes capitals of it."""

    text: str
    font: str | None = None
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class RowShape:
    """A table row: its cells' edges in twips, for each cell how it is merged; whether it names."""

    edges: tuple[int, ...]
    joins_left: tuple[bool, ...]
    joins_above: tuple[bool, ...]
    names: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the stream.

    Attributes:
        pieces: Its text; "\\v" breaks a line.
        label: Its automatic number, or nothing.
        depth: How many tables it stands in.
        end: "cell" or "row" if one ends with it. What ends a row holds no text of its own.
        shape: At the end of a row, the row's.
        after: Notes and text boxes that hang on it.
    """

    pieces: list[Piece] = field(default_factory=list)
    label: list[Piece] = field(default_factory=list)
    heading: int | None = None
    depth: int = 0
    end: str = ""
    shape: RowShape | None = None
    after: list["Paragraph"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text without its automatic number."""
        return "".join(piece.text for piece in self.pieces)


def show(paragraphs: Sequence[Paragraph], title: str) -> tuple[str | None, tuple[str, ...]]:
    """Puts in every piece what its font shows, settled once for the whole file.

    Returns:
        The title the file names, None where it is in an old encoding, of which Word drops letters;
        and the warnings of reading.Reading.
    """
    pieces = [*_pieces(paragraphs), Piece(title)]
    runs = [(piece.text, piece.font) for piece in pieces]
    fonts = Fonts(runs)
    for piece, text in zip(pieces, fonts.show(runs), strict=True):
        shown = _SYMBOLS.sub("", text)
        piece.text = shown.upper() if piece.capitals else shown
    named = one_line(title) if pieces[-1].text == title else ""
    return named or None, ("legacy_font",) if fonts.old else ()


def _pieces(paragraphs: Sequence[Paragraph]) -> Iterator[Piece]:
    for paragraph in paragraphs:
        yield from paragraph.label
        yield from paragraph.pieces
        yield from _pieces(paragraph.after)


def blocks(paragraphs: Sequence[Paragraph]) -> list[Block]:
    """The paragraphs and tables of a stream as blocks."""
    found: list[Block] = []
    tables: list[_OpenTable] = []

    def close(depth: int) -> None:
        while len(tables) > depth:
            inner = tables.pop().blocks()
            if tables:
                tables[-1].cell += inner
                tables[-1].holds_tables = True
            else:
                found.extend(inner)

    for paragraph in paragraphs:
        close(paragraph.depth)
        while len(tables) < paragraph.depth:
            tables.append(_OpenTable())
        own = [] if paragraph.end == "row" else list(paragraph_blocks(paragraph))
        if not tables:
            found += own
            continue
        table = tables[-1]
        own, notes = apart(own)
        table.cell += own
        table.notes += notes
        if paragraph.end == "cell":
            table.end_cell()
        elif paragraph.end == "row":
            table.end_row(paragraph.shape)
    close(0)
    return found


def paragraph_blocks(paragraph: Paragraph) -> Iterator[Block]:
    """A paragraph as a block, with what hangs on it; a letterhead set with tabs as several."""
    printed = paragraph.text
    columns = COLUMN_GAP.split(printed) if is_letterhead(printed) else [printed]
    lines = [line for line in map(one_line, columns[0].split("\v")) if line]
    if lines:
        label = one_line("".join(piece.text for piece in paragraph.label))
        if label and not lines[0].startswith(label):
            lines[0] = f"{label} {lines[0]}"
        whole = " ".join(lines)
        if paragraph.heading is not None:
            yield Block(BlockKind.HEADING, whole, None, paragraph.heading)
        else:
            yield Block(BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH, whole)
    for column in columns[1:]:
        if one_line(column):
            yield Block(BlockKind.PARAGRAPH, one_line(column))
    yield from blocks(paragraph.after)


@dataclass(slots=True)
class _OpenTable:
    """A table while its rows come in."""

    rows: list[tuple[list[list[Block]], RowShape | None]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    holds_tables: bool = False

    def end_cell(self) -> None:
        self.row.append(self.cell)
        self.cell = []

    def end_row(self, shape: RowShape | None) -> None:
        if self.cell:
            self.end_cell()
        self.rows.append((self.row, shape))
        self.row = []

    def blocks(self) -> list[Block]:
        """The finished table; a frame around other tables is only what it holds."""
        if self.cell or self.row:
            self.end_row(None)
        if self.holds_tables and is_frame([row for row, _ in self.rows]):
            inner = [block for row, _ in self.rows for cell in row for block in cell]
            return inner + self.notes
        named = takewhile(lambda row: row[1] is not None and row[1].names, self.rows)
        header_rows = sum(1 for _ in named)
        return Table(_grid(self.rows), header_rows=header_rows or None).blocks() + self.notes


def _grid(rows: Sequence[tuple[list[list[Block]], RowShape | None]]) -> list[list[Cell]]:
    """The cells at every place they cover, over all the edges that any row has."""
    edges: list[int] = []
    for edge in sorted(edge for _, shape in rows if shape for edge in shape.edges):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    grid: list[list[Cell]] = []
    for contents, shape in rows:
        line: list[Cell] = []
        bounds = list(pairwise(shape.edges)) if shape else []
        for index, content in enumerate(contents):
            left, right = bounds[index] if index < len(bounds) else (0, 0)
            span = max(1, sum(left + _NEAR / 2 < edge <= right + _NEAR / 2 for edge in edges))
            texts = [block.text for block in content]
            merged = shape is not None and index < len(bounds)
            above = grid[-1][len(line)] if grid and len(grid[-1]) > len(line) else None
            if merged and shape and shape.joins_left[index] and line and not texts:
                cell = line[-1]
            elif merged and shape and shape.joins_above[index] and above and not texts:
                cell = above
                cell.rows += 1
            else:
                cell = Cell(texts, span)
            line += [cell] * span
        grid.append(line)
    return grid
