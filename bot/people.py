"""Accounts: who a person is, whatever channels they speak on, and what they may do.

Asking needs no account. One comes into being when somebody uses an invitation or registers:

    hoidap admin invite ──code──> /moi <code> in any chat ──> account with the role
    /dangky ──name, unit, consent──> account of a member

Features read `Moment.account` (an id, or None) and `Moment.role`. What a feature keeps about a
person hangs on the account's id, or on the pseudonym `Moment.person` where there may be no account,
and is named in `bot.personal_data`, so that it is shown, exported and deleted with the rest.

Every change of an account is in the audit of `knowledge.tables`, by account id and never by name.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address, Sender
from bot.roles import Role
from bot.state import Base
from knowledge.database import UtcDateTime
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from sqlalchemy import Row

    from knowledge.database import Database

INVITED_FOR = timedelta(days=7)
"""How long an invitation works unless another time is said."""

LONGEST_NAME = 80
"""Letters of a name."""

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a code is made of: nothing that is mistaken for another when it is typed from paper."""

CODE_LENGTH = 12
"""Letters of a code: 59 random bits, and a person has few tries."""


class AccountRow(Base):
    """A person. `told_blocked`: whether they were told, once, that they are blocked."""

    __tablename__ = "accounts"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit names ids that are gone

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    consent_version: Mapped[str | None] = mapped_column(Text)
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consent_asked: Mapped[str | None] = mapped_column(Text)  # the version last shown to them
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_blocked: Mapped[bool] = mapped_column(default=False)
    notices: Mapped[bool] = mapped_column("wants_notices", default=False)
    notices_version: Mapped[str | None] = mapped_column(Text)
    notices_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # agreed, or said no
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdentityRow(Base):
    """A person as one channel knows them; `chat` is where they can be written to."""

    __tablename__ = "identities"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    user: Mapped[str] = mapped_column("user_id", Text, primary_key=True)
    chat: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )


_ACCOUNTS = AccountRow.metadata.tables[AccountRow.__tablename__]
_IDENTITIES = AccountRow.metadata.tables[IdentityRow.__tablename__]
_OF = (  # of the tables, not of the mapped classes: it is asked at every message
    select(_ACCOUNTS, _ACCOUNTS.c.wants_notices.label("notices"))
    .join(_IDENTITIES, _IDENTITIES.c.account_id == _ACCOUNTS.c.id)
    .where(
        _IDENTITIES.c.channel == bindparam("of_channel"),
        _IDENTITIES.c.user_id == bindparam("of_user"),
    )
)


