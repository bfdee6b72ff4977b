"""The Zalo Bot Platform's API (https://bot.zapps.me/docs): polling and sending.

Where the documentation and live accounts differ, both are accepted: one update or a list, an
update wrapped in `{"ok", "result"}` or bare, an error with its own HTTP status or with 200.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from bot.zalo.errors import (
    QuotaExceeded,
    RequestRefused,
    TokenRefused,
    Unanswered,
    Unavailable,
    WebhookSet,
    ZaloError,
)

BASE_URL = "https://bot-api.zaloplatforms.com"

MAX_TEXT = 2000
"""Longest text of a message, in UTF-16 units."""

POLL_TIMEOUT_S = 30
"""How long Zalo holds a poll that has no news."""

REQUEST_TIMEOUT_S = 15
"""How long any other request may take; a poll may take this much longer than its own timeout."""

_NO_NEWS = 408

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BotAccount:
    """Who the bot is."""

    id: str
    account_name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Update:
    """A message somebody sent to the bot.

    Attributes:
        event: "message.text.received", "message.image.received", …
        message_id: Zalo's id of the message, an opaque string.
        chat: The conversation to answer in; in a private chat the person's id.
        is_group: Whether it was said in a group.
        user: The person's id.
        name: The person's display name.
        text: What they wrote, or an image's caption, or "".
        sent_at: When, aware; None where Zalo does not say.
    """

    event: str
    message_id: str
    chat: str
    is_group: bool
    user: str
    name: str
    text: str
    sent_at: datetime | None


class ZaloBotClient:
    """One bot on Zalo; use it as an async context manager.

    Args:
        token: As Zalo gave it; it is part of every address, so no error shows an address.
        base_url: Where the platform stands, without the token.
        transport: What carries the requests, for tests.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = BASE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/bot{token}/",
            timeout=REQUEST_TIMEOUT_S,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._http.__aexit__(kind, error, traceback)

    async def get_me(self) -> BotAccount:
        """Who the bot is; the cheapest way to learn whether the token is good."""
        me = _mapping((await self._call("getMe", {})).get("result"))
        return BotAccount(
            id=str(me.get("id", "")),
            account_name=str(me.get("account_name", "")),
            display_name=str(me.get("display_name") or ""),
        )

    async def get_updates(self, timeout_s: int = POLL_TIMEOUT_S) -> list[Update]:
        """What came since; [] where nothing did.

        Zalo has no acknowledgement: some accounts get the same updates again on every poll, so
        the caller remembers message ids and keeps a pause between polls.
        """
        try:
            body = await self._call(
                "getUpdates", {"timeout": timeout_s}, within_s=timeout_s + REQUEST_TIMEOUT_S
            )
        except ZaloError as error:
            if error.code == _NO_NEWS:
                return []
            raise
        return read_updates(body)

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates brought to `url`, with the secret (8 to 256 characters) in a header."""
        await self._call("setWebhook", {"url": url, "secret_token": secret})

    async def delete_webhook(self) -> None:
        """Have updates wait for polling; succeeds also where no webhook was set."""
        await self._call("deleteWebhook", {})

    async def send_message(self, chat: str, text: str, *, markdown: bool = False) -> str:
        """Send a text of 1 to MAX_TEXT UTF-16 units; Zalo's id of the message."""
        params = {"chat_id": chat, "text": text}
        body = await self._call(
            "sendMessage", {**params, "parse_mode": "markdown"} if markdown else params
        )
        return str(_mapping(body.get("result")).get("message_id", ""))

    async def send_typing(self, chat: str) -> None:
        """Show that an answer is being written."""
        await self._call("sendChatAction", {"chat_id": chat, "action": "typing"})

    async def _call(
        self, method: str, params: Mapping[str, object], *, within_s: float = REQUEST_TIMEOUT_S
    ) -> dict[str, Any]:
        # "from None": httpx's errors carry the request, whose address carries the token
        try:
            response = await self._http.post(method, json=params, timeout=within_s)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unavailable(method, type(error).__name__) from None
        except httpx.HTTPError as error:
            raise Unanswered(method, type(error).__name__) from None
        try:
            body = response.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Unavailable(method, "not JSON", response.status_code)
        if response.is_success and body.get("ok", True):
            return body
        code = body.get("error_code", body.get("errorCode"))
        raise _error(
            method,
            str(body.get("description") or response.reason_phrase),
            code if isinstance(code, int) else response.status_code,
        )


def read_updates(body: object) -> list[Update]:
    """The updates in what a poll or a webhook brings: one or several, wrapped or bare."""
    result = _mapping(body).get("result", body)
    found = result if isinstance(result, list) else [result]
    return [update for raw in found if (update := read_update(raw)) is not None]


def read_update(raw: object) -> Update | None:
    """One update as polling or a webhook brings it; None where it is no message of a person."""
    outer = _mapping(raw)
    update = _mapping(outer.get("result")) or outer
    message = _mapping(update.get("message"))
    sender, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    if not (message.get("message_id") and chat.get("id") and sender.get("id")):
        return None
    if sender.get("is_bot"):
        return None
    date = message.get("date")
    return Update(
        event=str(update.get("event_name", "")),
        message_id=str(message["message_id"]),
        chat=str(chat["id"]),
        is_group=chat.get("chat_type") == "GROUP",
        user=str(sender["id"]),
        name=str(sender.get("display_name") or ""),
        text=str(message.get("text") or message.get("caption") or ""),
        sent_at=_moment(date) if isinstance(date, int | float) else None,
    )


def _moment(milliseconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _error(method: str, description: str, code: int) -> ZaloError:
    match code:
        case 401:
            kind: type[ZaloError] = TokenRefused
        case 400 if "webhook" in description.lower():
            kind = WebhookSet
        case 400 | 404 | 413:
            kind = RequestRefused
        case 426 | 429:
            kind = QuotaExceeded
        case _:
            # 403 is "Internal server error" on this platform
            kind = Unavailable
    return kind(method, description, code)
