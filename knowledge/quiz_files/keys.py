"""Tables and lists of answers: which letter is right for which number."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.letters import normalise

Keys = Sequence[tuple[int, str]]

_NUMBER = re.compile(r"(?:câu\s*)?(\d{1,4})\s*[.):]?", re.IGNORECASE)
_LETTER = re.compile(r"([A-Fa-f])\s*[.)]?")
_PAIR = re.compile(
    r"(?<![\w.])(?:câu\s*)?(\d{1,4})\s*[.):\-–/=]?\s*([A-Fa-f])(?![\w])\s*[.,;|]?", re.IGNORECASE
)


def keys_of_line(line: str) -> list[tuple[int, str]]:
    """ "1. A  2. B", "1-A; 2-B", "Câu 3: C"; empty where anything else stands in the line."""
    line = normalise(line)
    if not _PAIR.match(line.lstrip(" |")):
        return []  # as most lines of most files
    pairs = [(int(number), letter.upper()) for number, letter in _PAIR.findall(line)]
    return pairs if pairs and not _PAIR.sub("", line).strip(" .,;:|-–") else []


def keys_of_table(rows: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """The keys of a table: number and letter side by side, or a row of each."""
    across = list(_across(rows))
    if across:
        return across
    return sorted(
        (int(number[1]), letter[1].upper())
        for row in rows
        for number, letter in _neighbours([cell.strip() for cell in row if cell.strip()])
    )


def _across(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    for above, below in itertools.pairwise(rows):
        pairs = [
            (number, letter)
            for one, other in zip(above, below, strict=False)
            if (number := _NUMBER.fullmatch(one.strip()))
            and (letter := _LETTER.fullmatch(other.strip()))
        ]
        if len(pairs) >= 2 and len(pairs) >= sum(bool(cell.strip()) for cell in below) - 1:
            yield from ((int(number[1]), letter[1].upper()) for number, letter in pairs)


def _neighbours(cells: Sequence[str]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    for one, other in itertools.pairwise(cells):
        number, letter = _NUMBER.fullmatch(one), _LETTER.fullmatch(other)
        if number and letter:
            yield number, letter


def by_place(numbers: Sequence[int], keys: Keys) -> list[str | None]:
    """The key of each question.

    Where numbers begin anew with each part, the answers must come in the same order.

    Args:
        numbers: Of the questions, as printed, in their order.
        keys: (number, letter) in the order of the answers.
    """
    if [number for number, _ in keys] == list(numbers):
        return [letter for _, letter in keys]
    once = Counter(numbers)
    given: dict[int, set[str]] = {}
    for number, letter in keys:
        given.setdefault(number, set()).add(letter)
    return [
        next(iter(given[number])) if once[number] == 1 and len(given.get(number, ())) == 1 else None
        for number in numbers
    ]
