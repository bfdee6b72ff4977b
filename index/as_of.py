"""Whether a question asks what held on another day: "theo quy định có hiệu lực năm 2022, …".

A day or a year in a question is mostly what it asks about ("chỉ tiêu năm 2022"); only words that
speak of the texts as they stood then make it the day whose texts are asked.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowledge.text import normalise, unmarked

_DAY: Final = (
    r"(?:ngay\s+)?(?:(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<day2>\d{1,2})\s+thang\s+(?P<month2>\d{1,2})\s*(?:nam\s+|/\s*)(?P<year2>\d{4})"
    r"|thang\s+(?P<month3>\d{1,2})\s*(?:nam\s+|/\s*)(?P<year3>\d{4})"
    r"|nam\s+(?P<year4>\d{4}))(?![\d/])"
)
_TEXTS = (
    r"(?:cac\s+)?(?:quy dinh|van ban|nghi quyet|phap luat|luat|nghi dinh|thong tu|quy che|"
    r"huong dan|ke hoach)"
)
_THEN: Final = re.compile(
    rf"(?:\b(?:tai|vao)\s+thoi\s+diem\s+|\btheo\s+{_TEXTS}\s+(?:(?:dang|con)\s+)?(?:co\s+)?hieu\s+luc\s+"
    rf"(?:thi\s+hanh\s+)?(?:(?:vao|tai|trong|o|cua)\s+)?(?:thoi\s+diem\s+)?){_DAY}\s*[,:;-]?\s*"
)
_DATE: Final = re.compile(_DAY)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A question without the words that say of which day it is, and the day."""

    question: str
    day: date


def as_of(question: str, today: date) -> AsOf | None:
    """The day whose texts a question asks; None where it says none, or one that is to come.

    Of a month or a year it is the last day that is not to come.
    """
    text = normalise(question)
    match = _THEN.search(unmarked(text).lower())
    if match is None:
        return None
    day = _day(match, today)
    if day is None or day > today:
        return None
    before, after = text[: match.start()].rstrip(" ,;:-"), text[match.end() :].strip()
    rest = f"{before} {after}".strip() if after.strip(" ?.!") else before
    return AsOf(rest[:1].upper() + rest[1:], day) if any(map(str.isalnum, rest)) else None


def leading_day(text: str, today: date) -> tuple[date, str] | None:
    """The day at the beginning of a text and what follows it; None where there is none."""
    clean = normalise(text).strip()
    match = _DATE.match(unmarked(clean).lower())
    day = _day(match, today) if match else None
    return None if match is None or day is None else (day, clean[match.end() :].strip(" ,:;-"))


def _day(match: re.Match[str], today: date) -> date | None:
    said = match.groupdict()
    try:
        if said["iso"]:
            return date.fromisoformat(said["iso"])
        year = int(said["year"] or said["year2"] or said["year3"] or said["year4"])
        month = int(said["month"] or said["month2"] or said["month3"] or 12)
        first_month = 1 if said["year4"] else month
        if said["day"] or said["day2"]:
            return date(year, month, int(said["day"] or said["day2"]))
        if not 1 <= month <= 12:
            return None
        first, last = date(year, first_month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None
    return min(last, today) if first <= today else last
