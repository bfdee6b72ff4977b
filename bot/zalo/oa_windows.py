"""When an Official Account may write to a person, and what its quotas were when Zalo last told.

From a person's last interaction an account may write freely for 48 hours, then up to seven days
from a quota of its package, and after that not at all (Zalo's price list for consultation
messages, 2026). Zalo tells the quota with every message it takes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Text, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state import Base
from bot.zalo.oa_client import Quota
from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from knowledge.database import Database

FREE = timedelta(hours=48)
"""How long after an interaction messages are free."""

PAID = timedelta(days=7)
"""How long after an interaction messages are taken at all."""

KEPT = timedelta(days=30)
"""How long a person's last interaction is kept; long after it nothing can be sent to them."""

SPENT_FOR = timedelta(hours=1)
"""How long a quota that was used up is believed to be; afterwards Zalo is asked again."""

REPLY = "reply"
"""The quota of one person's last interaction; the others are the account's."""

log = logging.getLogger(__name__)


class ContactRow(Base):
    """A person and their last interaction."""

    __tablename__ = "zalo_oa_contacts"

    user: Mapped[str] = mapped_column("user_id", Text, primary_key=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class QuotaRow(Base):
    """What Zalo last said of a quota."""

    __tablename__ = "zalo_oa_quotas"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    remain: Mapped[int]
    total: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Window(StrEnum):
    """Where a person's time stands."""

    FREE = "free"
    PAID = "paid"
    CLOSED = "closed"
    UNKNOWN = "unknown"  # nothing is known of them: Zalo shall say


@dataclass(frozen=True, slots=True)
class ToldQuota:
    """A quota, and when Zalo told it."""

    quota: Quota
    at: datetime


class Windows:
    """The windows and quotas of an account; safe to call from threads and processes.

    Args:
        database: Holds them.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock

    def heard(self, user: str, at: datetime) -> None:
        """A person did something; written before other writers, since Zalo waits for it."""
        at = min(at, self._clock())
        try:
            with self._database.session(urgent=True) as session:
                row = session.get(ContactRow, user, with_for_update=True)
                if row is None:
                    session.add(ContactRow(user=user, last_at=at))
                elif row.last_at < at:
                    row.last_at = at
        except IntegrityError:
            log.debug("another process heard of somebody new in the same moment")

    def last(self, user: str) -> datetime | None:
        """When a person last did something, as far as it is known."""
        with self._database.read() as session:
            row = session.get(ContactRow, user)
            return row.last_at if row is not None else None

    def of(self, user: str) -> Window:
        """Where a person's time stands."""
        last = self.last(user)
        return Window.UNKNOWN if last is None else self._window(last)

    def told(self, quota: Quota) -> None:
        """Zalo told what is left."""
        with self._database.session() as session:
            session.merge(
                QuotaRow(
                    kind=quota.kind,
                    remain=quota.remain,
                    total=quota.total,
                    told_at=self._clock(),
                )
            )

    def is_spent(self) -> bool:
        """Whether nothing was left a moment ago of any quota that pays for late messages."""
        since = self._clock() - SPENT_FOR
        with self._database.read() as session:
            paying = session.scalars(select(QuotaRow).where(QuotaRow.kind != REPLY)).all()
            return bool(paying) and all(row.remain <= 0 and row.told_at > since for row in paying)

    def quotas(self) -> list[ToldQuota]:
        """What Zalo last said of each quota."""
        with self._database.read() as session:
            rows = session.scalars(select(QuotaRow).order_by(QuotaRow.kind))
            return [ToldQuota(Quota(row.kind, row.remain, row.total), row.told_at) for row in rows]

    def people(self) -> dict[Window, int]:
        """How many people's time stands where."""
        now = self._clock()
        with self._database.read() as session:
            free = _count(session, now - FREE)
            reachable = _count(session, now - PAID)
            known = session.scalar(select(func.count()).select_from(ContactRow)) or 0
        return {
            Window.FREE: free,
            Window.PAID: reachable - free,
            Window.CLOSED: known - reachable,
        }

    def forget(self) -> None:
        """Drops those who have been silent for long."""
        with self._database.session() as session:
            session.execute(delete(ContactRow).where(ContactRow.last_at < self._clock() - KEPT))

    def _window(self, last: datetime) -> Window:
        silent = self._clock() - last
        if silent < FREE:
            return Window.FREE
        return Window.PAID if silent < PAID else Window.CLOSED


def _count(session: Session, since: datetime) -> int:
    """People who did something after a moment."""
    return (
        session.scalar(
            select(func.count()).select_from(ContactRow).where(ContactRow.last_at > since)
        )
        or 0
    )
