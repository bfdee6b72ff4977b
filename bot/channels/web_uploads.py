"""The tab of files on the admins' page: sending them in, correcting, deciding.

A file is streamed to the disk while it comes and is refused at the byte that is too much.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response

from bot.channels.web import NAME, Refusal
from bot.channels.web_staff import Access, Staff, fresh, json_of, local
from bot.relation_words import relations_text
from bot.texts import uploads as words
from bot.texts.errors import knowledge_sentence
from bot.upload_records import FIELDS, IntakeError, Upload, Value
from bot.upload_words import (
    WrongValueError,
    change_texts,
    decided,
    line_text,
    publish_label,
    relations,
    replaceable,
    standing,
    title_of,
    typed_value,
    what_changes,
)
from bot.uploads import NoRoomError, TooLargeError, UploadState
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.intake import Intake
    from bot.sign_in import SignedIn

SHOWN_ENDED = 30
"""Uploads that have been decided and still stand in the list."""

_OPEN = (UploadState.COMING, UploadState.READING, UploadState.REVIEW, UploadState.APPROVAL)


def router(intake: Intake, access: Access) -> APIRouter:
    """What the tab talks to."""
    served = APIRouter()

    @served.post("/api/files")
    async def send(request: Request, name: str = "", batch: str = "") -> Response:
        signed_in = await access.who(request, changes=True)
        name = unquote(name)
        with (
            kindly(intake, name),
            intake.streaming(
                signed_in.account, name, channel=NAME, chat="", batch=f"{NAME}:{batch[:64]}"
            ) as receiver,
        ):
            async for chunk in request.stream():
                receiver.write(chunk)
            upload = await asyncio.to_thread(receiver.done)
        return fresh({"id": upload})

    @served.get("/api/uploads/{upload_id}/changes")
    async def changes(request: Request, upload_id: str) -> Response:
        await access.who(request)

        def read() -> list[dict[str, str]]:
            return [
                {
                    "kind": words.CHANGE_KINDS[change.kind],
                    "where": " › ".join(there.heading) if there else "",
                    "before": before,
                    "after": after,
                }
                for change in intake.changes(intake.upload(upload_id))
                for there in (change.after or change.before,)
                for before, after in (change_texts(change),)
            ]

        with kindly(intake):
            return fresh({"changes": await asyncio.to_thread(read)})

    @served.post("/api/uploads/{upload_id}/correct")
    async def correct(request: Request, upload_id: str) -> Response:
        signed_in = await access.who(request, changes=True)
        given = await json_of(request)
        values = _corrections(given)
        replaced, kept = given.get("replaces"), given.get("keeps")

        def act() -> None:
            with intake.library.database.session():
                for name, value in values.items():
                    intake.correct(upload_id, name, value, signed_in.account)
                if isinstance(replaced, str) and replaced.strip():
                    intake.replaces(upload_id, replaced.strip())
                if isinstance(kept, int):
                    intake.keeps(upload_id, kept)

        with kindly(intake):
            await asyncio.to_thread(act)
        return fresh({"said": words.CORRECTED})

    @served.post("/api/uploads/{upload_id}/publish")
    async def publish(request: Request, upload_id: str) -> Response:
        signed_in = await access.who(request, changes=True)

        def act() -> str:
            upload = intake.upload(upload_id)
            return decided(intake, upload, intake.publish(upload_id, signed_in.account))

        with kindly(intake):
            return fresh({"said": await asyncio.to_thread(act)})

    @served.post("/api/uploads/{upload_id}/discard")
    async def discard(request: Request, upload_id: str) -> Response:
        signed_in = await access.who(request, changes=True)

        def act() -> str:
            upload = intake.upload(upload_id)
            intake.discard(upload_id, signed_in.account)
            return words.DISCARDED.format(title=title_of(upload))

        with kindly(intake):
            return fresh({"said": await asyncio.to_thread(act)})

    return served


def uploads(intake: Intake, staff: Staff, signed_in: SignedIn) -> dict[str, Any]:
    """What waits, and what was decided lately."""
    ended = [s for s in UploadState if s not in _OPEN and s is not UploadState.UNPACKED]
    return {
        "uploads": [_shown(intake, staff, each, signed_in) for each in intake.uploads()],
        "ended": [
            _shown(intake, staff, each, signed_in)
            for each in intake.uploads(ended, limit=SHOWN_ENDED)
        ],
    }


@contextmanager
def kindly(intake: Intake, name: str = "") -> Iterator[None]:
    """Turns what is refused into one sentence; `name` is the file's."""
    try:
        yield
    except IntakeError as error:
        raise Refusal(409, words.REFUSED[error.reason]) from None
    except KnowledgeError as error:
        raise Refusal(409, knowledge_sentence(error)) from None
    except TooLargeError:
        limit = intake.files.max_bytes // 2**20
        raise Refusal(413, words.TOO_LARGE.format(name=name, limit=limit)) from None
    except NoRoomError:
        raise Refusal(507, words.QUOTA) from None


def _corrections(given: dict[str, Any]) -> dict[str, Value]:
    try:
        return {
            name: typed_value(name, given[name])
            for name in FIELDS
            if isinstance(given.get(name), str)
        }
    except WrongValueError as error:
        raise Refusal(400, str(error)) from None


def _shown(intake: Intake, staff: Staff, upload: Upload, signed_in: SignedIn) -> dict[str, Any]:
    """An upload as the page's script takes it."""
    waits = upload.state in (UploadState.REVIEW, UploadState.APPROVAL)
    shown: dict[str, Any] = {
        "id": upload.id,
        "name": upload.name,
        "title": title_of(upload),
        "state": str(upload.state),
        "standing": standing(upload),
        "by": staff.name_of(str(upload.account)),
        "at": local(upload.created_at),
        "problem": upload.problem,
        "waits": waits,
    }
    if upload.progress is not None and upload.progress.total:
        shown["progress"] = [upload.progress.done, upload.progress.total]
    if not waits:
        return shown
    shown["notes"] = [words.WARNING.format(warning=w) for w in upload.review.get("warnings", [])]
    shown["publish"] = publish_label(intake, upload)
    own = upload.state is UploadState.APPROVAL and signed_in.account in (
        upload.account,
        upload.submitted_by,
    )
    if own:
        shown["notes"].append(words.REFUSED["own"])
        shown["publish"] = ""
    if upload.kind in ("faq", "quiz"):
        figures = words.BANK_FIGURES if upload.kind == "quiz" else words.SET_FIGURES
        shown["summary"] = figures.format(**upload.review)
        shown["lines"] = [line_text(line) for line in upload.review["lines"]]
        return shown
    document = upload.document
    if document is not None:
        shown["fields"] = {name: _plain(getattr(document, name)) for name in FIELDS}
        shown["passages"] = words.PASSAGES.format(count=document.passages)
    shown["summary"] = what_changes(intake, upload)
    shown["changed"] = upload.earlier is not None
    shown["answers"] = [
        {name: each[name] or words.NO_ANSWER for name in ("question", "before", "after")}
        for each in upload.review.get("answers", [])
    ]
    shown["notes"] = [*relations(intake, upload), *shown["notes"]]
    shown["offers"] = [
        {"values": {"replaces": str(held.id)}, "label": words.REPLACE.format(number=held.number)}
        for held in replaceable(intake, upload)
    ] + [
        {"values": {"keeps": old.id}, "label": words.KEEP.format(number=old.number or old.title)}
        for old in upload.retires
    ]
    shown["samples"] = upload.review.get("samples", [])
    return shown


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return relations_text(value) if isinstance(value, tuple) else value or ""
