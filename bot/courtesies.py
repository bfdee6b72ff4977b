"""Messages that only greet, thank or take leave: people say these to a bot as to anybody, and are
answered as kindly; nothing is looked up for them."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.text import unmarked


class Courtesy(StrEnum):
    """What is meant, the first that is said."""

    THANKS = "thanks"
    FAREWELL = "farewell"
    GREETING = "greeting"
    AGREEMENT = "agreement"


_SAID = {
    Courtesy.THANKS: r"cam on|thanks?(?: you)?|tks|cam ta|biet on",
    Courtesy.FAREWELL: r"tam biet|bye|hen gap lai|chao tam biet",
    Courtesy.GREETING: r"chao(?: buoi (?:sang|trua|chieu|toi))?|hello|helo|hi|hey|alo",
    Courtesy.AGREEMENT: (
        r"ok|oke|okie|okay|vang|(?:da )?hieu roi|(?:da )?ro roi|duoc roi|tot qua|tot lam|hay qua"
        r"|tuyet voi|dong y"
    ),
}
# who is spoken to, and what softens it
_SOFT = (
    r"xin|kinh|da|thua|a|nhe|nha|nhi|oi|roi|va|rat|that|nhieu|lam|qua|truoc|lan nua|em|anh|chi|ban"
    r"|bac|co|chu|toi|minh|chau|con|dong chi|d c|ad|admin|bot|cac|moi nguoi|ca nha"
)
_WORDS = re.compile(r"[^\W_]+")
_ONLY = re.compile(rf"(?:(?:{'|'.join((*_SAID.values(), _SOFT))})(?: |$))+")
_PATTERNS = {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in _SAID.items()}


def courtesy(text: str) -> Courtesy | None:
    """What a message says, with its marks or without, where it says nothing else."""
    words = " ".join(_WORDS.findall(unmarked(text).casefold()))
    if not words or len(words) > 100 or not _ONLY.fullmatch(words):
        return None
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(words)), None)
