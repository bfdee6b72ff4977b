"""The Zalo Bot Platform, with the habits that were measured on live accounts.

Where sources differ both are offered: `replays` delivers the same updates on every poll, without
end; `as_list` hands several at once instead of one.
"""

import time
from dataclasses import dataclass
from typing import Any

from tests.fakes.served import Answer, Call, FakePlatform

TEXT_LIMIT = 2000
TEXT = "message.text.received"
USER = "6ede9afa66b88fe6d6a9"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the bot sent."""

    chat_id: str
    text: str
    parse_mode: str | None


class FakeZaloBot(FakePlatform):
    """One bot's Zalo.

    Args:
        token: The only token that is known.
        replays: Whether updates that were delivered come again on every poll.
        as_list: Whether getUpdates gives a list of updates rather than one.
        wrapped: Whether a webhook's body is {"ok", "result"} around the update.
    """

    SECRET_HEADER = "X-Bot-Api-Secret-Token"

    def __init__(
        self,
        token: str = "987654:zalo-secret-token",
        *,
        replays: bool = False,
        as_list: bool = False,
        wrapped: bool = True,
    ) -> None:
        super().__init__(token)
        self.wrapped = wrapped
        self.replays = replays
        self.as_list = as_list
        self.sent: list[Sent] = []
        self._updates: list[dict[str, Any]] = []
        self._turn = 0
        self._number = 0

    # what people do

    def says(
        self,
        text: str,
        *,
        user: str = USER,
        group: str | None = None,
        event: str = TEXT,
        extra: dict[str, Any] | None = None,
    ) -> str:
        """A person writes; returns the message's id."""
        with self.changed:
            self._number += 1
            update = self._update(self._number, text, user, group, event, extra or {})
            self._deliver(update)
            self.changed.notify_all()
            return str(update["message"]["message_id"])

    def update_saying(self, number: int, text: str) -> dict[str, Any]:
        return self._update(number, text, USER, None, TEXT, {})

    def _update(
        self,
        number: int,
        text: str,
        user: str,
        group: str | None,
        event: str,
        extra: dict[str, Any],
    ) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": f"2d758cb5e222177a4e{number:02d}",
            "date": int(time.time() * 1000),
            "from": {"id": user, "display_name": "Nguyễn Thị Sáu", "is_bot": False},
            "chat": {"id": group or user, "chat_type": "GROUP" if group else "PRIVATE"},
        }
        if event == TEXT:
            message["text"] = text
        return {"event_name": event, "message": message | extra}

    def deliver_again(self) -> None:
        """The last update comes once more."""
        with self.changed:
            self._deliver(self._last)
            self.changed.notify_all()

    def _deliver(self, update: dict[str, Any]) -> None:
        if self.webhook is None:
            self._updates.append(update)
            return
        self._last = update
        self.bring({"ok": True, "result": update} if self.wrapped else update)

    # the API

    def answer(self, call: Call, token: str) -> Answer:
        if token != self.token:
            return failure(401, "Unauthorized")
        handler = getattr(self, f"_on_{call.method}", None)
        if handler is None:
            return failure(400, "Bad request")
        answer: Answer = handler(call)
        return answer

    def _on_getMe(self, call: Call) -> Answer:  # noqa: N802
        me = {"id": "1", "account_name": "bot.HoiDap", "account_type": "BASIC"}
        return _success({**me, "can_join_groups": False, "display_name": "Hỏi đáp"})

    def _on_setWebhook(self, call: Call) -> Answer:  # noqa: N802
        secret = call.params.get("secret_token", "")
        if not 8 <= len(secret) <= 256:
            return failure(400, "Bad request: secret_token must be 8-256 characters")
        with self.changed:
            self.webhook = (call.params["url"], secret)
            self.changed.notify_all()
        return _success({"url": call.params["url"], "updated_at": 1_750_316_131_602})

    def _on_deleteWebhook(self, call: Call) -> Answer:  # noqa: N802
        self.webhook = None
        return _success({"url": "", "updated_at": 1_750_316_131_602})

    def _on_getUpdates(self, call: Call) -> Answer:  # noqa: N802
        if self.webhook is not None:
            return failure(400, "You cannot use this API while a webhook is set")
        with self.changed:
            self.changed.wait_for(
                lambda: self._updates or self.closing or call.gone.is_set(),
                float(call.params.get("timeout", 30)),
            )
            if not self._updates or call.gone.is_set():
                return failure(408, "Request timeout")
            if self.as_list:
                batch = list(self._updates)
                if not self.replays:
                    self._updates.clear()
                self._last = batch[-1]
                return _success(batch)
            self._turn %= len(self._updates)
            self._last = self._updates[self._turn]
            if self.replays:
                self._turn += 1
            else:
                self._updates.pop(self._turn)
            return _success(self._last)

    def _on_sendMessage(self, call: Call) -> Answer:  # noqa: N802
        text = call.params.get("text", "")
        if not isinstance(text, str) or not 1 <= len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
            return failure(400, "Bad request: text must be 1-2000 characters")
        if call.params.get("parse_mode") not in (None, "markdown", "html"):
            return failure(400, "Bad request: parse_mode")
        if set(call.params) - {"chat_id", "text", "parse_mode", "text_styles"}:
            return failure(400, "Bad request: unknown parameter")
        with self.changed:
            self.sent.append(Sent(call.params["chat_id"], text, call.params.get("parse_mode")))
            return _success({"message_id": f"sent{len(self.sent)}", "date": 1_750_316_131_602})

    def _on_sendChatAction(self, call: Call) -> Answer:  # noqa: N802
        if call.params.get("action") != "typing":
            return failure(400, "Bad request: action")
        return Answer(200, {"ok": True})


def _success(result: Any) -> Answer:
    return Answer(200, {"ok": True, "result": result})


def failure(code: int, description: str, *, status: int | None = None) -> Answer:
    """A refusal; `status` where the HTTP status differs from the code (200 with ok:false)."""
    return Answer(status or code, {"ok": False, "error_code": code, "description": description})
