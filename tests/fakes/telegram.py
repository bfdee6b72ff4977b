"""Telegram's Bot API as python-telegram-bot 22.8 sees it, limits included.

What is refused here is refused there: too long a text, markup that does not close, callback data
over 64 bytes, a stranger's token, a second webhook-less poller is not modelled. Updates stay until
a later offset confirms them.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from tests.fakes.served import Answer, Call, FakePlatform

TEXT_LIMIT = 4096  # UTF-16 units after entities are parsed
CALLBACK_BYTES = 64
CALLBACK_ANSWER_LIMIT = 200
BUTTONS, BUTTONS_A_ROW = 100, 8
COMMANDS = 100
POLL_QUESTION, POLL_OPTION, POLL_OPTIONS = 300, 100, 12
POLL_EXPLANATION, POLL_EXPLANATION_LINE_FEEDS = 200, 2
UPLOAD_LIMIT = 50 * 2**20  # bytes that a bot may send
DOWNLOAD_LIMIT = 20 * 2**20  # bytes that a bot may fetch from the cloud
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "del", "code", "pre", "a", "blockquote"}


@dataclass(slots=True)
class Sent:
    """A message the bot sent: what the person reads, and the buttons under it."""

    message_id: int
    chat_id: int
    text: str
    html: str
    buttons: list[list[tuple[str, str]]] = field(default_factory=list)  # (label, data)
    reply_to: int | None = None
    thread: int | None = None
    sends: dict[str, Any] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    poll: dict[str, Any] | None = None

    def data(self, label: str) -> str:
        return next(d for row in self.buttons for t, d in row if t == label)

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]


class Refused(Exception):
    """The request breaks a rule of the platform."""

    def __init__(self, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.status = status


class FakeTelegram(FakePlatform):
    """One bot's Telegram.

    Args:
        token: The only token that is known.
        username: The bot's name, for mentions and commands in groups.
    """

    SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

    def __init__(self, token: str = "123456:telegram-secret-token", username: str = "hd_bot"):
        super().__init__(token)
        self.me = {
            "id": 123456,
            "is_bot": True,
            "first_name": "Hỏi đáp",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.sent: list[Sent] = []
        self.commands: list[dict[str, str]] = []
        self.menus: dict[int, list[dict[str, str]]] = {}  # of single chats
        self.answered_callbacks: list[str] = []
        self.files: dict[str, bytes] = {}
        self.blocked_by: set[int] = set()
        self.allowed: list[str] = []  # kinds of updates that the webhook takes
        self._pending: dict[str, int] = {}  # callback id -> user, until answered
        self._updates: list[dict[str, Any]] = []
        self._next_update = 1000
        self._next_message = 1

    # what people do

    def says(
        self,
        text: str = "",
        *,
        user: int = 7,
        chat: int | None = None,
        reply_to_bot: bool = False,
        edits: int | None = None,
        thread: int | None = None,
        extra: dict[str, Any] | None = None,
    ) -> int:
        """A person sends (or edits) a message; returns its id. `chat` < 0 is a group."""
        with self.changed:
            message_id = edits or self._message_id()
            message = self._message(message_id, user, chat or user, text)
            if reply_to_bot:
                message["reply_to_message"] = self._bot_message(
                    next(s for s in reversed(self.sent) if s.chat_id == (chat or user))
                )
            if thread is not None:
                message |= {"message_thread_id": thread, "is_topic_message": True}
            if edits:
                message["edit_date"] = int(time.time())
            message |= extra or {}
            self._deliver({"edited_message" if edits else "message": message})
            return message_id

    def update_saying(self, number: int, text: str) -> dict[str, Any]:
        return {"update_id": number, "message": self._message(number, 7, 7, text)}

    def sends_file(
        self, name: str, content: bytes, *, user: int = 7, caption: str = "", album: str = ""
    ) -> int:
        """A person sends a document."""
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = content
        document = {
            "file_id": file_id,
            "file_unique_id": f"u-{file_id}",
            "file_name": name,
            "file_size": len(content),
        }
        extra = {"document": document, "caption": caption or None, "media_group_id": album or None}
        return self.says(user=user, extra={k: v for k, v in extra.items() if v})

    def taps(self, sent: Sent, label: str, *, user: int = 7) -> str:
        """A person taps the button; returns the callback query's id."""
        with self.changed:
            callback_id = str(90_000 + self._next_update)
            self._pending[callback_id] = user
            self._deliver(
                {
                    "callback_query": {
                        "id": callback_id,
                        "from": self._user(user),
                        "message": self._bot_message(sent),
                        "chat_instance": "1",
                        "data": sent.data(label),
                    }
                }
            )
            return callback_id

    def votes(self, sent: Sent, option: str, *, user: int = 7) -> None:
        """A person picks an option of a poll; of an anonymous one the bot never hears."""
        assert sent.poll is not None
        place = [each["text"] for each in sent.poll["options"]].index(option)
        with self.changed:
            if sent.poll["is_anonymous"]:
                return
            self._deliver(
                {
                    "poll_answer": {
                        "poll_id": sent.poll["id"],
                        "user": self._user(user),
                        "option_ids": [place],
                        "option_persistent_ids": [f"o{place}"],
                    }
                }
            )

    def reacts(self, sent: Sent, emoji: str, *, user: int = 7) -> None:
        """A person puts a reaction on a message of the bot."""
        with self.changed:
            self._deliver(
                {
                    "message_reaction": {
                        "chat": self._chat(sent.chat_id),
                        "message_id": sent.message_id,
                        "user": self._user(user),
                        "date": int(time.time()),
                        "old_reaction": [],
                        "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
                    }
                }
            )

    def becomes(self, status: str, *, user: int = 7) -> None:
        """A person blocks the bot ("kicked") or lets it in again ("member")."""
        with self.changed:
            (self.blocked_by.add if status == "kicked" else self.blocked_by.discard)(user)

            def member(status: str) -> dict[str, Any]:
                until = {"until_date": 0} if status == "kicked" else {}
                return {"user": self.me, "status": status, **until}

            before = "member" if status == "kicked" else "kicked"
            self._deliver(
                {
                    "my_chat_member": {
                        "chat": self._chat(user),
                        "from": self._user(user),
                        "date": int(time.time()),
                        "old_chat_member": member(before),
                        "new_chat_member": member(status),
                    }
                }
            )

    def message_to(self, chat: int, number: int) -> Sent:
        """The number-th message sent to a chat, from 0."""
        return [s for s in self.sent if s.chat_id == chat][number]

    @property
    def unconfirmed(self) -> int:
        """How many updates would be delivered again."""
        with self.changed:
            return len(self._updates)

    # the API

    def answer(self, call: Call, token: str) -> Answer:
        if token != self.token:
            return failure(401, "Unauthorized")
        if call.method.startswith("files/"):
            return Answer(200, self.files[call.method.removeprefix("files/")])
        handler = getattr(self, f"_on_{call.method}", None)
        if handler is None:
            return failure(404, "Not Found")
        try:
            return Answer(200, {"ok": True, "result": handler(call.params)})
        except Refused as refused:
            return failure(refused.status, str(refused))

    def _on_getMe(self, params: dict[str, Any]) -> Any:  # noqa: N802
        return self.me

    def _on_getFile(self, params: dict[str, Any]) -> Any:  # noqa: N802
        file_id = params["file_id"]
        content = self.files.get(file_id)
        if content is None:
            raise Refused("Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(content) > DOWNLOAD_LIMIT:
            raise Refused("Bad Request: file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"u-{file_id}",
            "file_path": f"files/{file_id}",
        }

    def _on_deleteWebhook(self, params: dict[str, Any]) -> Any:  # noqa: N802
        self.webhook = None
        return True

    def _on_setWebhook(self, params: dict[str, Any]) -> Any:  # noqa: N802
        secret = params.get("secret_token", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Refused("Bad Request: secret token contains unallowed characters")
        if not 1 <= int(params.get("max_connections", 40)) <= 100:
            raise Refused("Bad Request: max_connections")
        with self.changed:
            self.allowed = json.loads(params.get("allowed_updates", "[]"))
            self.webhook = (params["url"], secret)
            for update in self._updates:
                self.bring(update)
            self._updates.clear()
            self.changed.notify_all()
        return True

    def _on_getUpdates(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if self.webhook is not None:
            raise Refused("Conflict: can't use getUpdates method while webhook is active", 409)
        offset = int(params.get("offset", 0))
        limit = int(params.get("limit", 100))
        allowed = json.loads(params.get("allowed_updates", "[]"))
        with self.changed:
            self._updates = [u for u in self._updates if u["update_id"] >= offset]

            def waiting() -> list[dict[str, Any]]:
                return [u for u in self._updates if not allowed or set(allowed) & set(u)]

            self.changed.wait_for(lambda: waiting() or self.closing, int(params.get("timeout", 0)))
            return waiting()[:limit]

    def _on_sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat_id = int(params["chat_id"])
        if chat_id in self.blocked_by:
            raise Refused("Forbidden: bot was blocked by the user", 403)
        html = params.get("text", "")
        text = _visible(html) if params.get("parse_mode") == "HTML" else html
        if not text.strip():
            raise Refused("Bad Request: message text is empty")
        if _utf16(text) > TEXT_LIMIT:
            raise Refused("Bad Request: message is too long")
        with self.changed:
            sent = Sent(
                self._message_id(), chat_id, text, html, _keyboard(params), sends=dict(params)
            )
            if "reply_parameters" in params:
                sent.reply_to = json.loads(params["reply_parameters"])["message_id"]
            if "message_thread_id" in params:
                sent.thread = int(params["message_thread_id"])
            self.sent.append(sent)
            return self._bot_message(sent)

    def _on_sendPoll(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat_id = int(params["chat_id"])
        if chat_id in self.blocked_by:
            raise Refused("Forbidden: bot was blocked by the user", 403)
        options = [each["text"] for each in json.loads(params["options"])]
        right = json.loads(params.get("correct_option_ids", "[]"))
        explanation = params.get("explanation", "")
        if not 1 <= _utf16(params["question"]) <= POLL_QUESTION:
            raise Refused("Bad Request: message is too long")
        if not 1 <= len(options) <= POLL_OPTIONS:
            raise Refused("Bad Request: poll must have at most 12 answers")
        if not all(1 <= _utf16(option) <= POLL_OPTION for option in options):
            raise Refused("Bad Request: poll options length must not exceed 100")
        if params.get("type") != "quiz" or not all(0 <= each < len(options) for each in right):
            raise Refused("Bad Request: wrong correct option id specified")
        if (
            _utf16(explanation) > POLL_EXPLANATION
            or explanation.count("\n") > POLL_EXPLANATION_LINE_FEEDS
        ):
            raise Refused("Bad Request: explanation is too long")
        with self.changed:
            message_id = self._message_id()
            poll = {
                "id": str(5_000_000 + message_id),
                "question": params["question"],
                "options": [
                    {"text": text, "persistent_id": f"o{place}", "voter_count": 0}
                    for place, text in enumerate(options)
                ],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": params.get("is_anonymous", "true") != "false",
                "type": "quiz",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
                "correct_option_ids": right,
                "explanation": explanation,
            }
            sent = Sent(
                message_id,
                chat_id,
                params["question"],
                "",
                _keyboard(params),
                sends=dict(params),
                poll=poll,
            )
            self.sent.append(sent)
            return self._bot_message(sent)

    def _on_sendDocument(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat_id = int(params["chat_id"])
        if chat_id in self.blocked_by:
            raise Refused("Forbidden: bot was blocked by the user", 403)
        name, content = params["document"]
        if len(content) > UPLOAD_LIMIT:
            raise Refused("Request Entity Too Large", 413)
        with self.changed:
            sent = Sent(self._message_id(), chat_id, "", "", file=(name, content))
            self.sent.append(sent)
            document = {"file_id": f"sent-{name}", "file_unique_id": name, "file_name": name}
            return self._bot_message(sent) | {"document": document}

    def _on_editMessageReplyMarkup(self, params: dict[str, Any]) -> Any:  # noqa: N802
        with self.changed:
            sent = next((s for s in self.sent if s.message_id == int(params["message_id"])), None)
            if sent is None or sent.chat_id != int(params["chat_id"]):
                raise Refused("Bad Request: message to edit not found")
            buttons = _keyboard(params)
            if buttons == sent.buttons:
                raise Refused("Bad Request: message is not modified")
            sent.buttons = buttons
            return self._bot_message(sent)

    def _on_answerCallbackQuery(self, params: dict[str, Any]) -> Any:  # noqa: N802
        with self.changed:
            if self._pending.pop(params["callback_query_id"], None) is None:
                raise Refused("Bad Request: query is too old and response timeout expired")
            if len(params.get("text", "")) > CALLBACK_ANSWER_LIMIT:
                raise Refused("Bad Request: MESSAGE_TOO_LONG")
            self.answered_callbacks.append(params["callback_query_id"])
            return True

    def _on_sendChatAction(self, params: dict[str, Any]) -> Any:  # noqa: N802
        if params["action"] != "typing":
            raise Refused("Bad Request: wrong parameter action in request")
        return True

    def _on_setMyCommands(self, params: dict[str, Any]) -> Any:  # noqa: N802
        commands = json.loads(params["commands"])
        if len(commands) > COMMANDS:
            raise Refused("Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused("Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = json.loads(params.get("scope", '{"type": "default"}'))
        with self.changed:
            match scope:
                case {"type": "default"}:
                    self.commands = commands
                case {"type": "chat", "chat_id": int(chat)}:
                    self.menus[chat] = commands
                case _:
                    raise Refused("Bad Request: BotCommandScope is invalid")
        return True

    def _on_deleteMyCommands(self, params: dict[str, Any]) -> Any:  # noqa: N802
        scope = json.loads(params.get("scope", '{"type": "default"}'))
        with self.changed:
            match scope:
                case {"type": "default"}:
                    self.commands = []
                case {"type": "chat", "chat_id": int(chat)}:
                    self.menus.pop(chat, None)
                case _:
                    raise Refused("Bad Request: BotCommandScope is invalid")
        return True

    # what the platform makes of it

    def _deliver(self, update: dict[str, Any]) -> None:
        update = {"update_id": self._next_update, **update}
        self._next_update += 1
        if self.webhook is None:
            self._updates.append(update)
        elif set(self.allowed) & set(update):
            self.bring(update)
        self.changed.notify_all()

    def deliver_again(self) -> None:
        """Put every update in the queue a second time, under new update ids."""
        with self.changed:
            for update in list(self._updates):
                self._deliver({k: v for k, v in update.items() if k != "update_id"})

    def _message_id(self) -> int:
        self._next_message += 1
        return self._next_message

    def _user(self, user: int) -> dict[str, Any]:
        return {"id": user, "is_bot": False, "first_name": f"Người {user}", "language_code": "vi"}

    def _chat(self, chat: int) -> dict[str, Any]:
        if chat < 0:
            return {"id": chat, "type": "supergroup", "title": "Chi bộ"}
        return {"id": chat, "type": "private", "first_name": f"Người {chat}"}

    def _message(self, message_id: int, user: int, chat: int, text: str) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": message_id,
            "date": int(time.time()),
            "from": self._user(user),
            "chat": self._chat(chat),
        }
        if text:
            message["text"] = text
            # Telegram marks commands and mentions; offsets count UTF-16 units
            message["entities"] = [
                {
                    "type": "bot_command" if found[0].startswith("/") else "mention",
                    "offset": _utf16(text[: found.start()]),
                    "length": _utf16(found[0]),
                }
                for found in re.finditer(r"(?<!\S)/\w+(?:@\w+)?|(?<!\S)@\w{3,}", text)
            ]
        return message

    def _bot_message(self, sent: Sent) -> dict[str, Any]:
        message = self._message(sent.message_id, 0, sent.chat_id, sent.text)
        message["from"] = self.me
        message.pop("entities", None)
        if sent.poll is not None:
            message.pop("text")
            message["poll"] = sent.poll
        if sent.thread is not None:
            message |= {"message_thread_id": sent.thread, "is_topic_message": True}
        if sent.buttons:
            message["reply_markup"] = {
                "inline_keyboard": [
                    [{"text": label, "callback_data": data} for label, data in row]
                    for row in sent.buttons
                ]
            }
        return message


def too_many_requests(seconds: int) -> Answer:
    """429 as Telegram words it."""
    return failure(
        429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds}
    )


def conflict() -> Answer:
    """409: somebody else polls with the same token."""
    return failure(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot "
        "instance is running",
    )


def bad_gateway() -> Answer:
    """502, without the JSON of the API."""
    return Answer(502, {})


def broken_connection() -> Answer:
    """The connection closes in the middle of the answer."""
    return replace(Answer(200, {}), cut=True)


def failure(status: int, description: str, **more: Any) -> Answer:
    """A refusal."""
    body = {"ok": False, "error_code": status, "description": description, **more}
    return Answer(status, body)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _keyboard(params: dict[str, Any]) -> list[list[tuple[str, str]]]:
    markup = json.loads(params.get("reply_markup", "{}"))
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise Refused("Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button["text"]:
            raise Refused("Bad Request: BUTTON_TEXT_INVALID")
        if not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
            raise Refused("Bad Request: BUTTON_DATA_INVALID")
    return [[(button["text"], button["callback_data"]) for button in row] for row in rows]


class _Markup(HTMLParser):
    """Telegram's HTML: known tags only, properly nested, no quote in a quote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        allowed = {"a": {"href"}, "blockquote": {"expandable"}}.get(tag, set())
        if tag not in TAGS or names - allowed:
            raise Refused(f'Bad Request: can\'t parse entities: unsupported start tag "{tag}"')
        if tag == "blockquote" and tag in self.open:
            raise Refused("Bad Request: can't parse entities: nested blockquote")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(f'Bad Request: can\'t parse entities: unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _visible(html: str) -> str:
    # a bare "<" that opens no tag, or "&" that begins no entity, is an error there too
    if re.search(r"<(?!/?[a-z]+(\s[^<>]*)?>)", html) or re.search(
        r"&(?!(lt|gt|amp|quot|#\d+);)", html
    ):
        raise Refused("Bad Request: can't parse entities: unsupported start tag")
    markup = _Markup()
    markup.feed(html)
    markup.close()
    if markup.open:
        raise Refused(f"Bad Request: can't parse entities: can't find end tag of {markup.open}")
    return "".join(markup.text)
