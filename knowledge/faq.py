"""Q&A sets in and out: tables with columns, or "Câu 1: … Trả lời: …".

Which column is which is found by its name, in many spellings, wherever the row of names stands.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from knowledge.blocks import Block, BlockKind
from knowledge.letters import normalise, unmarked
from knowledge.readers import Format, Reading
from knowledge.text import search_form


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """One question with its approved answer.

    Attributes:
        question: On one line.
        answer: May have several lines.
        source: Where the answer comes from, as printed under it.
        topic: The heading it belongs to.
        other_ways: Other ways to ask it.
        document_number: The number of the document that the answer comes from.
    """

    question: str
    answer: str
    source: str = ""
    topic: str = ""
    other_ways: tuple[str, ...] = ()
    document_number: str = ""


class Refusal(StrEnum):
    """Why a row of a Q&A set is not taken."""

    NO_QUESTION = "no_question"
    NO_ANSWER = "no_answer"
    REPEATED = "repeated"  # the file has this question before


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken: its number in the sheet, or of the question in a text; from 1."""

    row: int
    reason: Refusal


@dataclass(frozen=True, slots=True)
class FaqReading:
    """A Q&A set as read; both may be empty, where a file holds none."""

    entries: tuple[FaqEntry, ...]
    refused: tuple[RefusedRow, ...] = ()


class _Column(StrEnum):
    OTHER_WAYS = "other_ways"
    ANSWER = "answer"
    QUESTION = "question"
    DOCUMENT_NUMBER = "document_number"
    SOURCE = "source"
    TOPIC = "topic"


# Names without marks, in the order they are tried: "cách hỏi khác" is no "hỏi".
_NAMES = {
    _Column.OTHER_WAYS: r"(?:cach|cau) hoi (?:khac|tuong tu|khac nhau)|cach hoi|hoi cach khac"
    r"|(?:cau hoi )?bien the|tu khoa|other ways?",
    _Column.ANSWER: r"(?:noi dung |phan |cau |goi y )*(?:tra loi|giai dap|dap an)(?: .*)?|dap"
    r"|noi dung dap|answer",
    _Column.QUESTION: r"(?:noi dung |phan |van de )?(?:cau|can) hoi(?: thuong gap| (?:cua|tu) .*)?"
    r"|(?:noi dung )?hoi|question",
    _Column.DOCUMENT_NUMBER: r"so hieu(?: van ban)?|so,? ky hieu(?: van ban)?|van ban so",
    _Column.SOURCE: r"(?:trich )?nguon(?: .*)?|can cu(?: .*)?|co so phap ly|(?:van ban|tai lieu) "
    r"(?:vien dan|tham khao|can cu|lien quan)|trich dan|source",
    _Column.TOPIC: r"chu de|linh vuc|chuyen de|nhom(?: .*)?|phan|muc|topic",
}
_COLUMN_NAMES = {column: re.compile(pattern) for column, pattern in _NAMES.items()}
# The columns of a multiple-choice bank.
_OPTION = re.compile(
    r"(?:(?:phuong an|dap an|lua chon) )?[a-d1-4]|(?:cac )?(?:phuong an|lua chon)(?: .*)?"
)
_LONGEST_NAME = 60
_DEEPEST_HEADER = 40  # rows of titles above the names

_LABEL_END = r"\s*[.:)/\-–]\s*"
_QUESTION = re.compile(
    rf"(?:Câu(?:\s+hỏi)?(?:\s+số)?\s*\d+{_LABEL_END}|(?:Câu\s+)?Hỏi(?:\s*\d+)?\s*[:.]\s*|H\s*:\s*)",
    re.IGNORECASE,
)
_ANSWER_WORDS = r"(?:Gợi ý\s+)?(?:Trả lời|Giải đáp|Đáp)(?:\s+câu(?:\s+hỏi)?\s*\d+)?\s*:\s*"
_ANSWER = re.compile(rf"(?:{_ANSWER_WORDS}|(?:Trả lời|Đáp)\s*[.:]?\s*$|Đ\s*:\s*)", re.IGNORECASE)
_ANSWER_INSIDE = re.compile(rf"(?<=[?.…])\s+(?=(?:{_ANSWER_WORDS}))", re.IGNORECASE)
_SOURCE = re.compile(
    r"\(?\s*(?:Nguồn(?:\s+trích)?|Căn cứ(?:\s+trả lời)?|Cơ sở pháp lý|Trích nguồn)\s*:\s*",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"(?:Chủ đề|Lĩnh vực|Chuyên đề)\s*(?:\d+)?\s*:\s*", re.IGNORECASE)
