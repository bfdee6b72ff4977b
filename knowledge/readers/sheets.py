"""Spreadsheets: .xlsx and .csv as rows of cells, and as blocks."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell as StoredCell
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.blocks import Block, BlockKind
from knowledge.encodings import Fonts, may_be_old
from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.package import Package, plain_names
from knowledge.readers.reading import Reading, Sheet, one_line
from knowledge.readers.tables import Cell, Table

MOST_ROWS = 200_000
MOST_COLUMNS = 200
# A larger workbook is read as a stream, which does not tell its merged cells.
_LARGEST_WHOLE = 10 * 2**20
_SHARE = re.compile(r"0(?:\.(0+))?%")
_Row = tuple[StoredCell | MergedCell, ...]
_LITERAL = re.compile(r'"[^"]*"|\\.')


def _sheets(path: Path, kind: str, limits: Limits) -> list[Sheet]:
    match kind:
        case "xlsx":
            return _xlsx(path, limits)
        case "xls":
            from knowledge.readers.xls import xls_sheets

            return xls_sheets(path)
        case _:
            return [csv_sheet(path)]


def read_spreadsheet(path: Path, kind: str, limits: Limits = DEFAULT) -> Reading:
    """A spreadsheet as table rows with their column names, a heading before each sheet's.

    Raises:
        ReadError: ENCRYPTED, DAMAGED, TOO_LONG or TOO_HEAVY.
    """
    found = _sheets(path, kind, limits)
    sheets = [sheet for sheet in found if sheet.rows]
    blocks: list[Block] = []
    for sheet in sheets:
        if len(sheets) > 1:
            blocks.append(Block(BlockKind.HEADING, one_line(sheet.name), None, 1))
        grid: list[list[Cell]] = []
        titles: list[Block] = []
        areas = _areas(sheet)
        merged: dict[tuple[int, int, int, int], Cell] = {}
        for number, row in sheet.rows:
            filled = [one_line(cell) for cell in row if cell.strip()]
            if not grid and len(filled) == 1:  # titles above the table
                titles.append(Block(BlockKind.PARAGRAPH, filled[0]))
                continue
            grid.append(_cells(number, row, areas, merged))
        blocks += titles + Table(grid).blocks()
    warnings = ["legacy_font"] if any(sheet.old for sheet in sheets) else []
    if hidden := [one_line(sheet.name) for sheet in found if sheet.hidden]:
        warnings.append(f"hidden_sheets:{', '.join(hidden)}")
    return Reading(tuple(blocks), kind, None, None, tuple(warnings), tuple(sheets))


_Area = tuple[int, int, int, int]


def _areas(sheet: Sheet) -> dict[tuple[int, int], _Area]:
    """The merged area that each of its places belongs to."""
    last_row = sheet.rows[-1][0]
    return {
        (row, column): area
        for area in sheet.merged
        for row in range(area[0], min(area[1], last_row) + 1)
        for column in range(area[2], min(area[3], MOST_COLUMNS - 1) + 1)
    }


def _cells(
    number: int,
    row: Sequence[str],
    areas: Mapping[tuple[int, int], _Area],
    merged: dict[_Area, Cell],
) -> list[Cell]:
    """A row's cells; a merged one is the same at each of its places."""
    cells = []
    for column, text in enumerate(row):
        area = areas.get((number, column))
        cell = merged.get(area) if area else None
        if cell is None:
            cell = Cell([line for part in text.split("\n") if (line := one_line(part))])
            if area:
                merged[area] = cell
        cells.append(cell)
    return cells


def _xlsx(path: Path, limits: Limits) -> list[Sheet]:
    strict = False
    with Package(path, limits) as package:
        for name in package.names:  # counts what really comes out before openpyxl unpacks it
            if name.endswith(".xml"):
                data = package.bytes(name)
                strict |= plain_names(data) != data
    # Opened as a stream: openpyxl would judge a path by its name.
    with _unstrict(path) if strict else path.open("rb") as file:
        streamed = path.stat().st_size > _LARGEST_WHOLE
        book = openpyxl.load_workbook(file, read_only=streamed, data_only=True, keep_links=False)
        sheets = []
        fonts = Fonts()
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                sheets.append(Sheet(sheet.title, (), hidden=True))
                continue
            if streamed:
                sheet.reset_dimensions()  # a sheet may state a size that it has not
            rows = [
                [_printed_cell(cell) for cell in row[:MOST_COLUMNS]]
                for row in _bounded(sheet.iter_rows(), path.name)
            ]
            if may_be_old("".join(cell for row in rows for cell in row)):
                _show(rows, sheet, fonts)
            areas = () if streamed else sheet.merged_cells.ranges
            for area in areas:
                if area.min_col == area.max_col <= MOST_COLUMNS:
                    for number in range(area.min_row, min(area.max_row, len(rows))):
                        rows[number][area.min_col - 1] = rows[area.min_row - 1][area.min_col - 1]
            numbered = tuple((number, tuple(row)) for number, row in enumerate(rows, 1) if any(row))
            merged = tuple((a.min_row, a.max_row, a.min_col - 1, a.max_col - 1) for a in areas)
            sheets.append(Sheet(sheet.title, numbered, merged, fonts.old))
        book.close()
    return sheets


