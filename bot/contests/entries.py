"""Who takes part: what a contest asks of a person, and who may not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, select, update

from bot.contests.contests import Contest, Contests, ContestState
from bot.contests.errors import ContestError, Refusal
from bot.contests.fields import read_value
from bot.contests.rule_files import read_rules
from bot.contests.rules import EntryField
from bot.contests.tables import (
    PREDICTION,
    AnswerRow,
    AttemptRow,
    ContestFileRow,
    EntryRow,
    EssayRow,
    GradeRow,
    UniqueValueRow,
)

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from bot.messages import Sender
    from bot.people import Account
    from bot.personal_data import Subject


_ENTRIES = EntryRow.metadata.tables[EntryRow.__tablename__]
_OF = select(_ENTRIES).where(
    _ENTRIES.c.contest_id == bindparam("contest"), _ENTRIES.c.account_id == bindparam("account")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A person in a contest.

    Attributes:
        account: None where their data were deleted.
        fields: What they gave, by the names of the rules' fields.
        agreed_at: When they agreed that it is kept, and with it entered.
    """

    id: int
    contest: str
    account: int | None
    unit: int | None
    fields: Mapping[str, str]
    agreed_at: datetime | None


class Entries:
    """The entries of contests; every method that changes is called within a transaction."""

    def __init__(self, contests: Contests) -> None:
        self._contests = contests

    def of(self, contest_id: str, account: int) -> Entry | None:
        """A person's entry."""
        with self._contests.database.read() as session:
            whose = {"contest": contest_id, "account": account}
            row = session.connection().execute(_OF, whose).first()
            return None if row is None else _entry(row)

    def check(self, contest: Contest, account: Account | None, channel: str) -> Account:
        """The account, if it may take part.

        Raises:
            ContestError: Why not.
        """
        rules = contest.rules
        if contest.state is not ContestState.OPEN:
            raise ContestError(Refusal.NOT_OPEN)
        if rules.channels and channel not in rules.channels:
            raise ContestError(Refusal.WRONG_CHANNEL, channels=rules.channels)
        if account is None or not account.name or account.consent_version is None:
            raise ContestError(Refusal.NOT_REGISTERED)
        if account.role in rules.barred.roles or account.id in rules.barred.accounts:
            raise ContestError(Refusal.BARRED)
        if account.unit is None and (rules.units.required or rules.units.allowed):
            raise ContestError(Refusal.NO_UNIT)
        if rules.units.allowed or rules.barred.units:
            plan = self._contests.plan(rules)
            if plan.is_barred(account.unit):
                raise ContestError(Refusal.BARRED)
            if not plan.may_enter(account.unit):
                unit = plan.unit(account.unit) if account.unit is not None else None
                raise ContestError(Refusal.UNIT_NOT_ALLOWED, unit=unit.shown if unit else "")
        return account

    def begin(self, session: Session, contest: Contest, account: Account) -> Entry:
        """A person's entry, made where there is none."""
        found = self.of(contest.id, account.id)
        if found is not None:
            return found
        row = EntryRow(
            contest_id=contest.id,
            account_id=account.id,
            unit_id=account.unit,
            fields={},
            created_at=self._contests.clock(),
        )
        session.add(row)
        session.flush()
        return _entry(row)

    def give(self, session: Session, entry: Entry, field: EntryField, text: str) -> Entry:
        """Keeps an answer.

        Raises:
            ContestError: WRONG_VALUE, VALUE_TAKEN.
        """
        try:
            value = read_value(field, text)
        except ValueError:
            raise ContestError(Refusal.WRONG_VALUE, field=field) from None
        row = session.get_one(EntryRow, entry.id, with_for_update=True, populate_existing=True)
        if field.unique:
            digest = hashlib.sha256(value.casefold().encode()).hexdigest()
            taken = session.get(UniqueValueRow, (entry.contest, field.name, digest))
            if taken is not None and taken.entry_id != entry.id:
                raise ContestError(Refusal.VALUE_TAKEN, field=field)
            session.execute(
                delete(UniqueValueRow).where(
                    UniqueValueRow.entry_id == entry.id, UniqueValueRow.field == field.name
                )
            )
            session.add(
                UniqueValueRow(
                    contest_id=entry.contest, field=field.name, sha256=digest, entry_id=entry.id
                )
            )
        row.fields = {**row.fields, field.name: value}
        session.flush()
        return _entry(row)

    def forget(self, session: Session, entry: Entry) -> Entry:
        """Drops what somebody gave before they agreed, so that they may give it again."""
        row = session.get_one(EntryRow, entry.id, with_for_update=True, populate_existing=True)
        session.execute(delete(UniqueValueRow).where(UniqueValueRow.entry_id == entry.id))
        row.fields = {}
        session.flush()
        return _entry(row)

    def agree(self, session: Session, contest: Contest, entry: Entry, unit: int | None) -> Entry:
        """Enters somebody who gave everything, with the unit they have now."""
        row = session.get_one(EntryRow, entry.id, with_for_update=True, populate_existing=True)
        if missing(contest, _entry(row)) is None and row.agreed_at is None:
            row.unit_id = unit
            row.agreed_at = self._contests.clock()
            session.flush()
        return _entry(row)


