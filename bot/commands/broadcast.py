"""`hoidap broadcast …`: messages to many."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import (
    ACTOR,
    UsageError,
    fail,
    print_json,
    print_table,
    settings_of,
    table,
    with_example,
)
from bot.texts import broadcasts as words
from bot.texts import cli as texts
from bot.texts import people as people_texts

if TYPE_CHECKING:
    from bot.broadcasts import Broadcast, Broadcasts
    from bot.units import Units

app = typer.Typer(help=texts.BROADCAST, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=texts.JSON)]
Reference = Annotated[str, typer.Argument(metavar="BROADCAST", help=texts.BROADCAST_ID)]


@app.command(
    "send",
    help=with_example(
        texts.BROADCAST_SEND,
        'hoidap broadcast send "Chi bộ họp 19h" --unit "Chi bộ 1" --at "20/11/2026 7:30" --yes',
    ),
)
def send(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=texts.BROADCAST_TEXT)],
    unit: Annotated[str, typer.Option("--unit", help=texts.BROADCAST_UNIT)] = "",
    at: Annotated[str, typer.Option("--at", help=texts.BROADCAST_AT)] = "",
    yes: Annotated[bool, typer.Option("--yes", help=texts.BROADCAST_YES)] = False,
    as_json: AsJson = False,
) -> None:
    """Shows who would get it; sends it where that is said."""
    from bot.broadcasts import LONGEST
    from bot.features.broadcast import moment_of

    text = sys.stdin.read() if text == "-" else text
    if not text.strip():
        raise UsageError(texts.BROADCAST_EMPTY)
    if len(text) > LONGEST:
        fail(words.TOO_LONG.format(length=len(text), most=LONGEST))
    due = moment_of(at, datetime.now(UTC)) if at else None
    if at and due is None:
        raise UsageError(words.WRONG_TIME.format(value=at))
    with _opened(context) as (broadcasts, units):
        wanted = _unit(units, unit) if unit else None
        receivers = broadcasts.receivers(wanted)
        sent = None
        if yes and receivers.people:
            draft = broadcasts.draft(text, by=ACTOR, unit=wanted)
            sent = broadcasts.start(draft.id, by=ACTOR, at=due)
    if as_json:
        print_json({"receivers": asdict(receivers), "broadcast": sent and asdict(sent)})
        return
    for name, count in sorted(receivers.channels.items()):
        channel = people_texts.CHANNELS.get(name, name)
        typer.echo(words.ON_CHANNEL.format(channel=channel, count=count))
    if receivers.out_of_time:
        typer.echo(words.OUT_OF_TIME.format(count=receivers.out_of_time))
    if receivers.unreachable:
        typer.echo(words.UNREACHABLE.format(count=receivers.unreachable))
    if not receivers.people:
        fail(words.NOBODY)
    if sent is None:
        typer.echo(texts.BROADCAST_NOT_YET)
        return
    typer.echo(texts.BROADCAST_STARTED.format(id=sent.id))


@app.command("list", help=with_example(texts.BROADCAST_LIST, "hoidap broadcast list"))
def list_broadcasts(context: typer.Context, as_json: AsJson = False) -> None:
    """Prints the latest broadcasts with what became of them."""
    with _opened(context) as (broadcasts, _):
        found = broadcasts.all(limit=100)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = table(*texts.BROADCAST_COLUMNS)
    for each in found:
        rows.add_row(each.id, _day(each), each.unit, each.text[:60], _state(each), _fates(each))
    print_table(rows)


@app.command("show", help=with_example(texts.BROADCAST_SHOW, "hoidap broadcast show 3f2a9c0b1d4e"))
def show(context: typer.Context, broadcast: Reference, as_json: AsJson = False) -> None:
    """Prints one broadcast with what became of it."""
    with _opened(context) as (broadcasts, _):
        found = broadcasts.get(broadcast)
    if found is None:
        fail(texts.BROADCAST_UNKNOWN.format(id=broadcast))
    if as_json:
        print_json(asdict(found))
        return
    typer.echo(f"{_day(found)} – {_state(found)}\n{found.text}\n{_fates(found)}")


@app.command("stop", help=with_example(texts.BROADCAST_STOP, "hoidap broadcast stop 3f2a9c0b1d4e"))
def stop(context: typer.Context, broadcast: Reference) -> None:
    """Sends no more of it."""
    with _opened(context) as (broadcasts, _):
        stopped = broadcasts.stop(broadcast, by=ACTOR)
    if stopped is None:
        fail(texts.BROADCAST_UNKNOWN.format(id=broadcast))
    typer.echo(words.STOPPED)


@contextmanager
def _opened(context: typer.Context) -> "Iterator[tuple[Broadcasts, Units]]":
    from bot.app import open_database
    from bot.broadcasts import Broadcasts
    from bot.outbox import Outbox
    from bot.units import Units

    with open_database(settings_of(context)) as database:
        yield Broadcasts(database, Outbox(database)), Units(database)


def _unit(units: "Units", typed: str) -> int:
    found = units.find(typed)
    exact = [unit for unit in found if unit.name.casefold() == typed.strip().casefold()]
    if len(exact or found) != 1:
        names = "; ".join(unit.shown for unit in found[:5])
        fail(texts.BROADCAST_UNITS.format(names=names) if found else words.NO_UNIT)
    return (exact or found)[0].id


def _day(broadcast: "Broadcast") -> str:
    from knowledge.library import VIETNAM

    at = broadcast.due_at or broadcast.created_at
    return at.astimezone(VIETNAM).strftime(words.DATE_TIME)


def _state(broadcast: "Broadcast") -> str:
    return words.STATES[broadcast.state].format(at=_day(broadcast))


def _fates(broadcast: "Broadcast") -> str:
    from bot.broadcasts import lines_of

    return ", ".join(
        words.FATE.format(name=words.FATES[name], count=count)
        for name, count in lines_of(broadcast.fates)
    )
