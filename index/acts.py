"""What becomes of a paper: it is issued, issued again, exchanged, prolonged, changed, withdrawn.

The texts about these acts are alike but for their names, so that one easily passes for another.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from knowledge.text import search_form, unmarked

_PAPER: Final = r"(?:giay|the|chung|so|ban sao|phep)"
_ACTS: Final = {
    act: re.compile(rf"\b(?:{pattern})\b")
    for act, pattern in {
        "issue": rf"cap moi|cap (?:lan dau|{_PAPER})",
        "issue again": "cap lai",
        "exchange": rf"cap doi|doi {_PAPER}",
        "prolong": "gia han",
        "change": rf"dieu chinh (?:noi dung )?{_PAPER}",
        "withdraw": "thu hoi",
    }.items()
}


def is_of_another_act(question: str, texts: Iterable[str]) -> bool:
    """Whether a question names an act and the first of the texts that names any names others.

    Args:
        question: With its marks or without.
        texts: A quote and its headings, the nearest first.
    """
    asked = _acts(question)
    told = next((acts for acts in map(_acts, texts) if acts), frozenset()) if asked else frozenset()
    return bool(told) and asked.isdisjoint(told)


@lru_cache(maxsize=4096)
def _acts(text: str) -> frozenset[str]:
    plain = unmarked(search_form(text))
    return frozenset(act for act, pattern in _ACTS.items() if pattern.search(plain))