def missing(contest: Contest, entry: Entry) -> EntryField | None:
    """The next field that waits for an answer; "" is one that may be left empty, and was."""
    return next((each for each in contest.rules.fields if each.name not in entry.fields), None)


def skip(session: Session, entry: Entry, field: EntryField) -> Entry:
    """Leaves a field empty that may be."""
    row = session.get_one(EntryRow, entry.id, with_for_update=True, populate_existing=True)
    row.fields = {**row.fields, field.name: ""}
    session.flush()
    return _entry(row)


def _entry(row: EntryRow | Row[Any]) -> Entry:
    return Entry(
        row.id, row.contest_id, row.account_id, row.unit_id, dict(row.fields), row.agreed_at
    )


class Entered:
    """What contests keep of a person, as `personal_data` takes it.

    Args:
        clock: The time, aware: a score is theirs to see once the rules let members see it.
    """

    kind = "contests"
    tables = (
        "contest_entries",
        "contest_unique_values",
        "contest_attempts",
        "contest_papers",
        "contest_answers",
        "contest_essays",
        "contest_grades",
    )

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """Each entry with what was given, and the attempts with answers, results and essays."""
        entries = session.scalars(select(EntryRow).where(_of(subject)).order_by(EntryRow.id))
        return [
            {
                "contest": entry.contest_id,
                "fields": dict(entry.fields),
                "created_at": entry.created_at.isoformat(),
                "agreed_at": entry.agreed_at and entry.agreed_at.isoformat(),
                "attempts": [self._attempt(session, row) for row in _attempts(session, entry)],
            }
            for entry in entries
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """Who they are and what they wrote; see `make_nameless`."""
        make_nameless(session, session.scalars(select(EntryRow.id).where(_of(subject))).all())

    def _attempt(self, session: Session, row: AttemptRow) -> dict[str, Any]:
        answers = session.scalars(
            select(AnswerRow).where(AnswerRow.attempt_id == row.id).order_by(AnswerRow.seq)
        )
        parts = session.scalars(
            select(EssayRow.text).where(EssayRow.attempt_id == row.id).order_by(EssayRow.seq)
        )
        shown = self._shows_score(session, row)
        return {
            "round": row.round,
            "channel": row.channel,
            "started_at": row.started_at.isoformat(),
            "ended_at": row.ended_at and row.ended_at.isoformat(),
            "predicted": row.predicted,
            "score": row.score / 100 if shown and row.score is not None else None,
            "correct": row.correct if shown else None,
            "answers": [
                {"at": each.at.isoformat(), "number": each.question + 1, "option": each.value + 1}
                for each in answers
                if each.question != PREDICTION
            ],
            "essay": list(parts),
        }

    def _shows_score(self, session: Session, row: AttemptRow) -> bool:
        file = session.get_one(ContestFileRow, (row.contest_id, row.revision))
        rules = read_rules(file.text)
        closes = rules.round(row.round).closes
        return rules.reveal.score == "submitted" or bool(closes <= self._clock())


def make_nameless(session: Session, entries: Sequence[int]) -> None:
    """Takes everything of a person out of entries.

    Who only registered is gone. The results of who took part stay in the counts, the standings
    and the figures of their unit, which were published and which others' places hang on: without
    name, account, what was given at registration, chat, and what they wrote.
    """
    attempts = select(AttemptRow.id).where(AttemptRow.entry_id.in_(entries))
    session.execute(delete(EssayRow).where(EssayRow.attempt_id.in_(attempts)))
    session.execute(update(GradeRow).where(GradeRow.attempt_id.in_(attempts)).values(note=""))
    session.execute(delete(UniqueValueRow).where(UniqueValueRow.entry_id.in_(entries)))
    session.execute(
        update(AttemptRow).where(AttemptRow.entry_id.in_(entries)).values(channel="", chat="")
    )
    session.execute(
        update(EntryRow).where(EntryRow.id.in_(entries)).values(account_id=None, fields={})
    )
    took_part = select(AttemptRow.entry_id).where(AttemptRow.entry_id.in_(entries))
    session.execute(delete(EntryRow).where(EntryRow.id.in_(entries), EntryRow.id.not_in(took_part)))


def _of(subject: Subject) -> ColumnElement[bool]:
    return and_(EntryRow.account_id.is_not(None), EntryRow.account_id == subject.account)


def _attempts(session: Session, entry: EntryRow) -> list[AttemptRow]:
    return list(
        session.scalars(
            select(AttemptRow).where(AttemptRow.entry_id == entry.id).order_by(AttemptRow.id)
        )
    )
