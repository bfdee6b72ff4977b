"""What platforms bring to our server: the real is answered once, the rest is refused."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.channels import web
from bot.channels.telegram import Telegram
from bot.channels.webhooks import MAX_BODY_BYTES, Hook, Webhook
from bot.channels.zalo_bot import ZaloBot
from bot.config import Settings
from tests.bot.channels.running import UNLIMITED, Naps, running
from tests.bot.channels.scripted import ScriptedDialogue, echo
from tests.fakes.served import FakePlatform, bad_update, served, served_here
from tests.fakes.telegram import FakeTelegram
from tests.fakes.zalo_bot import FakeZaloBot


@dataclass
class Served:
    fake: Any
    dialogue: ScriptedDialogue
    http: httpx.AsyncClient
    url: str
    secret: str

    async def posts(self, body: bytes | dict[str, Any], secret: str | None = None) -> int:
        """Somebody posts to the webhook; the status they get."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        shown = self.secret if secret is None else secret
        headers = {self.fake.SECRET_HEADER.encode(): shown.encode()}
        return (await self.http.post(self.url, content=content, headers=headers)).status_code


@asynccontextmanager
async def by_webhook(fake: FakePlatform) -> AsyncIterator[Served]:
    dialogue = ScriptedDialogue(echo)
    hooks: dict[str, Hook] = {}
    with served(fake) as url:
        async with (
            served_here(web.app(Settings(), dialogue, hooks)) as ours,
            httpx.AsyncClient() as http,
        ):
            name = "telegram" if isinstance(fake, FakeTelegram) else "zalo_bot"
            webhook = Webhook.at(ours, name, b"a secret of this installation")
            channel: Telegram | ZaloBot
            if isinstance(fake, FakeTelegram):
                channel = Telegram(
                    dialogue,
                    dialogue.outbox,
                    fake.token,
                    base_url=f"{url}/bot",
                    webhook=webhook,
                    limits=UNLIMITED,
                    sleep=Naps(),
                )
            else:
                channel = ZaloBot(
                    dialogue,
                    dialogue.outbox,
                    fake.token,
                    base_url=url,
                    webhook=webhook,
                    limits=UNLIMITED,
                    sleep=Naps(),
                )
            hooks[name] = channel.receive
            async with running(channel.run):
                await fake.until(lambda: fake.webhook)
                # before the channel has logged in it asks the platform to come again
                fake_ready = {"event_name": "none"} if name == "zalo_bot" else {"update_id": 1}
                made = Served(fake, dialogue, http, webhook.url, webhook.secret)
                while await made.posts(fake_ready) == 503:
                    pass
                yield made


@pytest.fixture(params=[FakeTelegram, FakeZaloBot])
def fake(request: pytest.FixtureRequest) -> FakePlatform:
    made: FakePlatform = request.param()
    return made


def update(fake: FakePlatform, number: int = 1, text: str = "hỏi") -> dict[str, Any]:
    """An update as the platform would bring it."""
    return fake.update_saying(number, text)


async def test_a_question_brought_is_answered(fake: FakePlatform) -> None:
    async with by_webhook(fake) as server:
        assert await server.posts(update(fake)) == 200
        await fake.until(lambda: server.fake.sent)
    assert [sent.text for sent in server.fake.sent] == ["Đã nghe: hỏi"]


async def test_a_replayed_update_is_taken_and_answered_once(fake: FakePlatform) -> None:
    async with by_webhook(fake) as server:
        for _ in range(3):
            assert await server.posts(update(fake)) == 200
        assert await server.posts(update(fake, 2, "câu sau")) == 200
        await fake.until(lambda: len(server.fake.sent) == 2)
    assert server.dialogue.texts == ["hỏi", "câu sau"]


@pytest.mark.parametrize("secret", ["", "wrong", "đ", "a" * 64])
async def test_a_forged_update_is_refused_and_not_heard(fake: FakePlatform, secret: str) -> None:
    async with by_webhook(fake) as server:
        assert await server.posts(update(fake), secret) == 403
    assert server.dialogue.heard == []


async def test_an_oversized_update_is_refused(fake: FakePlatform) -> None:
    async with by_webhook(fake) as server:
        assert await server.posts(b"x" * (MAX_BODY_BYTES + 1)) == 413
        assert await server.posts(update(fake)) == 200


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
async def test_what_is_no_json_is_refused(fake: FakePlatform, body: bytes) -> None:
    async with by_webhook(fake) as server:
        assert await server.posts(body) == 400


@pytest.mark.parametrize("body", bad_update())
async def test_an_update_of_an_unknown_kind_is_passed_over(fake: FakePlatform, body: Any) -> None:
    async with by_webhook(fake) as server:
        assert await server.posts(json.dumps(body).encode()) == 200
    assert server.dialogue.heard == []


async def test_a_platform_without_a_channel_is_not_found(fake: FakePlatform) -> None:
    async with by_webhook(fake) as server:
        elsewhere = server.url.rpartition("/")[0] + "/messenger"
        assert (await server.http.post(elsewhere, content=b"{}")).status_code == 404


async def test_what_the_database_could_not_take_is_brought_again() -> None:
    fake = FakeTelegram()
    async with by_webhook(fake) as server:
        heard = server.dialogue.replies_to
        troubles = iter([OSError, OSError, OSError])

        def broken(incoming: Any) -> Any:
            if trouble := next(troubles, None):
                raise trouble
            return heard(incoming)

        server.dialogue.replies_to = broken  # type: ignore[method-assign]
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
    assert 503 in fake.brought
    assert [sent.text for sent in fake.sent] == ["Đã nghe: hỏi"]


@pytest.mark.parametrize("wrapped", [True, False])
async def test_zalo_brings_its_updates_wrapped_or_bare(wrapped: bool) -> None:
    fake = FakeZaloBot(wrapped=wrapped)
    async with by_webhook(fake):
        fake.says("một")
        fake.says("hai")
        await fake.until(lambda: len(fake.sent) == 2)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: một", "Đã nghe: hai"]


async def test_zalo_may_bring_several_updates_at_once() -> None:
    fake = FakeZaloBot()
    async with by_webhook(fake) as server:
        both = [update(fake, 1, "một"), update(fake, 2, "hai")]
        assert await server.posts(json.dumps({"ok": True, "result": both}).encode()) == 200
        await fake.until(lambda: len(fake.sent) == 2)
    assert server.dialogue.texts == ["một", "hai"]
