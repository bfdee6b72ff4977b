"""Zalo's Official Accounts: the OAuth server, the OpenAPI, and the webhook's signature.

A refusal is HTTP 200 with an error code, as there. A refresh token works once. A person can be
written to freely for 48 hours after they did something (`replies` messages at most), then from the
package until seven days are over.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.served import Answer, Call, FakePlatform

APP_ID = "3900000000000000001"
APP_SECRET = "oa-app-secret"
OA_ID = "579000000000000001"
OA_SECRET = "oa-webhook-secret"
USER = "186729651760683225"

TEXT_LIMIT = 2000  # UTF-16 units
BUTTONS, TITLE_LIMIT, PAYLOAD_LIMIT = 5, 100, 1000
BUTTON_TYPES = {"oa.query.show", "oa.query.hide", "oa.open.url", "oa.open.phone", "oa.open.sms"}
ACCESS_LASTS = timedelta(hours=25)
FREE, PAID = timedelta(hours=48), timedelta(days=7)
REPLIES = 8

SEND = "/v3.0/oa/message/cs"
UPLOAD = "/v2.0/oa/upload/file"
FILES, FILE_LIMIT = (".pdf", ".doc", ".docx"), 5 * 2**20
TOKEN = "/v4/oa/access_token"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the account sent."""

    user: str
    text: str
    buttons: tuple[tuple[str, str], ...]  # (title, payload)
    file: tuple[str, bytes] | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(title for title, _ in self.buttons)


@dataclass
class _Grant:
    challenge: str
    used: bool = False


@dataclass
class _Person:
    follows: bool = True
    last_at: datetime | None = None
    replies_left: int = 0


@dataclass(frozen=True)
class Refusal(Exception):
    """The request breaks a rule of the platform."""

    code: int
    message: str = "refused"


