"""What every response of the page bears: headers that keep other sites and foreign scripts out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAME = "/khung"
WIDGET = "/widget.js"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

log = logging.getLogger(__name__)


class Guard:
    """Puts the headers on, and answers what broke. It is plain ASGI: Starlette's decorator for a
    middleware hands each response over between two tasks, which is a tenth of a message's cost.

    Args:
        app: What it stands around.
        sites: The sites that may show the chat in a frame.
        failed: What is answered where an answer broke.
    """

    def __init__(
        self, app: ASGIApp, sites: Sequence[str], failed: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._sites = sites
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._put_on(scope["path"], MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception:
            if begun:
                raise
            log.exception("a request could not be answered")
            await self._failed(Request(scope))(scope, receive, sent)

    def _put_on(self, path: str, headers: MutableHeaders) -> None:
        headers.update(HEADERS)
        headers.setdefault("Cache-Control", "no-cache")
        if not self._sites:
            return
        if path == WIDGET:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if path == FRAME:
            policy = f"{_POLICY}; frame-ancestors 'self' {' '.join(self._sites)}"
            headers["Content-Security-Policy"] = policy
            del headers["X-Frame-Options"]  # it knows no list, and would win in old browsers
