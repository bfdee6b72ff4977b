"""What a week was, unit by unit: for the report of every Monday."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.contests.standings import Standings
from bot.messages import Reply, bold, paragraph
from bot.texts import contest_reports as texts
from bot.texts.contests import points
from bot.units import Unit


@dataclass(frozen=True, slots=True)
class UnitWeek:
    """A unit in a week.

    Attributes:
        unit: None for people without one.
        people: Who handed something in.
        attempts: How many attempts they were.
        average: Of these, in hundredths of points.
        best: The best of them.
        quota: How many attempts were expected, where the quota is for a week.
    """

    unit: Unit | None
    people: int
    attempts: int
    average: int
    best: int
    quota: int | None


def unit_weeks(found: Standings, monday: datetime) -> list[UnitWeek]:
    """Every unit in the week that begins on a Monday; people without a unit last, if any."""
    scores: dict[int | None, list[int]] = defaultdict(list)
    people: dict[int | None, set[int]] = defaultdict(set)
    end = monday + timedelta(days=7)
    for each in found.rounds:
        for result in each.results:
            if monday <= result.submitted < end:
                entrant = found.entrants.get(result.entry)
                unit = entrant.unit.id if entrant and entrant.unit else None
                scores[unit].append(result.score)
                people[unit].add(result.entry)
    quota = found.contest.rules.units.quota
    weekly = quota is not None and quota.per == "week"
    rows: list[tuple[Unit | None, int | None]] = [
        (each.unit, each.quota if weekly else None) for each in found.units
    ]
    if scores[None]:
        rows.append((None, None))
    return [
        UnitWeek(
            unit,
            len(people[key]),
            len(scores[key]),
            round(sum(scores[key]) / len(scores[key])) if scores[key] else 0,
            max(scores[key], default=0),
            expected,
        )
        for unit, expected in rows
        for key in (unit.id if unit else None,)
    ]


def week_totals(found: Standings, mondays: Sequence[datetime]) -> list[tuple[int, int]]:
    """People and attempts of each of these weeks."""
    people: list[set[int]] = [set() for _ in mondays]
    attempts = [0] * len(mondays)
    rising = sorted(range(len(mondays)), key=mondays.__getitem__)
    begins = [mondays[place] for place in rising]
    for each in found.rounds:
        for result in each.results:
            last = bisect_right(begins, result.submitted) - 1
            if last >= 0 and result.submitted < begins[last] + timedelta(days=7):
                people[rising[last]].add(result.entry)
                attempts[rising[last]] += 1
    return [(len(who), count) for who, count in zip(people, attempts, strict=True)]


def span_words(monday: datetime) -> str:
    """The days of a week: "02/03 – 08/03/2026"."""
    sunday = monday + timedelta(days=6)
    return texts.WEEK_SPAN.format(first=monday.strftime("%d/%m"), last=sunday.strftime("%d/%m/%Y"))


def title_words(found: Standings, monday: datetime) -> str:
    """What a week's report is headed with."""
    return texts.WEEK_TITLE.format(title=found.contest.rules.title, week=span_words(monday))


def week_words(found: Standings, monday: datetime) -> Reply:
    """The week as a message that a unit's group can be sent as it is."""
    title = title_words(found, monday)
    rows = unit_weeks(found, monday)
    total = texts.WEEK_TOTAL.format(
        people=sum(row.people for row in rows), attempts=sum(row.attempts for row in rows)
    )
    lines = [
        texts.WEEK_UNIT.format(
            unit=row.unit.shown if row.unit else texts.NO_UNIT,
            people=row.people,
            attempts=row.attempts,
            average=points(row.average),
            quota=_quota(row),
        )
        for row in rows
    ]
    return Reply((paragraph(bold(title)), paragraph(total), *map(paragraph, lines)))


def _quota(row: UnitWeek) -> str:
    if row.quota is None:
        return ""
    form = texts.QUOTA_MET if row.attempts >= row.quota else texts.QUOTA_MISSED
    return form.format(quota=row.quota, missing=row.quota - row.attempts)
