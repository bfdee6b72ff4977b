"""A change of knowledge under way, and the audit that is written with it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.records import AuditEntry
from knowledge.tables import AuditRow, RevisionRow


class Change:
    """One change, inside its transaction.

    Attributes:
        session: The transaction.
        actor: Who makes the change: a name of the system's own, such as "cli" or an account id.
        at: When.
    """

    def __init__(self, session: Session, actor: str, at: datetime) -> None:
        self.session = session
        self.actor = actor
        self.at = at
        # Locked, so that the changes of all processes come one after the other (in SQLite they
        # do anyway); what was read before may be stale by now.
        self._revision = session.scalars(
            select(RevisionRow).with_for_update(), execution_options={"populate_existing": True}
        ).one()
        self._next = self._revision.value + 1

    def record(
        self,
        action: str,
        subject: str,
        subject_id: int | None,
        *,
        searchable: bool = True,
        **details: Any,
    ) -> None:
        """Write the audit; count the revision up, once a change, if `searchable`.

        Args:
            action: What was done, as "document.retired".
            subject: What it was done to, as "document".
            subject_id: Its id.
            searchable: Whether what may be searched changes; a draft does not.
            details: What to remember of it; dates and other values are kept as text.
        """
        self.session.add(
            AuditRow(
                at=self.at,
                actor=self.actor,
                action=action,
                subject=subject,
                subject_id=subject_id,
                details={name: _plain(value) for name, value in details.items()},
            )
        )
        if searchable:
            self._revision.value = self._next


def entries(session: Session, limit: int, *where: ColumnElement[bool]) -> list[AuditEntry]:
    """The newest entries that fulfil `where`, newest first."""
    rows = session.scalars(select(AuditRow).where(*where).order_by(AuditRow.id.desc()).limit(limit))
    return [
        AuditEntry(
            id=row.id,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            subject_id=row.subject_id,
            details=row.details,
        )
        for row in rows
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
