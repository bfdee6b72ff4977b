"""How the organisers' sheets look: heads, widths, charts, and what a printer makes of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines, TextAxis
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = PatternFill("solid", fgColor="9B1C1F")
DATE_TIME = "dd/mm/yyyy hh:mm:ss"
DATE = "dd/mm/yyyy"
WIDEST = 60
"""Letters of a column; what is longer goes on in a further line."""

_FORMULA = ("=", "+", "-", "@", "\t")
LINE_HEIGHT = 15.5  # points


def head(sheet: Worksheet, names: Iterable[str], *, kept: int = 0) -> None:
    """A row of column heads, a row free above it; at the top of a sheet it stays in sight, with so
    many columns, and on each printed page."""
    row = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 2
    for column, name in enumerate(names, 1):
        headed(sheet.cell(row, column), name)
    if row == 1:
        sheet.freeze_panes = f"{get_column_letter(kept + 1)}2"
        sheet.print_title_rows = "1:1"


def headed(cell: Any, name: str) -> None:
    """A column's head."""
    cell.value = safe(name)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def chart_of(
    chart: BarChart | LineChart,
    sheet: Worksheet,
    title: str,
    rows: tuple[int, int],
    *,
    label: int,
    value: int,
) -> None:
    """Fills a chart from two columns, and puts titles to its axes.

    Args:
        chart: Which.
        sheet: Where the columns stand.
        title: Over it.
        rows: The row of heads, and the last.
        label: The column of what is compared.
        value: The column of numbers from 0.
    """
    first, last = rows
    chart.add_data(
        Reference(sheet, min_col=value, min_row=first, max_row=last), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=label, min_row=first + 1, max_row=last))
    chart.title = title
    chart.x_axis.title = str(sheet.cell(first, label).value)
    chart.y_axis.title = str(sheet.cell(first, value).value)
    for written in (chart.title, chart.x_axis.title, chart.y_axis.title):
        assert isinstance(written, Title)  # what openpyxl makes of a string
        written.overlay = False  # else Excel writes it over the bars
    chart.legend = None
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "0"
    pale = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.majorGridlines = ChartLines(spPr=pale)
    chart.x_axis.number_format = "dd/mm"
    if isinstance(chart.x_axis, TextAxis):
        chart.x_axis.tickLblSkip = 1 + (last - first) // 40
    for series in chart.series:
        series.graphicalProperties.line.solidFill = "9B1C1F"
        if isinstance(chart, BarChart):
            series.graphicalProperties.solidFill = "9B1C1F"
        else:
            series.smooth = False
    # else some programs draw no axes at all
    chart.x_axis.delete = False
    chart.y_axis.delete = False


def formats(sheet: Worksheet, forms: dict[int, str]) -> None:
    """How the numbers of the last row are shown, by column."""
    for column, form in forms.items():
        sheet.cell(sheet.max_row, column).number_format = form


def fit(sheet: Worksheet) -> None:
    """Columns as wide as what stands in them, long words in several lines, and on paper all columns
    on one page."""
    lines: dict[int, int] = {}
    for column in sheet.iter_cols():
        longest, wrapped = 8, []
        for row, cell in enumerate(column, 1):
            length = len(_shown(cell.value))
            is_head = length > longest and cell.alignment.wrap_text
            if is_head or length > WIDEST:
                wrapped.append(cell)
            if not is_head and row > 2:  # what stands above the first table may run over
                longest = max(longest, length)
        width = min(max(longest + 2, 10), WIDEST)
        sheet.column_dimensions[get_column_letter(column[0].column or 1)].width = width
        for cell in wrapped:
            if not cell.alignment.wrap_text:
                cell.alignment = Alignment(wrap_text=True)
            needed = len(textwrap.wrap(_shown(cell.value), int(width) - 2))
            lines[cell.row or 1] = max(needed, lines.get(cell.row or 1, 1))
    for row, count in lines.items():  # not every program finds the height by itself
        sheet.row_dimensions[row].height = LINE_HEIGHT * count
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return "00/00/0000 00:00:00"
    if isinstance(value, date):
        return "00/00/0000"
    return "" if value is None else str(value)


def local(moment: datetime) -> datetime:
    """Spreadsheets know no time zone: the clock of Việt Nam."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None)


def safe(cell: Any) -> Any:
    """No cell that a spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
