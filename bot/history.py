"""What was said in a conversation and answered, for a channel that shows it again; and its end.

It is kept as long as answered messages are (`dialogue.keep_messages_days`), and no longer than the
person wants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, or_, select

from bot.broadcasts import count_read, hold
from bot.messages import Reply
from bot.outbox import OutboxRow
from bot.people import IdentityRow
from bot.state import ConversationRow, MessageRow

if TYPE_CHECKING:
    from bot.messages import Sender
    from bot.outbox import Outbox
    from knowledge.database import Database

LATEST = 100
"""Messages that are shown again."""

_TABLES = OutboxRow.metadata.tables
_OUTBOX = _TABLES[OutboxRow.__tablename__]
_IDENTITIES = _TABLES[IdentityRow.__tablename__]
_LOOK = select(  # of the tables, not of the mapped classes: it is done at every message
    exists().where(
        _OUTBOX.c.channel == bindparam("its_channel"),
        _OUTBOX.c.chat == bindparam("its_chat"),
        _OUTBOX.c.message_id.is_(None),
        _OUTBOX.c.done_at.is_(None),
    ),
    exists().where(
        _IDENTITIES.c.channel == bindparam("its_channel"),
        _IDENTITIES.c.user_id == bindparam("by"),
    ),
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and its answers.

    Attributes:
        message_id: As the channel named it; "" of a notice, which answers nothing.
        text: What was typed, "" where a choice was picked.
        choice: The id of that choice.
        replies: The answers, in order.
    """

    message_id: str
    text: str
    choice: str | None
    replies: Sequence[Reply]


class History:
    """The conversations that are kept; safe to call from threads and processes.

    Args:
        database: Holds what was said.
        outbox: Holds what was answered.
    """

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    def of(self, sender: Sender) -> list[Exchange]:
        """The latest exchanges of a conversation and the notices, the oldest first."""
        with self._database.read() as session:
            rows = session.scalars(
                select(MessageRow)
                .where(
                    MessageRow.channel == sender.channel,
                    MessageRow.chat == sender.chat,
                    MessageRow.user == sender.user,
                    MessageRow.said.is_not(None),
                )
                .order_by(MessageRow.answered_at.desc())
                .limit(LATEST)
            ).all()
            answers = self._outbox.answers_to(sender.address, [row.message_id for row in rows])
        # messages of one instant keep the order of their answers
        place = {message_id: number for number, message_id in enumerate(answers)}
        ordered = sorted(rows, key=lambda row: (row.answered_at, place.get(row.message_id, 0)))
        exchanges = [
            (
                row.answered_at,
                Exchange(
                    row.message_id,
                    (row.said or {}).get("text", ""),
                    (row.said or {}).get("choice"),
                    answers.get(row.message_id, ()),
                ),
            )
            for row in ordered
        ]
        notices = self._outbox.notices(sender.address)[-LATEST:]
        exchanges += [(at, Exchange("", "", None, (reply,))) for at, reply in notices]
        return [exchange for _, exchange in sorted(exchanges, key=lambda pair: pair[0])]

    def come(self, sender: Sender) -> tuple[list[Reply], bool]:
        """Somebody looks at the page: the notices that were not shown yet, which from now on they
        are; and whether they have an account, and so shall be known again when they come back."""
        with self._database.read() as session:
            where = {"its_channel": sender.channel, "its_chat": sender.chat, "by": sender.user}
            unseen, known = session.connection().execute(_LOOK, where).one()
        return self.see(sender) if unseen else [], bool(known)

    def see(self, sender: Sender) -> list[Reply]:
        """The notices that were not shown yet; from now on they are."""
        waiting = self._outbox.to_see(sender.address)
        if not waiting:
            return []
        with self._database.session() as session:
            hold(session, waiting)
            seen = self._outbox.see(sender.address)
            count_read(session, [batch for batch, _ in seen])
        return [reply for _, reply in seen]

    def clear(self, sender: Sender) -> None:
        """Ends a conversation that nobody else reads: what was said and answered, and where it
        stood. Their account and what they said of answers stay."""
        with self._database.session() as session:
            # its messages go with it
            session.execute(
                delete(ConversationRow).where(
                    ConversationRow.channel == sender.channel,
                    ConversationRow.chat == sender.chat,
                    ConversationRow.user == sender.user,
                )
            )
            session.execute(
                delete(OutboxRow).where(
                    OutboxRow.channel == sender.channel,
                    OutboxRow.chat == sender.chat,
                    or_(OutboxRow.message_id.is_not(None), OutboxRow.done_at.is_not(None)),
                )
            )
