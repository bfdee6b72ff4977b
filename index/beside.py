"""A second quote beside the first, where another text is about as likely to answer."""

from typing import Final

from index.names import bare_words
from index.quotes import LIMIT

AS_LIKELY: Final = 0.6
"""The share of the first quote's probability from which on another is given beside it."""
SHORTEST: Final = 120
"""Characters of room below which nothing else is quoted."""
_SAME: Final = 0.8


def room_beside(quote: str) -> int:
    """Characters that a second quote may have; 0 where there is too little room."""
    left = LIMIT - len(quote)
    return left if left >= SHORTEST else 0


def says_the_same(one: str, other: str) -> bool:
    """Whether the shorter of two quotes says little that the longer does not say; a number is not
    little."""
    fewer, more = sorted((frozenset(bare_words(one)), frozenset(bare_words(other))), key=len)
    new = fewer - more
    has_number = any(char.isdigit() for word in new for char in word)
    return len(new) < (1 - _SAME) * len(fewer) and not has_number
