"""What an amount is: a fine, a prize, a wage, a tax, a fee, an allowance, a loan.

Any text about a subject has amounts; that a fee is 100.000 đồng says nothing of the fine.
"""

import re
from functools import lru_cache
from typing import Final

from knowledge.text import search_form

_KINDS: Final = tuple(
    (re.compile(rf"\b(?:{asked})\b"), re.compile(told))
    for asked, told in (
        (r"phạt", r"phạt"),
        (r"(?<!khen )thưởng", r"thưởng"),
        (r"(?:mức|tiền) lương|lương tối thiểu|tiền công", r"lương|(?:tiền|ngày|nhân) công"),
        (r"thuế", r"thuế"),
        (r"(?:giá|tiền|mua) vé|vé (?:vào|tham quan|xem)", r"\bvé\b|tham quan"),
        (r"đảng phí|đoàn phí|công đoàn phí|hội phí", r"(?:đảng|đoàn|hội) phí"),
        (r"lệ phí|(?:mất|đóng|nộp|thu|mức) phí", r"(?<!kinh )(?<!chi )phí|\bgiá\b|mức thu"),
        (r"phụ cấp", r"phụ cấp"),
        (r"trợ cấp", r"trợ cấp|hỗ trợ|mức hưởng"),
        (r"(?:cho|được|mức) vay|vay (?:vốn|tối đa)", r"vay|tín dụng"),
        (r"bồi thường|đền bù|được đền|đền cho", r"bồi thường|đền bù"),
    )
)
"""How a kind is asked for, and by which words a text of it is known."""


def is_of_another_amount(question: str, text: str) -> bool:
    """Whether a question about an amount names its kind and a text has no word of that kind.

    Args:
        question: With its marks.
        text: A quote with its headings and title.
    """
    return any(told.search(_plain(text)) is None for told in _asked(question))


@lru_cache(maxsize=1024)
def _asked(question: str) -> tuple[re.Pattern[str], ...]:
    plain = search_form(question)
    return tuple(told for asked, told in _KINDS if asked.search(plain))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return search_form(text)
