"""Keys that Telex and VNI left behind: "quyeets", "quye61t" → "quyết".

A word is decoded where it cannot be a word as it stands and is a syllable once decoded.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from knowledge.letters import one_spelling, unmarked
from knowledge.syllable import is_syllable

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = dict(zip("12345", _TELEX_TONES.values(), strict=True))
_VOWELS = frozenset("aăâeêioôơuưy")
_HAT = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}

_TYPED = re.compile(r"(?<![^\W_])[^\W_]{2,14}(?![^\W_])")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1+")
_ROMAN = re.compile(r"[IVXLCDM]+")
_VNI_INSIDE = re.compile(r"^[^\W\d_]+\d+[^\W\d_]")
# English words that would also decode, and stand in Vietnamese chat as they are
_ENGLISH = frozenset(
    "as bar beer boss box bus car cow deal gas her his how is its list loss low max meet mix moon "
    "need new noon now of or pass post sex show six slow soon star tax test text tour us "
    "user see fee too".split()
)


def without_slips(text: str, is_word: Callable[[str], bool]) -> str:
    """Decode what the keyboard left undecoded.

    Args:
        text: NFC.
        is_word: Says of a lower-case word, marked or bare, whether it stands as it is.

    Returns:
        The text with those words decoded, capitals kept; all else as typed.
    """
    words = [match[0] for match in _TYPED.finditer(text)]
    telex = {w: d for w in words if w.isalpha() and (d := _slip(w, telex_readings, is_word))}
    vni = {w: d for w in words if w[0].isalpha() and (d := _slip(w, vni_readings, is_word))}
    if not any(word.lower() not in _ENGLISH for word in telex):
        telex = {}
    if not any(_VNI_INSIDE.match(word) for word in vni):
        # "khoan3" and "thang8" are a word and its number, unless the rest is VNI too
        vni = {}
    drawn_out = {w: d for w in words if w not in telex and (d := _shortened(w, is_word))}
    decoded = telex | vni | drawn_out
    return _TYPED.sub(lambda match: decoded.get(match[0], match[0]), text)


def _slip(
    word: str, readings: Callable[[str], tuple[str, ...]], is_word: Callable[[str], bool]
) -> str | None:
    lower = word.lower()
    if is_word(lower):
        return None
    found = readings(lower)
    if not found:
        return None
    best = next((reading for reading in found if is_word(reading)), found[0])
    return best.upper() if word.isupper() else best.title() if word[0].isupper() else best


def _shortened(word: str, is_word: Callable[[str], bool]) -> str | None:
    """ "khônggg" said once: "không"."""
    if _ROMAN.fullmatch(word) or is_word(word.lower()):
        return None
    once = _DRAWN_OUT.sub(r"\1", word)
    return once if once != word and is_word(once.lower()) else None


@lru_cache(maxsize=4096)
def telex_readings(word: str) -> tuple[str, ...]:
    """The syllables that Telex keys spell, the likeliest first; none where no key is left over."""
    return _readings(word, _telex_key)


@lru_cache(maxsize=4096)
def vni_readings(word: str) -> tuple[str, ...]:
    """The same for VNI, whose keys are digits."""
    return _readings(word, _vni_key) if any(c.isdigit() for c in word) else ()


def _readings(
    word: str, press: Callable[[str, str, str], list[tuple[str, str]]]
) -> tuple[str, ...]:
    """Press the keys one after another, keeping every way they can be meant."""
    states = [("", "")]
    for key in word:
        states = [after for letters, tone in states for after in press(letters, tone, key)][:32]
    found: dict[str, None] = {}
    for letters, tone in states:
        syllable = toned(letters, tone)
        # without its tone "quyêt" is half done, and marks are put back later
        half_done = not tone and is_syllable(toned(letters, _TELEX_TONES["s"]))
        if syllable != word and (is_syllable(syllable) or half_done):
            found[syllable] = None
    return tuple(found)


def _telex_key(letters: str, tone: str, key: str) -> list[tuple[str, str]]:
    typed = [(letters + key, tone)]
    if not _VOWELS.isdisjoint(letters) and key in _TELEX_TONES:
        return [] if tone else [(letters, _TELEX_TONES[key])]
    if key == "w":
        return [(way, tone) for way in _horned(letters) + _breved(letters)] or [
            (letters + "ư", tone)
        ]
    if key == "d" and letters.startswith("d"):
        return [("đ" + letters[1:], tone)]
    if key in _HAT and key in letters:
        at = letters.rindex(key)
        return [(letters[:at] + _HAT[key] + letters[at + 1 :], tone), *typed]
    return typed


def _vni_key(letters: str, tone: str, key: str) -> list[tuple[str, str]]:
    if not key.isdigit():
        return [(letters + key, tone)]
    if key == "9":
        return [("đ" + letters[1:], tone)] if letters.startswith("d") else []
    if _VOWELS.isdisjoint(letters):
        return []
    if key in _VNI_TONES:
        return [] if tone else [(letters, _VNI_TONES[key])]
    ways: list[str] = []
    if key == "6":
        at = max(letters.rfind(vowel) for vowel in _HAT)
        ways = [letters[:at] + _HAT[letters[at]] + letters[at + 1 :]] if at >= 0 else []
    elif key == "7":
        ways = _horned(letters)
    elif key == "8":
        ways = _breved(letters)
    return [(way, tone) for way in ways]


def _horned(letters: str) -> list[str]:
    ways = [letters.replace("uo", "ươ")] if "uo" in letters else []
    for vowel in ("o", "u"):
        at = letters.rfind(vowel)
        if at >= 0:
            ways.append(letters[:at] + _HORN[vowel] + letters[at + 1 :])
    return ways


def _breved(letters: str) -> list[str]:
    at = letters.rfind("a")
    return [letters[:at] + "ă" + letters[at + 1 :]] if at >= 0 else []


def toned(letters: str, tone: str) -> str:
    """Letters with a tone mark (a combining character, or "") in its usual place."""
    at = max((i for i, letter in enumerate(letters) if letter in _VOWELS), default=-1)
    if not tone or at < 0:
        return letters
    marked = unicodedata.normalize("NFC", letters[: at + 1] + tone) + letters[at + 1 :]
    return respelt(one_spelling(marked), letters)


def respelt(form: str, typed: str) -> str:
    """A lower-case form with the capitals, and the i or y, of the same letters as typed."""
    letters = []
    for was, letter in zip(typed, form, strict=True):
        base = unmarked(was).lower()
        if base != unmarked(letter):
            marks = unicodedata.normalize("NFD", letter)[1:]
            letter = unicodedata.normalize("NFC", base + marks)
        letters.append(letter.upper() if was.isupper() else letter)
    return "".join(letters)
