"""Signing in on the page: a link that works once, then a cookie that expires.

Codes and cookies are 128 random bits; only their SHA-256 is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Text, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.state import Base
from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from knowledge.database import Database

CODE_FOR = timedelta(minutes=15)
"""How long a link works."""

SIGNED_IN_FOR = timedelta(hours=12)
"""How long a sign-in lasts: a working day."""


class LoginCodeRow(Base):
    """A link that was given out and not used yet."""

    __tablename__ = "login_codes"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInRow(Base):
    """A browser that is signed in."""

    __tablename__ = "sign_ins"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[int]
    guard: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in.

    Attributes:
        account: Their account.
        guard: What each change must be sent with, so that no other site can make one.
    """

    account: int
    guard: str


class SignIns:
    """The sign-ins of an office.

    Args:
        database: Holds them.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock

    def new_code(self, account: int) -> str:
        """A code for a link; whoever opens it first is signed in as the account."""
        code = secrets.token_urlsafe(16)
        now = self._clock()
        with self._database.session() as session:
            session.execute(delete(LoginCodeRow).where(LoginCodeRow.expires_at < now))
            session.execute(delete(SignInRow).where(SignInRow.expires_at < now))
            session.add(
                LoginCodeRow(sha256=_hash(code), account=account, expires_at=now + CODE_FOR)
            )
        return code

    def redeem(self, code: str) -> str | None:
        """The value of the cookie for a code; None where it is unknown, used or too old."""
        cookie = secrets.token_urlsafe(16)
        now = self._clock()
        with self._database.session() as session:
            row = session.get(LoginCodeRow, _hash(code), with_for_update=True)
            if row is None:
                return None
            session.delete(row)
            if row.expires_at <= now:
                return None
            session.add(
                SignInRow(
                    sha256=_hash(cookie),
                    account=row.account,
                    guard=secrets.token_urlsafe(16),
                    expires_at=now + SIGNED_IN_FOR,
                )
            )
        return cookie

    def signed_in(self, cookie: str) -> SignedIn | None:
        """Who a cookie signs in."""
        with self._database.read() as session:
            row = session.get(SignInRow, _hash(cookie))
            if row is None or row.expires_at <= self._clock():
                return None
            return SignedIn(row.account, row.guard)

    def sign_out(self, cookie: str) -> None:
        """Forgets a cookie."""
        with self._database.session() as session:
            session.execute(delete(SignInRow).where(SignInRow.sha256 == _hash(cookie)))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
