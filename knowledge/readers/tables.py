"""Tables of every format: a grid of cells to blocks with column names.

A table in an office document is one of three things: data, with a row of names; the letterhead or
the signature set side by side; or a frame around text. Only data becomes table rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.blocks import Block, BlockKind

_LETTERHEAD = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM|ĐỘC LẬP\s*-\s*TỰ DO"
    r"|ĐOÀN TNCS HỒ CHÍ MINH|ĐOÀN THANH NIÊN CỘNG SẢN|CÔNG ĐOÀN VIỆT NAM|MẶT TRẬN TỔ QUỐC VIỆT NAM"
)
_SIGNATURE = re.compile(r"N[ơƠ][iI] N[hH][ậẬ][nN]\s*:", re.IGNORECASE)
_COUNTER = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?(?:\s*=.*)?$")
_COUNTED_TITLE = re.compile(r"(?:[IVX]{1,5}|[A-Z])\.?")  # of a title: "II", "A"
_AMOUNT = re.compile(r"[\d.,%/+\- ]+$")
_NOTE = re.compile(r"\[\d+\] ")  # as readers write the number of a footnote
_LONGEST_NAME = 120
WIDEST = 200  # columns that a table may have; cells may claim to reach over many more


@dataclass(slots=True)
class Cell:
    """One cell as the format gives it: its paragraphs and how far it reaches."""

    paragraphs: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    page: int | None = None

    @property
    def text(self) -> str:
        """The whole cell on one line."""
        return " ".join(self.paragraphs)


def apart(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """A cell's blocks and the footnotes among them, which stand below the table, not in a cell."""
    notes = [block for block in blocks if _NOTE.match(block.text)]
    return [block for block in blocks if not _NOTE.match(block.text)], notes


def is_frame(rows: Sequence[Sequence[Sequence[Block]]]) -> bool:
    """Whether a table that holds tables only sets them on the page.

    One whose columns are named and that says more than the tables in it is a table itself.

    Args:
        rows: Of each cell, the blocks in it.
    """
    first = [cell for cell in rows[0] if cell] if len(rows) > 1 else []
    named = len(first) > 1 and all(
        len(cell) == 1
        and cell[0].kind is not BlockKind.TABLE_ROW
        and len(cell[0].text) <= _LONGEST_NAME
        for cell in first
    )
    held = [block for row in rows for cell in row for block in cell]
    inner = sum(len(block.text) for block in held if block.kind is BlockKind.TABLE_ROW)
    return not named or 2 * inner > sum(len(block.text) for block in held)


def is_letterhead(text: str) -> bool:
    """Whether a table's text is the head of an official document."""
    return bool(_LETTERHEAD.search(text.upper()))


