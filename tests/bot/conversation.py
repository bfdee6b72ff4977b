"""One scripted conversation, and a talker for each channel that carries it.

What a person reads is compared as words and choices: numbering, bullets, quotation marks and
markup are the channels' own, the words are not.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from threading import Thread
from typing import Protocol

from playwright.async_api import Page

from bot.channels import console, web
from bot.channels.telegram import Telegram
from bot.channels.webhooks import Hook, Webhook
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOa
from bot.config import Settings
from bot.dialogue import Dialogue
from bot.fetching import Fetcher
from bot.jobs import Jobs
from bot.messages import Incoming, Reply, Sender
from bot.render import to_plain
from bot.texts.cli import PROMPT
from tests.bot.channels.browser import browser, visit
from tests.bot.channels.oa_at_work import oa_at_work
from tests.bot.channels.running import UNLIMITED, Naps, running
from tests.fakes.served import served, served_here
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram import Sent as TelegramMessage
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOa
from tests.fakes.zalo_oa import Sent as OaMessage

_NUMBERED = re.compile(r"\s*(?:(\d+)\. (.+)|([A-F]\. .+))")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of the bot, as any channel shows it."""

    words: tuple[str, ...]
    choices: tuple[str, ...]

    def __contains__(self, text: str) -> bool:
        return " ".join(_words(text)) in " ".join(self.words)


class Talker(Protocol):
    """A person on one channel; the conversation begins with the bot's greeting."""

    async def greeting(self) -> Heard:
        """What the bot says first."""

    async def say(self, text: str) -> Heard:
        """Type something; the bot's answer."""

    async def choose(self, label: str) -> Heard:
        """Tap or type a choice under the latest message; the bot's answer."""


class Writer(Talker, Protocol):
    """A person on a channel that also writes first, and where several people write."""

    async def hears(self) -> Heard:
        """What the bot says next, unasked."""

    async def sends(self, name: str, content: bytes) -> Heard:
        """Send a file; the bot's answer."""

    def beside(self) -> "Writer":
        """Somebody else on the same channel."""


Opens = Callable[[Dialogue, Settings], AbstractAsyncContextManager[Talker]]
OpensMessenger = Callable[[Dialogue, Settings], AbstractAsyncContextManager[Writer]]


@dataclass(frozen=True, slots=True)
class Step:
    """Something the person does: they type, or choose (a label, or the n-th choice)."""

    types: str = ""
    chooses: str | int | None = None


async def hold(talker: Talker, script: Sequence[Step]) -> list[Heard]:
    """Everything the bot said, the greeting first."""
    heard = [await talker.greeting()]
    for step in script:
        if step.chooses is None:
            heard.append(await talker.say(step.types))
            continue
        label = step.chooses
        if isinstance(label, int):
            label = heard[-1].choices[label]
        heard.append(await talker.choose(label))
    return heard


# without any channel: what the others are compared with


class Directly:
    """Talks to the dialogue itself."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._sender = Sender("none", "chat", "person")
        self._numbers = count()
        self._last: Reply | None = None

    async def greeting(self) -> Heard:
        return await self.say("/start")

    async def say(self, text: str) -> Heard:
        return self._hear(text, None)

    async def choose(self, label: str) -> Heard:
        assert self._last is not None
        return self._hear("", next(c.id for c in self._last.choices if c.label == label))

    def _hear(self, text: str, choice: str | None) -> Heard:
        incoming = Incoming(self._sender, f"m{next(self._numbers)}", text, choice)
        [self._last] = self._dialogue.replies_to(incoming)
        words = _words(to_plain(self._last, numbered=False))
        return Heard(words, tuple(choice.label for choice in self._last.choices))


@asynccontextmanager
async def directly(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Talker]:
    yield Directly(dialogue)


# the terminal


class InTheTerminal:
    """Types lines and reads what is printed."""

    def __init__(self, keyboard: int, screen: int) -> None:
        self._keyboard = os.fdopen(keyboard, "w", encoding="utf-8")
        self._screen = os.fdopen(screen, encoding="utf-8")
        self._choices: tuple[str, ...] = ()

    async def greeting(self) -> Heard:
        return await self._read()

    async def say(self, text: str) -> Heard:
        print(text, file=self._keyboard, flush=True)
        return await self._read()

    async def choose(self, label: str) -> Heard:
        return await self.say(str(self._choices.index(label) + 1))

    async def _read(self) -> Heard:
        printed = await asyncio.to_thread(self._one_message)
        words, self._choices = _unnumbered(printed)
        return Heard(words, self._choices)

    def _one_message(self) -> str:
        """Until the prompt shows that it is our turn."""
        read = ""
        while not read.endswith(PROMPT):
            letter = self._screen.read(1)
            assert letter, f"the terminal closed after {read!r}"
            read += letter
        return read.removesuffix(PROMPT)

    def close(self) -> None:
        self._keyboard.close()


@asynccontextmanager
async def in_the_terminal(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Talker]:
    typed, keyboard = os.pipe()
    screen, printed = os.pipe()

    def chat() -> None:
        with (
            os.fdopen(typed, encoding="utf-8") as lines,
            os.fdopen(printed, "w", encoding="utf-8") as out,
        ):
            console.chat(dialogue, lines, out, prompt=True)

    thread = Thread(target=chat)
    thread.start()
    talker = InTheTerminal(keyboard, screen)
    try:
        yield talker
    finally:
        talker.close()
        await asyncio.to_thread(thread.join)
        talker._screen.close()


# the web page, in a real browser


class OnThePage:
    """Types into the page and reads what it shows."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._seen = 0

    async def greeting(self) -> Heard:
        return await self._read()

    async def say(self, text: str) -> Heard:
        await self._page.get_by_label("Câu hỏi").fill(text)
        await self._page.get_by_label("Câu hỏi").press("Enter")
        return await self._read()

    async def choose(self, label: str) -> Heard:
        latest = self._page.locator("article.theirs").last
        await latest.get_by_role("button", name=label, exact=True).click()
        return await self._read()

    async def _read(self) -> Heard:
        message = self._page.locator("article.theirs").nth(self._seen)
        await message.wait_for()
        self._seen += 1
        for fold in await message.locator("summary").all():
            await fold.click()
        parts = message.locator(".body p, .body blockquote, .body li, .body summary b")
        buttons = await message.locator("button").all_inner_texts()
        return Heard(_words("\n".join(await parts.all_inner_texts())), tuple(buttons))


