"""A wrong key found later: decided, every attempt counted again, and what that changes.

Counting again is also how anybody checks that the results agree with the attempts: without a
decision it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, cast, update

from bot.contests.attempts import Attempts
from bot.contests.contests import Contest, Contests
from bot.contests.draw import Pool
from bot.contests.errors import ContestError, Refusal
from bot.contests.ranking import Placed
from bot.contests.records import ATTEMPTS, PAPERS, WHOLE, Attempt, answers_of, attempt_of
from bot.contests.scoring import Accepted, Scored, score
from bot.contests.standings import Standings, standings
from bot.contests.tables import KeyRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_AT_ONCE = 500
_PORTION = (
    WHOLE.where(
        ATTEMPTS.c.contest_id == bindparam("contest"),
        ATTEMPTS.c.ended_at.is_not(None),
        ATTEMPTS.c.questions > 0,
        ATTEMPTS.c.id > bindparam("last"),
    )
    .order_by(ATTEMPTS.c.id)
    .limit(_AT_ONCE)
    .with_for_update(of=ATTEMPTS)
)
_SCORED = (
    update(ATTEMPTS)
    .where(ATTEMPTS.c.id == bindparam("of"))
    .values(score=bindparam("points"), correct=bindparam("right"))
)


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt that came to something else: scores in hundredths, and right answers."""

    attempt: int
    entry: int
    round: int
    score_before: int
    score: int
    correct_before: int
    correct: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A person whose place changed, in a round or (0) in all rounds together; None is nowhere."""

    round: int
    entry: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Recount:
    """What counting again changed.

    Attributes:
        attempts: How many were counted.
        decided: Of which items the key is another now, with it.
        after: The standings as they are now.
    """

    attempts: int
    decided: dict[int, frozenset[int] | None]
    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    after: Standings


class Corrections:
    """Decisions on keys, and counting again.

    Args:
        contests: The contests.
        attempts: Their attempts.
    """

    def __init__(self, contests: Contests, attempts: Attempts) -> None:
        self._contests = contests
        self._attempts = attempts

    def decide(
        self,
        contest_id: str,
        item_id: int,
        options: Sequence[int],
        *,
        reason: str,
        by: str,
    ) -> Recount:
        """Decides what counts as right of an item, in the bank too where it is one option.

        Args:
            contest_id: In which contest.
            item_id: Of which item.
            options: Places in the item; none takes the question back, for everybody's good.
            reason: Why, for the record.
            by: Who decides.

        Raises:
            ContestError: NO_SUCH_CONTEST, NOT_ASKED, NO_SUCH_OPTION.
        """
        with self._contests.database.session() as session:
            contest = self._contests.get(contest_id)
            pool = next((p for p in self._pools(contest) if item_id in p.revisions), None)
            if pool is None:
                raise ContestError(Refusal.NOT_ASKED, item=item_id)
            if not all(0 <= option < pool.options[item_id] for option in options):
                raise ContestError(Refusal.NO_SUCH_OPTION)
            self._decide(session, contest, item_id, options, reason, by)
            asked = self._attempts.bank.item(item_id, pool.revisions[item_id])
            quiz = self._contests.library.quiz
            now = quiz.item(item_id)
            if len(options) == 1 and now.options == asked.options and now.key != options[0]:
                quiz.edit(item_id, replace(now.content(), key=options[0]), note=reason, actor=by)
            decided = {item_id: _accepted(options)}
            return self._recount(session, contest, by, decided, item_id)

    def recount(self, contest_id: str, *, by: str, from_bank: bool = True) -> Recount:
        """Counts every attempt of a contest again.

        Args:
            contest_id: Which.
            by: Who asks for it.
            from_bank: Whether keys that were corrected in the bank since count from now on.

        Raises:
            ContestError: NO_SUCH_CONTEST.
        """
        with self._contests.database.session() as session:
            contest = self._contests.get(contest_id)
            decided: dict[int, frozenset[int] | None] = {}
            if from_bank:
                found = self._attempts.bank.corrected_since(
                    session, contest_id, self._pools(contest)
                )
                for item, key in found.items():
                    note = self._contests.library.quiz.item(item).note
                    self._decide(session, contest, item, [key], note, by)
                    decided[item] = frozenset((key,))
            return self._recount(session, contest, by, decided)

    def _decide(
        self,
        session: Session,
        contest: Contest,
        item_id: int,
        options: Sequence[int],
        reason: str,
        by: str,
    ) -> None:
        session.add(
            KeyRow(
                contest_id=contest.id,
                item_id=item_id,
                options=sorted(set(options)),
                everybody=not options,
                reason=reason,
                by=by,
                at=self._contests.clock(),
            )
        )
        session.flush()
        self._contests.record(
            session, by, "contest.key", contest.id, item=item_id, options=list(options)
        )

    def _recount(
        self,
        session: Session,
        contest: Contest,
        by: str,
        decided: dict[int, frozenset[int] | None],
        item: int | None = None,
    ) -> Recount:
        """Counts again, of one item those attempts that may have asked it."""
        now = self._contests.clock()
        before = standings(self._contests, contest.id, now)
        changes: list[Change] = []
        accepted: dict[int, Accepted] = {}
        count = 0
        for attempts in _portions(session, contest.id, item):
            count += len(attempts)
            answers = answers_of(session, [attempt.id for attempt in attempts])
            changed = []
            for attempt in attempts:
                number = attempt.round
                if number not in accepted:
                    accepted[number] = self._attempts.accepted(session, contest.id, number)
                found = score(attempt.paper, answers.get(attempt.id, {}), accepted[number])
                if (found.score, found.correct) != (attempt.score, attempt.correct):
                    changed.append(_change(attempt, found))
            if changed:
                values = [{"of": c.attempt, "points": c.score, "right": c.correct} for c in changed]
                session.connection().execute(_SCORED, values)
            changes += changed
        after = standings(self._contests, contest.id, now)
        self._contests.record(
            session,
            by,
            "contest.recounted",
            contest.id,
            attempts=count,
            changed=len(changes),
            items=sorted(decided),
        )
        return Recount(count, decided, tuple(changes), tuple(_moved(before, after)), after)

    def _pools(self, contest: Contest) -> list[Pool]:
        infos = (self._contests.round(contest, n) for n in range(1, len(contest.rules.rounds) + 1))
        return [info.pool for info in infos if info.pool is not None]


def _accepted(options: Sequence[int]) -> frozenset[int] | None:
    return frozenset(options) if options else None


def _change(attempt: Attempt, found: Scored) -> Change:
    return Change(
        attempt.id,
        attempt.entry,
        attempt.round,
        attempt.score or 0,
        found.score,
        attempt.correct or 0,
        found.correct,
    )


def _portions(session: Session, contest_id: str, item: int | None) -> Iterator[list[Attempt]]:
    """The attempts that were handed in, some at a time; essays have no key.

    Of an item: those whose papers hold its number where an item's stands. Some hold it only as the
    first place of an order; no other attempt needs to be read while everybody waits.
    """
    wanted = _PORTION
    if item is not None:
        wanted = wanted.where(cast(PAPERS.c.paper, Text).like(f"%[{item}, %"))
    last = 0
    while True:
        rows = session.connection().execute(wanted, {"contest": contest_id, "last": last}).all()
        if not rows:
            return
        yield [attempt_of(row) for row in rows]
        last = rows[-1].id


def _moved(before: Standings, after: Standings) -> Iterator[Moved]:
    pairs = [(0, before.together, after.together)]
    pairs += [
        (new.number, old.places, new.places)
        for old, new in zip(before.rounds, after.rounds, strict=True)
    ]
    for number, old_places, new_places in pairs:
        old, new = _places(old_places), _places(new_places)
        for entry in sorted(old.keys() | new.keys()):
            if old.get(entry) != new.get(entry):
                yield Moved(number, entry, old.get(entry), new.get(entry))


def _places(placed: Sequence[Placed]) -> dict[int, int]:
    return {each.result.entry: each.place for each in placed}
