"""Heads whose title holds number and day, as Công báo printed them for years.

CÔNG BÁO/Số 35 + 36/Ngày 12-3-2006
BỘ TÀI CHÍNH
THÔNG TƯ số 15/2006/TT-BTC ngày 02/3/2006 hướng dẫn chế độ quản lý tài chính
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.codes import document_codes

# Its running head, and the names of its sections.
_RUNNING = re.compile(
    r"(?:\d+\s+)?CÔNG BÁO\b"
    r"|(?:PHẦN |(?:[IVX]+|\d+)\s*[.)-]\s*)?VĂN BẢN (?:QUY PHẠM PHÁP LUẬT|KHÁC)$"
)
_DAY = r"(?P<day>\d{1,2})(?:\s*tháng\s*|[-/.])(?P<month>\d{1,2})(?:\s*năm\s*|[-/.])(?P<year>\d{4})"
_NO_SUBJECT = r"(?:(?!\s(?:về|thực hiện|sửa đổi|quy định|hướng dẫn|ban hành|phê duyệt|theo)\s).)"
_TITLED = re.compile(
    rf"(?:\s+(?P<of>của\s{_NO_SUBJECT}{{3,100}}?))?[\s(]+số\s*:?\s*(?P<number>\d\S*)"
    rf"(?:\s*,?\s*ngày\s*{_DAY})?(?:\s+(?P<by>của\s.{{3,80}}))?\)?(?:\s*[.,:]?\s+(?P<about>.+))?$",
    re.IGNORECASE,
)
# A law is named first: "LUẬT BẢO VỆ RỪNG CỦA QUỐC HỘI SỐ 29/2004/QH11 NGÀY …".
_LAW = re.compile(
    r"\s+(?P<about>\D{3,150}?)\s+(?:của\s+(?P<of>quốc hội\D{0,60}?)\s+)?"
    rf"số\s*:?\s*(?P<number>\d+/\d{{4}}/QH\d+)(?:\s*,?\s*ngày\s*{_DAY})?(?P<by>)$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?:căn cứ|kèm theo|thực hiện|theo)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title says.

    Attributes:
        number: In its canonical spelling.
        issued_on: The day, if it is named.
        office: Whose text it is, as it is printed, "" where it does not say.
        about: The lines of the subject, that on the title's own line first.
        lines: How many lines below the kind's belong to number and day.
    """

    number: str
    issued_on: date | None
    office: str
    about: tuple[str, ...]
    lines: int


def is_running(text: str) -> bool:
    """Whether a line is the gazette's own: its head on each page, or the name of a section."""
    return bool(_RUNNING.match(text))


def read_titled(rest: str, below: Sequence[str]) -> Titled | None:
    """What a title says of its number and day; None where it does not hold its number.

    Args:
        rest: What follows the kind on its line.
        below: The lines below it.
    """
    parts = [rest] if rest else []
    for lines, text in enumerate(("", *below[:2])):
        parts += [text] if text else []
        whole = " " + " ".join(parts)
        found = _TITLED.match(whole) or _LAW.match(whole)
        if found is None or (parts and _REFERENCE.match(parts[-1])):
            continue
        codes = document_codes(found["number"])
        if not codes or codes[0].start:
            continue
        office = re.sub(r"(?i)^của\s+", "", found["of"] or found["by"] or "")
        about = (found["about"],) if found["about"] else ()
        return Titled(codes[0].text, _date(found), office.strip(" ,()"), about, lines)
    return None


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except (TypeError, ValueError):
        return None
