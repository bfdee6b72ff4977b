"""Zalo Bot by polling or by webhook: numbered choices, and the Markdown that Zalo knows."""

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from bot import render
from bot.alerts import Alerts
from bot.channels.delivery import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    Conversation,
    Delivery,
    Sleep,
    until_stopped,
)
from bot.channels.errors import QuotaSpent
from bot.channels.redaction import keep_out_of_logs
from bot.channels.webhooks import Webhook
from bot.channels.zalo_errors import next_month, told_apart
from bot.messages import Attachment, BlockStyle, Incoming, Reply, Sender, Span
from bot.outbox import Limits, Outbox, Pace, Parcel
from bot.texts import channels as texts
from bot.zalo import errors as zalo
from bot.zalo.bot_client import (
    BASE_URL,
    MAX_TEXT,
    POLL_TIMEOUT_S,
    BotAccount,
    Update,
    ZaloBotClient,
    read_updates,
)
from bot.zalo.errors import WebhookSet, ZaloError

NAME = "zalo_bot"
TITLE = "Zalo Bot"

POLL_PAUSE_S = 1.0
"""Seconds between polls: some accounts answer every poll at once with what they gave before."""

LIMITS = Limits(Pace(0.1, burst=5), lambda chat: Pace(1.0, burst=4))
"""Zalo publishes no rate (https://bot.zapps.me/docs); these stay well below what it has borne."""

SECRET_HEADER = "x-bot-api-secret-token"
"""Carries the secret of setWebhook."""

TEXT_EVENT = "message.text.received"
KINDS = {
    "message.voice.received": Attachment.VOICE,
    "message.sticker.received": Attachment.STICKER,
    "message.image.received": Attachment.PICTURE,
}
"""What an event brings besides words."""

REMEMBERED = 10_000
"""Message ids kept in memory, so that a replay need not ask the dialogue each second."""

# Zalo documents no way to escape these: a text that has them goes without markup
_MARKUP = re.compile(r"[*_~`{}]|^\s*[#>]", re.MULTILINE)

log = logging.getLogger(__name__)


