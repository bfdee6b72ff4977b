"""What a question asks for, and whether a text is about just that.

Near in wording is not enough for an answer: "Thị xã Tân Uyên có bao nhiêu đảng viên?" is not
answered by the members of Thủ Dầu Một. Each item of `Evidence` is one reason to believe or to
doubt; `index/confidence.py` weighs them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log1p
from typing import Final

from index.names import asked_places, people_and_bodies, places
from index.weights import MOST, general_weight
from knowledge.text import search_form, syllables, unmarked


class Expected(StrEnum):
    """The kind of thing an answer must name."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    ANY = "any"


_EXPECTED: Final = (
    (
        Expected.DATE,
        r"khi nao|bao gio|luc nao|(?:ngay|nam|thang|thoi gian|thoi diem|gio|mua|"
        r"the ky|dip|giai doan|nhiem ky) (?:nao|may|bao nhieu)|tu ngay nao",
    ),
    (Expected.NUMBER, r"bao nhieu|may|bao lau|bao xa|lan thu may|ty le nao|muc nao"),
    (Expected.PERSON, r"(?<!bat ky )\bai\b|nguoi nao|dong chi nao|ong nao|ba nao"),
    (Expected.REASON, r"vi sao|tai sao|nguyen nhan|ly do|do dau"),
    (
        Expected.PLACE,
        r"o dau|noi nao|cho nao|dia diem nao|tinh nao|thanh pho nao|nuoc nao|tai dau|"
        r"huyen nao|xa nao|phuong nao|den dau|tu dau",
    ),
    (Expected.YES_NO, r"\bco .*khong\b|dung hay sai|phai khong|duoc khong|hay chua|dung khong"),
    (Expected.DEFINITION, r"la gi|nghia la|the nao la|duoc hieu"),
    (Expected.LIST, r"nhung gi|gom|cac .* nao|nhung .* nao|liet ke|ke ten"),
)
_KINDS = [(kind, re.compile(rf"\b(?:{pattern})\b")) for kind, pattern in _EXPECTED]
_UNIT_OF = re.compile(r"\b(?:bao nhieu|may)((?: [^\W\d_]+){1,3})")

FILLER: Final = frozenset(
    "ai bao nhieu nao gi sao dau may a oi nhe nhi vay the thi la co khong duoc phai hay hoac cua "
    "cho ve voi va cac nhung mot cai nay do kia ay o tai trong tu den bi do vi theo nhu khi se da "
    "dang con cung rat hoi em anh chi minh toi ban xin biet giup vui long cam on ad admin "
    "luc neu thi ma de".split()
)
"""Bare syllables that say little about what a question is about."""