class InvitationRow(Base):
    """An invitation that was not used yet; only the SHA-256 of its code is kept, so that looking
    it up tells nothing of a code by the time it takes."""

    __tablename__ = "invitations"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    invited_by: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LastAdminError(Exception):
    """The only admin who can act would lose the role, and nobody could give it back in the chats
    or on the page."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person.

    Attributes:
        id: What everything of theirs hangs on.
        name: "" until they said it.
        unit: The id of their unit.
        consent_version: The version of the text they agreed to, None where they have not.
        consent_asked: The version that was last shown to them unasked.
        blocked: Whether they are answered no more.
        told_blocked: Whether they know.
        notices: Whether they agreed to get broadcasts.
        notices_version: The version of the text by which they agreed to those.
        notices_at: When they agreed to them or, where they get none, said no.
        created_at: Since when there is the account.
    """

    id: int
    name: str
    role: Role
    unit: int | None = None
    consent_version: str | None = None
    consented_at: datetime | None = None
    blocked: bool = False
    told_blocked: bool = False
    consent_asked: str | None = None
    notices: bool = False
    notices_version: str | None = None
    notices_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that waits to be used; `sha256` is of its code and names it."""

    sha256: str
    role: Role
    name: str
    invited_by: str
    expires_at: datetime


class People:
    """The accounts of an office; safe to call from threads and processes.

    Within a transaction of the same thread, such as a feature's act, each method joins it.

    Args:
        database: Holds them.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock

    # who somebody is

    def of(self, sender: Sender) -> Account | None:
        """The account of who speaks."""
        with self._database.read() as session:
            session.flush()  # what this transaction has changed of it
            return account_of(session, sender)

    def account(self, account_id: int) -> Account | None:
        """An account."""
        with self._database.read() as session:
            return _found(session, account_id)

    def accounts(self, *, least: Role = Role.MEMBER) -> list[Account]:
        """Every account with at least this role, by id."""
        with self._database.read() as session:
            rows = session.scalars(select(AccountRow).order_by(AccountRow.id))
            return [as_account(row) for row in rows if Role(row.role).at_least(least)]

    def identities(self, account_id: int) -> list[Sender]:
        """A person on each of their channels."""
        with self._database.read() as session:
            rows = session.scalars(select(IdentityRow).where(IdentityRow.account_id == account_id))
            return [Sender(row.channel, row.chat, row.user) for row in rows]

    def addresses(self, session: Session, *, least: Role) -> list[tuple[int, Address]]:
        """Where accounts with at least this role can be written to, with their ids; the blocked
        are left out."""
        found = session.execute(
            select(IdentityRow.account_id, IdentityRow.channel, IdentityRow.chat)
            .join(AccountRow, AccountRow.id == IdentityRow.account_id)
            .where(
                AccountRow.role.in_([role.value for role in Role if role.at_least(least)]),
                AccountRow.blocked_at.is_(None),
            )
            .order_by(IdentityRow.account_id)
        )
        return [(account, Address(channel, chat)) for account, channel, chat in found]

    def staff_chats(self, channel: str) -> dict[str, Role]:
        """The chats on a channel of those who are more than members, with their roles; the
        blocked are left out."""
        with self._database.read() as session:
            found = session.execute(
                select(IdentityRow.chat, AccountRow.role)
                .join(AccountRow, AccountRow.id == IdentityRow.account_id)
                .where(
                    IdentityRow.channel == channel,
                    AccountRow.role != Role.MEMBER.value,
                    AccountRow.blocked_at.is_(None),
                )
            )
            return {chat: Role(role) for chat, role in found}

    def name_of(self, actor: str) -> str:
        """How an actor of the audit is called: an account by its name, else as it stands."""
        if not (actor.isascii() and actor.isdecimal() and len(actor) <= 9):
            return actor
        found = self.account(int(actor))
        return found.name if found and found.name else actor

    # invitations

    def invite(self, role: Role, *, by: str, name: str = "", lasts: timedelta = INVITED_FOR) -> str:
        """A code that gives whoever uses it first an account with this role.

        Args:
            role: What they may do.
            by: Who invites, for the audit.
            name: How the person is called, where it is known.
            lasts: How long the code works.
        """
        code = new_code()
        now = self._clock()
        with self._database.session() as session:
            session.execute(delete(InvitationRow).where(InvitationRow.expires_at < now))
            session.add(
                InvitationRow(
                    sha256=code_hash(code),
                    role=role.value,
                    name=cleaned_name(name),
                    invited_by=by,
                    expires_at=now + lasts,
                )
            )
            self._record(session, by, "account.invited", None, role=role.value)
        return code

    def join(self, code: str, sender: Sender) -> Account | None:
        """Uses an invitation; None where it is unknown, used or too old.

        Somebody who has an account keeps it, and their role if it is the higher one.
        """
        now = self._clock()
        with self._database.session() as session:
            invitation = session.get(InvitationRow, code_hash(code), with_for_update=True)
            if invitation is None or invitation.expires_at <= now:
                return None
            session.delete(invitation)
            row = self._of(session, sender)
            invited = Role(invitation.role)
            if not Role(row.role).at_least(invited):
                row.role = invited.value
            row.name = row.name or invitation.name
            self._record(session, str(row.id), "account.joined", row.id, role=row.role)
            return as_account(row)

    def invitations(self) -> list[Invitation]:
        """The invitations that can still be used, the one that ends first before the others."""
        with self._database.read() as session:
            rows = session.scalars(
                select(InvitationRow)
                .where(InvitationRow.expires_at > self._clock())
                .order_by(InvitationRow.expires_at, InvitationRow.sha256)
            )
            return [
                Invitation(row.sha256, Role(row.role), row.name, row.invited_by, row.expires_at)
                for row in rows
            ]

    def uninvite(self, sha256: str, *, by: str) -> bool:
        """Takes an invitation back; False where it was used or is gone."""
        with self._database.session() as session:
            row = session.get(InvitationRow, sha256, with_for_update=True)
            if row is None:
                return False
            session.delete(row)
            self._record(session, by, "account.uninvited", None, role=row.role)
            return True

    # what an account says

    def register(self, sender: Sender, name: str, unit: int | None, consent: str) -> Account:
        """Keeps what somebody said of themselves, with the version of the text they agreed to."""
        with self._database.session() as session:
            row = self._of(session, sender)
            row.name, row.unit_id = cleaned_name(name), unit
            row.consent_version, row.consented_at = consent, self._clock()
            self._record(session, str(row.id), "account.registered", row.id, consent=consent)
            return as_account(row)

    def correct(
        self, account_id: int, *, name: str | None = None, unit: int | None = None
    ) -> Account | None:
        """Corrects name or unit; None where nobody agreed that they are kept."""
        with self._database.session() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is None or row.consent_version is None:
                return None
            row.name = row.name if name is None else cleaned_name(name)
            row.unit_id = row.unit_id if unit is None else unit
            self._record(session, str(row.id), "account.corrected", row.id)
            return as_account(row)

    def consent_asked(self, account_id: int, version: str) -> None:
        """A consent's text was shown to somebody who agreed to an earlier one."""
        with self._database.session() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is not None:
                row.consent_asked = version

    def agree_to_notices(self, account_id: int, version: str) -> None:
        """Keeps that somebody agreed to get broadcasts, by which version of the text."""
        self._notices(account_id, version)

    def refuse_notices(self, account_id: int) -> None:
        """Somebody wants no broadcasts, or no more."""
        self._notices(account_id, None)

    def _notices(self, account_id: int, version: str | None) -> None:
        with self._database.session() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is None:
                return
            row.notices, row.notices_version = version is not None, version
            row.notices_at = self._clock()
            action = "account.notices_off" if version is None else "account.notices_on"
            details = {} if version is None else {"consent": version}
            self._record(session, str(row.id), action, row.id, **details)

    def withdraw(self, account_id: int) -> None:
        """Takes back a consent: name and unit go, the role of a member's account stays."""
        with self._database.session() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is not None:
                row.name, row.unit_id, row.consent_version, row.consented_at = "", None, None, None
                row.notices, row.notices_version, row.notices_at = False, None, None
                self._record(session, str(row.id), "account.withdrawn", row.id)

    def delete(self, account_id: int) -> None:
        """Deletes an account with its identities; `bot.personal_data` deletes the rest."""
        with self._database.session() as session:
            session.execute(delete(AccountRow).where(AccountRow.id == account_id))
            self._record(session, str(account_id), "account.deleted", account_id)

    def link(self, account_id: int, sender: Sender) -> bool:
        """Makes somebody without an account the same person; False where they have one."""
        with self._database.session() as session:
            if session.get(IdentityRow, (sender.channel, sender.user)) is not None:
                return False
            session.add(_identity(sender, account_id))
            self._record(session, str(account_id), "account.linked", account_id)
            return True

    # what admins do

    def set_role(self, account_id: int, role: Role, *, by: str) -> Account | None:
        """Gives an account another role; None where there is no such account.

        Raises:
            LastAdminError: It is the last admin's.
        """
        with self._database.session() as session:
            if role is not Role.ADMIN:
                self._spare_last_admin(session, account_id)
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is None:
                return None
            if row.role != role:
                self._record(session, by, "account.role", row.id, role=role.value, before=row.role)
                row.role = role.value
            return as_account(row)

    def block(self, account_id: int, *, by: str) -> Account | None:
        """Answers somebody no more; None where there is no such account.

        Raises:
            LastAdminError: It is the last admin's.
        """
        with self._database.session() as session:
            self._spare_last_admin(session, account_id)
            return self._blocked(account_id, self._clock(), "account.blocked", by)

    def unblock(self, account_id: int, *, by: str) -> Account | None:
        """Answers them again; None where there is no such account."""
        return self._blocked(account_id, None, "account.unblocked", by)

    def account_for(self, sender: Sender) -> Account:
        """The account of somebody, made where they have none; such as to block them."""
        with self._database.session() as session:
            return as_account(self._of(session, sender))

    def told_blocked(self, account_id: int) -> None:
        """Somebody who is blocked was told so."""
        with self._database.session() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is not None:
                row.told_blocked = True

    def _blocked(
        self, account_id: int, at: datetime | None, action: str, by: str
    ) -> Account | None:
        with self._database.session() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            if row is None:
                return None
            row.blocked_at, row.told_blocked = at, False
            self._record(session, by, action, row.id)
            return as_account(row)

    def _spare_last_admin(self, session: Session, account_id: int) -> None:
        """Raises where this is the only admin who is not blocked. The rows stay locked, so that
        of two admins who take each other's role one comes second."""
        admins = session.scalars(
            select(AccountRow.id)
            .where(AccountRow.role == Role.ADMIN.value, AccountRow.blocked_at.is_(None))
            .order_by(AccountRow.id)
            .with_for_update()
        ).all()
        if admins == [account_id]:
            raise LastAdminError

    def _of(self, session: Session, sender: Sender) -> AccountRow:
        """The row of who speaks, made where there is none."""
        identity = session.get(IdentityRow, (sender.channel, sender.user))
        if identity is not None:
            return session.get_one(AccountRow, identity.account_id, with_for_update=True)
        row = AccountRow(
            name="",
            role=Role.MEMBER.value,
            told_blocked=False,
            notices=False,
            created_at=self._clock(),
        )
        session.add(row)
        session.flush()
        session.add(_identity(sender, row.id))
        session.flush()
        return row

    def _record(
        self, session: Session, actor: str, action: str, account: int | None, **details: Any
    ) -> None:
        session.add(
            AuditRow(
                at=self._clock(),
                actor=actor,
                action=action,
                subject="account",
                subject_id=account,
                details=details,
            )
        )


