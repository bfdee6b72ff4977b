"""`hoidap quiz …`: the bank of multiple-choice items."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import (
    ACTOR,
    UsageError,
    fail,
    library_of,
    print_json,
    print_table,
    settings_of,
    table,
    with_example,
)
from bot.texts import cli
from bot.texts import quiz as texts
from knowledge.proposals.facts import Kind
from knowledge.quizbank import LETTERS, Level, QuizOutcome, QuizState

if TYPE_CHECKING:
    from bot.quiz_import import BankReport

app = typer.Typer(help=texts.ABOUT, no_args_is_help=True)

SUFFIXES = ".xlsx, .csv, .docx, .gift, .aiken, .json"

AsJson = Annotated[bool, typer.Option("--json", help=cli.JSON)]
Ids = Annotated[list[int], typer.Argument(metavar="ID", help=texts.IDS)]
ByState = Annotated[QuizState | None, typer.Option("--state", help=texts.BY_STATE)]
ByTopic = Annotated[str | None, typer.Option("--topic", metavar="TEXT", help=texts.BY_TOPIC)]
ByLevel = Annotated[Level | None, typer.Option("--level", help=texts.BY_LEVEL)]


@app.command(
    "import",
    help=with_example(
        texts.IMPORT,
        "hoidap quiz import cau-hoi.docx --key dap-an.docx",
        "hoidap quiz import ngan-hang.xlsx --approve",
    ),
)
def import_items(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.FILE)],
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help=texts.KEY_FILE)] = None,
    topic: Annotated[str, typer.Option("--topic", metavar="TEXT", help=texts.TOPIC)] = "",
    approve: Annotated[bool, typer.Option("--approve", help=texts.APPROVE_AT_ONCE)] = False,
    as_json: AsJson = False,
) -> None:
    """Takes in one bank."""
    from functools import partial

    from bot.quiz_import import import_bank
    from knowledge.errors import Problem, ReadError
    from knowledge.quiz_files import read_quiz
    from knowledge.readers import check
    from knowledge.readers.confined import read_confined

    limits = settings_of(context).ingest.limits
    read = partial(read_confined, limits=limits)
    for each in filter(None, (file, key)):
        check(each, limits)
    keys = read_quiz(key, read).keys if key is not None else ()
    if key is not None and not keys:
        raise ReadError(Problem.NO_KEYS, name=key.name)
    reading = read_quiz(file, read, keys=keys)
    with library_of(context) as library:
        report = import_bank(library, reading, file.name, topic=topic, approve=approve, actor=ACTOR)
    if as_json:
        lines = [line.as_record() for line in report.lines]
        print_json({"file": file.name, **report.figures(), "lines": lines})
        return
    _print(report, file.name)


@app.command(
    "generate",
    help=with_example(
        texts.GENERATE,
        "hoidap quiz generate --count 30",
        "hoidap quiz generate --document 55/2025/NQ-HĐND --kind number --kind date",
    ),
)
def generate_items(
    context: typer.Context,
    count: Annotated[int, typer.Option("--count", min=1, max=1000, help=texts.COUNT)] = 20,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help=texts.KIND)] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="REF", help=texts.OF_DOCUMENT)
    ] = None,
    topic: Annotated[str, typer.Option("--topic", metavar="TEXT", help=texts.NEW_TOPIC)] = "",
    seed: Annotated[int, typer.Option("--seed", help=texts.SEED)] = 0,
    as_json: AsJson = False,
) -> None:
    """Proposes items from facts in published texts; a person approves them."""
    from bot.quiz_generate import generate

    with library_of(context) as library:
        drawn = generate(
            library,
            count=count,
            kinds=kind or (),
            document=document,
            topic=topic,
            seed=seed,
            actor=ACTOR,
        )
    if as_json:
        print_json([each.as_record() for each in drawn])
        return
    if not drawn:
        typer.echo(texts.NOTHING_DRAWN)
        return
    for each in drawn:
        content = each.proposal.content
        about = {"id": each.result.item_id, "kind": texts.KINDS[each.proposal.kind]}
        typer.echo(texts.PROPOSED.format(question=content.stem, **about))
        for letter, option in zip(LETTERS, content.options, strict=False):
            typer.echo(f"  {letter}. {option}{' *' if letter == content.letter else ''}")
    typer.echo(texts.DRAWN_COUNT.format(count=len(drawn)))


@app.command(
    "export",
    help=with_example(
        texts.EXPORT.format(suffixes=SUFFIXES), "hoidap quiz export ngan-hang.xlsx --topic Đảng"
    ),
)
def export_items(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.TARGET)],
    state: ByState = None,
    topic: ByTopic = None,
    level: ByLevel = None,
) -> None:
    """Writes the items that were not rejected, or those with a state."""
    from knowledge.quiz_files import WRITABLE, write_quiz

    if file.suffix.lower() not in WRITABLE:
        fail(texts.WRONG_SUFFIX.format(suffixes=", ".join(WRITABLE)))
    with library_of(context) as library:
        items = library.quiz.items(state=state, topic=topic, level=level)
    if state is None:
        items = [item for item in items if item.state is not QuizState.REJECTED]
    try:
        write_quiz(items, file)
    except OSError:
        fail(cli.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.EXPORTED.format(count=len(items), name=file.name))


@app.command("list", help=with_example(texts.LIST, "hoidap quiz list --state draft"))
def list_items(
    context: typer.Context,
    state: ByState = None,
    topic: ByTopic = None,
    level: ByLevel = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help=texts.MOST)] = None,
    as_json: AsJson = False,
) -> None:
    """Prints items with their keys."""
    with library_of(context) as library:
        items = library.quiz.items(state=state, topic=topic, level=level, limit=limit)
    if as_json:
        print_json([asdict(item) for item in items])
        return
    if not items:
        typer.echo(texts.EMPTY)
        return
    rows = table(
        cli.COLUMN_ID,
        texts.COLUMN_STEM,
        texts.COLUMN_KEY,
        texts.COLUMN_TOPIC,
        texts.COLUMN_LEVEL,
        texts.COLUMN_STATE,
    )
    for item in items:
        rows.add_row(
            str(item.id),
            item.stem,
            f"{item.letter}. {item.options[item.key]}",
            item.topic,
            texts.LEVELS[item.level] if item.level else "",
            texts.STATES[item.state],
        )
    print_table(rows)


@app.command("show", help=with_example(texts.SHOW, "hoidap quiz show 12"))
def show(
    context: typer.Context,
    item_id: Annotated[int, typer.Argument(metavar="ID", help=texts.IDS)],
    as_json: AsJson = False,
) -> None:
    """Prints an item and its revisions."""
    with library_of(context) as library:
        item = library.quiz.item(item_id)
        history = library.quiz.history(item_id)
    if as_json:
        print_json(asdict(item) | {"history": [asdict(each) for each in history]})
        return
    typer.echo(item.stem)
    for letter, option in zip(LETTERS, item.options, strict=False):
        typer.echo(f"{letter}. {option}{' *' if letter == item.letter else ''}")
    for label, value in (
        (texts.COLUMN_STATE, texts.STATES[item.state]),
        (texts.COLUMN_TOPIC, item.topic),
        (texts.COLUMN_LEVEL, texts.LEVELS[item.level] if item.level else ""),
        (texts.EXPLANATION, item.explanation),
        (texts.SOURCE, item.source or item.document_number),
    ):
        if value:
            typer.echo(f"{label}: {value}")
    for each in history:
        at = each.changed_at.astimezone().strftime("%d/%m/%Y %H:%M")
        typer.echo(
            texts.REVISION.format(
                revision=each.revision, at=at, letter=each.letter, note=each.note or "–"
            )
        )


@app.command(
    "approve",
    help=with_example(
        texts.APPROVE, "hoidap quiz approve 12 15", "hoidap quiz approve --all --topic Đảng"
    ),
)
def approve(
    context: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", help=texts.IDS)] = None,
    every: Annotated[bool, typer.Option("--all", help=texts.ALL_DRAFTS)] = False,
    topic: ByTopic = None,
) -> None:
    """Approves items by id, or all drafts."""
    if bool(ids) == every:
        raise UsageError(texts.NOTHING_NAMED)
    with library_of(context) as library:
        drafts = library.quiz.items(state=QuizState.DRAFT, topic=topic) if every else ()
        changed = library.quiz.approve(ids or [item.id for item in drafts], actor=ACTOR)
    typer.echo(texts.APPROVED.format(count=len(changed)))


@app.command("reject", help=with_example(texts.REJECT, "hoidap quiz reject 12 15"))
def reject(context: typer.Context, ids: Ids) -> None:
    """Rejects items by id."""
    with library_of(context) as library:
        changed = library.quiz.reject(ids, actor=ACTOR)
    typer.echo(texts.REJECTED.format(count=len(changed)))


def _print(report: "BankReport", name: str) -> None:
    figures = report.figures()
    typer.echo(texts.IMPORTED.format(name=name, **figures))
    for line in report.lines:
        result = line.result
        about = {"place": result.place, "question": result.stem[:100], "id": result.item_id}
        if result.reason is not None:
            typer.echo(texts.LINE_REFUSED.format(reason=texts.REFUSALS[result.reason], **about))
        elif result.outcome is QuizOutcome.CHANGED:
            typer.echo(texts.LINE_CHANGED.format(**about))
        if result.similar_to:
            similar = ", ".join(map(str, result.similar_to))
            typer.echo(texts.LINE_SIMILAR.format(similar=similar, **about))
        if line.doubtful:
            typer.echo(texts.LINE_DOUBTFUL.format(**about))
    for count, text in (("similar", texts.SIMILAR_COUNT), ("doubtful", texts.DOUBTFUL_COUNT)):
        if figures[count]:
            typer.echo(text.format(**figures))
