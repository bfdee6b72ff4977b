"""Proof that a round was drawn as promised: anybody may repeat it once the seed is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.contests.contests import Contest, Contests
from bot.contests.draw import Question, attempt_seed, commitment, draw
from bot.contests.errors import ContestError, Refusal
from bot.contests.tables import AttemptRow, PaperRow

if TYPE_CHECKING:
    from bot.contests.contests import RoundInfo


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of repeating every draw of a round.

    Attributes:
        info: The round, with its seed.
        kept: Whether the seed is the one that was promised.
        attempts: How many attempts were drawn again.
        different: Those whose questions or options come out otherwise.
    """

    info: RoundInfo
    kept: bool
    attempts: int
    different: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the draw."""
        return self.kept and not self.different


def verify(contests: Contests, contest: Contest, number: int, now: datetime) -> Proof:
    """Draws every attempt of a round again.

    Raises:
        ContestError: NO_SUCH_ROUND, NOT_OPEN; STILL_RUNNING while the seed is secret.
    """
    info = contests.round(contest, number)
    if contest.rules.round(number).closes > now:
        raise ContestError(Refusal.STILL_RUNNING)
    different = []
    count = 0
    with contests.database.read() as session:
        rows = session.execute(
            select(
                AttemptRow.id,
                AttemptRow.entry_id,
                AttemptRow.number,
                AttemptRow.revision,
                PaperRow.paper,
            )
            .join(PaperRow, PaperRow.attempt_id == AttemptRow.id)
            .where(AttemptRow.contest_id == contest.id, AttemptRow.round == number)
        )
        for attempt, entry, turn, revision, paper in rows:
            count += 1
            rules = contests.rules_of(session, contest.id, revision)
            if info.pool is None:
                continue
            again = draw(
                attempt_seed(bytes.fromhex(info.seed), entry, turn),
                info.pool,
                shuffle_questions=rules.shuffle_questions,
                shuffle_options=rules.shuffle_options,
            )
            if again != tuple(Question.of_json(each) for each in paper):
                different.append(attempt)
    kept = commitment(bytes.fromhex(info.seed)) == info.commitment
    return Proof(info, kept, count, tuple(different))
