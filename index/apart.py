"""Rows of tables that were taken apart: each cell a line, as in a page that was copied as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.row_titles import LETTERS

_NUMBER: Final = re.compile(r"\s*\(?(\d{1,3}(?:\.\d{1,2})*|[a-zđ])[.)]?\s*")
"""A cell that numbers its row: "1.2", "a"."""
_LETTER: Final = 1000
"""Added to the place of a letter, so that "a" is no number."""
_FEWEST: Final = 3
"""Rows in a table."""
_LONGEST: Final = 600
"""Characters of a row."""

Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its lines, its number left out.

    Attributes:
        start, end: Of its lines, end excluded.
        above: The lines that say what the rows above it are about, outermost first: of "1.3" for
            "1.3.2".
    """

    start: int
    end: int
    above: tuple[int, ...]


def rows(lines: Sequence[str]) -> list[Row]:
    """The rows of the longest table in lines; empty where its cells number no rows.

    Lines that hold a number alone begin the rows where each follows the one before: 1, 2, 2.1, 2.2,
    3, a, b. A number that counts something follows none.
    """
    numbered = [(at, cell[1]) for at, line in enumerate(lines) if (cell := _number(line))]
    best: list[tuple[int, Place]] = []
    for first in range(len(numbered)):
        if len(numbered) - first <= len(best):
            break
        chain = _chain(numbered[first:])
        if len(chain) > len(best):
            best = chain
    if len(best) < _FEWEST:
        return []
    found: list[Row] = []
    labels: dict[Place, int] = {}
    ends = [at for at, _ in best[1:]] + [len(lines)]
    for (at, place), end in zip(best, ends, strict=True):
        if at + 1 == end or sum(map(len, lines[at + 1 : end])) > _LONGEST:
            continue
        labels[place] = at + 1
        above = (place[:depth] for depth in range(1, len(place)))
        found.append(Row(at + 1, end, tuple(labels[one] for one in above if one in labels)))
    return found


def _number(line: str) -> re.Match[str] | None:
    return _NUMBER.fullmatch(line) if len(line) < 12 else None


def _chain(numbered: Sequence[tuple[int, str]]) -> list[tuple[int, Place]]:
    """Those of the numbers that follow the first one, one after the other."""
    chain: list[tuple[int, Place]] = []
    for at, said in numbered:
        place = _place(said, chain[-1][1] if chain else ())
        if place and (not chain or _follows(place, chain[-1][1])):
            chain.append((at, place))
    return chain


def _place(said: str, last: Place) -> Place:
    if said[0].isdigit():
        return tuple(map(int, said.split(".")))
    if said not in LETTERS:
        return ()
    within = last[:-1] if last and last[-1] >= _LETTER else last
    return (*within, _LETTER + LETTERS.index(said))


def _follows(place: Place, last: Place) -> bool:
    """Whether it is the next of its level, or of one further out, or the first further in."""
    if place[:-1] == last:
        return place[-1] in (1, _LETTER)
    depth = len(place) - 1
    return len(place) <= len(last) and place == (*last[:depth], last[depth] + 1)
