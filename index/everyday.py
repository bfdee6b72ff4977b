"""What members say every day, and what documents say instead: "tốn tiền" is "lệ phí".

Facts of usage, written down by hand. A question is held against each text in that text's own
words: a phrase of every day counts as said where the text says it officially. Nothing is replaced
where the text has the very words of the question.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from knowledge.text import search_form, unmarked

MOST: Final = 2
"""Official words for one phrase that a question is searched by too."""

TABLE: Final = Path(__file__).parent / "models" / "everyday.txt"
"""A line: phrases of every day, ">", what documents say, the likeliest first."""


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The official words for each phrase of every day."""
    found: dict[str, tuple[str, ...]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        said, _, official = line.partition(" > ")
        for phrase in map(search_form, said.split(", ")):
            others = (search_form(other) for other in official.split(", "))
            found[phrase] = found.get(phrase, ()) + tuple(o for o in others if o != phrase)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_phrases(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@lru_cache(maxsize=1024)
def _said(question: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The phrases of every day in a question: start, end, official words."""
    plain = search_form(question)
    if len(plain) != len(question):  # a code was written another way: places would not agree
        return ()
    found = _pattern().finditer(plain)
    return tuple((match.start(), match.end(), _phrases()[match[0]]) for match in found)


def in_the_words_of(question: str, text: Sequence[str]) -> str:
    """A question as a text would put it.

    Args:
        question: With its marks.
        text: The bare syllables of the text.

    Returns:
        The question; each phrase of every day that the text lacks in the first official words that
        it has, if it has any.
    """
    said = _said(question)
    if not said:
        return question
    joined = f" {' '.join(text)} "

    def has(phrase: str) -> bool:
        return f" {unmarked(phrase)} " in joined

    parts, end = [], 0
    for start, stop, ways in said:
        phrase = question[start:stop]
        if not has(phrase.lower()) and (way := next(filter(has, ways), None)):
            parts += [question[end:start], way]
            end = stop
    return "".join([*parts, question[end:]])


def with_official_words(question: str, is_written: Callable[[str], bool]) -> str:
    """A question, and behind it the official words for what it says as people do every day.

    Args:
        question: With its marks.
        is_written: Whether the texts have all these words.
    """
    more: list[str] = []
    for _, _, ways in _said(question):
        more += list(filter(is_written, ways))[:MOST]
    return " ".join([question.rstrip(" ?.!"), *more]) if more else question
