"""Puts the parts together, and runs every channel until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.state import MIGRATIONS
from bot.texts import app as texts

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.arrivals import Fetch
    from bot.channels.zalo_oa import ZaloOa
    from bot.config import Settings
    from bot.dialogue import Dialogue
    from bot.outbox import Limits
    from bot.retention import Retention
    from bot.zalo.oa_tokens import OaTokens
    from index.encoder import Encoder
    from index.engine import Engine
    from knowledge.database import Database
    from knowledge.library import Library

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 5.0  # before a channel that broke off is started again; doubled each time
LONGEST_PAUSE_S = 300.0
RETENTION_EVERY_S = 60.0  # between two looks whether it is night
BROADCAST_EVERY_S = 2.0  # between two looks for a broadcast that is due
BROADCAST_PAUSE_S = 0.05  # between two batches, so that whoever waits to write comes between
STOP_WITHIN_S = 10.0  # what a channel has to finish what it is sending

Run = Callable[[asyncio.Event], Awaitable[None]]


class Channel(Protocol):
    """A chat platform."""

    name: str

    async def run(self, stop: asyncio.Event) -> None:
        """Receives and answers until `stop` is set."""

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """What the platform brings to our server; the HTTP status it gets."""


@runtime_checkable
class GivesFiles(Protocol):
    """A chat platform on which files can be sent."""

    name: str
    fetch: Fetch


class PortTakenError(Exception):
    """The web page's address cannot be used.

    Args:
        host, port: The address.
        reason: Why, in the system's words.
    """

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host = host
        self.port = port
        super().__init__(reason)


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database, migrated; its folder is made.

    Raises:
        LibraryError: It cannot be reached or is newer than the program.
    """
    from knowledge.database import Database
    from knowledge.errors import LibraryError, Problem

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(Problem.DATABASE_UNREACHABLE, url=settings.data_dir) from error
    database = Database.open(settings.database_url, migrations=[MIGRATIONS])
    try:
        yield database
    finally:
        database.close()


def open_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name; questions asked at once are encoded together.

    Raises:
        ModelError: There is none by that name.
    """
    from index.batching import SharedEncoder
    from index.encoder import load_encoder

    return SharedEncoder(
        load_encoder(
            settings.model.name,
            query_prompt=settings.model.query_prompt,
            passage_prompt=settings.model.passage_prompt,
        )
    )


@contextmanager
def open_engine(settings: Settings, library: Library) -> Iterator[Engine]:
    """The engine, ready to answer."""
    from index.engine import Engine

    engine = Engine(
        library,
        open_encoder(settings),
        settings.index_dir,
        abbreviations=settings.dialogue.abbreviations,
    )
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def open_dialogue(settings: Settings) -> Iterator[Dialogue]:
    """Everything a conversation needs."""
    from bot.dialogue import Dialogue
    from knowledge.library import Library

    with open_database(settings) as database:
        library = Library(database)
        with open_engine(settings, library) as engine:
            yield Dialogue(database, engine, library, settings)


def run(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM.

    Args:
        settings: The settings.
        announce: Shows a line to the person who started it.

    Raises:
        PortTakenError: The page's address cannot be used.
        LibraryError, ModelError: See `open_database`, `open_encoder`.
    """
    with (
        listening(settings.web.host, settings.web.port) as listener,
        open_dialogue(settings) as dialogue,
    ):
        asyncio.run(_serve(settings, dialogue, listener, announce))


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens at the page's address; port 0 is any free one.

    Raises:
        PortTakenError: Something else listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()  # who comes before all is loaded waits instead of being refused
        except OSError as error:
            raise PortTakenError(host, port, error.strerror or str(error)) from error
        yield listener


async def _serve(
    settings: Settings,
    dialogue: Dialogue,
    listener: socket.socket,
    announce: Callable[[str], None],
) -> None:
    from bot.api_conversations import ApiConversations
    from bot.api_keys import ApiKeys
    from bot.channels import web, web_admin, web_api, web_monitor, zalo_oa_pages
    from bot.channels.telegram_links import telegram_link
    from bot.contest_desk import keep_time
    from bot.fetching import Fetcher
    from bot.jobs import Jobs
    from bot.worker import keep_reading

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    chats = chat_channels(settings, dialogue)
    host, port = listener.getsockname()[:2]
    announce((texts.WEB_AT if chats else texts.WEB_ONLY).format(host=host, port=port))
    work = [
        asyncio.create_task(keep_running(name, channel.run, stop))
        for name, channel in chats.items()
    ]
    work.append(asyncio.create_task(keep_no_longer(dialogue.retention, stop)))
    work.append(asyncio.create_task(broadcast(dialogue, stop)))
    work.append(asyncio.create_task(keep_time(dialogue.contests, stop)))
    fetches = {each.name: each.fetch for each in chats.values() if isinstance(each, GivesFiles)}
    fetcher = Fetcher(dialogue.intake, Jobs(dialogue.database), fetches)
    work.append(asyncio.create_task(fetcher.run(stop)))
    work.append(asyncio.create_task(keep_reading(settings, dialogue.database, stop)))
    hooks = {channel.name: channel.receive for channel in chats.values()}
    served = web.app(settings, dialogue, hooks)
    served.include_router(
        web_api.router(
            dialogue.engine,
            ApiKeys(dialogue.database),
            ApiConversations(dialogue.database, dialogue.engine, settings.dialogue),
            settings,
        )
    )
    served.include_router(web_monitor.router(dialogue.library, dialogue.engine, settings))
    served.include_router(
        web_admin.router(
            dialogue.intake,
            dialogue.sign_ins,
            dialogue.people,
            dialogue.contests,
            dialogue.broadcasts,
            lambda code: telegram_link(settings, f"moi_{code}"),
        )
    )
    if (tokens := oa_tokens(settings, dialogue.database)) is not None:
        served.include_router(zalo_oa_pages.router(tokens, settings.data_dir))
    page = asyncio.create_task(serve_page(served, listener, stop))
    await asyncio.wait({page, asyncio.create_task(stop.wait())}, return_when="FIRST_COMPLETED")
    stop.set()
    announce(texts.STOPPING)
    _, late = await asyncio.wait({page, *work}, timeout=STOP_WITHIN_S)
    for task in late:
        task.cancel()
    await page


