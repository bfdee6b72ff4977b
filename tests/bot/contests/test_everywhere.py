"""Every published contest is taken part in on Telegram, on Zalo and on the page, each through its
own client against the fakes: registering, a paper, the end, the result, the standings."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.outbox import OutboxRow
from bot.texts import contests as texts
from tests.bot.conftest import Office
from tests.bot.conversation import (
    Heard,
    Opens,
    Talker,
    on_telegram,
    on_the_page,
    on_zalo_by_webhook,
)

from .hall import FILES, OPENS, fill_bank, fill_units, opened, right_of, wrong_of

CONTESTS = sorted(file.stem for file in FILES.glob("*.yaml"))
CHANNELS = {
    "telegram": on_telegram,
    "zalo": on_zalo_by_webhook,
    "page": pytest.param(on_the_page, marks=pytest.mark.browser),
}
ANSWERS = {
    "điện thoại": "0912 345 678",
    "Ngày sinh": "25/12/1990",
    "Địa chỉ": "12 đường Bạch Đằng",
}


async def registers(talker: Talker, name: str) -> None:
    """With the office, then in the contest."""
    await talker.say("/dangky")
    await talker.say("Nguyễn Thị Bưởi")
    await talker.choose((await talker.say("hoa binh chi bo 1")).choices[0])
    await talker.say("đồng ý")
    await talker.say(f"/thi {name}")
    heard = await talker.choose(texts.JOIN)
    while texts.AGREE not in heard.choices:
        given = next(value for label, value in ANSWERS.items() if label in heard)
        heard = await talker.say(given)
    assert texts.ENTERED in await talker.say("đồng ý")


async def answers_all(talker: Talker, heard: Heard, right: int) -> Heard:
    """Every question, the first `right` of them rightly."""
    count = 0
    while any(label.startswith("A. ") for label in heard.choices):
        options = [label for label in heard.choices if label[1:3] == ". "]
        choice = right_of(options) if count < right else wrong_of(options)
        heard = await talker.choose(choice)
        count += 1
    return heard


async def passes(office: Office, **span: float) -> None:
    """Lets time go by once all that was sent is known to have arrived: leases go by the same
    clock."""
    on_its_way = (OutboxRow.done_at.is_(None), OutboxRow.channel != "web")
    while True:
        with office.database.read() as session:
            if session.scalar(select(func.count(OutboxRow.id)).where(*on_its_way)) == 0:
                break
        await asyncio.sleep(0.01)
    office.clock.pass_by(**span)


@pytest.mark.parametrize("opens", CHANNELS.values(), ids=CHANNELS)
@pytest.mark.parametrize("name", CONTESTS)
async def test_a_contest_is_played(office: Office, opens: Opens, name: str) -> None:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS - timedelta(hours=12)
    dialogue = office.dialogue()
    desk = dialogue.contests
    opened(desk, name)
    rules = desk.contests.get(name).rules
    async with opens(dialogue, office.settings) as talker:
        await talker.greeting()
        await registers(talker, name)
        await passes(office, hours=12)
        heard = await talker.say("/thi")
        assert texts.START in heard.choices
        await talker.choose(texts.START)
        await passes(office, minutes=1)
        heard = await talker.choose(texts.GO)
        count = rules.round(1).questions
        assert texts.QUESTION.format(number=1, count=count) in heard
        heard = await answers_all(talker, heard, count - 1)
        if rules.round(1).prediction is not None:
            assert texts.PREDICT in heard
            heard = await talker.say("1")
        await passes(office, minutes=2)
        heard = await talker.choose(texts.SUBMIT)
        points = texts.points(rules.round(1).most - 100 * int(rules.points))
        assert f"Đúng {count - 1}/{count} câu, {points} điểm" in heard
        assert "đáp án" not in " ".join(heard.words).lower()
        await passes(office, seconds=30)
        heard = await talker.choose(texts.STANDINGS)
        assert texts.YOUR_PLACE.format(place=1, count=1) in heard
    counted = desk.corrections.recount(name, by="cli")
    assert (counted.attempts, counted.changes) == (1, ())
