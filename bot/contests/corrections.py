"""A wrong key found later: decided, every attempt counted again, and what that changes.

Counting again is also how anybody checks that the results agree with the attempts: without a
decision it changes nothing.

    counted, while answers go on ──> one transaction: the decision, those that ended meanwhile,
                                     the scores that differ ──> the standings before and after
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.contests.attempts import Attempts
from bot.contests.contests import Contest, Contests
from bot.contests.draw import Pool
from bot.contests.errors import ContestError, Refusal
from bot.contests.ranking import Placed
from bot.contests.recounting import Change, Count
from bot.contests.standings import Standings, standings_with
from bot.contests.tables import ContestRow, KeyRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from knowledge.quizbank import QuizItem


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
        contest, asked = self._asked(contest_id, item_id, options)
        decided = {item_id: _accepted(options)}

        def write(session: Session) -> None:
            self._decide(session, contest, item_id, options, reason, by)
            quiz = self._contests.library.quiz
            now = quiz.item(item_id)
            if len(options) == 1 and now.options == asked.options and now.key != options[0]:
                quiz.edit(item_id, replace(now.content(), key=options[0]), note=reason, actor=by)

        while True:
            count = Count(self._attempts, contest_id, decided, item_id)
            if self._written(count, contest, by, decided, write):
                return self._told(contest, count, decided)

    def preview(self, contest_id: str, item_id: int, options: Sequence[int]) -> Recount:
        """What a decision would change; nothing is written.

        Raises:
            ContestError: As the decision would.
        """
        contest, _ = self._asked(contest_id, item_id, options)
        decided = {item_id: _accepted(options)}
        count = Count(self._attempts, contest_id, decided, item_id)
        count.go_on()
        now = self._contests.clock()
        before, after = standings_with(self._contests, contest.id, now, count.scores)
        return _recount(count, decided, before, after)

    def recount(self, contest_id: str, *, by: str, from_bank: bool = True) -> Recount:
        """Counts every attempt of a contest again.

        Args:
            contest_id: Which.
            by: Who asks for it.
            from_bank: Whether keys that were corrected in the bank since count from now on.

        Raises:
            ContestError: NO_SUCH_CONTEST.
        """
        contest = self._contests.get(contest_id)
        while True:
            found: dict[int, int] = {}
            if from_bank:
                with self._contests.database.read() as session:
                    found = self._attempts.bank.corrected_since(
                        session, contest_id, self._pools(contest)
                    )
            decided: dict[int, frozenset[int] | None] = {
                item: frozenset((key,)) for item, key in found.items()
            }

            def write(session: Session, found: Mapping[int, int] = found) -> None:
                for item, key in found.items():
                    note = self._contests.library.quiz.item(item).note
                    self._decide(session, contest, item, [key], note, by)

            count = Count(self._attempts, contest_id, decided)
            if self._written(count, contest, by, decided, write):
                return self._told(contest, count, decided)

    def _asked(
        self, contest_id: str, item_id: int, options: Sequence[int]
    ) -> tuple[Contest, QuizItem]:
        """A contest, and an item as it asks it.

        Raises:
            ContestError: NO_SUCH_CONTEST, NOT_ASKED, NO_SUCH_OPTION.
        """
        contest = self._contests.get(contest_id)
        pool = next((p for p in self._pools(contest) if item_id in p.revisions), None)
        if pool is None:
            raise ContestError(Refusal.NOT_ASKED, item=item_id)
        if not all(0 <= option < pool.options[item_id] for option in options):
            raise ContestError(Refusal.NO_SUCH_OPTION)
        return contest, self._attempts.bank.item(item_id, pool.revisions[item_id])

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

    def _written(
        self,
        count: Count,
        contest: Contest,
        by: str,
        decided: Mapping[int, frozenset[int] | None],
        write: Callable[[Session], None],
    ) -> bool:
        """Counts, and writes what differs; False where somebody else has decided meanwhile."""
        count.go_on()
        count.go_on()  # most of what has ended while the first took its time
        with self._contests.database.session() as session:
            # from here on nobody ends by the keys of before
            session.get_one(ContestRow, contest.id, with_for_update=True)
            if self._attempts.bank.latest(session, contest.id) != count.latest:
                return False
            count.go_on()
            write(session)
            count.write(session)
            self._contests.record(
                session,
                by,
                "contest.recounted",
                contest.id,
                attempts=count.counted,
                changed=len(count.changes),
                items=sorted(decided),
            )
        return True

    def _told(
        self, contest: Contest, count: Count, decided: dict[int, frozenset[int] | None]
    ) -> Recount:
        now = self._contests.clock()
        after, before = standings_with(self._contests, contest.id, now, count.scores_before)
        return _recount(count, decided, before, after)

    def _pools(self, contest: Contest) -> list[Pool]:
        infos = (self._contests.round(contest, n) for n in range(1, len(contest.rules.rounds) + 1))
        return [info.pool for info in infos if info.pool is not None]


def _accepted(options: Sequence[int]) -> frozenset[int] | None:
    return frozenset(options) if options else None


def _recount(
    count: Count,
    decided: dict[int, frozenset[int] | None],
    before: Standings,
    after: Standings,
) -> Recount:
    changes = tuple(count.changes[attempt] for attempt in sorted(count.changes))
    return Recount(count.counted, decided, changes, tuple(_moved(before, after)), after)


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
