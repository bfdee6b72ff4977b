"""Everything that is sent waits here until the platform has taken it: answers, and pushes.

An answer is written in the transaction of the message that it answers; a push (a reminder, a
broadcast, a word to the admin) in any transaction, or in one of its own. Whichever process runs
the channel takes what is due, a piece at a time, and tells what became of it:

    waiting ──turn──> leased ──taken──> waiting for the next piece … ──taken──> done: sent
       ^                 ├──not now──────> waiting, later (back-off, or as the platform said)
       │                 └──never────────> done: blocked, refused or expired
       └── the lease ran out: the process died with this piece in flight

What a platform took is marked before the next piece goes, so after a crash nothing that is known
to have gone goes again. One piece may be in doubt: the one in flight when the process died or the
connection broke; no platform tells us whether it took it. An answer or a notice in doubt is sent
once more, since a repeated answer is better than none; a broadcast in doubt is not, since nobody
waits for it, and its report counts it as unsure.

A chat has one piece in flight and keeps its order; answers go before notices, notices before
broadcasts. How fast a chat and a channel may go stands in `outbox_chats`, so that several
processes on one database keep the platform's limits together.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Index, Text, and_, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.messages import Address, Reply
from bot.state import Base
from knowledge.database import Database, UtcDateTime

LEASE_S = 30.0
"""Seconds a process holds a piece; sending it takes less, so only a dead one lets it run out."""

FIRST_BACK_OFF_S, LONGEST_BACK_OFF_S = 1.0, 300.0
"""Seconds before the second attempt at a piece; each further wait is twice as long, up to this."""

JITTER = 0.5
"""The part of a back-off that is left to chance, so that what failed together parts again."""

KEEP_TRYING = timedelta(days=1)
"""How long after it was due a reply is still offered to a platform that does not take it."""

RESERVED = 8
"""Pieces of those in flight that a broadcast leaves free for answers."""

WHOLE_CHANNEL = ""
"""The chat under which `outbox_chats` keeps the pace of a channel as a whole."""

_REPLY = TypeAdapter(Reply)


class Priority(IntEnum):
    """Who goes first."""

    ANSWER = 0
    NOTICE = 1
    BROADCAST = 2


class Fate(StrEnum):
    """What became of a reply."""

    SENT = "sent"
    UNSURE = "unsure"  # a piece of it was in doubt and is not sent again
    BLOCKED = "blocked"  # the chat takes no messages of the bot
    REFUSED = "refused"  # the platform will never take it
    EXPIRED = "expired"  # it could not be sent for too long
    CANCELLED = "cancelled"


class OutboxRow(Base):
    """A reply to be sent, or that was. `taken` counts the pieces the platform took."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    channel: Mapped[str] = mapped_column(Text)
    chat: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(Text)  # the message it answers
    batch: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[int]
    reply: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_as: Mapped[str | None] = mapped_column(Text)  # the platform's id of the latest piece
    taken: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)  # at the next piece
    holder: Mapped[str | None] = mapped_column(Text)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fate: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_outbox_waiting", "channel", "done_at", "priority", "id"),
        Index("ix_outbox_chat", "channel", "chat", "done_at"),
        Index("ix_outbox_batch", "batch", "fate"),
    )


