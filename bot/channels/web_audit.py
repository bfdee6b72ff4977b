"""The tab of the audit on the admins' page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from bot.channels.web_staff import Access, Staff, fresh, local
from bot.roles import Role
from bot.texts import people as people_texts
from bot.texts.audit import ACTIONS

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.records import AuditEntry

SHOWN = 200
"""Entries that are shown, the newest."""


def router(library: Library, access: Access, staff: Staff) -> APIRouter:
    """What the tab talks to."""
    served = APIRouter()

    @served.get("/api/audit")
    async def audit(request: Request) -> Response:
        await access.who(request, least=Role.ADMIN)

        def read() -> list[dict[str, str]]:
            return [_entry(staff, each) for each in library.audit(limit=SHOWN)]

        return fresh({"entries": await asyncio.to_thread(read)})

    return served


def _entry(staff: Staff, entry: AuditEntry) -> dict[str, str]:
    details = entry.details
    about = details.get("title") or details.get("file") or details.get("contest") or ""
    if entry.subject == "account":
        about = _of_account(staff, entry)
    if entry.subject_id is not None:
        about = f"{about} (#{entry.subject_id})".strip()
    return {
        "at": local(entry.at),
        "who": staff.name_of(entry.actor),
        "what": ACTIONS.get(entry.action, entry.action),
        "about": str(about),
    }


def _of_account(staff: Staff, entry: AuditEntry) -> str:
    """Whose account, and which role it got."""
    actor = "" if entry.subject_id is None else str(entry.subject_id)
    name = staff.name_of(actor)
    roles = [people_texts.ROLES.get(entry.details.get(key, "")) for key in ("before", "role")]
    return " – ".join(
        filter(None, ("" if name == actor else name, " → ".join(filter(None, roles))))
    )
