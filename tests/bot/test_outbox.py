"""What is to be sent: in order, once, no faster than allowed, whatever dies meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.messages import Address, Reply, paragraph
from bot.outbox import (
    Event,
    Fate,
    Limits,
    Outbox,
    OutboxRow,
    Pace,
    Parcel,
    Priority,
    Result,
    Turn,
)
from bot.outbox.tables import old_replies
from bot.outbox.turns import KEEP_TRYING, LEASE_S, LONGEST_BACK_OFF_S, RESERVED
from bot.state import MIGRATIONS
from knowledge.database import Database
from tests.bot.conftest import Clock
from tests.knowledge.library_tools import DATABASES, fresh_database

HERE = Address("telegram", "7")
THERE = Address("telegram", "8")
UNLIMITED = Limits(Pace(0), lambda chat: Pace(0))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as url:
        opened = Database.open(url, migrations=[MIGRATIONS])
        yield opened
        opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Office:
    """Two processes at one outbox."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.first = Outbox(database, clock=clock)
        self.second = Outbox(database, clock=clock)

    def answer(self, text: str, address: Address = HERE, *more: str) -> None:
        with self.database.session() as session:
            replies = [says(each) for each in (text, *more)]
            self.first.answer(session, address, f"m-{text}", replies)

    def push(
        self,
        text: str,
        address: Address = HERE,
        priority: Priority = Priority.BROADCAST,
        batch: str | None = None,
        **after: float,
    ) -> bool:
        due = self.clock.now + timedelta(**after)
        return Outbox.push(
            self.database,
            address,
            says(text),
            key=f"{text}:{address.chat}",
            not_before=due,
            priority=priority,
            batch=batch,
        )

    def turn(self, *results: Result, limits: Limits = UNLIMITED, room: int = 20) -> Turn:
        return self.first.turn("telegram", limits, results, room=room)

    def fates(self) -> dict[str, str | None]:
        with self.database.read() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
            return {row.key: row.fate for row in rows}


@pytest.fixture
def office(database: Database, clock: Clock) -> Office:
    return Office(database, clock)


def says(text: str) -> Reply:
    return Reply((paragraph(text),))


def texts(turn: Turn) -> list[str]:
    return [parcel.reply.plain for parcel in turn.parcels]


def taken(parcel: Parcel, *, more: bool = False) -> Result:
    return Result(parcel, Event.TAKEN, more)


def test_answers_of_a_chat_go_one_after_the_other(office: Office) -> None:
    office.answer("một", HERE, "hai")
    office.answer("ba")
    office.answer("khác", THERE)
    turn = office.turn()
    assert texts(turn) == ["một", "khác"]
    assert texts(office.turn()) == []
    turn = office.turn(taken(turn.parcels[0]))
    assert texts(turn) == ["hai"]
    turn = office.turn(taken(turn.parcels[0]))
    assert texts(turn) == ["ba"]


def test_two_processes_take_nothing_twice(office: Office) -> None:
    for number in range(10):
        office.answer("câu", Address("telegram", str(number)))
    mine = office.turn(room=6)
    theirs = office.second.turn("telegram", UNLIMITED, room=20)
    chats = [parcel.address.chat for parcel in (*mine.parcels, *theirs.parcels)]
    assert sorted(chats) == sorted(map(str, range(10)))
    assert len(mine.parcels) == 6


def test_another_channels_replies_are_left_to_it(office: Office) -> None:
    office.answer("một", Address("zalo_bot", "7"))
    assert texts(office.turn()) == []
    assert not office.first.is_due("telegram")
    assert office.first.is_due("zalo_bot")


def test_what_a_dead_process_had_sent_is_not_sent_again_and_its_answer_in_flight_is(
    office: Office, clock: Clock
) -> None:
    office.answer("dài")
    [parcel] = office.turn().parcels
    [parcel] = office.turn(taken(parcel, more=True)).parcels
    assert parcel.piece == 1
    clock.pass_by(seconds=LEASE_S - 1)
    assert not office.second.turn("telegram", UNLIMITED, room=5).parcels
    clock.pass_by(seconds=2)
    [again] = office.second.turn("telegram", UNLIMITED, room=5).parcels
    assert again.piece == 1
    # the first process was only slow: what it tells now is about a lease that is not its any more
    office.turn(taken(parcel))
    assert list(office.fates().values()) == [None]
    office.second.turn("telegram", UNLIMITED, [taken(again)], room=5)
    assert list(office.fates().values()) == [Fate.SENT]


def test_what_is_still_on_its_way_is_not_sent_again_though_the_machine_slept(
    office: Office, clock: Clock
) -> None:
    office.answer("một", HERE, "hai")
    [parcel] = office.turn().parcels
    clock.pass_by(hours=8)
    assert not office.first.turn("telegram", UNLIMITED, room=5, carried=[parcel]).parcels
    assert not office.second.turn("telegram", UNLIMITED, room=5).parcels
    clock.pass_by(hours=8)
    turn = office.turn(taken(parcel))
    assert texts(turn) == ["hai"]
    assert list(office.fates().values()) == [Fate.SENT, None]


