"""The inbox: nothing that was taken is lost, and a chat keeps its order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.inbox import ATTEMPTS, LEASE_S, Inbox
from bot.messages import Attachment, Incoming, IncomingFile, Sender
from bot.state import MIGRATIONS
from knowledge.database import Database
from tests.knowledge.library_tools import DATABASES, fresh_database

from .conftest import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as url:
        made = Database.open(url, migrations=[MIGRATIONS])
        yield made
        made.close()


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock=clock)


def message(number: int, chat: str = "a") -> Incoming:
    return Incoming(Sender("zalo_oa", chat, chat), str(number), f"câu {number}")


def taken(inbox: Inbox, room: int = 10) -> list[str]:
    return [kept.incoming.message_id for kept in inbox.take("zalo_oa", room)]


def test_a_message_comes_out_as_it_went_in(inbox: Inbox, clock: Clock) -> None:
    whole = Incoming(
        Sender("zalo_oa", "a", "a"),
        "1",
        choice="ask:1",
        sent_at=clock(),
        attachment=Attachment.PICTURE,
        files=(IncomingFile("nq.pdf", 5, "https://zalo.example/x"),),
    )
    inbox.keep(whole)
    [kept] = inbox.take("zalo_oa", 1)
    assert kept.incoming == whole
    inbox.done(kept)
    assert inbox.waiting("zalo_oa") == 0


def test_a_message_is_kept_once(inbox: Inbox) -> None:
    for _ in range(3):
        inbox.keep(message(1))
    assert inbox.waiting("zalo_oa") == 1


def test_a_chat_has_one_message_at_work_and_keeps_its_order(inbox: Inbox) -> None:
    for number, chat in ((1, "a"), (2, "a"), (3, "b")):
        inbox.keep(message(number, chat))
    first, other = inbox.take("zalo_oa", 10)
    assert (first.incoming.message_id, other.incoming.message_id) == ("1", "3")
    assert taken(inbox) == []
    inbox.done(first)
    assert taken(inbox) == ["2"]


def test_what_a_dead_process_held_is_taken_by_another(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    inbox.keep(message(1))
    assert taken(inbox) == ["1"]
    other = Inbox(database, clock=clock)
    assert taken(other) == []
    clock.pass_by(seconds=LEASE_S + 1)
    assert taken(other) == ["1"]


def test_who_held_a_message_too_long_settles_no_other(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    inbox.keep(message(1))
    [slow] = inbox.take("zalo_oa", 1)
    clock.pass_by(seconds=LEASE_S + 1)
    other = Inbox(database, clock=clock)
    [kept] = other.take("zalo_oa", 1)
    inbox.done(slow)
    assert inbox.waiting("zalo_oa") == 1  # it is the other's to settle
    other.done(kept)
    inbox.keep(message(2))  # SQLite gives it the number of the first
    inbox.done(slow)
    assert taken(inbox) == ["2"]


def test_what_fails_is_tried_again_and_then_given_up(inbox: Inbox, clock: Clock) -> None:
    inbox.keep(message(1))
    for _ in range(ATTEMPTS):
        [kept] = inbox.take("zalo_oa", 1)
        inbox.later(kept)
        assert taken(inbox) == []
        clock.pass_by(minutes=5)
    assert taken(inbox) == []
    assert inbox.waiting("zalo_oa") == 0


def test_a_channel_takes_only_its_own(inbox: Inbox) -> None:
    inbox.keep(message(1))
    assert list(inbox.take("telegram", 1)) == []