class ChatRow(Base):
    """A chat as a place to send to: when it may get the next piece, whether it takes any."""

    __tablename__ = "outbox_chats"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    chat: Mapped[str] = mapped_column(Text, primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `burst` pieces at once and one every `every_s` seconds in the long run.

    The generic cell rate algorithm (ITU-T I.371), so that one moment is all that is kept.
    """

    every_s: float
    burst: int = 1

    def following(self, next_at: datetime, now: datetime) -> datetime:
        """When the next piece may go, if one goes now."""
        tolerance = timedelta(seconds=self.every_s * (self.burst - 1))
        return max(now, next_at + tolerance) + timedelta(seconds=self.every_s) - tolerance


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a platform may be sent to: as a whole, and each chat."""

    whole: Pace
    chat: Callable[[str], Pace]


@dataclass(frozen=True, slots=True)
class Push:
    """Something to send that is no answer to the message at hand; see `Outbox.push`."""

    address: Address
    reply: Reply
    key: str
    not_before: datetime | None = None
    priority: Priority = Priority.NOTICE
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A reply of which the piece number `piece`, from 0, is to be sent now."""

    id: int
    address: Address
    reply: Reply
    piece: int
    message_id: str | None
    priority: Priority
    holder: str


class Event(StrEnum):
    """What became of an attempt."""

    TAKEN = "taken"
    LATER = "later"
    UNCLEAR = "unclear"  # it may have been taken
    BLOCKED = "blocked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What a channel tells of a parcel.

    Attributes:
        more: Whether further pieces follow this one.
        wait_s: How long the platform asks to wait; None where it does not say.
        whole: Whether the wait is the whole channel's, not the chat's.
        reason: For the record; holds no token and nothing of a person.
        sent_as: The platform's id of what it took.
    """

    parcel: Parcel
    event: Event
    more: bool = False
    wait_s: float | None = None
    whole: bool = False
    reason: str = ""
    sent_as: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What to send now, and in how many seconds the channel's pace allows more, if it is that."""

    parcels: Sequence[Parcel]
    again_s: float | None = None


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
        row = _row(address, reply, key, now, not_before or now, priority)
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
        for number, reply in enumerate(replies):
            key = f"answer:{address.channel}:{address.chat}:{message_id}:{number}"
            row = _row(address, reply, key, now, now, Priority.ANSWER)
            row.message_id = message_id
            session.add(row)
        session.execute(
            update(ChatRow)
            .where(*_is(ChatRow, address), ChatRow.closed_at.is_not(None))
            .values(closed_at=None)
        )

    def answers(self, address: Address, message_id: str) -> list[Reply]:
        """The answers to a message, in order, while they are kept."""
        return self.answers_to(address, [message_id]).get(message_id, [])

    def answers_to(self, address: Address, message_ids: Sequence[str]) -> dict[str, list[Reply]]:
        """The answers to each of these messages of a chat, in the order they were given."""
        found: dict[str, list[Reply]] = {}
        with self._database.read() as session:
            rows = session.execute(
                select(OutboxRow.message_id, OutboxRow.reply)
                .where(*_is(OutboxRow, address), OutboxRow.message_id.in_(message_ids))
                .order_by(OutboxRow.id)
            )
            for message_id, reply in rows:
                found.setdefault(message_id or "", []).append(_REPLY.validate_json(reply))
        return found

    def sent_as(self, address: Address, sent_as: str) -> Reply | None:
        """The reply whose latest piece the platform knows by that id."""
        with self._database.read() as session:
            row = session.scalars(
                select(OutboxRow)
                .where(*_is(OutboxRow, address), OutboxRow.sent_as == sent_as)
                .limit(1)
            ).first()
            return _REPLY.validate_json(row.reply) if row is not None else None

    def delivered(self, address: Address, message_id: str) -> None:
        """The answers to a message were shown by who asked for them, as in the terminal."""
        now = self._clock()
        with self._database.session() as session:
            session.execute(
                update(OutboxRow)
                .where(
                    *_is(OutboxRow, address),
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
        self, channel: str, limits: Limits, results: Sequence[Result] = (), *, room: int
    ) -> Turn:
        """Records what became of earlier parcels and takes the next, in one transaction.

        Args:
            channel: Whose.
            limits: How fast it may go.
            results: Of parcels of earlier turns.
            room: How many parcels to take at most.
        """
        now = self._clock()
        self._ensure_whole(channel, now)
        with self._database.session() as session:
            # this row lets the processes that run one channel pass one after the other
            whole = session.get_one(ChatRow, (channel, WHOLE_CHANNEL), with_for_update=True)
            numbers = [result.parcel.id for result in results]
            rows = session.scalars(select(OutboxRow).where(OutboxRow.id.in_(numbers))).all()
            found = {row.id: row for row in rows}
            for result in results:
                if (row := found.get(result.parcel.id)) is not None:
                    _settle(session, whole, row, result, now)
            session.flush()
            return self._take(session, whole, limits, room, now)

    def close(self, address: Address) -> None:
        """The chat takes no messages any more: whoever it is has blocked or removed the bot."""
        with self._database.session() as session:
            _chat(session, address, self._clock()).closed_at = self._clock()

    def reopen(self, address: Address) -> None:
        """The chat takes messages again."""
        with self._database.session() as session:
            session.execute(update(ChatRow).where(*_is(ChatRow, address)).values(closed_at=None))

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
        lost = (Fate.REFUSED, Fate.BLOCKED, Fate.EXPIRED)
        with self._database.read() as session:
            rows = session.execute(
                select(OutboxRow.reason, func.count())
                .where(OutboxRow.channel == channel, OutboxRow.fate.in_(lost))
                .group_by(OutboxRow.reason)
                .order_by(func.count().desc())
            )
            return {reason or "": count for reason, count in rows}

    def forget(self, before: datetime) -> None:
        """Drops what was done, or was never fetched by a page, before a moment."""
        with self._database.session() as session:
            session.execute(delete(OutboxRow).where(OutboxRow.done_at < before))
            session.execute(
                delete(OutboxRow).where(
                    OutboxRow.priority == Priority.ANSWER, OutboxRow.created_at < before
                )
            )
            session.execute(
                delete(ChatRow).where(
                    ChatRow.closed_at.is_(None),
                    ChatRow.next_at < before,
                    ChatRow.chat != WHOLE_CHANNEL,
                )
            )

    def _ensure_whole(self, channel: str, now: datetime) -> None:
        with self._database.read() as session:
            if session.get(ChatRow, (channel, WHOLE_CHANNEL)) is not None:
                return
        try:
            with self._database.session() as session:
                session.add(_idle(channel, WHOLE_CHANNEL, now))
        except IntegrityError:
            return  # another process was first

    def _take(
        self, session: Session, whole: ChatRow, limits: Limits, room: int, now: datetime
    ) -> Turn:
        reserve = timedelta(seconds=limits.whole.every_s * (limits.whole.burst // 2))
        parcels: list[Parcel] = []
        for row, chat in _candidates(session, whole.channel, now, room):
            is_broadcast = row.priority == Priority.BROADCAST
            if chat is not None and chat.closed_at is not None and row.priority > Priority.ANSWER:
                _finish(row, Fate.BLOCKED, now)
                continue
            allowed_at = whole.next_at + reserve if is_broadcast else whole.next_at
            if allowed_at > now:
                return Turn(parcels, (allowed_at - now).total_seconds())
            if is_broadcast and room - len(parcels) <= RESERVED:
                break
            if is_broadcast and row.holder is not None:
                row.taken += 1
                row.fate = Fate.UNSURE
            row.holder, row.leased_until = self._holder, now + timedelta(seconds=LEASE_S)
            row.attempts += 1
            if chat is None:
                chat = _idle(row.channel, row.chat, now)
                session.add(chat)
            chat.next_at = limits.chat(row.chat).following(chat.next_at, now)
            whole.next_at = limits.whole.following(whole.next_at, now)
            parcels.append(_parcel(row))
        return Turn(parcels)


def _row(
    address: Address, reply: Reply, key: str, now: datetime, due: datetime, priority: Priority
) -> OutboxRow:
    return OutboxRow(
        key=key,
        channel=address.channel,
        chat=address.chat,
        priority=priority,
        reply=_REPLY.dump_json(reply).decode(),
        created_at=now,
        due_at=due,
        try_at=due,
        taken=0,
        attempts=0,
    )


def _parcel(row: OutboxRow) -> Parcel:
    return Parcel(
        row.id,
        Address(row.channel, row.chat),
        _REPLY.validate_json(row.reply),
        row.taken,
        row.message_id,
        Priority(row.priority),
        row.holder or "",
    )


def _is(
    table: type[OutboxRow] | type[ChatRow], address: Address
) -> tuple[ColumnElement[bool], ...]:
    return table.channel == address.channel, table.chat == address.chat


def _candidates(
    session: Session, channel: str, now: datetime, room: int
) -> Sequence[tuple[OutboxRow, ChatRow | None]]:
    """The first due reply of each chat that may get one now, the most urgent first."""
    other = aliased(OutboxRow)
    goes_before = exists().where(
        other.channel == OutboxRow.channel,
        other.chat == OutboxRow.chat,
        other.done_at.is_(None),
        other.id != OutboxRow.id,
        or_(
            other.leased_until >= now,
            and_(
                or_(
                    other.priority < OutboxRow.priority,
                    and_(other.priority == OutboxRow.priority, other.id < OutboxRow.id),
                ),
                # what is only due later holds nothing up; what is tried again later does
                or_(other.try_at <= now, other.attempts > 0, other.taken > 0),
            ),
        ),
    )
    found = session.execute(
        select(OutboxRow, ChatRow)
        .outerjoin(
            ChatRow, and_(ChatRow.channel == OutboxRow.channel, ChatRow.chat == OutboxRow.chat)
        )
        .where(
            OutboxRow.channel == channel,
            OutboxRow.done_at.is_(None),
            OutboxRow.try_at <= now,
            or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until < now),
            or_(ChatRow.next_at.is_(None), ChatRow.next_at <= now),
            ~goes_before,
        )
        .order_by(OutboxRow.priority, OutboxRow.id)
        .limit(room)
    )
    return [(row, chat) for row, chat in found]


def _settle(
    session: Session, whole: ChatRow, row: OutboxRow, result: Result, now: datetime
) -> None:
    parcel = result.parcel
    if row.done_at is not None or row.holder != parcel.holder:
        return
    row.holder = row.leased_until = None
    match result.event:
        case Event.TAKEN:
            _taken(row, result, now)
        case Event.UNCLEAR if row.priority == Priority.BROADCAST:
            row.fate = Fate.UNSURE
            _taken(row, result, now)
        case Event.LATER | Event.UNCLEAR:
            _postpone(session, whole, row, result, now)
        case Event.BLOCKED:
            _chat(session, parcel.address, now).closed_at = now
            _finish(row, Fate.BLOCKED, now, result.reason)
        case Event.REFUSED:
            _finish(row, Fate.REFUSED, now, result.reason)


def _taken(row: OutboxRow, result: Result, now: datetime) -> None:
    row.taken = result.parcel.piece + 1
    row.attempts = 0
    row.sent_as = result.sent_as
    if not result.more:
        _finish(row, Fate(row.fate or Fate.SENT), now)


def _postpone(
    session: Session, whole: ChatRow, row: OutboxRow, result: Result, now: datetime
) -> None:
    if now - row.due_at > KEEP_TRYING:
        _finish(row, Fate.EXPIRED, now, result.reason)
        return
    row.reason = result.reason
    if result.wait_s is None:
        row.try_at = now + timedelta(seconds=_back_off(row.attempts))
        return
    row.try_at = now + timedelta(seconds=result.wait_s)
    paused = whole if result.whole else _chat(session, result.parcel.address, now)
    paused.next_at = max(paused.next_at, row.try_at)


def _back_off(attempts: int) -> float:
    longest = min(FIRST_BACK_OFF_S * 2.0 ** min(attempts - 1, 16), LONGEST_BACK_OFF_S)
    return longest * (1 - JITTER * random.random())


def _finish(row: OutboxRow, fate: Fate, now: datetime, reason: str = "") -> None:
    row.done_at, row.fate, row.reason = now, fate, reason or row.reason
    row.holder = row.leased_until = None


def _chat(session: Session, address: Address, now: datetime) -> ChatRow:
    row = session.get(ChatRow, (address.channel, address.chat))
    if row is None:
        row = _idle(address.channel, address.chat, now)
        session.add(row)
        session.flush()
    return row


def _idle(channel: str, chat: str, now: datetime) -> ChatRow:
    """A chat that has got nothing for so long that its pace allows a burst."""
    return ChatRow(channel=channel, chat=chat, next_at=now - timedelta(hours=1))
