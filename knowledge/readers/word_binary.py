"""The parts of a Word 97–2003 file: its text by runs and paragraphs with what formats them.

Structures are named as in Microsoft's [MS-DOC]: the piece table says where each stretch of text
lies, pages of 512 bytes (FKP) hold the formatting of stretches of the file, and "sprms" are single
settings of it. Only the settings that change what is read are looked at.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import olefile

from knowledge.encodings import western
from knowledge.errors import Problem, ReadError
from knowledge.readers.flow import RowShape
from knowledge.readers.ole_title import title_of

# Places in the File Information Block.
_FLAGS, _LENGTHS, _TABLES = 0x0A, 0x4C, 0x9A
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_WORD_97 = 105  # nFib of the oldest file with a table stream
_COMPLEX, _TEXT_START, _TEXT_LENGTH = 0x0004, 0x18, 0x34  # before Word 97
_STYLES, _NOTE_REFERENCES, _NOTE_TEXTS, _CHARACTER_PAGES, _PARAGRAPH_PAGES = 1, 2, 3, 12, 13
_FONTS, _PIECES, _ANCHORS, _END_REFERENCES, _END_TEXTS, _BOXES = 15, 33, 40, 46, 47, 56
_LISTS, _OVERRIDES = 73, 74
_PAGE = 512

# Settings of characters …
_DELETED, _HIDDEN, _CAPITALS = 0x0800, 0x083C, 0x083B
_STYLE_OF_CHARACTERS, _FONT, _FONT_OTHERS, _SYMBOL = 0x4A30, 0x4A4F, 0x4A51, 0x6A09
# … and of paragraphs.
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_LIST_LEVEL, _LIST, _OUTLINE, _CELLS, _NAMES_ROW = 0x260A, 0x460B, 0x2640, 0xD608, 0x3404
_ELSEWHERE = (0x6645, 0x6646)
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}

_MOST_TEXT = 50_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look alike: their text as stored, their font, and where they begin."""

    text: str
    font: str | None
    start: int
    capitals: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph, its final mark left out.

    Attributes:
        depth: How many tables it stands in.
        end: "cell", "row" or "" for what ends with it, besides itself.
    """

    runs: list[Run] = field(default_factory=list)
    depth: int = 0
    end: str = ""
    shape: RowShape | None = None
    heading: int | None = None
    contents: bool = False
    names: bool = False
    list_number: int = 0
    list_level: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: where it is anchored, where its text lies, where it stands (in twips)."""

    place: int
    text: range
    top: int
    left: int


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of an automatic list: first number, number format, text with %1 for its numbers."""

    start: int
    form: int
    text: str
    font: str | None
    legal: bool


@dataclass(slots=True)
class _Looks:
    """What the settings of a run of characters come to."""

    font: int = 0
    hidden: bool = False
    deleted: bool = False
    capitals: bool = False
    symbol: tuple[int, int] | None = None


@dataclass(slots=True)
class _Style:
    number: int = 0xFFF
    base: int = 0xFFF
    characters: bytes = b""
    paragraph: bytes = b""


def settings(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The (sprm, operand) pairs of a list of settings."""
    at = 0
    while at + 2 < len(grpprl):
        (sprm,) = struct.unpack_from("<H", grpprl, at)
        at += 2
        kind = sprm >> 13
        if kind == 6:
            if sprm == _CELLS:
                size = struct.unpack_from("<H", grpprl, at)[0] - 1 if at + 2 <= len(grpprl) else 0
                at += 2
            else:
                size = grpprl[at]
                at += 1
                if sprm == 0xC615 and size == 255:
                    return  # its length is not stated; nothing of use follows tab stops this many
        else:
            size = _OPERAND_SIZES[kind]
        yield sprm, grpprl[at : at + size]
        at += size


