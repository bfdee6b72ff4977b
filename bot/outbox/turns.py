"""A channel's turn: what became of the earlier pieces is recorded, the next are leased."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.messages import Address
from bot.outbox.pace import Limits
from bot.outbox.parcels import Event, Fate, Parcel, Priority, Result, Turn
from bot.outbox.tables import REPLY, ChatRow, OutboxRow, idle

LEASE_S = 30.0
"""Seconds a process holds a piece; sending it takes less, so only a dead one lets it run out."""

FIRST_BACK_OFF_S, LONGEST_BACK_OFF_S = 1.0, 300.0
"""Seconds before the second attempt at a piece; each further wait is twice as long, up to this."""

JITTER = 0.5
"""The part of a back-off that is left to chance, so that what failed together parts again."""

KEEP_TRYING = timedelta(days=1)
"""How long after it was due a reply is still offered to a platform that does not take it."""

LONGEST_WAIT = timedelta(hours=1)
"""The longest wait for a platform; a later one was set by a clock that has gone back since."""

RESERVED = 4
"""Pieces of those in flight that a broadcast leaves free for answers."""


def take(
    session: Session, whole: ChatRow, limits: Limits, room: int, holder: str, now: datetime
) -> Turn:
    """Leases the next pieces of a channel to `holder`, at most `room`, as its pace allows."""
    reserve = timedelta(seconds=limits.whole.every_s * (limits.whole.burst // 2))
    parcels: list[Parcel] = []
    whole.next_at = _meant(whole.next_at, now)
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
        row.holder, row.leased_until = holder, now + timedelta(seconds=LEASE_S)
        row.attempts += 1
        if chat is None:
            chat = idle(row.channel, row.chat, now)
            session.add(chat)
        chat.next_at = limits.chat(row.chat).following(_meant(chat.next_at, now), now)
        whole.next_at = limits.whole.following(whole.next_at, now)
        parcels.append(_parcel(row))
    return Turn(parcels)


def hold(session: Session, holder: str, numbers: Sequence[int], now: datetime) -> None:
    """Leases pieces whose lease ran out while they are on their way to `holder` once more."""
    if not numbers:
        return
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(numbers), OutboxRow.holder == holder, OutboxRow.leased_until < now)
        .values(leased_until=now + timedelta(seconds=LEASE_S))
    )


def _meant(wait_until: datetime, now: datetime) -> datetime:
    """The end of a wait, or now where the clock that set it has gone back since."""
    return wait_until if wait_until <= now + LONGEST_WAIT else now


def _parcel(row: OutboxRow) -> Parcel:
    return Parcel(
        row.id,
        Address(row.channel, row.chat),
        REPLY.validate_json(row.reply),
        row.taken,
        row.message_id,
        Priority(row.priority),
        row.holder or "",
    )


def _candidates(
    session: Session, channel: str, now: datetime, room: int
) -> Sequence[tuple[OutboxRow, ChatRow | None]]:
    """The first due reply of each chat that may get one now, the most urgent first."""
    other = aliased(OutboxRow)
    never = now + LONGEST_WAIT  # a moment after this was set by a clock that has gone back since
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
            or_(OutboxRow.try_at <= now, and_(OutboxRow.attempts > 0, OutboxRow.try_at > never)),
            or_(
                OutboxRow.leased_until.is_(None),
                OutboxRow.leased_until < now,
                OutboxRow.leased_until > never,
            ),
            or_(ChatRow.next_at.is_(None), ChatRow.next_at <= now, ChatRow.next_at > never),
            ~goes_before,
        )
        .order_by(OutboxRow.priority, OutboxRow.id)
        .limit(room)
    )
    return [(row, chat) for row, chat in found]


def settle(session: Session, whole: ChatRow, row: OutboxRow, result: Result, now: datetime) -> None:
    """Records what became of a piece; nothing where its lease went to another process."""
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
            chat_row(session, parcel.address, now).closed_at = now
            _finish(row, Fate.BLOCKED, now, result.reason)
        case Event.NOT_ALLOWED:
            _finish(row, Fate.NOT_ALLOWED, now, result.reason)
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
    row.try_at = now + min(timedelta(seconds=result.wait_s), LONGEST_WAIT)
    paused = whole if result.whole else chat_row(session, result.parcel.address, now)
    paused.next_at = max(_meant(paused.next_at, now), row.try_at)


def _back_off(attempts: int) -> float:
    longest = min(FIRST_BACK_OFF_S * 2.0 ** min(attempts - 1, 16), LONGEST_BACK_OFF_S)
    return longest * (1 - JITTER * random.random())


def _finish(row: OutboxRow, fate: Fate, now: datetime, reason: str = "") -> None:
    row.done_at, row.fate, row.reason = now, fate, reason or row.reason
    row.holder = row.leased_until = None


def chat_row(session: Session, address: Address, now: datetime) -> ChatRow:
    """The row of a chat, made where there is none."""
    row = session.get(ChatRow, (address.channel, address.chat))
    if row is None:
        row = idle(address.channel, address.chat, now)
        session.add(row)
        session.flush()
    return row
