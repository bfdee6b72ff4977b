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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Reply, paragraph
from bot.outbox import Fate, Outbox, Priority
from bot.receivers import Receivers, below, chats, next_accounts, receivers
from bot.state import Base
from bot.texts import broadcasts as texts
from bot.units import Units
from knowledge.database import UtcDateTime
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from knowledge.database import Database

LONGEST = 3000
"""Letters of a broadcast."""


class BroadcastState(StrEnum):
    """Where a broadcast is."""

    DRAFT = "draft"
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


ON_PAGE = "page"
"""The fate of what waits on the page for its person to come; a broadcast does not wait for that."""

BATCH = "broadcast"
"""What a broadcast's batch in the outbox begins with."""

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
    fates: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # from its end on


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
        with self._database.read() as session:
            return receivers(session, below(self._units, unit), self._clock())

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
                counts = Counter(self._fates(row))
                counts[Fate.UNSURE.value] += counts.pop("waiting", 0)  # on their way right now
                row.fates = dict(+counts)
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

    def _pushed(self, broadcast_id: str) -> bool:
        with self._database.session() as session:
            row = self._locked(session, broadcast_id)
            if row is None or row.state not in ACTIVE:
                return False
            row.state = BroadcastState.SENDING
            accounts = next_accounts(session, below(self._units, row.unit_id), row.reached)
            if not accounts:
                fates = self._fates(row)
                if not fates.get("waiting"):
                    row.state, row.fates = BroadcastState.DONE, fates
                return False
            reply = as_reply(row.text)
            for account, chat in chats(session, accounts, self._clock()).items():
                Outbox.push(
                    session,
                    chat.address,
                    reply,
                    key=f"{_batch(row)}:{account}",
                    not_before=self._clock(),
                    priority=Priority.BROADCAST,
                    batch=_batch(row),
                )
            row.reached = accounts[-1]
            return True

    def _fates(self, row: BroadcastRow) -> dict[str, int]:
        fates = self._outbox.progress(_batch(row))
        unseen = self._outbox.unseen(_batch(row))
        found = {"waiting" if fate is None else str(fate): count for fate, count in fates.items()}
        if unseen:
            found |= {"waiting": found["waiting"] - unseen, ON_PAGE: unseen}
        return {fate: count for fate, count in found.items() if count}

    def _counted(self, row: BroadcastRow) -> dict[str, int]:
        """As the outbox counts, while it keeps all; then as it was at the end, with what was read
        on the page since, and what went unread."""
        if row.state != BroadcastState.DONE:
            found = self._fates(row)
            return found if sum(found.values()) >= sum(row.fates.values()) else row.fates
        counts = Counter(row.fates)
        if counts[ON_PAGE]:
            gone = counts[ON_PAGE] - self._outbox.unseen(_batch(row))
            counts += Counter({ON_PAGE: -gone, Fate.EXPIRED.value: gone})
        return dict(+counts)

    def _shown(self, session: Session, row: BroadcastRow) -> Broadcast:
        unit = self._units.get(row.unit_id) if row.unit_id is not None else None
        return Broadcast(
            id=row.id,
            created_at=row.created_at,
            created_by=row.created_by,
            text=row.text,
            unit_id=row.unit_id,
            unit=unit.shown if unit else "",
            state=BroadcastState(row.state),
            due_at=row.due_at,
            fates=self._counted(row),
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


def hold(session: Session, batches: Sequence[str]) -> None:
    """Locks the broadcasts of these batches, before their rows in the outbox as `stop` does."""
    for batch in sorted(batches):
        _of(session, batch)


def count_read(session: Session, batches: Sequence[str]) -> None:
    """Counts what was read on the page after its broadcast was done; until then the outbox does.

    Args:
        session: The transaction in which it was read.
        batches: Of each notice that was read, "" of none.
    """
    for batch, read in sorted(Counter(batches).items()):
        row = _of(session, batch)
        if row is not None and row.state == BroadcastState.DONE:
            counts = Counter(row.fates)
            counts += Counter({ON_PAGE: -read, Fate.SENT.value: read})
            row.fates = dict(counts)


def _of(session: Session, batch: str) -> BroadcastRow | None:
    kind, _, broadcast_id = batch.partition(":")
    if kind != BATCH:
        return None
    return session.get(BroadcastRow, broadcast_id, with_for_update=True, populate_existing=True)


def lines_of(fates: dict[str, int]) -> Iterator[tuple[str, int]]:
    """What became of a broadcast, in the order in which people ask for it."""
    for name in ("waiting", ON_PAGE, *Fate):
        if count := fates.get(str(name)):
            yield str(name), count


def _batch(row: BroadcastRow) -> str:
    return f"{BATCH}:{row.id}"
