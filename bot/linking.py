"""One person on two channels: a code taken on one, typed on the other, agreed to on both.

first channel: /noitaikhoan ──> code, a quarter of an hour
second channel: /noitaikhoan <code> ──> "yes, that is me"
first channel: "yes, that was me" ──> the same account on both

The second channel has no account of its own. Who has one on both, such as with a registration in
the same contest under each, deletes one first (/toi): so nobody gathers attempts under two
accounts into one, and what stood in standings stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address, Sender
from bot.people import code_hash, new_code
from bot.state import Base
from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from bot.people import People
    from knowledge.database import Database

LINK_FOR = timedelta(minutes=15)
"""How long a code works, and how long both sides have to agree."""


class LinkRow(Base):
    """An account that waits for a second channel; the channel is known once its side agreed."""

    __tablename__ = "links"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    home_channel: Mapped[str] = mapped_column(Text)
    home_chat: Mapped[str] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    chat: Mapped[str | None] = mapped_column(Text)
    user: Mapped[str | None] = mapped_column("user_id", Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Links:
    """The codes by which channels are joined.

    Args:
        database: Holds them.
        people: The accounts.
        joined: Is told of an account and the channel that is its own from now on, within the
            transaction; what was kept of the person there without an account becomes the account's.
        clock: The time, aware.
    """

    def __init__(
        self,
        database: Database,
        people: People,
        *,
        joined: Callable[[Session, int, Sender], None] = lambda session, account, sender: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._people = people
        self._joined = joined
        self._clock = clock

    def begin(self, account_id: int, home: Sender) -> str:
        """A code for an account; an earlier one works no more."""
        code = new_code()
        now = self._clock()
        with self._database.session() as session:
            old = (LinkRow.account_id == account_id) | (LinkRow.expires_at < now)
            session.execute(delete(LinkRow).where(old))
            session.add(
                LinkRow(
                    sha256=code_hash(code),
                    account_id=account_id,
                    home_channel=home.channel,
                    home_chat=home.chat,
                    expires_at=now + LINK_FOR,
                )
            )
        return code

    def known(self, sha256: str) -> bool:
        """Whether a code works and nobody has used it yet."""
        with self._database.read() as session:
            row = session.get(LinkRow, sha256)
            return row is not None and row.channel is None and self._clock() < row.expires_at

    def join(self, sha256: str, sender: Sender) -> Address | None:
        """The second side agrees; where the first is asked, None where the code works no more."""
        with self._database.session() as session:
            row = session.get(LinkRow, sha256, with_for_update=True)
            if row is None or row.channel is not None or self._clock() >= row.expires_at:
                return None
            row.channel, row.chat, row.user = sender.channel, sender.chat, sender.user
            return Address(row.home_channel, row.home_chat)

    def finish(self, account_id: int, *, agreed: bool) -> Sender | None:
        """The first side agrees, or not; who is the same person now, None where nobody is."""
        with self._database.session() as session:
            row = session.scalars(
                select(LinkRow).where(LinkRow.account_id == account_id).with_for_update()
            ).one_or_none()
            if row is None or row.channel is None or row.chat is None or row.user is None:
                return None
            other = Sender(row.channel, row.chat, row.user)
            late = self._clock() >= row.expires_at
            session.delete(row)
            if late or not agreed or not self._people.link(account_id, other):
                return None
            self._joined(session, account_id, other)
            return other
