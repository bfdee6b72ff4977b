"""The web page: a chat served from templates/ and static/, and the JSON it talks to.

A visit is a random id in a cookie; it is both the chat and the person. What was said in it is kept
here and shown again after a reload. The browser gives each message an id and sends it again with
the same id when no answer came, so that it is answered once.
"""

import asyncio
import base64
import json
import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.exceptions import HTTPException

from bot.channels import webhooks
from bot.channels.answering import Answering
from bot.channels.web_headers import FRAME, WIDGET, Guard
from bot.channels.webhooks import Hook
from bot.config import Settings
from bot.history import Exchange, History
from bot.messages import Incoming, Reply, Sender, Span
from bot.render import is_web_link
from bot.texts import web as texts

NAME = "web"

MAX_BODY_BYTES = 16 * 2**10
"""A message is a few sentences; anything longer is no question."""

COOKIE = "visit"
LASTING_S = 30 * 24 * 3600
"""How long a browser knows somebody again who has an account; everybody else until it is closed."""

VISIT_HEADER = "x-visit"
"""Names the visit where the page stands on another site, whose browser may keep our cookie back."""

_HERE = Path(__file__).parent
_VISIT = re.compile(r"[A-Za-z0-9_-]{22}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

log = logging.getLogger(__name__)


class Conversation(Protocol):
    """What the page needs of the dialogue; all of it may block and is called in a thread."""

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        """Answers one message; the same message again yields nothing."""

    def stored(self, incoming: Incoming) -> list[Reply]:
        """The replies this message was given before."""

    @property
    def history(self) -> History:
        """What was said before."""


class Refusal(Exception):
    """A request that is not served.

    Args:
        status: The HTTP status.
        text: What the person reads.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def app(
    settings: Settings, conversation: Conversation, hooks: Mapping[str, Hook] | None = None
) -> FastAPI:
    """The page, its API and the platforms' webhooks as an ASGI application."""
    served = FastAPI(title=texts.TITLE, docs_url=None, redoc_url=None, openapi_url=None)
    page = _page(settings.dialogue.question_chars)
    answering = Answering(NAME)
    sites = settings.web.sites

    def failed(request: Request) -> Response:
        return _refusal(request, 503, "failed", texts.FAILED)

    served.add_middleware(Guard, sites=sites, failed=failed)

    @served.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return JSONResponse({"error": refusal.text}, refusal.status)

    @served.exception_handler(HTTPException)
    async def not_served(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "failed")
        return _refusal(request, error.status_code, code, texts.NOT_SERVED[code], error.headers)

    @served.get("/")
    async def index(request: Request) -> Response:
        return _with_visit(HTMLResponse(page), request, _visit(request))

    if sites:

        @served.get(FRAME)
        async def frame() -> Response:
            shown = page.replace('data-visit=""', f'data-visit="{secrets.token_urlsafe(16)}"')
            return HTMLResponse(shown, headers={"Cache-Control": "no-store"})

        @served.get(WIDGET)
        async def widget() -> Response:
            return Response(script, media_type="text/javascript; charset=utf-8")

        script = _widget()

    @served.get("/favicon.ico")
    async def favicon() -> Response:
        return FileResponse(_HERE / "static" / "favicon.svg", media_type="image/svg+xml")

    @served.post("/api/messages")
    async def messages(request: Request) -> Response:
        visit = _visit(request)
        incoming = _read(await _body(request), visit)
        try:
            replies, known = await answering.run(_answer, conversation, incoming)
        except Exception:
            log.exception("a message from the page could not be answered")
            raise Refusal(503, texts.FAILED) from None
        response = JSONResponse(
            {"replies": [as_json(reply) for reply in replies]},
            headers={"Cache-Control": "no-store"},
        )
        return _with_visit(response, request, visit, lasting=known)

    @served.get("/api/history")
    async def history(request: Request) -> Response:
        visit = _visit(request)
        found, known = await asyncio.to_thread(_shown_again, conversation.history, _sender(visit))
        response = JSONResponse(
            {"messages": [_said_and_answered(exchange) for exchange in found]},
            headers={"Cache-Control": "no-store"},
        )
        return _with_visit(response, request, visit, lasting=known)

    @served.delete("/api/history")
    async def clear(request: Request) -> Response:
        # another site's page can neither send this method nor our cookie
        await asyncio.to_thread(conversation.history.clear, _sender(_visit(request)))
        return JSONResponse({})

    webhooks.serve(served, {} if hooks is None else hooks)
    served.mount("/static", StaticFiles(directory=_HERE / "static"))
    return served


def as_json(reply: Reply) -> dict[str, Any]:
    """A reply as the page's script takes it; a link that is not http(s) is left out."""
    shown: dict[str, Any] = {
        "blocks": [
            {"style": block.style, "spans": [_span(span) for span in block.spans]}
            for block in reply.blocks
        ],
        "choices": [{"id": choice.id, "label": choice.label} for choice in reply.choices],
    }
    if reply.timer is not None:
        shown["timer"] = asdict(reply.timer)
    if reply.file is not None:
        content = base64.b64encode(reply.file.content).decode()
        shown["file"] = {"name": reply.file.name, "content": content}
    return shown


def _said_and_answered(exchange: Exchange) -> dict[str, Any]:
    said: dict[str, Any]
    if not exchange.message_id:
        said = {"notice": True}
    elif exchange.choice is None:
        said = {"id": exchange.message_id, "text": exchange.text}
    else:
        said = {"id": exchange.message_id, "choice": exchange.choice}
    return {
        **said,
        "replies": [as_json(reply) for reply in exchange.replies],
    }


def _refusal(
    request: Request, status: int, code: str, text: str, headers: Mapping[str, str] | None = None
) -> Response:
    """One sentence: for a program as JSON, for a person on a page."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": {"code": code, "message": text}}, status, headers=headers)
    shown = _template("refusal.html").render(texts=texts, text=text)
    return HTMLResponse(shown, status, headers=headers)


def _page(max_text: int) -> str:
    return _template("chat.html").render(texts=texts, max_text=max_text)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(name)


def _widget() -> str:
    script = (_HERE / "templates" / "widget.js").read_text("utf-8")
    return script.replace("{{ words }}", json.dumps(texts.WIDGET, ensure_ascii=False))


def _answer(conversation: Conversation, incoming: Incoming) -> tuple[Sequence[Reply], bool]:
    """The replies, and whether the person is known."""
    replies = conversation.replies_to(incoming) or conversation.stored(incoming)
    notices, known = conversation.history.come(incoming.sender)
    return [*notices, *replies], known


def _shown_again(history: History, sender: Sender) -> tuple[Sequence[Exchange], bool]:
    found = history.of(sender)
    _, known = history.come(sender)
    return found, known


def _sender(visit: str) -> Sender:
    return Sender(NAME, visit, visit)


def _visit(request: Request) -> str:
    # no other site's page can send this header: that takes a leave that is never given
    known = request.headers.get(VISIT_HEADER) or request.cookies.get(COOKIE, "")
    return known if _VISIT.fullmatch(known) else secrets.token_urlsafe(16)


def _with_visit(
    response: Response, request: Request, visit: str, *, lasting: bool = False
) -> Response:
    new = request.cookies.get(COOKIE) != visit
    if VISIT_HEADER not in request.headers and (new or lasting):
        response.set_cookie(
            COOKIE,
            visit,
            max_age=LASTING_S if lasting else None,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return response


async def _body(request: Request) -> bytes:
    # JSON cannot be posted by another site's form, so a stranger's page cannot speak for a visit
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(415, texts.MALFORMED)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refusal(413, texts.TOO_LARGE)
    return body


def _read(body: bytes, visit: str) -> Incoming:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise Refusal(400, texts.MALFORMED)
    number, text, choice = message.get("id"), message.get("text", ""), message.get("choice")
    if not (
        isinstance(number, str)
        and _MESSAGE_ID.fullmatch(number)
        and isinstance(text, str)
        and (choice is None or isinstance(choice, str))
    ):
        raise Refusal(400, texts.MALFORMED)
    return Incoming(_sender(visit), number, text, choice, kept=True, takes_files=True)


def _span(span: Span) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": span.text}
    if span.bold:
        shown["bold"] = True
    if span.italic:
        shown["italic"] = True
    if is_web_link(span.link):
        shown["link"] = span.link
    return shown