class ZaloBot:
    """The channel; `run` it.

    Args:
        conversation: The dialogue.
        outbox: What is to be sent.
        token: From the Zalo Bot Creator.
        base_url: Where the platform stands.
        webhook: Where Zalo is to bring its updates, instead of being polled for them.
        poll_seconds: How long the platform may hold a poll without news.
        limits: How fast messages may go; by default as fast as the platform allows.
        alerts: Tells the admins of quotas.
        sleep: Waits some seconds; tests put their own in.
    """

    name = NAME
    takes_files = False

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        token: str,
        *,
        base_url: str = BASE_URL,
        webhook: Webhook | None = None,
        poll_seconds: int = POLL_TIMEOUT_S,
        limits: Limits | None = None,
        alerts: Alerts | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        keep_out_of_logs(token)
        self._open = partial(ZaloBotClient, token, base_url=base_url)
        self._webhook = webhook
        self._account: BotAccount | None = None
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._delivery = Delivery(conversation, outbox, NAME, self, limits or LIMITS, alerts)
        self._taken: dict[str, None] = {}  # ids of messages taken, oldest first

    async def run(self, stop: asyncio.Event) -> None:
        """Receive and answer until `stop` is set, or until the token turns out to be useless."""
        async with self._open() as self._client:
            try:
                async with self._delivery.at_work():
                    await until_stopped(stop, self._work())
            except zalo.TokenRefused:
                log.error(texts.TOKEN_REFUSED.format(channel=TITLE))
            except WebhookSet:
                log.error(texts.WEBHOOK_SET.format(channel=TITLE))

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """What Zalo brings; the HTTP status it gets, once the answers are kept."""
        if self._webhook is None or not self._webhook.is_signed(headers.get(SECRET_HEADER, "")):
            return HTTPStatus.FORBIDDEN
        if self._account is None:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            updates = read_updates(json.loads(body))
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        taken = [self._delivery.take(_read(update, self._account)) for update in updates]
        done = await asyncio.gather(*taken)
        return HTTPStatus.OK if all(done) else HTTPStatus.SERVICE_UNAVAILABLE

    async def _work(self) -> None:
        self._account = await self._started()
        log.info(texts.READY.format(channel=TITLE))
        try:
            if self._webhook is None:
                await self._poll(self._account)
            await asyncio.Event().wait()
        finally:
            self._account = None

    async def _started(self) -> BotAccount:
        """Log in, and say how updates are to come: never both ways on one token."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                account = await self._client.get_me()
                break
            except (zalo.TokenRefused, zalo.RequestRefused) as error:
                # a token that is not even of the right form is an unknown address
                raise zalo.TokenRefused(error.method, error.description, error.code) from None
            except ZaloError as error:
                pause = await self._rest(error, pause)
        while True:
            try:
                if self._webhook is None:
                    await self._client.delete_webhook()
                else:
                    await self._client.set_webhook(self._webhook.url, self._webhook.secret)
                return account
            except zalo.TokenRefused:
                raise
            except zalo.RequestRefused as error:
                log.error(texts.WEBHOOK_REFUSED.format(channel=TITLE, reason=error))
                pause = await self._rest(error, LONGEST_PAUSE_S)
            except ZaloError as error:
                pause = await self._rest(error, pause)

    async def _poll(self, account: BotAccount) -> None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                updates = await self._client.get_updates(self._poll_seconds)
                pause = FIRST_PAUSE_S
            except (zalo.TokenRefused, WebhookSet):
                raise
            except ZaloError as error:
                pause = await self._rest(error, pause)
                continue
            for update in updates:
                if update.message_id not in self._taken:
                    self._remember(update.message_id)
                    self._delivery.take(_read(update, account))
            await self._sleep(POLL_PAUSE_S)

    def _remember(self, message_id: str) -> None:
        self._taken[message_id] = None
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]

    async def _rest(self, error: ZaloError, pause: float) -> float:
        """Wait after a failed request; how long to wait next time."""
        text = texts.UNREACHABLE
        if isinstance(error, zalo.QuotaExceeded):
            pause, text = LONGEST_PAUSE_S, texts.QUOTA
            await self._delivery.note(QuotaSpent(str(error), next_month(datetime.now(UTC))))
        log.warning("%s (%s)", text.format(channel=TITLE, seconds=pause), error)
        await self._sleep(pause)
        return min(pause * 2, LONGEST_PAUSE_S)

    async def show_typing(self, incoming: Incoming) -> None:
        """Shows that an answer is being written."""
        with told_apart():
            await self._client.send_typing(incoming.sender.chat)

    def pieces(self, reply: Reply) -> list[Reply]:
        """The reply in messages of Zalo's length."""
        return pieces(reply)

    async def send(self, parcel: Parcel, piece: Reply) -> str:
        """Sends one message; its id. Raises ChannelError."""
        markdown = to_markdown(piece)
        text = render.to_plain(piece) if markdown is None else markdown
        with told_apart():
            return await self._client.send_message(
                parcel.address.chat, text, markdown=markdown is not None
            )


def pieces(reply: Reply) -> list[Reply]:
    """The reply in messages that fit Zalo, markup included."""
    for limit in range(MAX_TEXT, 0, -100):
        cut = render.split(reply, limit, numbered=True)
        if all(render.utf16_length(to_markdown(piece) or "") <= MAX_TEXT for piece in cut):
            return cut
    raise AssertionError("markup alone cannot fill a message")


def to_markdown(reply: Reply) -> str | None:
    """The reply in the Markdown that Zalo knows, numbered choices last.

    None where the text itself has signs that Zalo would take for markup.
    """
    if _MARKUP.search(render.to_plain(reply)):
        return None
    lines = []
    for block in render.labelled(reply.blocks):
        text = "".join(_span(span) for span in block.spans)
        if block.style is BlockStyle.QUOTE:
            text = "\n".join(f"> {line}" for line in text.splitlines())
        elif block.style is BlockStyle.ITEM:
            text = f"- {text}"
        lines.append(text)
    if reply.choices:
        lines += ["", render.numbered_choices(reply.choices)]
    return "\n".join(lines).strip()


def _span(span: Span) -> str:
    """Bold and italic; the mark must touch the word, so spaces stay outside."""
    word = span.text.strip()
    mark = "**" * span.bold + "*" * span.italic
    if not (word and mark):
        return span.text
    return span.text.replace(word, f"{mark}{word}{mark}", 1)


def _read(update: Update, account: BotAccount) -> Incoming:
    text = update.text
    if update.is_group and account.display_name:
        # in a group the bot is called by its name; how Zalo marks that is not documented
        text = text.removeprefix(f"@{account.display_name}").strip()
    sender = Sender(NAME, update.chat, update.user, update.name, private=not update.is_group)
    attachment = None if update.event == TEXT_EVENT else KINDS.get(update.event, Attachment.OTHER)
    return Incoming(sender, update.message_id, text, sent_at=update.sent_at, attachment=attachment)
