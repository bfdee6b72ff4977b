"""The automatic lists of a Word 97–2003 file ([MS-DOC] PlfLst and PlfLfo)."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.readers.word_settings import Looks, apply_look

Font = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of an automatic list: first number, number format, text with %1 for its numbers."""

    start: int
    form: int
    text: str
    font: str | None
    legal: bool


def read_lists(
    data: bytes, start: int, size: int, overrides: bytes, font: Font
) -> dict[int, tuple[int, dict[int, ListLevel], bool]]:
    """Automatic lists by the number paragraphs name: what counts on together, its levels,
    and whether it starts again.

    Args:
        data: The stream of tables.
        start, size: Where the lists (PlfLst) lie in it; their levels follow.
        overrides: What paragraphs name (PlfLfo).
        font: The name of a font by its number.
    """
    lists: dict[int, dict[int, ListLevel]] = {}
    if size >= 2:
        (count,) = struct.unpack_from("<H", data, start)
        at = start + 2 + 28 * count
        for index in range(count):
            (name,) = struct.unpack_from("<I", data, start + 2 + 28 * index)
            simple = data[start + 2 + 28 * index + 26] & 1
            levels = lists.setdefault(name, {})
            for depth in range(1 if simple else 9):
                levels[depth], at = _list_level(data, at, font)
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
                levels[depth], at = _list_level(overrides, at, font)
            elif flags & 16 and depth in levels:
                old = levels[depth]
                levels[depth] = ListLevel(first, old.form, old.text, old.font, old.legal)
            again = True
        found[index + 1] = (name, levels, again)
    return found


def _list_level(data: bytes, at: int, font: Font) -> tuple[ListLevel, int]:
    first, form, flags = struct.unpack_from("<IBB", data, at)
    characters, paragraph = data[at + 24], data[at + 25]
    at += 28 + paragraph
    looks = Looks(0xFFFF)
    apply_look(looks, data[at : at + characters])
    at += characters
    (length,) = struct.unpack_from("<H", data, at)
    stored = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in stored)
    level = ListLevel(first, form, text, font(looks.font), bool(flags & 4))
    return level, at + 2 + 2 * length
