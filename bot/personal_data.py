"""What is kept about a person, in one place: shown to them, given out, deleted.

Law 91/2025/QH15 gives a person the right to see, correct and delete what is kept about them, and
to take back a consent. Each room that keeps something of people names it here as a `Keeper`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import delete, null, select, update

from bot.limits import UsageRow
from bot.messages import Sender
from bot.outbox import OutboxRow
from bot.people import AccountRow
from bot.state import ConversationRow, FeedbackRow, MessageRow
from bot.units import Units
from bot.zalo.oa_windows import ContactRow

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
        keepers: What is kept besides accounts; features add theirs.
    """

    def __init__(
        self,
        database: Database,
        people: People,
        pseudonym: Callable[[Sender], str],
        keepers: Sequence[Keeper] = (),
    ) -> None:
        self._database = database
        self._people = people
        self._pseudonym = pseudonym
        self._keepers: tuple[Keeper, ...] = (
            Account(Units(database)),
            Feedback(),
            Conversations(),
            Usage(),
            Contacts(),
            *keepers,
        )

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


class Account:
    """The account itself; `People.delete` deletes it."""

    kind = "account"

    def __init__(self, units: Units) -> None:
        self._units = units

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """Name, unit, role, consent and channels."""
        row = session.get(AccountRow, subject.account) if subject.account is not None else None
        if row is None:
            return []
        unit = self._units.get(row.unit_id) if row.unit_id is not None else None
        return [
            {
                "name": row.name,
                "unit": unit.shown if unit else "",
                "role": row.role,
                "consent_version": row.consent_version,
                "consented_at": row.consented_at and row.consented_at.isoformat(),
                "notices": row.notices,
                "notices_version": row.notices_version,
                "notices_at": row.notices_at and row.notices_at.isoformat(),
                "created_at": row.created_at.isoformat(),
                "channels": [{"channel": s.channel, "user": s.user} for s in subject.senders],
            }
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """Nothing to do here."""


class Feedback:
    """What they said of answers."""

    kind = "feedback"

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """Each question with their judgement."""
        rows = session.scalars(
            select(FeedbackRow)
            .where(FeedbackRow.person.in_(subject.persons))
            .order_by(FeedbackRow.id)
        )
        return [
            {"at": row.created_at.isoformat(), "question": row.question, "right": row.right}
            for row in rows
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All."""
        session.execute(delete(FeedbackRow).where(FeedbackRow.person.in_(subject.persons)))


class Conversations:
    """The state of their conversations, with the latest questions and answers, and what they said
    on the page."""

    kind = "conversations"

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The questions and answers that are remembered."""
        return [
            {
                "channel": row.channel,
                "updated_at": row.updated_at.isoformat(),
                "answers": [
                    {"at": each.get("at"), "question": each.get("question"), "text": each["text"]}
                    for each in row.state.get("answers", ())
                ],
                "said": [
                    {"at": each.answered_at.isoformat(), **(each.said or {})}
                    for each in session.scalars(select(MessageRow).where(*_said_in(row)))
                ],
            }
            for sender in subject.senders
            for row in session.scalars(select(ConversationRow).where(*_spoken_by(sender)))
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All but the one that is under way, and every reply that was or will be sent to them."""
        for sender in subject.senders:
            session.execute(
                update(MessageRow)
                .where(MessageRow.channel == sender.channel, MessageRow.user == sender.user)
                .values(said=null())
            )
            for row in session.scalars(select(ConversationRow).where(*_spoken_by(sender))):
                if speaking is None or (row.channel, row.chat, row.user) != (
                    speaking.channel,
                    speaking.chat,
                    speaking.user,
                ):
                    session.delete(row)
            session.execute(
                delete(OutboxRow).where(
                    OutboxRow.channel == sender.channel, OutboxRow.chat == sender.chat
                )
            )


class Usage:
    """How often they asked of late."""

    kind = "usage"

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The counts."""
        rows = session.scalars(select(UsageRow).where(UsageRow.person.in_(subject.persons)))
        return [
            {"kind": row.kind, "since": row.since.isoformat(), "count": row.count} for row in rows
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """Nothing: a deleted account is no way round the limits, and the counts go within a day."""


class Contacts:
    """When they last wrote to an Official Account on Zalo, which says until when it may write."""

    kind = "contacts"

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The moments."""
        rows = session.scalars(select(ContactRow).where(ContactRow.user.in_(_on_oa(subject))))
        return [{"channel": "zalo_oa", "last_at": row.last_at.isoformat()} for row in rows]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All; Zalo itself refuses what comes too late."""
        session.execute(delete(ContactRow).where(ContactRow.user.in_(_on_oa(subject))))


def _on_oa(subject: Subject) -> list[str]:
    return [sender.user for sender in subject.senders if sender.channel == "zalo_oa"]


def _said_in(row: ConversationRow) -> tuple[Any, ...]:
    return (
        MessageRow.channel == row.channel,
        MessageRow.chat == row.chat,
        MessageRow.user == row.user,
        MessageRow.said.is_not(None),
    )


def _spoken_by(sender: Sender) -> tuple[Any, ...]:
    return ConversationRow.channel == sender.channel, ConversationRow.user == sender.user
