"""Small rules of words: capitals inside a sentence, whether words stand in others."""

import re
from functools import lru_cache

from knowledge.text import search_form, syllables

KEPT = 1 << 14
"""Texts whose words are remembered: each list is held against each."""


@lru_cache(maxsize=KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """The syllables of a text."""
    return tuple(syllables(text))


def lowered(words: str) -> str:
    """With a small first letter, unless a name stands there."""
    return words if _is_name(words) else words[:1].lower() + words[1:]


_NAMES = re.compile(
    r"(?:Sở|Bộ|Ủy ban|UBND|HĐND|Hội đồng nhân dân|Ban |Cục|Chi cục|Tổng cục|Chính phủ|Quốc hội"
    r"|Thủ tướng|Thành ủy|Tỉnh ủy"
    r"|Công an|Kho bạc|Đảng|Đoàn [A-ZT]|Nhà nước|Việt Nam|Nghị quyết|Nghị định|Luật|Quyết định"
    r"|Thông tư|Trung ương|Kế hoạch số"
    r"|Hệ thống [A-Z]|Trung tâm [A-Z]|Cổng|Quỹ|Mặt trận|Thanh tra|Văn phòng|Bảo hiểm|Ngân hàng"
    r"|Viện|Giám đốc Sở|Bộ trưởng"
    r"|TP|Tháng \d|Năm \d)"
)


def _is_name(words: str) -> bool:
    """Whether the first word keeps its capital inside a sentence."""
    if _NAMES.match(words):
        return not words.startswith(("Tháng", "Năm"))
    first, _, rest = words.partition(" ")
    second = rest[:1]
    if not first[1:].islower() and len(first) > 1:
        return True  # an abbreviation
    return second.isupper() and not re.match(r"[\W\d]", second)


def tells_itself(stem: str, answer: str) -> bool:
    """Whether the question says its own answer."""
    return f" {_spaced(answer)} " in f" {_spaced(stem)} "


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[\w%]+", search_form(text)))
