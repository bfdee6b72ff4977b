"""Keys for programs that ask through the interface: made once, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.limits import Full, Limits, Window
from bot.state import Base
from knowledge.database import UtcDateTime
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from knowledge.database import Database

PREFIX = "hd_"
PER_MINUTE = 60
PER_DAY = 5000
"""What a key may ask unless told."""


# a limit that is counted for one key must not be another's
_NEVER_REUSED = {"sqlite_autoincrement": True}


class ApiKeyRow(Base):
    """A key. Its 192 random bits need no slow hash."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text, unique=True)
    per_minute: Mapped[int]
    per_day: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = _NEVER_REUSED


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without what it is.

    Attributes:
        name: What it is for.
        per_minute, per_day: Questions it may ask.
        revoked_at: Since when it opens nothing.
    """

    id: int
    name: str
    per_minute: int
    per_day: int
    created_at: datetime
    revoked_at: datetime | None


class ApiKeys:
    """The keys of an office; safe to call from threads and processes.

    Args:
        database: Holds them.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._limits = Limits(database)
        self._clock = clock

    def create(
        self, name: str, *, by: str, per_minute: int = PER_MINUTE, per_day: int = PER_DAY
    ) -> tuple[ApiKey, str]:
        """A new key, and what it is: nobody can look that up later."""
        secret = PREFIX + secrets.token_urlsafe(24)
        with self._database.session() as session:
            row = ApiKeyRow(
                name=name,
                sha256=_hash(secret),
                per_minute=per_minute,
                per_day=per_day,
                created_at=self._clock(),
            )
            session.add(row)
            session.flush()
            self._record(session, by, "api_key.created", row)
            return _shown(row), secret

    def all(self) -> list[ApiKey]:
        """Every key, revoked ones too, the oldest first."""
        with self._database.read() as session:
            return [
                _shown(row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id))
            ]

    def revoke(self, key_id: int, *, by: str) -> ApiKey | None:
        """Takes a key out of use; None where there is no such key."""
        with self._database.session() as session:
            row = session.get(ApiKeyRow, key_id, with_for_update=True)
            if row is None:
                return None
            if row.revoked_at is None:
                row.revoked_at = self._clock()
                self._record(session, by, "api_key.revoked", row)
            return _shown(row)

    def opened_by(self, secret: str) -> ApiKey | None:
        """The key in use that this is."""
        with self._database.read() as session:
            row = session.scalars(
                select(ApiKeyRow).where(ApiKeyRow.sha256 == _hash(secret))
            ).one_or_none()
            return None if row is None or row.revoked_at is not None else _shown(row)

    def counted(self, key: ApiKey) -> Full | None:
        """Counts one more question, or gives the window that has no room for it."""
        now = self._clock()
        windows = (
            Window("minute", timedelta(minutes=1), key.per_minute),
            Window("day", timedelta(days=1), key.per_day),
        )
        person = f"api-key:{key.id}"
        with self._database.session() as session:
            # the key's row lets its questions be counted one after the other, in all processes
            session.get(ApiKeyRow, key.id, with_for_update=True)
            full = self._limits.full(person, windows, now)
            if full is None:
                self._limits.count(person, windows, now)
        return full

    def seconds_until(self, moment: datetime) -> int:
        """Whole seconds from now, one at least."""
        return max(1, round((moment - self._clock()).total_seconds()))

    def _record(self, session: Session, by: str, action: str, row: ApiKeyRow) -> None:
        session.add(
            AuditRow(
                at=self._clock(),
                actor=by,
                action=action,
                subject="api_key",
                subject_id=row.id,
                details={"name": row.name},
            )
        )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _shown(row: ApiKeyRow) -> ApiKey:
    return ApiKey(row.id, row.name, row.per_minute, row.per_day, row.created_at, row.revoked_at)
