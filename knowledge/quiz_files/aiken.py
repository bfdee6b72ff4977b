"""Moodle's Aiken format: https://docs.moodle.org/en/Aiken_format.

A question on one line, its options "A. …" or "A) …", and "ANSWER: B". It holds nothing else.
"""

import re
from collections.abc import Iterable, Iterator

from knowledge.quiz_files.found import FoundItem, made
from knowledge.quizbank import LETTERS, QuizContent, QuizRefusal

_OPTION = re.compile(r"([A-Z])[.)]\s+(.*)")
_ANSWER = re.compile(r"ANSWER\s*:\s*([A-Za-z])\s*")


def looks_like_aiken(text: str) -> bool:
    """Whether a text has lines of answers as Aiken has them, and no printed numbers."""
    lines = [line.strip() for line in text.splitlines()]
    answers = sum(bool(_ANSWER.fullmatch(line)) for line in lines)
    numbered = sum(bool(re.match(r"(?:Câu|Question)\s+\d|\d+\s*[.)]\s", line)) for line in lines)
    return answers > 0 and numbered < answers


def read_aiken(text: str) -> Iterator[FoundItem]:
    """The items of an Aiken file; `place` is the line a question stands on."""
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line:
            continue
        if not stem:
            start = number
            stem.append(line)
        elif match := _ANSWER.fullmatch(line):
            yield made(start, " ".join(stem), options, [match[1].upper()], {})
            stem, options = [], []
        elif (match := _OPTION.fullmatch(line)) and match[1] == (LETTERS + "GHIJ")[len(options)]:
            options.append((match[1], match[2]))
        elif options:
            options[-1] = (options[-1][0], f"{options[-1][1]} {line}")
        else:
            stem.append(line)
        if len(options) > len(LETTERS):
            options.pop()
            yield FoundItem(start, " ".join(stem), None, QuizRefusal.TOO_MANY_OPTIONS)
            stem, options = [], []
    if stem:
        yield made(start, " ".join(stem), options, [], {})


def write_aiken(contents: Iterable[QuizContent]) -> str:
    """An Aiken file: questions, options and keys, and nothing else of the items."""
    return "\n".join(
        "\n".join(
            (
                content.stem,
                *(f"{letter}. {o}" for letter, o in zip(LETTERS, content.options, strict=False)),
                f"ANSWER: {content.letter}\n",
            )
        )
        for content in contents
    )
