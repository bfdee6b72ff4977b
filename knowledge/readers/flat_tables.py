"""Tables that became text: a cell a paragraph, row after row, as a web page or Word's own "plain
text" leaves them.

    STT                       STT: 1; Nội dung: Hội thi cấp tỉnh; Mức chi: 500.000 đồng
    Nội dung          →       STT: 2; Nội dung: Hội thi cấp xã; Mức chi: 300.000 đồng
    Mức chi
    1
    Hội thi cấp tỉnh …

Empty cells left nothing behind. So a row is what stands between two numbers that count on, and its
cells bear the names of their columns only where there are as many of them as names.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from knowledge.blocks import Block, BlockKind
from knowledge.outline_signs import roman_value
from knowledge.readers.lines import STRUCTURE, is_capitals
from knowledge.row_titles import LETTERS

_NUMBERS = re.compile(r"(?:(?:S\.?|Số ?)?TT|Số thứ tự)\.?", re.IGNORECASE)
_NOTE = re.compile(r"ghi chú", re.IGNORECASE)
_GROUP = re.compile(r"(?:(?i:Lĩnh vực|Cấp|Thủ tục hành chính|Nhóm|Khối) |[A-ZĐÀ-Ỹ ]{6,}$)")
_COLUMN_NUMBER = re.compile(r"\(\d{1,2}\)(?:$|\s*=)")
_DASH = re.compile(r"[-–+•*]")
_VALUE = re.compile(r"\d|Tối đa|Tối thiểu|Hỗ trợ|Không|Bằng|Theo\b")
_COUNTED = re.compile(
    r"mức|số|tỷ lệ|tỉ lệ|tiền|điểm|kinh phí|diện tích|giá|phí|%|chiều|công suất|thời|năm|tổng|lượng"
    r"|hạng|tháng|quý|vốn|thuế|\d|mã|khu vực|cấp",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-–+•*]\s*\S")
_ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.\s+\S")
_AMOUNT = re.compile(r"[\d.,]+\s*(?:%|đồng|đ)?")
_CODE = re.compile(r"\d\.\d{4,6}")
_WORD = re.compile(r"[^\W\d_]{2}")
_END = re.compile(
    r"#*\s*(?:[IVX]{1,5}|[A-E])\.\s+\S|#|PHẦN\b|PHỤ LỤC|Mẫu số|MẪU|Biểu số|Ghi chú\s*:|Nơi nhận"
    r"|TM\.|KT\.|TL\."
    r"|NGƯỜI LẬP"
)
_MOST_NAMES: Final = 16
_LONGEST_NAME: Final = 250
_LONGEST_ROW: Final = 900
"""Characters; of a longer one each cell is a row, below its first as a title."""
_LONGEST_VALUE: Final = 200
_BORNE_OUT: Final = 0.6
"""The share of rows that must have as many cells as there are names."""
_MOST_LINES: Final = 60
"""Lines in which the next number of a table is looked for."""


class _Number(NamedTuple):
    """What a row is counted by: "3" is (digit, (), 3), "1.2" (digit, (1,), 2)."""

    kind: str
    outer: tuple[int, ...]
    value: int


@dataclass(slots=True)
class _Row:
    number: str
    lines: list[str] = field(default_factory=list)


def is_first_name(line: str) -> bool:
    """Whether a paragraph is the name of the column that counts the rows: "STT"."""
    return bool(_NUMBERS.fullmatch(line))


def flat_table(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """The table whose names begin at a paragraph, and the first paragraph after it.

    Args:
        lines: The paragraphs of a text.
        at: Of them, the one that `is_first_name`.

    Returns:
        Its rows, their words in the order of the text, or None where it has none (an empty form).
    """
    begin = _first_row(lines, at + 1)
    if begin is None:
        return None
    header, *names = _whole_names(lines[at:begin])
    begin = _after_column_numbers(lines, begin, len(names) + 1)
    rows, end = _rows(lines, begin, len(names))
    if not rows:
        return None
    width = _usual(rows, 1)
    if len(rows) == 1 and width != len(names):
        return None
    titles = [names.pop()] if width == len(names) - 1 and _GROUP.match(names[-1]) else []
    return [*_Writer(header, names, rows).blocks(titles)], end


def _first_row(lines: Sequence[str], at: int) -> int | None:
    for place in range(at, min(at + _MOST_NAMES, len(lines))):
        line = lines[place]
        readings = [number for number in _readings(line) if not number.outer]
        if any(number.value == 1 for number in readings) or _counts_from(lines, place):
            return place if place > at else None
        if len(line) > _LONGEST_NAME or STRUCTURE.match(line) or is_first_name(line):
            return None
    return None


def _whole_names(lines: Sequence[str]) -> list[str]:
    """The names of columns; "(MW)" below one is its unit, "(2)" only numbers it."""
    names: list[str] = []
    for line in lines:
        if names and line.startswith("("):
            names[-1] += "" if _COLUMN_NUMBER.match(line) else f" {line}"
        else:
            names.append(line)
    return names


def _counts_from(lines: Sequence[str], at: int) -> bool:
    """Whether a table that was broken off goes on: "22", its words, "23", its words."""
    return lines[at].isdecimal() and any(
        lines[later] == str(int(lines[at]) + 1)
        for later in range(at + 2, min(at + _MOST_NAMES, len(lines)))
    )


def _after_column_numbers(lines: Sequence[str], at: int, width: int) -> int:
    """Past the "(1) (2) (3)" or "A B 1 2" that numbers the columns."""
    for count in range(width, 1, -1):
        run = [line.strip("()").split("=")[0] for line in lines[at : at + count]]
        letters = "".join(sign for sign in run if not sign.isdecimal())
        numbers = [int(sign) for sign in run if sign.isdecimal()]
        counts = numbers == list(range(1, len(numbers) + 1)) and "ABCDEFGH".startswith(letters)
        if len(run) == count == len(letters) + len(numbers) and counts:
            return at + count
    return at


def _rows(lines: Sequence[str], at: int, width: int) -> tuple[list[_Row], int]:
    """The rows from a place on, and where they end."""
    rows: list[_Row] = []
    counted: list[_Number] = []  # from the outermost in: A, I, 1, 1.1, a
    highest = 0  # where rows are counted through, whatever titles stand between them
    last = at
    while at < len(lines):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if _is_counter(line, following) and (found := _counts_on(counted, line, highest)):
            level, number = found
            counted[level:] = [number]
            if number.kind == "digit" and not number.outer:
                highest = number.value
            rows.append(_Row(line))
            last = at
        elif not rows or at - last > _MOST_LINES or (rows[-1].lines and _ends(line)):
            break
        else:
            rows[-1].lines.append(line)
        at += 1
    if rows:  # nothing tells where the last row ends but how long the others are
        kept = _cells(rows[-1].lines)[: _usual(rows[:-1], width)]
        taken = sum(len(cell) for cell in kept)
        at -= len(rows[-1].lines) - taken
        rows[-1].lines = rows[-1].lines[:taken]
    return rows, at


def _usual(rows: Sequence[_Row], otherwise: int) -> int:
    """How many cells most rows of several have."""
    counts = Counter(len(_cells(row.lines)) for row in rows if len(row.lines) > 1)
    return counts.most_common(1)[0][0] if counts else otherwise


def _readings(line: str) -> list[_Number]:
    """What a cell counts, if it is a number of rows at all: "I" is a Roman one and a letter."""
    text = line.rstrip(".) ")
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,2}){0,3}", text):
        *outer, value = map(int, text.split("."))
        return [_Number("digit", tuple(outer), value)]
    found: list[_Number] = []
    if re.fullmatch("[IVX]{1,5}", text):
        found.append(_Number("roman", (), roman_value(text)))
    if len(text) == 1 and text.lower() in LETTERS:
        kind = "small" if text.islower() else "capital"
        found.append(_Number(kind, (), LETTERS.index(text.lower()) + 1))
    if step := re.fullmatch(r"B(?:ước )?(\d{1,2})", text):
        found.append(_Number("step", (), int(step[1])))
    return found


def _is_counter(line: str, following: str) -> bool:
    """Whether a cell that holds a number may open a row: words stand in the next."""
    wordy = _WORD.search(following) and not _readings(following)
    return bool(_readings(line)) and bool(wordy or _CODE.match(following))


def _counts_on(counted: Sequence[_Number], line: str, highest: int) -> tuple[int, _Number] | None:
    """At which depth a number follows the ones before it, and how it is read."""
    readings = _readings(line)
    for level in range(len(counted) - 1, -1, -1):
        kind, outer, value = counted[level]
        if (number := _Number(kind, outer, value + 1)) in readings:
            return level, number
    for number in readings:
        through = number == _Number("digit", (), highest + 1)
        if number.value != 1 and counted and not through:
            continue
        if number.outer:
            parent = _Number("digit", number.outer[:-1], number.outer[-1])
            if parent in counted:
                return counted.index(parent) + 1, number
        elif all(number.kind != other.kind or other.outer for other in counted):
            return len(counted), number
    return None


def _ends(line: str) -> bool:
    return bool(STRUCTURE.match(line) or _END.match(line)) or is_first_name(line)


def _cells(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a row: what a colon or a dash opens, and the items of a list one below the
    other, are one."""
    cells: list[list[str]] = []
    for line in lines:
        before = cells[-1][-1] if cells else ""
        opened = before.endswith(":") and not _AMOUNT.fullmatch(line)
        if _DASH.fullmatch(before) or opened or (_BULLET.match(line) and _BULLET.match(before)):
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


