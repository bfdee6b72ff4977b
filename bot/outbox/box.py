"""The outbox as one process sees it."""

from __future__ import annotations

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.messages import Address, Reply
from bot.outbox.pace import Limits
from bot.outbox.parcels import Fate, Parcel, Priority, Result, Turn
from bot.outbox.tables import REPLY, SHOWN_ITSELF, WHOLE_CHANNEL, ChatRow, OutboxRow, idle, is_at
from bot.outbox.turns import chat_row, hold, settle, take
from knowledge.database import Database

# of the tables, not of the mapped classes: they are done at every message
_CHATS = ChatRow.metadata.tables[ChatRow.__tablename__]
_OUTBOX = ChatRow.metadata.tables[OutboxRow.__tablename__]
_ADD = insert(_OUTBOX)
_REOPEN = (
    update(_CHATS)
    .where(
        _CHATS.c.channel == bindparam("its_channel"),
        _CHATS.c.chat == bindparam("its_chat"),
        _CHATS.c.closed_at.is_not(None),
    )
    .values(closed_at=None)
)


class Outbox:
    """The outbox of one process; safe to call from threads and processes.

    Args:
        database: Holds it.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._known: set[str] = set()  # channels that have their row

    @staticmethod
    def push(
        where: Session | Database,
        address: Address,
        reply: Reply,
        *,
        key: str,
        not_before: datetime | None = None,
        priority: Priority = Priority.NOTICE,
        batch: str | None = None,
    ) -> bool:
        """Leaves something to be sent.

        Args:
            where: The session whose transaction it belongs to, or the database.
            address: Where it goes.
            reply: What.
            key: Names it among all that was ever pushed; a key that is known is left alone.
            not_before: When it is due, aware; None is at once.
            priority: Who goes first.
            batch: What belongs together, to be counted and cancelled together.

        Returns:
            Whether it is new.
        """
        if isinstance(where, Database):
            with where.session() as session:
                return Outbox.push(
                    session,
                    address,
                    reply,
                    key=key,
                    not_before=not_before,
                    priority=priority,
                    batch=batch,
                )
        now = datetime.now(UTC)
        row = OutboxRow(**_values(address, reply, key, now, not_before or now, priority))
        row.batch = batch
        if where.scalar(select(OutboxRow.id).where(OutboxRow.key == key)) is not None:
            return False
        try:
            with where.begin_nested():
                where.add(row)
        except IntegrityError:
            return False  # another process pushed it in the same instant
        return True

    def answer(
        self, session: Session, address: Address, message_id: str, replies: Iterable[Reply]
    ) -> None:
        """Leaves the answers to a message; a person who writes can be written to."""
        now = self._clock()
        key = f"answer:{address.channel}:{address.chat}:{message_id}"
        rows = [
            _values(address, reply, f"{key}:{number}", now, now, Priority.ANSWER)
            | {"message_id": message_id}
            for number, reply in enumerate(replies)
        ]
        if rows:
            session.connection().execute(_ADD, rows)
        if address.channel not in SHOWN_ITSELF:
            where = {"its_channel": address.channel, "its_chat": address.chat}
            session.connection().execute(_REOPEN, where)

    def answers(self, address: Address, message_id: str) -> list[Reply]:
        """The answers to a message, in order, while they are kept."""
        return self.answers_to(address, [message_id]).get(message_id, [])

    def answers_to(self, address: Address, message_ids: Sequence[str]) -> dict[str, list[Reply]]:
        """The answers to each of these messages of a chat, in the order they were given."""
        found: dict[str, list[Reply]] = {}
        with self._database.read() as session:
            rows = session.execute(
                select(OutboxRow.message_id, OutboxRow.reply)
                .where(*is_at(OutboxRow, address), OutboxRow.message_id.in_(message_ids))
                .order_by(OutboxRow.id)
            )
            for message_id, reply in rows:
                found.setdefault(message_id or "", []).append(REPLY.validate_json(reply))
        return found

    def notices(self, address: Address) -> list[tuple[datetime, Reply]]:
        """What a page shows besides answers, with when it came; `seen` or not."""
        with self._database.read() as session:
            rows = session.scalars(
                select(OutboxRow)
                .where(*self._notice(address), OutboxRow.fate.is_distinct_from(Fate.CANCELLED))
                .order_by(OutboxRow.id)
            )
            return [(row.created_at, REPLY.validate_json(row.reply)) for row in rows]

    def to_see(self, address: Address) -> list[str]:
        """The batches, "" of none, of what a page has still to show besides answers; waits for
        no writer."""
        unseen = (*self._notice(address), OutboxRow.done_at.is_(None))
        with self._database.read() as session:
            found = session.scalars(select(OutboxRow.batch).where(*unseen).distinct())
            return sorted(batch or "" for batch in found)

    def see(self, address: Address) -> list[tuple[str, Reply]]:
        """What a page had not shown yet besides answers, with the batch; from now on it has."""
        unseen = (*self._notice(address), OutboxRow.done_at.is_(None))
        with self._database.session() as session:
            rows = session.scalars(
                select(OutboxRow).where(*unseen).order_by(OutboxRow.id).with_for_update()
            ).all()
            for row in rows:
                row.done_at, row.fate = self._clock(), Fate.SENT
            return [(row.batch or "", REPLY.validate_json(row.reply)) for row in rows]

    def unseen(self, batch: str) -> int:
        """How many of a batch wait on the page for their person to come."""
        with self._database.read() as session:
            waits = (
                OutboxRow.batch == batch,
                OutboxRow.channel.in_(SHOWN_ITSELF),
                OutboxRow.done_at.is_(None),
            )
            return session.scalar(select(func.count()).select_from(OutboxRow).where(*waits)) or 0

    def _notice(self, address: Address) -> tuple[ColumnElement[bool], ...]:
        is_due = OutboxRow.due_at <= self._clock()
        return *is_at(OutboxRow, address), OutboxRow.message_id.is_(None), is_due

    def sent_as(self, address: Address, sent_as: str) -> Reply | None:
        """The reply whose latest piece the platform knows by that id."""
        with self._database.read() as session:
            row = session.scalars(
                select(OutboxRow)
                .where(*is_at(OutboxRow, address), OutboxRow.sent_as == sent_as)
                .limit(1)
            ).first()
            return REPLY.validate_json(row.reply) if row is not None else None

    def delivered(self, address: Address, message_id: str) -> None:
        """The answers to a message were shown by who asked for them, as in the terminal."""
        now = self._clock()
        with self._database.session() as session:
            session.execute(
                update(OutboxRow)
                .where(
                    *is_at(OutboxRow, address),
                    OutboxRow.message_id == message_id,
                    OutboxRow.done_at.is_(None),
                )
                .values(done_at=now, fate=Fate.SENT)
            )

    def is_due(self, channel: str) -> bool:
        """Whether a turn may find something; waits for no writer."""
        now = self._clock()
        with self._database.read() as session:
            return bool(
                session.scalar(
                    select(OutboxRow.id)
                    .where(
                        OutboxRow.channel == channel,
                        OutboxRow.done_at.is_(None),
                        OutboxRow.try_at <= now,
                        or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until < now),
                    )
                    .limit(1)
                )
            )

    def turn(
        self,
        channel: str,
        limits: Limits,
        results: Sequence[Result] = (),
        *,
        room: int,
        carried: Sequence[Parcel] = (),
    ) -> Turn:
        """Records what became of earlier parcels and takes the next, in one transaction.

        Args:
            channel: Whose.
            limits: How fast it may go.
            results: Of parcels of earlier turns.
            room: How many parcels to take at most.
            carried: Parcels of earlier turns that are still on their way; their leases go on, even
                where the machine slept or its clock leapt meanwhile.
        """
        now = self._clock()
        self._ensure_whole(channel, now)
        # urgent: what was taken and is not recorded when the process dies is sent twice
        with self._database.session(urgent=True) as session:
            # this row lets the processes that run one channel pass one after the other
            whole = session.get_one(ChatRow, (channel, WHOLE_CHANNEL), with_for_update=True)
            numbers = [result.parcel.id for result in results]
            rows = session.scalars(select(OutboxRow).where(OutboxRow.id.in_(numbers))).all()
            found = {row.id: row for row in rows}
            for result in results:
                if (row := found.get(result.parcel.id)) is not None:
                    settle(session, whole, row, result, now)
            session.flush()
            hold(session, self._holder, [parcel.id for parcel in carried], now)
            return take(session, whole, limits, room, self._holder, now)

    def close(self, address: Address) -> None:
        """The chat takes no messages any more: whoever it is has blocked or removed the bot."""
        with self._database.session() as session:
            chat_row(session, address, self._clock()).closed_at = self._clock()

    def reopen(self, address: Address) -> None:
        """The chat takes messages again."""
        with self._database.session() as session:
            session.execute(update(ChatRow).where(*is_at(ChatRow, address)).values(closed_at=None))

    def is_closed(self, address: Address) -> bool:
        """Whether the chat is known to take no messages."""
        with self._database.read() as session:
            row = session.get(ChatRow, (address.channel, address.chat))
            return row is not None and row.closed_at is not None

    def cancel(self, batch: str) -> int:
        """Drops what of a batch has not begun to be sent; how many that were."""
        now = self._clock()
        with self._database.session() as session:
            found = session.execute(
                update(OutboxRow)
                .where(
                    OutboxRow.batch == batch,
                    OutboxRow.done_at.is_(None),
                    OutboxRow.taken == 0,
                    OutboxRow.holder.is_(None),
                )
                .values(done_at=now, fate=Fate.CANCELLED)
            )
            return int(getattr(found, "rowcount", 0))

    def progress(self, batch: str) -> Counter[Fate | None]:
        """How many of a batch met which fate; None are on their way."""
        with self._database.read() as session:
            is_done = OutboxRow.done_at.is_not(None)
            rows = session.execute(
                select(is_done, OutboxRow.fate, func.count())
                .where(OutboxRow.batch == batch)
                .group_by(is_done, OutboxRow.fate)
            )
            found: Counter[Fate | None] = Counter()
            for done, fate, count in rows:
                found[Fate(fate) if done and fate else None] += count
            return found

    def waiting(self, channel: str) -> int:
        """How many replies are still to be sent on a channel."""
        with self._database.read() as session:
            waits = OutboxRow.channel == channel, OutboxRow.done_at.is_(None)
            return session.scalar(select(func.count()).select_from(OutboxRow).where(*waits)) or 0

    def given_up(self, channel: str) -> dict[str, int]:
        """How many replies were given up on a channel for each reason, while they are kept."""
        lost = (Fate.REFUSED, Fate.NOT_ALLOWED, Fate.BLOCKED, Fate.EXPIRED)
        with self._database.read() as session:
            rows = session.execute(
                select(OutboxRow.reason, func.count())
                .where(OutboxRow.channel == channel, OutboxRow.fate.in_(lost))
                .group_by(OutboxRow.reason)
                .order_by(func.count().desc())
            )
            return {reason or "": count for reason, count in rows}

    def _ensure_whole(self, channel: str, now: datetime) -> None:
        if channel in self._known:
            return
        with self._database.read() as session:
            is_there = session.get(ChatRow, (channel, WHOLE_CHANNEL)) is not None
        if not is_there:
            with suppress(IntegrityError), self._database.session() as session:  # or another did
                session.add(idle(channel, WHOLE_CHANNEL, now))
        self._known.add(channel)


def _values(
    address: Address, reply: Reply, key: str, now: datetime, due: datetime, priority: Priority
) -> dict[str, Any]:
    """A row of the outbox that waits to be sent."""
    return {
        "key": key,
        "channel": address.channel,
        "chat": address.chat,
        "priority": priority,
        "reply": REPLY.dump_json(reply).decode(),
        "created_at": now,
        "due_at": due,
        "try_at": due,
        "taken": 0,
        "attempts": 0,
    }
