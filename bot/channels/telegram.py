"""Telegram by polling or by webhook, with python-telegram-bot.

An update is confirmed to Telegram only when it has been answered: the offset of the next poll is
that of the oldest update still at work, so a crash makes Telegram deliver again what was not
finished, and the dialogue knows what it has answered.

A conversation's `chat` is Telegram's chat id, followed by "/" and the topic where there is one;
everything a reply needs stands in its Incoming, so that a reply can also be sent by the next
process.
"""

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus

# retry_after as a timedelta, as python-telegram-bot will have it, instead of a warning at each
os.environ.setdefault("PTB_TIMEDELTA", "true")

import httpx
from telegram import (
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    MessageReactionUpdated,
    PollAnswer,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ChatMemberStatus, ChatType, MessageLimit, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot import render
from bot.channels.delivery import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    Conversation,
    Delivery,
    Sleep,
    until_stopped,
)
from bot.channels.errors import Blocked, ChannelError, Later, Refused, Throttled, Unclear
from bot.channels.errors import TokenRefused as TokenIsRefused
from bot.channels.redaction import keep_out_of_logs
from bot.channels.telegram_files import fetch
from bot.channels.telegram_menus import Menus, as_menu, show
from bot.channels.telegram_polls import read_vote, send_poll, split_poll
from bot.channels.telegram_updates import NAME, read_message, read_reaction, read_tap
from bot.channels.webhooks import Webhook
from bot.messages import Address, Choice, Command, Incoming, OutgoingFile, Reply, paragraph
from bot.outbox import Limits, Outbox, Pace, Parcel
from bot.texts import channels as texts

TITLE = "Telegram"

BASE_URL = "https://api.telegram.org/bot"
BASE_FILE_URL = "https://api.telegram.org/file/bot"

MAX_TEXT: int = MessageLimit.MAX_TEXT_LENGTH
"""Longest text of a message, in UTF-16 units, after markup is parsed."""

POLL_TIMEOUT_S = 30
"""How long Telegram holds a poll that has no news."""

BUSY_POLL_S = 1.0
"""Seconds between polls while answers are still at work."""

REQUEST_TIMEOUT_S = 15.0
"""How long a request may take to be written, and to be answered."""

ROW_LETTERS = 24
"""Two buttons share a row while twice the longer label is no longer than this."""

BUTTON_LETTERS = 38
"""Longer labels are cut off by a phone's button, so the text lists them with their numbers."""

ALL_CHATS = Pace(1 / 25, burst=5)
"""30 messages a second in all: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits."""

PRIVATE_CHAT = Pace(1.0, burst=4)
"""One message a second to a chat, "short bursts" allowed: the same page."""

GROUP = Pace(4.0, burst=5)
"""20 messages a minute to a group: the same page."""

VOTE_WAITS_S = 0.5
"""Seconds between two looks for the poll that was voted in: it is kept once it was sent."""

VOTE_LOOKS = 10
"""How often that is looked for before a vote is left alone."""

LIMITS = Limits(ALL_CHATS, lambda chat: GROUP if chat.startswith("-") else PRIVATE_CHAT)

MENUS_EVERY_S = 5.0
"""Seconds between two looks whether somebody's role, and so their menu, has changed."""

WEBHOOK_CONNECTIONS = 40
"""How many updates Telegram may bring at the same moment; its own default."""

SECRET_HEADER = "x-telegram-bot-api-secret-token"
"""Carries the secret of setWebhook (https://core.telegram.org/bots/api#setwebhook)."""

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MESSAGE_REACTION,
    Update.MY_CHAT_MEMBER,
    Update.POLL_ANSWER,
]

log = logging.getLogger(__name__)


