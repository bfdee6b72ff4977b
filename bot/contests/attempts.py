"""Attempts: begun, answered, handed in; by the server's clock, and only ever added to.

    start ──answer, predict, write──> … ──submit──────────> ended by the person
                                       ├──the time is up──> ended by time, at that very moment
                                       └──left the page───> ended, where the rules say so

An attempt ends at its moment whatever a client does: `settle` ends what is due, and every method
here looks at the clock before it takes anything. Each method that changes is called within a
transaction; a person's acts are written durably by whoever opens it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.contests.contests import Contest, Contests
from bot.contests.draw import Paper, Question, attempt_seed, draw
from bot.contests.errors import ContestError, Refusal
from bot.contests.keys import Bank
from bot.contests.rules import Kind
from bot.contests.scoring import score
from bot.contests.tables import (
    PREDICTION,
    AnswerRow,
    AttemptRow,
    EntryRow,
    EssayRow,
    GradeRow,
    PaperRow,
)
from bot.messages import Address
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.contests.entries import Entry

LONGEST_ESSAY = 60_000
"""Letters of an essay: twenty pages."""

MOST_PREDICTED = 100_000_000
"""More people than there are."""

SETTLED_AT_ONCE = 200
"""Attempts that one transaction ends, so that nobody waits long for it."""


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
    ended: datetime | None
    ended_by: str | None
    predicted: int | None
    score: int | None
    correct: int | None


class Attempts:
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
        self._contests = contests
        self._best = best
        self.bank = Bank(contests.library)

    # reading

    def get(self, attempt_id: int) -> Attempt:
        """An attempt.

        Raises:
            ContestError: NO_SUCH_ATTEMPT.
        """
        with self._contests.database.read() as session:
            row = None
            if abs(attempt_id) < 2**31:
                row = session.get(AttemptRow, attempt_id, populate_existing=True)
            if row is None:
                raise ContestError(Refusal.NO_SUCH_ATTEMPT, attempt=attempt_id)
            return _attempt(session, row)

    def running(self, entry_id: int, now: datetime) -> Attempt | None:
        """A person's attempt that is under way."""
        with self._contests.database.read() as session:
            row = session.scalars(
                select(AttemptRow).where(
                    AttemptRow.entry_id == entry_id,
                    AttemptRow.ended_at.is_(None),
                    AttemptRow.due_at > now,
                )
            ).first()
            return None if row is None else _attempt(session, row)

    def of_entry(self, entry_id: int) -> list[Attempt]:
        """All attempts of a person in a contest, in their order."""
        with self._contests.database.read() as session:
            rows = session.scalars(
                select(AttemptRow).where(AttemptRow.entry_id == entry_id).order_by(AttemptRow.id)
            )
            return [_attempt(session, row) for row in rows]

    def answers(self, attempt_id: int) -> dict[int, int]:
        """The latest answer to each question, and to `PREDICTION`."""
        with self._contests.database.read() as session:
            return _answers(session, [attempt_id])[attempt_id]

    def history(self, attempt_id: int) -> list[tuple[datetime, int, int]]:
        """Every answer as it was given: when, to which question, which."""
        with self._contests.database.read() as session:
            rows = session.scalars(
                select(AnswerRow).where(AnswerRow.attempt_id == attempt_id).order_by(AnswerRow.seq)
            )
            return [(row.at, row.question, row.value) for row in rows]

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
            started = list(
                session.execute(
                    select(AttemptRow.round, AttemptRow.started_at).where(
                        AttemptRow.entry_id == entry.id
                    )
                )
            )
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

    # what a person does

    def start(
        self, session: Session, contest: Contest, entry: Entry, address: Address, now: datetime
    ) -> Attempt:
        """Begins an attempt in the round that is open; one that runs already is given again.

        Raises:
            ContestError: Why not.
        """
        session.get_one(EntryRow, entry.id, with_for_update=True)  # one start after the other
        if (running := self.running(entry.id, now)) is not None:
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
        before = session.scalar(
            select(func.count(AttemptRow.id)).where(
                AttemptRow.entry_id == entry.id, AttemptRow.round == number
            )
        )
        turn = (before or 0) + 1
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
        row = AttemptRow(
            contest_id=contest.id,
            round=number,
            entry_id=entry.id,
            number=turn,
            revision=contest.revision,
            questions=len(paper),
            started_at=now,
            due_at=due,
            channel=address.channel,
            chat=address.chat,
        )
        session.add(row)
        session.flush()
        papers = [question.as_json() for question in paper]
        session.add(PaperRow(attempt_id=row.id, paper=papers))
        session.flush()
        return _attempt(session, row)

    def answer(
        self, session: Session, attempt_id: int, question: int, value: int, now: datetime
    ) -> Attempt:
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
        row = self._running(session, attempt_id, now)
        attempt = _attempt(session, row)
        if question == PREDICTION:
            if not 0 <= value <= MOST_PREDICTED:
                raise ContestError(Refusal.NO_SUCH_OPTION)
        elif not (
            0 <= question < len(attempt.paper) and 0 <= value < len(attempt.paper[question].order)
        ):
            raise ContestError(Refusal.NO_SUCH_OPTION)
        latest = session.scalars(
            select(AnswerRow.value)
            .where(AnswerRow.attempt_id == attempt_id, AnswerRow.question == question)
            .order_by(AnswerRow.seq.desc())
            .limit(1)
        ).first()
        if latest != value:
            session.add(
                AnswerRow(
                    attempt_id=attempt_id,
                    seq=_next(session, AnswerRow, attempt_id),
                    question=question,
                    value=value,
                    at=now,
                )
            )
            session.flush()
        return attempt

    def write(self, session: Session, attempt_id: int, text: str, now: datetime) -> int:
        """Takes a part of an essay; how many letters there are now.

        Raises:
            ContestError: ENDED, ESSAY_TOO_LONG.
        """
        self._running(session, attempt_id, now)
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
        row = session.get_one(AttemptRow, attempt_id, with_for_update=True, populate_existing=True)
        if row.ended_at is not None:
            return _attempt(session, row)
        if now >= row.due_at:
            self._end(session, [row], by="time")
            return _attempt(session, row)
        rules = self._contests.rules_of(session, row.contest_id, row.revision)
        each = rules.round(row.round)
        if not left:
            answers = _answers(session, [attempt_id])[attempt_id]
            if each.prediction is not None and PREDICTION not in answers:
                raise ContestError(Refusal.NO_PREDICTION)
            if each.kind is Kind.ESSAY and not self.essay(attempt_id):
                raise ContestError(Refusal.EMPTY_ESSAY)
        self._end(session, [row], by="left" if left else "person", at=now)
        return _attempt(session, row)

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
        ended = 0
        due = (AttemptRow.ended_at.is_(None), AttemptRow.due_at <= now)
        while True:
            with self._contests.database.read() as session:
                if session.scalars(select(AttemptRow.id).where(*due).limit(1)).first() is None:
                    return ended
            with self._contests.database.session() as session:
                rows = session.scalars(
                    select(AttemptRow)
                    .where(*due)
                    .order_by(AttemptRow.due_at)
                    .limit(SETTLED_AT_ONCE)
                    .with_for_update(skip_locked=True)
                ).all()
                if not rows:
                    return ended  # another process has them
                self._end(session, rows, by="time")
                for row in rows:
                    told(session, _attempt(session, row))
                ended += len(rows)

    # what organisers do

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
        return _attempt(session, row)

    def essays(self, contest_id: str) -> list[Attempt]:
        """The essays that were handed in, those without points first."""
        with self._contests.database.read() as session:
            rows = session.scalars(
                select(AttemptRow)
                .where(
                    AttemptRow.contest_id == contest_id,
                    AttemptRow.ended_at.is_not(None),
                    AttemptRow.questions == 0,
                )
                .order_by(AttemptRow.score.is_not(None), AttemptRow.id)
            )
            return [_attempt(session, row) for row in rows]

    # within

    def _running(self, session: Session, attempt_id: int, now: datetime) -> AttemptRow:
        row = session.get_one(AttemptRow, attempt_id, with_for_update=True, populate_existing=True)
        if row.ended_at is not None or now >= row.due_at:
            raise ContestError(Refusal.ENDED)
        return row

    def _end(
        self,
        session: Session,
        rows: Sequence[AttemptRow],
        *,
        by: str,
        at: datetime | None = None,
    ) -> None:
        """Ends attempts, by default each at its own moment."""
        answers = _answers(session, [row.id for row in rows])
        for row in rows:
            row.ended_at, row.ended_by = at or row.due_at, by
            row.predicted = answers[row.id].get(PREDICTION)
            if row.questions:
                row.score, row.correct = self.scored(session, row, answers[row.id])
        session.flush()

    def scored(
        self, session: Session, row: AttemptRow, answers: Mapping[int, int]
    ) -> tuple[int, int]:
        """Score and right answers of an attempt, counted from what was answered."""
        contest = self._contests.get(row.contest_id)
        info = self._contests.round(contest, row.round)
        assert info.pool is not None  # it was drawn from
        accepted = self.bank.accepted(session, row.contest_id, row.round, info.pool)
        found = score(_paper(session, row), answers, accepted)
        return found.score, found.correct


