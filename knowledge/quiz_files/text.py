"""Banks as an office types them: "Câu 1: … A. … B. … C. … D. …", and how the key is marked.

The key stands in a line ("Đáp án: B"), in a table or list of answers at the end or in another
file, at an asterisk, or where one option of each item is bold, underlined, highlighted, coloured
or italic and the others are not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.blocks import Block, BlockKind, Look
from knowledge.letters import normalise, unmarked
from knowledge.quiz_files.found import FoundItem, QuizReading, letters_of, made
from knowledge.quiz_files.keys import Keys, by_place, keys_of_line
from knowledge.quizbank import LETTERS

TELLING = 0.3
"""A look marks keys where it singles one option out in this share of a file's items."""

MOST_OF_TEXT = 0.6
"""An option has a look where this share of its letters has it, or its letter A–F."""

_END = r"\s*[.:)/\-–]\s*"
_NAMED = re.compile(
    rf"(?:Câu(?:\s+hỏi)?|Question)(?:\s+số)?\s*(\d{{1,4}})(?:{_END}|\s+(?=[^\W\d_]))", re.IGNORECASE
)
_NUMBERED = re.compile(r"(\d{1,4})\s*[.)/]\s*(?=\S)")
_OPTION = re.compile(r"([*#✓✔]?)\s*([A-Fa-f])\s*[.):/]\s*(?=\S)")
_STAR = re.compile(r"\s*(?:\*+|\(\s*(?:đúng|đ|x)\s*\)|\[\s*x\s*\]|[✓✔])\s*\.?$", re.IGNORECASE)
_KEY = re.compile(
    r"(?:=>|→)?\s*\(?(?:Đáp án|Phương án|Đ/A|ĐA|Answer|Key|Chọn|Trả lời)"
    r"(?:\s+(?:đúng|là|chọn|câu))*"
    r"\s*[:.\-–=]?\s*(?:là\s+)?(?P<letters>[A-Fa-f](?:\s*(?:,|và|&)\s*[A-Fa-f])*)\s*\)?[.\s]*$",
    re.IGNORECASE,
)
_KEYS_BEGIN = re.compile(
    r"(?:BẢNG\s+)?(?:ĐÁP ÁN|TRẢ LỜI)(?:\s+(?:CÂU HỎI\s+)?TRẮC NGHIỆM)?\s*:?", re.IGNORECASE
)
_LABELS = {
    "explanation": r"(?:Giải thích|Lời giải|Hướng dẫn giải|Hướng dẫn trả lời)",
    "source": r"(?:Nguồn(?: trích)?|Căn cứ|Trích nguồn|Cơ sở)",
    "document_number": r"Số hiệu(?: văn bản)?",
    "quote": r"Trích(?: dẫn| văn bản)?",
    "topic": r"(?:Chủ đề|Chuyên đề|Lĩnh vực)(?: \d+)?",
    "level": r"(?:Mức độ|Độ khó)",
}
_ABOUT = {name: re.compile(rf"\(?{label}\s*:\s*", re.IGNORECASE) for name, label in _LABELS.items()}
_SECTION = re.compile(
    r"(?:[IVX]+\s*[.:)–-]"
    r"|(?:Phần|Chương|Mục|Chủ đề|Chuyên đề|Bài)\s+(?:thứ\s+)?[\wÀ-ỹ]+\s*[.:–-]?)\s*",
    re.IGNORECASE,
)
_LAST = re.compile(r"[-–—_*.\s]*(?:HẾT|THE END)[-–—_*.\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bank; `looks` as a Block has them."""

    text: str
    heading: bool = False
    looks: tuple[tuple[int, int, Look], ...] = ()


@dataclass(slots=True)
class _Option:
    letter: str
    text: str
    starred: bool = False
    looks: frozenset[tuple[Look, bool]] = frozenset()  # (look, whether of the letter alone)


@dataclass(slots=True)
class _Item:
    number: int
    topic: str
    stem: list[str] = field(default_factory=list)
    options: list[_Option] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    field: str = ""  # what a line without a label continues


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of a file; the cells of a table, each of them on its own."""
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW:
            for _, cell in block.cells:
                yield from (Line(line) for line in cell.split("\n"))
        else:
            yield Line(block.text, block.kind is BlockKind.HEADING, block.looks)


def lines_of_text(text: str) -> list[Line]:
    """The lines of a plain text."""
    return [Line(line) for raw in normalise(text).split("\n") if (line := " ".join(raw.split()))]


def read_lines(lines: Sequence[Line], keys: Keys = (), *, table_keys: Keys = ()) -> QuizReading:
    """The items among the lines.

    Args:
        lines: The file.
        keys: Of another file; they count before all others.
        table_keys: Of a table of answers in this one.
    """
    items, listed = _items(lines)
    if not items:
        return QuizReading((), (*table_keys, *listed))
    numbers = [item.number for item in items]
    elsewhere = by_place(numbers, keys)
    own = by_place(numbers, [*table_keys, *listed])
    looks = _telling(items)
    return QuizReading(
        tuple(
            _found(item, outside, inside, looks)
            for item, outside, inside in zip(items, elsewhere, own, strict=True)
        )
    )


def _found(
    item: _Item, outside: str | None, inside: str | None, looks: Sequence[tuple[Look, bool]]
) -> FoundItem:
    starred = [option.letter for option in item.options if option.starred]
    ways = [
        [outside] if outside else [],
        item.keys,
        starred if len(starred) < len(item.options) else [],
        [inside] if inside else [],
        _looking(item, looks),
    ]
    said = [way for way in ways if way]
    keys = said[0] if said else []
    doubtful = any(set(way) != set(keys) for way in said[1:])
    options = [(option.letter, option.text) for option in item.options]
    about = {"topic": item.topic} | item.about
    return made(item.number, " ".join(item.stem), options, keys, about, doubtful=doubtful)


def _looking(item: _Item, looks: Sequence[tuple[Look, bool]]) -> list[str]:
    """What the looks that mark keys in this file say; two letters where they disagree."""
    said = [
        marked[0]
        for look in looks
        if len(marked := [o.letter for o in item.options if look in o.looks]) == 1
    ]
    return list(dict.fromkeys(said))


def _telling(items: Sequence[_Item]) -> list[tuple[Look, bool]]:
    """The looks that single out one option in many items, the most telling first."""
    counts: Counter[tuple[Look, bool]] = Counter()
    for item in items:
        marked = Counter(look for option in item.options for look in option.looks)
        counts.update(look for look, count in marked.items() if count == 1)
    return [look for look, count in counts.most_common() if count >= TELLING * len(items)]


def _items(lines: Sequence[Line]) -> tuple[list[_Item], list[tuple[int, str]]]:
    """The items, and the keys that are listed after them."""
    named = sum(bool(_NAMED.match(line.text)) for line in lines) >= 2 or bool(
        lines and _NAMED.match(lines[0].text)
    )
    items: list[_Item] = []
    keys: list[tuple[int, str]] = []
    topic = ""
    in_keys = False
    for at, line in enumerate(lines):
        text = line.text.strip()
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        item = items[-1] if items else None
        if found := keys_of_line(text):
            if in_keys or len(found) >= 3 or not items:
                keys += found
                in_keys = True
                continue
        elif _KEYS_BEGIN.fullmatch(text):
            in_keys = True
            continue
        begun = _begins(text, named=named, item=item)
        if begun:
            in_keys = False
            rest = text[begun.end() :]
            item = _Item(int(begun[1]), topic)
            items.append(item)
            stem, options = _stem_and_options(rest, following)
            item.stem.append(stem)
            item.options += options
            continue
        if in_keys or _LAST.fullmatch(text):
            continue
        if item is None:
            topic = _topic(line) or topic
            continue
        if (match := _OPTION.match(text)) and _follows(item, match):
            item.options += _options(line, match, following)
            item.field = "option"
        elif item.options and not item.keys and (match := _KEY.match(text)):
            item.keys += letters_of(match["letters"])
            item.field = ""
        elif item.options and (label := _label(text)):
            name, rest = label
            item.about[name] = rest.rstrip(")") if text.startswith("(") else rest
            item.field = name
        elif new := item.options and _topic(line):
            topic = new
            item.field = ""
        elif not item.options:
            item.stem.append(text)
        elif item.field == "option" and not line.heading:
            item.options[-1].text += f" {text}"
        elif item.field and not line.heading:
            item.about[item.field] += f"\n{text}"
    return items, keys


def _begins(text: str, *, named: bool, item: _Item | None) -> re.Match[str] | None:
    """Whether a line begins an item: by its word, else by a number alone."""
    if named:
        return _NAMED.match(text)
    match = _NUMBERED.match(text)
    if match is None:
        return None
    # a list of statements within a stem is numbered too, and begins anew at 1
    ended = item is None or len(item.options) >= 2
    return match if ended else None


def _follows(item: _Item, match: re.Match[str]) -> bool:
    """Whether an option's letter comes next; one may be missing."""
    last = LETTERS.index(item.options[-1].letter) if item.options else -1
    return last < LETTERS.index(match[2].upper()) <= last + 2 and (
        bool(item.options) or match[2] in "Aa"
    )


def _topic(line: Line) -> str:
    """What a line between items says of those that follow; "" where it says nothing."""
    if match := _ABOUT["topic"].match(line.text):
        return line.text[match.end() :]
    if match := _SECTION.match(line.text):
        return line.text[match.end() :].strip(" .:") if len(line.text) < 200 else ""
    return line.text if line.heading else ""


def _label(text: str) -> tuple[str, str] | None:
    for name, label in _ABOUT.items():
        if match := label.match(text):
            return name, text[match.end() :]
    return None


def _stem_and_options(text: str, following: str) -> tuple[str, list[_Option]]:
    """A stem with the options on its own line, as "Ai? A. Một B. Hai"."""
    first = re.search(r"\s([*]?\s*A\s*[.)]\s*(?=\S))", text)
    if first is None or _OPTION.match(following):
        return text, []
    rest = text[first.start(1) :]
    match = _OPTION.match(rest)
    options = _options(Line(rest), match, following) if match else []
    return (text[: first.start()], options) if len(options) >= 2 else (text, [])


def _options(line: Line, match: re.Match[str], following: str) -> list[_Option]:
    """The options of a line: one, or all of them side by side."""
    starts = [match]
    lower = match[2].islower()
    while True:
        place = LETTERS.index(starts[-1][2].upper()) + 1
        if place == len(LETTERS):
            break
        letter = LETTERS[place].lower() if lower else LETTERS[place]
        here = re.compile(rf"(?<=[\s.;,])([*#✓✔]?)\s*({letter})\s*[.)]\s*(?=\S)")
        then = here.search(line.text, starts[-1].end())
        if then is None or _begins_with(following, letter):
            break
        starts.append(then)
    ends = [*(start.start() for start in starts[1:]), len(line.text)]
    return [_option(line, start, end) for start, end in zip(starts, ends, strict=True)]


def _begins_with(text: str, letter: str) -> bool:
    match = _OPTION.match(text)
    return match is not None and match[2] == letter


def _option(line: Line, start: re.Match[str], end: int) -> _Option:
    text = line.text[start.end() : end].strip()
    bare = _STAR.sub("", text)
    looks = set()
    inside = [place for place in range(start.end(), end) if not line.text[place].isspace()]
    for look in Look:
        runs = [(a, b) for a, b, each in line.looks if look in each]
        if not runs:
            continue
        if any(a <= start.start(2) < b for a, b in runs):
            looks.add((look, True))
        covered = sum(any(a <= place < b for a, b in runs) for place in inside)
        if inside and covered >= MOST_OF_TEXT * len(inside):
            looks.add((look, False))
    starred = bool(start[1]) or bare != text
    return _Option(start[2].upper(), bare or text, starred, frozenset(looks))


def share_of_text(lines: Sequence[Line]) -> float:
    """How much of a file its items with two options or more take up, from 0 to 1."""
    items, keys = _items(lines)
    whole = sum(len(line.text) for line in lines) or 1
    taken = sum(
        len(" ".join(item.stem))
        + sum(len(option.text) + 3 for option in item.options)
        + sum(map(len, item.about.values()))
        + 10
        for item in items
        if len(item.options) >= 2
    )
    return (taken + 6 * len(keys)) / whole


def plain(name: str) -> str:
    """A name without marks, signs and capitals."""
    return " ".join(re.sub(r"[^\w]+|_", " ", unmarked(normalise(name).lower())).split())
