"""What admins are told of once: quotas that are used up, and that messages go again."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts import Alerts
from bot.channels.zalo_bot import ZaloBot
from bot.messages import Address, Reply, Sender, paragraph
from bot.outbox import Event, Outbox, Result
from bot.people import People
from bot.roles import Role
from bot.texts import alerts as texts
from tests.fakes.served import served
from tests.fakes.zalo_bot import FakeZaloBot, failure
from tests.knowledge.library_tools import DATABASES

from .channels.running import UNLIMITED, Naps, running
from .conftest import Office

RESETS = datetime(2026, 1, 31, 17, tzinfo=UTC)


@pytest.fixture
def people(office: Office) -> People:
    people = People(office.database, clock=office.clock)
    for name, channel, role in (
        ("chef", "telegram", Role.ADMIN),
        ("other", "zalo_bot", Role.ADMIN),
        ("member", "telegram", Role.MEMBER),
    ):
        account = people.account_for(Sender(channel, name, name))
        people.set_role(account.id, role, by="cli")
    return people


@pytest.fixture
def alerts(office: Office, people: People) -> Alerts:
    return Alerts(office.database, people, clock=office.clock)


def told(office: Office, channel: str = "telegram") -> list[tuple[str, str]]:
    """Who got what."""
    outbox = Outbox(office.database, clock=office.clock)
    found = []
    while parcels := outbox.turn(channel, UNLIMITED, room=20).parcels:
        found += [(each.address.chat, each.reply.plain) for each in parcels]
        outbox.turn(channel, UNLIMITED, [Result(each, Event.TAKEN) for each in parcels], room=0)
    return found


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_admins_are_told_once_with_when_it_returns(office: Office, alerts: Alerts) -> None:
    for _ in range(3):
        alerts.quota_spent("zalo_bot", RESETS)
    [(chat, text)] = told(office)
    assert chat == "chef"
    assert "Zalo Bot" in text
    assert "01/02/2026" in text  # by Việt Nam's clock
    assert told(office, "zalo_bot") == []  # where nothing can be sent
    assert alerts.standing() == [text]


def test_an_admin_whose_only_channel_is_the_page_reads_it_there(
    office: Office, people: People, alerts: Alerts
) -> None:
    for channel, user in (("web", "visit"), ("console", "terminal")):
        account = people.account_for(Sender(channel, user, user))
        people.set_role(account.id, Role.ADMIN, by="cli")
    chef = people.of(Sender("telegram", "chef", "chef"))
    assert chef is not None
    people.link(chef.id, Sender("web", "chefs-visit", "chefs-visit"))
    alerts.quota_spent("zalo_bot", RESETS)
    history = office.dialogue().history
    assert "Zalo Bot" in history.see(Sender("web", "visit", "visit"))[0].plain
    assert history.see(Sender("web", "chefs-visit", "chefs-visit")) == []  # told on Telegram
    assert Outbox(office.database, clock=office.clock).waiting("console") == 0
    # whose other channel is the one that takes no messages now
    other = people.of(Sender("zalo_bot", "other", "other"))
    assert other is not None
    people.link(other.id, Sender("web", "others-visit", "others-visit"))
    alerts.quota_spent("zalo_bot", RESETS, late=True)
    assert len(history.see(Sender("web", "others-visit", "others-visit"))) == 1


def test_they_are_told_when_messages_go_again_and_of_the_next_time(
    office: Office, alerts: Alerts
) -> None:
    alerts.quota_back("zalo_bot")  # which it never was
    assert told(office) == []
    alerts.quota_spent("zalo_bot", RESETS)
    alerts.quota_back("zalo_bot")
    alerts.quota_back("zalo_bot")
    assert told(office)[1:] == [("chef", texts.QUOTA_BACK.format(channel="Zalo Bot"))]
    assert alerts.standing() == []
    office.clock.pass_by(minutes=1)
    alerts.quota_spent("zalo_bot", RESETS)
    assert len(told(office)) == 1


def test_late_messages_have_a_quota_of_their_own_that_returns_with_the_month(
    office: Office, alerts: Alerts
) -> None:
    alerts.quota_spent("zalo_oa", RESETS, late=True)
    alerts.quota_back("zalo_oa")  # answers within 48 hours go on, which says nothing of it
    [(_, text)] = told(office)
    assert "48 giờ" in text
    assert alerts.standing() == [text]
    office.clock.now = RESETS
    assert alerts.standing() == []
    alerts.quota_spent("zalo_oa", RESETS + timedelta(days=28), late=True)
    assert len(told(office)) == 1


async def test_a_429_of_zalo_bot_is_told_once_and_its_end_too(
    office: Office, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.delivery.QUOTA_PAUSE_S", 0.0)
    fake = FakeZaloBot()
    fake.breaks("sendMessage", failure(429, "Quota exceeded"))
    dialogue = office.dialogue()
    with served(fake) as url:
        channel = ZaloBot(
            dialogue,
            dialogue.outbox,
            fake.token,
            base_url=url,
            limits=UNLIMITED,
            alerts=alerts,
            sleep=Naps(),
        )
        async with running(channel.run):
            there = Address("zalo_bot", "z")  # one chat: one message after the other
            for number in range(3):
                Outbox.push(office.database, there, Reply((paragraph("x"),)), key=str(number))
            office.clock.now = datetime.now(UTC)
            await fake.until(lambda: fake.count("sendMessage") >= 3 and alerts.standing())
            assert len(await asyncio.to_thread(told, office)) == 1
            fake.mends("sendMessage")
            office.clock.pass_by(minutes=1)
            await fake.until(lambda: len(fake.sent) == 3 and not alerts.standing())
    [(_, text)] = told(office)
    assert text == texts.QUOTA_BACK.format(channel="Zalo Bot")
