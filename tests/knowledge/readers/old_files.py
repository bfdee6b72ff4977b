"""Small files of Office 97, made in the test: compound files, a .doc, a .ppt."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(path: Path, streams: dict[str, bytes]) -> Path:
    """A compound file; every stream is filled up to where small ones are no more apart."""
    chains: list[int] = []
    body = b""
    starts: dict[str, tuple[int, int]] = {}

    def add(data: bytes) -> int:
        nonlocal body
        data += b"\0" * (-len(data) % SECTOR)
        first = len(chains)
        count = len(data) // SECTOR
        chains.extend(range(first + 1, first + count))
        chains.append(END)
        body += data
        return first

    for name, data in streams.items():
        data += b"\0" * max(0, 4096 - len(data))
        starts[name] = (add(data), len(data))
    names = list(streams)
    entries = [_entry("Root Entry", 5, 1 if names else FREE, END, 0)]
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, 2, FREE, *starts[name], right=right))
    directory = add(b"".join(entries))
    fats = 1
    while (len(chains) + fats) * 4 > fats * SECTOR:
        fats += 1
    table_start = len(chains)
    chains.extend([FAT] * fats)
    table = struct.pack(f"<{len(chains)}I", *chains)
    table += b"\xff" * (fats * SECTOR - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    places = [table_start + index for index in range(fats)] + [FREE] * (109 - fats)
    path.write_bytes(header + struct.pack("<109I", *places) + body + table)
    return path


def _entry(name: str, kind: int, child: int, start: int, size: int, *, right: int = FREE) -> bytes:
    stored = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xIQQIQ",
        stored, len(stored) + 2, kind, 1, FREE, right, child if kind == 5 else FREE,
        0, 0, 0, start, size,
    )  # fmt: skip


@dataclass
class Par:
    """A paragraph of a .doc: (stored text, font number) runs, the sign that ends it, settings."""

    runs: Sequence[tuple[str, int]]
    mark: str = "\r"
    settings: bytes = b""
    run_settings: dict[int, bytes] = field(default_factory=dict)


def sprm(code: int, value: int) -> bytes:
    """One setting with its operand, as long as the code says."""
    size = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}[code >> 13]
    return struct.pack("<H", code) + value.to_bytes(size, "little")


def row_settings(edges: Sequence[int], flags: Sequence[int]) -> bytes:
    """The settings of the paragraph that ends a table row."""
    cells = struct.pack("<B", len(flags)) + struct.pack(f"<{len(edges)}h", *edges)
    cells += b"".join(struct.pack("<H18x", flag) for flag in flags)
    table = struct.pack("<HH", 0xD608, len(cells) + 1) + cells
    return sprm(0x2416, 1) + sprm(0x2417, 1) + table


def word97(path: Path, fonts: Sequence[str], pars: Sequence[Par], *, wide: bool = False) -> Path:
    """A .doc of these paragraphs."""
    width = 2 if wide else 1
    text_at = 0x400
    text = ""
    character_bounds, character_entries = [text_at], []
    paragraph_bounds, paragraph_entries = [text_at], []
    for par in pars:
        for number, (run, font) in enumerate(par.runs):
            text += run
            own = sprm(0x4A4F, font) + sprm(0x4A51, font) + par.run_settings.get(number, b"")
            character_bounds.append(text_at + width * len(text))
            character_entries.append(own)
        text += par.mark
        character_bounds.append(text_at + width * len(text))
        character_entries.append(b"")
        paragraph_bounds.append(text_at + width * len(text))
        paragraph_entries.append(struct.pack("<H", 0) + par.settings)
    stored = text.encode("utf-16-le" if wide else "cp1252")
    stored += b"\0" * (-len(stored) % SECTOR)
    character_page = (text_at + len(stored)) // SECTOR
    main = bytearray(0x400)
    main += stored
    main += _page(character_bounds, character_entries, big=False)
    main += _page(paragraph_bounds, paragraph_entries, big=True)

    table = b""
    struct.pack_into("<HH", main, 0, 0xA5EC, 193)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<I", main, 0x4C, len(text))
    piece = text_at if wide else (2 * text_at) | 0x40000000
    pieces = struct.pack("<IIHIH", 0, len(text), 0, piece, 0)
    parts = {
        1: struct.pack("<H18sH", 18, struct.pack("<HH8xHHH", 1, 10, 0, 0, 0), 0),
        12: struct.pack("<III", text_at, character_bounds[-1], character_page),
        13: struct.pack("<III", text_at, paragraph_bounds[-1], character_page + 1),
        15: struct.pack("<HH", len(fonts), 0) + b"".join(map(_font, fonts)),
        33: b"\x02" + struct.pack("<I", len(pieces)) + pieces,
    }
    for index, data in parts.items():
        struct.pack_into("<II", main, 0x9A + 8 * index, len(table), len(data))
        table += data
    return compound(path, {"WordDocument": bytes(main), "1Table": table})


def _font(name: str) -> bytes:
    data = b"\0" * 39 + name.encode("utf-16-le") + b"\0\0"
    return bytes([len(data)]) + data


def _page(bounds: Sequence[int], entries: Sequence[bytes], *, big: bool) -> bytes:
    """A page of formatting: bounds, where each entry lies, the entries from the end."""
    page = bytearray(SECTOR)
    struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
    at = SECTOR - 2
    for order, entry in enumerate(entries):
        if not entry:
            continue
        if big:
            entry += b"\0" * (1 - len(entry) % 2)
            data = bytes([(len(entry) + 1) // 2]) + entry
        else:
            data = bytes([len(entry)]) + entry
        at = (at - len(data)) // 2 * 2
        page[at : at + len(data)] = data
        page[4 * len(bounds) + (13 if big else 1) * order] = at // 2
    page[-1] = len(entries)
    assert len(list(pairwise(bounds))) == len(entries)
    return bytes(page)


def ppt97(path: Path, slides: Sequence[Sequence[tuple[int, str]]]) -> Path:
    """A .ppt whose slides hold these (kind, stored text) as outlines."""

    def record(kind: int, content: bytes, *, container: bool = False, instance: int = 0) -> bytes:
        head = (instance << 4) | (15 if container else 0)
        return struct.pack("<HHI", head, kind, len(content)) + content

    outline = b""
    for number, texts in enumerate(slides):
        outline += record(1011, struct.pack("<I16x", 2 + number))
        for kind, text in texts:
            outline += record(3999, struct.pack("<I", kind))
            outline += record(4008, text.encode("latin-1"))
    document = record(1000, record(4080, outline, container=True), container=True)
    directory_at = len(document)
    directory = record(6002, struct.pack("<II", 1 | (1 << 20), 0))
    edit_at = directory_at + len(directory)
    edit = record(4085, struct.pack("<IIIIIII", 0, 0, 0, directory_at, 1, 2, 0))
    user = record(4086, struct.pack("<III", 20, 0xE391C05F, edit_at))
    return compound(
        path, {"Current User": user, "PowerPoint Document": document + directory + edit}
    )