def test_a_broadcast_in_doubt_is_not_sent_again_and_is_counted_apart(
    office: Office, clock: Clock
) -> None:
    office.push("tin", HERE, batch="b")
    office.push("tin", THERE, batch="b")
    here, there = office.turn().parcels
    office.turn(Result(there, Event.UNCLEAR))
    clock.pass_by(seconds=LEASE_S + 1)
    [rest] = office.second.turn("telegram", UNLIMITED, room=20).parcels
    assert (rest.address, rest.piece) == (here.address, 1)  # beyond its only piece: nothing to send
    office.second.turn("telegram", UNLIMITED, [taken(rest)], room=20)
    assert office.first.progress("b") == {Fate.UNSURE: 2}


def test_an_answer_in_doubt_is_sent_once_more(office: Office, clock: Clock) -> None:
    office.answer("một")
    [parcel] = office.turn().parcels
    office.turn(Result(parcel, Event.UNCLEAR))
    clock.pass_by(seconds=LONGEST_BACK_OFF_S)
    assert texts(office.turn()) == ["một"]


def test_answers_go_before_broadcasts_and_are_not_held_up_by_one_that_waits(
    office: Office, clock: Clock
) -> None:
    office.push("tin")
    [broadcast] = office.turn().parcels
    office.turn(Result(broadcast, Event.LATER))
    office.push("tin khác", THERE)
    office.answer("đáp")
    assert texts(office.turn()) == ["đáp", "tin khác"]


def test_a_broadcast_leaves_room_for_answers(office: Office) -> None:
    for number in range(20):
        office.push("tin", Address("telegram", str(100 + number)))
    assert len(office.turn(room=12).parcels) == 12 - RESERVED
    office.answer("đáp")
    assert "đáp" in texts(office.turn(room=RESERVED))


def test_a_broadcast_at_full_speed_leaves_the_pace_to_answers(office: Office, clock: Clock) -> None:
    limits = Limits(Pace(1.0, burst=4), lambda chat: Pace(0))
    for number in range(40):
        office.push("tin", Address("telegram", str(100 + number)))
    sent = texts(office.turn(limits=limits))
    for _ in range(20):
        clock.pass_by(seconds=1)
        sent += texts(office.turn(limits=limits))
    assert len(sent) == 22  # two at once, then one a second
    office.answer("đáp")
    assert texts(office.turn(limits=limits)) == ["đáp"]


def test_what_is_due_later_holds_up_nothing(office: Office, clock: Clock) -> None:
    office.push("nhắc", priority=Priority.NOTICE, hours=1)
    office.push("báo", priority=Priority.NOTICE)
    [first] = office.turn().parcels
    assert first.reply.plain == "báo"
    assert not office.turn(taken(first)).parcels
    clock.pass_by(hours=1)
    assert texts(office.turn()) == ["nhắc"]


def test_the_same_key_is_pushed_once(office: Office) -> None:
    assert office.push("nhắc")
    assert not office.push("nhắc")
    [parcel] = office.turn().parcels
    office.turn(taken(parcel))
    assert not office.push("nhắc")


def test_a_push_stands_or_falls_with_its_transaction(office: Office) -> None:
    def change_of_mind() -> None:
        with office.database.session() as session:
            Outbox.push(session, HERE, says("nhắc"), key="k")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()
    assert office.fates() == {}


def test_what_failed_waits_longer_each_time_and_keeps_the_order(
    office: Office, clock: Clock
) -> None:
    office.answer("một", HERE, "hai")
    waits = []
    for _ in range(6):
        [parcel] = office.turn().parcels
        assert parcel.reply.plain == "một"
        assert texts(office.turn(Result(parcel, Event.LATER))) == []
        with office.database.read() as session:
            due = session.get_one(OutboxRow, parcel.id).try_at
        waits.append((due - clock.now).total_seconds())
        clock.now = due
    assert all(0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits))


def test_retry_after_is_the_chats_own_and_a_whole_wait_is_everybodys(
    office: Office, clock: Clock
) -> None:
    office.answer("một")
    [parcel] = office.turn().parcels
    office.answer("hai", THERE)
    turn = office.turn(Result(parcel, Event.LATER, wait_s=30))
    assert texts(turn) == ["hai"]
    office.turn(Result(turn.parcels[0], Event.LATER, wait_s=60, whole=True))
    clock.pass_by(seconds=59)
    assert texts(office.turn()) == []
    clock.pass_by(seconds=1)
    assert texts(office.turn()) == ["một", "hai"]


