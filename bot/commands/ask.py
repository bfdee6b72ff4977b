"""`hoidap ask`: questions from the command line or a file."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.app import open_database, open_engine
from bot.commands.common import CommandError, UsageError, day_of, print_json, settings_of
from bot.texts import cli as texts

if TYPE_CHECKING:
    from index.answer import Answer
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


def conversation(
    engine: "Engine", questions: Sequence[str], day: date | None = None
) -> "Iterator[Answer]":
    """Answers questions that follow one another, by the texts of today or of a day."""
    from index.answer import Turn

    context: list[Turn] = []
    for question in questions:
        answer = engine.answer(question, context=tuple(context), day=day)
        context.append(Turn(question, answer.text, tuple(answer.passage_ids)))
        yield answer


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
    if not isinstance(value, dict):
        return None
    turns = value.get("turns", [value.get("question")])
    if not isinstance(turns, list) or not turns:
        return None
    if not all(isinstance(turn, str) for turn in turns):
        return None
    return value.get("id"), turns


def as_record(answer: "Answer", question: str, identity: Any = None) -> dict[str, Any]:
    """What `--json` prints."""
    from bot.texts.validity import since_when

    return {
        "id": identity,
        "question": question,
        "answered": answer.kind != "none",
        "kind": str(answer.kind),
        "text": answer_text(answer),
        "confidence": round(answer.confidence, 4),
        "citations": [
            {
                "document": citation.document,
                "number": citation.number,
                "heading": list(citation.heading),
                "page": citation.page,
                "quote": citation.quote,
                "score": round(citation.score, 4),
            }
            for citation in answer.citations
        ],
        "suggestions": list(answer.suggestions),
        "as_of": answer.as_of,
        "notices": [
            {
                "document": document.title,
                "number": document.number,
                "status": str(document.status),
                "since": since_when(document),
                "replaced_by": document.replaced_by
                and {"document": document.replaced_by.title, "number": document.replaced_by.number},
            }
            for document in answer.out_of_force
        ],
        "took_ms": round(answer.took_ms, 2),
    }


def answer_text(answer: "Answer") -> str:
    """What a member reads, whole."""
    from bot import render
    from bot.features.ask import answer_blocks
    from bot.messages import Choice, Reply

    nearest = answer.suggestions if answer.kind == "none" else ()
    choices = tuple(Choice(str(place), question) for place, question in enumerate(nearest))
    return render.to_plain(Reply(tuple(answer_blocks(answer)), choices))
