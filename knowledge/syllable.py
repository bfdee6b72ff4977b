"""What a Vietnamese syllable can be, and words that a web page glued together.

A syllable is an onset and a rhyme; the two tables below and four rules of spelling give every one
there can be, about 14,000 with their tones.
"""

import re
from functools import cache, lru_cache
from itertools import pairwise
from math import log

from knowledge.common_syllables import BY_FREQUENCY
from knowledge.letters import has_marks, one_spelling, split_tone

_OPEN = "a e ê i o ô ơ u ư ia ua ưa ai ao au ay âu ây eo êu iu oi ôi ơi ui ưi ưu iêu uôi ươi ươu"
_NASAL = (
    "am ăm âm em êm im om ôm ơm um iêm uôm ươm an ăn ân en ên in on ôn ơn un iên uôn ươn "
    "ang ăng âng eng ong oong ông ung ưng iêng uông ương anh ênh inh"
)
_STOPPED = (
    "ap ăp âp ep êp ip op ôp ơp up iêp ươp at ăt ât et êt it ot ôt ơt ut ưt iêt uôt ươt "
    "ac ăc âc ec oc ooc ôc uc ưc iêc uôc ươc ach êch ich"
)
# the lips round first; after q they lose their o or u
_ROUNDED = "oa oe uê uơ uy uya oai oay oao oeo uây uyu oam oan oăn uân oen uyên oang oăng uâng"
_ROUNDED_NASAL = "oanh uênh uynh uyn"
_ROUNDED_STOPPED = "oap oat oăt uât oet uyêt uyt uyp oac oăc oach uêch uych"
_AFTER_QU = (
    "a e ê y ơ ai ao au ay âu ây eo êu yu ơi am ăm an ăn ân en ên yn yên ang ăng âng eng ênh anh "
    "ynh ap ăp at ăt ât et êt yt yêt yp ac ăc ôc ach êch ych"
)
_AFTER_GI = (
    "a e o ô ơ u ư ai ao au ay âu ây eo oi ôi ơi ui ua ưa am ăm âm em om ôm ơm um an ăn ân en on "
    "ôn ơn un ang ăng âng ong ông ung ưng ương anh êng ap ăp âp ep op ôp up at ăt ât et êt ot ôt "
    "ơt ut ưt ươt ac ăc âc oc ôc uc uôc ưc ươc êc"
)
_ALONE = "y yêu yêm yên yêng yêt"
_ONSETS = "b c ch d đ g gh h k kh l m n ng ngh nh p ph r s t th tr v x".split()
_BEFORE_FRONT_VOWELS_ONLY = {"k", "gh", "ngh"}
_NEVER_BEFORE_FRONT_VOWELS = {"c", "g", "ng"}
_NEVER_ROUNDED = {"b", "c", "gh", "k", "m", "ngh", "p", "ph", "v"}
_STOPS = ("p", "t", "c", "ch")


def _toneless() -> set[str]:
    plain = f"{_OPEN} {_NASAL} {_STOPPED}".split()
    rounded = f"{_ROUNDED} {_ROUNDED_NASAL} {_ROUNDED_STOPPED}".split()
    found = {rhyme for rhyme in plain if not rhyme.startswith("iê")} | set(rounded)
    found |= set(_ALONE.split())
    found |= {f"qu{rhyme}" for rhyme in _AFTER_QU.split()}
    found |= {f"gi{rhyme}" for rhyme in _AFTER_GI.split()} | {"gi", "gin", "git", "gip"}
    for onset in _ONSETS:
        for rhyme in plain:
            front = rhyme[0] in "eêi"
            if front and onset in _NEVER_BEFORE_FRONT_VOWELS:
                continue
            if front or onset not in _BEFORE_FRONT_VOWELS_ONLY:
                found.add(onset + rhyme)
        if onset not in _NEVER_ROUNDED:
            found.update(onset + rhyme for rhyme in rounded)
    return found | {"buyt", "voan"}


_TONELESS = frozenset(one_spelling(syllable) for syllable in _toneless())


@lru_cache(maxsize=1 << 16)
def is_syllable(token: str) -> bool:
    """Whether the letters can be one Vietnamese syllable, in either case and either spelling.

    A syllable that ends in p, t, c or ch has sắc or nặng; "toan" is one, "tat" is not.
    """
    bare, tone = split_tone(one_spelling(token.lower()))
    if bare not in _TONELESS:
        return False
    return tone in (1, 5) if bare.endswith(_STOPS) else True


_LOG_RANK = {
    syllable: log(rank + 10) for rank, syllable in enumerate(BY_FREQUENCY) if is_syllable(syllable)
}
# units and chemicals, the words from other languages that carry a tone
_ONE_WORD = frozenset(
    "hécta kilômét milimét xentimét xăngtimét mililít cácbon phốtpho phốtphát".split()
)

_WORD = re.compile(r"[^\W\d_]{4,}")
_TONELESS_PART = 3  # "đôla", "sơmi", "Lênin" are words; "nângcao" is two


@cache
def _rank(part: str) -> float | None:
    return _LOG_RANK.get(one_spelling(part)) if len(part) > 1 else None


def _best_split(word: str, parts: int = 3) -> list[str] | None:
    """The likeliest way to read lower-case letters as two or three common syllables."""
    best: tuple[float, list[str]] | None = None
    for at in range(2, len(word) - 1):
        first = _rank(word[:at])
        if first is None:
            continue
        rest = [word[at:]] if _rank(word[at:]) is not None else None
        if rest is None and parts > 2:
            rest = _best_split(word[at:], parts - 1)
        if rest is None:
            continue
        cost = first + sum(_rank(part) or 0.0 for part in rest)
        if best is None or cost < best[0]:
            best = cost, [word[:at], *rest]
    return best[1] if best else None


def _is_glued(lower: str, parts: list[str]) -> bool:
    return split_tone(lower)[1] > 0 or min(map(len, parts)) >= _TONELESS_PART


@lru_cache(maxsize=1 << 16)
def _unglue(word: str) -> str:
    lower = word.lower()
    if is_syllable(lower) or not has_marks(lower) or lower in _ONE_WORD:
        return word
    parts = _best_split(lower)
    if parts is None or not _is_glued(lower, parts):
        return word
    cuts = [0]
    for part in parts:
        cuts.append(cuts[-1] + len(part))
    return " ".join(word[a:b] for a, b in pairwise(cuts))


def split_glued(text: str) -> str:
    """The text with a space between syllables that were glued: "vềnâng cao" → "về nâng cao".

    Only a marked word that cannot be one syllable, and that common syllables make up whole, is
    split; foreign words, names, abbreviations and codes stay.
    """
    return _WORD.sub(lambda m: _unglue(m[0]), text)
