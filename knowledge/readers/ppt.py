"""PowerPoint 97–2003 presentations (.ppt): the text of each slide, in its order.

A file is a stream of records, named as in Microsoft's [MS-PPT]. Each saving may append new versions
of slides; a directory says which ones hold.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import olefile

from knowledge.blocks import Block, BlockKind
from knowledge.encodings import Fonts, western
from knowledge.errors import Problem, ReadError
from knowledge.readers.reading import Reading, one_line

_SLIDE_LIST, _SLIDE_ENTRY, _DIRECTORY = 4080, 1011, 6002
_TEXT_KIND, _WIDE_TEXT, _NARROW_TEXT, _OUTLINE_TEXT = 3999, 4000, 4008, 3998
_TITLES = (0, 6)
_ENCRYPTED = 0xF3D1C4DF
_DEEPEST = 40
_LINE = re.compile("[\r\n\v]+")


@dataclass(slots=True)
class _Text:
    kind: int
    text: str
    slide: int


def read_ppt(path: Path) -> Reading:
    """A .ppt as headings and paragraphs, each with its slide as its page.

    Raises:
        ReadError: ENCRYPTED.
    """
    with olefile.OleFileIO(path) as file:
        user = file.openstream("Current User").read()
        data = file.openstream("PowerPoint Document").read()
    token, edit = struct.unpack_from("<II", user, 12)
    if token == _ENCRYPTED:
        raise ReadError(Problem.ENCRYPTED, name=path.name)
    texts, slides = _texts(data, edit)
    runs: list[tuple[str, str | None]] = [(item.text, None) for item in texts]
    fonts = Fonts(runs)
    blocks = []
    for item, text in zip(texts, fonts.show(runs), strict=True):
        if item.kind in _TITLES:
            blocks.append(Block(BlockKind.HEADING, one_line(_LINE.sub(" ", text)), item.slide, 1))
        else:
            blocks += [
                Block(BlockKind.PARAGRAPH, line, item.slide)
                for part in text.split("\r")
                if (line := one_line(_LINE.sub(" ", part)))
            ]
    return Reading(tuple(blocks), "ppt", None, slides, ("legacy_font",) if fonts.old else ())


def _records(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """The records of a stretch and those inside them: kind, instance, content."""
    while start + 8 <= end:
        head, kind, size = struct.unpack_from("<HHI", data, start)
        start += 8
        stop = min(start + size, end)
        if head & 15 == 15 and depth < _DEEPEST:
            yield kind, head >> 4, b""
            yield from _records(data, start, stop, depth + 1)
        else:
            yield kind, head >> 4, data[start:stop]
        start = stop


def _object(data: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    """The record at a place, and those inside it."""
    (size,) = struct.unpack_from("<I", data, at + 4)
    return _records(data, at, min(at + 8 + size, len(data)))


def _directory(data: bytes, edit: int) -> tuple[dict[int, int], int]:
    """Where each object that holds lies, and the number of the document among them."""
    places: dict[int, int] = {}
    document = -1
    seen: set[int] = set()
    while edit and edit not in seen:
        seen.add(edit)
        older, directory, number = struct.unpack_from("<III", data, edit + 16)
        document = number if document < 0 else document
        _, _, entries = next(_object(data, directory))
        at = 0
        while at + 4 <= len(entries):
            (head,) = struct.unpack_from("<I", entries, at)
            first, count = head & 0xFFFFF, head >> 20
            for index, place in enumerate(struct.unpack_from(f"<{count}I", entries, at + 4)):
                places.setdefault(first + index, place)
            at += 4 + 4 * count
        edit = older
    return places, document


def _texts(data: bytes, edit: int) -> tuple[list[_Text], int]:
    """Every text of every slide, and how many slides there are."""
    places, document = _directory(data, edit)
    slides: list[tuple[int, list[_Text]]] = []
    in_slides, kind = False, -1
    for record, instance, content in _object(data, places[document]):
        if record == _SLIDE_LIST:
            in_slides = instance == 0
        elif in_slides and record == _SLIDE_ENTRY:
            slides.append((struct.unpack_from("<I", content)[0], []))
        elif in_slides and slides:
            if record == _TEXT_KIND:
                kind = struct.unpack_from("<I", content)[0]
            elif (text := _text(record, content)) is not None:
                slides[-1][1].append(_Text(kind, text, len(slides)))
    found: list[_Text] = []
    for number, (name, outline) in enumerate(slides, start=1):
        left = list(outline)
        place = places.pop(name, None)  # each slide once, whatever the list says
        for record, _, content in _object(data, place) if place is not None else ():
            if record == _TEXT_KIND:
                kind = struct.unpack_from("<I", content)[0]
            elif record == _OUTLINE_TEXT:
                (index,) = struct.unpack_from("<I", content)
                if index < len(outline) and outline[index] in left:
                    left.remove(outline[index])
                    found.append(outline[index])
            elif (text := _text(record, content)) is not None:
                found.append(_Text(kind, text, number))
        found += left
    return found, len(slides)


def _text(record: int, content: bytes) -> str | None:
    if record == _WIDE_TEXT:
        return content.decode("utf-16-le", "replace")
    if record == _NARROW_TEXT:
        return western(content)
    return None