def _unstrict(path: Path) -> io.BytesIO:
    """A workbook saved as "Strict Open XML", with the names that openpyxl knows."""
    stored = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(stored, "w") as out:
        for name in package.namelist():
            out.writestr(name, plain_names(package.read(name)))
    return stored


def _printed_cell(cell: StoredCell | MergedCell) -> str:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, cell.number_format)
    return printed(value)


def number(value: float, form: str) -> str:
    """A number in the form its cell gives it; only of shares, "0.0%", the form is part of it."""
    found = _SHARE.search(_LITERAL.sub("", form))
    if found is None:
        return printed(value)
    return f"{100 * value:.{len(found[1] or '')}f}%".replace(".", ",")


def _show(rows: list[list[str]], sheet: Worksheet, fonts: Fonts) -> None:
    """Puts in the cells what their fonts show."""
    runs: list[tuple[str, str | None]] = [
        (text, cell.font.name if isinstance(cell, StoredCell) else None)
        for texts, cells in zip(rows, sheet.iter_rows(), strict=False)
        for text, cell in zip(texts, cells, strict=False)
    ]
    fonts.learn(runs)
    shown = iter(fonts.show(runs))
    for texts in rows:
        texts[:] = [next(shown) for _ in texts]


def _bounded(rows: Iterable[_Row], name: str) -> Iterator[_Row]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise ReadError(Problem.TOO_LONG, name=name, count=number, limit=MOST_ROWS)
        yield row


def printed(value: object) -> str:
    """A cell's value as a person writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():  # the digits that Excel shows
            return f"{value:.10g}" if abs(value) < 1e10 else f"{value:.2f}"
        case datetime.datetime() if value.time() == datetime.time():
            return value.strftime("%d/%m/%Y")
        case datetime.datetime():
            return value.strftime("%H:%M %d/%m/%Y")
        case datetime.date():
            return value.strftime("%d/%m/%Y")
        case _:
            return str(value).strip()


def csv_sheet(path: Path) -> Sheet:
    """A .csv file, whatever its encoding and its separator."""
    from knowledge.readers.plain import decode

    text = decode(path.read_bytes())
    if text is None:
        raise ReadError(Problem.DAMAGED, name=path.name, format="csv")
    return Sheet(path.stem, tuple(csv_rows(text, path.name)))


def csv_rows(text: str, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of comma-, semicolon- or tab-separated text, with their numbers, from 1."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text) or ",")
    try:
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise ReadError(Problem.TOO_LONG, name=name, count=number, limit=MOST_ROWS)
            cells = tuple(cell.strip() for cell in row[:MOST_COLUMNS])
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise ReadError(Problem.DAMAGED, name=name, format="csv") from error


_LONG = 50_000  # signs; a text this long may be the beginning of a file


def separator(text: str) -> str | None:
    """The sign that parts the columns, or None where the text is no table of columns.

    It is one that gives the same number of columns, two or more, in nearly every row.
    """
    sample = text[:200_000]
    best: tuple[float, str] | None = None
    for sign in ",;\t|":
        widths: list[int] = []
        try:
            rows = csv.reader(io.StringIO(sample, newline=""), delimiter=sign, strict=True)
            widths.extend(len(row) for row in rows if row)
        except csv.Error as error:
            # the beginning of a long file may end within a quoted cell
            if len(text) < _LONG or "end of data" not in str(error):
                continue
        if len(widths) < 2:
            continue
        common = max(set(widths), key=widths.count)
        share = widths.count(common) / len(widths)
        if common >= 2 and share >= 0.7 and (best is None or share * common > best[0]):
            best = (share * common, sign)
    return best[1] if best else None
