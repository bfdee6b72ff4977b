"""Messages to many: who gets them, when, and what is told of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.broadcasts import Broadcasts, BroadcastState, as_reply, lines_of
from bot.features.broadcast import moment_of
from bot.messages import Address, Reply, Sender
from bot.outbox import Event, Limits, Outbox, OutboxRow, Pace, Priority, Result
from bot.outbox.turns import RESERVED
from bot.people import People
from bot.receivers import AT_ONCE
from bot.roles import Role
from bot.texts import broadcasts as texts
from bot.units import UnitLine, Units

from .conftest import Call, Office, Person

FAST = Limits(Pace(0.0), lambda chat: Pace(0.0))


@pytest.fixture
def people(office: Office) -> People:
    return People(office.database, clock=office.clock)


@pytest.fixture
def outbox(office: Office) -> Outbox:
    return Outbox(office.database, clock=office.clock)


@pytest.fixture
def broadcasts(office: Office, outbox: Outbox) -> Broadcasts:
    return Broadcasts(office.database, outbox, clock=office.clock)


@pytest.fixture
def units(office: Office) -> dict[str, int]:
    lines = [
        UnitLine(1, "Đảng bộ A"),
        UnitLine(2, "Chi bộ 1", "Đảng bộ A"),
        UnitLine(3, "Chi bộ 9"),
    ]
    Units(office.database).take(lines, by="cli")
    return {unit.name: unit.id for unit in Units(office.database).all()}


def sender(name: str, channel: str = "telegram") -> Sender:
    return Sender(channel, name, name, name)


def member(people: People, name: str, unit: int | None = None, channel: str = "telegram") -> int:
    account = people.register(sender(name, channel), f"Người {name}", unit, "1").id
    people.agree_to_notices(account, "1")
    return account


def push_all(broadcasts: Broadcasts) -> None:
    while broadcasts.step():
        pass


def taken(office: Office, outbox: Outbox, channel: str = "telegram") -> list[str]:
    """Sends what is due on a channel, as the platform takes it; who got it, in order."""
    chats = []
    while parcels := outbox.turn(channel, FAST, room=20).parcels:
        chats += [parcel.address.chat for parcel in parcels]
        outbox.turn(channel, FAST, [Result(p, Event.TAKEN) for p in parcels], room=0)
    return chats


def start(broadcasts: Broadcasts, text: str = "Mời họp", unit: int | None = None) -> str:
    draft = broadcasts.draft(text, by="1", unit=unit)
    assert broadcasts.start(draft.id, by="1") is not None
    return draft.id


def fates(broadcasts: Broadcasts, broadcast_id: str) -> dict[str, int]:
    found = broadcasts.get(broadcast_id)
    assert found is not None
    return found.fates


def state(broadcasts: Broadcasts, broadcast_id: str) -> BroadcastState:
    found = broadcasts.get(broadcast_id)
    assert found is not None
    return found.state


# who gets it


def test_it_goes_to_those_who_agreed_and_want_it(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    member(people, "an")
    people.refuse_notices(member(people, "binh"))
    people.block(member(people, "chi"), by="cli")
    people.withdraw(member(people, "dung"))
    people.account_for(sender("em"))  # never agreed to anything
    member(people, "giang", channel="console")  # sees only what is asked there

    receivers = broadcasts.receivers()
    assert (receivers.channels, receivers.unreachable) == ({"telegram": 1}, 1)
    start(broadcasts)
    push_all(broadcasts)
    assert taken(office, outbox) == ["an"]


def test_whose_only_channel_is_the_page_reads_it_there_at_their_next_visit(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    member(people, "an")
    account = member(people, "binh", channel="web")
    people.link(account, sender("binh-telegram"))
    outbox.close(Address("telegram", "binh-telegram"))  # who blocked the bot there
    people.link(member(people, "chi", channel="web"), sender("chi-zalo", "zalo_bot"))
    assert broadcasts.receivers().channels == {"telegram": 1, "web": 1, "zalo_bot": 1}
    broadcast = start(broadcasts)
    push_all(broadcasts)
    assert taken(office, outbox) == ["an"]
    assert fates(broadcasts, broadcast) == {"sent": 1, "waiting": 1, "page": 1}
    outbox.close(Address("zalo_bot", "chi-zalo"))
    history = office.dialogue().history
    visit = sender("binh", "web")
    (notice,) = history.of(visit)
    assert notice.replies[0] == as_reply("Mời họp")
    assert history.see(visit) == [as_reply("Mời họp")]
    assert history.see(visit) == []
    assert fates(broadcasts, broadcast) == {"sent": 2, "waiting": 1}
    assert history.of(visit) == [notice]  # also after a reload
    history.clear(visit)
    assert history.of(visit) == []


def test_it_is_done_while_it_still_waits_on_the_page(
    office: Office, people: People, broadcasts: Broadcasts
) -> None:
    member(people, "an", channel="web")
    broadcast = start(broadcasts)
    push_all(broadcasts)
    assert state(broadcasts, broadcast) is BroadcastState.DONE
    assert fates(broadcasts, broadcast) == {"page": 1}
    assert list(lines_of(fates(broadcasts, broadcast))) == [("page", 1)]
    assert len(office.dialogue().history.see(sender("an", "web"))) == 1
    assert fates(broadcasts, broadcast) == {"sent": 1}


def test_what_is_read_on_the_page_later_is_counted_and_what_goes_unread_too(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    for name in ("an", "binh", "chi"):
        member(people, name, channel="web")
    member(people, "dung")
    broadcast = start(broadcasts)
    push_all(broadcasts)
    taken(office, outbox)
    push_all(broadcasts)
    assert state(broadcasts, broadcast) is BroadcastState.DONE
    assert fates(broadcasts, broadcast) == {"sent": 1, "page": 3}
    history = office.dialogue().history
    assert len(history.see(sender("an", "web"))) == 1
    assert history.see(sender("an", "web")) == []
    assert fates(broadcasts, broadcast) == {"sent": 2, "page": 2}
    history.clear(sender("an", "web"))  # the count outlives what was read
    assert fates(broadcasts, broadcast) == {"sent": 2, "page": 2}
    office.clock.pass_by(days=1000)
    with office.database.session() as session:  # nobody came, and too long is too long
        session.execute(delete(OutboxRow).where(OutboxRow.chat != "chi"))
    assert fates(broadcasts, broadcast) == {"sent": 2, "page": 1, "expired": 1}
    assert len(history.see(sender("chi", "web"))) == 1
    assert fates(broadcasts, broadcast) == {"sent": 3, "expired": 1}


def test_the_report_of_a_stopped_one_outlives_the_outbox(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    member(people, "an")
    member(people, "binh", channel="web")
    broadcast = start(broadcasts)
    push_all(broadcasts)
    broadcasts.stop(broadcast, by="cli")
    assert fates(broadcasts, broadcast) == {"cancelled": 2}
    assert office.dialogue().history.see(sender("binh", "web")) == []
    with office.database.session() as session:
        session.execute(delete(OutboxRow))
    assert fates(broadcasts, broadcast) == {"cancelled": 2}


def test_a_unit_is_meant_with_those_below_it(
    office: Office,
    people: People,
    broadcasts: Broadcasts,
    outbox: Outbox,
    units: dict[str, int],
) -> None:
    for name, unit in (("an", "Đảng bộ A"), ("binh", "Chi bộ 1"), ("chi", "Chi bộ 9")):
        member(people, name, units[unit])
    start(broadcasts, unit=units["Đảng bộ A"])
    push_all(broadcasts)
    assert taken(office, outbox) == ["an", "binh"]


def test_a_person_on_two_channels_gets_it_once_where_they_were_last(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    account = member(people, "an")
    people.link(account, sender("an-zalo", "zalo_bot"))
    Person(office.dialogue(), sender("an")).says("/trogiup")
    office.clock.pass_by(hours=1)
    Person(office.dialogue(), sender("an-zalo", "zalo_bot")).says("/trogiup")
    assert broadcasts.receivers().channels == {"zalo_bot": 1}
    outbox.close(Address("zalo_bot", "an-zalo"))
    assert broadcasts.receivers().channels == {"telegram": 1}


# how it goes


def test_nobody_gets_it_twice_however_often_and_wherever_it_goes_on(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    names = [f"p{number:03}" for number in range(2 * AT_ONCE + 5)]
    for name in names:
        member(people, name)
    broadcast = start(broadcasts)
    assert broadcasts.step()  # and here the process dies
    other = Broadcasts(office.database, outbox, clock=office.clock)
    push_all(other)
    push_all(broadcasts)
    assert taken(office, outbox) == names
    push_all(broadcasts)
    assert state(broadcasts, broadcast) is BroadcastState.DONE
    assert fates(broadcasts, broadcast) == {"sent": len(names)}


def test_an_answer_goes_before_it(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    for number in range(3):
        member(people, f"p{number}")
    start(broadcasts)
    push_all(broadcasts)
    Person(office.dialogue(), sender("khach")).says("/trogiup")
    first, *_ = outbox.turn("telegram", FAST, room=20).parcels
    assert (first.address.chat, first.priority) == ("khach", Priority.ANSWER)


def test_it_waits_for_its_time(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    member(people, "an")
    draft = broadcasts.draft("Mai họp", by="1")
    broadcasts.start(draft.id, by="1", at=office.clock.now + timedelta(hours=2))
    push_all(broadcasts)
    assert taken(office, outbox) == []
    assert state(broadcasts, draft.id) is BroadcastState.WAITING
    office.clock.pass_by(hours=2)
    member(people, "binh")  # who has come meanwhile gets it too
    push_all(broadcasts)
    assert taken(office, outbox) == ["an", "binh"]


def test_what_is_stopped_goes_to_nobody_more(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    for name in ("an", "binh", "chi"):
        member(people, name)
    broadcast = start(broadcasts)
    push_all(broadcasts)
    (parcel,) = outbox.turn("telegram", FAST, room=RESERVED + 1).parcels[:1]
    outbox.turn("telegram", FAST, [Result(parcel, Event.TAKEN)], room=0)
    broadcasts.stop(broadcast, by="1")
    push_all(broadcasts)
    assert taken(office, outbox) == []
    assert fates(broadcasts, broadcast) == {"sent": 1, "cancelled": 2}


def test_the_report_tells_who_was_not_reached_and_why(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox
) -> None:
    for name in ("an", "binh", "chi"):
        member(people, name)
    broadcast = start(broadcasts)
    push_all(broadcasts)
    for event in (Event.TAKEN, Event.BLOCKED, Event.REFUSED):
        parcels = outbox.turn("telegram", FAST, room=RESERVED + 1).parcels
        outbox.turn("telegram", FAST, [Result(parcels[0], event)], room=0)
    push_all(broadcasts)
    assert fates(broadcasts, broadcast) == {"sent": 1, "blocked": 1, "refused": 1}
    assert state(broadcasts, broadcast) is BroadcastState.DONE


# in chat


def admin(office: Office, people: People) -> Person:
    account = people.account_for(sender("chef"))
    people.set_role(account.id, Role.ADMIN, by="cli")
    return Person(office.dialogue(), sender("chef"))


def tap(person: Person, reply: Reply, label: str) -> Reply:
    return person.taps(next(each.id for each in reply.choices if each.label == label))


def test_an_admin_writes_looks_and_sends(
    office: Office, people: People, broadcasts: Broadcasts, outbox: Outbox, units: dict[str, int]
) -> None:
    member(people, "an", units["Chi bộ 1"])
    member(people, "binh", units["Chi bộ 9"])
    chef = admin(office, people)
    chef.says("/thongbao")
    preview = chef.says("Chi bộ họp\n19 giờ thứ Sáu")
    assert texts.TO_ALL.format(count=2) in preview.plain
    tap(chef, preview, texts.CHOOSE_UNIT)
    preview = tap(chef, chef.says("chi bo 1"), "Chi bộ 1, Đảng bộ A")
    assert texts.TO_UNIT.format(unit="Chi bộ 1, Đảng bộ A", count=1) in preview.plain
    sent = tap(chef, preview, texts.SEND)
    assert texts.STARTED in sent.plain
    push_all(broadcasts)
    assert "an" in taken(office, outbox)
    push_all(broadcasts)
    shown = tap(chef, sent, texts.REFRESH)
    assert texts.FATE.format(name=texts.FATES["sent"], count=1) in shown.plain
    assert "Chi bộ họp" in chef.says("/thongbao").plain


def test_a_time_is_understood_or_asked_again(
    office: Office, people: People, broadcasts: Broadcasts
) -> None:
    member(people, "an")
    chef = admin(office, people)
    tap(chef, chef.says("/thongbao Mai họp"), texts.LATER)
    assert "hôm nào đó" in chef.says("hôm nào đó").plain
    scheduled = chef.says("20/11/2026 7h30")
    assert texts.SCHEDULED.format(at="07:30 20/11/2026") in scheduled.plain
    stopped = tap(chef, scheduled, texts.STOP)
    assert texts.STOPPED in stopped.plain


def test_a_member_can_neither_write_nor_tap_for_an_admin(
    office: Office, people: People, broadcasts: Broadcasts
) -> None:
    member(people, "an")
    draft = broadcasts.draft("x", by="1")
    person = Person(office.dialogue(), sender("an"))
    person.says("/thongbao hết giờ")
    person.taps(f"notice:send:{draft.id}")
    assert broadcasts.all() == []


def test_a_member_wants_no_more_and_again(office: Office, people: People) -> None:
    person = Person(office.dialogue(), sender("an"))
    assert person.says("/nhantin").plain == texts.NOTICES_NEED_ACCOUNT
    account = member(people, "an")
    for label in (texts.TURN_OFF, texts.YES):
        tap(person, person.says("/nhantin"), label)
        found = people.account(account)
        assert found is not None
        assert found.notices is (label == texts.YES)
        assert found.notices_version == ("1" if found.notices else None)
        assert found.notices_at == office.clock.now


def test_registering_is_no_yes_to_broadcasts(
    office: Office, people: People, broadcasts: Broadcasts
) -> None:
    person = Person(office.dialogue(), sender("an"))
    person.says("/dangky")
    person.says("Nguyễn Văn An")
    asked = person.says("đồng ý")
    assert texts.ASK_NOTICES in asked.plain
    assert broadcasts.receivers().people == 0
    assert person.says("có").plain == texts.TURNED_ON
    assert broadcasts.receivers().people == 1
    kept = person.says("/toi")
    assert "đồng ý phiên bản 1" in kept.plain
    tap(person, kept, texts.TURN_OFF)
    assert broadcasts.receivers().people == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("20/11/2026 7:30", datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        ("7h30 20/11/2026", datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        ("20/11 19h", datetime(2026, 11, 20, 12, 0, tzinfo=UTC)),
        ("19:00", datetime(2026, 11, 1, 12, 0, tzinfo=UTC)),
        ("6:00", datetime(2026, 11, 1, 23, 0, tzinfo=UTC)),  # it is past six: tomorrow
        ("20/11/2025 7:30", None),
        ("31/11/2026 7:30", None),
        ("25:00", None),
        ("mai", None),
    ],
)
def test_times_are_by_the_clock_of_viet_nam(typed: str, expected: datetime | None) -> None:
    assert moment_of(typed, datetime(2026, 11, 1, 3, 0, tzinfo=UTC)) == expected


# at the command line


def test_the_command_counts_first_and_sends_when_told(
    office: Office, people: People, call: Call, units: dict[str, int]
) -> None:
    member(people, "an", units["Chi bộ 1"])
    data: Sequence[str] = ("--data-dir", str(office.settings.data_dir))

    code, out, _ = call("broadcast", "send", "Mời họp", *data)
    assert (code, "--yes" in out) == (0, True)
    assert "Mời họp" not in call("broadcast", "list", *data)[1]

    code, out, _ = call("broadcast", "send", "Mời họp", "--unit", "chi bo 1", "--yes", *data)
    assert code == 0
    assert "Mời họp" in call("broadcast", "list", *data)[1]
    assert call("broadcast", "send", "x", "--unit", "chi bo", "--yes", *data)[0] == 1  # two of them
    assert call("broadcast", "send", "x", "--at", "hôm qua", *data)[0] == 2
    assert call("broadcast", "stop", "khong-co", *data)[0] == 1
