"""The accounts of an office as admins look through them: found by name or unit, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.people import Account, AccountRow, IdentityRow, as_account
from bot.roles import Role
from knowledge.text import unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.units import Units
    from knowledge.database import Database

ON_PAGE = 50
"""Accounts on one page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An account with the name of its unit, "" where it has none, and its channels."""

    account: Account
    unit: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the accounts that were found: `count` in all, on `pages` pages from 1."""

    count: int
    number: int
    pages: int
    entries: Sequence[Entry]


class Roster:
    """The list of accounts.

    Args:
        database: Holds them.
        units: The office's units.
    """

    def __init__(self, database: Database, units: Units) -> None:
        self._database = database
        self._units = units

    def page(
        self,
        typed: str = "",
        *,
        role: Role | None = None,
        blocked: bool = False,
        number: int = 1,
    ) -> Page:
        """A page of the accounts; those who may do more come first, then by id.

        Args:
            typed: Beginnings of words of the name or the unit, or an id; with or without marks,
                in any order. "" finds all.
            role: Only with this role.
            blocked: Only those who are blocked.
            number: Which page; the last one where there are fewer.
        """
        query = select(AccountRow.id, AccountRow.name, AccountRow.role, AccountRow.unit_id)
        if role is not None:
            query = query.where(AccountRow.role == role.value)
        if blocked:
            query = query.where(AccountRow.blocked_at.is_not(None))
        wanted = _key(typed).split()
        places = {unit.id: unit for unit in self._units.all(retired=True)}
        held: dict[int | None, list[str]] = {
            unit: _key(" ".join(places[unit].path)).split() for unit in places
        }
        rank = {role.value: -place for place, role in enumerate(Role)}
        with self._database.read() as session:
            # of names without marks no column is kept: to look at 10^5 takes half a second
            found = [
                (rank[role], id_)
                for id_, name, role, unit in session.execute(query)
                if not wanted
                or _holds([str(id_), *_key(name).split(), *held.get(unit, ())], wanted)
            ]
            pages = max(1, -(-len(found) // ON_PAGE))
            number = min(max(number, 1), pages)
            ids = [id_ for _, id_ in sorted(found)[(number - 1) * ON_PAGE : number * ON_PAGE]]
            rows = {
                row.id: row
                for row in session.scalars(select(AccountRow).where(AccountRow.id.in_(ids)))
            }
            channels: dict[int, set[str]] = {}
            for account, channel in session.execute(
                select(IdentityRow.account_id, IdentityRow.channel).where(
                    IdentityRow.account_id.in_(ids)
                )
            ):
                channels.setdefault(account, set()).add(channel)
            entries = [
                Entry(
                    as_account(rows[id_]),
                    places[unit].shown if (unit := rows[id_].unit_id) in places else "",
                    tuple(sorted(channels.get(id_, ()))),
                )
                for id_ in ids
            ]
        return Page(len(found), number, pages, entries)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _key(text: str) -> str:
    return unmarked(text).casefold()