def _number(operand: bytes) -> int:
    return int.from_bytes(operand[:4], "little")


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
        self.lists = self._read_lists()

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

    def _read_styles(self) -> list[_Style]:
        data = self._part(_STYLES)
        if len(data) < 20:
            return []
        header_size, count, base_size = struct.unpack_from("<3H", data)
        if header_size >= 14:
            (self._default_font,) = struct.unpack_from("<H", data, 14)
        styles: list[_Style] = []
        at = 2 + header_size
        for _ in range(count):
            if at + 2 > len(data):
                break
            (size,) = struct.unpack_from("<H", data, at)
            styles.append(_style(data[at + 2 : at + 2 + size], base_size))
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

    def _chain(self, style: int) -> list[_Style]:
        """A style and those it is based on, the most general first."""
        chain: list[_Style] = []
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
            self._set(found, grpprl)

    def _set(self, found: Paragraph, grpprl: bytes, *, moved: bool = False) -> None:
        for sprm, operand in settings(grpprl):
            value = _number(operand)
            if sprm == _IN_TABLE:
                found.depth = max(found.depth, 1) if value else 0
            elif sprm == _DEPTH:
                found.depth = value if value < 32 else 0
            elif sprm in (_ROW_END, _INNER_ROW) and value:
                found.end = "row"
            elif sprm == _INNER_CELL and value:
                found.end = "cell"
            elif sprm == _LIST:
                found.list_number = value
            elif sprm == _LIST_LEVEL:
                found.list_level = value
            elif sprm == _OUTLINE:
                found.heading = value + 1 if value < 9 else None
            elif sprm == _CELLS:
                found.shape = _row_shape(operand, found.names)
            elif sprm == _NAMES_ROW:
                found.names = bool(value)
                if found.shape is not None:
                    found.shape = replace(found.shape, names=found.names)
            elif sprm in _ELSEWHERE and not moved and value + 2 <= len(self._data):
                (size,) = struct.unpack_from("<H", self._data, value)
                self._set(found, self._data[value + 2 : value + 2 + size], moved=True)

    def _run(self, text: str, start: int, own: bytes, style: int) -> Iterator[Run]:
        looks = _Looks(self._default_font)
        for ancestor in self._chain(style):
            _look(looks, ancestor.characters)
        for sprm, operand in settings(own):
            if sprm == _STYLE_OF_CHARACTERS:
                for ancestor in self._chain(_number(operand)):
                    _look(looks, ancestor.characters)
        inherited = looks.hidden
        _look(looks, own, inherited)
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

    def _read_lists(self) -> dict[int, tuple[int, dict[int, ListLevel], bool]]:
        """Automatic lists by the number paragraphs name: what counts on together, its levels,
        and whether it starts again."""
        start, size = struct.unpack_from("<II", self._main, _TABLES + 8 * _LISTS)
        data = self._table
        lists: dict[int, dict[int, ListLevel]] = {}
        if size >= 2:
            (count,) = struct.unpack_from("<H", data, start)
            at = start + 2 + 28 * count
            for index in range(count):
                (name,) = struct.unpack_from("<I", data, start + 2 + 28 * index)
                simple = data[start + 2 + 28 * index + 26] & 1
                levels = lists.setdefault(name, {})
                for depth in range(1 if simple else 9):
                    levels[depth], at = self._list_level(data, at)
        overrides = self._part(_OVERRIDES)
        found: dict[int, tuple[int, dict[int, ListLevel], bool]] = {}
        if len(overrides) < 4:
            return found
        (count,) = struct.unpack_from("<I", overrides)
        at = 4 + 16 * count
        for index in range(count):
            name, changed = struct.unpack_from("<I8xB", overrides, 4 + 16 * index)
            levels, again = dict(lists.get(name, {})), False
            at += 4
            for _ in range(changed):
                first, flags = struct.unpack_from("<II", overrides, at)
                at += 8
                depth = flags & 15
                if flags & 32:
                    levels[depth], at = self._list_level(overrides, at)
                elif flags & 16 and depth in levels:
                    old = levels[depth]
                    levels[depth] = ListLevel(first, old.form, old.text, old.font, old.legal)
                again = True
            found[index + 1] = (name, levels, again)
        return found

    def _list_level(self, data: bytes, at: int) -> tuple[ListLevel, int]:
        first, form, flags = struct.unpack_from("<IBB", data, at)
        characters, paragraph = data[at + 24], data[at + 25]
        at += 28 + paragraph
        looks = _Looks(0xFFFF)
        _look(looks, data[at : at + characters])
        at += characters
        (length,) = struct.unpack_from("<H", data, at)
        stored = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        text = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in stored)
        level = ListLevel(first, form, text, self._font(looks.font), bool(flags & 4))
        return level, at + 2 + 2 * length


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


def _style(data: bytes, base_size: int) -> _Style:
    if len(data) < base_size + 2 or base_size < 8:
        return _Style()
    number, kind, parts = struct.unpack_from("<3H", data)
    style = _Style(number & 0xFFF, kind >> 4)
    (length,) = struct.unpack_from("<H", data, base_size)
    at = base_size + 2 + 2 * length + 2
    settings_of: list[bytes] = []
    for _ in range(parts & 15):
        if at + 2 > len(data):
            break
        (size,) = struct.unpack_from("<H", data, at)
        settings_of.append(data[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    if kind & 15 == 1 and settings_of:
        style.paragraph = settings_of[0][2:]
        style.characters = settings_of[1] if len(settings_of) > 1 else b""
    elif kind & 15 == 2 and settings_of:
        style.characters = settings_of[0]
    return style


def _look(looks: _Looks, grpprl: bytes, inherited: bool = False) -> None:
    for sprm, operand in settings(grpprl):
        value = _number(operand)
        if sprm == _FONT:
            looks.font = value
        elif sprm == _HIDDEN:
            looks.hidden = {0x80: inherited, 0x81: not inherited}.get(value, bool(value))
        elif sprm == _DELETED:
            looks.deleted = bool(value)
        elif sprm == _CAPITALS:
            looks.capitals = value in (1, 0x81)
        elif sprm == _SYMBOL and len(operand) >= 4:
            looks.symbol = struct.unpack_from("<HH", operand)


def _row_shape(operand: bytes, names: bool) -> RowShape | None:
    if not operand:
        return None
    count = operand[0]
    if len(operand) < 1 + 2 * (count + 1):
        return None
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    flags = [
        struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0
        for at in (1 + 2 * (count + 1) + 20 * index for index in range(count))
    ]
    return RowShape(
        edges,
        tuple(bool(flag & 2) for flag in flags),
        tuple(bool(flag & 0x20) and not flag & 0x40 for flag in flags),
        names,
    )
