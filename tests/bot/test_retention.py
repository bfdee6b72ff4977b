"""What is kept too long goes at night, by the clock of Việt Nam, and it is told what went."""

import asyncio
import json
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from bot.app import keep_no_longer
from bot.contests.tables import AttemptRow, EntryRow
from bot.linking import LinkRow
from bot.messages import Address, Reply, Sender, paragraph
from bot.outbox import OutboxRow
from bot.people import InvitationRow, People
from bot.practice import CardRow
from bot.retention import ACTOR, Kind, Retention, RunRow
from bot.roles import Role
from bot.state import FeedbackRow, MessageRow
from bot.texts import retention as texts
from knowledge.library import VIETNAM
from knowledge.tables import AuditRow
from tests.knowledge.library_tools import DATABASES

from .conftest import QUESTION, Call, Office, Person
from .test_own_data import busy, hall

__all__ = ["hall"]  # the fixture


@pytest.fixture
def retention(office: Office) -> Retention:
    return Retention(office.database, office.settings, clock=office.clock)


def rows(office: Office, table: type) -> int:
    with office.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_it_runs_once_a_night_from_two_oclock_in_viet_nam(
    office: Office, retention: Retention
) -> None:
    office.clock.now = at(6, 1, 59)
    first = retention.run()  # the office has just begun: the night before is made up for
    assert first is not None
    assert first.night == date(2026, 1, 5)
    assert retention.run() is None
    assert retention.next_at() == at(6, 2)
    office.clock.now = at(6, 2)
    second = retention.run()
    assert second is not None
    assert second.night == date(2026, 1, 6)
    assert retention.run() is None
    office.clock.now = at(9, 14)  # switched off for days
    late = retention.run()
    assert late is not None
    assert late.night == date(2026, 1, 9)
    assert [run.night.day for run in retention.runs()] == [9, 6, 5]


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_each_kind_goes_when_its_days_are_over_and_not_before(office: Office, hall: Office) -> None:
    busy(hall)
    retention = hall.dialogue().retention
    hall.clock.pass_by(days=13)
    retention.run(at_once=True)
    assert rows(hall, MessageRow)
    hall.clock.pass_by(days=2)
    retention.run(at_once=True)
    assert rows(hall, MessageRow) == 0
    assert rows(hall, LinkRow) == 0
    assert rows(hall, FeedbackRow) == rows(hall, CardRow) == 1
    hall.clock.pass_by(days=714)
    retention.run(at_once=True)
    assert rows(hall, FeedbackRow) == rows(hall, CardRow) == 1
    hall.clock.pass_by(days=2)
    retention.run(at_once=True)
    assert rows(hall, FeedbackRow) == rows(hall, CardRow) == 0
    hall.clock.pass_by(days=7)  # after the last round, which closed a week after it opened
    retention.run(at_once=True)
    with hall.database.read() as session:
        (entry,) = session.scalars(select(EntryRow)).all()
        assert (entry.account_id, entry.fields) == (None, {})
    assert rows(hall, AttemptRow) == 1


def test_an_invitation_with_its_name_goes_when_it_works_no_more(
    office: Office, retention: Retention
) -> None:
    People(office.database, clock=office.clock).invite(Role.EDITOR, by="cli", name="Lê Văn Tám")
    office.clock.pass_by(days=6)
    retention.run(at_once=True)
    assert rows(office, InvitationRow) == 1
    office.clock.pass_by(days=2)
    retention.run(at_once=True)
    assert rows(office, InvitationRow) == 0


def test_what_a_page_has_not_shown_yet_waits_as_long_as_a_conversation(
    office: Office, retention: Retention
) -> None:
    people = People(office.database, clock=office.clock)
    people.register(Sender("web", "visit", "visit"), "Lê Văn Tám", None, "1")
    dialogue = office.dialogue()
    tin = Reply((paragraph("Tin"),))
    dialogue.outbox.push(office.database, Address("web", "visit"), tin, key="k")
    with office.database.session() as session:
        session.scalars(select(OutboxRow)).one().created_at = office.clock.now
    office.clock.pass_by(days=89)
    retention.run(at_once=True)
    assert rows(office, OutboxRow) == 1
    office.clock.pass_by(days=2)
    retention.run(at_once=True)
    assert rows(office, OutboxRow) == 0


def test_a_run_that_died_goes_on_where_it_was(
    office: Office, person: Person, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.says(QUESTION)
    office.clock.pass_by(days=200)
    remove = Kind.remove

    def dies(kind: Kind, *arguments: object) -> int:
        if kind.name == "feedback":
            raise RuntimeError("the machine was switched off")
        return remove(kind, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(Kind, "remove", dies)
        with pytest.raises(RuntimeError):
            retention.run()
    assert retention.runs()[0].ended_at is None
    done = office.dialogue().retention.run()
    assert done is not None
    assert done.ended_at is not None
    assert done.removed["messages"] == 2  # the message and its answer
    assert done.removed["conversations"] == 1
    with office.database.read() as session:
        (audit,) = session.scalars(select(AuditRow).where(AuditRow.actor == ACTOR)).all()
    assert audit.action == "retention.run"
    assert audit.details["messages"] == 2


async def test_the_server_runs_it_and_a_failure_stops_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    calls: list[str] = []
    monkeypatch.setattr("bot.app.RETENTION_EVERY_S", 0)

    class Failing(Retention):
        def run(self, *, at_once: bool = False):  # type: ignore[no-untyped-def]
            calls.append("run")
            if len(calls) == 1:
                raise RuntimeError
            stop.set()

    failing = Failing(office.database, office.settings, clock=office.clock)
    await asyncio.wait_for(keep_no_longer(failing, stop), 10)
    assert len(calls) == 2


def test_an_admin_sees_what_went_and_what_goes_next(
    call: Call, office: Office, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.says(QUESTION)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(office.settings.data_dir))
    code, told, _ = call("admin", "retention", "--json")
    assert code == 0
    shown = json.loads(told)
    due = {each["kind"]: each for each in shown["next"]}
    assert set(due) == set(texts.KINDS)
    # by the machine's clock what was said in January is long over
    assert due["messages"]["rows"] == 2
    assert (due["feedback"]["days"], due["feedback"]["setting"]) == (730, "retention.feedback_days")
    assert shown["runs"] == []
    code, told, _ = call("admin", "retention", "--at-once")
    assert code == 0
    assert f"{texts.KINDS['messages']}: 2" in told
    assert "retention.contests_days" in told
    assert "02:00" in told
    assert rows(office, RunRow) == 1
