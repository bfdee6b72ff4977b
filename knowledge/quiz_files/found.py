"""What a reader of a bank hands on, and the labels all of them know."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.letters import normalise, unmarked
from knowledge.quizbank import LETTERS, Level, QuizContent, QuizRefusal, tidy
from knowledge.readers.reading import one_line


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item as it stands in a file.

    Attributes:
        place: The number printed before it, or of its row, or its place in the file; from 1.
        stem: What is asked, or what stands there instead.
        content: All of it; None where it cannot be an item.
        reason: Why not.
        doubtful: Its key stands elsewhere as another one: bold in the questions, say, and
            different in the table of answers, which is the one that counts.
    """

    place: int
    stem: str
    content: QuizContent | None = None
    reason: QuizRefusal | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class QuizReading:
    """A bank as read.

    Attributes:
        found: In the order of the file.
        keys: The letters that a file of answers alone gives, by number.
    """

    found: tuple[FoundItem, ...]
    keys: tuple[tuple[int, str], ...] = ()

    @property
    def contents(self) -> list[QuizContent]:
        """The items that can be taken."""
        return [item.content for item in self.found if item.content is not None]


def made(
    place: int,
    stem: str,
    options: Sequence[tuple[str, str]],
    keys: Sequence[str],
    about: Mapping[str, str],
    *,
    doubtful: bool = False,
) -> FoundItem:
    """An item from its pieces.

    Args:
        place: Its number.
        stem: What is asked.
        options: (letter, text) of each.
        keys: The letters of the right ones.
        about: Other fields of QuizContent, as text; "level" in any spelling.
        doubtful: See FoundItem.
    """
    stem = one_line(stem)
    letters = [letter for letter, _ in options]
    reason = None
    if len(options) > len(LETTERS):
        reason = QuizRefusal.TOO_MANY_OPTIONS
    elif not keys:
        reason = QuizRefusal.NO_KEY if options else QuizRefusal.TOO_FEW_OPTIONS
    elif len(set(keys)) > 1:
        reason = QuizRefusal.SEVERAL_KEYS
    elif keys[0] not in letters:
        reason = QuizRefusal.KEY_OUTSIDE
    if reason is not None:
        return FoundItem(place, stem, None, reason)
    content = QuizContent(
        stem=stem,
        options=tuple(text for _, text in options),
        key=letters.index(keys[0]),
        explanation=about.get("explanation", ""),
        source=about.get("source", ""),
        document_number=about.get("document_number", ""),
        quote=about.get("quote", ""),
        topic=about.get("topic", ""),
        level=level_of(about.get("level", "")),
    )
    return FoundItem(place, stem, tidy(content), doubtful=doubtful)


def level_of(text: str) -> Level | None:
    """How hard an item is, in any usual spelling; None where that says nothing."""
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", unmarked(text.lower())).split())
    return next((level for level, words in _LEVELS.items() if plain in words), None)


_LEVELS = {
    Level.EASY: ("de", "nhan biet", "nb", "easy", "1", "muc 1", "muc do 1"),
    Level.MEDIUM: ("trung binh", "tb", "thong hieu", "th", "medium", "2", "muc 2", "muc do 2"),
    Level.HARD: ("kho", "van dung", "van dung cao", "vd", "vdc", "hard", "3", "4", "muc 3",
                 "muc do 3"),
}  # fmt: skip

LEVEL_NAMES = {Level.EASY: "Dễ", Level.MEDIUM: "Trung bình", Level.HARD: "Khó"}
"""How a level is written in a file."""


def letters_of(cell: str) -> list[str]:
    """The letters that a cell or a line of keys names: "B", "b.", "Đáp án B", "A, C", "2"."""
    plain = unmarked(normalise(cell)).strip().upper()
    plain = re.sub(r"^(?:DAP AN|CAU|PHUONG AN|CHON|Y)\b", "", plain)
    words = [word for word in re.split(r"[\s,;:/&+()\[\].*-]+", plain) if word not in ("", "VA")]
    if not all(re.fullmatch("[A-F1-6]", word) for word in words):
        return []
    return [word if word in LETTERS else LETTERS[int(word) - 1] for word in words]
