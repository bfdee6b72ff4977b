"""Contests played straight through the desk, without a conversation: many people, fast."""

from datetime import datetime

from bot.contest_desk import ContestDesk
from bot.contests.entries import Entry
from bot.contests.records import Attempt
from bot.contests.tables import PREDICTION
from bot.messages import Address, Sender
from bot.people import People
from bot.units import Units, named


def person(desk: ContestDesk, contest: str, number: int, unit: str = "") -> Entry:
    """Somebody who has entered a contest, everything asked given."""
    people = People(desk.library.database, clock=desk.clock)
    units = Units(desk.library.database).all()
    unit_id = named(units, unit)[0].id if unit else None
    account = people.register(
        Sender("telegram", f"u{number}", f"u{number}"), f"Người {number}", unit_id, "1"
    )
    found = desk.contests.get(contest)
    with desk.library.database.session() as session:
        entry = desk.entries.begin(session, found, account)
        for field in found.rules.fields:
            given = {"phone": f"09{number:08}", "date": "1/1/1980"}.get(field.kind, "x")
            entry = desk.entries.give(session, entry, field, given)
        return desk.entries.agree(session, found, entry, unit_id)


def key_of(desk: ContestDesk, attempt: Attempt, number: int) -> int:
    """The place of the right option, as it is shown."""
    question = attempt.paper[number]
    key = desk.attempts.bank.item(question.item, question.revision).key
    return question.order.index(key)


def takes(
    desk: ContestDesk,
    entry: Entry,
    begins: datetime,
    ends: datetime,
    right: int,
    predicted: int | None = None,
) -> Attempt:
    """An attempt with so many right answers."""
    contest = desk.contests.get(entry.contest)
    with desk.library.database.session() as session:
        attempt = desk.attempts.start(
            session, contest, entry, Address("telegram", f"u{entry.id}"), begins
        )
        for number in range(len(attempt.paper)):
            key = key_of(desk, attempt, number)
            value = key if number < right else (key + 1) % len(attempt.paper[number].order)
            desk.attempts.answer(session, attempt.id, number, value, begins)
        if predicted is not None:
            desk.attempts.answer(session, attempt.id, PREDICTION, predicted, begins)
        return desk.attempts.submit(session, attempt.id, ends)