class FakeZaloOa(FakePlatform):
    """One account's Zalo, and the application that acts for it.

    Args:
        package: Messages of the package that are left for what is not free.
        strings: Whether numbers in answers are written as strings, as some accounts see them.
        stamp_in_header: Whether the signature's timestamp is only in a header.
        clock: The time, aware.
    """

    def __init__(
        self,
        *,
        package: int = 500,
        strings: bool = False,
        stamp_in_header: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__("")
        self.package = package
        self.sent: list[Sent] = []
        self.files: dict[str, bytes] = {}
        self.url = ""  # where this fake is served, for the addresses of files
        self._strings = strings
        self._stamp_in_header = stamp_in_header
        self._clock = clock
        self._people: dict[str, _Person] = {}
        self._grants: dict[str, _Grant] = {}
        self._access: dict[str, datetime] = {}  # token, and until when it is good
        self._refresh: dict[str, bool] = {}  # token, and whether it was used
        self._number = 0
        self._uploaded: dict[str, tuple[str, bytes]] = {}  # by token

    def subscribe(self, url: str) -> None:
        """Somebody sets the webhook's address at Zalo."""
        with self.changed:
            self.webhook = (url, OA_SECRET)

    # what people do

    def says(self, text: str, *, user: str = USER) -> str:
        """A person writes; returns the message's id."""
        return self._said("user_send_text", {"text": text}, user)

    def taps(self, sent: Sent, title: str, *, user: str = USER) -> str:
        """A person taps a button, whose payload is what they say."""
        payload = next(payload for label, payload in sent.buttons if label == title)
        return self.says(payload, user=user)

    def sends(self, kind: str, payload: dict[str, Any], *, user: str = USER) -> str:
        """A person sends something else than words: "image", "sticker", "file", …"""
        attachments = [{"type": kind, "payload": payload}]
        return self._said(f"user_send_{kind}", {"attachments": attachments}, user)

    def sends_file(self, name: str, content: bytes, *, user: str = USER) -> str:
        with self.changed:
            self.files[f"/file/{len(self.files)}"] = content
            path = list(self.files)[-1]
        payload = {"url": self.url + path, "name": name, "size": str(len(content)), "type": "x"}
        return self.sends("file", payload, user=user)

    def follows(self, *, user: str = USER) -> None:
        self._person(user).follows = True
        self.interacts(user)
        self.bring(self._event("follow", follower={"id": user}, oa_id=OA_ID))

    def leaves(self, *, user: str = USER) -> None:
        person = self._person(user)
        person.follows, person.last_at = False, None
        self.bring(self._event("unfollow", follower={"id": user}, oa_id=OA_ID))

    def update_saying(self, number: int, text: str) -> dict[str, Any]:
        message = {"msg_id": f"96d3cdf3af150460{number:04d}", "text": text}
        return self._event(
            "user_send_text", sender={"id": USER}, recipient={"id": OA_ID}, message=message
        )

    def _said(self, event: str, message: dict[str, Any], user: str) -> str:
        with self.changed:
            self._number += 1
            message["msg_id"] = f"96d3cdf3af150460{self._number:04d}"
            self.interacts(user)
        who = {"sender": {"id": user}, "recipient": {"id": OA_ID}, "user_id_by_app": f"app{user}"}
        self.bring(self._event(event, message=message, **who))
        return str(message["msg_id"])

    def interacts(self, user: str = USER) -> None:
        """A person does something, by which they may be written to."""
        person = self._person(user)
        person.last_at, person.replies_left = self._clock(), REPLIES

    def knows(self, user: str) -> None:
        """A person follows the account, and has done nothing for long."""
        self._person(user)

    def _person(self, user: str) -> _Person:
        return self._people.setdefault(user, _Person())

    def _event(self, name: str, **fields: Any) -> dict[str, Any]:
        event = {"event_name": name, "app_id": APP_ID, **fields}
        if not self._stamp_in_header:
            event["timestamp"] = self._stamp()
        else:
            # an event always bears its time; what differs is which of the two is signed
            event["timestamp"] = str(int(self._stamp()) - 5)
        return event

    def _stamp(self) -> str:
        return str(int(self._clock().timestamp() * 1000))

    def proof(self, body: bytes, secret: str) -> dict[str, str]:
        stamp = self._stamp() if self._stamp_in_header else json.loads(body)["timestamp"]
        return signed(body, stamp, secret) | (
            {"X-ZEvent-Timestamp": stamp} if self._stamp_in_header else {}
        )

    # the OAuth server

    def approves(self, address: str, *, redirect: str) -> str:
        """An admin opens the permission page and agrees: where Zalo sends them back to."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query, strict_parsing=True))
        assert parts.path == "/v4/oa/permission", parts.path
        assert asked["app_id"] == APP_ID
        assert asked["redirect_uri"] == redirect, "-14003: the callback that is registered"
        assert len(asked["code_challenge"]) == 43, "the S256 challenge, without padding"
        code = f"code-{len(self._grants)}"
        self._grants[code] = _Grant(asked["code_challenge"])
        return f"{redirect}?{urlencode({'code': code, 'oa_id': OA_ID, 'state': asked['state']})}"

    def expire_access_tokens(self) -> None:
        """Every access token's time is over, as if a day had passed."""
        with self.changed:
            self._access = dict.fromkeys(self._access, self._clock())

    @property
    def refreshed(self) -> int:
        """How many pairs were given for a refresh token."""
        return sum(self._refresh.values())

    def _on_token(self, call: Call) -> Answer:
        if call.headers.get("secret_key") != APP_SECRET or call.params.get("app_id") != APP_ID:
            return _oauth_error(-14002, "invalid_client")
        match call.params:
            case {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}:
                grant = self._grants.get(code)
                digest = hashlib.sha256(verifier.encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                if grant is None or grant.used or grant.challenge != challenge:
                    return _oauth_error(-14019, "invalid_code")
                grant.used = True
            case {"grant_type": "refresh_token", "refresh_token": token}:
                if self._refresh.get(token, True):
                    return _oauth_error(-14020, "invalid_refresh_token")
                self._refresh[token] = True
            case _:
                return _oauth_error(-14001, "invalid_request")
        number = len(self._refresh)
        access, refresh = f"access-token-{number}", f"refresh-token-{number}"
        self._access[access] = self._clock() + ACCESS_LASTS
        self._refresh[refresh] = False
        seconds = self._written(int(ACCESS_LASTS.total_seconds()))
        pair = {"access_token": access, "refresh_token": refresh, "expires_in": seconds}
        return Answer(200, pair)

    # the OpenAPI

    def addressed(self, path: str, headers: dict[str, str]) -> tuple[str, str]:
        return headers.get("access_token", ""), path

    def answer(self, call: Call, token: str) -> Answer:
        with self.changed:
            if call.method == TOKEN:
                return self._on_token(call)
            if call.method in self.files:
                return Answer(200, self.files[call.method])
            if call.method not in (SEND, UPLOAD):
                return Answer(404, {"error": -201, "message": "unknown path"})
            try:
                until = self._access.get(token)
                if until is None or until <= self._clock():
                    raise Refusal(-216, "Access token is invalid")
                data = self._sends(call) if call.method == SEND else self._takes(call)
                return Answer(200, {"error": 0, "message": "Success", "data": data})
            except Refusal as refusal:
                return failure(refusal.code, refusal.message)

    def _takes(self, call: Call) -> dict[str, Any]:
        name, content = call.params["file"]
        if not name.lower().endswith(FILES) or len(content) > FILE_LIMIT:
            raise Refusal(-210, "the file is too big or of a kind that is not taken")
        token = f"file-token-{len(self._uploaded)}"
        self._uploaded[token] = (name, content)
        return {"token": token}

    def _sends(self, call: Call) -> dict[str, Any]:
        match call.params:
            case {
                "recipient": {"user_id": str(user)},
                "message": {"attachment": {"type": "file", "payload": {"token": token}}} as message,
            }:
                if set(message) != {"attachment"} or token not in self._uploaded:
                    raise Refusal(-201, "token")
                return self._sent(user, "", (), self._uploaded[token])
            case {"recipient": {"user_id": str(user)}, "message": {"text": str(text)} as message}:
                pass
            case _:
                raise Refusal(-201, "recipient and message.text are needed")
        if set(call.params) != {"recipient", "message"} or set(message) - {"text", "attachment"}:
            raise Refusal(-201, "unknown parameter")
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
            raise Refusal(-210, "message.text must be 1-2000 characters")
        buttons = _buttons(message.get("attachment"))
        return self._sent(user, text, buttons)

    def _sent(
        self,
        user: str,
        text: str,
        buttons: tuple[tuple[str, str], ...],
        file: tuple[str, bytes] | None = None,
    ) -> dict[str, Any]:
        quota = self._paid_by(self._people.get(user))
        self.sent.append(Sent(user, text, buttons, file))
        self.changed.notify_all()
        return {
            "message_id": f"sent{len(self.sent)}",
            "user_id": user,
            "sent_time": self._stamp(),
            "quota": quota,
        }

    def _paid_by(self, person: _Person | None) -> dict[str, Any]:
        if person is None or (not person.follows and person.last_at is None):
            raise Refusal(-213, "User has not followed OA")
        silent = PAID if person.last_at is None else self._clock() - person.last_at
        if silent >= PAID:
            raise Refusal(-230, "User has not interacted with the OA in the past 7 days")
        if silent < FREE:
            if person.replies_left == 0:
                raise Refusal(-311, "Out of reply quota")
            person.replies_left -= 1
            return self._quota("reply", person.replies_left, REPLIES)
        if self.package == 0:
            raise Refusal(-211, "Out of quota")
        self.package -= 1
        return self._quota("sub_quota", self.package, 500)

    def _quota(self, kind: str, remain: int, total: int) -> dict[str, Any]:
        numbers = {"remain": self._written(remain), "total": self._written(total)}
        return {"quota_type": kind, **numbers}

    def _written(self, number: int) -> int | str:
        return str(number) if self._strings else number


@dataclass
class Clock:
    """A clock that stands until it is moved; begins at the present."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def signed(body: bytes, stamp: str, secret: str = OA_SECRET) -> dict[str, str]:
    """The signature of a body."""
    whole = APP_ID.encode() + body + stamp.encode() + secret.encode()
    return {"X-ZEvent-Signature": f"mac={hashlib.sha256(whole).hexdigest()}"}


def failure(code: int, message: str = "refused", *, status: int = 200) -> Answer:
    """A refusal, by default with HTTP 200."""
    return Answer(status, {"error": code, "message": message})


def _oauth_error(code: int, name: str) -> Answer:
    return Answer(200, {"error": code, "error_name": name, "error_description": name})


def _buttons(attachment: Any) -> tuple[tuple[str, str], ...]:
    if attachment is None:
        return ()
    match attachment:
        case {"type": "template", "payload": {"buttons": list(raw)} as payload}:
            if set(payload) - {"buttons", "template_type"}:
                raise Refusal(-201, "unknown parameter")
        case _:
            raise Refusal(-233, "attachment type is not supported")
    if not 1 <= len(raw) <= BUTTONS:
        raise Refusal(-201, "1 to 5 buttons")
    for each in raw:
        if set(each) != {"title", "type", "payload"} or each["type"] not in BUTTON_TYPES:
            raise Refusal(-201, "buttons")
        if not 1 <= len(each["title"].encode("utf-16-le")) // 2 <= TITLE_LIMIT:
            raise Refusal(-201, "button.title")
        if not 1 <= len(each["payload"]) <= PAYLOAD_LIMIT:
            raise Refusal(-201, "button.payload")
    return tuple((each["title"], each["payload"]) for each in raw)
