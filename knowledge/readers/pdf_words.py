"""The words of one PDF page with their places, whichever way they are turned.

A page is read the way most of its letters stand: a wide table is set sideways on an upright page,
and a page may be stored on its side or upside down. Lengths are PDF points (1/72 inch), y grows
upwards.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.encodings import Fonts, may_be_old
from knowledge.readers.page import Span, are_scattered, gathered, is_raised

_LOOKED_AT = 200  # letters of a page, to see how they are measured
_ASCENT, _DESCENT = 0.89, 0.22  # of the size of Times New Roman
_UNIT = re.compile(r"(?:^|[\d/])[dckh]?m$")  # m², km², đồng/m²
# What PDFium writes for a hyphen at the end of a line: of one letter, and in the text as a whole.
_LINE_HYPHENS = "\x02\ufffe"
_SLANT = 0.2  # of a quarter turn; letters that lean more are a stamp across the page

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned to be read.

    Attributes:
        quarters: By how many quarter turns its letters stand, counter-clockwise.
        width, height: Of the page as it is stored.
    """

    quarters: int
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height once it is turned."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def seen(self, box: Box) -> Box:
        """Where a box (left, bottom, right, top) of the stored page stands once it is turned."""
        x0, y0, x1, y1 = box
        match self.quarters:
            case 1:
                return y0, self.width - x1, y1, self.width - x0
            case 2:
                return self.width - x1, self.height - y1, self.width - x0, self.height - y0
            case 3:
                return self.height - y1, x0, self.height - y0, x1
            case _:
                return box

    def stored(self, box: Box) -> Box:
        """The other way round."""
        return Turn(-self.quarters % 4, *self.size).seen(box)


@dataclass(slots=True)
class Words:
    """What a page holds.

    Attributes:
        lines: Its words, in the lines PDFium finds.
        across: Lines that stand otherwise than the page is read, each one whole: the names of
            narrow columns, notes along an edge.
        turn: How the page is turned for all these places.
    """

    lines: list[list[Span]]
    across: list[Span]
    turn: Turn


@dataclass(slots=True)
class _Line:
    quarters: int
    words: list[Span] = field(default_factory=list)


def words_of(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, fonts: Fonts) -> Words:
    """The words of a page; `fonts` learns from it if it may need it."""
    width, height = page.get_size()
    if page.get_rotation() % 180:
        width, height = height, width
    turns = [Turn(quarters, width, height) for quarters in range(4)]
    handle = text_page.raw
    count = text_page.count_chars()
    letters: Sequence[str] = text_page.get_text_range() if count > 0 else ""
    if len(letters) != count:
        letters = [chr(raw.FPDFText_GetUnicode(handle, i)) for i in range(count)]
    lines, ends = _lines(handle, letters, turns)
    if fonts.old or may_be_old("".join(letters)):
        _show([line.words for line in lines], ends, handle, fonts)
    letters_of = Counter[int]()
    for line in lines:
        letters_of[line.quarters] += sum(len(word.text) for word in line.words)
    turn = turns[letters_of.most_common(1)[0][0]] if letters_of else turns[0]
    found = [line.words for line in lines if line.quarters == turn.quarters]
    across = [
        _whole(line.words, turns[line.quarters], turn)
        for line in lines
        if line.quarters != turn.quarters
    ]
    return Words(gathered(found) if are_scattered(found) else found, across, turn)


def _lines(
    handle: raw.FPDF_TEXTPAGE, letters: Sequence[str], turns: Sequence[Turn]
) -> tuple[list[_Line], dict[int, int]]:
    """Words in lines, each placed as its letters stand; and by a word's id its last letter."""
    box = raw.FS_RECTF()
    place = ctypes.byref(box)
    measure = raw.FPDFText_GetLooseCharBox
    by_ink = _are_measured_by_ink(handle, letters)
    lines = [_Line(0)]
    word: Span | None = None
    quarters: int | None = 0
    last_x0 = 0.0
    ends: dict[int, int] = {}
    for index, letter in enumerate(letters):
        if letter <= " " or letter == "\xa0" or letter == "\ufffe":
            if letter in _LINE_HYPHENS and word is not None:
                word.text += "-"
            word = None
            if letter in "\r\n" or letter in _LINE_HYPHENS:
                lines.append(_Line(0))
            continue
        if not measure(handle, index, place):
            continue
        if word is None:
            quarters = _quarters(handle, index)
        if quarters is None:
            continue
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if quarters or by_ink:
            x0, y0, x1, y1 = _placed(handle, index, (x0, y0, x1, y1), turns[quarters], by_ink)
        if word is not None and letter.isdecimal() and is_raised(y0, y1 - y0, word):
            if letter in "23" and _UNIT.search(word.text):
                word.text += "²" if letter == "2" else "³"
            continue  # else the mark of a footnote
        if (
            word is not None
            and abs(y0 - word.y0) < 0.6 * word.size
            and -word.size < x0 - word.x1 < 0.6 * word.size
            and x1 - last_x0 > 0.1 * word.size
        ):
            word.text += letter
            ends[id(word)] = index
            word.x1 = max(word.x1, x1)
            word.y0, word.y1 = min(word.y0, y0), max(word.y1, y1)
        else:
            turned = _quarters(handle, index) if word is not None else quarters
            if turned != quarters:
                word, quarters = None, turned
                if quarters is None:
                    continue
                stored = (box.left, box.bottom, box.right, box.top)
                x0, y0, x1, y1 = _placed(handle, index, stored, turns[quarters], by_ink)
            word = Span(letter, x0, y0, x1, y1)
            ends[id(word)] = index
            if lines[-1].words and lines[-1].quarters != quarters:
                lines.append(_Line(0))
            lines[-1].quarters = quarters
            lines[-1].words.append(word)
        last_x0 = x0
    return [line for line in lines if line.words], ends


