"""Counting attempts again while people go on: what each comes to by the keys of now, or by others.

What was handed in never changes but for its score, so it is read a few attempts at a time and
nobody waits for it. Only those that ended meanwhile are counted in the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, cast, select, update

from bot.contests.records import ATTEMPTS, PAPERS, answers_of, paper_of
from bot.contests.scoring import Accepted, score

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.contests.attempts import Attempts

AT_ONCE = 500
"""Attempts that are read together."""

_ENDED = select(ATTEMPTS.c.id).where(
    ATTEMPTS.c.contest_id == bindparam("contest"),
    ATTEMPTS.c.ended_at.is_not(None),
    ATTEMPTS.c.questions > 0,  # an essay has no key
)
_PORTION = (
    select(
        ATTEMPTS.c.id,
        ATTEMPTS.c.entry_id,
        ATTEMPTS.c.round,
        ATTEMPTS.c.score,
        ATTEMPTS.c.correct,
        PAPERS.c.paper,
    )
    .join(PAPERS, PAPERS.c.attempt_id == ATTEMPTS.c.id)
    .where(ATTEMPTS.c.id.in_(bindparam("these", expanding=True)))
)
_ASKING = _PORTION.where(cast(PAPERS.c.paper, Text).like(bindparam("asked")))
_SCORED = (
    update(ATTEMPTS)
    .where(ATTEMPTS.c.id == bindparam("of"))
    .values(score=bindparam("points"), correct=bindparam("right"))
)


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt that comes to something else: scores in hundredths, and right answers."""

    attempt: int
    entry: int
    round: int
    score_before: int
    score: int
    correct_before: int
    correct: int


class Count:
    """A contest's attempts, counted again.

    Args:
        attempts: The attempts of every contest.
        contest_id: Of which contest.
        decided: Keys that count besides those that were decided already.
        item: Where only attempts can change that ask this item. Some are counted whose papers hold
            its number only as the first place of an order.

    Attributes:
        latest: The decision on keys that was the latest when the count began.
        counted: How many attempts were counted.
        changes: By the ids of the attempts.
    """

    def __init__(
        self,
        attempts: Attempts,
        contest_id: str,
        decided: Mapping[int, frozenset[int] | None],
        item: int | None = None,
    ) -> None:
        self._attempts = attempts
        self._contest = contest_id
        self._decided = decided
        self._wanted = {} if item is None else {"asked": f"%[{item}, %"}
        self._seen: set[int] = set()
        self._accepted: dict[int, Accepted] = {}
        self.counted = 0
        self.changes: dict[int, Change] = {}
        with attempts.database.read() as session:
            self.latest = attempts.bank.latest(session, contest_id)

    def go_on(self) -> None:
        """Counts what has ended since the last time; in a transaction, if one is open."""
        with self._attempts.database.read() as session:
            ended = session.connection().scalars(_ENDED, {"contest": self._contest})
            new = sorted(set(ended) - self._seen)
        for first in range(0, len(new), AT_ONCE):
            these = new[first : first + AT_ONCE]
            with self._attempts.database.read() as session:
                self._count(session, these)
            self._seen.update(these)

    def write(self, session: Session) -> None:
        """Writes what changed."""
        values = [
            {"of": each.attempt, "points": each.score, "right": each.correct}
            for each in self.changes.values()
        ]
        if values:
            session.connection().execute(_SCORED, values)

    @property
    def scores(self) -> dict[int, tuple[int, int]]:
        """Of each attempt that changes, score and right answers."""
        return {each.attempt: (each.score, each.correct) for each in self.changes.values()}

    @property
    def scores_before(self) -> dict[int, tuple[int, int]]:
        """Of each attempt that changes, score and right answers as they were."""
        return {
            each.attempt: (each.score_before, each.correct_before) for each in self.changes.values()
        }

    def _count(self, session: Session, these: list[int]) -> None:
        wanted = _ASKING if self._wanted else _PORTION
        rows = session.connection().execute(wanted, {"these": these, **self._wanted}).all()
        answers = answers_of(session, [row.id for row in rows])
        for row in rows:
            found = score(
                paper_of(row.paper), answers.get(row.id, {}), self._keys(session, row.round)
            )
            if (found.score, found.correct) != (row.score, row.correct):
                self.changes[row.id] = Change(
                    row.id,
                    row.entry_id,
                    row.round,
                    row.score or 0,
                    found.score,
                    row.correct or 0,
                    found.correct,
                )
        self.counted += len(rows)

    def _keys(self, session: Session, number: int) -> Accepted:
        if number not in self._accepted:
            known = self._attempts.accepted(session, self._contest, number)
            decided = {item: key for item, key in self._decided.items() if item in known}
            self._accepted[number] = {**known, **decided}
        return self._accepted[number]
