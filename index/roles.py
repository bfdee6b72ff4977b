"""Whether a text speaks of other roles than the question: a deputy, another office's head."""

import re
from typing import Final

from index.names import bare_words

_ROLE: Final = re.compile(
    r"\b(?:pho )?(?:(?:tong )?bi thu(?! thu\b)|chu tich|truong (?:ban|phong|doan|thon|khoa|tram)"
    r"|tong giam doc|giam doc|hieu truong|chu nhiem|(?:to|doi|bo|thu) truong|chanh van phong)\b"
)


def is_of_another_role(question: str, text: str) -> bool:
    """Whether both name roles and none of them is the same."""
    asked, said = _roles(question), _roles(text)
    return bool(asked and said) and not asked & said


def _roles(text: str) -> frozenset[str]:
    return frozenset(_ROLE.findall(" ".join(bare_words(text))))
