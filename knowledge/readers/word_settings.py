"""What formats the text of a Word 97–2003 file: single settings, the styles made of them.

Named as in Microsoft's [MS-DOC]: a "sprm" is one setting, a "grpprl" a list of them. Only those
that change what is read are looked at.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from knowledge.readers.flow import RowShape

# Settings of characters …
_DELETED, _HIDDEN, _CAPITALS = 0x0800, 0x083C, 0x083B
_STYLE_OF_CHARACTERS, _FONT, _FONT_OTHERS, _SYMBOL = 0x4A30, 0x4A4F, 0x4A51, 0x6A09
# … and of paragraphs.
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_LIST_LEVEL, _LIST, _OUTLINE, _CELLS, _NAMES_ROW = 0x260A, 0x460B, 0x2640, 0xD608, 0x3404
_ELSEWHERE = (0x6645, 0x6646)
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}


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


@dataclass(slots=True)
class Looks:
    """What the settings of a run of characters come to."""

    font: int = 0
    hidden: bool = False
    deleted: bool = False
    capitals: bool = False
    symbol: tuple[int, int] | None = None


@dataclass(slots=True)
class Style:
    """A style: its number, the one it is based on, and its settings."""

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


def styles_named(grpprl: bytes) -> Iterator[int]:
    """The styles of characters that a list of settings names."""
    return (_number(operand) for sprm, operand in settings(grpprl) if sprm == _STYLE_OF_CHARACTERS)


def apply(found: Paragraph, grpprl: bytes, data: bytes, *, moved: bool = False) -> None:
    """Puts settings into a paragraph; `data` is the stream that holds the large ones."""
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
        elif sprm in _ELSEWHERE and not moved and value + 2 <= len(data):
            (size,) = struct.unpack_from("<H", data, value)
            apply(found, data[value + 2 : value + 2 + size], data, moved=True)


def style_of(data: bytes, base_size: int) -> Style:
    """A style as the sheet of styles keeps it (STD)."""
    if len(data) < base_size + 2 or base_size < 8:
        return Style()
    number, kind, parts = struct.unpack_from("<3H", data)
    style = Style(number & 0xFFF, kind >> 4)
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


def apply_look(looks: Looks, grpprl: bytes, inherited: bool = False) -> None:
    """Puts settings of characters into looks; `inherited` is whether the style hides them."""
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
