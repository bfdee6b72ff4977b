"""The weeks of a contest, by Việt Nam's calendar: from Monday, 00:00."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.contests.contests import Contest


def weeks(contest: Contest, now: datetime) -> list[datetime]:
    """The Mondays of the weeks of Việt Nam's calendar in which a contest runs, up to now."""
    first, last = week_of(contest.rules.opens), week_of(min(now, contest.rules.closes))
    found = []
    while first <= last:
        found.append(first)
        first += timedelta(days=7)
    return found


def weeks_over(contest: Contest, now: datetime) -> list[datetime]:
    """Those of which nothing more can come, the newest first."""
    end = timedelta(days=7)
    is_over = contest.rules.closes <= now
    return [monday for monday in reversed(weeks(contest, now)) if is_over or monday + end <= now]


def week_of(moment: datetime) -> datetime:
    """The Monday, 00:00 in Việt Nam, of a moment's week."""
    day = day_of(moment)
    return day - timedelta(days=day.weekday())


def day_of(moment: datetime) -> datetime:
    """The 00:00 in Việt Nam of a moment's day."""
    local = moment.astimezone(VIETNAM)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
