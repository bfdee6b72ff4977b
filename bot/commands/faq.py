"""`hoidap faq …`: Q&A sets in and out."""

from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import (
    ACTOR,
    fail,
    library_of,
    print_json,
    print_table,
    settings_of,
    table,
    with_example,
)
from bot.texts import cli as texts
from bot.wordings import LEAST_PEOPLE, confirmed

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


@app.command(
    "learn", help=with_example(texts.FAQ_LEARN, "hoidap faq learn", "hoidap faq learn --add")
)
def learn(
    context: typer.Context,
    least: Annotated[int, typer.Option("--least", min=1, help=texts.FAQ_LEAST)] = LEAST_PEOPLE,
    add: Annotated[bool, typer.Option("--add", help=texts.FAQ_ADD)] = False,
    as_json: AsJson = False,
) -> None:
    """Shows the wordings that members confirmed, and adds them if told to."""
    with library_of(context) as library:
        with library.database.read() as session:
            found = confirmed(session, least=least)
        entries = {entry.id: entry.question for entry in library.faq_entries()}
        found = [one for one in found if one.entry_id in entries]
        added = 0
        if add:
            wordings: defaultdict[int, list[str]] = defaultdict(list)
            for one in found:
                wordings[one.entry_id].append(one.text)
            added = library.add_faq_wordings(wordings, actor=ACTOR)
    if as_json:
        print_json({"wordings": [asdict(one) for one in found], "added": added})
        return
    if not found:
        typer.echo(texts.FAQ_LEARNED_NONE.format(least=least))
        return
    rows = table(*texts.FAQ_LEARNED_COLUMNS)
    for one in found:
        rows.add_row(entries[one.entry_id], one.text, str(one.people), str(one.against))
    print_table(rows)
    typer.echo(texts.FAQ_LEARNED.format(count=added) if add else texts.FAQ_LEARN_HINT)
