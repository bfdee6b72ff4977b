"""What a monitor asks of a running bot: /healthz and /metrics.

/metrics is open to this machine alone, or to who brings HOIDAP_METRICS_TOKEN.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from bot import metrics

if TYPE_CHECKING:
    from index.engine import Engine
    from knowledge.database import Database
    from knowledge.library import Library

log = logging.getLogger(__name__)


def router(library: Library, engine: Engine, token: str) -> APIRouter:
    """The two addresses; `token` is the secret for /metrics, "" where none is set."""
    served = APIRouter()

    @served.get("/healthz")
    async def healthz() -> Response:
        try:
            revision = await asyncio.to_thread(library.revision)
        except Exception as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return JSONResponse({"status": "failed", "database": False}, 503)
        # what was published a moment ago is still being indexed; the bot answers meanwhile
        return JSONResponse(
            {"status": "ok", "database": True, "up_to_date": engine.revision == revision}
        )

    @served.get("/metrics")
    async def scraped(request: Request) -> Response:
        if not _may(request, token):
            return PlainTextResponse("", 403)
        text = await asyncio.to_thread(metrics.shown, database)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    database: Database = library.database
    return served


def _may(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {token}".encode())
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False  # from outside, through a server in front on this machine
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
