"""The parts of a Word 97–2003 file: its text by runs and paragraphs with what formats them.

Structures are named as in Microsoft's [MS-DOC]: the piece table says where each stretch of text
lies, and pages of 512 bytes (FKP) hold the formatting of stretches of the file.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import olefile

from knowledge.encodings import western
from knowledge.errors import Problem, ReadError
from knowledge.readers.ole_title import title_of
from knowledge.readers.word_lists import ListLevel, read_lists
from knowledge.readers.word_settings import (
    Looks,
    Paragraph,
    Run,
    Style,
    apply,
    apply_look,
    style_of,
    styles_named,
)

# Places in the File Information Block.
_FLAGS, _LENGTHS, _TABLES = 0x0A, 0x4C, 0x9A
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_WORD_97 = 105  # nFib of the oldest file with a table stream
_COMPLEX, _TEXT_START, _TEXT_LENGTH = 0x0004, 0x18, 0x34  # before Word 97
_STYLES, _NOTE_REFERENCES, _NOTE_TEXTS, _CHARACTER_PAGES, _PARAGRAPH_PAGES = 1, 2, 3, 12, 13
_FONTS, _PIECES, _ANCHORS, _END_REFERENCES, _END_TEXTS, _BOXES = 15, 33, 40, 46, 47, 56
_LISTS, _OVERRIDES = 73, 74
_PAGE = 512

_MOST_TEXT = 50_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: where it is anchored, where its text lies, where it stands (in twips)."""

    place: int
    text: range
    top: int
    left: int


