"""What platforms bring to our own server, beside the web page.

A hook gets the headers and the raw body of one request and says with which status it is answered;
what it cannot take at the moment it answers with 503, so that the platform brings it again.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response

PATH = "/webhook/{name}"
"""Where the platform `name` brings its updates, under the server's own address."""

MAX_BODY_BYTES = 2**20
"""An update is some kilobytes; what is longer comes from nobody we know."""

Hook = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Headers, their names in lower case, and the raw body, to an HTTP status."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a platform brings its updates, and the secret that shows that it is the platform."""

    url: str
    secret: str

    @classmethod
    def at(cls, public_url: str, name: str, secret: bytes) -> "Webhook":
        """The webhook of a platform, below the address at which the world sees our server."""
        return cls(public_url + PATH.format(name=name), secret.hex())

    def is_signed(self, given: str) -> bool:
        """Whether a request bears the secret; takes the same time whatever is given."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode())


def serve(app: FastAPI, hooks: Mapping[str, Hook]) -> None:
    """Lets an application take updates for the hooks, each under its platform's name."""

    @app.post(PATH)
    async def webhook(name: str, request: Request) -> Response:
        hook = hooks.get(name)
        if hook is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        headers = {key.lower(): value for key, value in request.headers.items()}
        try:
            status = await hook(headers, body)
        except Exception:
            log.exception("an update for %s could not be taken", name)
            status = HTTPStatus.SERVICE_UNAVAILABLE
        return Response(status_code=status)
