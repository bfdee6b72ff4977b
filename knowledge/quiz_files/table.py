"""Banks as sheets: a column for the question, one for each option, one for the key."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from knowledge.quiz_files.found import FoundItem, letters_of, made
from knowledge.quiz_files.text import lines_of_text, plain, read_lines
from knowledge.quizbank import LETTERS
from knowledge.text import search_form

Row = tuple[int, Sequence[str]]

_DEEPEST_HEADER = 40  # rows of titles above the names
_LONGEST_NAME = 60


class _Column(StrEnum):
    STEM = "stem"
    OPTIONS = "options"
    KEY = "key"
    EXPLANATION = "explanation"
    SOURCE = "source"
    DOCUMENT_NUMBER = "document_number"
    QUOTE = "quote"
    TOPIC = "topic"
    LEVEL = "level"
    NUMBER = "number"


# Names without marks.
_NAMES = {
    _Column.NUMBER: r"stt|tt|so tt|so thu tu|cau(?: so)?|no|#",
    _Column.KEY: r"(?:dap an|phuong an|cau tra loi|lua chon|dap an dung|tra loi)(?: dung| chon)?"
    r"(?: nhat)?|key|answer|correct(?: answer| option)?|da|ket qua",
    _Column.STEM: r"(?:noi dung )?(?:cac )?cau hoi(?: trac nghiem)?|noi dung|hoi|question|stem",
    _Column.OPTIONS: r"(?:cac )?(?:phuong an|lua chon|dap an)(?: tra loi| lua chon)"
    r"|cac (?:phuong an|lua chon|dap an)|options?|choices?",
    _Column.EXPLANATION: r"giai thich(?: .*)?|loi giai|huong dan.*|ghi chu|explanation|feedback",
    _Column.QUOTE: r"trich(?: dan| van ban| nguyen van)?|quote",
    _Column.SOURCE: r"(?:trich )?nguon(?: .*)?|can cu(?: .*)?|tai lieu(?: .*)?|source",
    _Column.DOCUMENT_NUMBER: r"so hieu(?: van ban)?|so ky hieu(?: van ban)?|van ban so",
    _Column.TOPIC: r"chu de|linh vuc|chuyen de|nhom(?: .*)?|phan|muc|topic|subject",
    _Column.LEVEL: r"muc do(?: .*)?|do kho|cap do|level|difficulty",
}
_COLUMNS = {column: re.compile(pattern) for column, pattern in _NAMES.items()}
_OPTION = re.compile(
    r"(?:(?:phuong an|dap an|lua chon|cau tra loi|tra loi|y|option|answer|da|pa) ?)?([a-f1-6])"
)


def is_bank_table(rows: Sequence[Row]) -> bool:
    """Whether these rows are those of a bank.

    "Câu hỏi" and "Đáp án" alone may be a Q&A set as well; then the rows themselves must tell.
    """
    for _, names in rows[:_DEEPEST_HEADER]:
        columns, options = _columns(names)
        if columns:
            found = [] if options else list(read_table(rows))
            told = sum(item.content is not None for item in found)
            return bool(options) or told * 2 > len(found)
    return False


def read_table(rows: Sequence[Row]) -> Iterator[FoundItem]:
    """The items below the row of names; nothing where there is none."""
    for start, (_, names) in enumerate(rows[:_DEEPEST_HEADER]):
        columns, options = _columns(names)
        if columns:
            again = [plain(name) for name in names]  # as on a new printed page
            below = [row for row in rows[start + 1 :] if [plain(cell) for cell in row[1]] != again]
            yield from _items(below, columns, options)
            return


def _columns(names: Sequence[str]) -> tuple[dict[_Column, int], dict[str, int]]:
    """Where each column is, and each option's; both empty where these are not a bank's names."""
    columns: dict[_Column, int] = {}
    options: dict[str, int] = {}
    for place, name in enumerate(names):
        bare = plain(name)
        if not bare or len(bare) > _LONGEST_NAME:
            continue
        if match := _OPTION.fullmatch(bare):
            sign = match[1].upper()
            options.setdefault(sign if sign in LETTERS else LETTERS[int(sign) - 1], place)
            continue
        column = next((c for c, pattern in _COLUMNS.items() if pattern.fullmatch(bare)), None)
        if column is not None:
            columns.setdefault(column, place)
    if _Column.STEM not in columns and _Column.NUMBER in columns and len(options) >= 2:
        # "Câu | A | B | C | D | Đáp án": what is called "Câu" is what is asked
        columns[_Column.STEM] = columns.pop(_Column.NUMBER)
    several = len(options) >= 2 or _Column.OPTIONS in columns or _Column.KEY in columns
    known = _Column.STEM in columns and several and (len(options) >= 2 or _Column.KEY in columns)
    return (columns, options) if known else ({}, {})


def _items(
    rows: Sequence[Row], columns: dict[_Column, int], options: dict[str, int]
) -> Iterator[FoundItem]:
    topic = ""
    for number, cells in rows:
        filled = [cell for cell in cells if cell.strip()]
        if not filled:
            continue
        if len(filled) == 1 and not filled[0].strip().isdecimal():
            topic = filled[0]  # a title across the sheet
            continue
        fields = {
            column: cells[place] if place < len(cells) else "" for column, place in columns.items()
        }
        if len(filled) <= 1:
            continue  # a number without a row
        found = _item(number, fields, _filled(cells, options), topic)
        if found is not None:
            yield found


def _filled(cells: Sequence[str], options: dict[str, int]) -> list[tuple[str, str]]:
    """The options of a row, up to the last that is not empty."""
    all_of_them = [
        (letter, cells[place].strip() if place < len(cells) else "")
        for letter, place in sorted(options.items())
    ]
    while all_of_them and not all_of_them[-1][1]:
        all_of_them.pop()
    return all_of_them


def _item(
    number: int, fields: dict[_Column, str], options: list[tuple[str, str]], topic: str
) -> FoundItem | None:
    about = {str(column): text for column, text in fields.items()}
    about.setdefault("topic", topic)
    stem, key = fields[_Column.STEM], fields.get(_Column.KEY, "").strip()
    if not options:
        return _typed(number, fields, about, key)
    options = [(letter, _bare(letter, text)) for letter, text in options]
    return made(number, stem, options, _keys(key, options), about)


def _typed(
    number: int, fields: dict[_Column, str], about: dict[str, str], key: str
) -> FoundItem | None:
    """A row whose options stand in one cell, that of the question or one of their own."""
    typed = f"Câu 1: {fields[_Column.STEM]}\n{fields.get(_Column.OPTIONS, '')}"
    lines = lines_of_text(typed)
    letters = letters_of(key)
    reading = read_lines(lines, [(1, letters[0])] if len(letters) == 1 else ())
    if not reading.found:
        return None
    found = reading.found[0]
    if found.content is None:
        return FoundItem(number, found.stem, None, found.reason)
    options = list(zip(LETTERS, found.content.options, strict=False))
    keys = letters or [found.content.letter]
    return made(number, found.stem, options, keys, about)


def _keys(cell: str, options: Sequence[tuple[str, str]]) -> list[str]:
    """What a cell says is right: the words of an option, else letters or numbers."""
    said = _form(cell)
    if said:
        same = [letter for letter, text in options if _form(text) == said]
        letters = letters_of(cell)
        if len(same) == 1 and not (len(cell) == 1 and cell.isalpha()):
            return same
        if letters:
            return letters
        match = re.match(r"([A-Fa-f])\s*[.):]\s*\S", cell)
        return [match[1].upper()] if match else same
    return []


def _bare(letter: str, text: str) -> str:
    """An option without the letter that somebody typed before it."""
    return re.sub(rf"^{letter}\s*[.)]\s*(?=\S)", "", text)


def _form(text: str) -> str:
    return " ".join(search_form(text).split()).rstrip(" .;")
