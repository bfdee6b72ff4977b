"""Moments as organisers write them."""

from __future__ import annotations

import re
from datetime import datetime

from knowledge.library import VIETNAM

_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
_ISO = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_TIME = r"(?P<hour>\d{1,2})\s*(?:[:h]|giờ)\s*(?P<minute>\d{2})?(?:[:]?(?P<second>\d{2}))?"
_MOMENTS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_ISO}(?:[T ]\s*{_TIME})?",
        rf"{_DAY}(?:[ ,]\s*{_TIME})?",
        rf"{_TIME}[ ,]\s*(?:ngày\s*)?{_DAY}",
    )
]


def moment_of(value: object) -> datetime:
    """A moment of Việt Nam's clock: "2026-03-01 08:00", "01/03/2026 8:00", "8h30 ngày 1/3/2026".

    Raises:
        ValueError: It is none.
    """
    if isinstance(value, datetime):
        return value
    text = str(value).strip()
    for form in _MOMENTS:
        if match := form.fullmatch(text):
            found = {name: int(number or 0) for name, number in match.groupdict().items()}
            return datetime(**found, tzinfo=VIETNAM)
    raise ValueError(text)
