"""What is kept about a person, in one place: shown to them, given out, deleted.

Law 91/2025/QH15 gives a person the right to see, correct and delete what is kept about them, and
to take back a consent. Each room that keeps something of people names it here as a `Keeper`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.messages import Sender

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.people import People
    from knowledge.database import Database


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data.

    Attributes:
        account: Their account, None where they have none.
        senders: They on each of their channels.
        persons: Their pseudonyms there.
    """

    account: int | None
    senders: tuple[Sender, ...]
    persons: tuple[str, ...]


class Keeper(Protocol):
    """A room that keeps something of people."""

    @property
    def kind(self) -> str:
        """What it keeps; the name in the exported file, and in texts.people.KINDS."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables whose rows of people it looks after."""

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """What it keeps of them, as JSON values."""

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """Deletes it; `speaking` is the conversation that asks, whose state the dialogue empties
        by itself."""


class PersonalData:
    """What is kept about people.

    Args:
        database: Holds it.
        people: The accounts.
        pseudonym: Gives the pseudonym of a sender; see `bot.pseudonyms`.
        keepers: What is kept, the account first; see `bot.keepers`.
    """

    def __init__(
        self,
        database: Database,
        people: People,
        pseudonym: Callable[[Sender], str],
        keepers: Sequence[Keeper],
    ) -> None:
        self._database = database
        self._people = people
        self._pseudonym = pseudonym
        self._keepers = tuple(keepers)

    def of(self, sender: Sender) -> Subject:
        """Who speaks, on all their channels."""
        account = self._people.of(sender)
        senders = tuple(self._people.identities(account.id)) if account else (sender,)
        return Subject(
            account.id if account else None, senders, tuple(map(self._pseudonym, senders))
        )

    def of_account(self, account_id: int) -> Subject:
        """An account, on all its channels."""
        senders = tuple(self._people.identities(account_id))
        return Subject(account_id, senders, tuple(map(self._pseudonym, senders)))

    def export(self, subject: Subject) -> dict[str, list[dict[str, Any]]]:
        """All of it, by kind."""
        with self._database.read() as session:
            return {each.kind: each.export(session, subject) for each in self._keepers}

    def erase(self, subject: Subject, speaking: Sender | None = None) -> None:
        """Deletes all of it, in one transaction."""
        with self._database.session() as session:
            for keeper in reversed(self._keepers):  # the account goes last
                keeper.erase(session, subject, speaking)
            if subject.account is not None:
                self._people.delete(subject.account)