@asynccontextmanager
async def on_the_page(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Talker]:
    with served(web.app(settings, dialogue)) as url:
        async with browser() as opened, visit(opened, url) as page:
            yield OnThePage(page)


# Telegram


class OnTelegram:
    """Writes and taps in a private chat."""

    def __init__(self, fake: FakeTelegram, user: int = 7) -> None:
        self._fake = fake
        self._user = user
        self._read_messages = 0
        self._latest: TelegramMessage | None = None

    def beside(self) -> Writer:
        return OnTelegram(self._fake, self._user + 1)

    async def greeting(self) -> Heard:
        return await self.say("/start")

    async def say(self, text: str) -> Heard:
        self._fake.says(text, user=self._user)
        return await self.hears()

    async def sends(self, name: str, content: bytes) -> Heard:
        self._fake.sends_file(name, content, user=self._user)
        return await self.hears()

    async def choose(self, label: str) -> Heard:
        assert self._latest is not None
        button = next(each for each in self._latest.labels if each.endswith(label))
        self._fake.taps(self._latest, button, user=self._user)
        return await self.hears()

    def _mine(self) -> list[TelegramMessage]:
        return [sent for sent in self._fake.sent if sent.chat_id == self._user]

    async def hears(self) -> Heard:
        await self._fake.until(lambda: len(self._mine()) > self._read_messages)
        self._latest = self._mine()[self._read_messages]
        self._read_messages += 1
        words, listed = _unnumbered(self._latest.text)
        buttons = tuple(self._latest.labels)
        if listed:  # long labels stand in the text, and begin on the buttons
            assert buttons == tuple(f"{n}. {label}" for n, label in enumerate(listed, 1))
            buttons = listed
        return Heard(words, buttons)


@asynccontextmanager
async def on_telegram(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Writer]:
    fake = FakeTelegram()
    with served(fake) as url:
        channel = _telegram(dialogue, fake, url)
        async with running(channel.run), running(_fetcher(dialogue, channel).run):
            yield OnTelegram(fake)


@asynccontextmanager
async def on_telegram_by_webhook(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Writer]:
    fake = FakeTelegram()
    hooks: dict[str, Hook] = {}
    with served(fake) as url:
        async with served_here(web.app(settings, dialogue, hooks)) as ours:
            channel = _telegram(dialogue, fake, url, Webhook.at(ours, "telegram", b"secret"))
            hooks[channel.name] = channel.receive
            async with running(channel.run), running(_fetcher(dialogue, channel).run):
                await fake.until(lambda: fake.webhook)
                yield OnTelegram(fake)


def _telegram(
    dialogue: Dialogue, fake: FakeTelegram, url: str, webhook: Webhook | None = None
) -> Telegram:
    return Telegram(
        dialogue,
        dialogue.outbox,
        fake.token,
        commands=dialogue.commands,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        webhook=webhook,
        limits=UNLIMITED,
        sleep=Naps(),
    )


def _fetcher(dialogue: Dialogue, channel: Telegram | ZaloOa) -> Fetcher:
    return Fetcher(dialogue.intake, Jobs(dialogue.database), {channel.name: channel.fetch})


