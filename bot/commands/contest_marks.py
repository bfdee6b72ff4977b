"""`hoidap contest …`: appeals, the proof of a draw, wrong keys, essays."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import (
    ACTOR,
    UsageError,
    fail,
    print_json,
    print_table,
    table,
    with_example,
)
from bot.commands.contest_common import AsJson, Id, opened_desk
from bot.texts import contest_desk as texts

if TYPE_CHECKING:
    from bot.contests.corrections import Recount

app = typer.Typer()

AttemptNumber = Annotated[int, typer.Argument(metavar="ATTEMPT", help=texts.ATTEMPT)]


@app.command("show-attempt", help=with_example(texts.SHOW_ATTEMPT, "hoidap contest show-attempt 7"))
def show_attempt(
    context: typer.Context, attempt_id: AttemptNumber, as_json: AsJson = False
) -> None:
    """Prints an attempt as it was taken."""
    from bot.contest_views import taken_lines
    from bot.contests.appeals import as_taken

    with opened_desk(context) as desk:
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

    with opened_desk(context) as desk:
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
    from bot.contest_office import WrongLetterError, options_of

    if bool(key) == void:
        raise UsageError(texts.KEY_OR_VOID)
    try:
        options = options_of(key or ())
    except WrongLetterError as error:
        raise UsageError(texts.WRONG_LETTER.format(value=error)) from None
    with opened_desk(context) as desk:
        found = desk.corrections.decide(contest_id, item, options, reason=reason, by=ACTOR)
    _print_recount(found, as_json=as_json)


@app.command("recount", help=with_example(texts.RECOUNT, "hoidap contest recount thi-thu"))
def recount(context: typer.Context, contest_id: Id, as_json: AsJson = False) -> None:
    """Counts every attempt again."""
    with opened_desk(context) as desk:
        found = desk.corrections.recount(contest_id, by=ACTOR)
    _print_recount(found, as_json=as_json)


@app.command("essays", help=with_example(texts.ESSAYS, "hoidap contest essays phu-yen"))
def essays(context: typer.Context, contest_id: Id, as_json: AsJson = False) -> None:
    """Prints the essays that were handed in."""
    from bot.contest_words import name_of
    from bot.texts.contests import moment, points

    with opened_desk(context) as desk:
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
    from bot.contest_office import hundredths
    from bot.texts.contests import points as shown

    given = hundredths(points)
    if given is None:
        raise UsageError(texts.WRONG_POINTS.format(value=points))
    with opened_desk(context) as desk, desk.library.database.session() as session:
        desk.attempts.grade(session, attempt_id, given, by=ACTOR, note=note)
    typer.echo(texts.GRADED.format(attempt=attempt_id, points=shown(given)))


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