class _Writer:
    """Rows to blocks; names are given to cells only where the whole table bears them out."""

    def __init__(self, header: str, names: Sequence[str], rows: Sequence[_Row]) -> None:
        self.header = header
        self.names = names
        self.rows = [(row.number, ["\n".join(cell) for cell in _cells(row.lines)]) for row in rows]
        several = [cells for _, cells in self.rows if len(cells) > 1]
        fitting = [cells for cells in several if self._fits(cells)]
        self.named = len(fitting) >= max(1, _BORNE_OUT * len(several)) and self._sense(fitting)

    def blocks(self, titles: Sequence[str]) -> Iterator[Block]:
        """The names, where no row bears them, the titles above the first row, and the rows."""
        rows = [block for number, cells in self.rows for block in self._row(number, cells)]
        borne = {name for block in rows for name, _ in block.cells}
        if self.header not in borne:
            yield _block([("", name) for name in (self.header, *self.names)])
        else:
            unfilled = (name for name in self.names if name not in borne)
            yield from (Block(BlockKind.PARAGRAPH, name) for name in unfilled)
        for title in titles:
            yield _block([("", title)])
        yield from rows

    def _row(self, number: str, cells: list[str]) -> Iterator[Block]:
        below = ""
        if len(cells) > max(1, len(self.names)) and is_capitals(cells[-1]):
            cells, below = cells[:-1], cells[-1]  # the title of the rows that follow
        told = next((at for at, cell in enumerate(cells) if not _CODE.match(cell)), 0) + 1
        long = sum(map(len, cells)) > _LONGEST_ROW
        if len(cells) < 2:
            yield _title(number, cells)
        elif self.named and self._fits(cells):
            named = list(zip(self.names, cells, strict=False))
            if long:
                yield _title(number, cells[:told])
                yield from (_block([cell]) for cell in named[told:])
            else:
                yield _block([(self.header, number), *named])
        elif lines := self._lines(cells):
            yield _title(number, cells[:1])
            yield from map(_block, lines)
        elif long:
            yield _title(number, cells[:told])
            yield from map(_block, _by_values(cells[told:]))
        else:
            yield _block([("", number), *(("", cell) for cell in cells)])
        if below:
            yield _block([("", below)])

    def _fits(self, cells: Sequence[str]) -> bool:
        short = len(self.names) - 1 == len(cells) and bool(_NOTE.match(self.names[-1]))
        return short or len(self.names) == len(cells)

    def _sense(self, lines: Sequence[Sequence[str]]) -> bool:
        """Whether amounts alone stand only where the names of columns speak of amounts."""
        columns = zip(self.names, zip(*lines, strict=False), strict=False)
        return all(
            not all(map(_AMOUNT.fullmatch, column)) or bool(_COUNTED.search(name))
            for name, column in columns
        )

    def _lines(self, cells: Sequence[str]) -> list[list[tuple[str, str]]]:
        """What stands below the first cell of a row of several lines; none where it is of one."""
        for wide in (len(self.names), len(self.names) - 1, len(self.names) - 2):
            if wide < 2 or len(cells) < 1 + 2 * wide or (len(cells) - 1) % wide:
                continue
            lines = [cells[at : at + wide] for at in range(1, len(cells), wide)]
            if not _alike(lines) or _AMOUNT.fullmatch(lines[0][0]):
                continue
            whole = self._fits(lines[0]) and self._sense(lines)
            names = self.names if whole else [""] * wide
            return [list(zip(names, line, strict=False)) for line in lines]
        starts = [at for at, cell in enumerate(cells) if _BULLET.match(cell)]
        if len(starts) > 1 and starts[0] == 1 and all(to - at > 1 for at, to in pairwise(starts)):
            spans = pairwise([*starts, len(cells)])
            return [[("", cell) for cell in cells[begin:end]] for begin, end in spans]
        return []


def _by_values(cells: Sequence[str]) -> list[list[tuple[str, str]]]:
    """The cells of a long row in lines, each of which ends with what is a value."""
    lines: list[list[tuple[str, str]]] = [[]]
    for cell, following in pairwise([*cells, ""]):
        lines[-1].append(("", cell))
        closed = re.search(r"\d", cell) and not _VALUE.match(following)
        if closed or len(cell) > _LONGEST_VALUE:
            lines.append([])
    return [line for line in lines if line]


def _alike(lines: Sequence[Sequence[str]]) -> bool:
    """Whether in each column all cells are amounts or none is, and in some they are."""
    columns = [
        {bool(_AMOUNT.fullmatch(cell)) for cell in column} for column in zip(*lines, strict=True)
    ]
    return all(len(kinds) == 1 for kinds in columns) and {True} in columns


def _title(number: str, cells: Sequence[str]) -> Block:
    return _block([("", f"{number.rstrip('.')}. {' – '.join(cells)}" if cells else number)])


def _block(cells: Sequence[tuple[str, str]]) -> Block:
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells)
    return Block(BlockKind.TABLE_ROW, text.replace("\n", " "), cells=tuple(cells))
