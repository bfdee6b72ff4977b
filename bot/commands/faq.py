"""`hoidap faq …`: Q&A sets in and out."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import (
    ACTOR,
    fail,
    library_of,
    print_json,
    settings_of,
    with_example,
)
from bot.texts import cli as texts

app = typer.Typer(help=texts.FAQ, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=texts.JSON)]


@app.command("import", help=with_example(texts.FAQ_IMPORT, "hoidap faq import bo-cau-hoi.xlsx"))
def import_set(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.FAQ_FILE)],
    as_json: AsJson = False,
) -> None:
    """Takes in one Q&A set."""
    from bot.ingest import import_faq
    from knowledge.faq import read_faq
    from knowledge.readers.confined import read_confined

    reading = read_faq(read_confined(file, settings_of(context).ingest.limits))
    with library_of(context) as library:
        taken = import_faq(library, reading, file.name, actor=ACTOR)
    if as_json:
        print_json(taken.as_record())
        return
    typer.echo(
        texts.FAQ_IMPORTED.format(
            name=file.name,
            added=taken.added,
            changed=taken.changed,
            same=taken.same,
            refused=len(taken.refused),
        )
    )
    for row, reason in taken.refused:
        reason = texts.FAQ_REASONS.get(reason, reason)
        typer.echo(texts.FAQ_REFUSED_ROW.format(row=row, reason=reason))


@app.command("export", help=with_example(texts.FAQ_EXPORT, "hoidap faq export cau-hoi.xlsx"))
def export_set(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.FAQ_TARGET)],
) -> None:
    """Writes every entry."""
    from knowledge.faq import write_faq

    if file.suffix.lower() not in (".xlsx", ".csv"):
        fail(texts.FAQ_SUFFIX)
    with library_of(context) as library:
        entries = library.export_faq()
    try:
        write_faq(entries, file)
    except OSError:
        fail(texts.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.FAQ_EXPORTED.format(count=len(entries), name=file.name))
