"""The rows of conversations, as every message reads and writes them.

The statements are of the tables, not of the mapped classes: in the last minutes of a contest there
are hundreds of messages a second, and it is the mapper that costs.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy import bindparam, exists, insert, select, update

from bot.messages import Incoming, Sender
from bot.state import ConversationRow, MessageRow, State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)

_TABLES = ConversationRow.metadata.tables
_CONVERSATIONS = _TABLES[ConversationRow.__tablename__]
_MESSAGES = _TABLES[MessageRow.__tablename__]

_KEY = (
    _CONVERSATIONS.c.channel == bindparam("in_channel"),
    _CONVERSATIONS.c.chat == bindparam("in_chat"),
    _CONVERSATIONS.c.user_id == bindparam("by"),
)
_ANSWERED = exists().where(
    _MESSAGES.c.channel == bindparam("in_channel"),
    _MESSAGES.c.chat == bindparam("in_chat"),
    _MESSAGES.c.message_id == bindparam("number"),
)
_IS_ANSWERED = select(_ANSWERED)
_STANDING = select(
    _CONVERSATIONS.c.revision, _CONVERSATIONS.c.state, _ANSWERED.label("answered")
).where(*_KEY)
_LOCK = select(_CONVERSATIONS.c.revision).where(*_KEY).with_for_update()
_BEGIN = insert(_CONVERSATIONS)
_TAKE = insert(_MESSAGES)
_KEEP = (
    update(_CONVERSATIONS)
    .where(*_KEY)
    .values(
        state=bindparam("now_state"),
        revision=bindparam("now_revision"),
        updated_at=bindparam("now"),
    )
)


def standing(session: Session, incoming: Incoming) -> tuple[int, State] | None:
    """The revision and the state of a message's conversation; None where it was answered."""
    database, key = session.connection(), _key(incoming.sender)
    key["number"] = incoming.message_id
    row = database.execute(_STANDING, key).first()
    if row is None:
        del key["by"]
        return None if database.execute(_IS_ANSWERED, key).scalar() else (0, State())
    return None if row.answered else (row.revision, _state(row.state))


def take(
    session: Session,
    incoming: Incoming,
    revision: int,
    said: dict[str, str] | None,
    now: datetime,
) -> bool:
    """Takes a message as answered, until the transaction ends alone with its conversation.

    Args:
        session: The transaction.
        incoming: The message.
        revision: As `standing` gave it.
        said: What is kept of it to be shown again.
        now: The time.

    Returns:
        False where the conversation has moved on.

    Raises:
        IntegrityError: Its first message, or this very message, came twice.
    """
    database, sender = session.connection(), incoming.sender
    found = database.execute(_LOCK, _key(sender)).scalar()
    if (found or 0) != revision:
        return False
    whose = {"channel": sender.channel, "chat": sender.chat, "user_id": sender.user}
    if found is None:
        database.execute(_BEGIN, whose | {"state": {}, "revision": 0, "updated_at": now})
    message: dict[str, Any] = {
        "message_id": incoming.message_id,
        "answered_at": now,
        "said": said,
    }
    database.execute(_TAKE, whose | message)
    return True


def keep(session: Session, sender: Sender, revision: int, state: State, now: datetime) -> None:
    """Writes the state that a conversation has now, with the number of this change."""
    values = {"now_state": state.model_dump(mode="json"), "now_revision": revision, "now": now}
    session.connection().execute(_KEEP, _key(sender) | values)


def _key(sender: Sender) -> dict[str, Any]:
    return {"in_channel": sender.channel, "in_chat": sender.chat, "by": sender.user}


def _state(kept: dict[str, Any]) -> State:
    try:
        return State.model_validate(kept)
    except ValidationError:
        logger.warning("a conversation's state was not readable and starts afresh")
        return State()
