"""The tokens of an Official Account: kept in the database, renewed by one process at a time.

    no tokens ──begin──> a login that waits ──finish──> a pair ──renew──> the next pair …
                                                         └── its refresh token was used up: log in

A refresh token works once, so whoever renews holds a lease in the token's row, and whoever comes
second finds the new pair when it reads the row again. The request itself happens outside any
transaction, so that nobody waits for Zalo to write to the database; it ends before its lease does,
and is not cut short when the message that asked for it is.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.channels.redaction import keep_out_of_logs
from bot.state import Base
from bot.zalo.errors import TokenRefused, Unavailable, ZaloError
from bot.zalo.oa_oauth import (
    OAUTH_URL,
    Pair,
    ZaloOAuth,
    new_verifier,
    permission_address,
)
from knowledge.database import Database, UtcDateTime

if TYPE_CHECKING:
    import httpx
    from sqlalchemy.orm import Session

LEASE_S = 30.0
"""Seconds a process may hold the renewal; the request takes less, so only a dead one lets it
run out."""

WAIT_S, LOOK_EVERY_S = 10.0, 0.1
"""Seconds to wait for another process's renewal in all, and between two looks."""

EARLY = timedelta(minutes=30)
"""How long before its end an access token is renewed."""

LOGIN_LASTS = timedelta(minutes=30)
"""How long a login may take, from the address to the code."""


class TokensRow(Base):
    """The pair in use; `refused_at` is set where its refresh token is worth nothing any more."""

    __tablename__ = "zalo_oa_tokens"

    app_id: Mapped[str] = mapped_column(Text, primary_key=True)
    oa_id: Mapped[str] = mapped_column(Text)
    access_token: Mapped[str] = mapped_column(Text)
    access_until: Mapped[datetime] = mapped_column(UtcDateTime)
    refresh_token: Mapped[str] = mapped_column(Text)
    refresh_until: Mapped[datetime] = mapped_column(UtcDateTime)
    logged_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    holder: Mapped[str | None] = mapped_column(Text)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginRow(Base):
    """A login that waits for its code."""

    __tablename__ = "zalo_oa_logins"

    state_sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    app_id: Mapped[str] = mapped_column(Text)
    verifier: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StateUnknown(Exception):
    """A code came for a login that was not begun here, has ended or took too long."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """How the login stands.

    Attributes:
        oa_id: The account's id, as Zalo said at the login; "" where it did not.
        since: When somebody logged in.
        access_until, refresh_until: How long the tokens are good.
        refused_at: When Zalo refused the refresh token; then somebody must log in again.
    """

    oa_id: str
    since: datetime
    access_until: datetime
    refresh_until: datetime
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Renewal:
    """This process's turn to renew."""

    refresh_token: str
    holder: str


