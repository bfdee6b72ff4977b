"""The letters of Vietnamese: one encoding, their bare forms, and where the tone mark stands.

Old texts and keyboards put the tone mark in different places (hoà, hòa; uỷ, ủy; qúy, quý) and
write y or i for the same sound (kỹ, kĩ). For display a text stays as printed; for search all
these are one.
"""

import re
import unicodedata
from functools import lru_cache

# a vowel and its five toned forms: sắc, huyền, hỏi, ngã, nặng
_VOWEL_ROWS = (
    "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ".split()
)
_TONED = {row[0]: row for row in _VOWEL_ROWS}
_TONE_OF = {letter: (row[0], tone) for row in _VOWEL_ROWS for tone, letter in enumerate(row)}

_SPACES = "\t\x0b\x0c\x1c\x1d\x1e\x1f\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
_INVISIBLE_SIGNS = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_INVISIBLE = re.compile(f"[{_INVISIBLE_SIGNS}]")
_LINE_BREAK = re.compile("\r\n?|\x85|\u2028|\u2029")
_CLEAN = str.maketrans(
    dict.fromkeys(_SPACES + "\u202f\u205f\u3000", " ")
    # Icelandic and African letters that old fonts show for Đ
    | {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"}
    # letters that PDF printers take for Vietnamese ones: "Chƣơng", "lƿnh vực", "vǎn bản"
    | {"ƣ": "ư", "Ƣ": "Ư", "ƿ": "ĩ", "Ƿ": "Ĩ", "ǎ": "ă", "Ǎ": "Ă"}
)
_TONE_BEFORE_SHAPE = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_SPACE_RUN = re.compile(" {2,}")
_LINE_ENDS = re.compile(" ?\n ?")
_UNTIDY = re.compile(
    f"[{_INVISIBLE_SIGNS}\r\x85\u2028\u2029{''.join(map(chr, _CLEAN))}]|  | \n|\n "
)


def normalise(text: str) -> str:
    """The text as it is shown and stored.

    NFC; no invisible or control characters; every kind of space one plain space, none doubled and
    none at the ends of a line; line breaks "\\n". Dashes, quotes and capitals stay as printed.
    """
    if not _UNTIDY.search(text) and unicodedata.is_normalized("NFC", text):
        return text.strip(" ")  # what was stored is looked at a thousand times, and is tidy
    text = _LINE_BREAK.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        # an acute typed before its circumflex would stay a separate character in NFC
        text = _TONE_BEFORE_SHAPE.sub(r"\2\1", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text)
    text = _SPACE_RUN.sub(" ", text.translate(_CLEAN))
    return _LINE_ENDS.sub("\n", text).strip(" ")


def _bare_letters() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord("đ"): "d", ord("Đ"): "D"}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(point))[0]
        if bare.isascii():
            table[point] = bare
    # a text in NFD loses its marks, so that it equals the same text in NFC
    return table | dict.fromkeys(range(0x300, 0x370))


_BARE = _bare_letters()


def unmarked(text: str) -> str:
    """The text without Vietnamese marks, đ as d; case kept, one letter for each letter."""
    return text if text.isascii() else text.translate(_BARE)


def has_marks(text: str) -> bool:
    """Whether any letter of the text carries a Vietnamese mark or is đ."""
    return unmarked(text) != text


def split_tone(syllable: str) -> tuple[str, int]:
    """A lower-case syllable without its tone mark, and the tone: 0 none, 1–5 sắc to nặng."""
    letters = [_TONE_OF.get(letter, (letter, 0)) for letter in syllable]
    return "".join(letter for letter, _ in letters), max((tone for _, tone in letters), default=0)


def _place(glide: bool, vowels: str, closed: bool) -> str:
    """The vowels of one syllable with their one tone mark where the old, usual spelling has it."""
    bare, tones = zip(*(_TONE_OF[vowel] for vowel in vowels), strict=True)
    if sum(tone > 0 for tone in tones) != 1:
        return vowels
    first = 1 if glide else 0  # the u of qu and the i of gi belong to the consonant
    shaped = [i for i in range(first, len(bare)) if bare[i] in "ăâêôơư"]
    if shaped:
        at = shaped[-1]
    elif closed:
        at = len(bare) - 1
    else:
        at = first + (len(bare) - first >= 3)
    return "".join(_TONED[vowel][max(tones) if i == at else 0] for i, vowel in enumerate(bare))


class _Placements(dict[tuple[str, str, str], str]):
    def __missing__(self, key: tuple[str, str, str]) -> str:
        onset, vowels, coda = key
        glide = (onset == "q" and _TONE_OF[vowels[0]][0] == "u") or (
            onset == "g" and _TONE_OF[vowels[0]][0] == "i"
        )
        placed = self[key] = onset + _place(glide, vowels, bool(coda))
        return placed


_PLACEMENTS = _Placements()
_VOWEL = "".join(_VOWEL_ROWS)
_TONED_VOWEL = "".join(row[1:] for row in _VOWEL_ROWS)
# whole runs of two or three vowels with a toned one among them; one vowel leaves no choice, and
# more are no Vietnamese
_VOWELS = re.compile(
    rf"([qg]?)(?<![{_VOWEL}])"
    rf"([{_VOWEL}]?[{_TONED_VOWEL}][{_VOWEL}]{{1,2}}|[{_VOWEL}]{{1,2}}[{_TONED_VOWEL}])"
    rf"(?![{_VOWEL}])(?=([bcdđghklmnpqrstvx]?))"
)
_Y = dict(zip(_TONED["i"], _TONED["y"], strict=True))
_I_FOR_Y = re.compile(
    r"(?<![^\W_])([hklmst])([iíìỉĩị])(?![^\W_])|(?<![^\W_])(q[uúùủũụưứừửữự])([iíìỉĩị])"
)


_RUNS = re.compile(r"[^\W_]+|[\W_]+")


def one_spelling(text: str) -> str:
    """A lower-case NFC text with each syllable spelt one way: hoà → hòa, uỷ → ủy, kĩ → kỹ."""
    # neither rule looks beyond a run of letters and digits, and the same words come all the time
    return " ".join(map(_word_spelt_one_way, text.split(" ")))


@lru_cache(maxsize=1 << 16)
def _word_spelt_one_way(word: str) -> str:
    return "".join(map(_spelt_one_way, _RUNS.findall(word)))


@lru_cache(maxsize=1 << 16)
def _spelt_one_way(run: str) -> str:
    run = _VOWELS.sub(lambda m: _PLACEMENTS[m[1], m[2], m[3]], run)
    return _I_FOR_Y.sub(lambda m: f"{m[1] or m[3]}{_Y[m[2] or m[4]]}", run)