def account_of(session: Session, sender: Sender) -> Account | None:
    """The account of who speaks, as it stands in the tables."""
    whose = {"of_channel": sender.channel, "of_user": sender.user}
    row = session.connection().execute(_OF, whose).first()
    return None if row is None else as_account(row)


def new_code() -> str:
    """A code that nobody can guess and everybody can type."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed: "ABCD-efgh 2345" is "abcdefgh2345"."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def cleaned_name(name: str) -> str:
    """A name without needless spaces, cut to what is kept."""
    return " ".join(name.split())[:LONGEST_NAME]


def _identity(sender: Sender, account_id: int) -> IdentityRow:
    return IdentityRow(
        channel=sender.channel, user=sender.user, chat=sender.chat, account_id=account_id
    )


def _found(session: Session, account_id: int) -> Account | None:
    row = session.get(AccountRow, account_id)
    return None if row is None else as_account(row)


def as_account(row: AccountRow | Row[Any]) -> Account:
    """An account as its row has it."""
    return Account(
        row.id,
        row.name,
        Role(row.role),
        row.unit_id,
        row.consent_version,
        row.consented_at,
        row.blocked_at is not None,
        row.told_blocked,
        row.consent_asked,
        row.notices,
        row.notices_version,
        row.notices_at,
        row.created_at,
    )
