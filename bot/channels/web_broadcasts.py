"""The tab of broadcasts on the admins' page: written, looked at, sent, followed, stopped."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot import broadcast_words as words
from bot.broadcasts import ACTIVE, LONGEST, Broadcast, Broadcasts
from bot.channels.web import Refusal
from bot.channels.web_staff import Access, Staff, fresh, json_of
from bot.roles import Role
from bot.texts import broadcasts as texts
from bot.texts import web_broadcasts as page
from bot.texts.web_admin import MALFORMED
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.units import Units

SHOWN = 50


def router(
    broadcasts: Broadcasts,
    units: Units,
    access: Access,
    staff: Staff,
    clock: Callable[[], datetime],
) -> APIRouter:
    """What the tab talks to.

    Args:
        broadcasts: What is sent.
        units: Whom it may go to.
        access: Who may.
        staff: Knows who wrote one.
        clock: The time, aware.
    """
    served = APIRouter(prefix="/api/broadcasts")

    @served.get("")
    async def latest(request: Request) -> Response:
        await access.who(request, least=Role.ADMIN)

        def read() -> dict[str, Any]:
            return {
                "units": [{"id": unit.id, "name": unit.shown} for unit in units.all()],
                "broadcasts": [_shown(each, staff) for each in broadcasts.all(limit=SHOWN)],
            }

        return fresh(await asyncio.to_thread(read))

    @served.post("")
    async def write(request: Request) -> Response:
        """A draft, or another wording of one, with who would get it."""
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)
        given = await json_of(request, most=8 * LONGEST)
        text, unit, draft = given.get("text"), given.get("unit"), given.get("id")
        if not (
            isinstance(text, str)
            and (unit is None or (isinstance(unit, int) and not isinstance(unit, bool)))
            and (draft is None or isinstance(draft, str))
        ):
            raise Refusal(400, MALFORMED)
        text = text.strip()
        if not text:
            raise Refusal(400, page.EMPTY)
        if len(text) > LONGEST:
            raise Refusal(400, texts.TOO_LONG.format(length=len(text), most=LONGEST))

        def act() -> dict[str, Any]:
            if unit is not None and units.get(unit) is None:
                raise Refusal(400, texts.NO_UNIT)
            changed = broadcasts.change(draft, text=text, unit_id=unit) if draft else None
            found = changed or broadcasts.draft(text, by=str(signed_in.account), unit=unit)
            receivers = broadcasts.receivers(unit)
            return {
                "id": found.id,
                "text": [line for line in found.text.splitlines() if line.strip()],
                "to": words.goes_to(found, receivers),
                "lines": list(words.receiver_lines(receivers)),
                "nobody": "" if receivers.people else texts.NOBODY,
            }

        return fresh(await asyncio.to_thread(act))

    @served.post("/{broadcast_id}/start")
    async def start(request: Request, broadcast_id: str) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)
        at = _moment((await json_of(request)).get("at", ""), clock())

        def act() -> str:
            started = broadcasts.start(broadcast_id, by=str(signed_in.account), at=at)
            if started is None:
                raise Refusal(409, texts.GONE)
            return texts.SCHEDULED.format(at=words.local(at)) if at else texts.STARTED

        return fresh({"said": await asyncio.to_thread(act)})

    @served.post("/{broadcast_id}/stop")
    async def stop(request: Request, broadcast_id: str) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)

        def act() -> None:
            if broadcasts.stop(broadcast_id, by=str(signed_in.account)) is None:
                raise Refusal(409, texts.GONE)

        await asyncio.to_thread(act)
        return fresh({"said": texts.STOPPED})

    @served.post("/{broadcast_id}/drop")
    async def drop(request: Request, broadcast_id: str) -> Response:
        await access.who(request, least=Role.ADMIN, changes=True)
        await asyncio.to_thread(broadcasts.drop, broadcast_id)
        return fresh({"said": texts.DROPPED})

    return served


def _moment(value: object, now: datetime) -> datetime | None:
    """The time of a form's field, by the clock of Việt Nam; None is at once."""
    if value == "":
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise Refusal(400, MALFORMED) from None
    at = at.replace(tzinfo=VIETNAM) if at.tzinfo is None else at
    if at <= now:
        raise Refusal(400, page.PAST.format(at=words.local(at)))
    return at


def _shown(broadcast: Broadcast, staff: Staff) -> dict[str, Any]:
    return {
        "id": broadcast.id,
        "text": broadcast.text,
        "line": page.LINE.format(
            at=words.local(broadcast.due_at or broadcast.created_at),
            by=staff.name_of(broadcast.created_by),
            to=broadcast.unit or page.EVERYBODY,
            state=words.state_text(broadcast),
        ),
        "fates": words.fate_lines(broadcast),
        "active": broadcast.state in ACTIVE,
    }
