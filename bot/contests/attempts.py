"""Attempts: begun, answered, handed in; by the server's clock, and only ever added to.

    start ──answer, predict, write──> … ──submit──────────> ended by the person
                                       ├──the time is up──> ended by time, at that very moment
                                       └──left the page───> ended, where the rules say so

An attempt ends at its moment whatever a client does: `settle` ends what is due, and every method
here looks at the clock before it takes anything. Each method that changes is called within a
transaction; a person's acts are written durably by whoever opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, insert, select, update

from bot.contests.contests import Contest, Contests
from bot.contests.draw import Paper, Question, attempt_seed, draw
from bot.contests.errors import ContestError, Refusal
from bot.contests.essays import Essays
from bot.contests.records import (
    ANSWERS,
    ATTEMPTS,
    ENTRIES,
    PAPERS,
    WHOLE,
    Attempt,
    answers_of,
    attempt_of,
    latest_answers,
)
from bot.contests.rules import Kind
from bot.contests.scoring import Accepted, score
from bot.contests.tables import PREDICTION, ContestRow
from knowledge.database import UtcDateTime
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from sqlalchemy.sql.dml import Insert

    from bot.contests.entries import Entry
    from bot.messages import Address

MOST_PREDICTED = 100_000_000
"""More people than there are."""

SETTLED_AT_ONCE = 200
"""Attempts that one transaction ends, so that nobody waits long for it."""
_LOCK_ENTRY = select(ENTRIES.c.id).where(ENTRIES.c.id == bindparam("of")).with_for_update()
_STARTED = select(ATTEMPTS.c.round, ATTEMPTS.c.started_at).where(
    ATTEMPTS.c.entry_id == bindparam("of")
)
_LOCK = WHOLE.where(ATTEMPTS.c.id == bindparam("of")).with_for_update(of=ATTEMPTS)
_LOCK_RUNNING = (
    select(ATTEMPTS.c.ended_at, ATTEMPTS.c.due_at, PAPERS.c.paper)
    .outerjoin(PAPERS, PAPERS.c.attempt_id == ATTEMPTS.c.id)
    .where(ATTEMPTS.c.id == bindparam("of"))
    .with_for_update(of=ATTEMPTS)
)
_CONTESTS = ContestRow.metadata.tables[ContestRow.__tablename__]
_LOCK_KEYS = (
    select(_CONTESTS.c.id).where(_CONTESTS.c.id == bindparam("of")).with_for_update(read=True)
)
_DUE = (ATTEMPTS.c.ended_at.is_(None), ATTEMPTS.c.due_at <= bindparam("now"))
_ONE_DUE = select(ATTEMPTS.c.id).where(*_DUE).limit(1)
_LOCK_DUE = (
    WHOLE.where(*_DUE)
    .order_by(ATTEMPTS.c.due_at)
    .limit(SETTLED_AT_ONCE)
    .with_for_update(of=ATTEMPTS, skip_locked=True)
)
_END = (
    update(ATTEMPTS)
    .where(ATTEMPTS.c.id == bindparam("of"))
    .values(
        ended_at=bindparam("ended"),
        ended_by=bindparam("by"),
        predicted=bindparam("guess"),
        score=bindparam("points"),
        correct=bindparam("right"),
    )
)


def _adding() -> Insert:
    """Adds an answer after the others of its attempt, unless the latest to the question is it."""
    of, question, value = (bindparam(name, type_=Integer) for name in ("of", "asked", "given"))
    own = ANSWERS.c.attempt_id == of
    last = select(func.coalesce(func.max(ANSWERS.c.seq), 0)).where(own).scalar_subquery()
    latest = (
        select(ANSWERS.c.value)
        .where(own, ANSWERS.c.question == question)
        .order_by(ANSWERS.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = select(of, last + 1, question, value, bindparam("now", type_=UtcDateTime))
    return insert(ANSWERS).from_select(
        ["attempt_id", "seq", "question", "value", "at"],
        row.where(func.coalesce(latest, -1) != value),
    )


_ADD = _adding()


class Attempts(Essays):
    """The attempts of every contest; safe to call from threads and processes.

    Args:
        contests: The contests.
        best: The entries that are the best so many of the rounds before a round.
    """

    def __init__(
        self,
        contests: Contests,
        best: Callable[[Contest, int, int], Sequence[int]],
    ) -> None:
        super().__init__(contests)
        self._best = best

    def check(self, contest: Contest, entry: Entry, number: int, now: datetime) -> None:
        """Whether somebody may begin an attempt in a round now.

        Raises:
            ContestError: Why not.
        """
        rules = contest.rules
        each = rules.round(number)
        if not each.is_open(now):
            raise ContestError(Refusal.OVER)
        with self._contests.database.read() as session:
            entrants = self._contests.round(contest, number).entrants
            if entrants is not None and entry.id not in entrants:
                raise ContestError(Refusal.NOT_AMONG_BEST, top=each.top)
            started = session.connection().execute(_STARTED, {"of": entry.id}).all()
        today = now.astimezone(VIETNAM).date()
        monday = today - timedelta(days=today.weekday())
        days = [at.astimezone(VIETNAM).date() for _, at in started]
        in_round = sum(one == number for one, _ in started)
        allowed = rules.attempts
        most = 1 if each.kind is Kind.ESSAY else allowed.per_round
        if most is not None and in_round >= most:
            raise ContestError(Refusal.ROUND_SPENT, most=most)
        if allowed.per_week is not None and sum(d >= monday for d in days) >= allowed.per_week:
            raise ContestError(Refusal.WEEK_SPENT, most=allowed.per_week)
        if allowed.per_day is not None and days.count(today) >= allowed.per_day:
            raise ContestError(Refusal.DAY_SPENT, most=allowed.per_day)

    def start(
        self, session: Session, contest: Contest, entry: Entry, address: Address, now: datetime
    ) -> Attempt:
        """Begins an attempt in the round that is open; one that runs already is given again.

        Raises:
            ContestError: Why not.
        """
        database = session.connection()
        database.execute(_LOCK_ENTRY, {"of": entry.id})  # one start after the other
        before = self.of_entry(entry.id)
        if running := next((a for a in before if a.ended is None and a.due > now), None):
            return running
        number = contest.rules.current(now)
        if number is None:
            raise nothing_open(contest, now)
        info = self._contests.prepare(
            session, contest, number, lambda round_, top: self._best(contest, round_, top)
        )
        self.check(contest, entry, number, now)
        each = contest.rules.round(number)
        if info.entrants is not None and entry.id not in info.entrants:
            raise ContestError(Refusal.NOT_AMONG_BEST, top=each.top)
        turn = sum(attempt.round == number for attempt in before) + 1
        paper: Paper = ()
        if info.pool is not None:
            paper = draw(
                attempt_seed(bytes.fromhex(info.seed), entry.id, turn),
                info.pool,
                shuffle_questions=contest.rules.shuffle_questions,
                shuffle_options=contest.rules.shuffle_options,
            )
        due = each.closes
        if each.minutes is not None:
            due = min(due, now + timedelta(minutes=each.minutes))
        values = {
            "contest_id": contest.id,
            "round": number,
            "entry_id": entry.id,
            "number": turn,
            "revision": contest.revision,
            "questions": len(paper),
            "started_at": now,
            "due_at": due,
            "channel": address.channel,
            "chat": address.chat,
        }
        key = database.execute(insert(ATTEMPTS), values).inserted_primary_key
        assert key is not None  # of one row it is known
        attempt_id = key.id
        kept = [question.as_json() for question in paper]
        database.execute(insert(PAPERS), {"attempt_id": attempt_id, "paper": kept})
        return Attempt(
            attempt_id,
            contest.id,
            number,
            entry.id,
            turn,
            contest.revision,
            paper,
            started=now,
            due=due,
            address=address,
        )

    def answer(
        self, session: Session, attempt_id: int, question: int, value: int, now: datetime
    ) -> None:
        """Takes an answer; the same again adds nothing.

        Args:
            session: The transaction.
            attempt_id: Of whom it is for the caller to know.
            question: From 0, or `PREDICTION`.
            value: The place of the option as it was shown, or the number predicted.
            now: The time.

        Raises:
            ContestError: ENDED, NO_SUCH_OPTION.
        """
        database = session.connection()
        ended, due, paper = database.execute(_LOCK_RUNNING, {"of": attempt_id}).one()
        if ended is not None or now >= due:
            raise ContestError(Refusal.ENDED)
        if question == PREDICTION:
            most = MOST_PREDICTED
        elif 0 <= question < len(paper or ()):
            most = len(Question.of_json(paper[question]).order) - 1
        else:
            raise ContestError(Refusal.NO_SUCH_OPTION)
        if not 0 <= value <= most:
            raise ContestError(Refusal.NO_SUCH_OPTION)
        database.execute(_ADD, {"of": attempt_id, "asked": question, "given": value, "now": now})

    def submit(
        self, session: Session, attempt_id: int, now: datetime, *, left: bool = False
    ) -> Attempt:
        """Hands an attempt in; one that is in already stays as it is.

        Args:
            session: The transaction.
            attempt_id: Which.
            now: The time; after the attempt's own it ended then.
            left: Whether the person left the page, which needs neither prediction nor words.

        Raises:
            ContestError: NO_PREDICTION, EMPTY_ESSAY.
        """
        attempt = attempt_of(session.connection().execute(_LOCK, {"of": attempt_id}).one())
        if attempt.ended is not None:
            return attempt
        answers = latest_answers(session, attempt_id)
        if now >= attempt.due:
            (ended,) = self._end(session, [attempt], {attempt_id: answers}, by="time")
            return ended
        rules = self._contests.rules_of(session, attempt.contest, attempt.revision)
        each = rules.round(attempt.round)
        if not left:
            if each.prediction is not None and PREDICTION not in answers:
                raise ContestError(Refusal.NO_PREDICTION)
            if each.kind is Kind.ESSAY and not self.essay(attempt_id):
                raise ContestError(Refusal.EMPTY_ESSAY)
        by = "left" if left else "person"
        (ended,) = self._end(session, [attempt], {attempt_id: answers}, by=by, at=now)
        return ended

    def settle(
        self, now: datetime, told: Callable[[Session, Attempt], None] = lambda *_: None
    ) -> int:
        """Ends every attempt whose time is up, at that time.

        Args:
            now: The time.
            told: Is given each, within its transaction.

        Returns:
            How many there were.
        """
        settled = 0
        while True:
            with self._contests.database.read() as session:
                if session.connection().execute(_ONE_DUE, {"now": now}).first() is None:
                    return settled
            with self._contests.database.session() as session:
                rows = session.connection().execute(_LOCK_DUE, {"now": now}).all()
                if not rows:
                    return settled  # another process has them
                due = [attempt_of(row) for row in rows]
                answers = answers_of(session, [attempt.id for attempt in due])
                for attempt in self._end(session, due, answers, by="time"):
                    told(session, attempt)
                settled += len(due)

    def accepted(self, session: Session, contest_id: str, number: int) -> Accepted:
        """What counts as right in a round that was drawn from."""
        info = self._contests.round(self._contests.get(contest_id), number)
        assert info.pool is not None
        return self.bank.accepted(session, contest_id, number, info.pool)

    def _end(
        self,
        session: Session,
        attempts: Sequence[Attempt],
        answers: Mapping[int, Mapping[int, int]],
        *,
        by: str,
        at: datetime | None = None,
    ) -> list[Attempt]:
        """Ends attempts, by default each at its own moment, with what it came to."""
        accepted: dict[tuple[str, int], Accepted] = {}
        ended = []
        for contest in sorted({attempt.contest for attempt in attempts}):
            # who decides on a key waits for those that end by the keys of before
            session.connection().execute(_LOCK_KEYS, {"of": contest})
        for attempt in attempts:
            given = answers.get(attempt.id, {})
            points = correct = None
            if attempt.paper:
                where = attempt.contest, attempt.round
                if where not in accepted:
                    accepted[where] = self.accepted(session, *where)
                found = score(attempt.paper, given, accepted[where])
                points, correct = found.score, found.correct
            ended.append(
                replace(
                    attempt,
                    ended=at or attempt.due,
                    ended_by=by,
                    predicted=given.get(PREDICTION),
                    score=points,
                    correct=correct,
                )
            )
        session.connection().execute(
            _END,
            [
                {
                    "of": each.id,
                    "ended": each.ended,
                    "by": by,
                    "guess": each.predicted,
                    "points": each.score,
                    "right": each.correct,
                }
                for each in ended
            ],
        )
        return ended


def nothing_open(contest: Contest, now: datetime) -> ContestError:
    """Why no round takes an attempt now."""
    coming = next((each for each in contest.rules.rounds if each.opens > now), None)
    if coming is None:
        return ContestError(Refusal.OVER)
    return ContestError(Refusal.NOT_YET, title=coming.title, opens=coming.opens)
