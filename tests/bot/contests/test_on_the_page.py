"""A member's attempt on the page outlives a reload and a page that is lost."""

import re

import pytest
from playwright.async_api import expect

from bot.channels import web
from bot.texts import contests as texts
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.conftest import Office
from tests.bot.conversation import OnThePage
from tests.fakes.served import served

from .hall import OPENS, fill_bank, fill_units, opened, right_of
from .test_everywhere import registers


@needs_browser
@pytest.mark.browser
async def test_an_attempt_outlives_a_reload_and_a_lost_page(office: Office) -> None:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS
    dialogue = office.dialogue()
    desk = dialogue.contests
    opened(desk, "van-phong-2015")
    with served(web.app(office.settings, dialogue)) as url:
        async with browser() as started, visit(started, url) as page:
            talker = OnThePage(page)
            await talker.greeting()
            await registers(talker, "van-phong-2015")
            await talker.choose(texts.START)
            heard = await talker.choose(texts.GO)
            first = right_of([label for label in heard.choices if label[1:3] == ". "])
            await talker.choose(first)
            timer = page.locator("#timer")
            await expect(timer).to_be_visible()

            office.clock.pass_by(minutes=3)
            await page.reload()
            await expect(page.get_by_text("Câu 2/").last).to_be_visible()
            await expect(timer).to_be_visible()

            # the page is lost; another tab of the same browser goes on
            other = await page.context.new_page()
            await page.close()
            await other.goto(url)
            await other.get_by_label("Câu hỏi").fill("/thi van-phong-2015")
            await other.get_by_label("Câu hỏi").press("Enter")
            await other.get_by_role("button", name=re.compile("^Làm tiếp")).last.click()
            latest = other.locator("article.theirs").last
            await expect(latest).to_contain_text("Câu 2/")
            await expect(other.locator("#timer")).to_be_visible()
            labels = await latest.get_by_role("button").all_inner_texts()
            second = right_of([label for label in labels if label[1:3] == ". "])
            await latest.get_by_role("button", name=second, exact=True).click()
            await expect(other.locator("article.theirs").last).to_contain_text("Câu 3/")
    attempt = desk.attempts.get(1)
    assert sorted(desk.attempts.answers(1)) == [0, 1]
    assert (attempt.number, attempt.ended) == (1, None)