# Zalo Bot


class OnZalo:
    """Writes in a private chat, and types the numbers of choices."""

    def __init__(self, fake: FakeZaloBot, user: str = "zalo-1") -> None:
        self._fake = fake
        self._user = user
        self._read_messages = 0
        self._choices: tuple[str, ...] = ()

    def beside(self) -> Writer:
        return OnZalo(self._fake, self._user + "1")

    async def greeting(self) -> Heard:
        return await self.say("/start")

    async def say(self, text: str) -> Heard:
        self._fake.says(text, user=self._user)
        return await self.hears()

    async def sends(self, name: str, content: bytes) -> Heard:
        """Zalo tells a bot no more than that there was something."""
        self._fake.says("", user=self._user, event="message.unsupported.received")
        return await self.hears()

    def _mine(self) -> list[str]:
        return [sent.text for sent in self._fake.sent if sent.chat_id == self._user]

    async def hears(self) -> Heard:
        await self._fake.until(lambda: len(self._mine()) > self._read_messages)
        words, self._choices = _unnumbered(self._mine()[self._read_messages])
        self._read_messages += 1
        return Heard(words, self._choices)

    async def choose(self, label: str) -> Heard:
        return await self.say(str(self._choices.index(label) + 1))


@asynccontextmanager
async def on_zalo(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Writer]:
    fake = FakeZaloBot(replays=True)
    with served(fake) as url:
        async with running(_zalo(dialogue, fake, url).run):
            yield OnZalo(fake)


@asynccontextmanager
async def on_zalo_by_webhook(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Writer]:
    fake = FakeZaloBot()
    hooks: dict[str, Hook] = {}
    with served(fake) as url:
        async with served_here(web.app(settings, dialogue, hooks)) as ours:
            channel = _zalo(dialogue, fake, url, Webhook.at(ours, "zalo_bot", b"secret"))
            hooks[channel.name] = channel.receive
            async with running(channel.run):
                await fake.until(lambda: fake.webhook)
                yield OnZalo(fake)


def _zalo(
    dialogue: Dialogue, fake: FakeZaloBot, url: str, webhook: Webhook | None = None
) -> ZaloBot:
    return ZaloBot(
        dialogue,
        dialogue.outbox,
        fake.token,
        base_url=url,
        webhook=webhook,
        limits=UNLIMITED,
        sleep=Naps(),
    )


# Zalo Official Account


class OnZaloOa:
    """Writes to the account and taps its buttons, or types the number of a choice."""

    def __init__(self, fake: FakeZaloOa, user: str = "oa-1") -> None:
        self._fake = fake
        self._user = user
        self._read_messages = 0
        self._listed: tuple[str, ...] = ()

    def beside(self) -> Writer:
        return OnZaloOa(self._fake, self._user + "1")

    async def greeting(self) -> Heard:
        return await self.say("/start")

    async def say(self, text: str) -> Heard:
        self._fake.says(text, user=self._user)
        return await self.hears()

    async def sends(self, name: str, content: bytes) -> Heard:
        self._fake.sends_file(name, content, user=self._user)
        return await self.hears()

    async def choose(self, label: str) -> Heard:
        latest = self._mine()[self._read_messages - 1]
        title = next((each for each in latest.titles if each.endswith(label)), None)
        if title is None:
            return await self.say(str(self._listed.index(label) + 1))
        self._fake.taps(latest, title, user=self._user)
        return await self.hears()

    def _mine(self) -> list[OaMessage]:
        return [sent for sent in self._fake.sent if sent.user == self._user]

    async def hears(self) -> Heard:
        await self._fake.until(lambda: len(self._mine()) > self._read_messages)
        latest = self._mine()[self._read_messages]
        self._read_messages += 1
        words, self._listed = _unnumbered(latest.text)
        return Heard(words, self._listed or latest.titles)


@asynccontextmanager
async def on_zalo_oa(dialogue: Dialogue, settings: Settings) -> AsyncIterator[Writer]:
    fake = FakeZaloOa()
    async with (
        oa_at_work(fake, dialogue, dialogue.outbox, dialogue.database) as work,
        running(_fetcher(dialogue, work.channel).run),
    ):
        yield OnZaloOa(fake)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text))


def _unnumbered(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a message and the choices listed after an empty line at its end."""
    body, _, listed = text.strip().rpartition("\n\n")
    found = [_NUMBERED.fullmatch(line) for line in listed.splitlines()]
    if not body or not all(found):
        return _words(text), ()
    choices = [match for match in found if match is not None]
    numbers = [match[1] or str("_ABCDEF".index(match[3][0])) for match in choices]
    assert numbers == [str(number) for number in range(1, len(choices) + 1)]
    return _words(body), tuple(match[2] or match[3] for match in choices)
