"""What the commands share: their settings, their output, and how they fail."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from bot.config import Settings, load_settings

if TYPE_CHECKING:
    from rich.table import Table

    from knowledge.library import Library


_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
ACTOR = "cli"  # who makes a change, in the audit


class CommandError(Exception):
    """A command failed; the message is the sentence that says why."""


class UsageError(Exception):
    """A command was called wrongly; the message is the sentence that says how."""


@dataclass
class Call:
    """How the program was called. The settings are read when a command first needs them."""

    config: Path | None = None
    data_dir: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        """Raises ConfigError."""
        from bot import log

        settings = load_settings(self.config, data_dir=self.data_dir)
        log.set_up(settings.log.level)
        return settings


def settings_of(context: typer.Context) -> Settings:
    """The settings of this call."""
    call: Call = context.find_root().obj
    return call.settings


@contextmanager
def library_of(context: typer.Context) -> Iterator["Library"]:
    """The library, without the encoder."""
    from bot.app import open_database
    from knowledge.library import Library

    with open_database(settings_of(context)) as database:
        yield Library(database)


def day_of(value: str | None) -> date | None:
    """The day an option names; None of None.

    Raises:
        UsageError: It is no day.
    """
    from bot.texts import cli as texts

    if value is None:
        return None
    if match := _DATE.fullmatch(value.strip()):
        year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            pass
    raise UsageError(texts.WRONG_DATE.format(value=value))


def print_json(value: Any) -> None:
    """One JSON value on one line of stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def print_table(table: "Table") -> None:
    """A table on stdout, whole even where it is not a terminal."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    console.print(table)


def table(*columns: str) -> "Table":
    """An empty table with these columns."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def fail(sentence: str) -> NoReturn:
    """Ends the command with exit code 1 and this line on stderr."""
    raise CommandError(sentence)


def with_example(about: str, *examples: str) -> str:
    """The help of a command: what it does, then examples."""
    from bot.texts import cli as texts

    return "\n".join((about, "", texts.EXAMPLE, *(f"  {example}" for example in examples)))
