"""The admins' page as its tests use it: accounts, sign-in, a worker that reads beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from playwright.async_api import Page

from bot.dialogue import Dialogue
from bot.messages import Sender
from bot.roles import Role
from bot.worker import Worker


def account(dialogue: Dialogue, name: str, role: Role, *, channel: str = "telegram") -> int:
    code = dialogue.people.invite(role, by="cli", name=name)
    joined = dialogue.people.join(code, Sender(channel, name, name))
    assert joined is not None
    return joined.id


@contextmanager
def reading(worker: Worker) -> Iterator[None]:
    """The worker at work beside the page."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            worker.run_due()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


async def entered(page: Page) -> None:
    await page.locator("#drop").wait_for()
    await page.wait_for_load_state("load")


async def choose(page: Page, name: str, content: bytes) -> None:
    await page.locator("#choose").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


async def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    wide = await page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth, ...[...document.querySelectorAll("
        "'main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 &&"
        " !e.closest('textarea')).map(e => e.outerHTML.slice(0, 80))]"
    )
    assert wide[0] <= wide[1], wide


@dataclass
class Client:
    """A signed-in program."""

    http: httpx.Client
    guard: dict[str, str]


@contextmanager
def signed_in(address: str, dialogue: Dialogue, account_id: int) -> Iterator[Client]:
    with httpx.Client(base_url=f"{address}/quan-tri/api") as http:
        code = dialogue.sign_ins.new_code(account_id)
        assert http.post("/sign-in", json={"code": code}).status_code == 200
        yield Client(http, {"X-Guard": http.get("/state").json()["guard"]})
