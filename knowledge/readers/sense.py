"""Whether a page's text layer is Vietnamese, or what a broken font or a poor scanner left there."""

import re

from knowledge.syllable import is_syllable

_WORD = re.compile(r"[^\W_]+")
_FOREIGN = re.compile(
    "[^\x00-\x7f\u00a0-\u00bf\u00d7\u00f7\u2000-\u22ff\u25a0-\u27bf\u0300-\u0323"
    "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]"
)
_FEW = 20  # words; fewer tell nothing
_MOST = 300  # words looked at


def sense(text: str) -> float:
    """The share of the words that could be Vietnamese syllables or numbers, 0 to 1."""
    words = _WORD.findall(text)[:_MOST]
    good = sum(len(word) for word in words if word.isdecimal() or is_syllable(word))
    return good / max(1, sum(map(len, words)))


def is_nonsense(text: str) -> bool:
    """Whether a text is no Vietnamese and in no other language either.

    An English text is not: its letters are plain. What a broken font leaves has letters that no
    Vietnamese word has, or digits and capitals inside its words.
    """
    words = _WORD.findall(text)[:_MOST]
    if len(words) < _FEW:
        return False
    odd = sum(bool(_FOREIGN.search(word)) or _mixed(word) for word in words)
    return odd > 0.25 * len(words) and sense(text) < 0.5


def _mixed(word: str) -> bool:
    """Whether a word has digits between its letters or a capital after a small letter."""
    inner = word.strip("0123456789")
    return (not inner.isalpha() and bool(inner)) or bool(re.search("[a-zà-ỹ][A-Z]", word))
