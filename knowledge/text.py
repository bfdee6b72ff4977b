"""Vietnamese text as it is searched: one spelling, syllables, numbers, dates and codes.

What text is shown and stored as is `normalise`; everything else here is for search and loses
what search need not tell apart.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from knowledge.codes import (
    DocumentCode,
    canonical_code,
    code_key,
    document_codes,
    with_canonical_codes,
)
from knowledge.letters import has_marks, normalise, one_spelling, unmarked
from knowledge.syllable import is_syllable, split_glued

__all__ = [
    "DocumentCode",
    "canonical_code",
    "code_key",
    "document_codes",
    "has_marks",
    "is_syllable",
    "normalise",
    "search_form",
    "split_glued",
    "syllables",
    "unmarked",
]

_ROMAN = dict(
    zip(
        "ii iii iv vii viii ix xii xiii xiv xv xvi xvii xviii xix xx".split(),
        "2 3 4 7 8 9 12 13 14 15 16 17 18 19 20".split(),
        strict=True,
    )
)
_DATE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)"
_NUMBER = r"\d+(?:[.,]\d+)*(?: ?%| phần trăm| phan tram)?"
_WORD = r"[^\W\d_][^\W_]*"
_CODE = r"\d[\d.]*[a-zđ]?(?:/\d{4})?[-/][^\W\d_]+\d*(?:[-/][^\W\d_]+\d*)*(?![^\W_])"
_SPELT_DATE = r"ng[àa]y \d{1,2} th[áa]ng \d{1,2} n[ăa]m \d{4}(?!\d)"
_PIECE = re.compile(f"{_SPELT_DATE}|{_CODE}|{_DATE}|{_NUMBER}|{_WORD}")
_PLAIN = re.compile(f"{_NUMBER}|{_WORD}")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_PERCENT = re.compile(r" ?%| phần trăm| phan tram")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def search_form(text: str) -> str:
    """The text as search compares it.

    Lower-case; each syllable spelt one way (hoà → hòa, uỷ → ủy, kĩ → kỹ); each document code
    written one way ("02- KH/TU" → "02-kh/tu"). Idempotent, and commutes with `unmarked`, but for
    the issuer TƯ, which is read as TW only while it has its mark.
    """
    return one_spelling(_lower(text))


def _lower(text: str) -> str:
    return with_canonical_codes(normalise(text).lower()).lower()


def syllables(text: str) -> list[str]:
    """The tokens of the text's search form, in order.

    A syllable or foreign word is one token, glued ones come apart. A number is one token, the
    same however it is grouped or padded ("8.292" and "8292", "05" and "5", "12.5 %" and "12,5%").
    A document code or a date is one token and then its parts; a Roman number above one letter is
    followed by its value ("xii", "12").
    """
    words = _lower(text).split(" ")
    found = [*map(_tokens_of_word, words)]
    if None in found:
        return _with_numbers(words, found)
    return [*chain.from_iterable(filter(None, found))]


@lru_cache(maxsize=1 << 17)
def _tokens_of_word(word: str) -> tuple[str, ...] | None:
    """The tokens between two spaces; None where a digit is among them."""
    return None if any(map(str.isdigit, word)) else tuple(_found_in(word))


def _with_numbers(words: Sequence[str], found: Sequence[tuple[str, ...] | None]) -> list[str]:
    """The same with what holds digits read together with the words that may belong to it: one
    before ("ngày 5"), two behind ("5 phần trăm")."""
    tokens: list[str] = []
    start = end = 0  # of the words to be read together
    for at in [at for at, one in enumerate(found) if one is None]:
        if at > end:
            tokens += _found_in(" ".join(words[start:end]))
            tokens += chain.from_iterable(filter(None, found[end : at - 1]))
            start = at - 1
        end = at + 3
    tokens += _found_in(" ".join(words[start:end]))
    tokens += chain.from_iterable(filter(None, found[end:]))
    return tokens


def _found_in(text: str) -> list[str]:
    return [*chain.from_iterable(map(_tokens, _PIECE.findall(one_spelling(text))))]


@lru_cache(maxsize=1 << 17)
def _tokens(piece: str) -> tuple[str, ...]:
    if piece[0].isdigit():
        return _numeric_tokens(piece)
    if " " in piece:
        parts = tuple(_LEADING_ZEROS.sub("", part) for part in piece.split())
        return "/".join(parts[1::2]), *parts
    if piece in _ROMAN:
        return piece, _ROMAN[piece]
    return tuple(split_glued(piece).split())


def _numeric_tokens(piece: str) -> tuple[str, ...]:
    plain = tuple(_number(part) if part[0].isdigit() else part for part in _PLAIN.findall(piece))
    if re.fullmatch(_DATE, piece):
        day, month, year = map(int, re.findall(r"\d+", piece))
        parts = f"{day}", f"{month}", f"{year}"
        return "/".join(parts), *parts
    codes = document_codes(piece)
    return (codes[0].text.lower().lstrip("0").replace(".", ""), *plain) if codes else plain


def _number(digits: str) -> str:
    digits = _PERCENT.sub("%", digits)
    whole, comma, decimals = digits.partition(",")
    if _GROUPED.fullmatch(whole.removesuffix("%")):
        whole = whole.replace(".", "")
    elif whole.count(".") == 1 and not comma:
        whole = whole.replace(".", ",")
    return _LEADING_ZEROS.sub("", whole) + comma + decimals
