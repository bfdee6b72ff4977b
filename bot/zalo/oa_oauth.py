"""Zalo's OAuth v4 for Official Accounts, with PKCE (RFC 7636, S256).

An admin of the account opens `permission_address`; Zalo sends them back with a code, which is
worth one pair of tokens. The refresh token of a pair is worth the next pair, once.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx

from bot.zalo.errors import RequestRefused, TokenRefused, Unavailable
from bot.zalo.oa_client import REQUEST_TIMEOUT_S, as_int, body_of, code_of, requesting

OAUTH_URL = "https://oauth.zaloapp.com"

PERMISSION = "/v4/oa/permission"
ACCESS_TOKEN = "/v4/oa/access_token"

ACCESS_LASTS = timedelta(hours=25)
"""How long an access token is good, where Zalo does not say."""

REFRESH_LASTS = timedelta(days=90)
"""How long a refresh token is good, where Zalo does not say."""

_USED_UP = {-14020, -118}
"""A refresh token that was used before or is too old; sources differ."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What Zalo gives for a code or a refresh token."""

    access_token: str
    refresh_token: str
    access_lasts: timedelta
    refresh_lasts: timedelta

    def __repr__(self) -> str:
        """Without the tokens."""
        return "Pair(…)"


def new_verifier() -> str:
    """A code verifier of 43 letters, to be kept until the code comes."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def permission_address(
    app_id: str, redirect: str, verifier: str, state: str, *, oauth_url: str = OAUTH_URL
) -> str:
    """The address at which an admin of the account lets the application act for it."""
    query = {
        "app_id": app_id,
        "redirect_uri": redirect,
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    return f"{oauth_url.rstrip('/')}{PERMISSION}?{urlencode(query)}"


class ZaloOAuth:
    """The token endpoint for one application; use it as an async context manager.

    Args:
        app_id: The application's.
        app_secret: Its secret; goes only into a header.
        oauth_url: Where the OAuth server stands.
        transport: What carries the requests, for tests.
    """

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        *,
        oauth_url: str = OAUTH_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._app_id = app_id
        self._http = httpx.AsyncClient(
            base_url=oauth_url.rstrip("/"),
            headers={"secret_key": app_secret},
            timeout=REQUEST_TIMEOUT_S,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def pair_for_code(self, code: str, verifier: str) -> Pair:
        """The first pair.

        Raises:
            ZaloError: RequestRefused where the code is wrong, too old or was used.
        """
        grant = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        return await self._pair(grant)

    async def pair_for_refresh_token(self, refresh_token: str) -> Pair:
        """The next pair.

        Raises:
            ZaloError: TokenRefused where the refresh token was used or is too old.
        """
        return await self._pair({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def _pair(self, grant: Mapping[str, str]) -> Pair:
        method = grant["grant_type"]
        with requesting(method):
            response = await self._http.post(ACCESS_TOKEN, data={"app_id": self._app_id, **grant})
        body = body_of(method, response)
        access, refresh = body.get("access_token"), body.get("refresh_token")
        if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            return Pair(
                access,
                refresh,
                _lasts(body.get("expires_in"), ACCESS_LASTS),
                _lasts(body.get("refresh_token_expires_in"), REFRESH_LASTS),
            )
        code = code_of(body) or response.status_code
        # the description may quote what was sent, so only the name is shown
        name = str(body.get("error_name") or response.reason_phrase)
        if code in _USED_UP:
            raise TokenRefused(method, name, code)
        if response.is_server_error:
            raise Unavailable(method, name, code)
        raise RequestRefused(method, name, code)


def _lasts(seconds: object, otherwise: timedelta) -> timedelta:
    """A span in seconds, which may be a string."""
    number = as_int(seconds)
    return timedelta(seconds=number) if number and 0 < number < 10**9 else otherwise
