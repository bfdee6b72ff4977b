"""The contests of an office: their files, their opening, their rounds.

    draft ──open──> open ──close──> closed
      └─ a file of the same id changes any of them; what has begun stays as it was

A round opens and closes by the clock. What it draws from is fixed at its first moment; its seed
is made when the contest opens, and the seed's SHA-256 is public from then on.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from bot.contests.draw import Pool, commitment
from bot.contests.errors import ContestError, Refusal
from bot.contests.pools import pool_of
from bot.contests.rule_files import read_rules
from bot.contests.rules import Kind, Mistake, Problem, Rules, RulesError
from bot.contests.tables import ContestFileRow, ContestRow, EntryRow, RoundRow
from bot.contests.unit_plan import UnitPlan
from bot.people import AccountRow
from bot.units import Units
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from knowledge.library import Library


_CONTESTS = ContestRow.metadata.tables[ContestRow.__tablename__]
_ONE = select(_CONTESTS).where(_CONTESTS.c.id == bindparam("of"))


class ContestState(StrEnum):
    """Where a contest stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest as its newest file has it."""

    id: str
    state: ContestState
    revision: int
    rules: Rules


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a contest file.

    Attributes:
        mistakes: What keeps it from opening.
        later: What rounds to come lack still.
    """

    rules: Rules
    mistakes: tuple[Mistake, ...]
    later: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """What is known of a round besides its rules.

    Attributes:
        commitment: The SHA-256 of the seed.
        seed: In hex.
        pool: None before the round has opened.
        pool_sha256: Of the pool as JSON with sorted keys and no spaces.
        entrants: Who may take part, where only the best of earlier rounds may.
    """

    number: int
    commitment: str
    seed: str
    pool: Pool | None
    pool_sha256: str | None
    entrants: frozenset[int] | None


