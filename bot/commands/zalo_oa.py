"""`hoidap zalo-oa …`: joining the bot to an Official Account, and how that stands."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from bot.app import oa_tokens, open_database
from bot.commands.common import fail, print_json, settings_of, with_example
from bot.texts import cli as cli_texts
from bot.texts import zalo_oa as texts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.zalo.oa_tokens import OaTokens
    from knowledge.database import Database

app = typer.Typer(help=texts.GROUP, no_args_is_help=True)


@app.command("login", help=with_example(texts.LOGIN, "hoidap zalo-oa login"))
def login(
    context: typer.Context,
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=texts.LOGIN_CODE)] = "",
) -> None:
    """Prints the address to open, and takes the code where the web server could not."""
    from bot.channels.zalo_oa_pages import CALLBACK

    with _tokens(context) as (_, tokens):
        if code:
            _finish(tokens, code)
            return
        callback = settings_of(context).web_address + CALLBACK
        before = tokens.standing()
        typer.echo(texts.OPEN.format(callback=callback))
        typer.echo(texts.THEN_OPEN.format(address=tokens.begin(callback)))
        if not sys.stdin.isatty():
            typer.echo(texts.FINISH)
            return
        while True:
            pasted = typer.prompt(texts.PASTE, default="", show_default=False, prompt_suffix="")
            if pasted.strip():
                _finish(tokens, pasted)
                return
            now = tokens.standing()
            if now is not None and (before is None or now.since > before.since):
                typer.echo(texts.DONE.format(oa_id=now.oa_id))
                return
            typer.echo(texts.NOT_YET)


@app.command("status", help=with_example(texts.STATUS, "hoidap zalo-oa status"))
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=cli_texts.JSON)] = False,
) -> None:
    """Prints how the account stands; asks Zalo nothing."""
    from bot.channels.zalo_oa_events import NAME
    from bot.inbox import Inbox
    from bot.outbox import Outbox
    from bot.zalo.oa_windows import Windows

    with _tokens(context) as (database, tokens):
        standing = tokens.standing()
        windows = Windows(database)
        quotas, people = windows.quotas(), windows.people()
        incoming = Inbox(database).waiting(NAME)
        outbox = Outbox(database)
        outgoing, given_up = outbox.waiting(NAME), outbox.given_up(NAME)
    if as_json:
        print_json(
            {
                "logged_in": standing is not None and standing.refused_at is None,
                "oa_id": standing.oa_id if standing else None,
                "access_until": standing.access_until.isoformat() if standing else None,
                "refresh_until": standing.refresh_until.isoformat() if standing else None,
                "quotas": [
                    {
                        "kind": each.quota.kind,
                        "remain": each.quota.remain,
                        "total": each.quota.total,
                        "told_at": each.at.isoformat(),
                    }
                    for each in quotas
                ],
                "people": people,
                "incoming": incoming,
                "outgoing": outgoing,
                "given_up": given_up,
            }
        )
        return
    if standing is None:
        typer.echo(texts.LOGGED_OUT)
    else:
        typer.echo(texts.LOGGED_IN.format(oa_id=standing.oa_id, since=_shown(standing.since)))
        if standing.refused_at is not None:
            typer.echo(texts.LOGIN_AGAIN.format(at=_shown(standing.refused_at)))
        else:
            until, refresh = _shown(standing.access_until), _shown(standing.refresh_until)
            typer.echo(texts.ACCESS_UNTIL.format(until=until, refresh=refresh))
    if not quotas:
        typer.echo(texts.NO_QUOTA)
    for each in quotas:
        name = texts.QUOTAS.get(each.quota.kind, each.quota.kind)
        typer.echo(
            texts.QUOTA.format(
                name=name, remain=each.quota.remain, total=each.quota.total, at=_shown(each.at)
            )
        )
    typer.echo(texts.PEOPLE.format(**people))
    typer.echo(texts.WAITING.format(incoming=incoming, outgoing=outgoing))
    for reason, count in given_up.items():
        # the kind of error that is written before it is for developers
        said = reason.partition(": ")[2] or reason
        typer.echo(texts.GIVEN_UP.format(count=count, reason=said))


@contextmanager
def _tokens(context: typer.Context) -> Iterator[tuple["Database", "OaTokens"]]:
    settings = settings_of(context)
    with open_database(settings) as database:
        tokens = oa_tokens(settings, database)
        if tokens is None:
            fail(texts.NOT_SET_UP)
        yield database, tokens


def _finish(tokens: "OaTokens", pasted: str) -> None:
    """Takes a code, or the whole address it stands in."""
    from bot.channels.zalo_oa_pages import login_sentence
    from bot.zalo.errors import ZaloError
    from bot.zalo.oa_tokens import StateUnknown

    pasted = pasted.strip()
    given = parse_qs(urlsplit(pasted).query) if "code=" in pasted else {"code": [pasted]}

    def of(name: str) -> str | None:
        return given.get(name, [None])[0]

    try:
        asyncio.run(tokens.finish(of("code") or "", of("state"), of("oa_id") or ""))
    except StateUnknown:
        fail(texts.STATE_UNKNOWN)
    except ZaloError as error:
        fail(login_sentence(error))
    typer.echo(texts.DONE.format(oa_id=of("oa_id") or ""))


def _shown(moment: "datetime") -> str:
    from bot.texts.people import DATE_TIME
    from knowledge.library import VIETNAM

    return moment.astimezone(VIETNAM).strftime(DATE_TIME)
