"""An attempt as it was taken: each question with its options as they were shown, every answer
with its moment, what counted as right then and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.contests.attempts import Attempts
from bot.contests.contests import Contests
from bot.contests.keys import decisions
from bot.contests.records import Attempt
from bot.contests.tables import PREDICTION, EntryRow, GradeRow
from bot.people import AccountRow

if TYPE_CHECKING:
    from knowledge.quizbank import QuizItem


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was shown.

    Attributes:
        item: As it was worded then.
        options: In the order in which they were shown.
        given: Every answer, with its moment; the last counts. Places in `options`.
        key: What was right by the item then.
        accepted: What counts as right now; None where it counts for everybody.
    """

    item: QuizItem
    points: int
    options: tuple[str, ...]
    given: tuple[tuple[datetime, int], ...]
    key: int
    accepted: frozenset[int] | None

    @property
    def answer(self) -> int | None:
        """The answer that counts."""
        return self.given[-1][1] if self.given else None

    @property
    def is_right(self) -> bool:
        """Whether it counts as right now."""
        return self.accepted is None or self.answer in self.accepted


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt as it was taken.

    Attributes:
        name: Of the person; "" where their data were deleted.
        predicted: Every number predicted, with its moment.
        essay: What was written, part by part.
        grades: Points that were given, in hundredths, with when, by whom and why.
        decided: Decisions on keys that concern it: item, when, why.
    """

    attempt: Attempt
    name: str
    asked: tuple[Asked, ...]
    predicted: tuple[tuple[datetime, int], ...]
    essay: tuple[str, ...]
    grades: tuple[tuple[int, datetime, str, str], ...]
    decided: tuple[tuple[int, datetime, str], ...]


def as_taken(contests: Contests, attempts: Attempts, attempt_id: int) -> Taken:
    """An attempt as it was taken.

    Raises:
        ContestError: NO_SUCH_ATTEMPT.
    """
    with contests.database.read() as session:
        attempt = attempts.get(attempt_id)
        history = attempts.history(attempt_id)
        name = session.scalar(
            select(AccountRow.name)
            .join(EntryRow, EntryRow.account_id == AccountRow.id)
            .where(EntryRow.id == attempt.entry)
        )
        info = contests.round(contests.get(attempt.contest), attempt.round)
        asked = []
        if info.pool is not None:
            accepted = attempts.bank.accepted(session, attempt.contest, attempt.round, info.pool)
            for number, question in enumerate(attempt.paper):
                item = attempts.bank.item(question.item, question.revision)
                right = accepted[question.item]
                asked.append(
                    Asked(
                        item,
                        question.points,
                        tuple(item.options[place] for place in question.order),
                        tuple((at, value) for at, which, value in history if which == number),
                        question.order.index(item.key),
                        None
                        if right is None
                        else frozenset(question.order.index(option) for option in right),
                    )
                )
        items = {question.item for question in attempt.paper}
        decided = tuple(
            (row.item_id, row.at, row.reason)
            for row in decisions(session, attempt.contest)
            if row.item_id in items
        )
        grades = tuple(
            (row.points, row.at, row.by, row.note)
            for row in session.scalars(
                select(GradeRow).where(GradeRow.attempt_id == attempt_id).order_by(GradeRow.seq)
            )
        )
        predicted = tuple((at, value) for at, which, value in history if which == PREDICTION)
        essay = tuple(attempts.essay(attempt_id))
    return Taken(attempt, name or "", tuple(asked), predicted, essay, grades, decided)
