"""What admins must know, told once: not with each message that fails of the same cause.

    raised ──told──> stands ──cleared, or its time is over──> gone

The row is written with the messages to the admins, so several processes tell it once together.
The admins' page shows what stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Text, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Reply, paragraph
from bot.outbox import Outbox
from bot.receivers import reached
from bot.roles import Role
from bot.state import Base
from bot.texts import alerts as texts
from knowledge.database import UtcDateTime
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.people import People
    from knowledge.database import Database

log = logging.getLogger(__name__)


class AlertRow(Base):
    """Something that admins were told of; after `until` it is told anew."""

    __tablename__ = "alerts"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Alerts:
    """What stands; safe to call from threads and processes.

    Args:
        database: Holds it.
        people: Who the admins are.
        clock: The time, aware.
    """

    def __init__(
        self,
        database: Database,
        people: People,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._people = people
        self._clock = clock

    def quota_spent(self, channel: str, resets: datetime, *, late: bool = False) -> None:
        """What a plan allows is used up.

        Args:
            channel: Whose plan.
            resets: When it is counted anew.
            late: Whether only messages to those who were silent for a while are meant.
        """
        shown = texts.CHANNELS.get(channel, channel)
        sentence = texts.LATE_QUOTA_SPENT if late else texts.QUOTA_SPENT
        at = resets.astimezone(VIETNAM).strftime(texts.DATE)
        name = f"{'late-' if late else ''}quota:{channel}"
        self._raise(name, channel, sentence.format(channel=shown, at=at), resets)

    def quota_back(self, channel: str) -> None:
        """A channel's messages are taken again; told where the contrary was."""
        name = f"quota:{channel}"
        with self._database.read() as session:
            if session.get(AlertRow, name) is None:
                return
        with self._database.session() as session:
            row = session.get(AlertRow, name, with_for_update=True, populate_existing=True)
            if row is not None:
                session.delete(row)
                shown = texts.CHANNELS.get(channel, channel)
                key = f"alert:{name}:{row.since.isoformat()}:back"
                self._tell(session, channel, texts.QUOTA_BACK.format(channel=shown), key)

    def standing(self) -> list[str]:
        """The sentences of what stands, the oldest first."""
        with self._database.read() as session:
            query = select(AlertRow.text).where(AlertRow.until > self._clock())
            return list(session.scalars(query.order_by(AlertRow.since)))

    def _raise(self, name: str, channel: str, text: str, until: datetime) -> None:
        now = self._clock()
        with self._database.read() as session:
            row = session.get(AlertRow, name)
            if row is not None and row.until > now:
                return
        try:
            with self._database.session() as session:
                row = session.get(AlertRow, name, with_for_update=True, populate_existing=True)
                if row is None:
                    session.add(AlertRow(name=name, text=text, since=now, until=until))
                    session.flush()
                elif row.until > now:
                    return
                else:
                    row.text, row.since, row.until = text, now, until
                self._tell(session, channel, text, f"alert:{name}:{now.isoformat()}")
        except IntegrityError:
            log.debug("another process raised it in the same moment")

    def _tell(self, session: Session, channel: str, text: str, key: str) -> None:
        """Leaves word to every admin, on the channels that it is not about."""
        addresses = self._people.addresses(session, least=Role.ADMIN)
        for account, address in reached(addresses, silent=channel):
            Outbox.push(
                session,
                address,
                Reply((paragraph(text),)),
                key=f"{key}:{account}:{address.channel}:{address.chat}",
                not_before=self._clock(),
            )