class Telegram:
    """The channel; `run` it.

    Args:
        conversation: The dialogue.
        outbox: What is to be sent.
        token: From BotFather.
        commands: What the menu lists.
        menus: What it lists in the private chats of those with a role.
        base_url: Where the Bot API stands; the token is appended.
        base_file_url: The same for files.
        webhook: Where Telegram is to bring its updates, instead of being polled for them.
        limits: How fast messages may go; by default as fast as the platform allows.
        sleep: Waits some seconds; tests put their own in.
    """

    name = NAME
    takes_files = True

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        token: str,
        *,
        commands: Sequence[Command] = (),
        menus: Menus | None = None,
        base_url: str = BASE_URL,
        base_file_url: str = BASE_FILE_URL,
        webhook: Webhook | None = None,
        limits: Limits | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        keep_out_of_logs(token)
        self._bot = Bot(
            token,
            base_url=base_url,
            base_file_url=base_file_url,
            request=_request(),
            get_updates_request=_request(),
        )
        self._outbox = outbox
        self._webhook = webhook
        self._commands = commands
        self._menus = menus
        self._sleep = sleep
        self._delivery = Delivery(conversation, outbox, NAME, self, limits or LIMITS)
        self._is_ready = False
        self._tasks: dict[int, asyncio.Task[bool]] = {}  # unconfirmed updates, by id
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Receive and answer until `stop` is set, or until the token turns out to be wrong."""
        self._tasks, self._offset = {}, None
        try:
            async with self._delivery.at_work():
                await until_stopped(stop, self._work())
        except InvalidToken:
            log.error(texts.TOKEN_REFUSED.format(channel=TITLE))
        finally:
            self._is_ready = False
            if self._webhook is None:
                with contextlib.suppress(TelegramError):
                    await self._confirm()
            await self._bot.shutdown()

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """An update that Telegram brings; the HTTP status it gets, once the answer is kept.

        Telegram brings what was not taken (5xx) again.
        """
        if self._webhook is None or not self._webhook.is_signed(headers.get(SECRET_HEADER, "")):
            return HTTPStatus.FORBIDDEN
        if not self._is_ready:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        except (TypeError, KeyError, AttributeError) as error:
            # a kind of update that this program does not know yet; it would come for ever
            log.warning(texts.UPDATE_UNKNOWN.format(channel=TITLE, reason=type(error).__name__))
            return HTTPStatus.OK
        taken = await self._take(update)
        return HTTPStatus.OK if taken else HTTPStatus.SERVICE_UNAVAILABLE

    async def fetch(self, ref: str, write: Callable[[bytes], None]) -> None:
        """Hands the bytes of a file that was sent over; see `telegram_files.fetch`."""
        await fetch(self._bot, ref, write)

    async def _work(self) -> None:
        await self._started()
        log.info(texts.READY.format(channel=TITLE))
        if self._menus is None:
            await self._receive()
            return
        showing = asyncio.create_task(self._show(self._menus))
        try:
            await self._receive()
        finally:
            showing.cancel()

    async def _receive(self) -> None:
        if self._webhook is None:
            await self._poll()
        self._is_ready = True
        await asyncio.Event().wait()

    async def _show(self, menus: Menus) -> None:
        """Lets the menu of each chat follow what its person may do."""
        while True:
            try:
                for chat, menu in await asyncio.to_thread(menus.due):
                    await show(self._bot, chat, menu)
                    await asyncio.to_thread(menus.done, chat, menu)
            except TelegramError as error:
                log.info(texts.LATER.format(channel=TITLE, reason=type(error).__name__))
            except Exception:
                log.exception("the menus could not be looked at")
            await self._sleep(MENUS_EVERY_S)

    async def _started(self) -> None:
        """Log in, and say how updates are to come."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                await self._bot.initialize()
                await self._choose_way()
                if self._commands:
                    await self._bot.set_my_commands(list(as_menu(self._commands)))
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = await self._rest(error, pause)

    async def _choose_way(self) -> None:
        if self._webhook is None:
            await self._bot.delete_webhook()
            return
        try:
            await self._bot.set_webhook(
                self._webhook.url,
                secret_token=self._webhook.secret,
                allowed_updates=UPDATES,
                max_connections=WEBHOOK_CONNECTIONS,
            )
        except BadRequest as error:
            log.error(texts.WEBHOOK_REFUSED.format(channel=TITLE, reason=error.message))
            raise

    async def _poll(self) -> None:
        pause = FIRST_PAUSE_S
        while True:
            working = [task for task in self._tasks.values() if not task.done()]
            if working:
                await asyncio.wait(working, timeout=BUSY_POLL_S)
            try:
                updates = await self._next_updates()
                pause = FIRST_PAUSE_S
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = await self._rest(error, pause)
                continue
            for update in updates:
                if update.update_id not in self._tasks:
                    self._tasks[update.update_id] = self._take(update)

    async def _rest(self, error: TelegramError, pause: float) -> float:
        """Wait after a failed request; how long to wait next time."""
        text = texts.UNREACHABLE
        if isinstance(error, RetryAfter):
            pause, text = max(pause, _seconds(error)), texts.QUOTA
        elif isinstance(error, Conflict):
            pause, text = LONGEST_PAUSE_S, texts.OTHER_POLLER
        log.warning(text.format(channel=TITLE, seconds=pause))
        await self._sleep(pause)
        return min(pause * 2, LONGEST_PAUSE_S)

    async def _next_updates(self) -> tuple[Update, ...]:
        self._forget_done()
        busy = any(not task.done() for task in self._tasks.values())
        return await self._bot.get_updates(
            offset=self._offset,
            timeout=timedelta(seconds=0 if busy else POLL_TIMEOUT_S),
            allowed_updates=UPDATES,
            read_timeout=REQUEST_TIMEOUT_S,
        )

    def _forget_done(self) -> None:
        """Move the offset to the oldest update that is still at work."""
        if not self._tasks:
            return
        # what was cut short is as good as not begun: Telegram shall deliver it again
        unfinished = [
            number for number, task in self._tasks.items() if not task.done() or task.cancelled()
        ]
        self._offset = min(unfinished, default=max(self._tasks) + 1)
        self._tasks = {n: task for n, task in self._tasks.items() if n >= self._offset}

    async def _confirm(self) -> None:
        self._forget_done()
        if self._offset is not None:
            await self._bot.get_updates(
                offset=self._offset, limit=1, timeout=timedelta(0), allowed_updates=UPDATES
            )

    def _take(self, update: Update) -> asyncio.Task[bool]:
        # everything enters its lane here, at once, so that a chat keeps its order
        if (member := update.my_chat_member) is not None:
            return asyncio.create_task(self._note_membership(member))
        if (reaction := update.message_reaction) is not None:
            return asyncio.create_task(self._judge(reaction))
        if (vote := update.poll_answer) is not None:
            return asyncio.create_task(self._count(vote))
        if (query := update.callback_query) is not None:
            tap = read_tap(query)
            answered = self._delivery.take(tap) if tap is not None else None
            return asyncio.create_task(self._finish_tap(query, answered))
        message = update.message or update.edited_message
        names = {f"/{command.name}" for command in self._commands}
        incoming = read_message(message, self._bot.bot, names) if message is not None else None
        if incoming is None:
            return asyncio.create_task(_nothing())
        return self._delivery.take(incoming)

    async def _note_membership(self, member: ChatMemberUpdated) -> bool:
        """The bot was blocked or removed, or let in again."""
        left = member.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        note = self._outbox.close if left else self._outbox.reopen
        await asyncio.to_thread(note, Address(NAME, str(member.chat.id)))
        return True

    async def _judge(self, reaction: MessageReactionUpdated) -> bool:
        """A reaction in a private chat picks the choice that has this emoji among its words."""
        emojis = [
            each.emoji for each in reaction.new_reaction if isinstance(each, ReactionTypeEmoji)
        ]
        if reaction.user is None or reaction.chat.type != ChatType.PRIVATE or not emojis:
            return True
        address = Address(NAME, str(reaction.chat.id))
        reply = await asyncio.to_thread(self._outbox.sent_as, address, str(reaction.message_id))
        for choice in reply.choices if reply is not None else ():
            if emojis[-1] in choice.answers:
                return await self._delivery.take(read_reaction(reaction, choice.id))
        return True

    async def _count(self, vote: PollAnswer) -> bool:
        """A vote in a quiz picks the choice that its option stands for."""
        if vote.user is None or not vote.option_ids:
            return True
        # a poll goes to private chats only, and those bear the person's id
        address = Address(NAME, str(vote.user.id))
        for _ in range(VOTE_LOOKS):
            reply = await asyncio.to_thread(self._outbox.sent_as, address, vote.poll_id)
            if reply is not None:
                incoming = read_vote(vote, reply)
                return incoming is None or await self._delivery.take(incoming)
            await self._sleep(VOTE_WAITS_S)
        return True

    async def _finish_tap(self, query: CallbackQuery, answered: asyncio.Task[bool] | None) -> bool:
        with contextlib.suppress(TelegramError):  # too old: its clock has stopped by itself
            await self._bot.answer_callback_query(query.id)
        done = answered is None or await answered
        if query.message is not None and query.data:
            await self._withdraw(query.message, query.data)
        return done

    async def _withdraw(self, message: MaybeInaccessibleMessage, data: str) -> None:
        """Take the tapped button away and leave the others."""
        if not isinstance(message, Message) or message.reply_markup is None:
            return
        rows = [
            [button for button in row if button.callback_data != data]
            for row in message.reply_markup.inline_keyboard
        ]
        with contextlib.suppress(TelegramError):  # already taken away, or the message is gone
            await self._bot.edit_message_reply_markup(
                chat_id=message.chat.id,
                message_id=message.message_id,
                reply_markup=InlineKeyboardMarkup([row for row in rows if row]),
            )

    async def show_typing(self, incoming: Incoming) -> None:
        """Shows "typing" for some seconds."""
        chat, topic = _place(incoming.sender.chat)
        with told_apart():
            await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=topic)

    def pieces(self, reply: Reply) -> list[Reply]:
        """The reply in messages of Telegram's length, a quiz as a poll where it fits one."""
        if poll := split_poll(reply):
            before, asked = poll
            return [*(self.pieces(before) if before.blocks else ()), asked]
        pieces = render.split(reply, MAX_TEXT, numbered=_has_long_labels(reply))
        return [*pieces, Reply((), file=reply.file)] if reply.file else pieces

    async def send(self, parcel: Parcel, piece: Reply) -> str:
        """Sends one message; its id. Raises ChannelError."""
        if piece.file is not None:
            return await self._send_file(parcel, piece.file)
        if piece.quiz is not None:
            try:
                with told_apart():
                    chat, _ = _place(parcel.address.chat)
                    return await send_poll(self._bot, chat, piece, keyboard)
            except Refused as error:
                log.warning("Telegram took no poll: %s", error)
        numbered = _has_long_labels(piece)
        buttons = keyboard(piece.choices, numbered=numbered)
        if numbered:
            lines = paragraph("\n" + render.numbered_choices(piece.choices))
            piece = Reply((*piece.blocks, lines))
        with told_apart():
            try:
                return await self._send_text(parcel, render.to_html(piece), ParseMode.HTML, buttons)
            except BadRequest as error:
                if "parse entities" not in error.message:
                    raise
                log.warning("Telegram took offence at our markup: %s", error.message)
                plain = render.to_plain(piece, numbered=False)
                return await self._send_text(parcel, plain, None, buttons)

    async def _send_file(self, parcel: Parcel, file: OutgoingFile) -> str:
        chat, topic = _place(parcel.address.chat)
        with told_apart():
            sent = await self._bot.send_document(
                chat, file.content, filename=file.name, message_thread_id=topic
            )
        return str(sent.message_id)

    async def _send_text(
        self,
        parcel: Parcel,
        text: str,
        parse_mode: ParseMode | None,
        buttons: InlineKeyboardMarkup | None,
    ) -> str:
        chat, topic = _place(parcel.address.chat)
        send = partial(
            self._bot.send_message,
            text=text,
            parse_mode=parse_mode,
            reply_markup=buttons,
            reply_parameters=_question(parcel.message_id, chat),
            message_thread_id=topic,
        )
        try:
            sent = await send(chat)
        except ChatMigrated as error:
            sent = await send(error.new_chat_id)  # the group has become a supergroup meanwhile
        return str(sent.message_id)