def chat_channels(
    settings: Settings, dialogue: Dialogue, *, limits: Limits | None = None
) -> dict[str, Channel]:
    """The chat platforms that have a token, by the name a person knows them by.

    Args:
        settings: The settings.
        dialogue: The conversation.
        limits: How fast they may send; by default as fast as each platform allows.
    """
    from bot.channels.webhooks import Webhook

    def webhook(name: str, public_url: str) -> Webhook | None:
        if not public_url:
            return None
        return Webhook.at(public_url, name, dialogue.secret(f"webhook:{name}"))

    channels: dict[str, Channel] = {}
    if token := settings.telegram_token.get_secret_value():
        from bot.channels.telegram import Telegram
        from bot.channels.telegram_menus import Menus

        api = settings.telegram.base_url
        channels["Telegram"] = Telegram(
            dialogue,
            dialogue.outbox,
            token,
            commands=dialogue.commands,
            menus=Menus(dialogue.database, partial(dialogue.menus, Telegram.name)),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            webhook=webhook("telegram", settings.telegram.webhook_url),
            limits=limits,
        )
    if token := settings.zalo_bot_token.get_secret_value():
        from bot.channels.zalo_bot import ZaloBot

        channels["Zalo"] = ZaloBot(
            dialogue,
            dialogue.outbox,
            token,
            base_url=settings.zalo_bot.base_url,
            webhook=webhook("zalo_bot", settings.zalo_bot.webhook_url),
            poll_seconds=settings.zalo_bot.poll_seconds,
            limits=limits,
            alerts=dialogue.alerts,
        )
    if settings.zalo_oa.app_id and (oa := _zalo_oa(settings, dialogue, limits)) is not None:
        channels["Zalo OA"] = oa
    return channels


def _zalo_oa(settings: Settings, dialogue: Dialogue, limits: Limits | None) -> ZaloOa | None:
    """The Official Account; None, and a word of what is missing, where it is not set up whole."""
    from bot.channels.zalo_oa import TITLE, ZaloOa
    from bot.inbox import Inbox
    from bot.texts.channels import INCOMPLETE
    from bot.zalo.oa_windows import Windows

    tokens = oa_tokens(settings, dialogue.database)
    key = settings.zalo_oa_secret_key.get_secret_value()
    if tokens is None or not key:
        missing = [
            name
            for name, value in (
                ("HOIDAP_ZALO_OA_APP_SECRET", settings.zalo_oa_app_secret.get_secret_value()),
                ("HOIDAP_ZALO_OA_SECRET_KEY", key),
            )
            if not value
        ]
        logger.error(INCOMPLETE.format(channel=TITLE, names=", ".join(missing)))
        return None
    return ZaloOa(
        dialogue,
        dialogue.outbox,
        Inbox(dialogue.database),
        tokens,
        Windows(dialogue.database),
        app_id=settings.zalo_oa.app_id,
        secret_key=key,
        base_url=settings.zalo_oa.base_url,
        limits=limits,
        alerts=dialogue.alerts,
    )


def oa_tokens(settings: Settings, database: Database) -> OaTokens | None:
    """The tokens of the Official Account; None where no application is set up."""
    from bot.zalo.oa_tokens import OaTokens

    app_id, secret = settings.zalo_oa.app_id, settings.zalo_oa_app_secret.get_secret_value()
    if not (app_id and secret):
        return None
    return OaTokens(database, app_id, secret, oauth_url=settings.zalo_oa.oauth_url)


async def keep_running(name: str, run: Run, stop: asyncio.Event) -> None:
    """Runs a channel until it ends by itself or `stop`; where it breaks off, again after a pause.

    Whatever befalls it stays its own: the other channels go on.
    """
    pause = FIRST_PAUSE_S
    while not stop.is_set():
        try:
            await run(stop)
            return
        except Exception as error:
            logger.exception(
                texts.CHANNEL_AGAIN.format(
                    channel=name, reason=type(error).__name__, seconds=round(pause)
                )
            )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


async def broadcast(dialogue: Dialogue, stop: asyncio.Event) -> None:
    """Leaves broadcasts in the outbox, a few people at a time, until `stop`."""
    while not stop.is_set():
        pause = BROADCAST_EVERY_S
        try:
            if await asyncio.to_thread(dialogue.broadcasts.step):
                pause = BROADCAST_PAUSE_S
        except Exception:
            logger.exception("a broadcast could not go on")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def keep_no_longer(retention: Retention, stop: asyncio.Event) -> None:
    """Removes what is kept too long, every night, until `stop`."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(retention.run)
        except Exception:
            logger.exception("what is kept too long was not removed")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RETENTION_EVERY_S)


async def serve_page(page: FastAPI, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serves an application at a listening socket until `stop`."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield  # `_serve` has its own

    config = uvicorn.Config(
        page,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=round(STOP_WITHIN_S / 2),
    )
    server = Server(config)

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    await server.serve(sockets=[listener])
    ending.cancel()
