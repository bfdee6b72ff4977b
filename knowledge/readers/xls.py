"""Excel 97–2003 workbooks (.xls), fonts of old encodings read as they show."""

from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet as StoredSheet
from xlrd.xldate import XLDateError, xldate_as_datetime

from knowledge.encodings import Fonts
from knowledge.errors import Problem, ReadError
from knowledge.readers.reading import Sheet
from knowledge.readers.sheets import MOST_COLUMNS, MOST_ROWS, number, printed

# A cell's text as its runs of one font each.
_Runs = list[tuple[str, str | None]]


def xls_sheets(path: Path) -> list[Sheet]:
    """The sheets of an .xls file, of hidden ones only their names.

    Raises:
        ReadError: ENCRYPTED, DAMAGED or TOO_LONG.
    """
    try:
        with path.open("rb") as file:
            data = file.read()
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower() or "password" in str(error).lower()
        problem = Problem.ENCRYPTED if locked else Problem.DAMAGED
        raise ReadError(problem, name=path.name, format="xls") from error
    hidden: list[Sheet] = []
    stored: list[tuple[StoredSheet, list[list[_Runs]]]] = []
    for sheet in book.sheets():
        if sheet.visibility:
            hidden.append(Sheet(sheet.name, (), hidden=True))
            continue
        if sheet.nrows > MOST_ROWS:
            raise ReadError(Problem.TOO_LONG, name=path.name, count=sheet.nrows, limit=MOST_ROWS)
        stored.append((sheet, _rows(book, sheet)))
    runs = [run for _, rows in stored for row in rows for cell in row for run in cell]
    fonts = Fonts(runs)
    shown = iter(fonts.show(runs))
    sheets = []
    for sheet, rows in stored:
        texts = [["".join(next(shown) for _ in cell).strip() for cell in row] for row in rows]
        numbered = tuple((number, tuple(row)) for number, row in enumerate(texts, 1) if any(row))
        merged = tuple(
            (top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells
        )
        sheets.append(Sheet(sheet.name, numbered, merged, fonts.old))
    return sheets + hidden


def _rows(book: Book, sheet: StoredSheet) -> list[list[_Runs]]:
    rows = [
        [_cell(book, sheet, row, column) for column in range(min(sheet.row_len(row), MOST_COLUMNS))]
        for row in range(sheet.nrows)
    ]
    for top, bottom, left, right in sheet.merged_cells:
        if right - left == 1 and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : min(bottom, len(rows))]:
                if left < len(row):
                    row[left] = list(rows[top][left])
    return rows


def _cell(book: Book, sheet: StoredSheet, row: int, column: int) -> _Runs:
    cell = sheet.cell(row, column)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return _runs(book, sheet, row, column, cell.value)
    text = ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            text = printed(xldate_as_datetime(cell.value, book.datemode))
        except (XLDateError, ValueError, OverflowError):
            text = printed(cell.value)
    elif cell.ctype == xlrd.XL_CELL_NUMBER:
        style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        form = book.format_map.get(style.format_key) if style else None
        text = number(cell.value, form.format_str if form else "")
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        text = printed(bool(cell.value))
    return [(text, None)]


def _runs(book: Book, sheet: StoredSheet, row: int, column: int, text: str) -> _Runs:
    index = sheet.cell_xf_index(row, column)
    font = book.xf_list[index].font_index if index < len(book.xf_list) else 0
    changes = [(0, font), *sheet.rich_text_runlist_map.get((row, column), ())]
    ends = [start for start, _ in changes[1:]] + [len(text)]
    return [
        (text[start:end], book.font_list[number].name if number < len(book.font_list) else None)
        for (start, number), end in zip(changes, ends, strict=True)
        if start < end
    ]


class _Silent:
    """Where xlrd writes its remarks."""

    def write(self, text: str) -> int:
        """Takes the text and drops it."""
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""
