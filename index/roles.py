"""Whether a text speaks of other roles than the question: a deputy, another office's head, the
members of another body."""

import re
from typing import Final

from index.names import bare_words

_ROLE: Final = re.compile(
    r"\b(?:pho )?(?:(?:tong )?bi thu(?! thu\b)|chu tich|truong (?:ban|phong|doan|thon|khoa|tram)"
    r"|tong giam doc|giam doc|hieu truong|chu nhiem|(?:to|doi|bo|thu) truong|chanh van phong)\b"
)


_MEMBER: Final = re.compile(r"\b(?:cong doan|dang|doan|hoi|doi) vien\b")


def is_of_another_role(question: str, text: str) -> bool:
    """Whether both name posts, or both members, and none of them is the same."""
    asked, said = " ".join(bare_words(question)), " ".join(bare_words(text))
    return any(_are_others(kind, asked, said) for kind in (_ROLE, _MEMBER))


def _are_others(kind: re.Pattern[str], asked: str, said: str) -> bool:
    wanted, found = frozenset(kind.findall(asked)), frozenset(kind.findall(said))
    return bool(wanted and found) and not wanted & found
