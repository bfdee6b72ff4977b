"""One PDF page: its words, its lines and its ruled tables, with their places.

Lengths are PDF points (1/72 inch), y grows upwards.
"""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.encodings import Fonts, may_be_old
from knowledge.readers.page import (
    Page,
    RuledTable,
    Span,
    are_scattered,
    gathered,
    is_raised,
    rows_of,
    segments_of,
)
from knowledge.readers.ruled import Rule, ruled_tables

_THIN = 3.0  # a filled rectangle thinner than this is a ruled line
_LIGHT = 600  # red, green and blue of a colour too light for a line, of 765
_LOOKED_AT = 200  # letters of a page, to see how they are measured
_ASCENT, _DESCENT = 0.89, 0.22  # of the size of Times New Roman
_COVERED = 0.6  # of the page, by a picture that is a scan
_MOST_RULES = 1500  # a page with more strokes is a drawing
_UNIT = re.compile(r"(?:^|[\d/])[dckh]?m$")  # m², km², đồng/m²
# PDFium writes U+0002 for a hyphen at the end of a line.
_LINE_HYPHEN = "\x02"


def read_page(
    document: pdfium.PdfDocument, index: int, fonts: Fonts, *, tables: bool = True
) -> Page:
    """The page with this index, from 0; without `tables`, all words are lines.

    `fonts`: What the fonts of the document show; it learns from each page that may need it.
    """
    page = document[index]
    try:
        width, height = page.get_size()
        text_page = page.get_textpage()
        try:
            lines = _words(text_page, fonts)
        finally:
            text_page.close()
        found: list[RuledTable] = []
        if tables and lines:
            found, lines = ruled_tables(_rules(page), lines)
        segments = [segment for line in lines for segment in segments_of(line)]
        return Page(width, height, rows_of(segments), found, bool(segments or found))
    finally:
        page.close()


def is_picture(document: pdfium.PdfDocument, index: int) -> bool:
    """Whether one picture covers most of a page, as a scan does."""
    page = document[index]
    try:
        width, height = page.get_size()
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        for number in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_RULES)):
            item = raw.FPDFPage_GetObject(page.raw, number)
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_IMAGE:
                raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
                area = (right.value - left.value) * (top.value - bottom.value)
                if area > _COVERED * width * height:
                    return True
        return False
    finally:
        page.close()


def _words(text_page: pdfium.PdfTextPage, fonts: Fonts) -> list[list[Span]]:
    """The words of a page, grouped in the lines PDFium finds."""
    count = text_page.count_chars()
    letters: Sequence[str] = text_page.get_text_range() if count > 0 else ""
    if len(letters) != count:
        handle = text_page.raw
        letters = [chr(raw.FPDFText_GetUnicode(handle, i)) for i in range(count)]
    handle, box = text_page.raw, raw.FS_RECTF()
    place = ctypes.byref(box)
    measure = raw.FPDFText_GetLooseCharBox
    by_ink = _are_measured_by_ink(handle, letters)
    lines: list[list[Span]] = [[]]
    word: Span | None = None
    last_x0 = 0.0
    ends: dict[int, int] = {}  # of words, where the last letter stands
    for index, letter in enumerate(letters):
        if letter <= " " or letter == "\xa0":
            if letter == _LINE_HYPHEN and word is not None:
                word.text += "-"
            word = None
            if letter in "\r\n" or letter == _LINE_HYPHEN:
                lines.append([])
            continue
        if not measure(handle, index, place):
            continue
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        if by_ink:
            y0, y1 = _font_heights(handle, index)
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
            word = Span(letter, x0, y0, x1, y1)
            ends[id(word)] = index
            lines[-1].append(word)
        last_x0 = x0
    found = [line for line in lines if line]
    if fonts.old or may_be_old("".join(letters)):
        _show(found, ends, handle, fonts)
    return gathered(found) if are_scattered(found) else found


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


def _font_heights(handle: raw.FPDF_TEXTPAGE, index: int) -> tuple[float, float]:
    """The bottom and the top of a letter as its font's size and its baseline tell."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    raw.FPDFText_GetCharOrigin(handle, index, x, y)
    raw.FPDFText_GetMatrix(handle, index, matrix)
    size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
    return y.value - _DESCENT * size, y.value + _ASCENT * size


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


def _rules(page: pdfium.PdfPage) -> tuple[list[Rule], list[Rule]]:
    """The vertical (x, bottom, top) and horizontal (y, left, right) lines drawn on a page."""
    verticals: list[Rule] = []
    horizontals: list[Rule] = []
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for left, bottom, right, top in _strokes(item):
            if right - left <= _THIN < top - bottom:
                verticals.append(((left + right) / 2, bottom, top))
            elif top - bottom <= _THIN < right - left:
                horizontals.append(((bottom + top) / 2, left, right))
        if len(verticals) + len(horizontals) > _MOST_RULES:
            return [], []
    return verticals, horizontals


_Box = tuple[float, float, float, float]


def _strokes(path: raw.FPDF_PAGEOBJECT) -> Iterator[_Box]:
    """The boxes of what a path draws: each edge of an outline, each filled figure that is dark.

    Word draws a border as a thin filled figure, several of them in one path; it lays white ones
    behind words and light ones behind cells.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not stroke.value and not (fill.value and _is_dark(path)):
        return
    count = raw.FPDFPath_CountSegments(path)
    if count > _MOST_RULES:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    figure: list[tuple[float, float]] = []
    for index in range(count + 1):
        segment = raw.FPDFPath_GetPathSegment(path, index) if index < count else None
        if segment is None or raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if stroke.value:
                closed = [*figure, figure[0]] if len(figure) > 2 else figure
                yield from (_box(edge) for edge in pairwise(closed))
            elif figure:
                yield _box(figure)
            figure = []
        if segment is not None and raw.FPDFPathSegment_GetPoint(segment, x, y):
            figure.append(
                (
                    matrix.a * x.value + matrix.c * y.value + matrix.e,
                    matrix.b * x.value + matrix.d * y.value + matrix.f,
                )
            )


def _box(points: Sequence[tuple[float, float]]) -> _Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_dark(path: raw.FPDF_PAGEOBJECT) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return not known or red.value + green.value + blue.value < _LIGHT