def _quarters(handle: raw.FPDF_TEXTPAGE, index: int) -> int | None:
    """By how many quarter turns a letter stands; None where it leans."""
    angle = raw.FPDFText_GetCharAngle(handle, index)  # clockwise; -1 where it is not known
    quarters = -angle / (math.pi / 2) if angle > 0 else 0.0
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) < _SLANT else None


def _placed(handle: raw.FPDF_TEXTPAGE, index: int, box: Box, turn: Turn, by_ink: bool) -> Box:
    """The box of a letter as the turned page has it; `by_ink`: as high as its font is."""
    x0, y0, x1, y1 = turn.seen(box)
    if by_ink:
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        raw.FPDFText_GetMatrix(handle, index, matrix)
        size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
        baseline = turn.seen((x.value, y.value, x.value, y.value))[1]
        y0, y1 = baseline - _DESCENT * size, baseline + _ASCENT * size
    return x0, y0, x1, y1


def _are_measured_by_ink(handle: raw.FPDF_TEXTPAGE, letters: Sequence[str]) -> bool:
    """Whether letters are as high as their ink: their font does not say how high it is.

    LibreOffice embeds such fonts. By its ink a digit beside a "g" would pass for a raised one.
    """
    box = raw.FS_RECTF()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    heights: dict[tuple[bytes, float], list[float]] = {}
    printed = (index for index, letter in enumerate(letters) if "a" <= letter <= "z")
    for index in islice(printed, _LOOKED_AT):
        if raw.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box)):
            size = raw.FPDFText_GetFontSize(handle, index)
            raw.FPDFText_GetFontInfo(handle, index, name, 128, ctypes.byref(flags))
            heights.setdefault((name.value, size), []).append(box.top - box.bottom)
    return any(len(each) > 7 and max(each) > 1.1 * min(each) for each in heights.values())


def _whole(words: Sequence[Span], turn: Turn, wanted: Turn) -> Span:
    """A line as one span, its place taken from one turn to another."""
    around = (
        min(word.x0 for word in words),
        min(word.y0 for word in words),
        max(word.x1 for word in words),
        max(word.y1 for word in words),
    )
    return Span(" ".join(word.text for word in words), *wanted.seen(turn.stored(around)))


def _show(
    lines: list[list[Span]], ends: dict[int, int], handle: raw.FPDF_TEXTPAGE, fonts: Fonts
) -> None:
    """Puts in the words what their fonts show."""
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    place = ctypes.byref(flags)
    names: dict[bytes, str] = {}

    def font_of(index: int) -> str:
        raw.FPDFText_GetFontInfo(handle, index, buffer, 256, place)
        name = buffer.value
        return names.get(name) or names.setdefault(name, name.decode("utf-8", "replace"))

    words = [word for line in lines for word in line]
    runs: list[tuple[str, str | None]] = []
    for word in words:
        last = ends[id(word)]
        first = last - len(word.text) + 1
        whole = font_of(first) == font_of(last)
        for part in [word.text] if whole else word.text:
            font = font_of(first)
            first += len(part)
            if runs and runs[-1][1] == font:
                runs[-1] = (runs[-1][0] + part, font)
            else:
                runs.append((part, font))
        runs[-1] = (runs[-1][0] + " ", runs[-1][1])
    fonts.learn(runs)
    for word, text in zip(words, "".join(fonts.show(runs)).split(" "), strict=False):
        word.text = text
