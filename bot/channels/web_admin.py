"""The admins' page: signing in, sending files in, deciding on them, versions, the audit.

Every request but the sign-in carries the cookie; every change also the sign-in's guard in a
header, which no other site can read or send. A file is streamed to the disk while it comes and is
refused at the byte that is too much.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels import web_quiz
from bot.channels.web import NAME, Refusal
from bot.relation_words import relations_text
from bot.roles import Role
from bot.texts import quiz as quiz_texts
from bot.texts import quiz_review
from bot.texts import uploads as words
from bot.texts import web_admin as texts
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
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.intake import Intake
    from bot.people import Account
    from bot.sign_in import SignedIn, SignIns
    from knowledge.records import AuditEntry, DocumentInfo

COOKIE = "admin"
PATH = "/quan-tri"

TRIES = 10
"""Wrong codes from one address before it must wait."""

TRIES_WITHIN_S = 600.0
"""How long a wrong code is remembered."""

MOST_ADDRESSES = 10_000
"""Addresses whose wrong codes are remembered."""

MAX_JSON_BYTES = 16 * 2**10
SHOWN_ENDED = 30
"""Uploads that have been decided and still stand in the list."""

SHOWN_AUDIT = 200

_HERE = Path(__file__).parent


class Staff(Protocol):
    """What the page needs to know of people."""

    def account(self, account_id: int) -> Account | None:
        """An account, with what it may do."""

    def name_of(self, actor: str) -> str:
        """How an actor of the audit is called."""


@dataclass
class Tries:
    """Wrong codes by address; `clock` gives seconds."""

    clock: Callable[[], float] = time.monotonic
    _at: dict[str, list[float]] = field(default_factory=dict)

    def allowed(self, address: str) -> bool:
        """Whether an address may try again."""
        since = self.clock() - TRIES_WITHIN_S
        recent = [at for at in self._at.get(address, ()) if at > since]
        return len(recent) < TRIES

    def wrong(self, address: str) -> None:
        """A code was wrong."""
        since = self.clock() - TRIES_WITHIN_S
        if len(self._at) >= MOST_ADDRESSES:
            self._at = {a: t for a, t in self._at.items() if t[-1] > since}
        self._at.setdefault(address, []).append(self.clock())
        self._at[address] = self._at[address][-TRIES:]


def router(intake: Intake, sign_ins: SignIns, staff: Staff) -> APIRouter:
    """The page and what it talks to."""
    served = APIRouter(prefix=PATH)
    page = _template("admin.html").render(
        texts=texts,
        fields=words.FIELDS,
        quiz=quiz_review,
        states=quiz_texts.STATES,
        levels=quiz_texts.LEVELS,
        data=_script_data(),
    )
    door = _template("sign_in.html").render(texts=texts, data=_script_data())
    tries = Tries()

    async def who(request: Request, *, changes: bool = False) -> SignedIn:
        signed_in = await asyncio.to_thread(sign_ins.signed_in, request.cookies.get(COOKIE, ""))
        if signed_in is None or not await asyncio.to_thread(
            _may, staff, signed_in.account, Role.EDITOR
        ):
            raise Refusal(401, texts.SIGN_IN_AGAIN)
        if changes and request.headers.get("x-guard") != signed_in.guard:
            raise Refusal(403, texts.SIGN_IN_AGAIN)
        return signed_in

    @served.get("")
    async def index(request: Request) -> Response:
        try:
            await who(request)
        except Refusal:
            return HTMLResponse(door)
        return HTMLResponse(page)

    @served.get("/vao")
    async def link() -> Response:
        # opened by people and by programs that preview links; only the button uses the code up
        return HTMLResponse(door)

    @served.post("/api/sign-in")
    async def sign_in(request: Request) -> Response:
        address = request.client.host if request.client else ""
        if not tries.allowed(address):
            raise Refusal(429, texts.TOO_MANY_TRIES)
        code = (await _json(request)).get("code")
        cookie = None
        if isinstance(code, str):
            cookie = await asyncio.to_thread(sign_ins.redeem, code.strip())
        if cookie is None:
            tries.wrong(address)
            raise Refusal(403, texts.WRONG_CODE)
        response = JSONResponse({})
        response.set_cookie(
            COOKIE,
            cookie,
            httponly=True,
            samesite="strict",
            path=PATH,
            secure=request.url.scheme == "https",
        )
        return response

    @served.post("/api/sign-out")
    async def sign_out(request: Request) -> Response:
        await who(request, changes=True)
        await asyncio.to_thread(sign_ins.sign_out, request.cookies.get(COOKIE, ""))
        response = JSONResponse({})
        response.delete_cookie(COOKIE, path=PATH)
        return response

    @served.get("/api/state")
    async def state(request: Request) -> Response:
        signed_in = await who(request)

        def read() -> dict[str, Any]:
            open_ones = intake.uploads()
            ended = [s for s in UploadState if s not in _OPEN and s is not UploadState.UNPACKED]
            return {
                "guard": signed_in.guard,
                "audit": _may(staff, signed_in.account, Role.ADMIN),
                "uploads": [_shown(intake, staff, each, signed_in) for each in open_ones],
                "ended": [
                    _shown(intake, staff, each, signed_in)
                    for each in intake.uploads(ended, limit=SHOWN_ENDED)
                ],
            }

        return _fresh(await asyncio.to_thread(read))

    @served.post("/api/files")
    async def send(request: Request, name: str = "", batch: str = "") -> Response:
        signed_in = await who(request, changes=True)
        name = unquote(name)
        with (
            _kindly(name, intake),
            intake.streaming(
                signed_in.account, name, channel=NAME, chat="", batch=f"{NAME}:{batch[:64]}"
            ) as receiver,
        ):
            async for chunk in request.stream():
                receiver.write(chunk)
            upload = await asyncio.to_thread(receiver.done)
        return _fresh({"id": upload})

    @served.get("/api/uploads/{upload_id}/changes")
    async def changes(request: Request, upload_id: str) -> Response:
        await who(request)

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

        with _kindly("", intake):
            return _fresh({"changes": await asyncio.to_thread(read)})

    @served.post("/api/uploads/{upload_id}/correct")
    async def correct(request: Request, upload_id: str) -> Response:
        signed_in = await who(request, changes=True)
        given = await _json(request)
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

        with _kindly("", intake):
            await asyncio.to_thread(act)
        return _fresh({"said": words.CORRECTED})

    @served.post("/api/uploads/{upload_id}/publish")
    async def publish(request: Request, upload_id: str) -> Response:
        signed_in = await who(request, changes=True)

        def act() -> str:
            upload = intake.upload(upload_id)
            return decided(intake, upload, intake.publish(upload_id, signed_in.account))

        with _kindly("", intake):
            return _fresh({"said": await asyncio.to_thread(act)})

    @served.post("/api/uploads/{upload_id}/discard")
    async def discard(request: Request, upload_id: str) -> Response:
        signed_in = await who(request, changes=True)

        def act() -> str:
            upload = intake.upload(upload_id)
            intake.discard(upload_id, signed_in.account)
            return words.DISCARDED.format(title=title_of(upload))

        with _kindly("", intake):
            return _fresh({"said": await asyncio.to_thread(act)})

    @served.get("/api/documents")
    async def documents(request: Request) -> Response:
        await who(request)
        found = await asyncio.to_thread(intake.library.documents)
        return _fresh({"documents": [_document(each) for each in found]})

    @served.get("/api/documents/{document_id}/versions")
    async def versions(request: Request, document_id: int) -> Response:
        await who(request)
        with _kindly("", intake):
            found = await asyncio.to_thread(intake.library.history, document_id)
        return _fresh(
            {
                "versions": [
                    {
                        "version": each.version,
                        "state": each.state,
                        "text": words.VERSION.format(
                            version=each.version,
                            state=words.VERSION_STATES[each.state],
                            file=each.file_name,
                            passages=each.passages,
                            date=_moment(each.created_at),
                        ),
                    }
                    for each in found
                ]
            }
        )

    @served.post("/api/documents/{document_id}/restore")
    async def restore(request: Request, document_id: int) -> Response:
        signed_in = await who(request, changes=True)
        version = (await _json(request)).get("version")
        if version is not None and not isinstance(version, int):
            raise Refusal(400, texts.MALFORMED)

        def act() -> str:
            found = intake.library.restore(
                document_id, version=version, actor=str(signed_in.account)
            )
            return words.RESTORED.format(title=found.title, version=found.version)

        with _kindly("", intake):
            return _fresh({"said": await asyncio.to_thread(act)})

    @served.post("/api/documents/{document_id}/retire")
    async def retire(request: Request, document_id: int) -> Response:
        signed_in = await who(request, changes=True)

        def act() -> str:
            found = intake.library.retire(document_id, actor=str(signed_in.account))
            return words.RETIRED.format(title=found.title)

        with _kindly("", intake):
            return _fresh({"said": await asyncio.to_thread(act)})

    @served.get("/api/audit")
    async def audit(request: Request) -> Response:
        signed_in = await who(request)
        if not await asyncio.to_thread(_may, staff, signed_in.account, Role.ADMIN):
            raise Refusal(403, texts.NOT_FOR_EDITORS)

        def read() -> list[dict[str, str]]:
            return [_entry(staff, each) for each in intake.library.audit(limit=SHOWN_AUDIT)]

        return _fresh({"entries": await asyncio.to_thread(read)})

    web_quiz.serve(served, intake.library, who, _json, lambda: _kindly("", intake))
    return served


_OPEN = (UploadState.COMING, UploadState.READING, UploadState.REVIEW, UploadState.APPROVAL)


def _may(staff: Staff, account_id: int, least: Role) -> bool:
    account = staff.account(account_id)
    return account is not None and not account.blocked and account.role.at_least(least)


@contextmanager
def _kindly(name: str, intake: Intake) -> Iterator[None]:
    """Turns what is refused into one sentence."""
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


async def _json(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(415, texts.MALFORMED)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_JSON_BYTES:
            raise Refusal(413, texts.MALFORMED)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refusal(400, texts.MALFORMED)
    return value


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
        "at": _moment(upload.created_at),
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


def _document(document: DocumentInfo) -> dict[str, Any]:
    return {
        "id": document.id,
        "number": document.number or "",
        "title": document.title,
        "date": document.issued_on.strftime("%d/%m/%Y") if document.issued_on else "",
        "status": str(document.status),
        "standing": texts.STATUSES[document.status],
        "version": document.version,
    }


def _entry(staff: Staff, entry: AuditEntry) -> dict[str, str]:
    details = entry.details
    about = details.get("title") or details.get("file") or ""
    if entry.subject_id is not None:
        about = f"{about} (#{entry.subject_id})".strip()
    return {
        "at": _moment(entry.at),
        "who": staff.name_of(entry.actor),
        "what": texts.ACTIONS.get(entry.action, entry.action),
        "about": str(about),
    }


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return relations_text(value) if isinstance(value, tuple) else value or ""


def _moment(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def _fresh(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _script_data() -> str:
    """The sentences that the page's script says, safe within a script element."""
    said = texts.SCRIPT | {"quiz": quiz_review.SCRIPT}
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _template(name: str) -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(name)
