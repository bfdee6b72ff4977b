"""The chat on another site: shown where the office allows it, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from playwright.async_api import Error, FrameLocator, Page, expect

from bot.api_conversations import ApiConversations
from bot.api_keys import ApiKeys
from bot.channels import web_api
from bot.channels.web import app
from bot.channels.web_headers import FRAME, WIDGET
from bot.config import Settings, WebSettings
from bot.texts import web as texts
from tests.bot.channels.browser import browser, needs_browser
from tests.bot.channels.scripted import ScriptedDialogue, echo
from tests.fakes.served import served

from ..conftest import Office

pytestmark = pytest.mark.browser


def site(chats: list[str]) -> FastAPI:
    """A page of somebody else with our script tag; where the chat is, is told later."""
    page = FastAPI()

    @page.get("/")
    async def index() -> HTMLResponse:
        return HTMLResponse(
            "<!doctype html><title>Phường</title><style>button{display:none}</style>"
            f'<h1>Trang của phường</h1><script src="{chats[0]}{WIDGET}"></script>'
        )

    @page.get("/favicon.ico")
    async def icon() -> Response:
        return Response(status_code=204)

    return page


@contextmanager
def chat_for(dialogue: ScriptedDialogue, *sites: str) -> Iterator[str]:
    with served(app(Settings(web=WebSettings(sites=list(sites))), dialogue)) as url:
        yield url


async def opened(page: Page, url: str) -> FrameLocator:
    await page.goto(url)
    await page.get_by_role("button", name=texts.WIDGET["open"]).click()
    return page.frame_locator(f'iframe[title="{texts.TITLE}"]')


async def ask(frame: FrameLocator, text: str) -> None:
    await expect(frame.get_by_role("button", name=texts.SEND)).to_be_enabled()
    await frame.get_by_label(texts.LABEL).fill(text)
    await frame.get_by_label(texts.LABEL).press("Enter")
    await expect(frame.get_by_text(f"Đã nghe: {text}")).to_be_visible()


@needs_browser
@pytest.mark.parametrize("width", [360, 1280])
async def test_a_site_that_may_shows_the_chat_and_a_visit_stays_one(width: int) -> None:
    dialogue = ScriptedDialogue(echo)
    chats: list[str] = []
    with served(site(chats)) as other:
        # a site of another name, to which a browser gives none of our cookies
        origin = other.replace("127.0.0.1", "localhost")
        with chat_for(dialogue, origin) as chat:
            chats.append(chat)
            await _chat_twice(origin, width)
    visits = {incoming.sender.chat for incoming in dialogue.heard}
    assert len(visits) == 1


async def _chat_twice(origin: str, width: int) -> None:
    async with browser() as chromium:
        page = await chromium.new_page(viewport={"width": width, "height": 720})
        errors: list[str] = []
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        frame = await opened(page, origin)
        await ask(frame, "một")
        await ask(frame, "hai")
        await page.get_by_role("button", name=texts.WIDGET["close"]).click()
        await expect(page.locator("iframe")).to_be_hidden()
        await page.get_by_role("button", name=texts.WIDGET["open"]).click()
        await frame.get_by_label(texts.LABEL).press("Escape")
        await expect(page.locator("iframe")).to_be_hidden()
        assert errors == []


@needs_browser
async def test_it_opens_answers_and_closes_by_the_keyboard_where_a_frame_may_keep_nothing() -> None:
    dialogue = ScriptedDialogue(echo)
    chats: list[str] = []
    with served(site(chats)) as other:
        origin = other.replace("127.0.0.1", "localhost")
        with chat_for(dialogue, origin) as chat:
            chats.append(chat)
            async with browser() as chromium:
                page = await chromium.new_page()
                errors: list[str] = []
                page.on("pageerror", lambda error: errors.append(str(error)))
                await page.add_init_script(
                    "if (window !== top) Object.defineProperty(window, 'sessionStorage', "
                    "{get() { throw new DOMException('no', 'SecurityError'); }})"
                )
                await page.goto(origin)
                await page.keyboard.press("Tab")
                await page.keyboard.press("Enter")
                frame = page.frame_locator("iframe")
                await expect(frame.get_by_text("Đã nghe: /start")).to_be_visible()
                await expect(frame.get_by_label(texts.LABEL)).to_be_focused()
                await page.keyboard.type("một")
                await page.keyboard.press("Enter")
                await expect(frame.get_by_text("Đã nghe: một")).to_be_visible()
                await page.keyboard.press("Escape")
                await expect(page.locator("iframe")).to_be_hidden()
                await expect(page.get_by_role("button", name=texts.WIDGET["open"])).to_be_focused()
                assert errors == []
    assert len({incoming.sender.chat for incoming in dialogue.heard}) == 1


ASK = """async (url) => {
  try {
    const headers = {"content-type": "application/json", authorization: "Bearer hd_sai"};
    const answer = await fetch(url, {method: "POST", headers, body: "{}"});
    return (await answer.json()).error.code;
  } catch (error) {
    return error.name;
  }
}"""


@needs_browser
async def test_only_the_pages_of_listed_sites_can_ask_the_interface(office: Office) -> None:
    chats = [""]
    with served(site(chats)) as other:
        listed = other.replace("127.0.0.1", "localhost")
        settings = office.settings.model_copy(update={"web": WebSettings(sites=[listed])})
        conversations = ApiConversations(office.database, office.engine, settings.dialogue)
        page = app(settings, office.dialogue())
        keys = ApiKeys(office.database)
        page.include_router(web_api.router(office.engine, keys, conversations, settings))
        with served(page) as chat:
            async with browser() as chromium:
                tab = await chromium.new_page()
                await tab.goto(listed)
                assert await tab.evaluate(ASK, f"{chat}/api/ask") == "no_key"
                await tab.goto(other)  # the same server by a name that is not listed
                assert await tab.evaluate(ASK, f"{chat}/api/ask") == "TypeError"


@needs_browser
async def test_a_site_that_is_not_on_the_list_shows_nothing() -> None:
    dialogue = ScriptedDialogue(echo)
    with (
        chat_for(dialogue, "https://phuong.example.vn") as chat,
        served(site([chat])) as other,
    ):
        async with browser() as chromium:
            page = await chromium.new_page()
            frame = await opened(page, other.replace("127.0.0.1", "localhost"))
            with pytest.raises(Error):
                await frame.get_by_label(texts.LABEL).fill("một", timeout=2000)
    assert dialogue.heard == []


def test_without_a_list_there_is_nothing_to_put_anywhere() -> None:
    with chat_for(ScriptedDialogue(echo)) as chat:
        for path in (FRAME, WIDGET):
            assert httpx.get(f"{chat}{path}").status_code == 404
        assert "frame-ancestors 'none'" in httpx.get(chat).headers["Content-Security-Policy"]


def test_the_list_opens_the_frame_alone() -> None:
    with chat_for(ScriptedDialogue(echo), "https://phuong.example.vn") as chat:
        page, frame = httpx.get(chat), httpx.get(f"{chat}{FRAME}")
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
        policy = frame.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://phuong.example.vn" in policy
        assert "X-Frame-Options" not in frame.headers
        assert httpx.get(f"{chat}{FRAME}").text != frame.text  # each opening is a visit of its own


@pytest.mark.parametrize("given", ["phuong.example.vn", "https://a.vn/x", "https://a.vn; x *"])
def test_what_is_no_site_is_refused_in_the_settings(given: str) -> None:
    with pytest.raises(ValueError, match="sites"):
        WebSettings(sites=[given])
