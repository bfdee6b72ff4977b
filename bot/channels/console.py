"""The terminal: one person, numbered choices."""

from collections.abc import Iterator
from itertools import chain
from typing import TextIO
from uuid import uuid4

from bot import render
from bot.dialogue import Dialogue
from bot.messages import Incoming, Sender
from bot.texts import cli as texts

NAME = "console"
USER = "terminal"


def chat(dialogue: Dialogue, lines: TextIO, out: TextIO, *, prompt: bool) -> None:
    """Talks until the input ends.

    Args:
        dialogue: Answers.
        lines: What is typed, a message a line.
        out: Where replies are written.
        prompt: Whether to show a prompt, as for a person at a terminal.
    """
    sender = Sender(NAME, uuid4().hex, USER)
    for text in chain(("/start",), _typed(lines, out, prompt=prompt)):
        incoming = Incoming(sender, uuid4().hex, text)
        for reply in dialogue.replies_to(incoming):
            print(render.to_plain(reply), end="\n\n", file=out, flush=True)
        dialogue.delivered(incoming)


def _typed(lines: TextIO, out: TextIO, *, prompt: bool) -> Iterator[str]:
    while True:
        if prompt:
            print(texts.PROMPT, end="", file=out, flush=True)
        line = lines.readline()
        if not line:
            return
        yield line
