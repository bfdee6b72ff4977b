"""The same conversation on every channel: the same words and the same choices come out."""

import pytest

from bot.texts import dialogue as texts
from knowledge.text import unmarked
from tests.bot.channels.browser import needs_browser
from tests.bot.conftest import HALL_QUESTION, QUESTION, Office
from tests.bot.conversation import (
    Opens,
    Step,
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

NOT_THERE = "Lãi suất vay mua nhà của ngân hàng?"

SCRIPT = (
    Step(QUESTION),
    Step(chooses=texts.RIGHT),
    Step(unmarked(HALL_QUESTION)),
    Step(chooses=texts.FULL_TEXT),
    Step("Còn người đến thì sao?"),
    Step("/huy"),
    Step(NOT_THERE),
    Step(chooses=0),
    Step("/trogiup"),
)


@pytest.mark.parametrize(
    "opens",
    [
        pytest.param(in_the_terminal, id="terminal"),
        pytest.param(on_the_page, id="page", marks=[pytest.mark.browser, needs_browser]),
        pytest.param(on_telegram, id="telegram"),
        pytest.param(on_telegram_by_webhook, id="telegram-webhook"),
        pytest.param(on_zalo, id="zalo"),
        pytest.param(on_zalo_by_webhook, id="zalo-webhook"),
        pytest.param(on_zalo_oa, id="zalo-oa"),
    ],
)
async def test_the_same_conversation_says_the_same_on_every_channel(
    office: Office, opens: Opens
) -> None:
    async with directly(office.dialogue(), office.settings) as talker:
        expected = await hold(talker, SCRIPT)
    async with opens(office.dialogue(), office.settings) as talker:
        assert await hold(talker, SCRIPT) == expected


async def test_the_conversation_is_one_worth_having(office: Office) -> None:
    async with directly(office.dialogue(), office.settings) as talker:
        heard = await hold(talker, SCRIPT)
    greeting, known, thanks, quoted, whole, follow_up, cancelled, none, nearest, help_ = heard
    assert greeting.choices
    assert "có 24 chi bộ" in known
    assert texts.RIGHT in known.choices
    assert texts.THANKS_RIGHT in thanks
    assert "từ 7 giờ đến 21 giờ" in quoted
    assert "trang 1" in quoted
    assert "Điều 2 Giờ mở cửa" in whole
    assert follow_up.words
    assert texts.CANCELLED in cancelled
    assert texts.NONE in none
    assert none.choices
    assert texts.NONE not in nearest
    assert "/trogiup" in help_
