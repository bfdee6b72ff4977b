"""The interface for programs: POST /api/ask with a key, and the page that tells how.

It speaks the JSON of `ask --json` and `ask --batch`. Whoever asks on names the conversation, or
sends the questions before, too. The sites of the settings may ask from their pages.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field

from bot import metrics
from bot.answer_record import as_record, conversation, turns_of
from bot.channels.answering import Answering
from bot.texts import api as texts

if TYPE_CHECKING:
    from bot.api_conversations import ApiConversations
    from bot.api_keys import ApiKey, ApiKeys
    from bot.config import DialogueSettings, Settings
    from index.engine import Engine

NAME = "api"
MAX_BODY_BYTES = 64 * 2**10
"""A conversation is a few questions."""

PREFLIGHT_S = 600
"""Seconds for which a browser remembers that a site may ask."""

_CONVERSATION = r"[A-Za-z0-9._:-]{1,64}"

log = logging.getLogger(__name__)
_TEMPLATES = Path(__file__).parent / "templates"


class Question(BaseModel):
    """What is asked: `question`, in a `conversation` or alone, or `turns`."""

    id: Any = None
    question: str | None = None
    conversation: str | None = Field(default=None, pattern=f"^{_CONVERSATION}$")
    turns: list[str] | None = None
    as_of: date | None = None


class CitationRecord(BaseModel):
    """Where an answer stands."""

    document: str
    number: str | None
    heading: list[str]
    page: int | None
    quote: str
    score: float
    asked: str
    amended_by: list[dict[str, Any]]


class AnswerRecord(BaseModel):
    """What is answered to the last question."""

    id: Any
    conversation: str | None = None
    question: str
    answered: bool
    kind: Literal["faq", "passage", "none"]
    text: str
    confidence: float
    citations: list[CitationRecord]
    suggestions: list[str]
    as_of: date | None
    notices: list[dict[str, Any]]
    took_ms: float


class ErrorDetails(BaseModel):
    """What was wrong."""

    code: str
    message: str


class ErrorRecord(BaseModel):
    """A request that was not served."""

    error: ErrorDetails


class ApiError(Exception):
    """A request that is not served; `code` is one of texts.ERRORS."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.status, sentence = texts.ERRORS[code]
        self.sentence = sentence.format(**details)
        self.headers = {"Retry-After": str(details["seconds"])} if "seconds" in details else {}
        if self.status == 401:
            self.headers["WWW-Authenticate"] = "Bearer"
        super().__init__(code)


def router(
    engine: Engine, keys: ApiKeys, conversations: ApiConversations, settings: Settings
) -> APIRouter:
    """The interface over an engine."""
    served = APIRouter()
    page = _page(settings.dialogue)
    answering = Answering(NAME)

    def for_sites(request: Request, headers: dict[str, str]) -> dict[str, str]:
        """The headers with the leave for a listed site's page to read what is answered."""
        origin = request.headers.get("origin", "")
        allowed = {"Access-Control-Allow-Origin": origin} if origin in settings.web.sites else {}
        return {"Vary": "Origin", "Cache-Control": "no-store", **headers, **allowed}

    @served.post(
        "/api/ask",
        summary=texts.SUMMARY,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": Question.model_json_schema()}},
            },
            "security": [{"key": []}],
        },
        responses={200: {"model": AnswerRecord}, **_error_responses()},
    )
    async def ask(request: Request) -> Response:
        try:
            return JSONResponse(await answered(request), headers=for_sites(request, {}))
        except ApiError as error:
            said = {"error": {"code": error.code, "message": error.sentence}}
            headers = for_sites(request, error.headers)
            return JSONResponse(said, error.status, headers=headers)

    @served.options("/api/ask", include_in_schema=False)
    async def may_ask(request: Request) -> Response:
        leave = {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": str(PREFLIGHT_S),
        }
        return Response(status_code=204, headers=for_sites(request, leave))

    async def answered(request: Request) -> dict[str, Any]:
        try:
            key = await asyncio.to_thread(_admitted, keys, request.headers.get("authorization", ""))
            value = await _json(request)
            turns, day = _turns(value, settings.dialogue), _day(value.get("as_of"))
            name = _conversation(value)

            def record() -> dict[str, Any]:
                with metrics.timed("answer"):
                    if name is None:
                        *_, answer = conversation(engine, turns, day)
                    else:
                        answer = conversations.answer(key.id, name, turns[-1], day)
                metrics.answered(NAME, answer.kind)
                return as_record(answer, turns[-1], value.get("id"))

            found = await answering.run(record)
        except ApiError:
            raise
        except Exception:
            log.exception("a question of a program could not be answered")
            metrics.ERRORS.labels(NAME, "answering").inc()
            raise ApiError("failed") from None
        named = {} if name is None else {"conversation": name}
        return {**json.loads(json.dumps(found, default=str)), **named}

    schema = get_openapi(title=texts.TITLE, version="1", routes=served.routes)
    schema.setdefault("components", {})["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer"}
    }

    @served.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return JSONResponse(schema)

    @served.get("/api/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(page)

    return served


def _error_responses() -> dict[int | str, dict[str, Any]]:
    codes: dict[int, list[str]] = {}
    for code, (status, _) in texts.ERRORS.items():
        codes.setdefault(status, []).append(code)
    return {
        status: {"model": ErrorRecord, "description": ", ".join(each)}
        for status, each in codes.items()
    }


def _admitted(keys: ApiKeys, authorization: str) -> ApiKey:
    """The key, with one more question counted; raises ApiError for none, or no room."""
    scheme, _, secret = authorization.partition(" ")
    key = keys.opened_by(secret.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise ApiError("no_key")
    if (full := keys.counted(key)) is not None:
        raise ApiError("too_many", seconds=keys.seconds_until(full.until))
    return key


async def _json(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ApiError("wrong_type")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise ApiError("too_large", kib=MAX_BODY_BYTES // 2**10)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("not_json") from None
    if not isinstance(value, dict):
        raise ApiError("not_json")
    return value


def _turns(value: dict[str, Any], settings: DialogueSettings) -> list[str]:
    turns = turns_of(value)
    if turns is None:
        raise ApiError("not_json")
    most = settings.context_turns + 1
    if len(turns) > most or any(len(turn) > settings.question_chars for turn in turns):
        raise ApiError("too_long", limit=settings.question_chars, turns=most)
    if not any(map(str.isalnum, turns[-1])):
        raise ApiError("empty")
    return [turn.encode("utf-8", "ignore").decode().replace("\0", "") for turn in turns]


def _conversation(value: dict[str, Any]) -> str | None:
    name = value.get("conversation")
    if name is None:
        return None
    if not isinstance(name, str) or not re.fullmatch(_CONVERSATION, name) or "turns" in value:
        raise ApiError("wrong_conversation")
    return name


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day > date.today():
        raise ApiError("wrong_day")
    return day


def _page(settings: DialogueSettings) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    details = {
        "limit": settings.question_chars,
        "turns": settings.context_turns + 1,
        "kib": MAX_BODY_BYTES // 2**10,
        "seconds": texts.PLACEHOLDER,
    }
    errors = [
        (status, code, sentence.format(**details))
        for code, (status, sentence) in texts.ERRORS.items()
    ]
    return environment.get_template("api.html").render(texts=texts, errors=errors)
