"""Everything that is kept of people, each kind with how it is shown and deleted.

A room that keeps more of people adds its keeper to `keepers`, and names there the tables that it
looks after: a test fails where a table has a column of people and no keeper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, delete, null, or_, select, update

from bot.broadcasts import BroadcastRow, BroadcastState
from bot.contests.entries import Entered
from bot.inbox import InboxRow, waiting_texts
from bot.jobs import withdraw
from bot.limits import UsageRow
from bot.linking import LinkRow
from bot.outbox import ChatRow, OutboxRow
from bot.outbox.tables import REPLY
from bot.people import AccountRow
from bot.practice import Practising
from bot.sign_in import LoginCodeRow, SignInRow
from bot.state import ConversationRow, FeedbackRow, MessageRow
from bot.units import Units
from bot.uploads import ENDED, UploadRow, UploadState
from bot.zalo.oa_windows import ContactRow
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.messages import Sender
    from bot.personal_data import Keeper, Subject
    from knowledge.database import Database

WEB = "web"
"""Where nobody is told what became of a file: who sends it in there sees it there."""


WITHOUT_KEEPER: Mapping[str, str] = {
    "faq_wordings": "of entries of the Q&A set",
    "invitations": "of nobody who has an account; gone once used, else a week later by night",
    "telegram_menus": "which menu a chat was given; gone once Telegram has taken it back",
    "units": "the office's list",
}
"""Tables that look as if they told of people, and why they need no keeper."""


def keepers(
    database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> tuple[Keeper, ...]:
    """All of them, the account first."""
    return (
        Account(Units(database)),
        Feedback(),
        Conversations(),
        Messages(),
        Usage(),
        Contacts(),
        Practising(),
        Entered(clock),
        Uploads(),
        SigningIn(),
        Linking(),
        Acts(),
    )


class Account:
    """The account itself; `People.delete` deletes it."""

    kind = "account"
    tables = ("accounts", "identities")

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
    tables = ("feedback",)

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
    tables = ("conversations", "messages")

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The questions and answers that are remembered, and what a page shows again."""
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
        """All but the one that is under way, which the dialogue empties."""
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


class Messages:
    """What was or will be sent to them, and what they sent that waits for its answer."""

    kind = "messages"
    tables = ("outbox", "outbox_chats", "inbox")

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The words of each, and whether they took none any more."""
        found: list[dict[str, Any]] = []
        for sender in subject.senders:
            for sent in session.scalars(
                select(OutboxRow).where(*_at(OutboxRow, sender)).order_by(OutboxRow.id)
            ):
                text = REPLY.validate_json(sent.reply).plain
                found.append({"at": sent.created_at.isoformat(), "text": text})
            found += [
                {"at": at.isoformat(), "question": text}
                for at, text in waiting_texts(session, sender.address)
            ]
            chat = session.get(ChatRow, (sender.channel, sender.chat))
            if chat is not None:
                closed = chat.closed_at and chat.closed_at.isoformat()
                found.append({"channel": sender.channel, "closed_at": closed})
        return found

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All."""
        for sender in subject.senders:
            for table in (OutboxRow, ChatRow, InboxRow):
                session.execute(delete(table).where(*_at(table, sender)))


class Usage:
    """How often they asked of late."""

    kind = "usage"
    tables = ("usage",)

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
    tables = ("zalo_oa_contacts",)

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The moments."""
        rows = session.scalars(select(ContactRow).where(ContactRow.user.in_(_on_oa(subject))))
        return [{"channel": "zalo_oa", "last_at": row.last_at.isoformat()} for row in rows]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All; Zalo itself refuses what comes too late."""
        session.execute(delete(ContactRow).where(ContactRow.user.in_(_on_oa(subject))))


class Uploads:
    """Files that they sent in. The files are the office's: they go when they are decided on or
    discarded, not with whoever brought them."""

    kind = "uploads"
    tables = ("uploads",)

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """Each file's name and what became of it."""
        rows = session.scalars(
            select(UploadRow)
            .where(UploadRow.account == subject.account)
            .order_by(UploadRow.created_at)
        )
        return [
            {
                "at": row.created_at.isoformat(),
                "name": row.name,
                "size": row.size,
                "state": row.state,
            }
            for row in rows
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """What came to nothing or has not come goes; the rest loses its way back to them, and
        keeps the id of the account, as the audit does."""
        theirs = UploadRow.account == subject.account
        gone = (*ENDED, UploadState.COMING)
        for upload_id in session.scalars(
            select(UploadRow.id).where(theirs, UploadRow.state.in_(gone))
        ).all():
            withdraw(session, upload_id)
        session.execute(delete(UploadRow).where(theirs, UploadRow.state.in_(gone)))
        session.execute(update(UploadRow).where(theirs).values(channel=WEB, chat="", ref=None))


class SigningIn:
    """The browsers in which they are signed in on the admins' page, and links not used yet."""

    kind = "sign_ins"
    tables = ("sign_ins", "login_codes")

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """Until when each works; no code and no cookie is kept as such."""
        return [
            {"expires_at": until.isoformat()}
            for table in (SignInRow, LoginCodeRow)
            for until in session.scalars(
                select(table.expires_at).where(table.account == subject.account)
            )
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All: they are signed out everywhere."""
        for table in (SignInRow, LoginCodeRow):
            session.execute(delete(table).where(table.account == subject.account))


class Linking:
    """A second channel that they are joining to their account: a quarter of an hour."""

    kind = "links"
    tables = ("links",)

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The channel, once it is known, and until when."""
        rows = session.scalars(select(LinkRow).where(_is_linking(subject)))
        return [{"channel": row.channel, "expires_at": row.expires_at.isoformat()} for row in rows]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All, on either side."""
        session.execute(delete(LinkRow).where(_is_linking(subject)))


class Acts:
    """What was done to their account, and what they did for the office, by the account's id alone.

    The audit tells all of it; what they wrote or decided bears the same id.
    """

    kind = "acts"
    tables = (
        "audit",
        "versions",
        "quiz_revisions",
        "broadcasts",
        "contest_files",
        "contest_grades",
        "contest_keys",
    )

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """Each act with its moment."""
        if subject.account is None:
            return []
        about = and_(AuditRow.subject == "account", AuditRow.subject_id == subject.account)
        rows = session.scalars(
            select(AuditRow)
            .where(or_(about, AuditRow.actor == str(subject.account)))
            .order_by(AuditRow.id)
        )
        return [{"at": row.at.isoformat(), "action": row.action} for row in rows]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """Drafts of broadcasts go. The rest stays, to prove what was done: with the account gone,
        its id, which is never given again, leads to nobody."""
        session.execute(
            delete(BroadcastRow).where(
                BroadcastRow.created_by == str(subject.account),
                BroadcastRow.state == BroadcastState.DRAFT,
            )
        )


def _is_linking(subject: Subject) -> ColumnElement[bool]:
    return or_(
        LinkRow.account_id == subject.account,
        *(
            and_(LinkRow.channel == sender.channel, LinkRow.user == sender.user)
            for sender in subject.senders
        ),
    )


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


def _at(table: type[OutboxRow | ChatRow | InboxRow], sender: Sender) -> tuple[Any, ...]:
    return table.channel == sender.channel, table.chat == sender.chat
