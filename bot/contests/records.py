"""What is kept of attempts, read: each with its paper, its answers, its essay.

The statements are of the tables, not of the mapped classes: an answer in the last minutes of a
round is one among thousands, and a row is all that is needed of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from bot.contests.contests import Contests
from bot.contests.draw import Paper, Question
from bot.contests.errors import ContestError, Refusal
from bot.contests.keys import Bank
from bot.contests.tables import AnswerRow, AttemptRow, EntryRow, EssayRow, PaperRow
from bot.messages import Address

if TYPE_CHECKING:
    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

_TABLES = AttemptRow.metadata.tables
ATTEMPTS = _TABLES[AttemptRow.__tablename__]
ANSWERS = _TABLES[AnswerRow.__tablename__]
PAPERS = _TABLES[PaperRow.__tablename__]
ENTRIES = _TABLES[EntryRow.__tablename__]

WHOLE = select(ATTEMPTS, PAPERS.c.paper).outerjoin(PAPERS, PAPERS.c.attempt_id == ATTEMPTS.c.id)
"""Attempts with their papers, as `attempt_of` takes them."""

_ONE = WHOLE.where(ATTEMPTS.c.id == bindparam("of"))
_OWN = _ONE.join(ENTRIES, ENTRIES.c.id == ATTEMPTS.c.entry_id).where(
    ENTRIES.c.account_id == bindparam("account")
)
_OF_ENTRY = WHOLE.where(ATTEMPTS.c.entry_id == bindparam("of")).order_by(ATTEMPTS.c.id)
_LATEST = (
    select(ANSWERS.c.question, ANSWERS.c.value)
    .where(ANSWERS.c.attempt_id == bindparam("of"))
    .order_by(ANSWERS.c.seq)
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt.

    Attributes:
        number: Counts a person's attempts in a round from 1.
        revision: Of the contest's file.
        due: When it ends by itself.
        address: Where it was begun.
        ended_by: "person", "time" or "left"; None while it runs.
        score: In hundredths; None of an essay that nobody has graded.
    """

    id: int
    contest: str
    round: int
    entry: int
    number: int
    revision: int
    paper: Paper
    started: datetime
    due: datetime
    address: Address
    ended: datetime | None = None
    ended_by: str | None = None
    predicted: int | None = None
    score: int | None = None
    correct: int | None = None


class Records:
    """The attempts of every contest, as they are kept; safe to call from threads and processes.

    Args:
        contests: The contests.
    """

    def __init__(self, contests: Contests) -> None:
        self._contests = contests
        self.database = contests.database
        self.bank = Bank(contests.library)

    def get(self, attempt_id: int) -> Attempt:
        """An attempt.

        Raises:
            ContestError: NO_SUCH_ATTEMPT.
        """
        found = self._first(_ONE, attempt_id)
        if found is None:
            raise ContestError(Refusal.NO_SUCH_ATTEMPT, attempt=attempt_id)
        return found

    def own(self, attempt_id: int, account: int) -> Attempt | None:
        """An attempt, if it is that person's."""
        return self._first(_OWN, attempt_id, account=account)

    def _first(self, wanted: Select[Any], attempt_id: int, **more: int) -> Attempt | None:
        if abs(attempt_id) >= 2**31:  # a number that no table holds
            return None
        with self._contests.database.read() as session:
            row = session.connection().execute(wanted, {"of": attempt_id, **more}).first()
            return None if row is None else attempt_of(row)

    def running(self, entry_id: int, now: datetime) -> Attempt | None:
        """A person's attempt that is under way."""
        return next((a for a in self.of_entry(entry_id) if a.ended is None and a.due > now), None)

    def of_entry(self, entry_id: int) -> list[Attempt]:
        """All attempts of a person in a contest, in their order."""
        with self._contests.database.read() as session:
            rows = session.connection().execute(_OF_ENTRY, {"of": entry_id})
            return [attempt_of(row) for row in rows]

    def answers(self, attempt_id: int) -> dict[int, int]:
        """The latest answer to each question, and to `PREDICTION`."""
        with self._contests.database.read() as session:
            return latest_answers(session, attempt_id)

    def history(self, attempt_id: int) -> list[tuple[datetime, int, int]]:
        """Every answer as it was given: when, to which question, which."""
        with self._contests.database.read() as session:
            rows = session.execute(
                select(AnswerRow.at, AnswerRow.question, AnswerRow.value)
                .where(AnswerRow.attempt_id == attempt_id)
                .order_by(AnswerRow.seq)
            )
            return [(at, question, value) for at, question, value in rows]

    def essay(self, attempt_id: int) -> list[str]:
        """The parts of an essay, in their order."""
        with self._contests.database.read() as session:
            return list(
                session.scalars(
                    select(EssayRow.text)
                    .where(EssayRow.attempt_id == attempt_id)
                    .order_by(EssayRow.seq)
                )
            )


def attempt_of(row: Row[Any]) -> Attempt:
    """An attempt, from a row of `WHOLE`."""
    return Attempt(
        row.id,
        row.contest_id,
        row.round,
        row.entry_id,
        row.number,
        row.revision,
        paper_of(row.paper),
        row.started_at,
        row.due_at,
        Address(row.channel, row.chat),
        row.ended_at,
        row.ended_by,
        row.predicted,
        row.score,
        row.correct,
    )


def paper_of(kept: Sequence[Any] | None) -> Paper:
    """A paper, from what is kept of it; an essay has none."""
    return tuple(Question.of_json(each) for each in kept or ())


def latest_answers(session: Session, attempt_id: int) -> dict[int, int]:
    """The latest answer to each question of an attempt, and to `PREDICTION`."""
    return {
        row.question: row.value for row in session.connection().execute(_LATEST, {"of": attempt_id})
    }


def answers_of(session: Session, attempts: Iterable[int]) -> dict[int, dict[int, int]]:
    """The latest answers of several attempts; of one without any, none."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = session.connection().execute(
        select(ANSWERS.c.attempt_id, ANSWERS.c.question, ANSWERS.c.value)
        .where(ANSWERS.c.attempt_id.in_(list(attempts)))
        .order_by(ANSWERS.c.attempt_id, ANSWERS.c.seq)
    )
    for attempt, question, value in rows.all():
        found[attempt][question] = value
    return found
