"""From an incoming message to replies that have arrived: order, patience, nothing lost.

What comes in is answered chat by chat in its order; the answers go into the outbox with the
message, and from there a channel sends what is due, whoever has put it there.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from bot import metrics
from bot.alerts import Alerts
from bot.channels.answering import Answering
from bot.channels.errors import (
    Blocked,
    ChannelError,
    Later,
    NotAllowed,
    QuotaSpent,
    Refused,
    Throttled,
    Unclear,
)
from bot.channels.lanes import Lanes
from bot.messages import Incoming, Reply
from bot.outbox import Event, Limits, Outbox, Parcel, Result, Turn
from bot.texts import channels as texts

WIDTH = 6
"""Pieces that may be on their way to a platform at the same moment: 24 a second where each takes a
quarter of one. What is on its way when the process dies is sent once more."""

IDLE_S = 0.5
"""Seconds between two looks into the outbox for what other processes or the clock put there."""

SEND_WITHIN_S = 20.0
"""Seconds after which a piece that got no answer is in doubt; less than the outbox's lease."""

GRACE_S = 5.0
"""Seconds that answers under way get when the program stops."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
"""Seconds a channel rests after a failed request of its own, doubled each time up to the second."""

QUOTA_PAUSE_S = 600.0
"""Seconds a channel whose quota is used up waits before it asks again."""

TOKEN_PAUSE_S = 60.0
"""Seconds a channel whose token is refused sends nothing."""

THROTTLED_CHATS = 3
"""Chats told to wait at the same time from which the whole channel waits."""

ANSWER_ATTEMPTS = 3
"""How often a message is offered to the dialogue while the database is in trouble."""

TYPING_AFTER_S = 0.3
"""An answer that is there sooner needs no "typing", which costs as much as the answer itself."""

TYPING_EVERY_S = 4.0
"""Telegram shows "typing" for five seconds (https://core.telegram.org/bots/api#sendchataction)."""

Piece = TypeVar("Piece")
Got = TypeVar("Got")
Sleep = Callable[[float], Awaitable[object]]

log = logging.getLogger(__name__)


class Conversation(Protocol):
    """What a channel needs of the dialogue; it may block and is called in threads."""

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        """Answers one message, into the outbox; the same message again yields nothing."""


class Carrier(Protocol[Piece]):
    """What a platform does for the delivery."""

    takes_files: bool
    """Whether it carries a reply's file."""

    def pieces(self, reply: Reply) -> Sequence[Piece]:
        """The reply in messages that fit the platform, the same whenever it is asked."""

    async def send(self, parcel: Parcel, piece: Piece) -> str | None:
        """Sends one piece once; the platform's id of it, if it has one. Raises ChannelError."""

    async def show_typing(self, incoming: Incoming) -> None:
        """Tells the person that an answer is being written; raises ChannelError."""


class Delivery:
    """Answers what comes in on one channel, and sends what is to go out.

    Args:
        conversation: The dialogue.
        outbox: What is to be sent.
        channel: The channel's name in Sender.
        carrier: The platform.
        limits: How fast it takes messages.
        alerts: Tells the admins of quotas.
    """

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        channel: str,
        carrier: Carrier[Piece],
        limits: Limits,
        alerts: Alerts | None = None,
    ) -> None:
        self._conversation = conversation
        self._outbox = outbox
        self._channel = channel
        self._carrier = carrier
        self._limits = limits
        self._alerts = alerts
        self._may_be_spent = True  # another process, or this one's predecessor, may have found it
        self._spent_at = 0.0
        self._lanes = Lanes()
        self._answering = Answering(channel)
        self._wake = asyncio.Event()
        self._closing = False
        self._results: list[Result] = []
        self._sending: dict[asyncio.Task[None], Parcel] = {}
        self._requests: set[asyncio.Future[Any]] = set()  # begun, though who waits may have gone
        self._throttled: dict[str, float] = {}  # chats told to wait, and until when

    def take(self, incoming: Incoming) -> asyncio.Task[bool]:
        """Answer a message after those that came before it in its chat.

        Returns:
            Ends once the answer is in the outbox, with whether it is.
        """
        incoming = replace(incoming, takes_files=self._carrier.takes_files)
        return self._lanes.add(incoming.sender.chat, lambda: self._answer(incoming))

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Sends for the length of the block; leaving it lets what has begun end."""
        self._closing = False
        clerk = self._clerk = ThreadPoolExecutor(1, f"outbox-{self._channel}")
        work = asyncio.create_task(self._send())
        try:
            yield
        finally:
            await self._lanes.close(GRACE_S)
            self._closing = True
            self._wake.set()
            await asyncio.wait([work], timeout=GRACE_S)
            late = (work, *self._sending, *self._requests)
            for task in late:
                task.cancel()  # the next process finds that the lease has run out
            await asyncio.gather(*late, return_exceptions=True)
            clerk.shutdown(wait=False)

    async def _answer(self, incoming: Incoming) -> bool:
        typing = asyncio.create_task(self._type(incoming))
        try:
            for attempt in range(1, ANSWER_ATTEMPTS + 1):
                try:
                    if await self._answering.run(self._conversation.replies_to, incoming):
                        self._wake.set()
                except Exception:
                    # the database: the dialogue itself answers what breaks a feature
                    log.exception("%s: a message could not be answered", self._channel)
                    if attempt < ANSWER_ATTEMPTS:
                        await asyncio.sleep(FIRST_PAUSE_S * 2 ** (attempt - 1))
                else:
                    return True
            return False
        finally:
            typing.cancel()

    async def _type(self, incoming: Incoming) -> None:
        try:
            await asyncio.sleep(TYPING_AFTER_S)
            while True:
                await self._to_its_end(self._carrier.show_typing(incoming))
                await asyncio.sleep(TYPING_EVERY_S)
        except ChannelError as error:
            log.debug("%s: typing is not shown: %s", self._channel, error)

    async def _send(self) -> None:
        while True:
            again_s = await self._turn()
            if self._closing and again_s is None and not (self._sending or self._results):
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_S if again_s is None else min(again_s, IDLE_S)):
                    await self._wake.wait()

    async def _turn(self) -> float | None:
        """Records what came of earlier pieces and sends the next; in how many seconds the pace
        allows more."""
        self._wake.clear()
        results, self._results = self._results, []
        try:
            carried = tuple(self._sending.values())
            turn = await asyncio.get_running_loop().run_in_executor(
                self._clerk, partial(self._look, results, carried)
            )
        except Exception:
            log.exception("%s: the outbox could not be read", self._channel)
            self._results = results + self._results
            return IDLE_S
        for parcel in turn.parcels:
            task = asyncio.create_task(self._carry(parcel))
            self._sending[task] = parcel
            task.add_done_callback(self._sending.pop)
        return turn.again_s

    def _look(self, results: Sequence[Result], carried: Sequence[Parcel]) -> Turn:
        if results or self._outbox.is_due(self._channel):
            room = WIDTH - len(carried)
            return self._outbox.turn(
                self._channel, self._limits, results, room=room, carried=carried
            )
        return Turn(())

    async def _carry(self, parcel: Parcel) -> None:
        try:
            result = await self._result(parcel)
        except Exception as error:
            # a fault of ours: this reply can never be shown, the others can
            log.exception("%s: a reply could not be rendered", self._channel)
            result = Result(parcel, Event.REFUSED, reason=type(error).__name__)
        self._results.append(result)
        self._wake.set()

    async def _result(self, parcel: Parcel) -> Result:
        pieces = self._carrier.pieces(parcel.reply)
        if parcel.piece >= len(pieces):
            return Result(parcel, Event.TAKEN)
        more = parcel.piece + 1 < len(pieces)
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                with metrics.timed("delivery"):
                    sent_as = await self._to_its_end(
                        self._carrier.send(parcel, pieces[parcel.piece])
                    )
        except TimeoutError:
            metrics.ERRORS.labels(self._channel, "timeout").inc()
            return Result(parcel, Event.UNCLEAR, more, reason="no answer in time")
        except ChannelError as error:
            await self.note(error)
            return self._refused(parcel, error, more)
        if self._may_be_spent and began > self._spent_at:  # not sent beside one that was refused
            self._may_be_spent = False
            await self._tell(lambda alerts: alerts.quota_back(self._channel))
        return Result(parcel, Event.TAKEN, more, sent_as=sent_as)

    async def note(self, error: ChannelError) -> None:
        """Tells the admins, once, where a quota is used up."""
        match error:
            case QuotaSpent(resets=resets):
                self._may_be_spent = True
                self._spent_at = asyncio.get_running_loop().time()
                await self._tell(partial(Alerts.quota_spent, channel=self._channel, resets=resets))
            case NotAllowed(resets=datetime() as resets):
                await self._tell(
                    lambda alerts: alerts.quota_spent(self._channel, resets, late=True)
                )

    async def _tell(self, tell: Callable[[Alerts], None]) -> None:
        if self._alerts is None:
            return
        try:
            await asyncio.to_thread(tell, self._alerts)
        except Exception:
            log.exception("%s: the admins could not be told of a quota", self._channel)

    def _refused(self, parcel: Parcel, error: ChannelError, more: bool) -> Result:
        reason = f"{type(error).__name__}: {error}"
        metrics.ERRORS.labels(self._channel, type(error).__name__.lower()).inc()
        match error:
            case Blocked():
                log.info(texts.BLOCKED.format(channel=self._channel))
                return Result(parcel, Event.BLOCKED, reason=reason)
            case NotAllowed():
                log.info(texts.REFUSED.format(channel=self._channel, reason=error))
                return Result(parcel, Event.NOT_ALLOWED, reason=str(error))
            case Refused():
                log.warning(texts.REFUSED.format(channel=self._channel, reason=error))
                return Result(parcel, Event.REFUSED, reason=reason)
            case Unclear():
                log.info(texts.UNCLEAR.format(channel=self._channel, reason=error))
                return Result(parcel, Event.UNCLEAR, more, reason=reason)
            case QuotaSpent():
                log.warning(texts.QUOTA.format(channel=self._channel, seconds=QUOTA_PAUSE_S))
                return Result(parcel, Event.LATER, more, QUOTA_PAUSE_S, whole=True, reason=reason)
            case Throttled(seconds=float() | int() as seconds):
                whole = self._is_everywhere(parcel.address.chat, seconds)
                log.info(texts.THROTTLED.format(channel=self._channel, seconds=seconds))
                return Result(parcel, Event.LATER, more, seconds, whole, reason)
            case Later():
                log.info(texts.LATER.format(channel=self._channel, reason=error))
                return Result(parcel, Event.LATER, more, error.seconds, reason=reason)
            case _:  # the token: the channel's own requests find it too, and end the channel
                return Result(parcel, Event.LATER, more, TOKEN_PAUSE_S, whole=True, reason=reason)

    async def _to_its_end(self, request: Coroutine[Any, Any, Got]) -> Got:
        """Runs a request to its end even where who waits for it is cancelled; only the channel's
        own end cuts it off.

        httpcore 1.0 loses the connection of a request that is cancelled before it has begun, until
        none is left in the pool and the channel stands still.
        """
        task = asyncio.ensure_future(request)
        self._requests.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, request: asyncio.Future[Any]) -> None:
        self._requests.discard(request)
        if not request.cancelled():
            request.exception()  # where nobody waits any more, nobody has to be told

    def _is_everywhere(self, chat: str, seconds: float) -> bool:
        """Whether so many chats are told to wait at the same time that it is not they that are too
        fast but the bot; then everything waits."""
        now = asyncio.get_running_loop().time()
        self._throttled = {c: until for c, until in self._throttled.items() if until > now}
        self._throttled[chat] = now + seconds
        return len(self._throttled) >= THROTTLED_CHATS


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
