"""`hoidap contest …`: standings, reports, certificates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import (
    UsageError,
    day_of,
    fail,
    print_json,
    print_table,
    table,
    with_example,
)
from bot.commands.contest_common import AsJson, Id, opened_desk
from bot.texts import cli
from bot.texts import contest_desk as texts

if TYPE_CHECKING:
    from bot.contests.ranking import Placed
    from bot.contests.standings import Standings

app = typer.Typer()

RoundNumber = Annotated[int | None, typer.Option("--round", min=0, metavar="N", help=texts.ROUND)]


@app.command(
    "standings",
    help=with_example(
        texts.STANDINGS,
        "hoidap contest standings tim-hieu-nghi-quyet --round 1",
        "hoidap contest standings tim-hieu-nghi-quyet --units",
    ),
)
def show_standings(
    context: typer.Context,
    contest_id: Id,
    number: RoundNumber = None,
    units: Annotated[bool, typer.Option("--units", help=texts.UNITS)] = False,
    top: Annotated[int | None, typer.Option("--top", min=1, help=texts.TOP)] = None,
    as_json: AsJson = False,
) -> None:
    """Prints one ranking."""
    from bot.contest_office import default_round, places_of

    with opened_desk(context) as desk:
        found = desk.standings(contest_id)
        places = places_of(found, default_round(found) if number is None else number)
    if units:
        _print_units(found, top, as_json=as_json)
        return
    _print_people(found, places, top, as_json=as_json)


@app.command(
    "report",
    help=with_example(
        texts.REPORT,
        "hoidap contest report tim-hieu-nghi-quyet so-lieu.xlsx",
        "hoidap contest report tim-hieu-nghi-quyet --week 05/03/2026",
    ),
)
def report(
    context: typer.Context,
    contest_id: Id,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=texts.TARGET)] = None,
    week: Annotated[str | None, typer.Option("--week", metavar="DATE", help=texts.WEEK)] = None,
) -> None:
    """Writes the workbook, or prints a week."""
    from bot.contest_office import week_text
    from bot.contests.workbook import write_workbook

    day = day_of(week)
    if (file is None) == (day is None):
        raise UsageError(texts.ONE_OF)
    with opened_desk(context) as desk:
        found = desk.standings(contest_id)
        if day is not None:
            typer.echo(week_text(found, day))
            return
        assert file is not None  # one of both is given
        _must_end(file, ".xlsx")
        try:
            write_workbook(desk, found, file)
        except OSError:
            fail(cli.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.WRITTEN.format(name=file.name))


@app.command(
    "certificates",
    help=with_example(
        texts.CERTIFICATES,
        "hoidap contest certificates tim-hieu-nghi-quyet giay.pdf --round 1 --top 10",
    ),
)
def certify(
    context: typer.Context,
    contest_id: Id,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.PDF)],
    number: RoundNumber = None,
    top: Annotated[int, typer.Option("--top", min=1, help=texts.TOP)] = 10,
    everybody: Annotated[bool, typer.Option("--everybody", help=texts.EVERYBODY)] = False,
) -> None:
    """Writes one page for each person."""
    from bot.contest_office import certified, default_round
    from bot.contests.certificates import write_certificates
    from knowledge.library import VIETNAM

    _must_end(file, ".pdf")
    with opened_desk(context) as desk:
        found = desk.standings(contest_id)
        number = default_round(found) if number is None else number
        made = certified(found, number, None if everybody else top)
    try:
        write_certificates(made, file, day=found.at.astimezone(VIETNAM).date())
    except OSError:
        fail(cli.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.CERTIFIED.format(count=len(made), name=file.name))


def _must_end(file: Path, suffix: str) -> None:
    if file.suffix.lower() != suffix:
        fail(texts.SUFFIX.format(suffix=suffix))


def _print_people(
    found: "Standings", places: "tuple[Placed, ...]", top: int | None, *, as_json: bool
) -> None:
    from bot.contest_words import name_of
    from bot.texts import contests as words

    shown = [each for each in places if top is None or each.place <= top]
    if as_json:
        print_json(
            [
                {
                    "place": each.place,
                    "entry": each.result.entry,
                    "name": name_of(found, each.result.entry),
                    "attempt": each.result.attempt,
                    "points": each.result.score / 100,
                    "correct": each.result.correct,
                    "questions": each.result.questions,
                    "seconds": each.result.seconds,
                    "submitted": each.result.submitted,
                    "predicted": each.result.predicted,
                    "distance": each.result.distance,
                }
                for each in shown
            ]
        )
        return
    rows = table(
        texts.COLUMN_PLACE,
        texts.COLUMN_NAME,
        texts.COLUMN_UNIT,
        texts.COLUMN_RESULT,
        texts.COLUMN_SUBMITTED,
    )
    for each in shown:
        entrant = found.entrants.get(each.result.entry)
        rows.add_row(
            str(each.place),
            name_of(found, each.result.entry),
            entrant.unit.shown if entrant and entrant.unit else "",
            words.PLACE_RESULT.format(
                points=words.points(each.result.score),
                correct=each.result.correct,
                count=each.result.questions,
                time=words.span(each.result.seconds),
            ),
            words.moment(each.result.submitted, words.TO_THE_SECOND),
        )
    print_table(rows)


def _print_units(found: "Standings", top: int | None, *, as_json: bool) -> None:
    from bot.contest_words import number_text

    if as_json:
        print_json(
            [
                {
                    "title": title,
                    "places": [
                        {
                            "place": each.place,
                            "unit": each.figures.unit.shown,
                            "value": float(each.value),
                            "people": each.figures.people,
                            "attempts": each.figures.attempts,
                        }
                        for each in ranking
                        if top is None or each.place <= top
                    ],
                }
                for title, ranking in found.rankings
            ]
        )
        return
    for title, ranking in found.rankings:
        typer.echo(title)
        rows = table(
            texts.COLUMN_PLACE,
            texts.COLUMN_UNIT,
            texts.COLUMN_VALUE,
            texts.COLUMN_PEOPLE,
            texts.COLUMN_ATTEMPTS,
        )
        for each in ranking:
            if top is None or each.place <= top:
                rows.add_row(
                    str(each.place),
                    each.figures.unit.shown,
                    number_text(each.value),
                    str(each.figures.people),
                    str(each.figures.attempts),
                )
        print_table(rows)
