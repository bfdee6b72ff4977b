"""Messages to many: to all who agreed, or to a unit with those below it, now or at a time.

    draft ──start──> waiting ──its time──> sending ──all pushed and taken──> done
                        └────────stop──────────┴──> stopped

A broadcast goes into the outbox a few people at a time, each a short transaction that also keeps
how far it is: answers wait for none of it, and after a crash it goes on with the next person. The
outbox sends it after everything else and nobody gets it twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address, Reply, paragraph
from bot.outbox import ChatRow, Fate, Outbox, Priority
from bot.people import AccountRow, IdentityRow
from bot.state import Base, ConversationRow
from bot.texts import broadcasts as texts
from bot.units import Units
from knowledge.database import UtcDateTime
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from knowledge.database import Database

AT_ONCE = 100
"""People to whom one transaction leaves a broadcast."""

LONGEST = 3000
"""Letters of a broadcast."""

SHOWN_ITSELF = ("web", "console")
"""Channels whose person sees only what they ask for."""


class BroadcastState(StrEnum):
    """Where a broadcast is."""

    DRAFT = "draft"
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


ACTIVE = (BroadcastState.WAITING, BroadcastState.SENDING)


class BroadcastRow(Base):
    """A broadcast. `reached` is the last account it was left for, in the order of their ids."""

    __tablename__ = "broadcasts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    created_by: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reached: Mapped[int] = mapped_column(default=0)
    fates: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # once it is at its end


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it stands.

    Attributes:
        unit: The unit it goes to, by name; "" for all.
        fates: How many met which fate; "waiting" are on their way.
    """

    id: str
    created_at: datetime
    created_by: str
    text: str
    unit_id: int | None
    unit: str
    state: BroadcastState
    due_at: datetime | None
    fates: dict[str, int]


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who would get a broadcast.

    Attributes:
        channels: How many on each channel, one message a person.
        unreachable: How many have no chat that takes messages.
    """

    channels: dict[str, int]
    unreachable: int

    @property
    def people(self) -> int:
        """How many would get it."""
        return sum(self.channels.values())


class Broadcasts:
    """The broadcasts of an office; safe to call from threads and processes.

    Args:
        database: Holds them.
        outbox: Sends them.
        clock: The time, aware.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._units = Units(database, clock=clock)
        self._clock = clock

    def draft(self, text: str, *, by: str, unit: int | None = None) -> Broadcast:
        """A new broadcast, of which nobody gets anything before `start`."""
        with self._database.session() as session:
            row = BroadcastRow(
                id=secrets.token_hex(6),
                created_at=self._clock(),
                created_by=by,
                text=text.strip()[:LONGEST],
                unit_id=unit,
                state=BroadcastState.DRAFT,
                fates={},
                reached=0,
            )
            session.add(row)
            session.flush()
            return self._shown(session, row)

    def change(self, broadcast_id: str, **values: Any) -> Broadcast | None:
        """Changes `text` or `unit_id` of a draft; None where it is none any more."""
        with self._database.session() as session:
            row = self._locked(session, broadcast_id)
            if row is None or row.state != BroadcastState.DRAFT:
                return None
            for name, value in values.items():
                setattr(row, name, value)
            return self._shown(session, row)

    def drop(self, broadcast_id: str) -> None:
        """Deletes a draft."""
        with self._database.session() as session:
            row = self._locked(session, broadcast_id)
            if row is not None and row.state == BroadcastState.DRAFT:
                session.delete(row)

    def receivers(self, unit: int | None = None) -> Receivers:
        """Who would get it if it went now."""
        channels: Counter[str] = Counter()
        unreachable = reached = 0
        with self._database.read() as session:
            units = self._below(unit)
            while accounts := self._accounts(session, units, reached):
                found = _addresses(session, accounts)
                channels.update(address.channel for address in found.values())
                unreachable += len(accounts) - len(found)
                reached = accounts[-1]
        return Receivers(dict(channels), unreachable)

    def start(self, broadcast_id: str, *, by: str, at: datetime | None = None) -> Broadcast | None:
        """Sends a draft, at once or at a time; None where it is no draft any more."""
        with self._database.session() as session:
            row = self._locked(session, broadcast_id)
            if row is None or row.state != BroadcastState.DRAFT:
                return None
            row.state, row.due_at = BroadcastState.WAITING, at or self._clock()
            self._record(session, by, "broadcast.started", row)
            return self._shown(session, row)

    def stop(self, broadcast_id: str, *, by: str) -> Broadcast | None:
        """Sends no more of it; None where there is no such broadcast."""
        with self._database.session() as session:
            row = self._locked(session, broadcast_id)
            if row is None:
                return None
            if row.state in ACTIVE:
                row.state = BroadcastState.STOPPED
                self._outbox.cancel(_batch(row))
                self._record(session, by, "broadcast.stopped", row)
            return self._shown(session, row)

    def get(self, broadcast_id: str) -> Broadcast | None:
        """A broadcast."""
        with self._database.read() as session:
            row = session.get(BroadcastRow, broadcast_id)
            return None if row is None else self._shown(session, row)

    def all(self, *, limit: int = 20) -> list[Broadcast]:
        """The latest, newest first; drafts are left out."""
        with self._database.read() as session:
            rows = session.scalars(
                select(BroadcastRow)
                .where(BroadcastRow.state != BroadcastState.DRAFT)
                .order_by(BroadcastRow.created_at.desc(), BroadcastRow.id)
                .limit(limit)
            ).all()
            return [self._shown(session, row) for row in rows]

    def step(self) -> bool:
        """Leaves one broadcast for the next few people, or notes that it is at its end.

        Returns:
            Whether there is more to do now.
        """
        now = self._clock()
        with self._database.read() as session:
            due = session.scalars(
                select(BroadcastRow.id)
                .where(BroadcastRow.state.in_(ACTIVE), BroadcastRow.due_at <= now)
                .order_by(BroadcastRow.due_at)
            ).all()
        return any(self._pushed(broadcast_id) for broadcast_id in due)

    def forget(self, before: datetime) -> None:
        """Drops drafts that were left lying, and what was at its end before a moment."""
        with self._database.session() as session:
            session.execute(
                delete(BroadcastRow).where(
                    BroadcastRow.created_at < before, BroadcastRow.state.not_in(ACTIVE)
                )
            )

    def _pushed(self, broadcast_id: str) -> bool:
        with self._database.session() as session:
            row = self._locked(session, broadcast_id)
            if row is None or row.state not in ACTIVE:
                return False
            row.state = BroadcastState.SENDING
            accounts = self._accounts(session, self._below(row.unit_id), row.reached)
            if not accounts:
                fates = self._fates(row)
                if not fates.get("waiting"):
                    row.state, row.fates = BroadcastState.DONE, fates
                return False
            reply = as_reply(row.text)
            for account, address in _addresses(session, accounts).items():
                Outbox.push(
                    session,
                    address,
                    reply,
                    key=f"{_batch(row)}:{account}",
                    not_before=self._clock(),
                    priority=Priority.BROADCAST,
                    batch=_batch(row),
                )
            row.reached = accounts[-1]
            return True

    def _accounts(
        self, session: Session, units: Collection[int] | None, after: int
    ) -> Sequence[int]:
        """The next accounts that agreed to be written to, by id."""
        query = select(AccountRow.id).where(
            AccountRow.id > after,
            AccountRow.consent_version.is_not(None),
            AccountRow.notices.is_(True),
            AccountRow.blocked_at.is_(None),
        )
        if units is not None:
            query = query.where(AccountRow.unit_id.in_(units))
        return session.scalars(query.order_by(AccountRow.id).limit(AT_ONCE)).all()

    def _below(self, unit: int | None) -> set[int] | None:
        """A unit with all that belong to it; None of None."""
        if unit is None:
            return None
        found = {unit}
        for each in self._units.all():  # each after the one it belongs to
            if each.parent in found:
                found.add(each.id)
        return found

    def _fates(self, row: BroadcastRow) -> dict[str, int]:
        fates = self._outbox.progress(_batch(row))
        return {"waiting" if fate is None else str(fate): count for fate, count in fates.items()}

    def _shown(self, session: Session, row: BroadcastRow) -> Broadcast:
        unit = self._units.get(row.unit_id) if row.unit_id is not None else None
        active = row.state in (*ACTIVE, BroadcastState.STOPPED)
        return Broadcast(
            id=row.id,
            created_at=row.created_at,
            created_by=row.created_by,
            text=row.text,
            unit_id=row.unit_id,
            unit=unit.shown if unit else "",
            state=BroadcastState(row.state),
            due_at=row.due_at,
            fates=(self._fates(row) if active else row.fates) or row.fates,
        )

    def _locked(self, session: Session, broadcast_id: str) -> BroadcastRow | None:
        return session.get(BroadcastRow, broadcast_id, with_for_update=True, populate_existing=True)

    def _record(self, session: Session, by: str, action: str, row: BroadcastRow) -> None:
        session.add(
            AuditRow(
                at=self._clock(),
                actor=by,
                action=action,
                subject="broadcast",
                subject_id=None,
                details={"broadcast": row.id, "unit": row.unit_id},
            )
        )


