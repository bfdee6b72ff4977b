"""Messages that only greet, thank or take leave, or that are meant for the bot itself ("bạn là ai",
"viết giúp em bài thơ"): people say these to a bot as to anybody, and are answered as kindly;
nothing is looked up for them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from knowledge.text import unmarked


class Courtesy(StrEnum):
    """What is meant, the first that is said."""

    THANKS = "thanks"
    FAREWELL = "farewell"
    GREETING = "greeting"
    AGREEMENT = "agreement"
    COMPLAINT = "complaint"
    PLAY = "play"
    SELF = "self"
    TASK = "task"


_LONGEST: Final = 100
"""Characters of a message that is no more than that."""

_SAID = {
    Courtesy.THANKS: r"cam on|thanks?(?: you)?|tks|cam ta|biet on",
    Courtesy.FAREWELL: r"tam biet|bye|hen gap lai|chao tam biet",
    Courtesy.GREETING: r"chao(?: buoi (?:sang|trua|chieu|toi))?|hello|helo|hi|hey|alo",
    Courtesy.AGREEMENT: (
        r"ok|oke|okie|okay|vang|(?:da )?hieu roi|(?:da )?ro roi|duoc roi|tot qua|tot lam|hay qua"
        r"|tuyet voi|dong y"
    ),
    Courtesy.COMPLAINT: (
        r"(?:bot |ban |may )?(?:noi |tra loi |dap )?(?:cai )?(?:gi |kieu gi |sao )?(?:ma )?"
        r"(?:ngu|dot|do hoi|te|cham|chan|vo dung|linh tinh|lung tung|ky cuc)(?: the| vay| ghe)?"
    ),
    Courtesy.PLAY: r"(?:h[aie]){2,}|(?:ka){2,}|test|thu nghiem",
}
# who is spoken to, and what softens it
_SOFT = (
    r"xin|kinh|da|thua|a|nhe|nha|nhi|oi|roi|va|rat|that|nhieu|lam|qua|truoc|lan nua|em|anh|chi|ban"
    r"|bac|co|chu|toi|minh|chau|con|dong chi|d c|ad|admin|bot|cac|moi nguoi|ca nha"
)
_YOU = r"(?:ban|bot|may|ad|admin)"
_ME = r"(?:toi|em|minh|chau|anh|chi|bac|tui)"
_WORK = r"(?:bai|doan|tho|cau|anh|hinh|buc|logo|poster|truyen|chuyen)"
_END = rf"(?: (?:{_SOFT}|the|vay|z|ha))*"
_TO_ITSELF = {
    Courtesy.SELF: re.compile(
        rf"{_YOU} (?:la ai|ten (?:la )?(?:gi|j)|(?:bao nhieu|bn) tuoi){_END}"
        rf"|{_YOU} la (?:nguoi|may|robot|ai)(?: that| moc)?(?: (?:hay|a|ha|phai khong)\b.*)?"
        rf"|(?:cho |goi |muon )?(?:{_ME} )?(?:gap|noi chuyen|chat)(?: voi| vs)? nguoi that\b.*"
    ),
    Courtesy.TASK: re.compile(
        rf"(?:hay )?(?:viet|dich|ve|soan|sang tac|ke|doc|lam)(?: (?:giup|gium|ho|cho|tang))+"
        rf" {_ME}\b.*\b{_WORK}\b.*"
        rf"|(?:hat|lam|viet|ke)(?: cho {_ME})?(?: mot| 1)? (?:bai (?:hat|tho|nghe)|chuyen cuoi)\b.*"
        r"|hay dong vai .*|dich(?: giup| gium| ho)? (?:cau|doan) (?:nay|sau)\b.*"
    ),
}
"""What is said to the bot about itself, and what it is asked to make."""
_WORDS = re.compile(r"[^\W_]+")
_ONLY = re.compile(rf"(?:(?:{'|'.join((*_SAID.values(), _SOFT))})(?: |$))+")
_PATTERNS = {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in _SAID.items()}


def courtesy(text: str) -> Courtesy | None:
    """What a message says, with its marks or without, where it says nothing else."""
    words = " ".join(_WORDS.findall(unmarked(text).casefold()))
    if len(words) > _LONGEST:
        return None
    for kind, pattern in _TO_ITSELF.items():
        if pattern.fullmatch(words):
            return kind
    if not words or not _ONLY.fullmatch(words):
        return None
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(words)), None)
