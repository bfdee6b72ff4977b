"""What a monitor asks of a running bot: /healthz and /metrics.

/metrics is open to this machine alone, or to who brings HOIDAP_METRICS_TOKEN; the setting
web.metrics closes it.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from bot import metrics

if TYPE_CHECKING:
    from bot.config import Settings
    from index.engine import Engine
    from knowledge.library import Library

log = logging.getLogger(__name__)


def router(library: Library, engine: Engine, settings: Settings) -> APIRouter:
    """The two addresses."""
    served = APIRouter(include_in_schema=False)
    database = library.database
    token = settings.metrics_token.get_secret_value()

    @served.get("/healthz")
    async def healthz() -> Response:
        try:
            health = await asyncio.to_thread(looked_up)
        except Exception as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return JSONResponse({"status": "failed", "database": False}, 503)
        return JSONResponse(health, headers={"Cache-Control": "no-store"})

    def looked_up() -> dict[str, Any]:
        # a platform that is out of reach, or an index that follows, is nothing a restart mends
        replies = metrics.waiting(database).values()
        return {
            "status": "ok",
            "database": True,
            "index": "current" if engine.revision == library.revision() else "following",
            "queue": {
                "waiting": sum(each.replies for each in replies),
                "late_s": round(max(each.late_s for each in replies)),
            },
        }

    if settings.web.metrics:

        @served.get("/metrics")
        async def scraped(request: Request) -> Response:
            if not _may(request, token):
                return PlainTextResponse("", 403)
            text = await asyncio.to_thread(metrics.shown, database)
            return Response(text, media_type=CONTENT_TYPE_LATEST)

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