class WordFile:
    """An opened .doc file.

    Raises:
        ReadError: ENCRYPTED.
    """

    def __init__(self, path: Path) -> None:
        with olefile.OleFileIO(path) as file:
            self._main = file.openstream("WordDocument").read()
            (version,) = struct.unpack_from("<H", self._main, 2)
            (flags,) = struct.unpack_from("<H", self._main, _FLAGS)
            if flags & _ENCRYPTED:
                raise ReadError(Problem.ENCRYPTED, name=path.name)
            self.title = title_of(file)
            self.older = version < _WORD_97
            self.lists: dict[int, tuple[int, dict[int, ListLevel], bool]] = {}
            if self.older:
                if flags & _COMPLEX:
                    raise ValueError("its text lies in pieces that are not known")
                (length,) = struct.unpack_from("<I", self._main, _TEXT_LENGTH)
                self.body = range(length)
                return
            self._table = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
            self._data = file.openstream("Data").read() if file.exists("Data") else b""
        lengths = struct.unpack_from("<8I", self._main, _LENGTHS)
        starts = [0]
        for length in lengths:
            starts.append(starts[-1] + length)
        self.body = range(starts[0], starts[1])
        self._note_start, self._end_note_start, self._box_start = starts[1], starts[5], starts[6]
        self._fonts = self._read_fonts()
        self._default_font = 0
        self._styles = self._read_styles()
        self._pieces, self._piece_settings = self._read_pieces()
        self._characters = self._read_pages(_CHARACTER_PAGES, _character_entry)
        self._paragraphs = self._read_pages(_PARAGRAPH_PAGES, _paragraph_entry)
        start, size = struct.unpack_from("<II", self._main, _TABLES + 8 * _LISTS)
        self.lists = read_lists(self._table, start, size, self._part(_OVERRIDES), self._font)

    def _part(self, index: int) -> bytes:
        start, size = struct.unpack_from("<II", self._main, _TABLES + 8 * index)
        part: bytes = self._table[start : start + size]
        return part

    def _read_fonts(self) -> list[str]:
        data = self._part(_FONTS)
        names: list[str] = []
        at = 4
        while at < len(data):
            size = data[at] + 1
            name = data[at + 40 : at + size].decode("utf-16-le", "ignore")
            names.append(name.split("\0", 1)[0])
            at += size
        return names

    def _read_styles(self) -> list[Style]:
        data = self._part(_STYLES)
        if len(data) < 20:
            return []
        header_size, count, base_size = struct.unpack_from("<3H", data)
        if header_size >= 14:
            (self._default_font,) = struct.unpack_from("<H", data, 14)
        styles: list[Style] = []
        at = 2 + header_size
        for _ in range(count):
            if at + 2 > len(data):
                break
            (size,) = struct.unpack_from("<H", data, at)
            styles.append(style_of(data[at + 2 : at + 2 + size], base_size))
            at += 2 + size
        return styles

    def _read_pieces(self) -> tuple[list[tuple[int, int, int, bool, bytes]], list[bytes]]:
        """The pieces (first and last character, place in the file, two bytes each, settings)."""
        data = self._part(_PIECES)
        at = 0
        shared: list[bytes] = []
        while at < len(data) and data[at] == 1:
            (size,) = struct.unpack_from("<H", data, at + 1)
            shared.append(data[at + 3 : at + 3 + size])
            at += 3 + size
        if at >= len(data) or data[at] != 2:
            raise ValueError("no piece table")
        (size,) = struct.unpack_from("<I", data, at + 1)
        table = data[at + 5 : at + 5 + size]
        count = (size - 4) // 12
        bounds = struct.unpack_from(f"<{count + 1}I", table)
        pieces = []
        for index, (first, last) in enumerate(pairwise(bounds)):
            if not first <= last <= _MOST_TEXT:
                raise ValueError("the piece table is broken")
            place, modifier = struct.unpack_from("<IH", table, 4 * (count + 1) + 8 * index + 2)
            own = b""
            if modifier & 1 and modifier >> 1 < len(shared):
                own = shared[modifier >> 1]
            narrow = bool(place & 0x40000000)
            place &= 0x3FFFFFFF
            pieces.append((first, last, place // 2 if narrow else place, not narrow, own))
        return pieces, shared

    def _read_pages(
        self, index: int, entry: Callable[[bytes, int, int], bytes]
    ) -> tuple[list[int], list[tuple[int, bytes]]]:
        """Where stretches of like formatting begin in the file; where each ends, and its entry."""
        data = self._part(index)
        count = (len(data) - 4) // 8
        pages = struct.unpack_from(f"<{count}I", data, 4 * (count + 1)) if count > 0 else ()
        found: dict[int, tuple[int, bytes]] = {}
        for number in pages:
            start = (number & 0x3FFFFF) * _PAGE
            page = self._main[start : start + _PAGE]
            if len(page) < _PAGE:
                continue
            entries = page[-1]
            places = struct.unpack_from(f"<{min(entries, 126) + 1}I", page)
            for order, (begin, end) in enumerate(pairwise(places)):
                found[begin] = (end, entry(page, len(places), order))
        starts = sorted(found)
        return starts, [found[start] for start in starts]

    def paragraphs(self, characters: range) -> Iterator[Paragraph]:
        """The paragraphs of a stretch of text; without their formatting in Word 6 and 95."""
        if self.older:
            (start,) = struct.unpack_from("<I", self._main, _TEXT_START)
            text = western(self._main[start + characters.start : start + characters.stop])
            for part in re.split("[\r\x07\x0c]", text):
                yield Paragraph([Run(part, None, 0)])
            return
        pending: list[tuple[str, int, bytes]] = []
        last = characters.start
        for text, place, width, start, own in self._stretches(characters):
            cut = 0
            for at, sign in enumerate(text):
                if sign in "\r\x07\x0c":
                    pending.append((text[cut:at], start + cut, own))
                    yield self._paragraph(pending, sign, place + at * width, own, start + at)
                    pending = []
                    cut = at + 1
            if cut < len(text):
                pending.append((text[cut:], start + cut, own))
            last = start + len(text)
        if pending:
            yield self._paragraph(pending, "\r", -1, b"", last)

    def _stretches(self, wanted: range) -> Iterator[tuple[str, int, int, int, bytes]]:
        """Text formatted alike: itself, its place, bytes a character, its start, its settings."""
        starts, entries = self._characters
        for first, last, place, wide, own in self._pieces:
            first_wanted, last_wanted = max(first, wanted.start), min(last, wanted.stop)
            if first_wanted >= last_wanted:
                continue
            width = 2 if wide else 1
            at = place + (first_wanted - first) * width
            end = place + (last_wanted - first) * width
            character = first_wanted
            while at < end:
                index = bisect_right(starts, at) - 1
                stop, look = end, b""
                if index >= 0 and entries[index][0] > at:
                    stop, look = min(end, entries[index][0]), entries[index][1]
                elif index + 1 < len(starts):
                    stop = min(end, starts[index + 1])
                stop = at + max(width, (stop - at) // width * width)
                data = self._main[at:stop]
                text = data.decode("utf-16-le", "replace") if wide else western(data)
                if not text:
                    break
                yield text, at, width, character, look + own
                character += (stop - at) // width
                at = stop

    def _paragraph(
        self, parts: list[tuple[str, int, bytes]], sign: str, place: int, own: bytes, last: int
    ) -> Paragraph:
        starts, entries = self._paragraphs
        index = bisect_right(starts, place) - 1
        style, changes = 0, b""
        if index >= 0 and place < entries[index][0]:
            entry = entries[index][1]
            if len(entry) >= 2:
                style, changes = struct.unpack_from("<H", entry)[0], entry[2:]
        found = Paragraph(last=last)
        self._apply(found, style, changes + own)
        if sign == "\x07":
            found.end = found.end or "cell"
            found.depth = max(found.depth, 1)
        elif found.end == "cell" and found.depth < 2:
            found.end = ""
        found.runs = [run for part in parts for run in self._run(*part, style)]
        return found

    def _chain(self, style: int) -> list[Style]:
        """A style and those it is based on, the most general first."""
        chain: list[Style] = []
        while style < len(self._styles) and len(chain) < 12:
            chain.append(self._styles[style])
            style = self._styles[style].base
        return chain[::-1]

    def _apply(self, found: Paragraph, style: int, changes: bytes) -> None:
        chain = self._chain(style)
        for ancestor in chain:
            if 1 <= ancestor.number <= 9:
                found.heading = ancestor.number
            elif ancestor.number == 62:  # Title
                found.heading = 1
        number = self._styles[style].number if style < len(self._styles) else 0
        found.contents = 19 <= number <= 27
        for grpprl in [*(ancestor.paragraph for ancestor in chain), changes]:
            apply(found, grpprl, self._data)

    def _run(self, text: str, start: int, own: bytes, style: int) -> Iterator[Run]:
        looks = Looks(self._default_font)
        for ancestor in self._chain(style):
            apply_look(looks, ancestor.characters)
        for named in styles_named(own):
            for ancestor in self._chain(named):
                apply_look(looks, ancestor.characters)
        inherited = looks.hidden
        apply_look(looks, own, inherited)
        if looks.hidden or looks.deleted or not text:
            return
        if looks.symbol is not None and text == "(":
            font, code = looks.symbol
            yield Run(chr(code), self._font(font), start)
            return
        yield Run(text, self._font(looks.font), start, looks.capitals)

    def _font(self, index: int) -> str | None:
        return self._fonts[index] if index < len(self._fonts) else None

    def notes(self) -> list[tuple[int, range]]:
        """Where each foot- or endnote is referred to in the body, and where its text lies."""
        found: list[tuple[int, range]] = []
        if self.older:
            return found
        for references, texts, start in (
            (_NOTE_REFERENCES, _NOTE_TEXTS, self._note_start),
            (_END_REFERENCES, _END_TEXTS, self._end_note_start),
        ):
            data, bounds = self._part(references), self._part(texts)
            count = max(0, (len(data) - 4) // 6)
            places = struct.unpack_from(f"<{count}I", data)
            edges = struct.unpack_from(f"<{len(bounds) // 4}I", bounds)
            found += [
                (place, range(start + first, start + last))
                for place, (first, last) in zip(places, pairwise(edges), strict=False)
            ]
        return found

    def boxes(self) -> list[Box]:
        """The text boxes with where each is anchored in the body and where its text lies."""
        if self.older:
            return []
        data, anchors = self._part(_BOXES), self._part(_ANCHORS)
        count = max(0, (len(data) - 4) // 26)
        edges = struct.unpack_from(f"<{count + 1}I", data) if count else ()
        anchored = max(0, (len(anchors) - 4) // 30)
        shapes: dict[int, tuple[int, int, int]] = {}
        for index in range(anchored):
            (place,) = struct.unpack_from("<I", anchors, 4 * index)
            shape, left, top = struct.unpack_from("<Iii", anchors, 4 * (anchored + 1) + 26 * index)
            shapes[shape] = (place, top, left)
        found = []
        for index, (first, last) in enumerate(pairwise(edges)):
            (shape,) = struct.unpack_from("<I", data, 4 * (count + 1) + 22 * index + 14)
            if first < last and shape:
                place, top, left = shapes.get(shape, (self.body.stop, 0, 0))
                text = range(self._box_start + first, self._box_start + last)
                found.append(Box(place, text, top, left))
        return found


def _character_entry(page: bytes, places: int, order: int) -> bytes:
    at = 2 * page[4 * places + order]
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _paragraph_entry(page: bytes, places: int, order: int) -> bytes:
    at = 2 * page[4 * places + 13 * order]
    if not at:
        return b""
    size = 2 * page[at] - 1
    if size < 0:
        at += 1
        size = 2 * page[at]
    return page[at + 1 : at + 1 + size]
