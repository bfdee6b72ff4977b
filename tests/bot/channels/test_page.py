"""The web page in a real headless Chromium, at a phone's width and a desk's."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

import pytest
from playwright.async_api import Browser, Page, Route, expect

from bot.channels.web import app
from bot.config import Settings
from bot.messages import (
    BlockStyle,
    Choice,
    Incoming,
    OutgoingFile,
    Reply,
    Span,
    TextBlock,
    paragraph,
    quote,
)
from bot.texts import web as texts
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.channels.scripted import ScriptedDialogue, echo, says
from tests.fakes.served import served

pytestmark = [pytest.mark.browser, needs_browser]

ANSWER = Reply(
    (
        quote("Mỗi năm kết nạp 180 đảng viên."),
        TextBlock((Span("Nghị quyết số 01-NQ/ĐH, Điều 3, trang 4"),), BlockStyle.SOURCE),
        TextBlock((Span("Hướng dẫn số 02-HD/BTC, Mục 1"),), BlockStyle.SOURCE),
    ),
    (Choice("full:1", "Xem nguyên văn"), Choice("right:1", "Đúng ý")),
)


def answer(incoming: Incoming) -> Sequence[Reply]:
    if incoming.choice is not None:
        return says(f"Đã chọn {incoming.choice}")
    return says("Xin chào!") if incoming.text == "/start" else [ANSWER]


@pytest.fixture
async def chromium_open() -> AsyncIterator[Browser]:
    async with browser() as opened:
        yield opened


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Câu hỏi").fill(text)
    await page.get_by_label("Câu hỏi").press("Enter")


async def test_what_is_typed_while_the_page_still_loads_is_not_lost(chromium_open: Browser) -> None:
    loaded = asyncio.Event()

    async def late(route: Route) -> None:
        await loaded.wait()
        await route.continue_()

    with served(app(Settings(), ScriptedDialogue(echo))) as url:
        async with visit(chromium_open, "about:blank") as page:
            await page.route("**/chat.js", late)
            await page.goto(url, wait_until="commit")
            await page.get_by_label("Câu hỏi").fill("một")
            await page.get_by_role("button", name=texts.SEND).click(force=True)
            loaded.set()
            await page.get_by_role("button", name=texts.SEND).click()
            await expect(page.get_by_text("Đã nghe: một")).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_a_conversation_fits_the_screen_and_its_sources_unfold(
    chromium_open: Browser, width: int
) -> None:
    with served(app(Settings(), ScriptedDialogue(answer))) as url:
        async with visit(chromium_open, url, width=width) as page:
            await expect(page.get_by_text("Xin chào!")).to_be_visible()
            await ask(page, "Mỗi năm kết nạp bao nhiêu đảng viên?")
            await expect(page.locator("blockquote")).to_have_text("Mỗi năm kết nạp 180 đảng viên.")
            source = page.get_by_role("listitem").filter(has_text="Hướng dẫn số 02-HD/BTC")
            await expect(source).to_be_hidden()
            await page.locator("summary").click()
            await expect(source).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_a_tap_is_a_choice_and_can_be_made_once(chromium_open: Browser) -> None:
    dialogue = ScriptedDialogue(answer)
    with served(app(Settings(), dialogue)) as url:
        async with visit(chromium_open, url) as page:
            await ask(page, "hỏi")
            button = page.get_by_role("button", name="Xem nguyên văn")
            await button.click()
            await expect(page.get_by_text("Đã chọn full:1")).to_be_visible()
            await button.click(force=True)
            await ask(page, "hỏi nữa")
            await expect(page.locator("blockquote")).to_have_count(2)
    assert [incoming.choice for incoming in dialogue.heard].count("full:1") == 1


async def test_it_works_with_the_keyboard_alone(chromium_open: Browser) -> None:
    dialogue = ScriptedDialogue(answer)
    with served(app(Settings(), dialogue)) as url:
        async with visit(chromium_open, url, width=1280) as page:
            await expect(page.get_by_label("Câu hỏi")).to_be_focused()
            await page.keyboard.type("dong mot")
            await page.keyboard.press("Shift+Enter")
            await page.keyboard.type("dong hai")
            await page.keyboard.press("Enter")
            await expect(page.locator("blockquote")).to_be_visible()
            await page.keyboard.press("Shift+Tab")  # the last choice
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("Đã chọn right:1")).to_be_visible()
    assert dialogue.texts[1] == "dong mot\ndong hai"


async def test_a_screen_reader_is_told_what_arrives(chromium_open: Browser) -> None:
    with served(app(Settings(), ScriptedDialogue(echo))) as url:
        async with visit(chromium_open, url) as page:
            await ask(page, "hỏi")
            log = page.get_by_role("log", name="Cuộc trò chuyện")
            await expect(log).to_have_attribute("aria-live", "polite")
            await expect(log).to_contain_text("Trả lời: Đã nghe: hỏi")
            await expect(log).to_contain_text("Bạn hỏi: hỏi")


async def test_markup_in_a_text_is_shown_and_not_obeyed(chromium_open: Browser) -> None:
    hostile = "<img src=x onerror=alert(1)><script>document.title='hỏng'</script>"
    scripted = ScriptedDialogue(lambda incoming: [Reply((paragraph(hostile),))])
    with served(app(Settings(), scripted)) as url:
        async with visit(chromium_open, url) as page:
            await ask(page, hostile)
            await expect(page.locator(".mine .body")).to_have_text(hostile)
            await expect(page.locator(".theirs .body").last).to_have_text(hostile)
            assert await page.title() == "Hỏi đáp Nghị quyết"
            assert await page.locator("img").count() == 1  # the emblem


async def test_the_visit_is_still_there_after_a_reload(chromium_open: Browser) -> None:
    dialogue = ScriptedDialogue(answer)
    with served(app(Settings(), dialogue)) as url:
        async with visit(chromium_open, url) as page:
            await expect(page.get_by_text("Xin chào!")).to_be_visible()  # the visit has begun
            await ask(page, "câu hỏi của tôi")
            await page.get_by_role("button", name="Đúng ý").click()
            await expect(page.get_by_text("Đã chọn right:1")).to_be_visible()
            await page.reload()
            await expect(page.locator(".mine .body").first).to_have_text("câu hỏi của tôi")
            await expect(page.locator("blockquote")).to_have_count(1)
            chosen = page.get_by_role("button", name="Đúng ý")
            await expect(chosen).to_have_attribute("aria-disabled", "true")
            await page.get_by_role("button", name=texts.CLEAR).click()
            await page.get_by_role("button", name=texts.CLEAR_NO).click()
            await expect(page.locator("blockquote")).to_have_count(1)
            await page.get_by_role("button", name=texts.CLEAR).click()
            await page.get_by_role("button", name=texts.CLEAR_YES).click()
            await expect(page.locator("blockquote")).to_have_count(0)
            await expect(page.get_by_text("Xin chào!")).to_be_visible()
            await page.reload()
            await expect(page.get_by_text("Xin chào!")).to_be_visible()
            await expect(page.locator("blockquote")).to_have_count(0)
    assert dialogue.texts.count("câu hỏi của tôi") == 1
    assert dialogue.texts.count("/start") == 2


async def test_the_visit_is_kept_here_and_not_in_the_browser(chromium_open: Browser) -> None:
    with served(app(Settings(), ScriptedDialogue(answer))) as url:
        async with visit(chromium_open, url) as page:
            await ask(page, "câu hỏi của tôi")
            await expect(page.locator("blockquote")).to_be_visible()
            tab = await page.context.new_page()  # the cookie is the same, the tab's storage empty
            await tab.goto(url)
            await expect(tab.locator(".mine .body")).to_have_text("câu hỏi của tôi")
            await expect(tab.locator("blockquote")).to_be_visible()
            kept = await page.evaluate("JSON.stringify(sessionStorage) + document.cookie")
            assert "câu hỏi" not in kept


async def test_what_was_said_before_is_not_read_out_again(chromium_open: Browser) -> None:
    with served(app(Settings(), ScriptedDialogue(echo))) as url:
        async with visit(chromium_open, url) as page:
            await ask(page, "hỏi")
            await expect(page.get_by_text("Đã nghe: hỏi")).to_be_visible()
            await page.reload()
            await expect(page.get_by_role("group", name=texts.BEFORE)).to_contain_text("Đã nghe")
            await expect(page.get_by_role("log")).to_be_empty()


async def test_a_question_under_way_at_a_reload_is_sent_again_and_answered_once(
    chromium_open: Browser,
) -> None:
    dialogue = ScriptedDialogue(echo)
    with served(app(Settings(), dialogue)) as url:
        context = await chromium_open.new_context()
        page = await context.new_page()
        await page.goto(url)
        await expect(page.get_by_text("Đã nghe: /start")).to_be_visible()
        await page.route("**/api/messages", lambda route: route.abort())
        await ask(page, "hỏi")
        await expect(page.get_by_role("button", name=texts.RETRY)).to_be_visible()
        await page.unroute("**/api/messages")
        await page.reload()
        await expect(page.get_by_text("Đã nghe: hỏi")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("Đã nghe: hỏi")).to_be_visible()
        await context.close()
    assert dialogue.texts.count("hỏi") == 1


async def test_a_browser_that_stores_nothing_holds_a_conversation_too(
    chromium_open: Browser,
) -> None:
    with served(app(Settings(), ScriptedDialogue(answer))) as url:
        async with visit(chromium_open, url) as page:
            await page.add_init_script(
                "Object.defineProperty(window, 'sessionStorage', "
                "{get() { throw new DOMException('no', 'SecurityError'); }})"
            )
            await page.reload()
            await ask(page, "hỏi")
            await expect(page.locator("blockquote")).to_be_visible()
            await page.get_by_role("button", name=texts.CLEAR).click()
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            await expect(page.locator("blockquote")).to_have_count(0)
            await expect(page.get_by_label("Câu hỏi")).to_be_focused()


async def test_history_that_cannot_be_fetched_is_said_and_fetched_again(
    chromium_open: Browser,
) -> None:
    with served(app(Settings(), ScriptedDialogue(answer))) as url:
        context = await chromium_open.new_context()
        page = await context.new_page()
        await page.route("**/api/history", lambda route: route.abort())
        await page.goto(url)
        await expect(page.get_by_text(texts.UNREACHABLE)).to_be_visible()
        await page.unroute("**/api/history")
        await page.get_by_role("button", name=texts.RETRY).click()
        await expect(page.get_by_text("Xin chào!")).to_be_visible()
        await expect(page.get_by_text(texts.UNREACHABLE)).to_have_count(0)
        await context.close()


async def test_a_message_the_network_lost_can_be_sent_again_and_is_answered_once(
    chromium_open: Browser,
) -> None:
    dialogue = ScriptedDialogue(echo)
    with served(app(Settings(), dialogue)) as url:
        context = await chromium_open.new_context()
        page = await context.new_page()
        await page.goto(url)
        await expect(page.get_by_text("Đã nghe: /start")).to_be_visible()
        # the server hears it, the answer is lost on its way
        await page.route("**/api/messages", _heard_but_lost)
        await ask(page, "hỏi")
        retry = page.get_by_role("button", name="Gửi lại")
        await expect(retry).to_be_visible()
        await page.unroute("**/api/messages")
        await retry.click()
        await expect(page.get_by_text("Đã nghe: hỏi")).to_be_visible()
        await context.close()
    assert dialogue.texts.count("hỏi") == 1


async def test_typing_shows_until_the_answer_is_there(chromium_open: Browser) -> None:
    released = threading.Event()

    def slow(incoming: Incoming) -> Sequence[Reply]:
        assert incoming.text == "/start" or released.wait(20)
        return echo(incoming)

    with served(app(Settings(), ScriptedDialogue(slow))) as url:
        async with visit(chromium_open, url) as page:
            await ask(page, "hỏi")
            typing = page.get_by_text("Đang tìm trong văn bản")
            await expect(typing).to_be_visible()
            released.set()
            await expect(page.get_by_text("Đã nghe: hỏi")).to_be_visible()
            await expect(typing).to_be_hidden()


async def _heard_but_lost(route: Route) -> None:
    await route.fetch()
    await route.abort()


async def test_a_file_can_be_saved(chromium_open: Browser) -> None:
    file = OutgoingFile("du-lieu.docx", b"\x00\xff" * 9)
    scripted = ScriptedDialogue(lambda _: [Reply((paragraph("Đây là tệp."),), file=file)])
    with served(app(Settings(), scripted)) as url:
        async with visit(chromium_open, url) as page:
            async with page.expect_download() as saving:
                await page.get_by_role("link", name=file.name).first.click()
            saved = await saving.value
            assert saved.suggested_filename == file.name
            assert (await saved.path()).read_bytes() == file.content
    assert scripted.heard[0].takes_files