@pytest.mark.parametrize("hours", [2, 24 * 365 * 80])
def test_a_clock_that_leapt_ahead_and_came_back_holds_nothing_up(
    office: Office, clock: Clock, hours: int
) -> None:
    limits = Limits(Pace(0.1), lambda chat: Pace(1.0))
    office.answer("một", HERE, "hai")
    began = clock.now
    assert texts(office.turn(limits=limits)) == ["một"]
    clock.pass_by(hours=hours)
    assert texts(office.turn(limits=limits)) == ["một"]
    clock.now = began + timedelta(seconds=LEASE_S + 1)
    office.answer("khác", THERE)
    turn = office.turn(limits=limits)
    assert texts(turn) == ["một"]
    clock.pass_by(seconds=1)
    assert texts(office.turn(taken(turn.parcels[0]), limits=limits)) == ["hai"]
    clock.pass_by(seconds=1)
    assert texts(office.turn(limits=limits)) == ["khác"]


def test_what_failed_while_the_clock_was_ahead_is_tried_again(office: Office, clock: Clock) -> None:
    office.answer("một")
    began = clock.now
    clock.pass_by(hours=2)
    [parcel] = office.turn().parcels
    office.turn(Result(parcel, Event.LATER))
    clock.now = began
    assert texts(office.turn()) == ["một"]


def test_a_platform_that_asks_for_a_long_wait_is_asked_again_after_an_hour(
    office: Office, clock: Clock
) -> None:
    office.answer("một")
    [parcel] = office.turn().parcels
    office.turn(Result(parcel, Event.LATER, wait_s=86400, whole=True))
    clock.pass_by(minutes=59)
    assert texts(office.turn()) == []
    clock.pass_by(minutes=1)
    assert texts(office.turn()) == ["một"]


def test_a_chat_and_the_channel_go_at_their_pace(office: Office, clock: Clock) -> None:
    limits = Limits(Pace(0.1, burst=3), lambda chat: Pace(1.0, burst=2))
    office.answer("1", HERE, "2", "3", "4")
    for number in range(10):
        office.answer("x", Address("telegram", str(number + 100)))
    turn = office.turn(limits=limits)
    assert len(turn.parcels) == 3
    assert turn.again_s == pytest.approx(0.1)
    mine: list[float] = []
    began = clock.now
    sent = len(turn.parcels)
    while len(mine) < 4:
        here = [parcel for parcel in turn.parcels if parcel.address == HERE]
        mine += [(clock.now - began).total_seconds()] * len(here)
        clock.pass_by(seconds=0.1)
        turn = office.turn(*map(taken, turn.parcels), limits=limits)
        sent += len(turn.parcels)
    assert mine[1] < 0.5
    assert mine[2] == pytest.approx(mine[0] + 1, abs=0.2)
    assert mine[3] == pytest.approx(mine[0] + 2, abs=0.2)
    assert sent == 14


def test_whoever_blocked_the_bot_gets_no_more_pushes_until_they_write_again(
    office: Office,
) -> None:
    office.answer("một")
    [parcel] = office.turn().parcels
    office.turn(Result(parcel, Event.BLOCKED, reason="blocked"))
    assert office.first.is_closed(HERE)
    office.push("tin")
    assert texts(office.turn()) == []
    assert office.fates()["tin:7"] == Fate.BLOCKED
    office.answer("hai")
    assert not office.first.is_closed(HERE)
    assert texts(office.turn()) == ["hai"]


def test_what_the_platform_never_takes_is_given_up_and_recorded(office: Office) -> None:
    office.answer("một", HERE, "hai")
    [parcel] = office.turn().parcels
    turn = office.turn(Result(parcel, Event.REFUSED, reason="too strange"))
    assert texts(turn) == ["hai"]
    with office.database.read() as session:
        row = session.get_one(OutboxRow, parcel.id)
        assert (row.fate, row.reason) == (Fate.REFUSED, "too strange")


def test_what_could_not_be_sent_for_a_day_is_given_up(office: Office, clock: Clock) -> None:
    office.answer("một")
    clock.now += KEEP_TRYING - timedelta(minutes=1)
    [parcel] = office.turn().parcels
    office.turn(Result(parcel, Event.LATER))
    clock.now += timedelta(hours=1)
    [parcel] = office.turn().parcels
    office.turn(Result(parcel, Event.LATER))
    assert list(office.fates().values()) == [Fate.EXPIRED]


def test_a_batch_is_counted_and_what_has_not_begun_can_be_cancelled(office: Office) -> None:
    for number in range(5):
        office.push("tin", Address("telegram", str(number)), batch="b")
    [parcel] = office.turn(room=RESERVED + 1).parcels
    assert office.first.cancel("b") == 4
    office.turn(taken(parcel))
    assert office.first.progress("b") == {Fate.SENT: 1, Fate.CANCELLED: 4}


def test_old_replies_are_dropped_and_waiting_pushes_stay(office: Office, clock: Clock) -> None:
    office.answer("trên trang", Address("web", "v"))
    office.answer("một")
    [parcel] = office.turn().parcels
    office.turn(taken(parcel))
    office.push("nhắc", days=100)
    clock.pass_by(days=30)
    before = clock.now - timedelta(days=14)
    with office.database.session() as session:
        for table, old in old_replies(before, unseen=before):
            session.execute(delete(table).where(old))
    assert list(office.fates()) == ["nhắc:7"]
