"""The tab of people on the admins' page: who has an account, invitations, roles, blocking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot.channels.web import Refusal
from bot.channels.web_staff import Access, fresh, json_of, local
from bot.people import LONGEST_NAME, Account, Invitation, LastAdminError, People, code_hash
from bot.roles import Role
from bot.texts import people as words
from bot.texts import web_people as texts
from bot.texts.web_admin import MALFORMED
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.roster import Entry, Roster

Linked = Callable[[str], str | None]
"""The link that uses an invitation's code where a chat knows such links, else None."""

BLOCKED = "blocked"
"""The filter that is no role."""


def router(people: People, roster: Roster, access: Access, linked: Linked) -> APIRouter:
    """What the tab talks to.

    Args:
        people: The accounts.
        roster: Looks through them.
        access: Who may.
        linked: The link that uses a code.
    """
    served = APIRouter(prefix="/api/people")

    @served.get("")
    async def page(request: Request, q: str = "", only: str = "", number: int = 1) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN)
        role = None if only in ("", BLOCKED) else _role(only)

        def read() -> dict[str, Any]:
            found = roster.page(q, role=role, blocked=only == BLOCKED, number=number)
            return {
                "count": found.count,
                "number": found.number,
                "pages": found.pages,
                "people": [_shown(entry, signed_in.account) for entry in found.entries],
                "invitations": [_invitation(each, people) for each in people.invitations()],
            }

        return fresh(await asyncio.to_thread(read))

    @served.post("/invite")
    async def invite(request: Request) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)
        given = await json_of(request)
        name, role, days = given.get("name", ""), _role(given.get("role")), given.get("days")
        if not isinstance(name, str):
            raise Refusal(400, MALFORMED)
        if len(" ".join(name.split())) > LONGEST_NAME:
            raise Refusal(400, texts.LONG_NAME.format(most=LONGEST_NAME))
        if isinstance(days, bool) or days not in texts.LASTS:
            allowed = ", ".join(map(str, texts.LASTS))
            raise Refusal(400, texts.WRONG_LASTS.format(allowed=allowed))

        def act() -> dict[str, str]:
            code = people.invite(
                role, by=str(signed_in.account), name=name, lasts=timedelta(days=days)
            )
            named = code_hash(code)
            invited = next(each for each in people.invitations() if each.sha256 == named)
            return {"said": texts.CREATED, "sentence": _sentence(code, invited)}

        return fresh(await asyncio.to_thread(act))

    def _sentence(code: str, invitation: Invitation) -> str:
        link = linked(code)
        said = texts.SENTENCE.format(
            role=words.ROLES[invitation.role],
            code=code,
            link=texts.LINK.format(link=link) if link else "",
            until=local(invitation.expires_at),
        )
        if invitation.name:
            return texts.GREETING.format(name=invitation.name) + said
        return said[0].upper() + said[1:]

    @served.post("/invitations/{sha256}/withdraw")
    async def withdraw(request: Request, sha256: str) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)

        def act() -> None:
            if not people.uninvite(sha256, by=str(signed_in.account)):
                raise Refusal(409, texts.INVITATION_GONE)

        await asyncio.to_thread(act)
        return fresh({"said": texts.UNINVITED})

    @served.post("/{account_id}/role")
    async def set_role(request: Request, account_id: int) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)
        role = _role((await json_of(request)).get("role"))
        changed = await _changed(
            lambda: people.set_role(account_id, role, by=str(signed_in.account))
        )
        said = texts.ROLE_SET.format(name=_name(changed), role=words.ROLES[role])
        return fresh({"said": said})

    @served.post("/{account_id}/block")
    async def block(request: Request, account_id: int) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)
        if account_id == signed_in.account:
            raise Refusal(409, texts.NOT_YOURSELF)
        changed = await _changed(lambda: people.block(account_id, by=str(signed_in.account)))
        return fresh({"said": texts.NOW_BLOCKED.format(name=_name(changed))})

    @served.post("/{account_id}/unblock")
    async def unblock(request: Request, account_id: int) -> Response:
        signed_in = await access.who(request, least=Role.ADMIN, changes=True)
        changed = await _changed(lambda: people.unblock(account_id, by=str(signed_in.account)))
        return fresh({"said": texts.NOW_UNBLOCKED.format(name=_name(changed))})

    return served


async def _changed(act: Callable[[], Account | None]) -> Account:
    try:
        changed = await asyncio.to_thread(act)
    except LastAdminError:
        raise Refusal(409, words.LAST_ADMIN) from None
    if changed is None:
        raise Refusal(404, texts.NOT_THERE)
    return changed


def _role(name: object) -> Role:
    if not isinstance(name, str) or name not in list(Role):
        roles = ", ".join(words.ROLES[role] for role in Role)
        raise Refusal(400, texts.WRONG_ROLE.format(role=str(name)[:40], roles=roles))
    return Role(name)


def _name(account: Account) -> str:
    return account.name or f"{texts.NO_NAME} #{account.id}"


def _shown(entry: Entry, asking: int) -> dict[str, Any]:
    account = entry.account
    since = account.created_at
    return {
        "id": account.id,
        "name": _name(account),
        "you": account.id == asking,
        "unit": entry.unit,
        "role": account.role.value,
        "channels": ", ".join(words.CHANNELS.get(each, each) for each in entry.channels),
        "since": since.astimezone(VIETNAM).strftime(texts.DATE) if since else "",
        "blocked": account.blocked,
    }


def _invitation(invitation: Invitation, people: People) -> dict[str, str]:
    line = texts.INVITED_LINE.format(
        name=invitation.name or texts.NO_NAME,
        role=words.ROLES[invitation.role],
        by=people.name_of(invitation.invited_by),
        until=local(invitation.expires_at),
    )
    return {"id": invitation.sha256, "line": line}