class OaTokens:
    """The tokens of one application; safe to use from several processes.

    Args:
        database: Holds them.
        app_id: The application's.
        app_secret: Its secret.
        oauth_url: Where the OAuth server stands.
        clock: The time, aware.
        transport: What carries the requests, for tests.
    """

    def __init__(
        self,
        database: Database,
        app_id: str,
        app_secret: str,
        *,
        oauth_url: str = OAUTH_URL,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        keep_out_of_logs(app_secret)
        self._database = database
        self._app_id = app_id
        self._secret = app_secret
        self._oauth_url = oauth_url
        self._clock = clock
        self._transport = transport
        self._renewing: asyncio.Task[str] | None = None

    # logging in

    def begin(self, redirect: str) -> str:
        """The address an admin of the account opens; its code is for `finish`."""
        state, verifier, now = secrets.token_urlsafe(24), new_verifier(), self._clock()
        row = LoginRow(
            state_sha256=_sha256(state),
            app_id=self._app_id,
            verifier=verifier,
            expires_at=now + LOGIN_LASTS,
        )
        with self._database.session() as session:
            session.execute(delete(LoginRow).where(LoginRow.expires_at < now))
            session.add(row)
        return permission_address(
            self._app_id, redirect, verifier, state, oauth_url=self._oauth_url
        )

    async def finish(self, code: str, state: str | None, oa_id: str = "") -> None:
        """Keep the tokens that a code is worth.

        Args:
            code: From the address Zalo sent the admin back to.
            state: From there, too; None where the code alone was copied, for the latest login.
            oa_id: The account's.

        Raises:
            StateUnknown: No such login waits.
            ZaloError: Zalo does not take the code, or cannot be reached.
        """
        keep_out_of_logs(code)
        verifier = await asyncio.to_thread(self._verifier, state)
        async with self._oauth() as oauth:
            pair = await oauth.pair_for_code(code, verifier)
        await asyncio.to_thread(self._logged_in, pair, oa_id)

    def standing(self) -> LoggedIn | None:
        """How the login stands; None before the first."""
        with self._database.read() as session:
            row = session.get(TokensRow, self._app_id)
            if row is None:
                return None
            return LoggedIn(
                row.oa_id, row.logged_in_at, row.access_until, row.refresh_until, row.refused_at
            )

    # using them

    async def access_token(self) -> str:
        """A token that is good for a while.

        Raises:
            ZaloError: TokenRefused where somebody must log in.
        """
        token, until = await asyncio.to_thread(self._current)
        if until > self._clock() + EARLY:
            return token
        return await self.renewed(token)

    async def renewed(self, stale: str) -> str:
        """Another token than the one that Zalo did not take, or that is near its end.

        Raises:
            ZaloError: TokenRefused where somebody must log in.
        """
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(stale))
        # a refresh that has gone out must come to its end, whatever becomes of who waits for it
        return await asyncio.shield(self._renewing)

    async def settled(self) -> None:
        """Wait for a renewal under way."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])

    async def _renew(self, stale: str) -> str:
        for _ in range(round(WAIT_S / LOOK_EVERY_S)):
            found = await asyncio.to_thread(self._take, stale)
            if isinstance(found, str):
                return found
            if found is not None:
                return await self._exchange(found)
            await asyncio.sleep(LOOK_EVERY_S)
        raise Unavailable("refresh_token", "another process is renewing the token")

    async def _exchange(self, renewal: _Renewal) -> str:
        try:
            async with self._oauth() as oauth:
                pair = await oauth.pair_for_refresh_token(renewal.refresh_token)
        except TokenRefused:
            await asyncio.to_thread(self._give_up, renewal, refused=True)
            raise
        except ZaloError as error:
            await asyncio.to_thread(self._give_up, renewal, refused=False)
            # whatever it is, it says nothing of the message that wanted a token: that one waits
            raise Unavailable(error.method, error.description, error.code) from None
        return await asyncio.to_thread(self._keep, renewal, pair)

    def _oauth(self) -> ZaloOAuth:
        return ZaloOAuth(
            self._app_id, self._secret, oauth_url=self._oauth_url, transport=self._transport
        )

    # the rows, each function one transaction

    def _verifier(self, state: str | None) -> str:
        """The verifier of a login, which ends with this."""
        waiting = select(LoginRow).where(
            LoginRow.app_id == self._app_id, LoginRow.expires_at > self._clock()
        )
        if state is not None:
            waiting = waiting.where(LoginRow.state_sha256 == _sha256(state))
        with self._database.session() as session:
            row = session.scalars(
                waiting.order_by(LoginRow.expires_at.desc()).limit(1).with_for_update()
            ).first()
            if row is None:
                raise StateUnknown
            session.delete(row)
            return row.verifier

    def _logged_in(self, pair: Pair, oa_id: str) -> None:
        now = self._clock()
        with self._database.session() as session:
            row = self._row(session)
            if row is None:
                row = TokensRow(app_id=self._app_id)
                session.add(row)
            row.oa_id, row.logged_in_at = oa_id, now
            _put(row, pair, now)

    def _current(self) -> tuple[str, datetime]:
        with self._database.read() as session:
            row = session.get(TokensRow, self._app_id)
            if row is None or row.refused_at is not None:
                raise TokenRefused("access_token", "nobody is logged in")
            keep_out_of_logs(row.access_token)
            return row.access_token, row.access_until

    def _take(self, stale: str) -> str | _Renewal | None:
        """The token that another process got meanwhile, or the turn; None while it is another's."""
        now = self._clock()
        with self._database.session() as session:
            row = self._row(session)
            if row is None or row.refused_at is not None:
                raise TokenRefused("refresh_token", "nobody is logged in")
            if row.access_token != stale:
                keep_out_of_logs(row.access_token)
                return row.access_token
            if row.leased_until is not None and row.leased_until > now:
                return None
            row.holder = secrets.token_hex(8)
            row.leased_until = now + timedelta(seconds=LEASE_S)
            keep_out_of_logs(row.refresh_token)
            return _Renewal(row.refresh_token, row.holder)

    def _keep(self, renewal: _Renewal, pair: Pair) -> str:
        with self._database.session() as session:
            row = self._row(session)
            if row is None:
                raise TokenRefused("refresh_token", "nobody is logged in")
            if row.refresh_token == renewal.refresh_token:  # else somebody has logged in meanwhile
                _put(row, pair, self._clock())
            return row.access_token

    def _give_up(self, renewal: _Renewal, *, refused: bool) -> None:
        with self._database.session() as session:
            row = self._row(session)
            if row is None or row.holder != renewal.holder:
                return
            row.holder = row.leased_until = None
            if refused and row.refresh_token == renewal.refresh_token:
                row.refused_at = self._clock()

    def _row(self, session: Session) -> TokensRow | None:
        return session.get(TokensRow, self._app_id, with_for_update=True, populate_existing=True)


def _put(row: TokensRow, pair: Pair, now: datetime) -> None:
    keep_out_of_logs(pair.access_token)
    keep_out_of_logs(pair.refresh_token)
    row.access_token, row.access_until = pair.access_token, now + pair.access_lasts
    row.refresh_token, row.refresh_until = pair.refresh_token, now + pair.refresh_lasts
    row.refused_at = row.holder = row.leased_until = None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
