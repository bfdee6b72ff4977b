"""What a member meant by what was typed: slips, short forms, courtesy and missing marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from index.courtesy import without_courtesy
from index.marks import Restorer
from index.shorthand import expansions
from index.slips import without_slips
from index.trigrams import TOKEN
from knowledge.letters import has_marks, normalise, unmarked
from knowledge.syllable import split_glued

MARKED = 0.3
"""From this share of marked words on, a text counts as typed with marks."""

_ASKS = re.compile(
    r"\b(?:ai|bao|mấy|nào|đâu|gì|sao|không|chưa|vì|hả|thế nào|là gì)\b", re.IGNORECASE
)
_MAY = re.compile(r"\bmay\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(?:may|máy|mây)\b(?! (?:tính|móc|chủ|bay|ảnh|in|lạnh|giặt|nổ|bơm|cày|phát|xúc|ủi|mặc|vá))"
)
_OURS = re.compile(
    r"\b(phuong|xa|thon|khu pho|tinh|huyen|thanh pho|tp|truong|lop|cong ty|cty|co quan|don vi|ben|"
    r"hoi|doan|chi bo|chi doan|dang bo|cong doan|nha|que|to) minh"
    r"(?= (?:co|la|thu|thi|hop|nghi|tang|dong|chi|duoc|dc|bao|bn|may|nao|o|gom|ai|khi|se|da|phai|"
    r"con|nam|dat|to chuc|bau|nop|lam)\b|$)",
    re.IGNORECASE,
)
"""Whose it is, as people say: "phuong minh co bao nhieu dang vien"; no name ("xa minh tan")."""
_YEARS = {unmarked(year): year for year in ("năm ngoái", "năm nay", "sang năm", "năm rồi")}
_SOUTH = ("viet", "quang", "ha", "mien", "phia", "dong", "tay", "bien gioi")
_YEAR = re.compile(
    rf"{''.join(rf'(?<!{word} )' for word in _SOUTH)}\b(?:{'|'.join(_YEARS)})\b", re.IGNORECASE
)
"""Years as people say them; documents, of which marks are learned, know none of these. "Quang Nam
nay" is no year."""
_TERM = re.compile(r"\bhk ?([12]|i{1,2})\b", re.IGNORECASE)
"""A term of a school year; "hk" by itself is "không"."""
_PRINTED = {"1": "I", "2": "II"}
"""How documents number the terms."""
DOUBT = 1.5
"""What a less common meaning of a short form costs, as a logarithm."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A typed question as it is searched.

    Attributes:
        original: As it was typed.
        cleaned: In NFC, keyboard slips decoded and courtesy gone; short forms as typed.
        readings: With short forms written out and marks put back, the likeliest first; one at
            least.
        scores: How likely each reading is beside the first, which has 1.0.
        as_typed: The likeliest reading with the short forms that documents use too left as typed;
            the first of `readings` where there are none.
        bare: The words of the likeliest reading without marks, and the office's short forms as
            typed, for a search by words.
        marked: The share of words typed with marks, 0–1; print has about 0.77.
    """

    original: str
    cleaned: str
    readings: tuple[str, ...]
    scores: tuple[float, ...]
    as_typed: str
    bare: str
    marked: float

    @property
    def has_marks(self) -> bool:
        """Whether it was typed with marks, by and large."""
        return self.marked >= MARKED


def understand(
    question: str,
    restorer: Restorer,
    abbreviations: Mapping[str, str | Sequence[str]] | None = None,
    *,
    most: int = 3,
) -> Understood:
    """Read a question as it was meant.

    Args:
        question: As typed.
        restorer: Knows the words.
        abbreviations: The office's own short forms and what they stand for.
        most: At most so many readings.
    """
    text = split_glued(without_slips(normalise(question), restorer.knows))
    text = _TERM.sub(lambda term: f"học kỳ {_PRINTED.get(term[1], term[1].upper())}", text)
    if not has_marks(text):
        text = _YEAR.sub(lambda year: _YEARS[year[0].lower()], text)
    cleaned = _OURS.sub(r"\1 mình", restorer.split_glued(without_courtesy(text)))
    ways, shorts = expansions(cleaned, abbreviations or {})
    found: dict[str, float] = {}
    for way, doubt in ways:
        readings = restorer.restore(way, 1 if doubt else most, habit=cleaned)
        likely = 0.0
        if len(ways) > 1:
            likely = restorer.score(readings[0].text) * len(way.split()) - doubt * DOUBT
        for reading in readings:
            found[reading.text] = likely + log(reading.score)
    ranked = sorted(found.items(), key=lambda reading: -reading[1])[:most]
    # who asks uses a word that asks: "duyệt mấy quy trình" goes before "duyệt máy quy trình"
    ranked.sort(key=lambda reading: not _ASKS.search(reading[0]))
    if not _ASKS.search(ranked[0][0]) and _MAY.search(cleaned):
        asking, changed = _COUNTS.subn("mấy", ranked[0][0], 1)
        ranked = [(asking, ranked[0][1]), *ranked][:most] if changed else ranked
    best = ranked[0][1]
    as_typed = ranked[0][0]
    if shorts:
        (left, _), *_ = expansions(cleaned, abbreviations or {}, left=shorts)[0]
        as_typed = restorer.restore(left, 1, habit=cleaned)[0].text
    words = [token[0] for token in TOKEN.finditer(cleaned) if token.lastgroup == "word"]
    return Understood(
        original=question,
        cleaned=cleaned,
        readings=tuple(text for text, _ in ranked),
        scores=tuple(exp(min(score - best, 0.0)) for _, score in ranked),
        as_typed=as_typed,
        bare=" ".join([unmarked(ranked[0][0]), *map(unmarked, shorts)]),
        marked=sum(map(has_marks, words)) / max(1, len(words)),
    )
