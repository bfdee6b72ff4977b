"""The tab of contests on the admins' page: the report of each week, read and downloaded.

Reports are made of the attempts when they are asked for, so they are there for organisers without
any chat, and after a corrected key they say what counts now.
"""

from __future__ import annotations

import asyncio
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot import contest_office as office
from bot.channels.web import Refusal
from bot.channels.web_contests import download, refusals
from bot.channels.web_quiz import XLSX
from bot.channels.web_staff import Access, fresh
from bot.contests.week_book import write_week
from bot.contests.weekly import span_words, week_totals
from bot.contests.weeks import week_of, weeks_over
from bot.roles import Role
from bot.texts import web_contests as texts
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk


def router(desk: ContestDesk, access: Access) -> APIRouter:
    """What this part of the tab talks to."""
    served = APIRouter(prefix="/api/contests")

    @served.get("/{contest_id}/weeks")
    async def weeks(request: Request, contest_id: str) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> list[dict[str, Any]]:
            found = desk.standings(contest_id, fresh=False)
            mondays = weeks_over(found.contest, desk.clock())
            totals = week_totals(found, mondays)
            return [
                {
                    "monday": monday.date().isoformat(),
                    "line": texts.WEEK_LINE.format(
                        week=span_words(monday), people=people, attempts=attempts
                    ),
                }
                for monday, (people, attempts) in zip(mondays, totals, strict=True)
            ]

        with refusals():
            return fresh({"weeks": await asyncio.to_thread(read)})

    @served.get("/{contest_id}/weeks/{day}.xlsx")
    async def report(request: Request, contest_id: str, day: str) -> Response:
        await access.who(request, least=Role.ORGANISER)
        wanted = _day(day)

        def write() -> bytes:
            target = io.BytesIO()
            monday = week_of(datetime(wanted.year, wanted.month, wanted.day, tzinfo=VIETNAM))
            write_week(desk.standings(contest_id), monday, target)
            return target.getvalue()

        with refusals():
            name = f"{contest_id}-tuan-{wanted.isoformat()}.xlsx"
            return download(await asyncio.to_thread(write), XLSX, name)

    @served.get("/{contest_id}/week")
    async def week(request: Request, contest_id: str, day: str = "") -> Response:
        await access.who(request, least=Role.ORGANISER)
        wanted = _day(day)

        def read() -> str:
            return office.week_text(desk.standings(contest_id), wanted)

        with refusals():
            return fresh({"lines": (await asyncio.to_thread(read)).splitlines()})

    return served


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(400, texts.WRONG_DAY) from None
