"""`hoidap units …`: the office's list of units."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_database
from bot.commands.common import ACTOR, fail, print_json, settings_of, with_example
from bot.texts import cli as texts

app = typer.Typer(help=texts.UNITS, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=texts.JSON)]


@app.command("import", help=with_example(texts.UNITS_IMPORT, "hoidap units import don-vi.xlsx"))
def import_units(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.UNITS_FILE)],
    whole: Annotated[bool, typer.Option("--whole", help=texts.UNITS_WHOLE)] = False,
    as_json: AsJson = False,
) -> None:
    """Takes in a list."""
    from bot.units import Units, read_units
    from knowledge.readers.confined import read_confined

    settings = settings_of(context)
    lines = read_units(read_confined(file, settings.ingest.limits), file.name)
    with open_database(settings) as database:
        done = Units(database).take(lines, by=ACTOR, whole=whole)
    if as_json:
        print_json(asdict(done))
        return
    typer.echo(
        texts.UNITS_IMPORTED.format(
            name=file.name,
            added=done.added,
            same=done.same,
            retired=done.retired,
            refused=len(done.refused),
        )
    )
    for row, reason in done.refused:
        typer.echo(texts.FAQ_REFUSED_ROW.format(row=row, reason=texts.UNITS_REASONS[reason]))


@app.command("list", help=with_example(texts.UNITS_LIST, "hoidap units list"))
def list_units(context: typer.Context, as_json: AsJson = False) -> None:
    """Prints the tree."""
    from bot.units import Units

    with open_database(settings_of(context)) as database:
        units = Units(database).all()
    if as_json:
        print_json([asdict(unit) for unit in units])
        return
    if not units:
        typer.echo(texts.UNITS_NONE)
    for unit in units:
        typer.echo("  " * (len(unit.path) - 1) + unit.name)


@app.command("export", help=with_example(texts.UNITS_EXPORT, "hoidap units export don-vi.xlsx"))
def export_units(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.FAQ_TARGET)],
) -> None:
    """Writes a list that `import` takes."""
    from bot.units import Units, write_units

    if file.suffix.lower() not in (".xlsx", ".csv"):
        fail(texts.FAQ_SUFFIX)
    with open_database(settings_of(context)) as database:
        units = Units(database).all()
    try:
        write_units(units, file, texts.UNITS_HEADS)
    except OSError:
        fail(texts.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.UNITS_EXPORTED.format(count=len(units), name=file.name))
