"""One PDF page: its words, its lines and its ruled tables, with their places.

Lengths are PDF points (1/72 inch), y grows upwards.
"""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.encodings import Fonts
from knowledge.readers.page import Page, RuledTable, rows_of, segments_of
from knowledge.readers.pdf_words import Box, Turn, words_of
from knowledge.readers.ruled import Rule, ruled_tables

_THIN = 3.0  # a filled rectangle thinner than this is a ruled line
_LIGHT = 600  # red, green and blue of a colour too light for a line, of 765
_COVERED = 0.6  # of the page, by a picture that is a scan
_MOST_RULES = 1500  # a page with more strokes is a drawing


def read_page(
    document: pdfium.PdfDocument, index: int, fonts: Fonts, *, tables: bool = True
) -> Page:
    """The page with this index, from 0; without `tables`, all words are lines.

    `fonts`: What the fonts of the document show; it learns from each page that may need it.
    """
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            words = words_of(page, text_page, fonts)
        finally:
            text_page.close()
        lines, across = words.lines, words.across
        found: list[RuledTable] = []
        if tables and lines:
            rules = _rules(page, words.turn)
            found, left = ruled_tables(rules, [*lines, *([span] for span in across)])
            inside = {id(span) for span in across}
            lines = [line for line in left if id(line[0]) not in inside]
            across = [line[0] for line in left if id(line[0]) in inside]
        segments = [segment for line in lines for segment in segments_of(line)]
        rows = [*rows_of(segments), *([span] for span in across)]
        return Page(*words.turn.size, rows, found, bool(rows or found))
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


def _rules(page: pdfium.PdfPage, turn: Turn) -> tuple[list[Rule], list[Rule]]:
    """The vertical (x, bottom, top) and horizontal (y, left, right) lines of a turned page."""
    verticals: list[Rule] = []
    horizontals: list[Rule] = []
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for left, bottom, right, top in map(turn.seen, _strokes(item)):
            if right - left <= _THIN < top - bottom:
                verticals.append(((left + right) / 2, bottom, top))
            elif top - bottom <= _THIN < right - left:
                horizontals.append(((bottom + top) / 2, left, right))
        if len(verticals) + len(horizontals) > _MOST_RULES:
            return [], []
    return verticals, horizontals


def _strokes(path: raw.FPDF_PAGEOBJECT) -> Iterator[Box]:
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


def _box(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_dark(path: raw.FPDF_PAGEOBJECT) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return not known or red.value + green.value + blue.value < _LIGHT
