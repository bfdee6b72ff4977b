"""Readings as lines of JSON, one block a line: what a confined reader hands to the program.

Data and nothing else: whatever a hostile file made of its reader, the program only parses text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.blocks import Block, BlockKind, Look
from knowledge.errors import Problem, ReadError
from knowledge.readers.archive import InnerFile
from knowledge.readers.reading import Reading, Sheet


def line(kind: str, **content: object) -> bytes:
    """One message."""
    return json.dumps({"is": kind, **content}, ensure_ascii=False).encode() + b"\n"


def reading_lines(reading: Reading) -> Iterator[bytes]:
    """A reading as messages."""
    for block in reading.blocks:
        content = [str(block.kind), block.text, block.page, block.level, block.cells, block.looks]
        yield line("block", block=content)
    for sheet in reading.sheets:
        yield line("sheet", name=sheet.name, merged=sheet.merged, old=sheet.old)
        for number, cells in sheet.rows:
            yield line("row", number=number, cells=cells)
    yield line(
        "reading",
        format=reading.format,
        title=reading.title,
        pages=reading.pages,
        warnings=reading.warnings,
    )


def unpacked_lines(files: list[InnerFile] | None) -> Iterator[bytes]:
    """The files of an archive as messages; None where it was none."""
    for file in files or ():
        problem = file.problem and {"is": str(file.problem.problem), **file.problem.details}
        yield line("file", name=file.name, path=str(file.path), problem=problem)
    yield line("unpacked", archive=files is not None)


def refusal_line(error: ReadError) -> bytes:
    """A refusal as a message."""
    return line("refused", problem=str(error.problem), details=error.details)


class Received:
    """Puts a reading together again from its messages."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._sheets: list[tuple[dict[str, Any], list[tuple[int, tuple[str, ...]]]]] = []
        self.reading: Reading | None = None
        self.refusal: ReadError | None = None
        self.files: list[InnerFile] = []
        self.unpacked = False

    @property
    def complete(self) -> bool:
        """Whether the child said all it had to say."""
        return self.unpacked or self.reading is not None or self.refusal is not None

    def take(self, message: dict[str, Any]) -> None:
        """Takes the next message.

        Raises:
            ValueError, KeyError, TypeError, IndexError: It is none of ours.
        """
        match message["is"]:
            case "block":
                kind, text, page, level, cells, looks = message["block"]
                pairs = tuple((str(name), str(cell)) for name, cell in cells)
                runs = tuple((int(start), int(end), Look(look)) for start, end, look in looks)
                self._blocks.append(Block(BlockKind(kind), text, page, level, pairs, runs))
            case "sheet":
                self._sheets.append((message, []))
            case "row":
                self._sheets[-1][1].append((message["number"], tuple(message["cells"])))
            case "reading":
                sheets = tuple(
                    Sheet(about["name"], tuple(rows), tuple(map(tuple, about["merged"])),
                          about["old"])
                    for about, rows in self._sheets
                )  # fmt: skip
                self.reading = Reading(
                    tuple(self._blocks),
                    message["format"],
                    message["title"],
                    message["pages"],
                    tuple(message["warnings"]),
                    sheets,
                )
            case "file":
                problem = message["problem"]
                if problem is not None:
                    problem = ReadError(Problem(problem.pop("is")), **problem)
                self.files.append(InnerFile(message["name"], Path(message["path"]), problem))
            case "unpacked":
                self.unpacked = True
            case "refused":
                self.refusal = ReadError(Problem(message["problem"]), **message["details"])
