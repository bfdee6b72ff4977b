"""The bank on the admins' page: looking through items, approving, correcting, rejecting."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot.channels.web import Refusal
from bot.channels.web_staff import Access, fresh, json_of
from bot.quiz_words import source_of
from bot.texts import quiz as quiz_texts
from bot.texts import quiz_review as texts
from knowledge.quizbank import MOST_OPTIONS, Level, QuizContent, QuizItem, QuizState

if TYPE_CHECKING:
    from knowledge.library import Library

PAGE = 20
"""Items that are given at once."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Kindly = Callable[[], AbstractContextManager[None]]


def router(library: Library, access: Access, kindly: Kindly) -> APIRouter:
    """What the tab of the bank talks to.

    Args:
        library: Holds the bank.
        access: Who may.
        kindly: Turns what the library refuses into a sentence.
    """
    served = APIRouter()
    bank = library.quiz

    @served.get("/api/quiz")
    async def items(
        request: Request, state: str = "draft", topic: str | None = None, after: int = 0
    ) -> Response:
        await access.who(request)
        wanted = _state(state)

        def look() -> dict[str, Any]:
            found = bank.items(state=wanted, topic=topic, after=after, limit=PAGE + 1)
            near = bank.similar_to(item.id for item in found[:PAGE])
            return {
                "count": bank.count(state=wanted, topic=topic),
                "topics": [
                    {"topic": each.topic, "items": each.items} for each in bank.topics(state=wanted)
                ],
                "items": [_shown(library, item, near.get(item.id, [])) for item in found[:PAGE]],
                "more": len(found) > PAGE,
            }

        return fresh(await asyncio.to_thread(look))

    @served.post("/api/quiz/{item_id}/{verdict}")
    async def decide(request: Request, item_id: int, verdict: str) -> Response:
        signed_in = await access.who(request, changes=True)
        given = await json_of(request)
        actor = str(signed_in.account)

        def act() -> str:
            item = bank.item(item_id)
            if given.get("seen") != item.revision:
                raise Refusal(409, texts.CHANGED_MEANWHILE.format(id=item_id))
            match verdict:
                case "approve":
                    bank.approve([item_id], actor=actor)
                    return texts.APPROVED.format(id=item_id)
                case "reject":
                    bank.reject([item_id], actor=actor)
                    return texts.REJECTED.format(id=item_id)
                case "edit":
                    content = _edited(item.content(), given)
                    bank.edit(item_id, content, seen=item.revision, actor=actor)
                    return texts.EDITED.format(id=item_id)
            raise Refusal(404, texts.MALFORMED)

        with kindly():
            return fresh({"said": await asyncio.to_thread(act)})

    @served.post("/api/quiz-approve-all")
    async def approve_all(request: Request) -> Response:
        signed_in = await access.who(request, changes=True)
        topic = (await json_of(request)).get("topic")
        if topic is not None and not isinstance(topic, str):
            raise Refusal(400, texts.MALFORMED)

        def act() -> str:
            drafts = bank.ids(state=QuizState.DRAFT, topic=topic)
            changed = bank.approve(drafts, actor=str(signed_in.account))
            return texts.APPROVED_MANY.format(count=len(changed))

        with kindly():
            return fresh({"said": await asyncio.to_thread(act)})

    @served.get("/api/quiz.xlsx")
    async def export(
        request: Request, state: str = "approved", topic: str | None = None
    ) -> Response:
        await access.who(request)
        wanted = _state(state)

        def write() -> bytes:
            from knowledge.quiz_files import write_quiz

            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "bank.xlsx"
                write_quiz(bank.items(state=wanted, topic=topic), path)
                return path.read_bytes()

        named = {"Content-Disposition": 'attachment; filename="cau-trac-nghiem.xlsx"'}
        return Response(await asyncio.to_thread(write), media_type=XLSX, headers=named)

    return served


def _state(name: str) -> QuizState:
    try:
        return QuizState(name)
    except ValueError:
        raise Refusal(400, texts.MALFORMED) from None


def _shown(library: Library, item: QuizItem, similar: Sequence[QuizItem]) -> dict[str, Any]:
    """An item as the page's script takes it."""
    return {
        "id": item.id,
        "revision": item.revision,
        "state": item.state.value,
        "title": texts.TITLE.format(id=item.id, state=quiz_texts.STATES[item.state]),
        "stem": item.stem,
        "options": list(item.options),
        "key": item.key,
        "explanation": item.explanation,
        "quote": item.quote,
        "where": source_of(library, item),
        "source": item.source,
        "topic": item.topic,
        "level": item.level.value if item.level else "",
        "similar": [
            texts.SIMILAR.format(id=near.id, stem=near.stem[: texts.LONGEST_SIMILAR])
            for near in similar
        ],
    }


def _edited(content: QuizContent, given: dict[str, Any]) -> QuizContent:
    """An item with what the form holds; an empty option at the end is none."""
    options, key, level = given.get("options"), given.get("key"), given.get("level")
    typed: dict[str, Any] = {
        name: given.get(name) for name in ("stem", "explanation", "source", "topic")
    }
    if not (
        isinstance(options, list)
        and len(options) <= MOST_OPTIONS
        and all(isinstance(each, str) for each in (*options, *typed.values()))
        and isinstance(key, int)
        and level in ("", *Level)
    ):
        raise Refusal(400, texts.MALFORMED)
    while options and not options[-1].strip():
        options.pop()
    return replace(
        content,
        options=tuple(options),
        key=key,
        level=Level(level) if level else None,
        **typed,
    )
