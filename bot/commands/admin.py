"""`hoidap admin …`: who may do what, what is kept about people, the audit."""

import re
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.api_keys import PER_DAY, PER_MINUTE, ApiKeys
from bot.app import open_database
from bot.commands.common import (
    ACTOR,
    UsageError,
    fail,
    print_json,
    print_table,
    settings_of,
    table,
    with_example,
)
from bot.texts import cli as texts
from bot.texts import people as people_texts
from bot.texts import retention as retention_texts
from bot.texts.audit import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.people import Account, People
    from bot.roles import Role

app = typer.Typer(help=texts.ADMIN, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=texts.JSON)]
AccountId = Annotated[int, typer.Argument(metavar="ACCOUNT", help=texts.ADMIN_ACCOUNT)]

_SPAN = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@app.command(
    "invite", help=with_example(texts.ADMIN_INVITE, "hoidap admin invite --role admin --expires 7d")
)
def invite(
    context: typer.Context,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=texts.ADMIN_ROLE)] = "admin",
    expires: Annotated[str, typer.Option("--expires", help=texts.ADMIN_EXPIRES)] = "7d",
    name: Annotated[str, typer.Option("--name", help=texts.ADMIN_NAME)] = "",
    as_json: AsJson = False,
) -> None:
    """Prints a code that works once."""
    from bot.channels.telegram_links import telegram_link
    from bot.people import People

    wanted = _role(role)
    span = _SPAN.fullmatch(expires)
    if span is None or not int(span[1]):
        raise UsageError(texts.ADMIN_WRONG_SPAN.format(value=expires))
    lasts = timedelta(**{_UNITS[span[2]]: int(span[1])})
    settings = settings_of(context)
    with open_database(settings) as database:
        code = People(database).invite(wanted, by=ACTOR, name=name, lasts=lasts)
    link = telegram_link(settings, f"moi_{code}")
    if as_json:
        print_json({"code": code, "role": wanted.value, "link": link})
        return
    typer.echo(texts.ADMIN_INVITED.format(code=code, role=people_texts.ROLES[wanted]))
    if link:
        typer.echo(texts.ADMIN_INVITED_LINK.format(link=link))


@app.command("list", help=with_example(texts.ADMIN_LIST, "hoidap admin list --least editor"))
def list_accounts(
    context: typer.Context,
    least: Annotated[
        str, typer.Option("--least", metavar="ROLE", help=texts.ADMIN_LEAST)
    ] = "member",
    as_json: AsJson = False,
) -> None:
    """Prints the accounts."""
    from bot.people import People
    from bot.units import Units

    wanted = _role(least)
    with open_database(settings_of(context)) as database:
        found = People(database).accounts(least=wanted)
        units = {unit.id: unit.shown for unit in Units(database).all()}
    if as_json:
        print_json([asdict(each) | {"unit_name": units.get(each.unit or 0)} for each in found])
        return
    rows = table(
        texts.COLUMN_ID,
        texts.ADMIN_COLUMN_NAME,
        texts.ADMIN_COLUMN_UNIT,
        texts.ADMIN_COLUMN_ROLE,
        texts.ADMIN_COLUMN_CONSENT,
        texts.COLUMN_STATUS,
    )
    for each in found:
        rows.add_row(
            str(each.id),
            each.name,
            units.get(each.unit or 0, ""),
            people_texts.ROLES[each.role],
            each.consent_version or "",
            texts.ADMIN_BLOCKED_MARK if each.blocked else "",
        )
    print_table(rows)


@app.command("role", help=with_example(texts.ADMIN_SET_ROLE, "hoidap admin role 3 editor"))
def set_role(
    context: typer.Context,
    account: AccountId,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=texts.ADMIN_ROLE)],
) -> None:
    """Gives an account another role."""
    from bot.people import People

    wanted = _role(role)
    with open_database(settings_of(context)) as database, _sparing():
        found = _there(People(database).set_role(account, wanted, by=ACTOR), account)
    typer.echo(texts.ADMIN_ROLE_SET.format(account=found.id, role=people_texts.ROLES[wanted]))


