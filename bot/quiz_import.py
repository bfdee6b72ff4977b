"""A bank that was read goes into the library, with a line for each of its items."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from knowledge.errors import Problem, ReadError
from knowledge.quizbank import Level, QuizContent, QuizOutcome, QuizRefusal, QuizResult, QuizState

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.quiz_files import QuizReading


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one item of a file; see QuizResult and FoundItem.

    Attributes:
        near: The places of items in the file itself that ask nearly the same, of a rehearsal.
    """

    result: QuizResult
    doubtful: bool = False
    near: tuple[int, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """As a program reads it, and as an upload keeps it."""
        result = self.result
        record: dict[str, Any] = {
            "place": result.place,
            "question": result.stem,
            "outcome": result.outcome.value,
        }
        if result.reason is not None:
            record["reason"] = result.reason.value
        if result.item_id is not None:
            record["id"] = result.item_id
        if result.similar_to:
            record["similar_to"] = list(result.similar_to)
        if self.near:
            record["near"] = list(self.near)
        if self.doubtful:
            record["doubtful"] = True
        return record


@dataclass(frozen=True, slots=True)
class BankReport:
    """What became of a file, item by item in its order."""

    lines: tuple[Line, ...]

    def count(self, outcome: QuizOutcome) -> int:
        """How many items had this outcome."""
        return sum(line.result.outcome is outcome for line in self.lines)

    def figures(self) -> dict[str, int]:
        """How many of each outcome, and how many a person should look at."""
        return {outcome.value: self.count(outcome) for outcome in QuizOutcome} | {
            "similar": sum(bool(line.result.similar_to or line.near) for line in self.lines),
            "doubtful": sum(line.doubtful for line in self.lines),
        }

    @property
    def clear(self) -> list[int]:
        """The ids that wait for approval and about which nothing is odd."""
        taken = (QuizOutcome.ADDED, QuizOutcome.CHANGED)
        return [
            line.result.item_id
            for line in self.lines
            if line.result.item_id is not None and line.result.outcome in taken
            if not line.doubtful and not line.result.similar_to
        ]


def import_bank(
    library: Library,
    reading: QuizReading,
    name: str,
    *,
    topic: str = "",
    approve: bool = False,
    actor: str,
) -> BankReport:
    """Takes a bank in, in one transaction; what is approved at once, in a second one.

    Args:
        library: Where.
        reading: The bank.
        name: Of its file.
        topic: Of the items that name none.
        approve: They are approved already; but for those whose key is in doubt.
        actor: Who does it.

    Raises:
        ReadError: NO_QUIZ_ITEMS.
    """
    if not reading.found:
        raise ReadError(Problem.NO_QUIZ_ITEMS, name=name)
    contents = [replace(content, topic=content.topic or topic) for content in reading.contents]
    report = library.quiz.add(contents, source_file=name, actor=actor)
    results = iter(report.rows)
    lines = []
    for found in reading.found:
        if found.content is None:
            reason = found.reason or QuizRefusal.UNREADABLE
            result = QuizResult(found.place, found.stem, QuizOutcome.REFUSED, None, reason)
        else:
            result = replace(next(results), place=found.place)
        lines.append(Line(result, found.doubtful and result.item_id is not None))
    if approve:
        sure = [line.result.item_id or 0 for line in lines if not line.doubtful]
        drafts = [i.id for i in library.quiz.by_id(sure) if i.state is QuizState.DRAFT]
        library.quiz.approve(drafts, actor=actor)
    return BankReport(tuple(lines))


def rehearsed(library: Library, reading: QuizReading, name: str) -> BankReport:
    """What taking a bank in would do; does nothing. Raises as `import_bank`."""

    class Undo(Exception):
        pass

    reports: list[BankReport] = []
    with contextlib.suppress(Undo), library.database.session():
        reports.append(import_bank(library, reading, name, actor="system"))
        raise Undo
    # the numbers that its items had are gone again
    places = {
        line.result.item_id: line.result.place
        for line in reports[0].lines
        if line.result.outcome is QuizOutcome.ADDED
    }
    return BankReport(
        tuple(
            Line(
                replace(
                    line.result,
                    similar_to=tuple(i for i in line.result.similar_to if i not in places),
                ),
                line.doubtful,
                tuple(places[i] for i in line.result.similar_to if i in places),
            )
            for line in reports[0].lines
        )
    )


def as_values(reading: QuizReading) -> list[dict[str, Any]]:
    """A bank as JSON values, for an upload to keep until it is published."""
    return [
        {
            "place": found.place,
            "stem": found.stem,
            "reason": found.reason,
            "doubtful": found.doubtful,
            "content": found.content and asdict(found.content),
        }
        for found in reading.found
    ]


def from_values(values: Sequence[dict[str, Any]]) -> QuizReading:
    """Back."""
    from knowledge.quiz_files import FoundItem, QuizReading

    return QuizReading(
        tuple(
            FoundItem(
                value["place"],
                value["stem"],
                value["content"] and _content(value["content"]),
                value["reason"] and QuizRefusal(value["reason"]),
                value["doubtful"],
            )
            for value in values
        )
    )


def _content(value: dict[str, Any]) -> QuizContent:
    level = value["level"]
    return QuizContent(
        **value | {"options": tuple(value["options"]), "level": level and Level(level)}
    )
