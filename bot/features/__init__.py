"""What people can do in a conversation, one feature a file.

A feature reads and computes; what it wants to change it returns in an Outcome, and the dialogue
writes that in one transaction with the message that caused it. A feature may therefore be asked
twice about one message (when two arrive at the same instant), and its first Outcome is dropped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.messages import Command, Reply, Sender
from bot.outbox import Push
from bot.roles import Role
from bot.state import Base, State


@dataclass(frozen=True, slots=True)
class Moment:
    """What a feature is told.

    Attributes:
        sender: Who speaks.
        person: Their pseudonym, for what is stored about them.
        state: The conversation before this message.
        now: The time, aware.
        account: The id of their account; None where they have none.
        role: What they may do. A command's least role is checked before it is called; a choice
            may come from anybody, so what it does is for its feature to check.
        takes_files: Whether a reply may carry a file.
    """

    sender: Sender
    person: str
    state: State
    now: datetime
    account: int | None = None
    role: Role = Role.MEMBER
    takes_files: bool = False

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return not self.sender.private


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a feature answers: replies, the state after them, rows to add, and pushes to others.

    The choices of the last reply become the standing ones by themselves; what was awaited is not
    awaited any more unless `waiting_for` says so. `act` changes more than this conversation: it is
    called within the transaction that writes it all, and its outcome takes this one's place.
    `durable` says that what is written must outlive a loss of power before it is answered.
    """

    replies: tuple[Reply, ...]
    state: State
    rows: tuple[Base, ...] = ()
    pushes: tuple[Push, ...] = ()
    act: "Callable[[], Outcome] | None" = None
    awaiting: str = ""
    durable: bool = False

    def waiting_for(self, awaited: str) -> "Outcome":
        """The same, and the next typed words go to `on_text` of the feature that is named first."""
        return replace(self, awaiting=awaited)


class Feature(Protocol):
    """One feature."""

    @property
    def name(self) -> str:
        """The part before ":" in the ids of its choices."""

    @property
    def commands(self) -> Sequence[Command]:
        """What a person may call by name."""

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """One of its commands; `argument` is what was typed after it."""

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """One of its choices, without its name; None where there is no such choice."""


@runtime_checkable
class Linked(Protocol):
    """A feature that a link opens: `?start=<link>_<rest>` on Telegram, or "/start <link>_<rest>"
    typed anywhere. A link is letters and digits; the whole is up to 64 of A-Z a-z 0-9 _ -."""

    @property
    def link(self) -> str:
        """The first word of its links."""

    def on_link(self, moment: Moment, rest: str) -> Outcome | None:
        """Opens what the rest of a link names; None where there is no such thing."""


@runtime_checkable
class Listener(Feature, Protocol):
    """A feature that asks for words; see `Outcome.waiting_for`."""

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """The words it waited for; None takes them for a question after all."""