@app.command("login-code", help=with_example(texts.ADMIN_LOGIN, "hoidap admin login-code 1"))
def login_code(context: typer.Context, account: AccountId) -> None:
    """Prints a link that signs in once on the admins' page."""
    from bot.people import People
    from bot.roles import Role
    from bot.sign_in import SignIns
    from bot.texts.sign_in import LINK

    settings = settings_of(context)
    with open_database(settings) as database:
        found = People(database).account(account)
        if found is None or found.blocked or not found.role.at_least(Role.ORGANISER):
            fail(texts.ADMIN_NO_EDITOR.format(account=account))
        code = SignIns(database).new_code(account)
    typer.echo(LINK.format(link=f"{settings.admin_page}/vao#{code}"))


@app.command("block", help=with_example(texts.ADMIN_BLOCK, "hoidap admin block telegram:123456"))
def block(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=texts.ADMIN_PERSON)],
) -> None:
    """Answers somebody no more."""
    from bot.people import People

    with open_database(settings_of(context)) as database, _sparing():
        people = People(database)
        account = _person(people, person)
        found = _there(people.block(account, by=ACTOR), person)
    typer.echo(texts.ADMIN_BLOCKED.format(account=found.id))


@app.command("unblock", help=with_example(texts.ADMIN_UNBLOCK, "hoidap admin unblock 12"))
def unblock(context: typer.Context, account: AccountId) -> None:
    """Answers them again."""
    from bot.people import People

    with open_database(settings_of(context)) as database:
        found = _there(People(database).unblock(account, by=ACTOR), account)
    typer.echo(texts.ADMIN_UNBLOCKED.format(account=found.id))


@app.command("audit", help=with_example(texts.ADMIN_AUDIT, "hoidap admin audit --limit 50"))
def audit(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help=texts.ADMIN_LIMIT)] = 50,
    as_json: AsJson = False,
) -> None:
    """Prints who changed what, the newest first."""
    from knowledge.library import VIETNAM, Library

    with open_database(settings_of(context)) as database:
        entries = Library(database).audit(limit=limit)
    if as_json:
        print_json([asdict(each) for each in entries])
        return
    rows = table(texts.COLUMN_DATE, texts.ADMIN_WHO, texts.ADMIN_WHAT, texts.ADMIN_ABOUT)
    for each in entries:
        subject = "" if each.subject_id is None else f"{each.subject} {each.subject_id}"
        details = ", ".join(f"{name}: {value}" for name, value in each.details.items())
        rows.add_row(
            each.at.astimezone(VIETNAM).strftime(people_texts.DATE_TIME),
            each.actor,
            ACTIONS.get(each.action, each.action),
            " ".join(filter(None, (subject, details))),
        )
    print_table(rows)


@app.command(
    "export-person",
    help=with_example(texts.ADMIN_EXPORT, "hoidap admin export-person 12 du-lieu.json"),
)
def export_person(
    context: typer.Context,
    account: AccountId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.ADMIN_EXPORT_FILE)],
) -> None:
    """Writes what is kept about a person, for them to have."""
    import json

    from bot.keepers import keepers
    from bot.people import People
    from bot.personal_data import PersonalData
    from bot.pseudonyms import pseudonyms

    with open_database(settings_of(context)) as database:
        people = People(database)
        _there(people.account(account), account)
        kept = PersonalData(database, people, pseudonyms(database), keepers(database))
        found = kept.export(kept.of_account(account))
    try:
        file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError:
        fail(texts.NOT_WRITTEN.format(name=file.name))
    typer.echo(texts.ADMIN_EXPORTED.format(account=account, name=file.name))


@app.command(
    "retention", help=with_example(retention_texts.HELP, "hoidap admin retention --at-once")
)
def retention(
    context: typer.Context,
    at_once: Annotated[bool, typer.Option("--at-once", help=retention_texts.AT_ONCE)] = False,
    as_json: AsJson = False,
) -> None:
    """Prints what is kept how long, what went when, and what goes next."""
    from bot.retention import Retention
    from knowledge.library import VIETNAM

    settings = settings_of(context)
    with open_database(settings) as database:
        kept = Retention(database, settings)
        if at_once:
            kept.run(at_once=True)
        next_at, due, runs = kept.next_at(), kept.next(), kept.runs()
    if as_json:
        shown = {
            "next_at": next_at,
            "next": list(map(asdict, due)),
            "runs": list(map(asdict, runs)),
        }
        print_json(shown)
        return
    kinds = table(*retention_texts.COLUMNS)
    for each in due:
        setting, days = each.setting or retention_texts.OWN_END, str(each.days or "")
        kinds.add_row(retention_texts.KINDS[each.kind], setting, days, str(each.rows))
    print_table(kinds)
    at = next_at.astimezone(VIETNAM).strftime(people_texts.DATE_TIME)
    typer.echo(retention_texts.NEXT.format(at=at))
    if not runs:
        typer.echo(retention_texts.NO_RUNS)
        return
    nights = table(*retention_texts.RUN_COLUMNS)
    for run in runs:
        ended = run.ended_at and run.ended_at.astimezone(VIETNAM).strftime(people_texts.DATE_TIME)
        gone = [f"{retention_texts.KINDS[kind]}: {n}" for kind, n in run.removed.items() if n]
        nights.add_row(
            f"{run.night:{retention_texts.DATE}}",
            ended or retention_texts.UNDER_WAY,
            "; ".join(gone) or retention_texts.NOTHING,
        )
    print_table(nights)


