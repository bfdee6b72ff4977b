"""Who gets a broadcast, and in which of their chats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, select

from bot.messages import Address
from bot.outbox import ChatRow
from bot.outbox.tables import SHOWN_ITSELF
from bot.people import AccountRow, IdentityRow
from bot.state import ConversationRow
from bot.zalo.oa_windows import PAID, ContactRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.units import Units

AT_ONCE = 100
"""People that are looked at together."""

CONSOLE = "console"
"""The channel on which nothing waits for anybody."""

TIMED = "zalo_oa"
"""The channel on which a person can be written to for a while after they did something."""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who would get a broadcast.

    Attributes:
        channels: How many on each channel, one message a person.
        out_of_time: How many of these Zalo would not allow now, since they were silent for long.
        unreachable: How many have no chat that takes messages.
    """

    channels: dict[str, int]
    out_of_time: int
    unreachable: int

    @property
    def people(self) -> int:
        """How many it would be sent to."""
        return sum(self.channels.values())


class Chat(NamedTuple):
    """A chat of a person, the better the greater; what stands on the page waits for them there."""

    pushed: bool
    in_time: bool
    used: str
    address: Address


def reached(
    addresses: Iterable[tuple[int, Address]], *, silent: str = ""
) -> list[tuple[int, Address]]:
    """Where people are told something: in all their chats, on the page only where they have none.

    Args:
        addresses: Accounts with where each can be written to.
        silent: A channel that takes no messages now.
    """
    found = [
        (account, address)
        for account, address in addresses
        if address.channel not in (silent, CONSOLE)
    ]
    in_chats = {account for account, address in found if address.channel not in SHOWN_ITSELF}
    return [
        (account, address)
        for account, address in found
        if account not in in_chats or address.channel not in SHOWN_ITSELF
    ]


def receivers(session: Session, units: Collection[int] | None, now: datetime) -> Receivers:
    """Who would get a broadcast to these units, or to all, if it went now."""
    channels: Counter[str] = Counter()
    unreachable = out_of_time = reached = 0
    while accounts := next_accounts(session, units, reached):
        found = chats(session, accounts, now)
        channels.update(chat.address.channel for chat in found.values())
        out_of_time += sum(not chat.in_time for chat in found.values())
        unreachable += len(accounts) - len(found)
        reached = accounts[-1]
    return Receivers(dict(channels), out_of_time, unreachable)


def next_accounts(session: Session, units: Collection[int] | None, after: int) -> Sequence[int]:
    """The next accounts that agreed to get broadcasts, by id."""
    query = select(AccountRow.id).where(
        AccountRow.id > after,
        AccountRow.consent_version.is_not(None),
        AccountRow.notices.is_(True),
        AccountRow.blocked_at.is_(None),
    )
    if units is not None:
        query = query.where(AccountRow.unit_id.in_(units))
    return session.scalars(query.order_by(AccountRow.id).limit(AT_ONCE)).all()


def chats(session: Session, accounts: Sequence[int], now: datetime) -> dict[int, Chat]:
    """Of each account the chat it used last, of those that take messages, in time if it can be;
    the page where there is no other."""
    rows = session.execute(
        select(
            IdentityRow.account_id,
            IdentityRow.channel,
            IdentityRow.chat,
            func.max(ConversationRow.updated_at),
            func.max(ContactRow.last_at),
        )
        .outerjoin(
            ConversationRow,
            and_(
                ConversationRow.channel == IdentityRow.channel,
                ConversationRow.user == IdentityRow.user,
            ),
        )
        .outerjoin(
            ChatRow,
            and_(ChatRow.channel == IdentityRow.channel, ChatRow.chat == IdentityRow.chat),
        )
        .outerjoin(
            ContactRow, and_(IdentityRow.channel == TIMED, ContactRow.user == IdentityRow.user)
        )
        .where(
            IdentityRow.account_id.in_(accounts),
            IdentityRow.channel != CONSOLE,
            ChatRow.closed_at.is_(None),
        )
        .group_by(IdentityRow.account_id, IdentityRow.channel, IdentityRow.chat)
    )
    best: dict[int, Chat] = {}
    for account, channel, chat, used, last in rows:
        in_time = channel != TIMED or (last is not None and now - last < PAID)
        found = Chat(channel not in SHOWN_ITSELF, in_time, str(used or ""), Address(channel, chat))
        if account not in best or found[:3] > best[account][:3]:
            best[account] = found
    return best


def below(units: Units, unit: int | None) -> set[int] | None:
    """A unit with all that belong to it; None of None."""
    if unit is None:
        return None
    found = {unit}
    for each in units.all():  # each after the one it belongs to
        if each.parent in found:
            found.add(each.id)
    return found
