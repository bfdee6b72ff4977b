"""The Official Account's OpenAPI (https://developers.zalo.me/docs/official-account): sending.

Zalo answers a refusal with HTTP 200 and `{"error": <code>, "message": …}`; an HTTP status of its
own, and a code as a string, are accepted as well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from bot.zalo.errors import (
    PersonGone,
    QuotaExceeded,
    RequestRefused,
    TokenExpired,
    TokenRefused,
    TooFast,
    Unanswered,
    Unavailable,
    WindowClosed,
    ZaloError,
)

BASE_URL = "https://openapi.zalo.me"

MAX_TEXT = 2000
"""Longest text of a message, in UTF-16 units."""

MAX_BUTTONS = 5
"""Most buttons under a message."""

MAX_TITLE = 100
"""Longest title of a button, in UTF-16 units."""

REQUEST_TIMEOUT_S = 8
"""How long a request may take; a message and the refresh before it fit the delivery's patience."""

FILE_TIMEOUT_S = 60
"""How long Zalo may be silent while it hands a file over."""

SEND = "/v3.0/oa/message/cs"
"""A consultation message: the kind that answers a person."""

UPLOAD_FILE = "/v2.0/oa/upload/file"
"""Takes a file that is sent afterwards."""

_CODES: dict[int, type[ZaloError]] = {
    -32: TooFast,
    429: TooFast,
    -201: RequestRefused,  # a bad parameter
    -210: RequestRefused,  # out of range
    -233: RequestRefused,  # a type of message that is not supported
    -204: TokenRefused,  # the account was deleted
    -205: TokenRefused,  # the account is unknown
    -216: TokenExpired,
    216: TokenExpired,
    -401: TokenExpired,
    401: TokenExpired,
    -124: TokenExpired,
    -209: QuotaExceeded,  # the package does not hold this interface
    -212: QuotaExceeded,
    -224: QuotaExceeded,
    -211: QuotaExceeded,
    -218: QuotaExceeded,
    -320: QuotaExceeded,  # not paid
    -321: QuotaExceeded,
    -213: PersonGone,  # does not follow
    -217: PersonGone,
    -222: PersonGone,
    -227: PersonGone,
    -230: WindowClosed,  # seven days without a word
    -232: WindowClosed,
    -305: WindowClosed,  # forty-eight hours
    -311: WindowClosed,  # all answers to the last interaction are used
}
"""Zalo's codes; the signs of some differ between sources."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button; a tap sends its payload as a message of the person, which they do not see."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of one of the quotas.

    Attributes:
        kind: "reply" (of this person's last interaction), "sub_quota" (of the package),
            "purchase_quota" or "reward_quota".
        remain: Messages left.
        total: Messages in all.
    """

    kind: str
    remain: int
    total: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that Zalo took; its quota where Zalo tells it."""

    message_id: str
    quota: Quota | None


class ZaloOaClient:
    """Calls in the name of an Official Account; use it as an async context manager.

    Args:
        base_url: Where the API stands.
        transport: What carries the requests, for tests.
    """

    def __init__(
        self, *, base_url: str = BASE_URL, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/"), timeout=REQUEST_TIMEOUT_S, transport=transport
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def send_text(
        self, token: str, user: str, text: str, buttons: Sequence[Button] = ()
    ) -> Sent:
        """Send a text of 1 to MAX_TEXT UTF-16 units with at most MAX_BUTTONS buttons.

        Raises:
            ZaloError: See `bot.zalo.errors`.
        """
        message: dict[str, Any] = {"text": text}
        if buttons:
            message["attachment"] = {
                "type": "template",
                "payload": {
                    "buttons": [
                        {"title": each.title, "type": "oa.query.hide", "payload": each.payload}
                        for each in buttons
                    ]
                },
            }
        return await self._send(token, user, message)

    async def upload_file(self, token: str, name: str, content: bytes) -> str:
        """Upload a file (.pdf, .doc, .docx; at most 5 MB) to be sent; what `send_file` wants of it.

        Raises:
            ZaloError: See `bot.zalo.errors`.
        """
        answer = await self._call(UPLOAD_FILE, token, files={"file": (name, content)})
        return str(as_mapping(answer.get("data")).get("token", ""))

    async def send_file(self, token: str, user: str, uploaded: str) -> Sent:
        """Send a file that was uploaded.

        Raises:
            ZaloError: See `bot.zalo.errors`.
        """
        attachment = {"type": "file", "payload": {"token": uploaded}}
        return await self._send(token, user, {"attachment": attachment})

    async def _send(self, token: str, user: str, message: Mapping[str, object]) -> Sent:
        body = {"recipient": {"user_id": user}, "message": message}
        data = as_mapping((await self._call(SEND, token, json=body)).get("data"))
        return Sent(str(data.get("message_id", "")), _quota(data.get("quota")))

    async def _call(self, method: str, token: str, **content: Any) -> Mapping[str, Any]:
        with requesting(method):
            response = await self._http.post(method, headers={"access_token": token}, **content)
        answer = body_of(method, response)
        code = code_of(answer)
        if response.is_success and code == 0:
            return answer
        code = code or response.status_code
        kind = _CODES.get(code, Unavailable)
        raise kind(method, str(answer.get("message") or response.reason_phrase), code)


@contextmanager
def requesting(method: str) -> Iterator[None]:
    """Turns httpx's failures of a request into ours, which show no address and no header."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unavailable(method, type(error).__name__) from None
    except httpx.HTTPError as error:
        raise Unanswered(method, type(error).__name__) from None


async def fetch_file(
    address: str,
    write: Callable[[bytes], None],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> None:
    """Hand over the bytes of a file that a person sent, from the address in its event.

    Raises:
        RequestRefused: Zalo keeps it no more.
        Unavailable: It does not give it for now.
    """
    async with httpx.AsyncClient(
        timeout=FILE_TIMEOUT_S, follow_redirects=True, transport=transport
    ) as http:
        with requesting("file"):
            async with http.stream("GET", address) as response:
                if response.is_client_error and response.status_code != 429:
                    raise RequestRefused("file", response.reason_phrase, response.status_code)
                if not response.is_success:
                    raise Unavailable("file", response.reason_phrase, response.status_code)
                async for chunk in response.aiter_bytes():
                    write(chunk)


def body_of(method: str, response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises Unavailable where it is none."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        if response.status_code == 401:
            return {}
        raise Unavailable(method, "not JSON", response.status_code)
    return body


def code_of(body: Mapping[str, Any]) -> int:
    """The error code of an answer, 0 where there is none."""
    return as_int(body.get("error")) or 0


def as_int(value: object) -> int | None:
    """A number that may be written as a string; None where it is none."""
    try:
        return int(str(value))
    except ValueError:
        return None


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _quota(raw: object) -> Quota | None:
    quota = as_mapping(raw)
    remain, total = as_int(quota.get("remain")), as_int(quota.get("total"))
    kind = quota.get("quota_type")
    if not isinstance(kind, str) or remain is None:
        return None
    return Quota(kind, remain, remain if total is None else total)
