"""The tables of the outbox."""

from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Index, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from bot.messages import Address, Reply
from bot.outbox.parcels import Priority
from bot.state import Base
from knowledge.database import UtcDateTime

WHOLE_CHANNEL = ""
"""The chat under which `outbox_chats` keeps the pace of a channel as a whole."""

SHOWN_ITSELF = ("web", "console")
"""Channels whose person sees only what they ask for."""

REPLY = TypeAdapter(Reply)
"""A reply as it stands in its row."""


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


def is_at(
    table: type[OutboxRow] | type[ChatRow], address: Address
) -> tuple[ColumnElement[bool], ...]:
    """That a row is of a chat."""
    return table.channel == address.channel, table.chat == address.chat


def old_replies(
    before: datetime, *, unseen: datetime
) -> list[tuple[type[Base], ColumnElement[bool]]]:
    """What was done before a moment or waits in vain: answers that no page fetched, and what a
    page's person has not come to see since `unseen`; and chats that got nothing since."""
    vain = and_(OutboxRow.priority == Priority.ANSWER, OutboxRow.created_at < before)
    not_seen = and_(OutboxRow.channel.in_(SHOWN_ITSELF), OutboxRow.created_at < unseen)
    return [
        (OutboxRow, or_(OutboxRow.done_at < before, vain, not_seen)),
        (
            ChatRow,
            and_(
                ChatRow.closed_at.is_(None),
                ChatRow.next_at < before,
                ChatRow.chat != WHOLE_CHANNEL,
            ),
        ),
    ]


def idle(channel: str, chat: str, now: datetime) -> ChatRow:
    """A chat that has got nothing for so long that its pace allows a burst."""
    return ChatRow(channel=channel, chat=chat, next_at=now - timedelta(hours=1))
