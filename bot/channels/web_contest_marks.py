"""The tab of contests on the admins' page: appeals, wrong keys, essays, the proof of a draw."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot import contest_office as office
from bot.channels.web import Refusal
from bot.channels.web_contests import refusals
from bot.channels.web_staff import Access, fresh, json_of
from bot.contest_views import proof_lines, recount_lines, taken_lines
from bot.contest_words import name_of
from bot.contests.appeals import as_taken
from bot.contests.errors import ContestError
from bot.contests.errors import Refusal as Why
from bot.contests.proofs import verify
from bot.roles import Role
from bot.texts import contest_desk as words
from bot.texts import contests as shown
from bot.texts import web_contests as texts
from bot.texts.web_admin import MALFORMED

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk


def router(desk: ContestDesk, access: Access) -> APIRouter:
    """What this part of the tab talks to."""
    served = APIRouter(prefix="/api/contests")

    @served.get("/{contest_id}/attempts/{attempt_id}")
    async def taken(request: Request, contest_id: str, attempt_id: int) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> list[str]:
            _belongs(desk, contest_id, attempt_id)
            found = as_taken(desk.contests, desk.attempts, attempt_id)
            return list(taken_lines(found, desk.contests.get(contest_id).rules))

        with refusals():
            return fresh({"lines": await asyncio.to_thread(read)})

    @served.post("/{contest_id}/key")
    async def key(request: Request, contest_id: str) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER, changes=True)
        given = await json_of(request)
        item, options = _decision(given)
        reason = given.get("reason", "")
        if not isinstance(reason, str):
            raise Refusal(400, MALFORMED)
        sure = given.get("sure") is True

        def act() -> dict[str, Any]:
            if not sure:
                found = desk.corrections.preview(contest_id, item, options)
                return {"said": texts.CHANGED_NOTHING, "lines": list(recount_lines(found))}
            by = str(signed_in.account)
            found = desk.corrections.decide(contest_id, item, options, reason=reason[:500], by=by)
            first, *_ = lines = list(recount_lines(found))
            return {"said": first, "lines": lines}

        with refusals():
            return fresh(await asyncio.to_thread(act))

    @served.post("/{contest_id}/recount")
    async def recount(request: Request, contest_id: str) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER, changes=True)

        def act() -> list[str]:
            found = desk.corrections.recount(contest_id, by=str(signed_in.account))
            return list(recount_lines(found))

        with refusals():
            lines = await asyncio.to_thread(act)
        return fresh({"said": lines[0], "lines": lines})

    @served.get("/{contest_id}/essays")
    async def essays(request: Request, contest_id: str) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> list[dict[str, Any]]:
            found = desk.standings(contest_id, fresh=False)
            return [
                {
                    "attempt": each.id,
                    "name": name_of(found, each.entry),
                    "at": shown.moment(each.ended) if each.ended else "",
                    "points": words.NOT_GRADED if each.score is None else shown.points(each.score),
                    "text": desk.attempts.essay(each.id),
                }
                for each in desk.attempts.essays(contest_id)
            ]

        with refusals():
            return fresh({"essays": await asyncio.to_thread(read)})

    @served.post("/{contest_id}/attempts/{attempt_id}/grade")
    async def grade(request: Request, contest_id: str, attempt_id: int) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER, changes=True)
        given = await json_of(request)
        typed, note = given.get("points"), given.get("note", "")
        if not isinstance(typed, str) or not isinstance(note, str):
            raise Refusal(400, MALFORMED)
        points = office.hundredths(typed)
        if points is None:
            raise Refusal(400, words.WRONG_POINTS.format(value=typed[:20]))

        def act() -> None:
            _belongs(desk, contest_id, attempt_id)
            with desk.library.database.session() as session:
                by = str(signed_in.account)
                desk.attempts.grade(session, attempt_id, points, by=by, note=note[:500])

        with refusals():
            await asyncio.to_thread(act)
        said = words.GRADED.format(attempt=attempt_id, points=shown.points(points))
        return fresh({"said": said})

    @served.get("/{contest_id}/draw")
    async def draw(request: Request, contest_id: str, number: int) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> list[str]:
            contest = desk.contests.get(contest_id)
            return list(proof_lines(verify(desk.contests, contest, number, desk.clock())))

        with refusals():
            return fresh({"lines": await asyncio.to_thread(read)})

    return served


def _belongs(desk: ContestDesk, contest_id: str, attempt_id: int) -> None:
    """Refuses an attempt of another contest."""
    if desk.attempts.get(attempt_id).contest != contest_id:
        raise ContestError(Why.NO_SUCH_ATTEMPT, attempt=attempt_id)


def _decision(given: dict[str, Any]) -> tuple[int, list[int]]:
    """Of which item, and the options that are right; none where it is taken back."""
    item, typed, void = given.get("item"), given.get("key"), given.get("void") is True
    if not isinstance(item, int) or item < 1:
        raise Refusal(400, texts.WRONG_NUMBER)
    if not isinstance(typed, str):
        raise Refusal(400, MALFORMED)
    letters = typed.replace(",", " ").split()
    if void == bool(letters):
        raise Refusal(400, texts.KEY_OR_VOID)
    try:
        return item, office.options_of(letters)
    except office.WrongLetterError as error:
        raise Refusal(400, words.WRONG_LETTER.format(value=str(error)[:20])) from None
