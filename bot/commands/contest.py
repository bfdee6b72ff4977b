"""`hoidap contest …`: contests from their files to their certificates."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import (
    ACTOR,
    UsageError,
    day_of,
    fail,
    library_of,
    print_json,
    print_table,
    table,
    with_example,
)
from bot.texts import cli
from bot.texts import contest_desk as texts

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.contests.contests import Checked
    from bot.contests.corrections import Recount
    from bot.contests.ranking import Placed
    from bot.contests.rules import RulesError
    from bot.contests.standings import Standings

app = typer.Typer(help=texts.ABOUT, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=cli.JSON)]
Id = Annotated[str, typer.Argument(metavar="ID", help=texts.ID)]
File = Annotated[Path, typer.Argument(metavar="FILE", help=texts.FILE)]
RoundNumber = Annotated[int | None, typer.Option("--round", min=0, metavar="N", help=texts.ROUND)]
AttemptNumber = Annotated[int, typer.Argument(metavar="ATTEMPT", help=texts.ATTEMPT)]

_POINTS = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


@contextmanager
def _desk(context: typer.Context) -> Iterator["ContestDesk"]:
    """The contests; what they refuse ends the command with its sentence."""
    from bot.contest_desk import ContestDesk
    from bot.contests.errors import ContestError
    from bot.texts.contests import refusal_sentence

    with library_of(context) as library:
        try:
            yield ContestDesk(library)
        except ContestError as error:
            fail(refusal_sentence(error))


@app.command("example", help=with_example(texts.EXAMPLE, "hoidap contest example > hoi-thi.yaml"))
def example() -> None:
    """Prints a file with everything in it."""
    file = Path(__file__).parents[1] / "contests" / "example.yaml"
    typer.echo(file.read_text("utf-8"), nl=False)


@app.command("check", help=with_example(texts.CHECK, "hoidap contest check hoi-thi.yaml"))
def check(context: typer.Context, file: File) -> None:
    """Names every mistake."""
    from bot.contests.rules import RulesError

    with _desk(context) as desk:
        try:
            checked = desk.contests.check(_text(file))
        except RulesError as error:
            _mistakes(error, texts.HAS_MISTAKES, file.name)
        _print_checked(checked)
        if checked.mistakes:
            fail(texts.HAS_MISTAKES.format(name=file.name, count=len(checked.mistakes)))
        typer.echo(texts.FINE.format(name=file.name, rounds=len(checked.rules.rounds)))


@app.command("create", help=with_example(texts.CREATE, "hoidap contest create hoi-thi.yaml"))
def create(context: typer.Context, file: File) -> None:
    """Takes a file in."""
    from bot.contests.rules import RulesError

    with _desk(context) as desk:
        try:
            checked = desk.contests.take(_text(file), by=ACTOR)
        except RulesError as error:
            _mistakes(error, texts.HAS_MISTAKES, file.name)
        contest = desk.contests.get(checked.rules.contest)
    typer.echo(texts.TAKEN.format(contest=contest.id, revision=contest.revision))
    if checked.mistakes:
        typer.echo(texts.STILL_DRAFT.format(count=len(checked.mistakes)))
    _print_checked(checked)


@app.command("list", help=with_example(texts.LIST, "hoidap contest list"))
def list_contests(context: typer.Context, as_json: AsJson = False) -> None:
    """Prints every contest."""
    from bot.texts.contests import moment

    with _desk(context) as desk:
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

    with _desk(context) as desk:
        found = desk.standings(contest_id)
        contest = found.contest
        checked = desk.contests.check(desk.contests.file(contest_id))
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
    _print_checked(checked)


@app.command("open", help=with_example(texts.OPEN, "hoidap contest open tim-hieu-nghi-quyet"))
def open_contest(context: typer.Context, contest_id: Id) -> None:
    """Opens a contest that has no mistakes."""
    from bot.contests.rules import RulesError

    with _desk(context) as desk:
        try:
            checked = desk.contests.open(contest_id, by=ACTOR)
        except RulesError as error:
            _mistakes(error, texts.CANNOT_OPEN, contest_id)
    typer.echo(texts.OPENED.format(contest=contest_id))
    _print_checked(checked)


@app.command("close", help=with_example(texts.CLOSE, "hoidap contest close tim-hieu-nghi-quyet"))
def close(context: typer.Context, contest_id: Id) -> None:
    """Lets nothing begin any more."""
    with _desk(context) as desk:
        desk.contests.close(contest_id, by=ACTOR)
    typer.echo(texts.CLOSED.format(contest=contest_id))


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
    with _desk(context) as desk:
        found = desk.standings(contest_id)
    if units:
        _print_units(found, top, as_json=as_json)
        return
    _print_people(found, _places(found, number), top, as_json=as_json)


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
    from bot.contests.standings import week_of
    from bot.contests.weekly import week_words
    from bot.contests.workbook import write_workbook
    from knowledge.library import VIETNAM

    day = day_of(week)
    if (file is None) == (day is None):
        raise UsageError(texts.ONE_OF)
    with _desk(context) as desk:
        found = desk.standings(contest_id)
        if day is not None:
            monday = week_of(datetime(day.year, day.month, day.day, tzinfo=VIETNAM))
            typer.echo(week_words(found, monday).plain)
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
    from bot.contests.certificates import certificates, write_certificates
    from bot.contests.errors import ContestError, Refusal
    from knowledge.library import VIETNAM

    _must_end(file, ".pdf")
    with _desk(context) as desk:
        found = desk.standings(contest_id)
        number = _default_round(found) if number is None else number
        made = certificates(
            found, _places(found, number), number=number, top=None if everybody else top
        )
        if not made:
            raise ContestError(Refusal.NOTHING_TO_CERTIFY)
    try:
        write_certificates(made, file, day=found.at.astimezone(VIETNAM).date())
    except OSError:
        fail(cli.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.CERTIFIED.format(count=len(made), name=file.name))


@app.command("show-attempt", help=with_example(texts.SHOW_ATTEMPT, "hoidap contest show-attempt 7"))
def show_attempt(
    context: typer.Context, attempt_id: AttemptNumber, as_json: AsJson = False
) -> None:
    """Prints an attempt as it was taken."""
    from bot.contest_views import taken_lines
    from bot.contests.appeals import as_taken

    with _desk(context) as desk:
        taken = as_taken(desk.contests, desk.attempts, attempt_id)
        rules = desk.contests.get(taken.attempt.contest).rules
    if as_json:
        shown = asdict(taken)
        for asked in shown["asked"]:
            accepted = asked["accepted"]
            asked["accepted"] = None if accepted is None else sorted(accepted)
        print_json(shown)
        return
    for line in taken_lines(taken, rules):
        typer.echo(line)


@app.command(
    "verify-draw",
    help=with_example(texts.VERIFY, "hoidap contest verify-draw tim-hieu-nghi-quyet --round 1"),
)
def verify_draw(
    context: typer.Context,
    contest_id: Id,
    number: Annotated[int, typer.Option("--round", min=1, metavar="N", help=texts.ROUND)] = 1,
    as_json: AsJson = False,
) -> None:
    """Draws every attempt of a round again."""
    from bot.contest_views import proof_lines
    from bot.contests.proofs import verify

    with _desk(context) as desk:
        proof = verify(desk.contests, desk.contests.get(contest_id), number, desk.clock())
    if as_json:
        print_json(
            {
                "seed": proof.info.seed,
                "commitment": proof.info.commitment,
                "pool_sha256": proof.info.pool_sha256,
                "pool": proof.info.pool.as_json() if proof.info.pool else None,
                "kept": proof.kept,
                "attempts": proof.attempts,
                "different": proof.different,
            }
        )
        if not proof.holds:
            raise typer.Exit(1)
        return
    *lines, last = proof_lines(proof)
    for line in lines:
        typer.echo(line)
    if not proof.holds:
        fail(last)
    typer.echo(last)


@app.command(
    "correct-key",
    help=with_example(
        texts.CORRECT_KEY,
        'hoidap contest correct-key tim-hieu-nghi-quyet 12 --key B --reason "in nhầm"',
    ),
)
def correct_key(
    context: typer.Context,
    contest_id: Id,
    item: Annotated[int, typer.Argument(metavar="ITEM", help=texts.ITEM)],
    key: Annotated[list[str] | None, typer.Option("--key", metavar="A–F", help=texts.KEY)] = None,
    void: Annotated[bool, typer.Option("--void", help=texts.VOID)] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=texts.REASON)] = "",
    as_json: AsJson = False,
) -> None:
    """Decides on a key and counts again."""
    from knowledge.quizbank import LETTERS

    if bool(key) == void:
        raise UsageError(texts.KEY_OR_VOID)
    options = []
    for letter in key or ():
        if len(letter) != 1 or letter.upper() not in LETTERS:
            raise UsageError(texts.WRONG_LETTER.format(value=letter))
        options.append(LETTERS.index(letter.upper()))
    with _desk(context) as desk:
        found = desk.corrections.decide(contest_id, item, options, reason=reason, by=ACTOR)
    _print_recount(found, as_json=as_json)


@app.command("recount", help=with_example(texts.RECOUNT, "hoidap contest recount thi-thu"))
def recount(context: typer.Context, contest_id: Id, as_json: AsJson = False) -> None:
    """Counts every attempt again."""
    with _desk(context) as desk:
        found = desk.corrections.recount(contest_id, by=ACTOR)
    _print_recount(found, as_json=as_json)


@app.command("essays", help=with_example(texts.ESSAYS, "hoidap contest essays phu-yen"))
def essays(context: typer.Context, contest_id: Id, as_json: AsJson = False) -> None:
    """Prints the essays that were handed in."""
    from bot.contest_words import name_of
    from bot.texts.contests import moment, points

    with _desk(context) as desk:
        found = desk.standings(contest_id)
        handed_in = desk.attempts.essays(contest_id)
    if as_json:
        print_json(
            [
                {
                    "attempt": each.id,
                    "name": name_of(found, each.entry),
                    "points": None if each.score is None else each.score / 100,
                }
                for each in handed_in
            ]
        )
        return
    rows = table(
        texts.COLUMN_ATTEMPT, texts.COLUMN_NAME, texts.COLUMN_SUBMITTED, texts.COLUMN_POINTS
    )
    for each in handed_in:
        given = texts.NOT_GRADED if each.score is None else points(each.score)
        at = moment(each.ended) if each.ended else ""
        rows.add_row(str(each.id), name_of(found, each.entry), at, given)
    print_table(rows)


@app.command("grade", help=with_example(texts.GRADE, 'hoidap contest grade 7 87,5 --note "Tốt"'))
def grade(
    context: typer.Context,
    attempt_id: AttemptNumber,
    points: Annotated[str, typer.Argument(metavar="POINTS", help=texts.POINTS)],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=texts.NOTE)] = "",
) -> None:
    """Gives an essay its points."""
    from bot.texts.contests import points as shown

    given = hundredths(points)
    if given is None:
        raise UsageError(texts.WRONG_POINTS.format(value=points))
    with _desk(context) as desk, desk.library.database.session() as session:
        desk.attempts.grade(session, attempt_id, given, by=ACTOR, note=note)
    typer.echo(texts.GRADED.format(attempt=attempt_id, points=shown(given)))


def hundredths(text: str) -> int | None:
    """Points as they are typed, "87,5", in hundredths; None where it is no number."""
    if not _POINTS.fullmatch(text.strip()):
        return None
    return int(Decimal(text.strip().replace(",", ".")) * 100)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        fail(texts.UNREADABLE.format(name=file.name))


def _must_end(file: Path, suffix: str) -> None:
    if file.suffix.lower() != suffix:
        fail(texts.SUFFIX.format(suffix=suffix))


def _mistakes(error: "RulesError", form: str, name: str) -> None:
    from bot.texts.contest_rules import mistake_sentence

    for mistake in error.mistakes:
        typer.echo(texts.MISTAKE.format(sentence=mistake_sentence(mistake)))
    fail(form.format(name=name, count=len(error.mistakes)))


def _print_checked(checked: "Checked") -> None:
    from bot.texts.contest_rules import mistake_sentence

    for mistake in checked.mistakes:
        typer.echo(texts.MISTAKE.format(sentence=mistake_sentence(mistake)))
    for mistake in checked.later:
        typer.echo(texts.LATER.format(sentence=mistake_sentence(mistake)))


def _default_round(found: "Standings") -> int:
    if found.contest.rules.is_summed:
        return 0
    return found.rounds[-1].number if found.rounds else 1


def _places(found: "Standings", number: int | None) -> "tuple[Placed, ...]":
    from bot.contests.errors import ContestError, Refusal

    number = _default_round(found) if number is None else number
    count = len(found.contest.rules.rounds)
    if number == 0 and found.contest.rules.is_summed:
        return found.together
    if not 1 <= number <= count:
        raise ContestError(Refusal.NO_SUCH_ROUND, number=number, count=count)
    each = found.round(number)
    return each.places if each else ()


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


def _print_recount(found: "Recount", *, as_json: bool) -> None:
    from bot.contest_views import recount_lines

    if as_json:
        print_json(
            {
                "attempts": found.attempts,
                "decided": {
                    str(item): None if options is None else sorted(options)
                    for item, options in found.decided.items()
                },
                "changes": [asdict(change) for change in found.changes],
                "moved": [asdict(moved) for moved in found.moved],
            }
        )
        return
    for line in recount_lines(found):
        typer.echo(line)