_NUMBER_WORDS = frozenset(
    "mot hai ba bon nam sau bay tam chin muoi tram nghin ngan trieu ty vai nhieu".split()
)
_REASONS = re.compile(r"\b(?:do|vi|boi|nham|nguyen nhan|ly do|bat nguon|de)\b")
_DATES = re.compile(
    r"\d{1,2}[/.-]\d{1,2}|\bnam \d{3,4}|\bthang \d|\bngay \d|\b(?:1[0-9]|20)\d\d\b|\bgio\b"
    r"|the ky|hang nam|hang thang|hang quy|ngay|thang|nam"
)
_PERSON_SIGN = re.compile(
    r"\b(?:dong chi|ong|ba|bi thu|chu tich|giam doc|truong|pho|tong|bo|thu tuong|nguoi|co quan)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for.

    Attributes:
        words: Its bare syllables, in order.
        content: The distinct ones that say what it is about.
        marked_content: The same with marks; empty where it was typed without any.
        numbers: Its numbers, years and codes as syllables() gives them.
        places: Places it names, without marks.
        names: Other capitalised names, without marks; empty where it has no capitals.
        expected: The kind of thing an answer must name.
        unit: Bare syllables right behind "bao nhiêu".
    """

    words: tuple[str, ...]
    content: frozenset[str]
    marked_content: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    expected: Expected
    unit: tuple[str, ...]


def wanted(question: str, *, known: frozenset[str] = frozenset()) -> Wanted:
    """Read a question.

    Args:
        question: With its marks put back where it had none.
        known: Names of places that the searched texts carry.
    """
    marked = syllables(question)
    words = tuple(unmarked(word) for word in marked)
    plain = " ".join(words)
    expected = next((kind for kind, sign in _KINDS if sign.search(plain)), Expected.ANY)
    unit = _UNIT_OF.search(plain) if expected is Expected.NUMBER else None
    content = frozenset(word for word in words if word not in FILLER)
    return Wanted(
        words=words,
        content=content,
        marked_content=frozenset(
            word for word, bare in zip(marked, words, strict=True) if bare in content
        )
        if unmarked(question) != question
        else frozenset(),
        numbers=frozenset(word for word in words if any(c.isdigit() for c in word)),
        places=asked_places(words, known) | places(question),
        names=people_and_bodies(question) if not question.isupper() else frozenset(),
        expected=expected,
        unit=tuple(word for word in unit[1].split() if word not in FILLER) if unit else (),
    )


def has_expected(asked: Wanted, text: str) -> float:
    """How surely a text names the kind of thing that is asked for: 0 to 1; 1 where any will do."""
    plain = unmarked(search_form(text))
    match asked.expected:
        case Expected.NUMBER:
            return _number_near(asked.unit, [unmarked(word) for word in syllables(text)])
        case Expected.DATE:
            found = _DATES.findall(plain)
            return 1.0 if any(any(c.isdigit() for c in one) for one in found) else 0.5 * bool(found)
        case Expected.PERSON:
            if people_and_bodies(text):
                return 1.0
            return 0.5 * bool(_PERSON_SIGN.search(plain))
        case Expected.PLACE:
            return 1.0 if places(text) else 0.5
        case Expected.REASON:
            return 1.0 if _REASONS.search(plain) else 0.0
        case _:
            return 1.0


def _number_near(unit: Sequence[str], words: Sequence[str]) -> float:
    digits = [i for i, word in enumerate(words) if any(c.isdigit() for c in word)]
    spelt = [i for i, word in enumerate(words) if word in _NUMBER_WORDS]
    if not digits and not spelt:
        return 0.0
    if not unit:
        return 1.0 if digits else 0.6
    wanted_unit = unit[0]
    for places_, worth in ((digits, 1.0), (spelt, 0.7)):
        for at in places_:
            near = words[max(0, at - _NEAR) : at + _NEAR + 1]
            if wanted_unit in near:
                return worth
    return 0.3 if digits else 0.15


@dataclass(frozen=True, slots=True)
class Evidence:
    """Reasons to believe that a text answers a question; shares are of the question's weight.

    Attributes:
        covered: Share that stands in the text or its title.
        covered_quote: Share that stands in the quoted sentences or the title.
        covered_marked: Share of its marked words; `covered` where it has none.
        worst: How much the weightiest missing word says, as a share of the most a word says.
        missing_places: Whether it names a place that the text is not about.
        other_places: Whether the quote names another place instead.
        missing_numbers: Share of its numbers, years and codes that stand nowhere.
        missing_names: Share of its other names that stand nowhere.
        expected: How surely the quote names the kind of thing asked for.
        dense: Cosine of the encoder.
        words: How many words of content the question has, as a logarithm.
    """

    covered: float
    covered_quote: float
    covered_marked: float
    worst: float
    missing_places: float
    other_places: float
    missing_numbers: float
    missing_names: float
    expected: float
    dense: float
    words: float


def evidence(
    asked: Wanted, *, title: str, text: str, quote: str, about: frozenset[str], dense: float
) -> Evidence:
    """Hold a question against a text.

    Args:
        asked: What it wants.
        title: Title, number and headings of the text; of a FAQ entry its questions.
        text: The text.
        quote: The sentences that would be quoted.
        about: The places that the whole document is about.
        dense: Cosine of question and text.
    """
    title_words = frozenset(bare(title))
    quote_words = title_words | frozenset(bare(quote))
    words = quote_words | frozenset(bare(text))
    weight = {word: general_weight(word) for word in asked.content}
    total = sum(weight.values()) or 1.0
    missing = [word for word in asked.content if word not in words]
    marked = frozenset(syllables(f"{title}\n{text}"))
    marked_total = sum(general_weight(unmarked(word)) for word in asked.marked_content)
    covered = 1 - sum(weight[word] for word in missing) / total
    here = places(f"{title}\n{quote}")
    named = places(f"{title}\n{text}") | (about if not here else frozenset())
    joined = " ".join(bare(f"{title}\n{text}"))
    lacking = {place for place in asked.places if place not in named and place not in joined}
    names = {name for name in asked.names if name not in asked.places}
    return Evidence(
        covered=covered,
        covered_quote=sum(weight[word] for word in asked.content & quote_words) / total,
        covered_marked=sum(general_weight(unmarked(word)) for word in asked.marked_content & marked)
        / marked_total
        if marked_total
        else covered,
        worst=max((weight[word] for word in missing), default=0.0) / MOST,
        missing_places=float(bool(lacking)),
        other_places=float(bool(lacking) and bool(here - asked.places)),
        missing_numbers=_lacking(asked.numbers, words),
        missing_names=sum(name not in joined for name in names) / len(names) if names else 0.0,
        expected=has_expected(asked, quote),
        dense=dense,
        words=log1p(len(asked.content)),
    )


def bare(text: str) -> list[str]:
    """The syllables of a text without marks."""
    return [unmarked(word) for word in syllables(text)]


def _lacking(wanted_: frozenset[str], words: frozenset[str]) -> float:
    return sum(word not in words for word in wanted_) / len(wanted_) if wanted_ else 0.0
