"""From an incoming message to replies that have arrived: order, patience, nothing lost.

The dialogue keeps every reply until it is told that it arrived. A reply the platform did not
take for now is tried again after a while, also by the next process after a crash; one that it
will never take (the person blocked the bot) is given up.

DeliveryError
 ├─ Undeliverable   the platform will never take this reply: it is dropped
 └─ Delayed         the platform did not take it for now: it is sent again later
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.channels.lanes import Lanes
from bot.messages import Incoming, Reply

ATTEMPTS = 4
"""How often one piece is offered to the platform before it waits for the next round."""

FIRST_PAUSE_S = 1.0
"""Seconds before the second attempt; each further pause is twice as long."""

LONGEST_PAUSE_S = 60.0
"""Seconds; no pause, not even one the platform asks for, holds a conversation longer."""

REDELIVERY_EVERY_S = 15.0
"""Seconds between two looks for replies that have not arrived."""

GRACE_S = 5.0
"""Seconds that answers under way get when the program stops."""

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[object]]

log = logging.getLogger(__name__)


class DeliveryError(Exception):
    """A reply has not arrived."""


class Undeliverable(DeliveryError):
    """The platform will never take this reply: it is dropped."""


class Delayed(DeliveryError):
    """The platform did not take it for now: it is sent again later.

    Args:
        seconds: What the platform asks to wait, or None.
    """

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Undelivered(Protocol):
    """Replies that were decided and, as far as is known, did not arrive."""

    @property
    def incoming(self) -> Incoming:
        """The message they answer."""

    @property
    def replies(self) -> Sequence[Reply]:
        """What to send."""


class Conversation(Protocol):
    """What a channel needs of the dialogue; every method may block and is called in a thread."""

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        """Answers one message; the same message again yields nothing."""

    def delivered(self, incoming: Incoming) -> None:
        """Every reply to this message has arrived."""

    def undelivered(self, channel: str) -> Sequence[Undelivered]:
        """Replies to send once more."""


class Delivery:
    """Answers what comes in on one channel.

    Args:
        conversation: The dialogue.
        channel: The channel's name in Sender.
        send: Sends the replies to one message; raises DeliveryError.
        show_typing: Tells the person that an answer is being written; raises nothing.
        sleep: Waits some seconds; tests put their own in.
    """

    def __init__(
        self,
        conversation: Conversation,
        channel: str,
        send: Callable[[Incoming, Sequence[Reply]], Awaitable[None]],
        show_typing: Callable[[Incoming], Awaitable[None]],
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._conversation = conversation
        self._channel = channel
        self._send = send
        self._show_typing = show_typing
        self._sleep = sleep
        self._lanes = Lanes()
        self._under_way: set[tuple[str, str]] = set()

    def take(self, incoming: Incoming) -> asyncio.Task[None]:
        """Answer a message after those that came before it in its chat."""
        return self._lanes.add(incoming.sender.chat, lambda: self._answer(incoming))

    async def redeliver(self) -> None:
        """Send again, for ever and from time to time, what has not arrived."""
        while True:
            try:
                late = await asyncio.to_thread(self._conversation.undelivered, self._channel)
            except Exception:
                log.exception("%s: replies that wait could not be read", self._channel)
                late = []
            for each in late:
                if _key(each.incoming) not in self._under_way:
                    self._again(each)
            await self._sleep(REDELIVERY_EVERY_S)

    async def close(self) -> None:
        """Give what is under way a moment to end."""
        await self._lanes.close(GRACE_S)

    async def _answer(self, incoming: Incoming) -> None:
        self._under_way.add(_key(incoming))
        try:
            replies, _ = await asyncio.gather(
                asyncio.to_thread(self._conversation.replies_to, incoming),
                self._show_typing(incoming),
            )
            if replies:
                await self._deliver(incoming, replies)
        except Exception:
            # the channel goes on: the next message may well be answered
            log.exception("%s: a message could not be answered", self._channel)
        finally:
            self._under_way.discard(_key(incoming))

    def _again(self, late: Undelivered) -> None:
        key = _key(late.incoming)
        self._under_way.add(key)

        async def send() -> None:
            try:
                await self._deliver(late.incoming, late.replies)
            finally:
                self._under_way.discard(key)

        self._lanes.add(late.incoming.sender.chat, send)

    async def _deliver(self, incoming: Incoming, replies: Sequence[Reply]) -> None:
        try:
            await self._send(incoming, replies)
        except Undeliverable as error:
            log.info("%s: a reply is given up: %s", self._channel, error)
        except Delayed as error:
            log.warning("%s: a reply is sent later: %s", self._channel, error)
            return
        await asyncio.to_thread(self._conversation.delivered, incoming)


async def persistently(call: Callable[[], Awaitable[T]], sleep: Sleep = asyncio.sleep) -> T:
    """Await `call()`, again after a pause while it raises Delayed, ATTEMPTS times in all."""
    for attempt in range(ATTEMPTS - 1):
        try:
            return await call()
        except Delayed as error:
            pause = FIRST_PAUSE_S * 2**attempt if error.seconds is None else error.seconds
            if pause > LONGEST_PAUSE_S:
                raise
            await sleep(pause)
    return await call()


async def until_stopped(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Await `work`, and cancel it as soon as `stop` is set."""
    running = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        running.cancel()
        await asyncio.wait({running, stopping})
    if not running.cancelled():
        running.result()


def _key(incoming: Incoming) -> tuple[str, str]:
    return incoming.sender.chat, incoming.message_id
