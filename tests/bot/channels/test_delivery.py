"""A request to a platform that has begun runs to its end, whoever waits for it.

httpcore 1.0 loses the connection of a request that is cancelled before it has begun: after a
hundred of them no request of that channel ever finds a connection again.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.channels import errors
from bot.channels.delivery import Delivery
from bot.messages import Address, Incoming, Reply, Sender, paragraph
from bot.outbox import Event, Outbox, Parcel, Priority
from tests.bot.channels.running import UNLIMITED
from tests.bot.channels.scripted import ScriptedDialogue, echo
from tests.bot.conftest import Clock

SENDER = Sender("telegram", "1", "1", "Lan", private=True)


class Slow:
    """A platform whose requests end when the test says so."""

    takes_files = False

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.began = asyncio.Event()

    def pieces(self, reply: Reply) -> list[Reply]:
        return [reply]

    async def send(self, parcel: Parcel, piece: Reply) -> str | None:
        await self._request("send")
        raise errors.Later("too late for anybody to hear")

    async def show_typing(self, incoming: Incoming) -> None:
        await self._request("typing")

    async def _request(self, name: str) -> None:
        self.begun.append(name)
        self.began.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.ended.append(f"{name}, cut off")
            raise
        self.ended.append(name)


async def test_typing_that_is_on_its_way_is_not_cut_off_by_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.delivery.TYPING_AFTER_S", 0)
    platform = Slow()
    loop = asyncio.get_running_loop()

    def answer(incoming: Incoming) -> list[Reply]:
        asyncio.run_coroutine_threadsafe(platform.began.wait(), loop).result()
        return echo(incoming)

    dialogue = ScriptedDialogue(answer)
    delivery = Delivery(dialogue, dialogue.outbox, "telegram", platform, UNLIMITED)
    assert await delivery.take(Incoming(SENDER, "1", "câu hỏi"))
    assert (platform.begun, platform.ended) == (["typing"], [])
    platform.go_on.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert platform.ended == ["typing"]


async def test_a_piece_that_got_no_answer_in_time_is_in_doubt_and_its_request_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.delivery.SEND_WITHIN_S", 0.001)
    platform = Slow()
    dialogue = ScriptedDialogue(echo)
    delivery = Delivery(dialogue, dialogue.outbox, "telegram", platform, UNLIMITED)
    reply = Reply((paragraph("x"),))
    address = Address("telegram", "1")
    result = await delivery._result(Parcel(1, address, reply, 0, None, Priority.ANSWER, "me"))
    assert result.event is Event.UNCLEAR
    platform.go_on.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert platform.ended == ["send"]
    assert not caplog.records  # nobody waits for what became of it


async def test_nothing_goes_on_once_the_channel_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.delivery.SEND_WITHIN_S", 0.001)
    monkeypatch.setattr("bot.channels.delivery.GRACE_S", 0.001)
    platform = Slow()
    dialogue = ScriptedDialogue(echo)
    delivery = Delivery(dialogue, dialogue.outbox, "telegram", platform, UNLIMITED)
    async with delivery.at_work():
        assert await delivery.take(Incoming(SENDER, "1", "câu hỏi"))
        await platform.began.wait()
    assert platform.begun == ["send"]
    assert platform.ended == ["send, cut off"]


async def test_what_is_on_its_way_while_the_clock_leaps_is_not_sent_again() -> None:
    platform = Slow()
    dialogue = ScriptedDialogue(echo)
    clock = Clock(datetime.now(UTC))
    outbox = dialogue.outbox = Outbox(dialogue.database, clock=clock)
    delivery = Delivery(dialogue, outbox, "telegram", platform, UNLIMITED)
    async with delivery.at_work():
        assert await delivery.take(Incoming(SENDER, "1", "câu hỏi"))
        await platform.began.wait()
        clock.pass_by(hours=8)  # the machine slept
        platform.began.clear()
        other = replace(SENDER, user="2", chat="2")
        assert await delivery.take(Incoming(other, "2", "câu khác"))
        await platform.began.wait()
        platform.go_on.set()
    assert platform.begun == ["send", "send"]
