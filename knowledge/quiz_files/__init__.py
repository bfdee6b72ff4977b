"""Banks of multiple-choice items in and out: one module a format, one door for all."""

import csv
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path

from knowledge.blocks import Block, BlockKind
from knowledge.faq import guarded, unguarded, write_sheet
from knowledge.quiz_files.aiken import looks_like_aiken, read_aiken, write_aiken
from knowledge.quiz_files.found import LEVEL_NAMES, FoundItem, QuizReading
from knowledge.quiz_files.gift import looks_like_gift, read_gift, write_gift
from knowledge.quiz_files.json_items import as_json, parsed, read_json, write_json
from knowledge.quiz_files.keys import Keys, keys_of_table
from knowledge.quiz_files.table import is_bank_table, read_table
from knowledge.quiz_files.text import (
    Line,
    lines_of,
    lines_of_text,
    read_lines,
    share_of_text,
)
from knowledge.quizbank import LETTERS, QuizContent
from knowledge.readers import Format, Reading, detect
from knowledge.readers.plain import decode

__all__ = [
    "WRITABLE",
    "FoundItem",
    "QuizReading",
    "as_json",
    "is_only_keys",
    "is_quiz",
    "read_quiz",
    "write_quiz",
]

WRITABLE = (".xlsx", ".csv", ".docx", ".gift", ".aiken", ".json")
"""What `write_quiz` writes."""

FEWEST = 2
"""A file that does not say what it is is a bank from so many items on."""

SHARE = 0.5
"""And where they take up so much of its text."""

FEWEST_KEYS = 5
"""A file of so many answers and hardly anything else belongs to a bank."""

_MOST_KEYS = 1000
_BESIDE = 200  # letters and digits of a title and a note beside the answers
_OF_A_KEY = 16  # and those that an answer may take, with the names of its columns

_NAMED = (".gift", ".aiken", ".json", ".jsonl")
_BY_READER = (".csv", ".tsv", ".html", ".htm")
_TEXTS = (Format.TXT, Format.MARKDOWN, Format.CSV, Format.HTML)


def read_quiz(path: Path, read: Callable[[Path], Reading], *, keys: Keys = ()) -> QuizReading:
    """The items of a file in any format a bank comes in.

    Args:
        path: The file.
        read: Reads the formats of an office, as `knowledge.readers.confined.read_confined`; it
            also refuses what may not be read. Plain text is read here.
        keys: The answers, where they stand in another file: its `QuizReading.keys`.

    Raises:
        ReadError: See `read`.
    """
    text = _plain_text(path)
    suffix = path.suffix.lower()
    if text is not None and (reading := _of_format(text, suffix)) is not None:
        return reading
    if text is not None and suffix not in _BY_READER:
        reading = read_lines(lines_of_text(text), keys)
        if reading.found or reading.keys:
            return reading
    return of_reading(read(path), keys)


def is_quiz(path: Path, reading: Reading) -> bool:
    """Whether a file that was read is a bank and no document."""
    text = _plain_text(path)
    suffix = path.suffix.lower()
    if text is not None:
        found = _of_format(text, suffix)
        if found is not None:
            return len(found.contents) >= (1 if suffix in _NAMED else FEWEST)
    if reading.sheets:
        return any(is_bank_table(sheet.rows) for sheet in reading.sheets)
    tables = _tables(reading.blocks)
    if any(is_bank_table(table) for table in tables):
        return len(of_reading(reading).found) >= FEWEST
    lines = _lines(reading.blocks) if text is None else lines_of_text(text)
    items = [found for found in read_lines(lines).found if found.content is not None]
    return len(items) >= FEWEST and share_of_text(lines) >= SHARE


def is_only_keys(path: Path, reading: Reading) -> bool:
    """Whether a file that was read holds nothing but the answers to questions in another."""
    said = sum(sum(map(str.isalnum, block.text)) for block in reading.blocks)
    if said > _BESIDE + _OF_A_KEY * _MOST_KEYS:
        return False
    found = read_quiz(path, lambda _: reading)
    many = len(found.keys)
    return not found.found and many >= FEWEST_KEYS and said <= _BESIDE + _OF_A_KEY * many