def _role(name: str) -> "Role":
    from bot.roles import Role

    if name not in list(Role):
        raise UsageError(texts.ADMIN_WRONG_ROLE.format(role=name, roles=", ".join(Role)))
    return Role(name)


def _person(people: "People", named: str) -> int:
    """The account that "12" or "telegram:123456" means; made where they have none."""
    from bot.messages import Sender

    if named.isascii() and named.isdecimal() and len(named) <= 9:
        return int(named)
    channel, colon, user = named.partition(":")
    if not colon or channel not in people_texts.CHANNELS or not user:
        channels = ", ".join(people_texts.CHANNELS)
        raise UsageError(texts.ADMIN_WRONG_PERSON.format(person=named, channels=channels))
    return people.account_for(Sender(channel, user, user)).id


@contextmanager
def _sparing() -> "Iterator[None]":
    """Says so where the last admin would go."""
    from bot.people import LastAdminError

    try:
        yield
    except LastAdminError:
        fail(people_texts.LAST_ADMIN)


def _there(account: "Account | None", named: object) -> "Account":
    if account is None:
        fail(texts.ADMIN_NO_ACCOUNT.format(account=named))
    return account


keys = typer.Typer(help=texts.API_KEYS, no_args_is_help=True)
app.add_typer(keys, name="api-key")


@keys.command(
    "create", help=with_example(texts.API_KEY_CREATE, "hoidap admin api-key create cong-thong-tin")
)
def create_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=texts.API_KEY_NAME)],
    per_minute: Annotated[
        int, typer.Option("--per-minute", min=1, help=texts.API_KEY_PER_MINUTE)
    ] = PER_MINUTE,
    per_day: Annotated[int, typer.Option("--per-day", min=1, help=texts.API_KEY_PER_DAY)] = PER_DAY,
    as_json: AsJson = False,
) -> None:
    """Prints a new key, once."""
    if not name.strip():
        raise UsageError(texts.API_KEY_NO_NAME)
    with open_database(settings_of(context)) as database:
        key, secret = ApiKeys(database).create(
            " ".join(name.split()), by=ACTOR, per_minute=per_minute, per_day=per_day
        )
    if as_json:
        print_json({**asdict(key), "key": secret})
        return
    typer.echo(texts.API_KEY_CREATED.format(id=key.id, name=key.name))
    typer.echo(secret)


@keys.command("list", help=with_example(texts.API_KEY_LIST, "hoidap admin api-key list"))
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """Prints the keys, without what they are."""
    with open_database(settings_of(context)) as database:
        found = ApiKeys(database).all()
    if as_json:
        print_json([asdict(key) for key in found])
        return
    rows = table(*texts.API_KEY_COLUMNS)
    for key in found:
        rows.add_row(
            str(key.id),
            key.name,
            str(key.per_minute),
            str(key.per_day),
            f"{key.created_at:%d/%m/%Y}",
            texts.API_KEY_REVOKED_MARK if key.revoked_at else "",
        )
    print_table(rows)


@keys.command("revoke", help=with_example(texts.API_KEY_REVOKE, "hoidap admin api-key revoke 1"))
def revoke_key(
    context: typer.Context,
    key: Annotated[int, typer.Argument(metavar="KEY", help=texts.API_KEY_ID)],
) -> None:
    """Takes a key out of use."""
    with open_database(settings_of(context)) as database:
        revoked = ApiKeys(database).revoke(key, by=ACTOR)
    if revoked is None:
        fail(texts.API_KEY_UNKNOWN.format(id=key))
    typer.echo(texts.API_KEY_REVOKED.format(name=revoked.name))
