"""The organisers' workbook: figures, people, units, weeks, questions, attempts; with charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from sqlalchemy import select

from bot.contests.draw import Question
from bot.contests.fields import shown_value
from bot.contests.ranking import Placed
from bot.contests.records import answers_of
from bot.contests.rules import Kind
from bot.contests.scoring import is_right
from bot.contests.sheets import DATE, DATE_TIME, chart_of, fit, formats, head, headed, local, safe
from bot.contests.standings import Standings
from bot.contests.tables import AttemptRow, PaperRow
from bot.contests.weekly import unit_weeks
from bot.contests.weeks import weeks
from bot.texts import contest_reports as texts
from bot.texts import contests as member_texts

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from bot.contest_desk import ContestDesk

_AT_ONCE = 500


def write_workbook(desk: ContestDesk, found: Standings, path: Path) -> None:
    """Writes the workbook of a contest.

    Args:
        desk: The contests.
        found: The standings it shows.
        path: Where.

    Raises:
        OSError: It cannot be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _overview(book.create_sheet(texts.SHEET_OVERVIEW), found)
    _people(book.create_sheet(texts.SHEET_PEOPLE), found)
    if found.units:
        _units(book.create_sheet(texts.SHEET_UNITS), found)
    _weeks(book.create_sheet(texts.SHEET_WEEKS), found)
    questions = book.create_sheet(texts.SHEET_QUESTIONS)
    attempts = book.create_sheet(texts.SHEET_ATTEMPTS)
    _attempts(questions, attempts, desk, found)
    for sheet in book.worksheets:
        fit(sheet)
    book.save(path)


def _overview(sheet: Worksheet, found: Standings) -> None:
    rules = found.contest.rules
    people = {result.entry for each in found.rounds for result in each.results}
    counted = [placed.result for each in found.rounds for placed in each.places]
    attempts = sum(len(each.results) for each in found.rounds)
    average = sum(result.score for result in counted) / len(counted) / 100 if counted else 0
    sheet.append([safe(rules.title)])
    sheet.append([texts.AS_OF.format(at=member_texts.moment(found.at))])
    sheet["A1"].font = Font(bold=True, size=14)
    head(sheet, [texts.FIGURES, ""])
    sheet.append([texts.REGISTERED, len(found.entrants)])
    sheet.append([texts.TOOK_PART, len(people)])
    sheet.append([texts.ATTEMPTS, attempts])
    sheet.append([texts.AVERAGE, round(average, 2)])
    sheet.append([texts.ALL_CORRECT, sum(result.all_correct for result in counted)])
    head(
        sheet,
        [texts.ROUND, texts.OPENS, texts.CLOSES, texts.PEOPLE, texts.ATTEMPTS, texts.TRUTH],
    )
    for each in found.rounds:
        round_ = rules.round(each.number)
        row = [safe(round_.title), local(round_.opens), local(round_.closes)]
        sheet.append([*row, len(each.places), len(each.results), each.truth])
        formats(sheet, {2: DATE_TIME, 3: DATE_TIME})
    days = Counter(
        local(result.submitted).date() for each in found.rounds for result in each.results
    )
    head(sheet, [texts.DAY, texts.ATTEMPTS])
    first = sheet.max_row
    day = min(days, default=None)
    while day is not None and day <= max(days):
        sheet.append([day, days[day]])  # a day without any too
        formats(sheet, {1: DATE})
        day += timedelta(days=1)
    if days:
        chart = LineChart() if len(days) > 1 else BarChart()
        chart.width = 24
        rows = first, sheet.max_row
        chart_of(chart, sheet, texts.BY_DAY, rows, label=1, value=2)
        sheet.add_chart(chart, "H4")


def _people(sheet: Worksheet, found: Standings) -> None:
    fields = found.contest.rules.fields
    head(
        sheet,
        [
            texts.ROUND,
            texts.PLACE,
            texts.NAME,
            texts.UNIT,
            *(field.label for field in fields),
            texts.POINTS,
            texts.CORRECT,
            texts.SECONDS,
            texts.SUBMITTED,
            texts.PREDICTED,
            texts.DISTANCE,
        ],
        kept=3,
    )
    tables: list[tuple[str, Sequence[Placed]]] = []
    if found.together:
        tables.append((texts.TOGETHER, found.together))
    tables += [(found.contest.rules.round(each.number).title, each.places) for each in found.rounds]
    for title, places in tables:
        for each in places:
            entrant = found.entrants.get(each.result.entry)
            given = entrant.fields if entrant else {}
            row: list[Any] = [
                title,
                each.place,
                (entrant.name if entrant else "") or member_texts.DELETED_NAME,
                entrant.unit.shown if entrant and entrant.unit else "",
                *(shown_value(field, given.get(field.name, "")) for field in fields),
                each.result.score / 100,
                each.result.correct,
                each.result.seconds,
                local(each.result.submitted),
                each.result.predicted,
                each.result.distance,
            ]
            sheet.append([safe(cell) for cell in row])
            formats(sheet, {8 + len(fields): DATE_TIME})
    sheet.auto_filter.ref = sheet.dimensions


