"""Years that are counted from today: "năm nay", "năm ngoái", "sang năm".

Documents name their years, members do not: "năm nay kết nạp mấy đoàn viên" is asked in 2026 of a
programme of 2026.
"""

import re
from typing import Final

_FROM_TODAY: Final = {
    "năm nay": 0,
    "năm ngoái": -1,
    "năm rồi": -1,
    "năm kia": -2,
    "sang năm": 1,
    "năm tới": 1,
    "năm sau": 1,
}
_WORDS: Final = re.compile(
    rf"(?<!hằng )(?<!hàng )(?<!mỗi )(?<!các )\b(?:{'|'.join(_FROM_TODAY)})\b"
    r"(?! (?:\d|(?:thứ|cao|tăng|giảm|so|phải)\b))",
    re.IGNORECASE,
)


def with_years(question: str, year: int) -> str:
    """The question with such years as numbers; unchanged where it has none.

    Args:
        question: With its marks.
        year: Today's.
    """
    return _WORDS.sub(lambda found: f"năm {year + _FROM_TODAY[found[0].lower()]}", question)
