"""Wrong options for a date: near the right one, printed as it is, in their order."""

import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from random import Random

from knowledge.proposals.around import around

_DAY = re.compile(
    r"(?P<day>\d{1,2})(?:\s?[/.\-]\s?| tháng )(?P<month>\d{1,2})"
    r"(?:(?:\s?[/.\-]\s?| năm )(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_PATTERNS = {
    "day": _DAY,
    "yearly": _DAY,
    "month": re.compile(r"(?P<month>\d{1,2})(?:\s?[/\-]\s?| năm )(?P<year>\d{4})", re.IGNORECASE),
    "year": re.compile(r"(?P<year>\d{4})"),
}
_ROUND_DAYS = (1, 5, 10, 15, 20, 25, 30)
_ROUND_YEARS = (2020, 2025, 2030, 2035, 2040, 2045, 2050)
_SOME_YEAR = 2025  # what is dated without a year is no 29 February
_REACH = {"day": 1, "month": 1, "yearly": 0, "year": 5}
"""Years from the right date in which other dates of the document are plausible."""
_APART = 4
"""Days between dates of a month."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date with what is printed of it; what is not is 0."""

    year: int
    month: int
    day: int

    @classmethod
    def read(cls, printed: str, unit: str) -> "Day":
        """Of a printed date.

        Args:
            printed: With or without its words.
            unit: Its precision: "day", "month", "year", or "yearly" for a day of every year.

        Raises:
            ValueError: It is no date of the calendar.
        """
        found = _PATTERNS[unit].search(printed)
        if found is None:
            raise ValueError(printed)
        groups = found.groupdict()
        year, month, day = (int(groups.get(name) or 0) for name in ("year", "month", "day"))
        date(year or _SOME_YEAR, month or 1, day or 1)
        return cls(year, month, day)


def printed_like(printed: str, unit: str, day: Day) -> str:
    """Another date, printed as this one: its words, its marks, its zeros."""
    found = _PATTERNS[unit].search(printed)
    assert found is not None
    made = printed
    for name in ("year", "month", "day"):  # from the back, so that places stay
        if found.groupdict().get(name):
            number = str(getattr(day, name))
            made = (
                made[: found.start(name)] + _padded(number, name, found) + made[found.end(name) :]
            )
    return made


def _padded(number: str, name: str, found: re.Match[str]) -> str:
    """With the zero that the printed date has, or would have: "31/12" tells nothing of "05"."""
    if name == "year":
        return number
    shown = [found[other] for other in ("day", "month") if found.groupdict().get(other)]
    bare = any(len(other) == 1 for other in shown)
    if found[name].startswith("0") or (not bare and name == "day"):
        return number.zfill(2)
    return number.zfill(2) if len(shown) == 2 and not bare else number


def options(
    right: str,
    unit: str,
    *,
    others: Iterable[str],
    never: Collection[str],
    random: Random,
    not_before: date | None = None,
) -> tuple[str, ...]:
    """The right date and the wrong ones, ascending; () where too few are to be had.

    Args:
        right: As printed: "ngày 01 tháng 01 năm 2026", "năm 2030".
        unit: Its precision, see `Day.read`.
        others: What the document dates with the same precision.
        never: Dates that may be true besides.
        random: Draws.
        not_before: The day of the document: where the right date lies behind it, all do.
    """
    read = _read([right], unit)
    if not read:
        return ()
    (truth,) = read
    barred = _read(never, unit)
    first = _first_day(not_before, unit)
    if truth <= first:
        first = Day(0, 0, 0)

    def fits(day: Day) -> bool:
        return first <= day != truth and day not in barred

    own = sorted(d for d in _read(others, unit) if abs(d.year - truth.year) <= _REACH[unit])
    own = [day for day in own if fits(day)]
    if unit == "day" and first.year == truth.year and fits(first):
        own.append(first)  # what many take for the day from which a text holds
    taken = random.sample(own, min(1, len(own)))
    near = [day for day in _near(truth, unit, random) if fits(day)]
    days = around(truth, taken, near, random)
    return tuple(right if day == truth else printed_like(right, unit, day) for day in days)


def _first_day(day: date | None, unit: str) -> Day:
    if day is None or unit == "yearly":
        return Day(0, 0, 0)
    return Day(day.year, 0 if unit == "year" else day.month, day.day if unit == "day" else 0)


def _read(printed: Iterable[str], unit: str) -> set[Day]:
    """Those that are dates."""
    found = set()
    for text in printed:
        with suppress(ValueError):
            found.add(Day.read(text, unit))
    return found


def _near(truth: Day, unit: str, random: Random) -> list[Day]:
    if unit == "year":
        usual = truth.year in _ROUND_YEARS
        years = [y for y in _ROUND_YEARS if usual and abs(y - truth.year) <= 10]
        years += [truth.year + sign * step for step in range(1, 5) for sign in (-1, 1)]
        return [Day(year, 0, 0) for year in years]
    months = list(_months_around(truth))
    if not truth.day:
        return months
    last = _last(truth)
    days = [day for day in _ROUND_DAYS if day <= last and abs(day - truth.day) >= _APART]
    same_month = [Day(truth.year, truth.month, day) for day in random.sample(days, 2)]
    before = [Day(months[0].year, months[0].month, day) for day in (25, 20, 15)]
    return [*months[:2], *same_month, *before, *months[2:]]


def _months_around(truth: Day) -> Iterator[Day]:
    """The like day of the months before and behind: the last one of a month for a last one."""
    for shift in (-1, 1, -2, 2, -3, 3, 4):
        year, month = divmod(truth.year * 12 + truth.month - 1 + shift, 12)
        moved = Day(year if truth.year else 0, month + 1, 0)
        day = min(truth.day, _last(moved))
        if truth.day >= 28 and truth.day == _last(truth):
            day = _last(moved)
        yield Day(moved.year, moved.month, day)


def _last(day: Day) -> int:
    return calendar.monthrange(day.year or _SOME_YEAR, day.month)[1]