_SECTION = re.compile(r"(?:[IVX]+|[A-ZĐ]|Phần\s+\w+|Chương\s+\w+)\s*[.:)–-]", re.IGNORECASE)
_CHOICE = re.compile(r"[A-Da-d]\s*[.):]?$")


def read_faq(reading: Reading) -> FaqReading:
    """The questions and answers of a file in any readable format."""
    rows, _ = _rows(reading)
    return _checked(rows)


def is_faq(reading: Reading) -> bool:
    """Whether a file is a Q&A set and no document.

    It is where a sheet has the columns of one, or where pairs make up most of a text.
    """
    rows, signs = _rows(reading)
    pairs = [row for row in rows if row.question and row.answer and not _CHOICE.match(row.answer)]
    inside = sum(len(row.question) + len(row.answer) + row.beside for row in pairs)
    return len(pairs) >= (1 if rows and rows[0].named else 2) and inside * 2 > signs


@dataclass(slots=True)
class _Row:
    """A row as it stands in a file; `named`: its columns have names."""

    number: int
    question: str = ""
    answer: str = ""
    source: str = ""
    topic: str = ""
    other_ways: str = ""
    document_number: str = ""
    named: bool = False

    @property
    def beside(self) -> int:
        """How many signs stand beside question and answer."""
        return len(self.source) + len(self.topic) + len(self.other_ways)


def _checked(rows: Iterable[_Row]) -> FaqReading:
    entries: list[FaqEntry] = []
    refused: list[RefusedRow] = []
    seen: set[str] = set()
    for row in rows:
        question = " ".join(normalise(row.question).split())
        answer = _tidy(row.answer)
        key = search_form(question).rstrip(" ?.!…:")
        reason = None
        if not key:
            reason = Refusal.NO_QUESTION
        elif not any(sign.isalnum() for sign in answer):
            reason = Refusal.NO_ANSWER
        elif key in seen:
            reason = Refusal.REPEATED
        if reason is not None:
            refused.append(RefusedRow(row.number, reason))
            continue
        seen.add(key)
        entries.append(
            FaqEntry(
                question=question,
                answer=answer,
                source=_tidy(row.source),
                topic=" ".join(normalise(row.topic).split()),
                other_ways=_ways(row.other_ways),
                document_number=" ".join(normalise(row.document_number).split()),
            )
        )
    return FaqReading(tuple(entries), tuple(refused))


def _tidy(text: str) -> str:
    """Several lines as they are shown: no blank ones at the ends, never two together."""
    return re.sub(r"\n{3,}", "\n\n", normalise(text)).strip()


def _ways(text: str) -> tuple[str, ...]:
    lines = [" ".join(line.split()) for line in normalise(text).split("\n")]
    lines = [line for line in lines if line]
    if all(line[0] in "-–+•*" for line in lines):
        lines = [line[1:].strip() for line in lines]
    return tuple(dict.fromkeys(line for line in lines if line))


