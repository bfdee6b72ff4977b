"""Essays: written part by part while the attempt runs, graded by organisers afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.contests.errors import ContestError, Refusal
from bot.contests.records import ATTEMPTS, WHOLE, Attempt, Records, attempt_of
from bot.contests.rules import Kind
from bot.contests.tables import AttemptRow, EssayRow, GradeRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LONGEST_ESSAY = 60_000
"""Letters of an essay: twenty pages."""


class Essays(Records):
    """What is written and graded; each method that changes is called within a transaction."""

    def write(self, session: Session, attempt_id: int, text: str, now: datetime) -> int:
        """Takes a part of an essay; how many letters there are now.

        Raises:
            ContestError: ENDED, ESSAY_TOO_LONG.
        """
        row = session.get_one(AttemptRow, attempt_id, with_for_update=True, populate_existing=True)
        if row.ended_at is not None or now >= row.due_at:
            raise ContestError(Refusal.ENDED)
        length = session.scalar(
            select(func.coalesce(func.sum(func.length(EssayRow.text)), 0)).where(
                EssayRow.attempt_id == attempt_id
            )
        )
        total = int(length or 0) + len(text)
        if total > LONGEST_ESSAY:
            raise ContestError(Refusal.ESSAY_TOO_LONG, limit=LONGEST_ESSAY)
        session.add(
            EssayRow(
                attempt_id=attempt_id,
                seq=_next(session, EssayRow, attempt_id),
                text=text,
                at=now,
            )
        )
        session.flush()
        return total

    def grade(
        self, session: Session, attempt_id: int, points: int, *, by: str, note: str = ""
    ) -> Attempt:
        """Gives an essay its points, in hundredths; given again, the latest count.

        Raises:
            ContestError: NO_SUCH_ATTEMPT, NOT_AN_ESSAY, STILL_RUNNING, WRONG_POINTS.
        """
        attempt = self.get(attempt_id)
        rules = self._contests.rules_of(session, attempt.contest, attempt.revision)
        each = rules.round(attempt.round)
        if each.kind is not Kind.ESSAY:
            raise ContestError(Refusal.NOT_AN_ESSAY)
        if attempt.ended is None:
            raise ContestError(Refusal.STILL_RUNNING)
        if not 0 <= points <= each.most:
            raise ContestError(Refusal.WRONG_POINTS, most=each.most)
        row = session.get_one(AttemptRow, attempt_id, with_for_update=True, populate_existing=True)
        session.add(
            GradeRow(
                attempt_id=attempt_id,
                seq=_next(session, GradeRow, attempt_id),
                points=points,
                note=note,
                by=by,
                at=self._contests.clock(),
            )
        )
        before, row.score = row.score, points
        self._contests.record(
            session,
            by,
            "contest.graded",
            attempt.contest,
            attempt=attempt_id,
            points=points,
            before=before,
        )
        session.flush()
        return self.get(attempt_id)

    def essays(self, contest_id: str) -> list[Attempt]:
        """The essays that were handed in, those without points first."""
        with self._contests.database.read() as session:
            rows = session.connection().execute(
                WHOLE.where(
                    ATTEMPTS.c.contest_id == contest_id,
                    ATTEMPTS.c.ended_at.is_not(None),
                    ATTEMPTS.c.questions == 0,
                ).order_by(ATTEMPTS.c.score.is_not(None), ATTEMPTS.c.id)
            )
            return [attempt_of(row) for row in rows]


def _next(session: Session, table: type[EssayRow | GradeRow], attempt_id: int) -> int:
    latest = session.scalar(select(func.max(table.seq)).where(table.attempt_id == attempt_id))
    return (latest or 0) + 1
