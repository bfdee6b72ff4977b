"""`hoidap eval`, `hoidap backup` and `hoidap restore`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import app
from bot.commands.common import fail, print_json, print_table, settings_of, table
from bot.texts import cli as texts


def evaluate(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=texts.EVAL_FOLDER)],
    unmarked: Annotated[bool, typer.Option("--unmarked", help=texts.EVAL_UNMARKED)] = False,
    as_json: Annotated[bool, typer.Option("--json", help=texts.JSON)] = False,
) -> None:
    """Measures the product's own search on a question set; see texts.EVAL."""
    from rich.console import Console
    from rich.progress import Progress

    from index.evaluate import EvaluationError, QuestionSet
    from index.evaluate import evaluate as measure
    from index.marks import Restorer
    from index.search import Asked, Search
    from index.typed import understand
    from index.vectors import VectorStore

    try:
        questions = QuestionSet.read(folder)
    except EvaluationError as error:
        fail(texts.EVALUATIONS[error.reason].format(name=error.name, line=error.line))
    settings = settings_of(context)
    encoder = app.open_encoder(settings)
    # apart from what the office's own texts gave
    store = VectorStore(settings.data_dir / "eval", encoder)
    restorer = Restorer.load()
    restorer.learn([f"{text.title}\n{text.text}" for text in questions.texts])
    with Progress(console=Console(stderr=True), disable=as_json, transient=True) as progress:
        snapshot = questions.snapshot()
        encoding = progress.add_task(texts.INGEST_ENCODING, total=len(snapshot.passages))
        search = Search.build(
            snapshot, encoder, store, on_progress=lambda count: progress.advance(encoding, count)
        )
        asking = progress.add_task(texts.EVAL_PROGRESS, total=len(questions.queries))
        figures = measure(
            questions,
            search,
            unmarked_questions=unmarked,
            ask=lambda text: Asked.of(understand(text, restorer, settings.dialogue.abbreviations)),
            on_progress=lambda done, _: progress.update(asking, completed=done),
        )
    if as_json:
        print_json(figures.to_json())
        return
    rows = table(texts.EVAL_FIGURE, texts.EVAL_VALUE)
    for name, value in figures.to_json().items():
        shown = str(value) if isinstance(value, int) else f"{value:.4f}"
        rows.add_row(texts.EVAL_NAMES.get(name, name), shown)
    print_table(rows)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.BACKUP_FILE)],
) -> None:
    """Copies the database."""
    with app.open_database(settings_of(context)) as database:
        try:
            database.backup(file)
        except FileExistsError:
            fail(texts.BACKUP_EXISTS.format(name=file.name))
        except ValueError:
            fail(texts.BACKUP_POSTGRESQL)
        except OSError:
            fail(texts.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.BACKUP_DONE.format(name=file.name))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.RESTORE_FILE)],
) -> None:
    """Puts a backup in the place of the database."""
    from bot.state import MIGRATIONS
    from knowledge.library import VIETNAM
    from knowledge.restoring import restore as put_back

    settings = settings_of(context)
    name = texts.RESTORE_KEPT_AS.format(at=datetime.now(VIETNAM))
    kept = settings.data_dir / name
    try:
        put_back(settings.database_url, file, kept, migrations=[MIGRATIONS])
    except ValueError:
        fail(texts.RESTORE_POSTGRESQL)
    except OSError:
        fail(texts.NOT_WRITTEN.format(name=settings.data_dir))
    done = texts.RESTORE_KEPT if kept.exists() else texts.RESTORE_DONE
    typer.echo(done.format(name=file.name, kept=kept))
