"""A dialogue that says what a test tells it to, over the product's own outbox."""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select

from bot.history import History
from bot.messages import Address, Incoming, Reply, Span, TextBlock, paragraph
from bot.outbox import Outbox, OutboxRow
from bot.state import MIGRATIONS, ConversationRow, MessageRow
from knowledge.database import Database

Key = tuple[str, str, str]


class ScriptedDialogue:
    """Answers with `answer(incoming)`; each message once."""

    def __init__(self, answer: Callable[[Incoming], Sequence[Reply]]) -> None:
        self._answer = answer
        self._taken: set[Key] = set()
        self._lock = threading.Lock()
        self.heard: list[Incoming] = []
        self.database = empty_database()
        self.outbox = Outbox(self.database)
        self.history = History(self.database, self.outbox)
        weakref.finalize(self, self.database.close)

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        address = incoming.sender.address
        key = (address.channel, address.chat, incoming.message_id)
        with self._lock:
            if key in self._taken:
                return []
            self._taken.add(key)
            self.heard.append(incoming)
        replies = list(self._answer(incoming))
        now = datetime.now(UTC)
        sender = incoming.sender
        said = {"text": incoming.text} if incoming.choice is None else {"choice": incoming.choice}
        with self.database.session() as session:
            session.merge(
                ConversationRow(
                    channel=sender.channel,
                    chat=sender.chat,
                    user=sender.user,
                    state={},
                    revision=1,
                    updated_at=now,
                )
            )
            session.flush()
            session.add(
                MessageRow(
                    channel=sender.channel,
                    chat=sender.chat,
                    message_id=incoming.message_id,
                    user=sender.user,
                    answered_at=now,
                    said=said if incoming.kept else None,
                )
            )
            self.outbox.answer(session, address, incoming.message_id, replies)
        return replies

    def stored(self, incoming: Incoming) -> list[Reply]:
        return self.outbox.answers(incoming.sender.address, incoming.message_id)

    def waiting(self) -> list[Address]:
        """Where something is still to be sent to."""
        with self.database.read() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)))
            return [Address(row.channel, row.chat) for row in rows]

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.heard]


@cache
def _folder() -> Path:
    """Holds an empty database, migrated once, and the copies of it."""
    folder = tempfile.TemporaryDirectory(prefix="hoidap-test-")
    weakref.finalize(_folder, folder.cleanup)
    path = Path(folder.name)
    Database.open(f"sqlite:///{path / 'empty.sqlite'}", migrations=[MIGRATIONS]).close()
    return path


def empty_database() -> Database:
    """A migrated database of its own; close it."""
    folder = Path(tempfile.mkdtemp(dir=_folder()))
    shutil.copy(_folder() / "empty.sqlite", folder)
    return Database.open(f"sqlite:///{folder / 'empty.sqlite'}", migrations=[MIGRATIONS])


def says(text: str) -> list[Reply]:
    return [Reply((paragraph(text),))]


def echo(incoming: Incoming) -> list[Reply]:
    """Says what it heard."""
    return says(f"Đã nghe: {incoming.text or incoming.choice}")


def block(text: str) -> TextBlock:
    return TextBlock((Span(text),))
