"""Messages that came in and are not answered yet, for platforms that do not wait for an answer.

Such a platform wants to hear within a moment that a message was taken, and does not bring it
again. So it is kept here first, and answered from here:

    kept ──take──> leased ──done──> gone
      ^              ├──later──> kept, for a while
      └── the lease ran out: the process died

A chat has one message at work and keeps its order. What was answered and comes again is known to
the dialogue.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import Select, Text, UniqueConstraint, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.messages import Address, Incoming
from bot.state import Base
from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from knowledge.database import Database

LEASE_S = 60.0
"""Seconds after which another process may take a message whose holder has not answered it."""

ATTEMPTS = 5
"""A message that was begun so often without an end is given up: it may be what kills us."""

PAUSE_S = 5.0
"""Seconds before the second attempt at a message; doubled each time."""

_INCOMING = TypeAdapter(Incoming)

log = logging.getLogger(__name__)


class InboxRow(Base):
    """A message that waits, or is at work."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(Text)
    chat: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Text)
    incoming: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(Text)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # or put off until then

    __table_args__ = (UniqueConstraint("channel", "chat", "message_id"),)


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that this process holds."""

    id: int
    incoming: Incoming
    holder: str


def waiting_texts(session: Session, address: Address) -> list[tuple[datetime, str]]:
    """What was typed in a chat and waits for its answer, with when it came."""
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.channel == address.channel, InboxRow.chat == address.chat)
        .order_by(InboxRow.id)
    )
    return [(row.received_at, _INCOMING.validate_json(row.incoming).text) for row in rows]


class Inbox:
    """The inbox as one process sees it; safe to call from threads and processes.

    Args:
        database: Holds it.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock

    def keep(self, incoming: Incoming) -> None:
        """Keeps a message; one that is kept already is left alone.

        A platform waits a moment only for this, so it goes before other writers.
        """
        sender = incoming.sender
        row = InboxRow(
            channel=sender.channel,
            chat=sender.chat,
            message_id=incoming.message_id,
            incoming=_INCOMING.dump_json(incoming).decode(),
            received_at=self._clock(),
            attempts=0,
        )
        try:
            with self._database.session(urgent=True) as session:
                session.add(row)
        except IntegrityError:
            log.debug("%s: a message came twice", sender.channel)

    def take(self, channel: str, room: int) -> Sequence[Kept]:
        """Takes the first waiting message of each chat, at most `room` of them."""
        with self._database.read() as session:  # waits for no writer
            if not session.scalars(self._due(channel, 1)).all():
                return []
        now = self._clock()
        taken = []
        with self._database.session() as session:
            for row in session.scalars(self._due(channel, room).with_for_update(skip_locked=True)):
                row.attempts += 1
                if row.attempts > ATTEMPTS:
                    log.error("%s: a message was given up after %d attempts", channel, ATTEMPTS)
                    session.delete(row)
                    continue
                row.holder, row.leased_until = (
                    secrets.token_hex(8),
                    now + timedelta(seconds=LEASE_S),
                )
                taken.append(Kept(row.id, _INCOMING.validate_json(row.incoming), row.holder))
        return taken

    def done(self, kept: Kept) -> None:
        """The message is answered.

        Only its holder settles it: once the lease has run out another may have done so, and
        SQLite gives the number of a row that went to the next.
        """
        with self._database.session() as session:
            row = session.get(InboxRow, kept.id)
            if row is not None and row.holder == kept.holder:
                session.delete(row)

    def later(self, kept: Kept) -> None:
        """The message could not be answered for now."""
        with self._database.session() as session:
            row = session.get(InboxRow, kept.id, with_for_update=True)
            if row is not None and row.holder == kept.holder:
                pause = timedelta(seconds=PAUSE_S * 2 ** (row.attempts - 1))
                row.holder, row.leased_until = None, self._clock() + pause

    def waiting(self, channel: str) -> int:
        """How many messages are not answered yet."""
        with self._database.read() as session:
            count = select(func.count()).select_from(InboxRow).where(InboxRow.channel == channel)
            return session.scalar(count) or 0

    def _due(self, channel: str, room: int) -> Select[InboxRow]:
        earlier = aliased(InboxRow)
        goes_before = exists().where(
            earlier.channel == InboxRow.channel,
            earlier.chat == InboxRow.chat,
            earlier.id < InboxRow.id,
        )
        return (
            select(InboxRow)
            .where(
                InboxRow.channel == channel,
                or_(InboxRow.leased_until.is_(None), InboxRow.leased_until < self._clock()),
                ~goes_before,
            )
            .order_by(InboxRow.id)
            .limit(room)
        )