def nothing_open(contest: Contest, now: datetime) -> ContestError:
    """Why no round takes an attempt now."""
    coming = next((each for each in contest.rules.rounds if each.opens > now), None)
    if coming is None:
        return ContestError(Refusal.OVER)
    return ContestError(Refusal.NOT_YET, title=coming.title, opens=coming.opens)


def answers_of(session: Session, attempts: Sequence[int]) -> dict[int, dict[int, int]]:
    """The latest answers of several attempts."""
    return _answers(session, attempts)


def _answers(session: Session, attempts: Sequence[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = session.execute(
        select(AnswerRow.attempt_id, AnswerRow.question, AnswerRow.value)
        .where(AnswerRow.attempt_id.in_(attempts))
        .order_by(AnswerRow.attempt_id, AnswerRow.seq)
    )
    for attempt, question, value in rows:
        found[attempt][question] = value
    return found


def _next(session: Session, table: type[AnswerRow | EssayRow | GradeRow], attempt_id: int) -> int:
    latest = session.scalar(select(func.max(table.seq)).where(table.attempt_id == attempt_id))
    return (latest or 0) + 1


def _paper(session: Session, row: AttemptRow) -> Paper:
    if not row.questions:
        return ()
    paper = session.get_one(PaperRow, row.id).paper
    return tuple(Question.of_json(each) for each in paper)


def _attempt(session: Session, row: AttemptRow) -> Attempt:
    return Attempt(
        row.id,
        row.contest_id,
        row.round,
        row.entry_id,
        row.number,
        row.revision,
        _paper(session, row),
        row.started_at,
        row.due_at,
        Address(row.channel, row.chat),
        row.ended_at,
        row.ended_by,
        row.predicted,
        row.score,
        row.correct,
    )
