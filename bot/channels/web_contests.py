"""The tab of contests on the admins' page: rules checked and taken in, opened, followed, reported.

What organisers do afterwards with attempts and keys is in `bot.channels.web_contest_marks`, the
reports of weeks in `bot.channels.web_contest_weeks`.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot import contest_office as office
from bot.channels.web import Refusal
from bot.channels.web_quiz import XLSX
from bot.channels.web_staff import Access, fresh, json_of
from bot.contest_words import name_of, number_text
from bot.contests.certificates import write_certificates
from bot.contests.contests import ContestState
from bot.contests.errors import ContestError
from bot.contests.progress import progress
from bot.contests.rules import Kind, RulesError
from bot.contests.workbook import write_workbook
from bot.roles import Role
from bot.texts import contest_desk as words
from bot.texts import contests as shown
from bot.texts import web_contests as texts
from bot.texts.web_admin import MALFORMED
from bot.units import Units
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.contests.contests import Checked, Contest
    from bot.contests.ranking import Placed
    from bot.contests.standings import Standings

MAX_FILE_BYTES = 512 * 2**10
SHOWN_PLACES = 500
"""Places that are shown; the workbook has them all."""

EXAMPLE = Path(office.__file__).parent / "contests" / "example.yaml"


def router(desk: ContestDesk, access: Access) -> APIRouter:
    """What the tab talks to."""
    served = APIRouter(prefix="/api/contests")
    contests = desk.contests
    units = Units(desk.library.database, clock=desk.clock)

    @served.get("")
    async def every(request: Request) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> dict[str, Any]:
            return {
                "contests": [_listed(each) for each in contests.all()],
                "example": EXAMPLE.read_text("utf-8"),
            }

        return fresh(await asyncio.to_thread(read))

    @served.post("/check")
    async def check(request: Request) -> Response:
        await access.who(request, least=Role.ORGANISER, changes=True)
        text, name = await _file(request)

        def act() -> dict[str, Any]:
            try:
                checked = contests.check(text)
            except RulesError as error:
                return _mistakes(error, text, words.HAS_MISTAKES, name)
            if checked.mistakes:
                said = words.HAS_MISTAKES.format(name=name, count=len(checked.mistakes))
            else:
                said = words.FINE.format(name=name, rounds=len(checked.rules.rounds))
            return {"said": said} | _checked(checked, text)

        return fresh(await asyncio.to_thread(act))

    @served.post("/take")
    async def take(request: Request) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER, changes=True)
        text, name = await _file(request)

        def act() -> dict[str, Any]:
            try:
                checked = contests.take(text, by=str(signed_in.account))
            except RulesError as error:
                return _mistakes(error, text, words.HAS_MISTAKES, name)
            contest = contests.get(checked.rules.contest)
            said = words.TAKEN.format(contest=contest.id, revision=contest.revision)
            return {"said": said, "contest": contest.id} | _checked(checked, text)

        return fresh(await asyncio.to_thread(act))

    @served.get("/{contest_id}")
    async def one(request: Request, contest_id: str) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> dict[str, Any]:
            contest = contests.get(contest_id)
            text = contests.file(contest_id)
            rounds = [_round(desk, contest, n) for n in range(1, len(contest.rules.rounds) + 1)]
            current = contest.rules.current(desk.clock())
            return (
                _listed(contest)
                | {
                    "file": text,
                    "rounds": rounds,
                    "current": current or 1,
                    "summed": contest.rules.is_summed,
                }
                | _checked(contests.check(text), text)
            )

        with refusals():
            return fresh(await asyncio.to_thread(read))

    @served.post("/{contest_id}/open")
    async def open_one(request: Request, contest_id: str) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER, changes=True)

        def act() -> dict[str, Any]:
            text = contests.file(contest_id)
            try:
                checked = contests.open(contest_id, by=str(signed_in.account))
            except RulesError as error:
                return _mistakes(error, text, words.CANNOT_OPEN, contest_id)
            return {"said": words.OPENED.format(contest=contest_id)} | _checked(checked, text)

        with refusals():
            return fresh(await asyncio.to_thread(act))

    @served.post("/{contest_id}/close")
    async def close(request: Request, contest_id: str) -> Response:
        signed_in = await access.who(request, least=Role.ORGANISER, changes=True)
        with refusals():
            await asyncio.to_thread(contests.close, contest_id, by=str(signed_in.account))
        return fresh({"said": words.CLOSED.format(contest=contest_id)})

    @served.get("/{contest_id}/progress")
    async def follow(request: Request, contest_id: str, number: int) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> dict[str, Any]:
            contests.get(contest_id)
            found = progress(desk.library.database, contest_id, number)
            names = {unit.id: unit.shown for unit in units.all(retired=True)}
            figures = [(p.registered, p.started, p.handed_in) for p in found]
            rows: list[list[Any]] = [
                [names.get(p.unit or 0, texts.NO_UNIT), *each]
                for p, each in zip(found, figures, strict=True)
            ]
            if len(rows) > 1:
                rows.insert(0, [texts.ALL, *map(sum, zip(*figures, strict=True))])
            return {"columns": texts.PROGRESS_COLUMNS, "rows": _plain(rows)}

        with refusals():
            return fresh(await asyncio.to_thread(read))

    @served.get("/{contest_id}/standings")
    async def ranking(request: Request, contest_id: str, number: int) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def read() -> dict[str, Any]:
            found = desk.standings(contest_id)
            tables = [_people(found, office.places_of(found, number))]
            tables += [_units(found, place) for place in range(len(found.rankings))]
            return {"tables": tables}

        with refusals():
            return fresh(await asyncio.to_thread(read))

    @served.get("/{contest_id}/report.xlsx")
    async def report(request: Request, contest_id: str) -> Response:
        await access.who(request, least=Role.ORGANISER)

        def write() -> bytes:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "report.xlsx"
                write_workbook(desk, desk.standings(contest_id), path)
                return path.read_bytes()

        with refusals():
            return download(await asyncio.to_thread(write), XLSX, f"{contest_id}.xlsx")

    @served.get("/{contest_id}/certificates.pdf")
    async def certify(
        request: Request, contest_id: str, number: int, top: int | None = None
    ) -> Response:
        await access.who(request, least=Role.ORGANISER)
        if top is not None and top < 1:
            raise Refusal(400, texts.WRONG_NUMBER)

        def write() -> bytes:
            found = desk.standings(contest_id)
            target = io.BytesIO()
            day = found.at.astimezone(VIETNAM).date()
            write_certificates(office.certified(found, number, top), target, day=day)
            return target.getvalue()

        with refusals():
            pdf = await asyncio.to_thread(write)
            return download(pdf, "application/pdf", f"{contest_id}-giay.pdf")

    return served


@contextmanager
def refusals() -> Iterator[None]:
    """Turns what contests refuse into one sentence."""
    try:
        yield
    except ContestError as error:
        raise Refusal(409, shown.refusal_sentence(error)) from None


async def _file(request: Request) -> tuple[str, str]:
    """The text of a contest file, and what it is called."""
    given = await json_of(request, most=MAX_FILE_BYTES)
    text, name = given.get("text"), given.get("name", "")
    if not isinstance(text, str) or not isinstance(name, str):
        raise Refusal(400, MALFORMED)
    return text.removeprefix("\ufeff"), name[:100] or texts.FILE


def _listed(contest: Contest) -> dict[str, Any]:
    rules = contest.rules
    return {
        "id": contest.id,
        "title": rules.title,
        "state": contest.state,
        "line": texts.LINE.format(
            state=words.STATES[contest.state],
            rounds=len(rules.rounds),
            opens=shown.moment(rules.opens),
            closes=shown.moment(rules.closes),
        ),
    }


def _round(desk: ContestDesk, contest: Contest, number: int) -> dict[str, Any]:
    each = contest.rules.round(number)
    seal = ""
    if contest.state is not ContestState.DRAFT and each.kind is Kind.QUIZ:
        seal = desk.contests.round(contest, number).commitment
    times = {"opens": shown.moment(each.opens), "closes": shown.moment(each.closes)}
    return {
        "number": number,
        "title": texts.ROUND_LINE.format(title=each.title, **times),
        "seal": seal,
    }


def _checked(checked: Checked, text: str) -> dict[str, Any]:
    return {
        "mistakes": list(office.mistake_lines(text, checked.mistakes)),
        "later": [
            words.LATER.format(sentence=line).removeprefix("  - ")
            for line in office.mistake_lines(text, checked.later)
        ],
    }


def _mistakes(error: RulesError, text: str, form: str, name: str) -> dict[str, Any]:
    return {
        "said": form.format(name=name, count=len(error.mistakes)),
        "mistakes": list(office.mistake_lines(text, error.mistakes)),
        "later": [],
    }


def _people(found: Standings, places: tuple[Placed, ...]) -> dict[str, Any]:
    rows = []
    for each in places[:SHOWN_PLACES]:
        entrant = found.entrants.get(each.result.entry)
        rows.append(
            [
                each.place,
                name_of(found, each.result.entry),
                entrant.unit.shown if entrant and entrant.unit else "",
                shown.PLACE_RESULT.format(
                    points=shown.points(each.result.score),
                    correct=each.result.correct,
                    count=each.result.questions,
                    time=shown.span(each.result.seconds),
                ),
                each.result.attempt,
            ]
        )
    columns = (
        words.COLUMN_PLACE,
        words.COLUMN_NAME,
        words.COLUMN_UNIT,
        words.COLUMN_RESULT,
        words.COLUMN_ATTEMPT,
    )
    return {"title": texts.PEOPLE, "columns": columns, "rows": _plain(rows)}


def _units(found: Standings, number: int) -> dict[str, Any]:
    title, ranking = found.rankings[number]
    columns = (
        words.COLUMN_PLACE,
        words.COLUMN_UNIT,
        words.COLUMN_VALUE,
        words.COLUMN_PEOPLE,
        words.COLUMN_ATTEMPTS,
    )
    rows = [
        [
            each.place,
            each.figures.unit.shown,
            number_text(each.value),
            each.figures.people,
            each.figures.attempts,
        ]
        for each in ranking
    ]
    return {"title": f"{texts.UNITS}: {title}", "columns": columns, "rows": _plain(rows)}


def _plain(rows: list[list[Any]]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def download(content: bytes, kind: str, name: str) -> Response:
    """A file that a browser keeps."""
    named = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=named)