class Contests:
    """The contests; safe to call from threads and processes.

    Args:
        library: Holds the bank, and the database.
        clock: The time, aware.
    """

    def __init__(
        self, library: Library, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.library = library
        self.database = library.database
        self.clock = clock
        self._units = Units(self.database, clock=clock)
        # both never change once they are written
        self._rules: dict[tuple[str, int], Rules] = {}
        self._pools: dict[tuple[str, int], RoundInfo] = {}

    # reading

    def get(self, contest_id: str) -> Contest:
        """A contest.

        Raises:
            ContestError: NO_SUCH_CONTEST.
        """
        with self.database.read() as session:
            session.flush()  # what this transaction has changed of it
            row = session.connection().execute(_ONE, {"of": contest_id}).first()
            if row is None:
                raise ContestError(Refusal.NO_SUCH_CONTEST, contest=contest_id[:60])
            return self._contest(session, row)

    def all(self) -> list[Contest]:
        """Every contest, the newest first."""
        with self.database.read() as session:
            rows = session.scalars(
                select(ContestRow).order_by(ContestRow.created_at.desc(), ContestRow.id)
            ).all()
            return [self._contest(session, row) for row in rows]

    def file(self, contest_id: str) -> str:
        """The newest file of a contest, as it was brought."""
        with self.database.read() as session:
            contest = self.get(contest_id)
            return session.get_one(ContestFileRow, (contest_id, contest.revision)).text

    def rules_of(self, session: Session, contest_id: str, revision: int) -> Rules:
        """The rules as a revision of the file had them."""
        found = self._rules.get((contest_id, revision))
        if found is None:
            text = session.get_one(ContestFileRow, (contest_id, revision)).text
            found = self._rules[contest_id, revision] = read_rules(text)
        return found

    def round(self, contest: Contest, number: int) -> RoundInfo:
        """What is known of a round of a contest that was opened.

        Raises:
            ContestError: NO_SUCH_ROUND, NOT_OPEN.
        """
        if not 1 <= number <= len(contest.rules.rounds):
            count = len(contest.rules.rounds)
            raise ContestError(Refusal.NO_SUCH_ROUND, number=number, count=count)
        if (known := self._pools.get((contest.id, number))) is not None:
            return known
        with self.database.read() as session:
            row = session.get(RoundRow, (contest.id, number), populate_existing=True)
            if row is None:
                raise ContestError(Refusal.NOT_OPEN)
            info = _info(row)
        if row.prepared_at is not None:
            self._pools[contest.id, number] = info
        return info

    def plan(self, rules: Rules) -> UnitPlan:
        """The units of a contest."""
        return UnitPlan(rules, self._units.all(retired=True))

    # changing

    def check(self, text: str) -> Checked:
        """What a file says, and everything that is wrong with it.

        Raises:
            RulesError: The file itself cannot be read.
        """
        rules = read_rules(text)
        with self.database.read() as session:
            row = session.get(ContestRow, rules.contest, populate_existing=True)
            mistakes = list(self._of_office(session, rules))
            if row is None or row.state == ContestState.DRAFT:
                if rules.closes <= self.clock():
                    mistakes.append(Mistake(Problem.ALL_OVER, ("rounds",)))
            else:
                mistakes += self._of_change(session, self._contest(session, row).rules, rules)
            now, later = self._of_bank(session, rules)
        return Checked(rules, (*mistakes, *now), tuple(later))

    def take(self, text: str, *, by: str) -> Checked:
        """Takes in a new contest as a draft, or a change of one.

        A draft may still lack what only its opening needs; an open contest is changed whole and
        right or not at all.

        Raises:
            RulesError: The file cannot be taken; nothing was changed.
        """
        with self.database.session() as session:
            checked = self.check(text)
            rules = checked.rules
            now = self.clock()
            row = session.get(ContestRow, rules.contest, with_for_update=True)
            if row is None:
                row = ContestRow(
                    id=rules.contest, state=ContestState.DRAFT, revision=0, created_at=now
                )
                session.add(row)
            elif row.state != ContestState.DRAFT and checked.mistakes:
                raise RulesError(checked.mistakes)
            row.title = rules.title
            row.revision += 1
            session.flush()
            session.add(
                ContestFileRow(contest_id=row.id, revision=row.revision, text=text, at=now, by=by)
            )
            if row.state != ContestState.DRAFT:
                self._seed(session, row.id, rules)
            self.record(session, by, "contest.changed", row.id, revision=row.revision)
        return checked

    def open(self, contest_id: str, *, by: str) -> Checked:
        """Opens a contest: people may register, and its rounds open by the clock.

        Raises:
            ContestError: NO_SUCH_CONTEST, ALREADY_OPEN.
            RulesError: With everything that is wrong.
        """
        with self.database.session() as session:
            row = session.get(ContestRow, contest_id, with_for_update=True)
            if row is None:
                raise ContestError(Refusal.NO_SUCH_CONTEST, contest=contest_id[:60])
            if row.state == ContestState.OPEN:
                raise ContestError(Refusal.ALREADY_OPEN)
            checked = self.check(self.file(contest_id))
            if checked.mistakes:
                raise RulesError(checked.mistakes)
            row.state = ContestState.OPEN
            self._seed(session, contest_id, checked.rules)
            self.record(session, by, "contest.opened", contest_id)
        return checked

    def close(self, contest_id: str, *, by: str) -> None:
        """Lets nothing begin any more; attempts under way run to their end.

        Raises:
            ContestError: NO_SUCH_CONTEST, NOT_OPEN.
        """
        with self.database.session() as session:
            row = session.get(ContestRow, contest_id, with_for_update=True)
            if row is None:
                raise ContestError(Refusal.NO_SUCH_CONTEST, contest=contest_id[:60])
            if row.state != ContestState.OPEN:
                raise ContestError(Refusal.NOT_OPEN)
            row.state = ContestState.CLOSED
            self.record(session, by, "contest.closed", contest_id)

    def prepare(
        self,
        session: Session,
        contest: Contest,
        number: int,
        best: Callable[[int, int], Sequence[int]],
    ) -> RoundInfo:
        """A round as it is asked: what it draws from, and who may take part, fixed the first time.

        Args:
            session: The transaction.
            contest: Which.
            number: The round's.
            best: The entries that are the best so many of the rounds before a round.

        Raises:
            ContestError: NOT_READY where the bank has too few items.
        """
        info = self.round(contest, number)
        rules = contest.rules.round(number)
        if info.pool is not None or (rules.kind is Kind.ESSAY and rules.top is None):
            return info
        row = session.get_one(
            RoundRow, (contest.id, number), with_for_update=True, populate_existing=True
        )
        if row.prepared_at is not None:
            return _info(row)
        pool, mistakes = pool_of(self.library, rules)
        if mistakes:
            raise ContestError(Refusal.NOT_READY)
        if rules.top is not None:
            row.entrants = list(best(number, rules.top))
        row.pool = pool.as_json()
        row.prepared_at = self.clock()
        session.flush()
        self.library.quiz.mark_used(pool.revisions)
        self.record(session, "system", "contest.round", contest.id, round=number)
        return _info(row)

    def record(self, session: Session, by: str, action: str, contest: str, **details: Any) -> None:
        """Puts something into the audit."""
        session.add(
            AuditRow(
                at=self.clock(),
                actor=by,
                action=action,
                subject="contest",
                subject_id=None,
                details={"contest": contest, **details},
            )
        )

    # what a file must fit

    def _of_office(self, session: Session, rules: Rules) -> Iterator[Mistake]:
        yield from self.plan(rules).mistakes
        for account in rules.barred.accounts:
            if session.get(AccountRow, account) is None:
                value = {"value": account}
                yield Mistake(Problem.NO_SUCH_ACCOUNT, ("barred", "accounts"), value)

    def _of_bank(self, session: Session, rules: Rules) -> tuple[list[Mistake], list[Mistake]]:
        """What rounds lack: the next one now, those after it later."""
        now: list[Mistake] = []
        later: list[Mistake] = []
        first = True
        for number, each in enumerate(rules.rounds, 1):
            if each.kind is Kind.ESSAY or each.closes <= self.clock():
                continue
            row = session.get(RoundRow, (rules.contest, number))
            if row is None or row.prepared_at is None:
                _, mistakes = pool_of(self.library, each)
                found = [
                    Mistake(m.problem, ("rounds", number, *m.where), m.details) for m in mistakes
                ]
                (now if first else later).extend(found)
            first = False
        return now, later

    def _of_change(self, session: Session, old: Rules, new: Rules) -> Iterator[Mistake]:
        """What may not change any more: rounds that have begun but for their end, and what people
        gave when they registered."""
        now = self.clock()
        for number, before in enumerate(old.rounds, 1):
            if before.opens > now:
                continue
            after = new.rounds[number - 1] if number <= len(new.rounds) else None
            if after is None:
                yield Mistake(Problem.BEGUN, ("rounds", number), {"part": "rounds"})
                continue
            for name in type(before).model_fields:
                if name in ("title", "closes"):
                    continue
                if getattr(before, name) != getattr(after, name):
                    where = ("rounds", number, name)
                    yield Mistake(Problem.BEGUN, where, {"part": name})
        if any(each.opens <= now for each in old.rounds):
            for part in ("shuffle_questions", "shuffle_options", "attempts"):
                if getattr(old, part) != getattr(new, part):
                    yield Mistake(Problem.BEGUN, (part,), {"part": part})
        if old.fields != new.fields and session.scalar(
            select(func.count(EntryRow.id)).where(EntryRow.contest_id == old.contest)
        ):
            yield Mistake(Problem.FIELDS_FIXED, ("fields",))

    def _seed(self, session: Session, contest_id: str, rules: Rules) -> None:
        """Makes the seeds that are missing."""
        known = set(
            session.scalars(select(RoundRow.number).where(RoundRow.contest_id == contest_id))
        )
        for number in range(1, len(rules.rounds) + 1):
            if number not in known:
                seed = secrets.token_bytes(32)
                session.add(
                    RoundRow(
                        contest_id=contest_id,
                        number=number,
                        seed=seed.hex(),
                        commitment=commitment(seed),
                    )
                )
        session.flush()

    def _contest(self, session: Session, row: ContestRow | Row[Any]) -> Contest:
        rules = self.rules_of(session, row.id, row.revision)
        return Contest(row.id, ContestState(row.state), row.revision, rules)


def _info(row: RoundRow) -> RoundInfo:
    canonical = None
    if row.pool is not None:
        canonical = json.dumps(row.pool, sort_keys=True, separators=(",", ":"))
    return RoundInfo(
        row.number,
        row.commitment,
        row.seed,
        Pool.of_json(row.pool) if row.pool is not None else None,
        hashlib.sha256(canonical.encode()).hexdigest() if canonical is not None else None,
        frozenset(row.entrants) if row.entrants is not None else None,
    )
