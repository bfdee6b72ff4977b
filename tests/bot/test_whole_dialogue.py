"""An office's day on every channel that carries it: registering, a file sent in, a broadcast."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.broadcasts import Broadcasts
from bot.roles import Role
from bot.texts import broadcasts as notice_texts
from bot.texts import dialogue as texts
from bot.texts import people as people_texts
from bot.texts import uploads as upload_texts
from bot.units import UnitLine, Units
from tests.bot.channels.browser import needs_browser
from tests.bot.conftest import Office
from tests.bot.conversation import (
    Heard,
    Opens,
    OpensMessenger,
    Step,
    Talker,
    directly,
    hold,
    in_the_terminal,
    on_telegram,
    on_telegram_by_webhook,
    on_the_page,
    on_zalo,
    on_zalo_by_webhook,
    on_zalo_oa,
)
from tests.bot.uploading import TEXT, worker_for

WITH_FILES = [
    pytest.param(on_telegram, id="telegram"),
    pytest.param(on_telegram_by_webhook, id="telegram-webhook"),
    pytest.param(on_zalo_oa, id="zalo-oa"),
]
WITHOUT_FILES = [
    pytest.param(on_zalo, id="zalo"),
    pytest.param(on_zalo_by_webhook, id="zalo-webhook"),
]
MESSENGERS = [*WITH_FILES, *WITHOUT_FILES]
ANSWERING_ONLY = [
    pytest.param(in_the_terminal, id="terminal"),
    pytest.param(on_the_page, id="page", marks=[pytest.mark.browser, needs_browser]),
]

REGISTERING = (
    Step("/dangky"),
    Step("Trần Thị Bé"),
    Step("chi bo 1"),
    Step(chooses=0),
    Step(chooses=people_texts.AGREE),
    Step(chooses=notice_texts.YES),
    Step("/nhantin"),
    Step(chooses=notice_texts.TURN_OFF),
)
DOCUMENT = TEXT.format(amount="500.000").encode()
ASKED = "Mỗi chi bộ được hỗ trợ bao nhiêu đồng một tháng?"


@pytest.fixture(autouse=True)
def today(office: Office) -> None:
    """The account's forty-eight hours go by the real clock; and there are units to choose."""
    office.clock.now = datetime.now(UTC)
    units = [UnitLine(1, "Đảng bộ A"), UnitLine(2, "Chi bộ 1", "Đảng bộ A")]
    Units(office.database).take(units, by="cli")


@pytest.mark.parametrize("opens", [*MESSENGERS, *ANSWERING_ONLY])
async def test_registering_says_the_same_on_every_channel(office: Office, opens: Opens) -> None:
    async with directly(office.dialogue(), office.settings) as talker:
        expected = await hold(talker, REGISTERING)
    async with opens(office.dialogue(), office.settings) as talker:
        heard = await hold(talker, REGISTERING)
    assert heard == expected
    _, _, _, which, consent, registered, agreed, on, off = heard
    assert "Chi bộ 1" in which.choices[0]
    assert people_texts.CONSENT in consent
    assert people_texts.REGISTERED.partition(":")[0] in registered
    assert notice_texts.TURNED_ON in agreed
    assert notice_texts.NOTICES_ON in on
    assert notice_texts.TURNED_OFF in off


@pytest.mark.parametrize("opens", WITH_FILES)
async def test_an_editor_sends_a_file_publishes_it_and_asks_it(
    office: Office, opens: OpensMessenger
) -> None:
    dialogue = office.dialogue()
    async with opens(dialogue, office.settings) as editor:
        await joins(editor, dialogue.people.invite(Role.EDITOR, by="cli", name="Lan"))
        member = editor.beside()
        assert texts.NONE in await member.say(ASKED)
        assert upload_texts.NOT_ALLOWED in await member.sends("qd12.txt", DOCUMENT)

        received = await editor.sends("qd12.txt", DOCUMENT)
        assert upload_texts.RECEIVED.format(name="qd12.txt") in received
        worker = worker_for(office, dialogue.intake)
        while not await asyncio.to_thread(worker.run_due):
            await asyncio.sleep(0.01)
        card = await editor.hears()
        assert "12-QĐ/TU" in card
        assert upload_texts.NEW_DOCUMENT in card
        published = await editor.choose(upload_texts.PUBLISH)
        assert "Đã công bố" in published
        await asyncio.to_thread(office.engine.refresh)  # what else happens a moment later
        assert "500.000 đồng" in await member.say(ASKED)


@pytest.mark.parametrize("opens", WITHOUT_FILES)
async def test_where_files_do_not_arrive_this_is_said_kindly(
    office: Office, opens: OpensMessenger
) -> None:
    async with opens(office.dialogue(), office.settings) as editor:
        assert texts.NOT_WORDS["other"] in await editor.sends("qd12.txt", DOCUMENT)


@pytest.mark.parametrize("opens", MESSENGERS)
async def test_an_admin_writes_to_those_who_agreed_and_stops_a_broadcast(
    office: Office, opens: OpensMessenger
) -> None:
    dialogue = office.dialogue()
    async with opens(dialogue, office.settings) as admin:
        await joins(admin, dialogue.people.invite(Role.ADMIN, by="cli", name="Lan"))
        member, stranger = admin.beside(), admin.beside().beside()
        await hold(member, REGISTERING[:6])
        await stranger.greeting()

        preview = await admin.say("/thongbao Họp chi bộ lúc 7 giờ sáng mai.")
        assert "Họp chi bộ lúc 7 giờ sáng mai" in preview
        assert notice_texts.TO_ALL.format(count=1) in preview
        assert notice_texts.STARTED in await admin.choose(notice_texts.SEND)
        await asyncio.to_thread(step_all, dialogue.broadcasts)
        notice = await member.hears()
        assert "Họp chi bộ lúc 7 giờ sáng mai" in notice
        assert notice_texts.HOW_TO_STOP in notice

        await admin.say("/thongbao Tin này sẽ không gửi.")
        assert notice_texts.WHEN in await admin.choose(notice_texts.LATER)
        waiting = await admin.say("20/11/2099 7:30")
        assert notice_texts.STOP in waiting.choices
        assert notice_texts.STOPPED in await admin.choose(notice_texts.STOP)
        office.clock.pass_by(days=365 * 80)
        await asyncio.to_thread(step_all, dialogue.broadcasts)
        office.clock.now = datetime.now(UTC)
        # whatever had been sent would have come before these answers
        assert "Tin này sẽ không gửi" not in await member.say("/trogiup")
        assert "Họp chi bộ" not in await stranger.say("/trogiup")


async def joins(talker: Talker, code: str) -> Heard:
    """Uses an invitation."""
    return await talker.say(f"/moi {code}")


def step_all(broadcasts: Broadcasts) -> None:
    """Everything that is due goes into the outbox."""
    while broadcasts.step():
        pass
