"""What the commands of `hoidap contest` share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import fail, library_of
from bot.texts import cli
from bot.texts import contest_desk as texts

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk

AsJson = Annotated[bool, typer.Option("--json", help=cli.JSON)]
Id = Annotated[str, typer.Argument(metavar="ID", help=texts.ID)]


@contextmanager
def opened_desk(context: typer.Context) -> Iterator["ContestDesk"]:
    """The contests; what they refuse ends the command with its sentence."""
    from bot.contest_desk import ContestDesk
    from bot.contests.errors import ContestError
    from bot.texts.contests import refusal_sentence

    with library_of(context) as library:
        try:
            yield ContestDesk(library)
        except ContestError as error:
            fail(refusal_sentence(error))