def as_reply(text: str) -> Reply:
    """A broadcast as its receiver reads it."""
    lines = [paragraph(line) for line in text.splitlines() if line.strip()]
    return Reply((*lines, paragraph(texts.HOW_TO_STOP)))


def lines_of(fates: dict[str, int]) -> Iterator[tuple[str, int]]:
    """What became of a broadcast, in the order in which people ask for it."""
    for name in ("waiting", *Fate):
        if count := fates.get(str(name)):
            yield str(name), count


def _batch(row: BroadcastRow) -> str:
    return f"broadcast:{row.id}"


def _addresses(session: Session, accounts: Sequence[int]) -> dict[int, Address]:
    """Of each account the chat it used last of those that take messages."""
    rows = session.execute(
        select(
            IdentityRow.account_id,
            IdentityRow.channel,
            IdentityRow.chat,
            func.max(ConversationRow.updated_at),
        )
        .outerjoin(
            ConversationRow,
            (ConversationRow.channel == IdentityRow.channel)
            & (ConversationRow.user == IdentityRow.user),
        )
        .outerjoin(
            ChatRow,
            (ChatRow.channel == IdentityRow.channel) & (ChatRow.chat == IdentityRow.chat),
        )
        .where(
            IdentityRow.account_id.in_(accounts),
            IdentityRow.channel.not_in(SHOWN_ITSELF),
            ChatRow.closed_at.is_(None),
        )
        .group_by(IdentityRow.account_id, IdentityRow.channel, IdentityRow.chat)
    )
    latest: dict[int, tuple[bool, str, Address]] = {}
    for account, channel, chat, used in rows:
        mark = (used is not None, str(used), Address(channel, chat))
        if account not in latest or mark[:2] > latest[account][:2]:
            latest[account] = mark
    return {account: mark[2] for account, mark in latest.items()}
