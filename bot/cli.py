"""The command line: `hoidap`.

Exit codes: 0 done, 1 failed, 2 called wrongly. What went wrong is one line on stderr. A command
imports what it needs when it runs, so that light ones start at once.
"""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer import rich_utils

from bot.app import PortTakenError
from bot.commands import (
    admin,
    ask,
    broadcast,
    contest,
    documents,
    faq,
    ingest,
    quiz,
    units,
    upkeep,
    zalo_oa,
)
from bot.commands.common import Call, CommandError, UsageError, settings_of, with_example
from bot.config import ConfigError
from bot.texts import cli as texts
from bot.texts import errors
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

NAME = "hoidap"
INTERRUPTED = 130
GLOBAL_OPTIONS = ("--data-dir", "--config")

# what Typer itself raises for wrong usage, whichever module it keeps it in
_TyperUsageError: type[Exception] = typer.BadParameter.__mro__[1]

rich_utils.ARGUMENTS_PANEL_TITLE = texts.ARGUMENTS
rich_utils.OPTIONS_PANEL_TITLE = texts.OPTIONS
rich_utils.COMMANDS_PANEL_TITLE = texts.COMMANDS

app = typer.Typer(
    name=NAME, help=texts.ABOUT, no_args_is_help=True, add_completion=False, rich_markup_mode=None
)
app.add_typer(admin.app, name="admin")
app.add_typer(broadcast.app, name="broadcast")
app.add_typer(contest.app, name="contest")
app.add_typer(documents.app, name="documents")
app.add_typer(faq.app, name="faq")
app.add_typer(quiz.app, name="quiz")
app.add_typer(units.app, name="units")
app.add_typer(zalo_oa.app, name="zalo-oa")


@app.callback()
def settings(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", metavar="DIR", help=texts.DATA_DIR)
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help=texts.CONFIG)
    ] = None,
) -> None:
    """Keeps the options of every command."""
    context.obj = Call(config, data_dir)


@app.command("run", help=with_example(texts.RUN, "hoidap run"))
def run(context: typer.Context) -> None:
    """Serves every channel."""
    from bot import app as application

    application.run(settings_of(context), typer.echo)


@app.command("chat", help=with_example(texts.CHAT, "hoidap chat"))
def chat(context: typer.Context) -> None:
    """Talks in the terminal."""
    from bot.app import open_dialogue
    from bot.channels import console

    interactive = sys.stdin.isatty()
    with open_dialogue(settings_of(context)) as dialogue:
        if interactive:
            typer.echo(f"{texts.CHAT_HINT}\n")
        console.chat(dialogue, sys.stdin, sys.stdout, prompt=interactive)


_ASK = (
    'hoidap ask "Nghị quyết đề ra mấy khâu đột phá?"',
    "hoidap ask --json --batch cau-hoi.jsonl",
)
_INGEST = ("hoidap ingest van-ban/", "hoidap ingest kh02.docx --number 02-KH/TU")
app.command("ask", help=with_example(texts.ASK, *_ASK))(ask.ask)
app.command("ingest", help=with_example(texts.INGEST, *_INGEST))(ingest.ingest)
app.command("sample", help=with_example(texts.SAMPLE, "hoidap sample --first-start"))(ingest.sample)
app.command("eval", help=with_example(texts.EVAL, "hoidap eval bo-cau-hoi/ --unmarked"))(
    upkeep.evaluate
)
app.command("backup", help=with_example(texts.BACKUP, "hoidap backup sao-luu.sqlite"))(
    upkeep.backup
)
app.command("restore", help=with_example(texts.RESTORE, "hoidap restore sao-luu.sqlite"))(
    upkeep.restore
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = app(args=globals_first(given), prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except UsageError as error:
        return _failed(f"{error} {texts.SEE_HELP.format(command=_called(given))}", 2)
    except _TyperUsageError as error:
        return _failed(usage_sentence(error, _called(given)), 2)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of a pipe has gone; what is still to be flushed has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _failed(sentence(error), 1)


def sentence(error: Exception) -> str:
    """The one line for whatever ended a command."""
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, KnowledgeError):
        return errors.knowledge_sentence(error)
    if isinstance(error, ConfigError):
        return errors.config_sentence(error)
    if isinstance(error, PortTakenError):
        return errors.PORT_TAKEN.format(host=error.host, port=error.port, reason=error)
    if found := errors.index_sentence(error):
        return found
    logger.debug("unexpected", exc_info=error)
    return errors.UNEXPECTED.format(kind=type(error).__name__)


def usage_sentence(error: Exception, command: str) -> str:
    """What was wrong in how a command was called."""
    kind = type(error).__name__
    option = getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    name = getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or ""
    if parameter is not None and getattr(parameter, "param_type_name", "") == "option":
        name = parameter.opts[0]
    match kind:
        case "NoSuchOption":
            said = texts.NO_SUCH_OPTION.format(name=option)
        case "MissingParameter":
            said = texts.MISSING.format(name=name)
        case "BadOptionUsage":
            said = texts.MISSING_VALUE.format(name=option)
        case "BadParameter":
            said = texts.BAD_VALUE.format(name=name)
        case _:
            said = texts.BAD_USAGE
    return f"{said} {texts.SEE_HELP.format(command=command)}"


def globals_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with --data-dir and --config before the command, wherever they were typed."""
    first: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        name, equals, _ = argument.partition("=")
        if argument == "--":
            return [*first, *rest, argument, *remaining]
        if name not in GLOBAL_OPTIONS:
            rest.append(argument)
            continue
        first.append(argument)
        if not equals:
            first += [value for value in [next(remaining, None)] if value is not None]
    return first + rest


def _called(arguments: Sequence[str]) -> str:
    """The command as far as its name, for pointing to its help."""
    known = {command.name for command in app.registered_commands}
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    names = [NAME]
    for argument in arguments:
        if argument in known or argument in groups:
            names.append(argument)
            inner = groups.get(argument)
            known = {c.name for c in inner.registered_commands} if inner else set()
            groups = {}
    return " ".join(names)


def _failed(line: str, code: int) -> int:
    sys.stdout.flush()
    print(line.replace("\n", " "), file=sys.stderr)
    return code