def _rows(reading: Reading) -> tuple[list[_Row], int]:
    """The pairs of a file, complete or not, and how many signs its whole text has.

    The text of a spreadsheet beside its pairs does not count: its columns tell what it is.
    """
    if reading.sheets:
        tables = [sheet.rows for sheet in reading.sheets]
        if reading.format == Format.CSV:
            tables = [
                tuple((number, tuple(map(unguarded, cells))) for number, cells in table)
                for table in tables
            ]
        return [row for table in tables for row in _table_rows(table)], 0
    rows = [*_block_tables(reading.blocks), *_text_rows(_lines(reading.blocks))]
    return rows, sum(
        sum(len(cell) for _, cell in block.cells) or len(block.text) for block in reading.blocks
    )


def _column(name: str) -> _Column | None:
    plain = " ".join(re.sub(r"[^\w,]+|_", " ", unmarked(name.lower())).split())
    if not plain or len(plain) > _LONGEST_NAME or _OPTION.fullmatch(plain):
        return None
    return next((c for c, pattern in _COLUMN_NAMES.items() if pattern.fullmatch(plain)), None)


def _columns(names: Sequence[str]) -> dict[int, _Column]:
    """What each column holds; empty where these are not the names of a Q&A set."""
    plain = [" ".join(re.sub(r"[^\w]+", " ", unmarked(name.lower())).split()) for name in names]
    if sum(bool(_OPTION.fullmatch(name)) for name in plain) >= 2:
        return {}  # a multiple-choice bank
    found: dict[int, _Column] = {}
    for number, name in enumerate(names):
        column = _column(name)
        if column is not None and column not in found.values():
            found[number] = column
    both = {_Column.QUESTION, _Column.ANSWER} <= set(found.values())
    return found if both else {}


def _table_rows(rows: Sequence[tuple[int, tuple[str, ...]]]) -> Iterator[_Row]:
    """The rows of one sheet, below the row of names."""
    for start, (_, names) in enumerate(rows[:_DEEPEST_HEADER]):
        columns = _columns(names)
        if columns:
            yield from _named_rows(rows[start + 1 :], columns)
            return
    asked = [(n, [cell for cell in cells if cell.strip()]) for n, cells in rows]
    pairs = [(n, cells[-2], cells[-1]) for n, cells in asked if 2 <= len(cells) <= 3]
    questions = [question.rstrip().endswith("?") for _, question, _ in pairs]
    if len(pairs) >= 3 and sum(questions) >= 0.7 * len(pairs):
        for number, question, answer in pairs:
            yield _Row(number, question, answer)


def _named_rows(
    rows: Sequence[tuple[int, tuple[str, ...]]], columns: dict[int, _Column]
) -> Iterator[_Row]:
    topic = ""
    for number, cells in rows:
        if _columns(cells):
            continue  # the names again, as on a new printed page
        filled = [place for place, cell in enumerate(cells) if cell.strip()]
        if len(filled) == 1:
            only = cells[filled[0]]
            unnamed = filled[0] not in columns
            if unnamed and only.strip().isdecimal():
                continue  # a number without a row
            if unnamed or _SECTION.match(only.strip()):
                topic = only
                continue
        row = _Row(number, named=True)
        for place, column in columns.items():
            if place < len(cells):
                setattr(row, column, cells[place])
        if _Column.TOPIC not in columns.values():
            row.topic = topic
        if any(getattr(row, column).strip() for column in columns.values()):
            yield row


def _block_tables(blocks: Sequence[Block]) -> Iterator[_Row]:
    number = 0
    for is_row, group in groupby(blocks, key=lambda block: block.kind is BlockKind.TABLE_ROW):
        if not is_row:
            continue
        table = [block.cells for block in group]
        names = list(dict.fromkeys(name for cells in table for name, _ in cells if name))
        if names:
            rows = [tuple(names), *(tuple(dict(c).get(name, "") for name in names) for c in table)]
        else:
            rows = [tuple(cell for _, cell in cells) for cells in table]
        yield from _table_rows([(number + place, cells) for place, cells in enumerate(rows)])
        number += len(table)


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[str, bool]]:
    """Paragraphs, an answer on its question's line apart from it; and whether each is a heading."""
    for block in blocks:
        if block.kind is not BlockKind.TABLE_ROW:
            for line in _ANSWER_INSIDE.split(block.text, maxsplit=1):
                yield line, block.kind is BlockKind.HEADING