@contextlib.contextmanager
def told_apart() -> Iterator[None]:
    """Turns python-telegram-bot's errors into the channels' own."""
    try:
        yield
    except RetryAfter as error:
        raise Throttled("too many messages", _seconds(error)) from error
    except InvalidToken as error:
        raise TokenIsRefused("the token is not known") from error
    except Forbidden as error:
        raise Blocked(error.message) from error
    except BadRequest as error:
        # chat not found: the person has deleted their account, or never wrote to this bot
        kind = Blocked if "chat not found" in error.message.lower() else Refused
        raise kind(error.message) from error
    except NetworkError as error:
        raise _network_trouble(error) from error
    except TelegramError as error:
        raise Later(type(error).__name__) from error


def _network_trouble(error: NetworkError) -> ChannelError:
    cause = error.__cause__
    never_left = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    if isinstance(cause, httpx.TransportError) and not isinstance(cause, never_left):
        return Unclear(type(cause).__name__)
    return Later(type(cause or error).__name__)


def _has_long_labels(reply: Reply) -> bool:
    return any(len(choice.label) > BUTTON_LETTERS for choice in reply.choices)


def keyboard(choices: Sequence[Choice], *, numbered: bool) -> InlineKeyboardMarkup | None:
    """The choices as buttons, short neighbours side by side; None where there are none."""
    rows: list[list[InlineKeyboardButton]] = []
    widths: list[int] = []
    for number, choice in enumerate(choices, 1):
        label = render.listed_label(number, choice) if numbered else choice.label
        button = InlineKeyboardButton(label, callback_data=choice.id)
        if widths and len(rows[-1]) == 1 and 2 * max(widths[-1], len(label)) <= ROW_LETTERS:
            rows[-1].append(button)
        else:
            rows.append([button])
            widths.append(len(label))
    return InlineKeyboardMarkup(rows) if rows else None


def _request() -> HTTPXRequest:
    return HTTPXRequest(
        read_timeout=REQUEST_TIMEOUT_S,
        write_timeout=REQUEST_TIMEOUT_S,
        connect_timeout=REQUEST_TIMEOUT_S,
        pool_timeout=REQUEST_TIMEOUT_S,
    )


def _place(chat: str) -> tuple[int, int | None]:
    """Telegram's chat and topic of a conversation's `chat`."""
    number, _, topic = chat.partition("/")
    return int(number), int(topic) if topic else None


def _question(message_id: str | None, chat: int) -> ReplyParameters | None:
    """In a group, the message that is answered."""
    number = (message_id or "").partition(":")[0]
    if chat > 0 or not number.isdecimal():
        return None
    return ReplyParameters(int(number), allow_sending_without_reply=True)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def _nothing() -> bool:
    """A message that is not for the bot is answered by silence."""
    return True
