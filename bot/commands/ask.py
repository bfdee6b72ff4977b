"""`hoidap ask`: questions from the command line or a file."""

import json
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.answer_record import answer_text, as_record, conversation, turns_of
from bot.app import open_database, open_engine
from bot.commands.common import CommandError, UsageError, day_of, print_json, settings_of
from bot.texts import cli as texts

if TYPE_CHECKING:
    from index.engine import Engine

STDIN = "-"


def ask(
    context: typer.Context,
    questions: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help=texts.ASK_QUESTIONS)
    ] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="FILE", help=texts.ASK_BATCH)
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=texts.ASK_AS_OF)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=texts.JSON)] = False,
) -> None:
    """Answers questions; see texts.ASK."""
    if batch is not None and questions:
        raise UsageError(texts.ASK_BOTH)
    if batch is None and not questions:
        raise UsageError(texts.ASK_NOTHING)
    from knowledge.library import Library

    day = day_of(as_of)
    settings = settings_of(context)
    with open_database(settings) as database, open_engine(settings, Library(database)) as engine:
        if batch is not None:
            answer_batch(engine, batch, day)
            return
        turns = conversation(engine, questions or [], day)
        for number, (question, answer) in enumerate(zip(questions or [], turns, strict=True)):
            if as_json:
                print_json(as_record(answer, question))
                continue
            if number:
                typer.echo()
            typer.echo(answer_text(answer))


def answer_batch(engine: "Engine", source: str, day: date | None = None) -> None:
    """Answers JSON lines, a line each; wrong lines are named at the end.

    Raises:
        CommandError: The file, or a line of it, cannot be read.
    """
    name = Path(source).name
    wrong: list[int] = []
    try:
        opened = nullcontext(sys.stdin) if source == STDIN else Path(source).open(encoding="utf-8")  # noqa: SIM115
        with opened as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                record = _record(line)
                if record is None:
                    wrong.append(number)
                    continue
                identity, turns = record
                *_, answer = conversation(engine, turns, day)
                print_json(as_record(answer, turns[-1], identity))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(texts.BATCH_MISSING.format(name=name)) from error
    if wrong:
        line = ", ".join(map(str, wrong))
        raise CommandError(texts.BATCH_LINE.format(line=line, name=name))


def _record(line: str) -> tuple[Any, list[str]] | None:
    """The id and the turns of a line, or None where it has none."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    turns = turns_of(value)
    return None if turns is None else (value.get("id"), turns)
