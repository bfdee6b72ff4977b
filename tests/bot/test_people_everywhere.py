"""A member registers, sees, corrects, takes a consent back and deletes, on every channel."""

import pytest
from sqlalchemy import select

from bot.people import AccountRow
from bot.texts import broadcasts as notice_texts
from bot.texts import people as texts
from tests.bot.channels.browser import needs_browser
from tests.bot.conftest import Office
from tests.bot.conversation import (
    Opens,
    in_the_terminal,
    on_telegram,
    on_the_page,
    on_zalo,
    on_zalo_oa,
)

NAME, CORRECTED = "Nguyễn Thị Bưởi", "Nguyễn Thị Bòng"


@pytest.mark.parametrize(
    "opens",
    [
        pytest.param(in_the_terminal, id="terminal"),
        pytest.param(on_the_page, id="page", marks=[pytest.mark.browser, needs_browser]),
        pytest.param(on_telegram, id="telegram"),
        pytest.param(on_zalo, id="zalo"),
        pytest.param(on_zalo_oa, id="zalo-oa"),
    ],
)
async def test_a_member_does_what_the_law_gives_them(office: Office, opens: Opens) -> None:
    def accounts() -> list[tuple[str, str | None]]:
        with office.database.read() as session:
            rows = session.scalars(select(AccountRow))
            return [(row.name, row.consent_version) for row in rows]

    async with opens(office.dialogue(), office.settings) as talker:
        await talker.greeting()
        await talker.say("/dangky")
        await talker.say(NAME)
        await talker.choose(texts.AGREE)
        await talker.choose(notice_texts.NO)
        assert NAME in await talker.say("/toi")
        await talker.choose(texts.CORRECT_NAME)
        assert CORRECTED in await talker.say(CORRECTED)
        assert accounts() == [(CORRECTED, "1")]
        await talker.say("du lieu cua toi")
        every = await talker.choose(texts.TO_LINES)
        assert CORRECTED in every
        assert "sửa thông tin" in every
        await talker.say("/toi")
        await talker.choose(texts.WITHDRAW)
        await talker.choose(texts.YES_WITHDRAW)
        assert accounts() == [("", None)]
        await talker.say("/toi")
        await talker.choose(texts.DELETE)
        assert texts.DELETED in await talker.choose(texts.YES_DELETE)
        assert accounts() == []
        assert texts.ME_NOTHING in await talker.say("/toi")
