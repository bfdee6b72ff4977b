"""`hoidap contest …`: contest files checked and taken in, contests listed, opened, closed."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import contest_marks, contest_results
from bot.commands.common import ACTOR, fail, print_json, print_table, table, with_example
from bot.commands.contest_common import AsJson, Id, opened_desk
from bot.texts import contest_desk as texts

if TYPE_CHECKING:
    from bot.contests.contests import Checked
    from bot.contests.rules import RulesError

app = typer.Typer(help=texts.ABOUT, no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help=texts.FILE)]


@app.command("example", help=with_example(texts.EXAMPLE, "hoidap contest example > hoi-thi.yaml"))
def example() -> None:
    """Prints a file with everything in it."""
    file = Path(__file__).parents[1] / "contests" / "example.yaml"
    typer.echo(file.read_text("utf-8"), nl=False)


@app.command("check", help=with_example(texts.CHECK, "hoidap contest check hoi-thi.yaml"))
def check(context: typer.Context, file: File) -> None:
    """Names every mistake."""
    from bot.contests.rules import RulesError

    text = _text(file)
    with opened_desk(context) as desk:
        try:
            checked = desk.contests.check(text)
        except RulesError as error:
            _mistakes(error, text, texts.HAS_MISTAKES, file.name)
        _print_checked(checked, text)
        if checked.mistakes:
            fail(texts.HAS_MISTAKES.format(name=file.name, count=len(checked.mistakes)))
        typer.echo(texts.FINE.format(name=file.name, rounds=len(checked.rules.rounds)))


@app.command("create", help=with_example(texts.CREATE, "hoidap contest create hoi-thi.yaml"))
def create(context: typer.Context, file: File) -> None:
    """Takes a file in."""
    from bot.contests.rules import RulesError

    text = _text(file)
    with opened_desk(context) as desk:
        try:
            checked = desk.contests.take(text, by=ACTOR)
        except RulesError as error:
            _mistakes(error, text, texts.HAS_MISTAKES, file.name)
        contest = desk.contests.get(checked.rules.contest)
    typer.echo(texts.TAKEN.format(contest=contest.id, revision=contest.revision))
    if checked.mistakes:
        typer.echo(texts.STILL_DRAFT.format(count=len(checked.mistakes)))
    _print_checked(checked, text)


@app.command("list", help=with_example(texts.LIST, "hoidap contest list"))
def list_contests(context: typer.Context, as_json: AsJson = False) -> None:
    """Prints every contest."""
    from bot.texts.contests import moment

    with opened_desk(context) as desk:
        contests = desk.contests.all()
    if as_json:
        print_json(
            [
                {
                    "contest": each.id,
                    "title": each.rules.title,
                    "state": each.state,
                    "rounds": len(each.rules.rounds),
                    "opens": each.rules.opens.isoformat(),
                    "closes": each.rules.closes.isoformat(),
                }
                for each in contests
            ]
        )
        return
    if not contests:
        typer.echo(texts.NONE)
        return
    rows = table(
        texts.COLUMN_ID,
        texts.COLUMN_TITLE,
        texts.COLUMN_STATE,
        texts.COLUMN_ROUNDS,
        texts.COLUMN_FROM,
        texts.COLUMN_TO,
    )
    for each in contests:
        rules = each.rules
        state = texts.STATES[each.state]
        times = moment(rules.opens), moment(rules.closes)
        rows.add_row(each.id, rules.title, state, str(len(rules.rounds)), *times)
    print_table(rows)


@app.command("show", help=with_example(texts.SHOW, "hoidap contest show tim-hieu-nghi-quyet"))
def show(context: typer.Context, contest_id: Id, as_json: AsJson = False) -> None:
    """Prints the rounds with their figures and seals."""
    from bot.contests.contests import ContestState
    from bot.texts.contests import moment

    with opened_desk(context) as desk:
        found = desk.standings(contest_id)
        contest = found.contest
        text = desk.contests.file(contest_id)
        checked = desk.contests.check(text)
        seals = [
            ""
            if contest.state is ContestState.DRAFT
            else desk.contests.round(contest, number).commitment
            for number in range(1, len(contest.rules.rounds) + 1)
        ]
    lines = []
    for number, (each, seal) in enumerate(zip(contest.rules.rounds, seals, strict=True), 1):
        standing = found.round(number)
        lines.append(
            {
                "round": number,
                "title": each.title,
                "opens": each.opens,
                "closes": each.closes,
                "people": len(standing.places) if standing else 0,
                "attempts": len(standing.results) if standing else 0,
                "commitment": seal,
            }
        )
    if as_json:
        print_json(
            {
                "contest": contest.id,
                "title": contest.rules.title,
                "state": contest.state,
                "entrants": len(found.entrants),
                "rounds": lines,
            }
        )
        return
    typer.echo(f"{contest.rules.title} ({texts.STATES[contest.state]})")
    rows = table(
        texts.COLUMN_ROUND,
        texts.COLUMN_FROM,
        texts.COLUMN_TO,
        texts.COLUMN_PEOPLE,
        texts.COLUMN_ATTEMPTS,
        texts.COLUMN_SEAL,
    )
    for line in lines:
        opens, closes = line["opens"], line["closes"]
        assert isinstance(opens, datetime)  # as put in above
        assert isinstance(closes, datetime)
        rows.add_row(
            str(line["title"]),
            moment(opens),
            moment(closes),
            str(line["people"]),
            str(line["attempts"]),
            str(line["commitment"]),
        )
    print_table(rows)
    _print_checked(checked, text)


@app.command("open", help=with_example(texts.OPEN, "hoidap contest open tim-hieu-nghi-quyet"))
def open_contest(context: typer.Context, contest_id: Id) -> None:
    """Opens a contest that has no mistakes."""
    from bot.contests.rules import RulesError

    with opened_desk(context) as desk:
        text = desk.contests.file(contest_id)
        try:
            checked = desk.contests.open(contest_id, by=ACTOR)
        except RulesError as error:
            _mistakes(error, text, texts.CANNOT_OPEN, contest_id)
    typer.echo(texts.OPENED.format(contest=contest_id))
    _print_checked(checked, text)


@app.command("close", help=with_example(texts.CLOSE, "hoidap contest close tim-hieu-nghi-quyet"))
def close(context: typer.Context, contest_id: Id) -> None:
    """Lets nothing begin any more."""
    with opened_desk(context) as desk:
        desk.contests.close(contest_id, by=ACTOR)
    typer.echo(texts.CLOSED.format(contest=contest_id))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        fail(texts.UNREADABLE.format(name=file.name))


def _mistakes(error: "RulesError", text: str, form: str, name: str) -> None:
    from bot.contest_office import mistake_lines

    for sentence in mistake_lines(text, error.mistakes):
        typer.echo(texts.MISTAKE.format(sentence=sentence))
    fail(form.format(name=name, count=len(error.mistakes)))


def _print_checked(checked: "Checked", text: str) -> None:
    from bot.contest_office import mistake_lines

    for sentence in mistake_lines(text, checked.mistakes):
        typer.echo(texts.MISTAKE.format(sentence=sentence))
    for sentence in mistake_lines(text, checked.later):
        typer.echo(texts.LATER.format(sentence=sentence))


for part in (contest_results.app, contest_marks.app):
    app.add_typer(part)
