"""A dialogue that says what a test tells it to, and keeps what the real one keeps."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.messages import Incoming, Reply, Span, TextBlock, paragraph

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    incoming: Incoming
    replies: list[Reply]


class ScriptedDialogue:
    """Answers with `answer(incoming)`; each message once."""

    def __init__(self, answer: Callable[[Incoming], Sequence[Reply]]) -> None:
        self._answer = answer
        self._given: dict[Key, Waiting] = {}
        self._arrived: set[Key] = set()
        self._lock = threading.Lock()
        self.heard: list[Incoming] = []

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        with self._lock:
            if _key(incoming) in self._given:
                return []
            self._given[_key(incoming)] = Waiting(incoming, [])
            self.heard.append(incoming)
        replies = list(self._answer(incoming))
        with self._lock:
            self._given[_key(incoming)] = Waiting(incoming, replies)
        return replies

    def delivered(self, incoming: Incoming) -> None:
        with self._lock:
            self._arrived.add(_key(incoming))

    def stored(self, incoming: Incoming) -> list[Reply]:
        with self._lock:
            known = self._given.get(_key(incoming))
            return list(known.replies) if known else []

    def undelivered(self, channel: str) -> list[Waiting]:
        with self._lock:
            return [
                waiting
                for key, waiting in self._given.items()
                if key not in self._arrived and key[0] == channel and waiting.replies
            ]

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.heard]


def says(text: str) -> list[Reply]:
    return [Reply((paragraph(text),))]


def echo(incoming: Incoming) -> list[Reply]:
    """Says what it heard."""
    return says(f"Đã nghe: {incoming.text or incoming.choice}")


def block(text: str) -> TextBlock:
    return TextBlock((Span(text),))


def _key(incoming: Incoming) -> Key:
    return incoming.sender.channel, incoming.sender.chat, incoming.message_id
