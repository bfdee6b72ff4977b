"""Vietnamese as it was written before Unicode: a font showed Western letters as Vietnamese ones.

A .VnTime file stores "Qu¶ng TrÞ" and shows "Quảng Trị"; read without the font it is nonsense. The
font's name tells the encoding, and so do the letters: in the right one nearly every marked word is
a Vietnamese syllable, in a wrong one hardly any.

The tables: TCVN 5712:1993 (VN3), RFC 1456 (VISCII); VNI, VPS and BK HCM2 as their fonts have them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.common_syllables import BY_FREQUENCY
from knowledge.letters import one_spelling
from knowledge.syllable import is_syllable


class Encoding(StrEnum):
    """The encodings that are told apart."""

    TCVN3 = "tcvn3"  # ABC: .VnTime, .VnArial …
    VNI = "vni"  # VNI-Times …: a letter, then its marks as another
    VISCII = "viscii"  # VI Times …
    VPS = "vps"  # VPS Times …
    BKHCM2 = "bkhcm2"  # BK HCM …: two letters like VNI


# What 0x80–0xFF show; "·" where the sign is itself.
_SINGLE = {
    Encoding.TCVN3: (
        "································"
        "·ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·"
        "······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò"
        "·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ·"
    ),
    Encoding.VISCII: (
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
        "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
        "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
        "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
    ),
    Encoding.VPS: (
        "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ··ỀỂỄỐỒỔỖýỷỵỚỜỞ"
        "·ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự"
        "ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ·"
        "àáâãảạă·èéêẽìí·ĩẴĐòóôõ·Ơụùúủ·ỶẼỳ"
    ),
}
_VISCII_CONTROLS = {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_ROUND, _BREVE = "\u0302", "\u0306"


@dataclass(frozen=True)
class _Pairs:
    """An encoding in which a mark is a letter of its own.

    Attributes:
        alone: What a stored letter shows by itself.
        marked: (stored vowels, {stored mark: combining marks}); the marks go on what it shows.
    """

    alone: dict[str, str]
    marked: tuple[tuple[str, dict[str, str]], ...]

    def table(self) -> dict[str, str]:
        """What each stored letter or pair shows, in both cases."""
        lower = dict(self.alone)
        for vowels, marks in self.marked:
            for vowel in vowels:
                for mark, shown in marks.items():
                    whole = unicodedata.normalize("NFC", self.alone.get(vowel, vowel) + shown)
                    lower[vowel + mark] = whole
        upper = {
            capital: shown.upper()
            for stored, shown in lower.items()
            for capital in (stored.upper(), stored[0].upper() + stored[1:])
        }
        return lower | upper


_VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_PAIRED = {
    Encoding.VNI: _Pairs(
        dict(zip("ñíìæóòîôö", "đíìỉĩịỵơư", strict=True)),
        (
            ("aeouyôö", _VNI_TONES),
            ("aeo", {"â": _ROUND, "á": _ROUND + _ACUTE, "à": _ROUND + _GRAVE,
                     "å": _ROUND + _HOOK, "ã": _ROUND + _TILDE, "ä": _DOT + _ROUND}),
            ("a", {"ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE,
                   "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE, "ë": _DOT + _BREVE}),
        ),
    ),
    Encoding.BKHCM2: _Pairs(
        dict(zip("àòñóôõêïöùúû", "đìíỉĩịâêôăơư", strict=True)),
        (
            ("aeouyúû", {"â": _GRAVE, "á": _ACUTE, "ã": _HOOK, "ä": _TILDE, "å": _DOT}),
            ("êïö", {"ì": _GRAVE, "ë": _ACUTE, "í": _HOOK, "î": _TILDE, "å": _DOT}),
            ("ù", {"ç": _GRAVE, "æ": _ACUTE, "è": _HOOK, "é": _TILDE, "å": _DOT}),
        ),
    ),
}  # fmt: skip


def western(data: bytes) -> str:
    """Bytes as the Western letters (windows-1252) that stand for them in old files."""
    return data.decode("latin-1").translate(_UPPER_CONTROLS)


def _western(byte: int, page: str = "cp1252") -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


_UPPER_CONTROLS = {byte: _western(byte) for byte in range(0x80, 0xA0)}


# What PDFs call these signs: minus, bullet operator, Greek mu, macron.
_PDF_SIGNS = {0x2212: "\xad", 0x2219: "·", 0x3BC: "µ", 0x2C9: "¯"}


def _misread() -> dict[int, str]:
    """Signs that a file shows because a Western byte was read in another code page, put right.

    Word marks the fonts' letters as Vietnamese, Turkish or Central European by the machine's
    language, or keeps them in the private area of symbol fonts.
    """
    found: dict[int, str] = {}
    western = {_western(byte) for byte in range(0x80, 0x100)}
    for page in ("cp1258", "cp1254", "cp1250"):
        for byte in range(0xA1, 0x100):
            sign = _western(byte, page)
            if sign not in western:
                found.setdefault(ord(sign), _western(byte))
    found |= {0xF000 + byte: _western(byte) for byte in range(0x20, 0x100)}
    return found | _PDF_SIGNS


_MISREAD = _misread()


def _decoder(encoding: Encoding) -> Callable[[str], str]:
    if encoding in _SINGLE:
        table = {
            sign: shown
            for byte, shown in enumerate(_SINGLE[encoding], start=0x80)
            if shown != "·"
            for sign in (byte, ord(_western(byte)))
        }
        if encoding is Encoding.VISCII:
            table |= _VISCII_CONTROLS
        return lambda text: text.translate(table)
    shown = _PAIRED[encoding].table()
    firsts = "".join({stored[0] for stored in shown})
    marks = "".join({stored[1] for stored in shown if len(stored) == 2})
    pattern = re.compile(f"[{firsts}][{marks}]?")

    def one(match: re.Match[str]) -> str:
        stored = match[0]
        return shown.get(stored) or "".join(shown.get(letter, letter) for letter in stored)

    return lambda text: pattern.sub(one, text)


_DECODERS = {encoding: _decoder(encoding) for encoding in Encoding}
_PAIR_MARKS = {
    encoding: frozenset(stored[1].lower() for stored in pairs.table() if len(stored) == 2)
    for encoding, pairs in _PAIRED.items()
}
_MARKED = frozenset(
    stored[0] for pairs in _PAIRED.values() for stored in pairs.table() if len(stored) == 2
)


def decode(text: str, encoding: Encoding) -> str:
    """A text stored in an old encoding, as its font shows it, NFC.

    `text`: The stored bytes as Western letters (windows-1252), as every reader gives them.
    """
    return unicodedata.normalize("NFC", _DECODERS[encoding](text.translate(_MISREAD)))


_SUBSET = re.compile(r"^[A-Z]{6}\+")
_SCRIPT = re.compile(
    r"(?:bold|italic)$"
    r"|[ ,-]+(?:tur|ce|cyr|greek|baltic|vietnamese|western|\([^)]*\)|regular|normal|bd|it)?$"
)
_FONTS = (
    (re.compile(r"vni|vnsvni"), Encoding.VNI),
    (re.compile(r"\.\s?vn|vn(?:time|arial|avant|helvetind|courier|book|century|black|bodoni|clarendon"
                r"|commercial|cooper|exotic|fre|gothic|kor|linus|mono|mystical|park|present|revue"
                r"|rockwell|shelley|southern|stamp|team|tifani|univers|vogue|aristote|arabia|3dh"
                r"|free|koala|lincoln|memorandum|monotype)|\.tmc|abc |tcvn"
                r"|vnstcvn"), Encoding.TCVN3),
    (re.compile(r"vps"), Encoding.VPS),
    (re.compile(r"vi (?:times|arial|helvetica)|viscii|hoangyen"), Encoding.VISCII),
    (re.compile(r"bk ?hcm"), Encoding.BKHCM2),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _plain_name(font: str) -> str:
    name = _SUBSET.sub("", font).strip().lower()
    while (shorter := _SCRIPT.sub("", name)) != name:
        name = shorter
    return name


def encoding_of_font(font: str) -> Encoding | None:
    """The encoding that a font of this name shows, or None for a Unicode font.

    `font`: The name a file gives: ".VnTimeH", "VNI-Times", "ABCDEF+.VnArial,Bold".
    """
    name = _plain_name(font)
    return next((encoding for pattern, encoding in _FONTS if pattern.match(name)), None)


def shows_capitals(font: str) -> bool:
    """Whether a font shows every letter as a capital, as .VnTimeH and its kin do."""
    return encoding_of_font(font) is Encoding.TCVN3 and _plain_name(font).endswith("h")


# A word is what stands between spaces, ASCII signs and quotes, whatever the encoding makes of it.
_BETWEEN = r"\s\x00-\x40\[-`{-\x7f‘’“”–—…•"
_WORD = re.compile(rf"[^{_BETWEEN}]+")
_VIETNAMESE_ONLY = re.compile("[\u1ea0-\u1ef9]")
_WESTERN = frozenset(map(chr, range(0x100))) | {_western(byte) for byte in range(0x80, 0x100)}
_VIETNAMESE = frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý°«»²³½×·±")
_IN_USE = frozenset(BY_FREQUENCY)
_FOREIGN = re.compile(
    "[" + "".join(chr(c) for c in range(0xA1, 0x100) if chr(c) not in _VIETNAMESE) + "−∙]"
)
_ENOUGH_WORDS = 3000
_GROWN = 1.1  # a font is judged again when it has shown so many times the words
_LEAST_WORDS = 3  # fewer tell nothing


def _words(texts: Iterable[str]) -> list[str]:
    """The different words with a sign beyond ASCII."""
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text))
    return [word for word in words if not word.isascii()]


def _commonness(word: str) -> float:
    """1 for a syllable in use, 0.5 for a possible one, 0 for none."""
    if not is_syllable(word):
        return 0.0
    return 1.0 if one_spelling(word.lower()) in _IN_USE else 0.5


def _likely(words: Sequence[str], encoding: Encoding | None) -> float:
    """How many words are Vietnamese syllables once they are decoded; None leaves them."""
    if encoding is None:
        return sum(_commonness(unicodedata.normalize("NFC", word)) for word in words)
    return sum(_commonness(decode(word, encoding)) for word in words)


def _best(words: Sequence[str]) -> tuple[float, Encoding]:
    """The encoding in which most of the words are syllables, and how many are."""
    return max(((_likely(words, item), item) for item in Encoding), key=lambda pair: pair[0])


def _detect(words: Sequence[str]) -> Encoding | None:
    nonsense = [word for word in words if not is_syllable(unicodedata.normalize("NFC", word))]
    if len(nonsense) < max(_LEAST_WORDS, 0.2 * len(words)):
        return None
    likely, best = _best(words)
    makes_sense = _likely(nonsense, best) >= 0.7 * len(nonsense)
    return best if makes_sense and likely >= 0.7 * len(words) else None


def detect(text: str) -> Encoding | None:
    """The old encoding a text is in, found in its letters alone.

    None for Unicode Vietnamese, for every other language, and for fewer than three marked words.
    """
    return _detect(_words([text]))


def _encodings_in_use(words: Sequence[str], named: Encoding | None) -> tuple[Encoding, ...]:
    """What the words of one font are in, () for Unicode; two where texts of both were pasted in.

    `named`: What the font's name says; a converted text often keeps the name of its old font.
    """
    as_they_are = _likely(words, None)
    first = _detect(words)
    if first is None and named is not None and as_they_are <= _likely(words, named):
        first = named
    if first is None and (len(words) < 2 * _LEAST_WORDS or 2 * as_they_are > len(words)):
        return ()
    first = first or _best(words)[1]
    left = [word for word in words if not is_syllable(decode(word, first))]
    if len(left) < max(2 * _LEAST_WORDS, 0.2 * len(words)):
        return (first,)
    likely, second = _best(left)
    if likely >= 0.6 * len(left):
        return (first, second)
    return (first,) if first in (named, _detect(words)) else ()


class Fonts:
    """What the fonts of one file show, settled for each by its name and by all of its letters."""

    def __init__(self, runs: Sequence[tuple[str, str | None]] = ()) -> None:
        self._words: dict[str | None, dict[str, None]] = {}
        self._found: dict[str | None, tuple[Encoding, ...]] = {}
        self._usual: Encoding | None = None
        self._settled_on: dict[str | None, int] = {}  # words
        self.learn(runs)

    @property
    def old(self) -> bool:
        """Whether any text of the file is in an old encoding."""
        return self._usual is not None

    def learn(self, runs: Sequence[tuple[str, str | None]]) -> None:
        """Takes more of the file: (text, font name or None) in reading order."""
        unsettled = False
        for font, texts in _by_font(runs).items():
            words = self._words.setdefault(font, {})
            if len(words) < _ENOUGH_WORDS:
                words.update(dict.fromkeys(_words(texts)))
            unsettled |= len(words) > _GROWN * self._settled_on.get(font, -1)
        if unsettled:
            self._settle()

    def _settle(self) -> None:
        words = {font: list(own) for font, own in self._words.items()}
        self._settled_on = {font: len(own) for font, own in words.items()}
        self._found = {
            font: _encodings_in_use(own, encoding_of_font(font) if font else None)
            for font, own in words.items()
        }
        counts: dict[Encoding, int] = {}
        for font, encodings in self._found.items():
            for encoding in encodings[:1]:
                counts[encoding] = counts.get(encoding, 0) + len(words[font])
        self._usual = max(counts, key=counts.__getitem__) if counts else None
        if self._usual is None:
            return
        for font, own in words.items():
            # Too few words to tell by themselves, but they make sense in the file's encoding.
            if not self._found[font] and own and not (font and encoding_of_font(font)):
                likely = _likely(own, self._usual)
                if likely >= 0.6 * len(own) and likely > _likely(own, None):
                    self._found[font] = (self._usual,)

    def show(self, runs: Sequence[tuple[str, str | None]]) -> list[str]:
        """The text of each run as its font shows it, NFC; Unicode stays, whatever its font."""
        usual = self._usual
        if usual is None:
            return [text for text, _ in runs]
        stored = _with_their_marks(runs, self._found)
        shown: list[str] = []
        for index, (text, (_, font)) in enumerate(zip(stored, runs, strict=True)):
            encodings = self._found.get(font, ())
            if not encodings and _completes_a_word(stored, index, usual):
                encodings = (usual,)
            if text.isascii():
                pass
            elif not encodings:
                text = _decode_strays(text, usual)
            elif _holds_unicode(text):
                text = _decode_mixed(text, (*encodings, None))
            elif len(encodings) > 1:
                text = _decode_mixed(text, encodings)
            else:
                text = decode(text, encodings[0])
            if encodings[:1] == (Encoding.TCVN3,):
                text = text.upper() if font and shows_capitals(font) else _whole_capitals(text)
            shown.append(text)
        return shown


def decode_runs(runs: Sequence[tuple[str, str | None]]) -> list[str]:
    """The text of each run of a whole file as its fonts show it, NFC.

    Args:
        runs: The file's (text, font name or None) in reading order.

    Returns:
        A text for each run; a text in Unicode as it is, whatever its font.
    """
    return Fonts(runs).show(runs)


def may_be_old(text: str) -> bool:
    """Whether a text holds many letters that Unicode Vietnamese never has; quick, and no proof."""
    return len(_FOREIGN.findall(text)) > len(text) / 100


def _by_font(runs: Sequence[tuple[str, str | None]]) -> dict[str | None, list[str]]:
    """The texts of each font; a word may go on in the next run."""
    texts: dict[str | None, list[str]] = {}
    previous: object = object()
    for text, font in runs:
        own = texts.setdefault(font, [])
        if font == previous and own:
            own[-1] += text
        else:
            own.append(text)
        previous = font
    return texts


def _with_their_marks(
    runs: Sequence[tuple[str, str | None]], found: dict[str | None, tuple[Encoding, ...]]
) -> list[str]:
    """The texts of the runs, a mark at the beginning of one moved to its letter before."""
    stored = [text for text, _ in runs]
    for index in range(len(stored) - 1):
        text, following = stored[index], stored[index + 1]
        encodings = set(found.get(runs[index][1], ())) & set(found.get(runs[index + 1][1], ()))
        marks = frozenset().union(*(_PAIR_MARKS.get(item, ()) for item in encodings))
        if text[-1:].lower() in _MARKED and following[:1].lower() in marks:
            stored[index], stored[index + 1] = text + following[0], following[1:]
    return stored


def _completes_a_word(stored: Sequence[str], index: int, encoding: Encoding) -> bool:
    """Whether a run in another font is letters inside a word: "tr" + "­¬" + "ng"."""
    text = stored[index]
    if text.isascii() or not _WORD.fullmatch(text):
        return False
    before = _WORD.findall(" " + (stored[index - 1] if index else ""))
    after = _WORD.findall((stored[index + 1] if index + 1 < len(stored) else "") + " ")
    head = before[-1] if before and stored[index - 1].endswith(before[-1]) else ""
    tail = after[0] if after and stored[index + 1].startswith(after[0]) else ""
    word = head + text + tail
    return word != text and not is_syllable(word) and is_syllable(decode(word, encoding))


def _decode_strays(text: str, encoding: Encoding) -> str:
    """A Unicode text with its few words that make sense only in the file's old encoding decoded."""

    def one(match: re.Match[str]) -> str:
        word = match[0]
        shown = word if word.isascii() else decode(word, encoding)
        return shown if not is_syllable(word) and is_syllable(shown) else word

    return _WORD.sub(one, unicodedata.normalize("NFC", text))


