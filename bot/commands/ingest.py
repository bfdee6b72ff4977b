"""`hoidap ingest` and `hoidap sample`: documents and Q&A sets into the library."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import app
from bot.commands.common import (
    ACTOR,
    UsageError,
    day_of,
    fail,
    print_json,
    print_table,
    settings_of,
    table,
)
from bot.config import Settings
from bot.texts import cli as texts
from bot.texts import quiz as quiz_texts
from bot.texts.errors import knowledge_sentence, reader_warning

if TYPE_CHECKING:
    from bot.ingest import File, Head, Ingest, Taken

REFUSALS_SHOWN = 5
"""Rows of one file that are told; `faq import`, `quiz import` and --json tell all."""

SAMPLE = Path(__file__).parents[1] / "sample"
SAMPLE_QUIZ = SAMPLE / "cau-trac-nghiem.xlsx"


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=texts.INGEST_PATHS)],
    draft: Annotated[bool, typer.Option("--draft", help=texts.INGEST_DRAFT)] = False,
    number: Annotated[
        str | None, typer.Option("--number", metavar="TEXT", help=texts.INGEST_NUMBER)
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help=texts.INGEST_TITLE)
    ] = None,
    issued_on: Annotated[
        str | None, typer.Option("--issued-on", metavar="DATE", help=texts.INGEST_ISSUED_ON)
    ] = None,
    replaces: Annotated[
        str | None, typer.Option("--replaces", metavar="DOCUMENT", help=texts.INGEST_REPLACES)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=texts.JSON)] = False,
) -> None:
    """Takes in files; see texts.INGEST."""
    from bot.ingest import Head, find_files

    head = Head(number=number, title=title, issued_on=day_of(issued_on), replaces=replaces)
    files = find_files(paths)
    if not files:
        fail(texts.INGEST_NO_FILES)
    if head != Head() and len(files) > 1:
        raise UsageError(texts.INGEST_ONE_FILE)
    started = time.perf_counter()
    with opened(settings_of(context)) as work:
        taken = list(_take_all(work, files, head, draft=draft, quiet=as_json))
    seconds = time.perf_counter() - started
    if as_json:
        anew = [each for each in taken if each.outcome != "same"]
        passages = sum(each.passages for each in anew)
        print_json(
            {
                "files": [each.as_record() for each in taken],
                "documents": sum(each.document_id is not None for each in anew),
                "passages": passages,
                "seconds": round(seconds, 2),
                "passages_per_s": round(passages / seconds, 1),
            }
        )
    else:
        _report(taken, seconds)
    if any(each.outcome == "failed" for each in taken):
        raise typer.Exit(1)


def sample(
    context: typer.Context,
    first_start: Annotated[bool, typer.Option("--first-start", help=texts.FIRST_START)] = False,
) -> None:
    """Loads what lies in bot/sample; see texts.SAMPLE."""
    from functools import partial

    from bot.ingest import Head, find_files
    from bot.quiz_import import import_bank
    from knowledge.library import Library
    from knowledge.quiz_files import read_quiz
    from knowledge.readers.confined import read_confined

    settings = settings_of(context)
    if first_start:
        with app.open_database(settings) as database:
            if Library(database).revision() > 0:
                typer.echo(texts.SAMPLE_SKIPPED)
                return
    with opened(settings) as work:
        files = [file for file in find_files([SAMPLE]) if file.path != SAMPLE_QUIZ]
        taken = list(_take_all(work, files, Head(), draft=False, quiet=True))
        bank = read_quiz(SAMPLE_QUIZ, partial(read_confined, limits=work.limits))
        items = import_bank(work.library, bank, SAMPLE_QUIZ.name, approve=True, actor=ACTOR)
    for each in taken:
        if each.problem is not None:
            fail(knowledge_sentence(each.problem))
    typer.echo(
        texts.SAMPLE_LOADED.format(
            documents=sum(each.document_id is not None for each in taken),
            questions=sum(each.added + each.changed + each.same for each in taken),
            items=len(items.lines),
        )
    )


@contextmanager
def opened(settings: Settings) -> Iterator["Ingest"]:
    """The library with its encoder, to take files into."""
    from bot.ingest import Ingest
    from index.vectors import VectorStore
    from knowledge.library import Library

    with app.open_database(settings) as database:
        encoder = app.open_encoder(settings)
        yield Ingest(
            Library(database),
            encoder,
            VectorStore(settings.index_dir, encoder),
            limits=settings.ingest.limits,
            actor=ACTOR,
        )


def _take_all(
    work: "Ingest", files: "Sequence[File]", head: "Head", *, draft: bool, quiet: bool
) -> "Iterator[Taken]":
    """Takes each file, showing how far it is on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=quiet, transient=True) as progress:
        all_files = progress.add_task(texts.INGEST_READING, total=len(files))
        pages = progress.add_task(texts.INGEST_PAGES, total=None, visible=False)
        passages = progress.add_task(texts.INGEST_ENCODING, total=None, visible=False)

        def show_page(done: int, total: int) -> None:
            progress.update(pages, completed=done, total=total, visible=done < total)

        def show(done: int, total: int) -> None:
            progress.update(passages, completed=done, total=total, visible=done < total)

        for file in files:
            progress.update(all_files, description=f"{texts.INGEST_READING} {file.path.name[:40]}")
            yield from work.take_each(file, head, draft=draft, on_page=show_page, on_progress=show)
            progress.update(pages, visible=False)
            progress.advance(all_files)