def of_reading(reading: Reading, keys: Keys = ()) -> QuizReading:
    """The items of a file of an office."""
    if reading.sheets:
        tables = [list(sheet.rows) for sheet in reading.sheets]
        if reading.format == Format.CSV:
            tables = [
                [(number, tuple(map(unguarded, cells))) for number, cells in table]
                for table in tables
            ]
        found = [item for table in tables for item in read_table(table)]
        listed = [key for table in tables for key in keys_of_table([c for _, c in table])]
        return QuizReading(tuple(found), () if found else tuple(listed))
    tables = _tables(reading.blocks)
    listed = [key for table in tables for key in keys_of_table([c for _, c in table])]
    found = [item for table in tables for item in read_table(table)]
    if found:
        return QuizReading(tuple(found))
    return read_lines(_lines(reading.blocks), keys, table_keys=listed)


def _plain_text(path: Path) -> str | None:
    """The text of a plain text file; None of any other, or where there is none."""
    try:
        if detect(path) not in _TEXTS:
            return None
        return decode(path.read_bytes())
    except OSError:
        return None  # `read` says what is wrong with it


def _of_format(text: str, suffix: str) -> QuizReading | None:
    """The items of JSON, Aiken or GIFT; None where a text is none of these."""
    if (values := parsed(text)) is not None:
        return QuizReading(tuple(read_json(values)))
    if looks_like_aiken(text):
        return QuizReading(tuple(read_aiken(text)))
    if suffix == ".gift" or looks_like_gift(text):
        return QuizReading(tuple(read_gift(text)))
    return None


def _lines(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a file without its tables of answers."""
    lines: list[Line] = []
    for is_row, group in groupby(blocks, key=lambda block: block.kind is BlockKind.TABLE_ROW):
        part = list(group)
        if not (is_row and keys_of_table([cells for _, cells in _table(part)])):
            lines += lines_of(part)
    return lines


def _tables(blocks: Iterable[Block]) -> list[list[tuple[int, tuple[str, ...]]]]:
    return [
        _table(list(group))
        for is_row, group in groupby(blocks, key=lambda block: block.kind is BlockKind.TABLE_ROW)
        if is_row
    ]


def _table(rows: Sequence[Block]) -> list[tuple[int, tuple[str, ...]]]:
    """Rows as a sheet has them, the names of the columns first where there are any."""
    names = [name for block in rows for name, _ in block.cells if name]
    distinct = list(dict.fromkeys(names))
    unnamed = any(not name for block in rows for name, _ in block.cells)
    repeated = any(len({n for n, _ in block.cells}) < len(block.cells) for block in rows)
    if not distinct or unnamed or repeated:
        return [(at, tuple(cell for _, cell in block.cells)) for at, block in enumerate(rows, 1)]
    return [
        (1, tuple(distinct)),
        *(
            (at, tuple(dict(block.cells).get(name, "") for name in distinct))
            for at, block in enumerate(rows, 2)
        ),
    ]


# ---------------------------------------------------------------- writing

_TITLES = {
    "STT": 6,
    "Chủ đề": 22,
    "Câu hỏi": 50,
    **{f"Phương án {letter}": 30 for letter in LETTERS},
    "Đáp án": 9,
    "Mức độ": 12,
    "Giải thích": 44,
    "Nguồn": 36,
    "Số hiệu": 16,
    "Trích": 44,
}


def write_quiz(contents: Iterable[QuizContent], path: Path) -> None:
    """A bank in one of the formats WRITABLE, by the name's ending; `read_quiz` reads it back.

    .xlsx, .csv, .docx and .json hold all that a person reads; .gift holds stem, options, key,
    topic and explanation; .aiken stem, options and key. Nothing holds ids.

    Raises:
        ValueError: Another ending; or a text longer than the 32,767 letters of an Excel cell.
        OSError: The file cannot be written.
    """
    contents = list(contents)
    match path.suffix.lower():
        case ".xlsx":
            write_sheet(_rows(contents), path, title="Câu trắc nghiệm", titles=_TITLES)
        case ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(_TITLES)
                writer.writerows([map(guarded, row) for row in _rows(contents)])
        case ".docx":
            from knowledge.quiz_files.word import write_docx

            write_docx(contents, path)
        case ".gift":
            path.write_text(write_gift(contents), encoding="utf-8")
        case ".aiken":
            path.write_text(write_aiken(contents), encoding="utf-8")
        case ".json":
            path.write_text(write_json(contents), encoding="utf-8")
        case suffix:
            raise ValueError(f"none of {', '.join(WRITABLE)}: {suffix}")


def _rows(contents: Sequence[QuizContent]) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            content.topic,
            content.stem,
            *(content.options + ("",) * (len(LETTERS) - len(content.options))),
            content.letter,
            LEVEL_NAMES[content.level] if content.level else "",
            content.explanation,
            content.source,
            content.document_number,
            content.quote,
        )
        for number, content in enumerate(contents, start=1)
    ]
