"""Zalo Official Account by webhook: buttons, files, and the times in which it may write.

Zalo wants its webhook answered within two seconds and does not wait for the answer to a person.
So what it brings goes into the inbox and is answered from there; what is to be sent goes through
the outbox as on every platform. A message that the account may not send is given up with a record
of why.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from bot import render
from bot.alerts import Alerts
from bot.arrivals import GoneError
from bot.channels.delivery import Conversation, Delivery, until_stopped
from bot.channels.errors import NotAllowed
from bot.channels.redaction import keep_out_of_logs
from bot.channels.zalo_errors import next_month, told_apart
from bot.channels.zalo_oa_events import (
    NAME,
    PAYLOAD,
    SIGNATURE_HEADER,
    Event,
    Happened,
    is_signed,
    read_event,
)
from bot.inbox import Inbox, Kept
from bot.messages import Address, Choice, Incoming, Reply
from bot.outbox import Limits, Outbox, Pace, Parcel
from bot.texts import channels as texts
from bot.zalo import errors as zalo
from bot.zalo.oa_client import (
    BASE_URL,
    MAX_BUTTONS,
    MAX_TEXT,
    MAX_TITLE,
    Button,
    Sent,
    ZaloOaClient,
    fetch_file,
)
from bot.zalo.oa_tokens import OaTokens
from bot.zalo.oa_windows import Window, Windows

TITLE = "Zalo OA"

TAKEN_WITHIN_S = 1.5
"""Zalo waits two seconds for its webhook; what is not kept by then it shall bring again."""

IDLE_S = 0.5
"""Seconds between two looks into the inbox for what other processes or the clock put there."""

WIDTH = 32
"""Messages that may be at work at the same moment."""

UPKEEP_EVERY_S = 600.0
"""Seconds between two looks whether the token nears its end; used or not, it must stay alive."""

OLDEST = timedelta(days=3)
"""Zalo brings an event again for some hours at most; an older one is somebody's copy of it."""

BUTTON_LETTERS = 38
"""Longer labels are cut off by a phone's button, so the text lists them with their numbers."""

