"""The admins' page: signing in, and what its tabs share; each tab has a router of its own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.broadcasts import LONGEST
from bot.channels import (
    web_audit,
    web_broadcasts,
    web_contest_marks,
    web_contest_weeks,
    web_contests,
    web_documents,
    web_people,
    web_quiz,
    web_uploads,
)
from bot.channels.web import Refusal
from bot.channels.web_staff import COOKIE, Access, fresh, json_of
from bot.roles import Role
from bot.roster import Roster
from bot.texts import people as people_texts
from bot.texts import quiz as quiz_texts
from bot.texts import quiz_review
from bot.texts import uploads as words
from bot.texts import web_admin as texts
from bot.texts import web_broadcasts as notices
from bot.texts import web_contests as hall
from bot.texts import web_people as members
from bot.units import Units

if TYPE_CHECKING:
    from bot.broadcasts import Broadcasts
    from bot.contest_desk import ContestDesk
    from bot.intake import Intake
    from bot.people import People
    from bot.sign_in import SignIns

PATH = "/quan-tri"

TABS = {
    "files": Role.EDITOR,
    "documents": Role.EDITOR,
    "quiz": Role.EDITOR,
    "contests": Role.ORGANISER,
    "broadcasts": Role.ADMIN,
    "people": Role.ADMIN,
    "audit": Role.ADMIN,
}
"""Who sees a tab; the routers refuse all others."""

TRIES = 10
"""Wrong codes from one address before it must wait."""

TRIES_WITHIN_S = 600.0
"""How long a wrong code is remembered."""

MOST_ADDRESSES = 10_000
"""Addresses whose wrong codes are remembered."""

_HERE = Path(__file__).parent


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


def router(
    intake: Intake,
    sign_ins: SignIns,
    staff: People,
    desk: ContestDesk,
    broadcasts: Broadcasts,
    invited: web_people.Linked = lambda code: None,
) -> APIRouter:
    """The page and what it talks to; `invited` gives the link that uses an invitation's code."""
    served = APIRouter(prefix=PATH)
    page = _template("admin.html").render(
        texts=texts,
        fields=words.FIELDS,
        quiz=quiz_review,
        hall=hall,
        notices=notices,
        members=members,
        roles=people_texts.ROLES,
        longest=LONGEST,
        states=quiz_texts.STATES,
        levels=quiz_texts.LEVELS,
        data=_script_data(),
    )
    door = _template("sign_in.html").render(texts=texts, data=_script_data())
    tries = Tries()
    access = Access(sign_ins, staff)

    @served.get("")
    async def index(request: Request) -> Response:
        try:
            await access.who(request, least=Role.ORGANISER)
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
        code = (await json_of(request)).get("code")
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
        await access.who(request, least=Role.ORGANISER, changes=True)
        await asyncio.to_thread(sign_ins.sign_out, request.cookies.get(COOKIE, ""))
        response = JSONResponse({})
        response.delete_cookie(COOKIE, path=PATH)
        return response

    @served.get("/api/state")
    async def state(request: Request) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER)

        def read() -> dict[str, Any]:
            tabs = [name for name, least in TABS.items() if access.may(signed_in.account, least)]
            found = {"guard": signed_in.guard, "tabs": tabs}
            if "files" not in tabs:
                return found | {"uploads": [], "ended": []}
            return found | web_uploads.uploads(intake, staff, signed_in)

        return fresh(await asyncio.to_thread(read))

    units = Units(intake.library.database, clock=desk.clock)
    for tab in (
        web_uploads.router(intake, access),
        web_documents.router(intake, access),
        web_quiz.router(intake.library, access, lambda: web_uploads.kindly(intake)),
        web_contests.router(desk, access),
        web_contest_marks.router(desk, access),
        web_contest_weeks.router(desk, access),
        web_broadcasts.router(broadcasts, units, access, staff, desk.clock),
        web_people.router(staff, Roster(intake.library.database, units), access, invited),
        web_audit.router(intake.library, access, staff),
    ):
        served.include_router(tab)
    return served


def _script_data() -> str:
    """The sentences that the page's script says, safe within a script element."""
    said = texts.SCRIPT | {
        "quiz": quiz_review.SCRIPT,
        "contests": hall.SCRIPT,
        "broadcasts": notices.SCRIPT,
        "people": members.SCRIPT,
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _template(name: str) -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(name)