@dataclass(slots=True)
class _Pair:
    question: list[str] = field(default_factory=list)
    answer: list[str] | None = None
    source: str = ""
    topic: str = ""

    def row(self, number: int) -> _Row:
        answer = "\n".join(self.answer or ())
        return _Row(number, " ".join(self.question), answer, self.source, self.topic)


def _text_rows(lines: Iterable[tuple[str, bool]]) -> Iterator[_Row]:
    """ "Câu 1: … Trả lời: …" as pairs."""
    number = 0
    topic = ""
    pair: _Pair | None = None
    for line, heading in lines:
        if found := _QUESTION.match(line):
            if pair is not None:
                yield pair.row(number)
            number += 1
            pair = _Pair([line[found.end() :]], topic=topic)
        elif found := _TOPIC.match(line):
            topic = line[found.end() :]
        elif pair is None:
            topic = line if heading or _SECTION.match(line) else topic
        elif pair.answer is None:
            if found := _ANSWER.match(line):
                pair.answer = [line[found.end() :]]
            else:
                pair.question.append(line)
        elif heading:
            topic = line
        elif found := _SOURCE.match(line):
            pair.source = (
                line[found.end() :].rstrip(" )") if line[0] == "(" else line[found.end() :]
            )
        else:
            pair.answer.append(line)
    if pair is not None:
        yield pair.row(number)


# ---------------------------------------------------------------- writing

_TITLES = {
    "STT": 6,
    "Chủ đề": 22,
    "Câu hỏi": 44,
    "Cách hỏi khác": 40,
    "Trả lời": 80,
    "Nguồn": 36,
    "Số hiệu": 16,
}
# What a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767  # letters that Excel keeps in a cell


def write_faq(entries: Iterable[FaqEntry], path: Path) -> None:
    """A Q&A set as .xlsx or .csv, by the name's ending; `read_faq` reads it back the same.

    Raises:
        ValueError: Another ending; or a text longer than the 32,767 letters of an Excel cell.
        OSError: The file cannot be written.
    """
    rows = [
        (
            str(number),
            entry.topic,
            entry.question,
            "\n".join(entry.other_ways),
            entry.answer,
            entry.source,
            entry.document_number,
        )
        for number, entry in enumerate(entries, start=1)
    ]
    match path.suffix.lower():
        case ".xlsx":
            write_sheet(rows, path, title="Hỏi đáp", titles=_TITLES)
        case ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(_TITLES)
                writer.writerows([map(guarded, row) for row in rows])
        case suffix:
            raise ValueError(f"neither .xlsx nor .csv: {suffix}")


def guarded(text: str) -> str:
    """A cell of a .csv with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if text.lstrip("'").startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    guarded = text.startswith("'") and text.lstrip("'").startswith(_FORMULA)
    return text[1:] if guarded else text


def write_sheet(
    rows: Sequence[Sequence[str]], path: Path, *, title: str, titles: Mapping[str, int]
) -> None:
    """A printable .xlsx of one sheet.

    Args:
        rows: As wide as `titles`; whatever stands in a cell is text, never a formula.
        path: The file.
        title: Of the sheet.
        titles: The names of the columns, with their widths in letters.

    Raises:
        ValueError: A text is longer than the 32,767 letters of an Excel cell.
        OSError: The file cannot be written.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    thin = Side(style="thin", color="BFBFBF")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate([tuple(titles), *rows], start=1):
        for place, text in enumerate(row, start=1):
            if len(text) > _LONGEST_CELL:
                raise ValueError(f"row {number}: longer than {_LONGEST_CELL} letters")
            cell = sheet.cell(number, place)
            assert isinstance(cell, Cell)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"  # never a formula
            cell.alignment = wrapped
            cell.border = border
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="DDE8F4")
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for column, width in enumerate(titles.values(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(titles))}{len(rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    book.save(path)
