"""The interface for programs: POST /api/ask with a key, and the page that tells how.

It speaks the JSON of `ask --json` and `ask --batch`. It keeps no conversation: whoever asks on
sends the questions before, too.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field

from bot import metrics
from bot.answer_record import as_record, conversation, turns_of
from bot.texts import api as texts

if TYPE_CHECKING:
    from bot.api_keys import ApiKeys
    from bot.config import DialogueSettings
    from index.engine import Engine

NAME = "api"
MAX_BODY_BYTES = 64 * 2**10
"""A conversation is a few questions."""

log = logging.getLogger(__name__)
_TEMPLATES = Path(__file__).parent / "templates"


class Question(BaseModel):
    """What is asked: `question`, or `turns`."""

    id: Any = None
    question: str | None = None
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


class AnswerRecord(BaseModel):
    """What is answered to the last question."""

    id: Any
    question: str
    answered: bool
    kind: str = Field(pattern="faq|passage|none")
    text: str
    confidence: float
    citations: list[CitationRecord]
    suggestions: list[str]
    as_of: date | None
    notices: list[dict[str, Any]]
    amended_by: list[dict[str, Any]]
    took_ms: float


class ApiError(Exception):
    """A request that is not served; `code` is one of texts.ERRORS."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.status, sentence = texts.ERRORS[code]
        self.sentence = sentence.format(**details)
        self.headers = {"Retry-After": str(details["seconds"])} if "seconds" in details else {}
        super().__init__(code)


def router(engine: Engine, keys: ApiKeys, settings: DialogueSettings) -> APIRouter:
    """The interface over an engine."""
    served = APIRouter()
    page = _page()

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
        responses={200: {"model": AnswerRecord}},
    )
    async def ask(request: Request) -> Response:
        try:
            return JSONResponse(await _answered(request))
        except ApiError as error:
            said = {"error": {"code": error.code, "message": error.sentence}}
            return JSONResponse(said, error.status, headers=error.headers)

    async def _answered(request: Request) -> dict[str, Any]:
        await asyncio.to_thread(_admit, keys, request.headers.get("authorization", ""))
        value = await _json(request)
        turns, day = _turns(value, settings), _day(value.get("as_of"))
        try:
            record = await asyncio.to_thread(_ask, engine, turns, day, value.get("id"))
        except Exception:
            log.exception("a question of a program could not be answered")
            metrics.ERRORS.labels(NAME, "answering").inc()
            raise ApiError("failed") from None
        return json.loads(json.dumps(record, default=str))  # type: ignore[no-any-return]

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


def _admit(keys: ApiKeys, authorization: str) -> None:
    """Counts a question of a key; raises ApiError where there is none, or no room."""
    scheme, _, secret = authorization.partition(" ")
    key = keys.opened_by(secret.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise ApiError("no_key")
    if (full := keys.counted(key)) is not None:
        raise ApiError("too_many", seconds=keys.seconds_until(full.until))


async def _json(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ApiError("wrong_type")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise ApiError("too_long", limit="…", turns="…")
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


def _ask(engine: Engine, turns: list[str], day: date | None, identity: object) -> dict[str, Any]:
    with metrics.timed("answer"):
        *_, answer = conversation(engine, turns, day)
    metrics.answered(NAME, answer.kind)
    return as_record(answer, turns[-1], identity)


def _page() -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("api.html").render(texts=texts)
