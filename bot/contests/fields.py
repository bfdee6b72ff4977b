"""What is answered at registration, read as people type it."""

from __future__ import annotations

import re
from datetime import date

from bot.contests.rules import EntryField, FieldKind
from knowledge.text import search_form, unmarked

LONGEST = 200
"""Letters of an answer."""

_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_OLDEST = 1900


def read_value(field: EntryField, text: str) -> str:
    """An answer as it is kept: a phone number as ten digits, a date as 2001-12-31.

    Raises:
        ValueError: It is no answer.
    """
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise ValueError
    match field.kind:
        case FieldKind.PHONE:
            return _phone(text)
        case FieldKind.DATE:
            return _date(text)
        case FieldKind.NUMBER:
            if not (text.isascii() and text.isdecimal() and len(text) <= 9):
                raise ValueError
            return str(int(text))
        case FieldKind.CHOICE:
            return _choice(field, text)
    return text


def shown_value(field: EntryField, value: str) -> str:
    """A kept answer as people read it."""
    if field.kind is FieldKind.DATE and value:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    return value


def _phone(text: str) -> str:
    """https://vi.wikipedia.org/wiki/Mã_điện_thoại_Việt_Nam: 0 and nine or ten digits."""
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(\+|00)84", "0", digits)
    if not re.fullmatch(r"0[1-9][0-9]{8,9}", digits):
        raise ValueError
    return digits


def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError
    day, month, year = map(int, match.groups())
    found = date(year, month, day)
    if not _OLDEST <= found.year <= date.today().year:
        raise ValueError
    return found.isoformat()


def _choice(field: EntryField, text: str) -> str:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= len(field.options):
        return field.options[int(text) - 1]
    wanted = _key(text)
    for option in field.options:
        if _key(option) == wanted:
            return option
    raise ValueError


def _key(text: str) -> str:
    return " ".join(unmarked(search_form(text)).lower().split())
