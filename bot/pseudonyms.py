"""What a person is called where their name has no place: in tables, logs and exports."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from bot.state import SecretRow

if TYPE_CHECKING:
    from bot.messages import Sender
    from knowledge.database import Database

logger = logging.getLogger(__name__)


def own_secret(database: Database, name: str) -> bytes:
    """A secret that this installation made for itself, the same in all its processes."""
    with database.read() as session:
        known = session.get(SecretRow, name)
        if known is not None:
            return bytes.fromhex(known.value)
    try:
        with database.session() as session:
            session.add(SecretRow(name=name, value=secrets.token_hex(32)))
    except IntegrityError:
        logger.debug("another process made the secret first")
    with database.read() as session:
        return bytes.fromhex(session.get_one(SecretRow, name).value)


def pseudonyms(database: Database) -> Callable[[Sender], str]:
    """Gives the pseudonym of a sender, the same in every conversation on a channel."""
    key = own_secret(database, "person")

    def pseudonym(sender: Sender) -> str:
        identity = f"{sender.channel}:{sender.user}".encode("utf-8", "replace")
        return hmac.new(key, identity, hashlib.sha256).hexdigest()[:20]

    return pseudonym
