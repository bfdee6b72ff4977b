"""Who may do what on the admins' page, and how it reads and answers.

Every request but the sign-in carries the cookie; every change also the sign-in's guard in a
header, which no other site can read or send.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.channels.web import Refusal
from bot.roles import Role
from bot.texts import web_admin as texts
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.people import Account
    from bot.sign_in import SignedIn, SignIns

COOKIE = "admin"
MAX_JSON_BYTES = 16 * 2**10


class Staff(Protocol):
    """What the page needs to know of people."""

    def account(self, account_id: int) -> Account | None:
        """An account, with what it may do."""

    def name_of(self, actor: str) -> str:
        """How an actor of the audit is called."""


class Access:
    """Who is signed in, and what they may do.

    Args:
        sign_ins: Knows the cookies.
        staff: Knows the people.
    """

    def __init__(self, sign_ins: SignIns, staff: Staff) -> None:
        self._sign_ins = sign_ins
        self._staff = staff

    async def who(
        self, request: Request, *, least: Role = Role.EDITOR, changes: bool = False
    ) -> SignedIn:
        """Who asks.

        Args:
            request: With the cookie; one that `changes` something with the guard too.
            least: What they must be.
            changes: Whether something is changed.

        Raises:
            Refusal: They are not signed in, may not do it, or the guard is not theirs.
        """
        cookie = request.cookies.get(COOKIE, "")
        signed_in = await asyncio.to_thread(self._sign_ins.signed_in, cookie)
        if signed_in is None or not await asyncio.to_thread(
            self.may, signed_in.account, Role.ORGANISER
        ):
            raise Refusal(401, texts.SIGN_IN_AGAIN)
        if not await asyncio.to_thread(self.may, signed_in.account, least):
            raise Refusal(403, texts.NOT_FOR_YOU)
        if changes and request.headers.get("x-guard") != signed_in.guard:
            raise Refusal(403, texts.SIGN_IN_AGAIN)
        return signed_in

    def may(self, account_id: int, least: Role) -> bool:
        """Whether an account is this much at least, and not blocked."""
        account = self._staff.account(account_id)
        return account is not None and not account.blocked and account.role.at_least(least)


async def json_of(request: Request, *, most: int = MAX_JSON_BYTES) -> dict[str, Any]:
    """The JSON object that a request brings.

    Raises:
        Refusal: It brings none, or one of more than `most` bytes.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(415, texts.MALFORMED)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Refusal(413, texts.MALFORMED)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refusal(400, texts.MALFORMED)
    return value


def local(at: datetime) -> str:
    """A moment by the clock of Việt Nam."""
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def fresh(content: dict[str, Any]) -> Response:
    """JSON that no cache keeps."""
    return JSONResponse(content, headers={"Cache-Control": "no-store"})