LIMITS = Limits(Pace(0.6, burst=10), lambda chat: Pace(1.0, burst=4))
"""100 requests a minute in the package that the interface needs."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class ZaloOa:
    """The channel; `run` it.

    Args:
        conversation: The dialogue.
        outbox: What is to be sent.
        inbox: What came in.
        tokens: The account's.
        windows: When the account may write.
        app_id: The application's.
        secret_key: The account's secret, with which Zalo signs what it brings.
        base_url: Where the API stands.
        limits: How fast messages may go; by default as fast as the platform allows.
        alerts: Tells the admins of quotas.
        clock: The time, aware.
    """

    name = NAME
    takes_files = True

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        inbox: Inbox,
        tokens: OaTokens,
        windows: Windows,
        *,
        app_id: str,
        secret_key: str,
        base_url: str = BASE_URL,
        limits: Limits | None = None,
        alerts: Alerts | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        keep_out_of_logs(secret_key)
        self._outbox = outbox
        self._inbox = inbox
        self._tokens = tokens
        self._windows = windows
        self._app_id = app_id
        self._key = secret_key
        self._clock = clock
        self._open = partial(ZaloOaClient, base_url=base_url)
        self._delivery = Delivery(conversation, outbox, NAME, self, limits or LIMITS, alerts)
        self._wake = asyncio.Event()
        self._is_told = False  # that somebody must log in

    async def run(self, stop: asyncio.Event) -> None:
        """Answer and send until `stop` is set."""
        async with self._open() as self._client:
            async with self._delivery.at_work():
                await until_stopped(stop, self._work())
            await self._tokens.settled()

    # what comes in

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """What Zalo brings; the HTTP status it gets, once it is kept.

        What bears no signature is Zalo's trial of the address while it is being set: it is
        answered and dropped. What bears a wrong one is refused, so that Zalo brings it again after
        the secret was put right.
        """
        if not headers.get(SIGNATURE_HEADER):
            return HTTPStatus.OK
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        if not is_signed(headers, body, raw, app_id=self._app_id, key=self._key):
            log.warning(texts.WRONG_SIGNATURE.format(channel=TITLE))
            return HTTPStatus.FORBIDDEN
        event = read_event(raw)
        if event is None or self._clock() - event.at > OLDEST:
            return HTTPStatus.OK
        try:
            async with asyncio.timeout(TAKEN_WITHIN_S):
                await asyncio.to_thread(self._take, event)
        except TimeoutError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        self._wake.set()
        return HTTPStatus.OK

    async def fetch(self, ref: str, write: Callable[[bytes], None]) -> None:
        """Hands the bytes of a file that was sent over.

        Raises:
            GoneError: Zalo keeps it no more.
            ZaloError: It does not give it for now.
        """
        try:
            await fetch_file(ref, write)
        except zalo.RequestRefused as error:
            raise GoneError(texts.FILE_GONE.format(channel=TITLE)) from error

    def _take(self, event: Event) -> None:
        address = Address(NAME, event.user)
        if event.happened is Happened.LEFT:
            last = self._windows.last(event.user)
            if last is None or last <= event.at:  # else they are back already
                self._outbox.close(address)
            return
        self._windows.heard(event.user, event.at)
        if event.happened is Happened.FOLLOWED:
            self._outbox.reopen(address)
        if event.incoming is not None:
            self._inbox.keep(event.incoming)

    # at work

    async def _work(self) -> None:
        log.info(texts.READY.format(channel=TITLE))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._upkeep())
            at_work: set[asyncio.Task[None]] = set()
            while True:
                self._wake.clear()
                for kept in await self._next(WIDTH - len(at_work)):
                    task = tasks.create_task(self._answer(kept))
                    at_work.add(task)
                    task.add_done_callback(at_work.discard)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_S):
                        await self._wake.wait()

    async def _next(self, room: int) -> Sequence[Kept]:
        if room <= 0:
            return []
        try:
            return await asyncio.to_thread(self._inbox.take, NAME, room)
        except Exception:
            log.exception("%s: the inbox could not be read", NAME)
            return []

    async def _answer(self, kept: Kept) -> None:
        try:
            is_answered = await self._delivery.take(kept.incoming)
            settle = self._inbox.done if is_answered else self._inbox.later
            await asyncio.to_thread(settle, kept)
        except Exception:
            # its lease runs out, and it is answered then; the dialogue knows what it has answered
            log.exception("%s: a message could not be settled", NAME)
        self._wake.set()

    async def _upkeep(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._windows.forget)
                await self._tokens.access_token()
                self._is_told = False
            except zalo.TokenRefused:
                self._tell_to_log_in()
            except zalo.ZaloError as error:
                log.warning(texts.TOKEN_NOT_RENEWED.format(channel=TITLE, reason=error))
            except Exception:
                log.exception("%s: upkeep failed", NAME)
            await asyncio.sleep(UPKEEP_EVERY_S)

    def _tell_to_log_in(self) -> None:
        if not self._is_told:
            log.error(texts.LOGIN_NEEDED.format(channel=TITLE))
        self._is_told = True

    # what goes out

    async def show_typing(self, incoming: Incoming) -> None:
        """An Official Account has no way to show it."""

    def pieces(self, reply: Reply) -> list[Reply]:
        """The reply in messages of Zalo's length."""
        pieces = render.split(reply, MAX_TEXT, numbered=is_listed(reply.choices))
        return [*pieces, Reply((), file=reply.file)] if reply.file else pieces

    async def send(self, parcel: Parcel, piece: Reply) -> str:
        """Sends one message; its id. Raises ChannelError."""
        user = parcel.address.chat
        window = await asyncio.to_thread(self._windows.of, user)
        if window is Window.CLOSED:
            raise NotAllowed(texts.WINDOW_CLOSED)
        if window is Window.PAID and await asyncio.to_thread(self._windows.is_spent):
            raise NotAllowed(texts.PAID_QUOTA_SPENT, next_month(self._clock()))
        with told_apart():
            try:
                sent = await self._with_token(partial(self._sent, user, piece))
            except zalo.QuotaExceeded as error:
                if window is not Window.PAID:
                    raise
                # what late messages cost is used up; answers to those who just wrote go on
                raise NotAllowed(texts.PAID_QUOTA_SPENT, next_month(self._clock())) from error
        if sent.quota is not None:
            await self._note(partial(self._windows.told, sent.quota))
        return sent.message_id

    async def _sent(self, user: str, piece: Reply, token: str) -> Sent:
        if piece.file is not None:
            uploaded = await self._client.upload_file(token, piece.file.name, piece.file.content)
            return await self._client.send_file(token, user, uploaded)
        text = render.to_plain(piece, numbered=is_listed(piece.choices))
        return await self._client.send_text(token, user, text, buttons_of(piece.choices))

    async def _note(self, write: Callable[[], None]) -> None:
        """Writes what was learnt from a message that has gone; it has gone all the same."""
        try:
            await asyncio.to_thread(write)
        except Exception:
            log.exception("%s: a quota could not be kept", NAME)

    async def _with_token(self, call: Callable[[str], Awaitable[T]]) -> T:
        """Calls with the token, and where its time is over once more with the next."""
        try:
            token = await self._tokens.access_token()
            try:
                return await call(token)
            except zalo.TokenExpired:
                token = await self._tokens.renewed(token)
                try:
                    return await call(token)
                except zalo.TokenExpired as error:
                    raise zalo.TokenRefused(error.method, error.description, error.code) from None
        except zalo.TokenRefused:
            self._tell_to_log_in()
            raise


def is_listed(choices: Sequence[Choice]) -> bool:
    """Whether the text lists the choices: too many for buttons, or too long for a phone's."""
    return len(choices) > MAX_BUTTONS or any(len(each.label) > BUTTON_LETTERS for each in choices)


def buttons_of(choices: Sequence[Choice]) -> list[Button]:
    """The choices as buttons, with their numbers where the text lists them; none are too many."""
    if len(choices) > MAX_BUTTONS:
        return []
    numbered = is_listed(choices)
    return [
        Button(
            render.split_text(
                render.listed_label(number, choice) if numbered else choice.label, MAX_TITLE
            )[0],
            PAYLOAD + choice.id,
        )
        for number, choice in enumerate(choices, 1)
    ]