class Table:
    """A grid in which a merged cell stands at every place it covers.

    Args:
        grid: Rows of cells; a merged cell is the same object at each of its places.
        header_rows: How many rows the file itself marks as column names, or None.
    """

    def __init__(self, grid: Sequence[Sequence[Cell]], *, header_rows: int | None = None) -> None:
        width = max((len(row) for row in grid), default=0)
        rows = [
            [*row, *(Cell() for _ in range(width - len(row)))]
            for number, row in enumerate(grid)
            # A row whose cells all reach down from the one above says nothing of its own.
            if not (number and row and all(any(c is a for a in grid[number - 1]) for c in row))
        ]
        kept = [column for column in range(width) if any(row[column].text for row in rows)]
        self.rows = [
            [row[column] for column in kept] for row in rows if any(cell.text for cell in row)
        ]
        self.header_rows = header_rows

    @classmethod
    def of_texts(cls, rows: Sequence[Sequence[str]]) -> "Table":
        """A table of plain texts, nothing merged."""
        return cls([[Cell([text] if text else []) for text in row] for row in rows])

    def blocks(self, page: int | None = None) -> list[Block]:
        """The table as rows of data, or as the paragraphs it only lays out."""
        if not self.rows:
            return []
        if self._is_layout():
            return self._paragraphs(self.rows, page)
        # Titles across the whole table stand before the row of names.
        titles = 0
        while titles < len(self.rows) - 1 and len(set(map(id, self.rows[titles]))) == 1:
            titles += 1
        blocks = self._paragraphs(self.rows[:titles], page)
        depth = self._header_depth(self.rows[titles:])
        header, rows = self.rows[titles : titles + depth], self.rows[titles + depth :]
        names = _names(header, len(self.rows[0]))
        if depth and rows and _numbers_columns(rows[0]):
            rows = rows[1:]
        if not rows:  # an empty form: its names are all it says
            return blocks + self._paragraphs(header, page)
        blocks += self._paragraphs(self._unfilled(header, rows), page)
        for row in rows:
            cells = [
                (name, "\n".join(cell.paragraphs))
                for number, (name, cell) in enumerate(zip(names, row, strict=True))
                if cell.text and (number == 0 or row[number - 1] is not cell)
            ]
            if len(cells) == 1:  # a title inside the table
                cells = [("", cells[0][1])]
            elif len(cells) == 2 and len(names) > 2 and _COUNTED_TITLE.fullmatch(cells[0][1]):
                cells = [("", f"{cells[0][1].rstrip('.')}. {cells[1][1]}")]
            text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells)
            text = text.replace("\n", " ")
            where = next((cell.page for cell in row if cell.page), page)
            blocks.append(Block(BlockKind.TABLE_ROW, text, where, None, tuple(cells)))
        return blocks

    def _is_layout(self) -> bool:
        width = len(self.rows[0])
        text = " ".join(cell.text for row in self.rows[:6] for cell in row)
        if width == 1 or len(self.rows) == 1:
            return True
        if width <= 4 and len(self.rows) <= 8 and is_letterhead(text):
            return True
        return width <= 3 and len(self.rows) <= 4 and bool(_SIGNATURE.search(text))

    @staticmethod
    def _unfilled(
        header: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]]
    ) -> list[list[Cell]]:
        """The names of columns that no row fills, left for the reader of a form to fill in."""
        filled = {
            id(row[column])
            for row in header
            for column in range(len(row))
            if any(below[column].text for below in rows)
        }
        return [[cell for cell in row if id(cell) not in filled] for row in header]

    @staticmethod
    def _paragraphs(rows: Sequence[Sequence[Cell]], page: int | None) -> list[Block]:
        blocks = []
        seen: set[int] = set()
        for row in rows:
            for cell in row:
                if id(cell) not in seen:
                    seen.add(id(cell))
                    blocks += [
                        Block(BlockKind.PARAGRAPH, paragraph, cell.page or page)
                        for paragraph in cell.paragraphs
                        if paragraph
                    ]
        return blocks

    def _header_depth(self, rows: Sequence[Sequence[Cell]]) -> int:
        if self.header_rows is not None:
            depth = min(self.header_rows, len(rows) - 1)
        else:
            texts = [cell.text for cell in rows[0]]
            filled = [text for text in texts if text]
            named = (
                len(filled) >= 2
                and len(filled) >= len(texts) - 1
                and all(len(text) <= _LONGEST_NAME for text in filled)
                and not any(_AMOUNT.match(text) for text in filled)
            )
            depth = int(named)
        # A name that reaches over several columns is divided in the next row.
        while 0 < depth < len(rows) - 1:
            last, below = rows[depth - 1], rows[depth]
            kept = [above is cell for above, cell in zip(last, below, strict=True) if cell.text]
            divided = any(
                last[column] is last[column + 1] and below[column] is not below[column + 1]
                for column in range(len(last) - 1)
            )
            if not (divided and any(kept)):
                break
            depth += 1
        return depth


def _names(header: Sequence[Sequence[Cell]], width: int) -> list[str]:
    names = []
    for column in range(width):
        parts = dict.fromkeys(row[column].text for row in header if row[column].text)
        names.append(" – ".join(parts))
    return names


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether a row is the "(1) (2) (3)" or "A B 1 2" that numbers the columns."""
    found = [_COUNTER.match(cell.text) for cell in row if cell.text]
    signs = [match[1] for match in found if match]
    numbers = [int(sign) for sign in signs if sign.isdecimal()]
    letters = [sign for sign in signs if not sign.isdecimal()]
    return (
        len(signs) == len(found) >= 2
        and numbers == list(range(1, len(numbers) + 1))
        and "ABCDEFGH".startswith("".join(letters).upper())
        and (len(numbers) >= 2 or len(letters) >= 2)
    )