def _decode_mixed(text: str, encodings: Sequence[Encoding | None]) -> str:
    """A text whose words are in different encodings, None for Unicode.

    What makes sense in several goes with the word before; the first with the one after it.
    """
    current: Encoding | None = encodings[0]
    for word in _WORD.findall(text):
        fits = _fits(word, encodings)
        if len(set(fits.values())) > 1:
            current = max(encodings, key=fits.__getitem__)
            break

    def one(match: re.Match[str]) -> str:
        nonlocal current
        word = match[0]
        if word.isascii():
            return word
        fits = _fits(word, encodings)
        if fits[current] < max(fits.values()):
            current = max(encodings, key=fits.__getitem__)
        return word if current is None else decode(word, current)

    return _WORD.sub(one, unicodedata.normalize("NFC", text))


def _fits(word: str, encodings: Sequence[Encoding | None]) -> dict[Encoding | None, float]:
    """How well a word goes with each encoding; letters that only Unicode has settle it."""
    if _VIETNAMESE_ONLY.search(word):
        return {encoding: float(encoding is None) for encoding in encodings}
    return {encoding: _likely([word], encoding) for encoding in encodings}


_LETTERS = re.compile(r"[^\W\d_]+")


def _whole_capitals(text: str) -> str:
    """Words in capitals whose marked letters stayed small, TCVN3 having no others: MụC LụC."""
    matches = list(_LETTERS.finditer(text))
    shapes = [_capital_shape(match[0]) for match in matches]
    for order in (range(1, len(shapes)), range(len(shapes) - 2, -1, -1)):
        for index in order:
            beside = index - 1 if order.step > 0 else index + 1
            if shapes[index] == "?" and shapes[beside] == "A":
                shapes[index] = "A"
    parts, done = [], 0
    for match, shape in zip(matches, shapes, strict=True):
        parts.append(text[done : match.start()])
        parts.append(match[0].upper() if shape == "A" else match[0])
        done = match.end()
    return "".join(parts) + text[done:]


def _capital_shape(word: str) -> str:
    """ "A": capitals but for its marked letters; "?": it may be, "Sở" like "SỞ"; else "a"."""
    plain = [letter for letter in word if letter.isascii()]
    if any(letter.islower() for letter in plain) or word.isupper():
        return "a"
    return "A" if len(plain) > 1 else "?"


def _holds_unicode(text: str) -> bool:
    """Whether a run in an old font may hold Unicode letters, pasted there or converted."""
    return not _WESTERN.issuperset(unicodedata.normalize("NFC", text).translate(_PDF_SIGNS))