def _report(taken: "Sequence[Taken]", seconds: float) -> None:
    rows = table(
        texts.INGEST_FILE, texts.INGEST_OUTCOME, texts.INGEST_PASSAGES, texts.INGEST_DETAIL
    )
    for each in taken:
        rows.add_row(
            each.file, texts.OUTCOMES[each.outcome], str(each.passages or ""), _detail(each)
        )
    print_table(rows)
    failed = sum(each.outcome == "failed" for each in taken)
    skipped = sum(each.outcome == "skipped" for each in taken)
    typer.echo(
        texts.INGEST_SUMMARY.format(
            taken=len(taken) - failed - skipped,
            failed=failed,
            passages=sum(each.passages for each in taken),
            seconds=seconds,
        )
    )


def _detail(taken: "Taken") -> str:
    if taken.problem is not None:
        return knowledge_sentence(taken.problem)
    if taken.outcome in ("faq", "quiz"):
        counts = texts.INGEST_QUESTIONS.format(
            added=taken.added,
            changed=taken.changed,
            same=taken.same,
            refused=len(taken.refused),
        )
        return "\n".join([counts, *_refusals(taken)])
    detail = " ".join(part for part in (taken.number, taken.title) if part)
    if taken.warnings:
        warnings = "; ".join(map(reader_warning, taken.warnings))
        detail = texts.WARNINGS.format(detail=detail, warnings=warnings)
    return "\n".join([detail, *(_still_in_use(taken, number) for number in taken.still_in_use)])


def _refusals(taken: "Taken") -> "Iterator[str]":
    """Which rows of a set were not taken and why: the first of them."""
    reasons: dict[str, str] = texts.FAQ_REASONS | {
        str(reason): said for reason, said in quiz_texts.REFUSALS.items()
    }
    form = texts.INGEST_REFUSED_ITEM if taken.outcome == "quiz" else texts.INGEST_REFUSED_ROW
    for row, reason in taken.refused[:REFUSALS_SHOWN]:
        yield form.format(row=row, reason=reasons.get(reason, reason))
    if (more := len(taken.refused) - REFUSALS_SHOWN) > 0:
        yield texts.INGEST_MORE_REFUSED.format(count=more)


def _still_in_use(taken: "Taken", number: str) -> str:
    by = taken.number or taken.document_id
    return texts.STILL_IN_USE.format(number=number, by=by)
