"""Which office or field something is about: "Sở Xây dựng", "lĩnh vực y tế".

Decisions that lay the same upon two offices are alike but for the office's name.
"""

import re
from functools import lru_cache
from typing import Final

from index.names import bare_words
from knowledge.text import unmarked

_NAME: Final = r"[^\W\d_]+ [^\W\d_]+"
_ASKED: Final = re.compile(rf"\b(sở|lĩnh vực) ((?!nào|này|đó|ấy|gì|khác){_NAME})")
_WRITTEN: Final = re.compile(rf"\b(?:(Sở) (?=[A-ZĐ])|([Ll]ĩnh vực) (?={_NAME}))")


def is_of_another_body(question: str, near: str, whole: str) -> bool:
    """Whether a question names an office or a field, and a text only others of the kind.

    Args:
        question: With its marks.
        near: What the text says it is about: title, headings, quote.
        whole: All of it.
    """
    asked = _asked(question.casefold())
    if not asked:
        return False
    words = f" {' '.join(bare_words(whole))} "
    return any(
        f" {kind} {name} " not in words and f" {name} " not in words and _others(kind, near)
        for kind, name in asked
    )


@lru_cache(maxsize=1024)
def _asked(question: str) -> frozenset[tuple[str, str]]:
    return frozenset((unmarked(k), unmarked(name)) for k, name in _ASKED.findall(question))


def _others(kind: str, near: str) -> bool:
    return any(unmarked((a or b).casefold()) == kind for a, b in _WRITTEN.findall(near))