def _units(sheet: Worksheet, found: Standings) -> None:
    titles = [title for title, _ in found.rankings]
    head(
        sheet,
        [
            texts.UNIT,
            texts.PEOPLE,
            texts.ATTEMPTS,
            texts.POINTS,
            texts.CORRECT,
            texts.MEMBERS,
            texts.TURNOUT,
            texts.QUOTA,
            texts.QUOTA_PERIODS,
            *(f"{texts.PLACE}: {title}" for title in titles),
        ],
        kept=1,
    )
    places = [
        {each.figures.unit.id: each.place for each in ranking} for _, ranking in found.rankings
    ]
    ordered = sorted(found.units, key=lambda each: (-each.people, each.unit.id))
    for each in ordered:
        met, periods = each.met
        sheet.append(
            [
                safe(each.unit.shown),
                each.people,
                each.attempts,
                each.score / 100,
                each.correct,
                each.members,
                each.people / each.members if each.members else None,
                each.quota,
                texts.OF_PERIODS.format(met=met, periods=periods) if each.quota else None,
                *(ranking.get(each.unit.id) for ranking in places),
            ]
        )
        formats(sheet, {7: "0.0%"})
    chart = BarChart()
    chart.type = "bar"
    shown = min(len(ordered), 30)
    chart.height, chart.width = max(8, 3 + shown), 26
    chart_of(chart, sheet, texts.CHART_PEOPLE, (1, 1 + shown), label=1, value=2)
    chart.x_axis.scaling.orientation = "maxMin"
    sheet.add_chart(chart, f"{get_column_letter(11 + len(titles))}2")


def _weeks(sheet: Worksheet, found: Standings) -> None:
    head(
        sheet,
        [
            texts.WEEK_FROM,
            texts.UNIT,
            texts.PEOPLE,
            texts.ATTEMPTS,
            texts.POINTS,
            texts.BEST,
            texts.QUOTA,
        ],
        kept=2,
    )
    totals = []
    for monday in weeks(found.contest, found.at):
        rows = unit_weeks(found, monday)
        totals.append((monday, sum(row.people for row in rows), sum(r.attempts for r in rows)))
        for row in rows:
            sheet.append(
                [
                    local(monday).date(),
                    safe(row.unit.shown if row.unit else texts.NO_UNIT),
                    row.people,
                    row.attempts,
                    row.average / 100,
                    row.best / 100,
                    row.quota,
                ]
            )
            formats(sheet, {1: DATE})
    for number, name in enumerate((texts.WEEK_FROM, texts.PEOPLE, texts.ATTEMPTS), 9):
        headed(sheet.cell(1, number), name)
    for number, (monday, people, attempts) in enumerate(totals, 2):
        sheet.cell(number, 9, local(monday).date()).number_format = DATE
        sheet.cell(number, 10, people)
        sheet.cell(number, 11, attempts)
    if totals:
        chart = BarChart()
        chart_of(chart, sheet, texts.CHART_WEEKS, (1, 1 + len(totals)), label=9, value=11)
        sheet.add_chart(chart, "M2")


def _attempts(questions: Worksheet, sheet: Worksheet, desk: ContestDesk, found: Standings) -> None:
    """Every attempt, and on the way how each item went."""
    rules = found.contest.rules
    head(
        sheet,
        [
            texts.NUMBER,
            texts.ROUND,
            texts.NAME,
            texts.UNIT,
            texts.STARTED,
            texts.SUBMITTED,
            texts.ENDED_BY,
            texts.POINTS,
            texts.CORRECT,
            texts.PREDICTED,
        ],
        kept=3,
    )
    asked: Counter[int] = Counter()
    right: Counter[int] = Counter()
    stems: dict[int, str] = {}
    with desk.library.database.read() as session:
        rows = session.execute(
            select(
                AttemptRow.id,
                AttemptRow.round,
                AttemptRow.entry_id,
                AttemptRow.started_at,
                AttemptRow.ended_at,
                AttemptRow.ended_by,
                AttemptRow.score,
                AttemptRow.correct,
                AttemptRow.predicted,
                AttemptRow.questions,
            )
            .where(AttemptRow.contest_id == found.contest.id, AttemptRow.ended_at.is_not(None))
            .order_by(AttemptRow.id)
        ).all()
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            ids = [row.id for row in part]
            answers = answers_of(session, ids)
            papers = {
                attempt: tuple(Question.of_json(each) for each in paper)
                for attempt, paper in session.execute(
                    select(PaperRow.attempt_id, PaperRow.paper).where(PaperRow.attempt_id.in_(ids))
                )
            }
            for row in part:
                entrant = found.entrants.get(row.entry_id)
                sheet.append(
                    [
                        row.id,
                        safe(rules.round(row.round).title),
                        safe((entrant.name if entrant else "") or member_texts.DELETED_NAME),
                        safe(entrant.unit.shown if entrant and entrant.unit else ""),
                        local(row.started_at),
                        local(row.ended_at),
                        texts.ENDED.get(row.ended_by, row.ended_by),
                        None if row.score is None else row.score / 100,
                        row.correct if rules.round(row.round).kind is Kind.QUIZ else None,
                        row.predicted,
                    ]
                )
                formats(sheet, {5: DATE_TIME, 6: DATE_TIME})
                info = desk.contests.round(found.contest, row.round)
                if not row.questions or info.pool is None:
                    continue
                accepted = desk.attempts.bank.accepted(
                    session, found.contest.id, row.round, info.pool
                )
                paper = papers[row.id]
                given = answers.get(row.id, {})
                for number, question in enumerate(paper):
                    asked[question.item] += 1
                    right[question.item] += is_right(paper, number, given.get(number), accepted)
                    if question.item not in stems:
                        item = desk.attempts.bank.item(question.item, question.revision)
                        stems[question.item] = item.stem
    sheet.auto_filter.ref = sheet.dimensions
    head(questions, [texts.ITEM, texts.STEM, texts.TIMES, texts.RIGHT_SHARE])
    for item_id in sorted(asked, key=lambda each: (right[each] / asked[each], each)):
        share = right[item_id] / asked[item_id]
        questions.append([item_id, safe(stems[item_id]), asked[item_id], share])
        formats(questions, {4: "0%"})
