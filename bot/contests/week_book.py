"""The workbook of a week: what its report says unit by unit, to be handed on."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from bot.contests.sheets import chart_of, fit, formats, head, safe
from bot.contests.standings import Standings
from bot.contests.weekly import title_words, unit_weeks
from bot.texts import contest_reports as texts
from bot.texts import contests as member_texts

_HEADS = 4
"""The row of column heads, below the title."""


def write_week(found: Standings, monday: datetime, target: IO[bytes]) -> None:
    """Writes the workbook of the week that begins on a Monday.

    Args:
        found: The standings it is read from.
        monday: 00:00 in Việt Nam.
        target: Where to.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = texts.SHEET_WEEK.format(day=monday.strftime("%d-%m-%Y"))
    sheet.append([safe(title_words(found, monday))])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([texts.AS_OF.format(at=member_texts.moment(found.at))])
    rows = unit_weeks(found, monday)
    names = [texts.UNIT, texts.PEOPLE, texts.ATTEMPTS, texts.MEAN, texts.BEST]
    expects = any(row.quota is not None for row in rows)
    if expects:
        names += [texts.QUOTA, texts.MISSING]
    head(sheet, names)
    for row in rows:
        cells = [
            safe(row.unit.shown if row.unit else texts.NO_UNIT),
            row.people,
            row.attempts,
            row.average / 100,
            row.best / 100,
        ]
        if expects and row.quota is not None:
            cells += [row.quota, max(row.quota - row.attempts, 0)]
        sheet.append(cells)
        formats(sheet, {4: "0.00", 5: "0.00"})
    sheet.append([texts.TOTAL, sum(r.people for r in rows), sum(r.attempts for r in rows)])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"B{_HEADS + 1}"
    sheet.print_title_rows = f"{_HEADS}:{_HEADS}"
    if rows:
        chart = BarChart()
        chart.type = "bar"
        last = _HEADS + len(rows)
        chart_of(chart, sheet, texts.CHART_WEEK, (_HEADS, last), label=1, value=3)
        chart.x_axis.scaling.orientation = "maxMin"
        chart.height = max(7.5, 0.6 * len(rows) + 3)
        sheet.add_chart(chart, f"{'J' if expects else 'H'}{_HEADS}")
    fit(sheet)
    book.save(target)
