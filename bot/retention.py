"""What is kept too long goes, every night by the clock of Việt Nam.

    the hour of a night is past ──run──> kind by kind ──all gone──> the night is done, in the audit

Each kind goes in a transaction of its own that also writes down how many rows went, so a run that
dies midway goes on with the next kind, and several processes make one run together. A night that
was missed is made up for at the next start: whatever is due then goes.

How long a kind is kept is a setting; law 91/2025/QH15 asks that data go when their purpose ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ColumnElement, and_, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.broadcasts import ACTIVE, BroadcastRow
from bot.contests.contests import ContestState
from bot.contests.entries import make_nameless
from bot.contests.rule_files import read_rules
from bot.contests.tables import ContestFileRow, ContestRow, EntryRow
from bot.limits import UsageRow
from bot.linking import LinkRow
from bot.outbox.tables import old_replies
from bot.people import InvitationRow
from bot.practice import CardRow, PracticeRow
from bot.sign_in import LoginCodeRow, SignInRow
from bot.state import Base, ConversationRow, FeedbackRow, MessageRow
from bot.uploads import ENDED, UploadRow
from bot.zalo.oa_tokens import LoginRow
from knowledge.database import UtcDateTime
from knowledge.library import VIETNAM
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.config import Settings
    from knowledge.database import Database

ACTOR = "night"
"""Who the audit says it was."""

RUNS_KEPT = timedelta(days=365)
"""How long it is kept what a run removed."""

Rows = tuple[type[Base], ColumnElement[bool]]
"""Rows of a table that are kept too long."""


class RunRow(Base):
    """A night's run; `removed` counts rows by kind, `ended_at` is None while it is under way."""

    __tablename__ = "retention_runs"

    night: Mapped[date] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed: Mapped[dict[str, int]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is kept as long.

    Attributes:
        name: In `texts.retention.KINDS`.
        setting: The setting that says how long; "" where each row bears its own end.
        days: How long.
        rows: Those that are kept too long at a moment.
    """

    name: str
    setting: str
    days: int
    rows: Callable[[Session, datetime], Sequence[Rows]]

    def due(self, session: Session, now: datetime) -> int:
        """How many rows are kept too long."""
        return sum(
            session.scalar(select(func.count()).select_from(table).where(old)) or 0
            for table, old in self.rows(session, now)
        )

    def remove(self, session: Session, now: datetime) -> int:
        """Removes them; how many that were. Of contests the entries stay, without a name."""
        removed = 0
        for table, old in self.rows(session, now):
            if table is EntryRow:
                entries = session.scalars(select(EntryRow.id).where(old)).all()
                make_nameless(session, entries)
                removed += len(entries)
            else:
                removed += int(getattr(session.execute(delete(table).where(old)), "rowcount", 0))
        return removed


@dataclass(frozen=True, slots=True)
class Run:
    """What went in a night."""

    night: date
    began_at: datetime
    ended_at: datetime | None
    removed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Due:
    """What goes of a kind at the next run; see `Kind`."""

    kind: str
    setting: str
    days: int
    rows: int


class Retention:
    """The nightly run; safe to call from threads and processes.

    Args:
        database: Holds everything.
        settings: Say how long, and at which hour.
        clock: The time, aware.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._clock = clock
        self._hour = settings.retention.hour
        self._kinds = kinds(settings)

    def run(self, *, at_once: bool = False) -> Run | None:
        """Removes what is due, if this night's run is not done yet.

        Args:
            at_once: Whether the run is done or not.

        Returns:
            The run where there was one.
        """
        now = self._clock()
        night = self._latest(now)
        with self._database.read() as session:
            known = session.get(RunRow, night)
            if known is not None and known.ended_at is not None and not at_once:
                return None
        if known is None:
            self._begin(night, now)
        for kind in self._kinds:
            with self._database.session() as session:
                row = session.get_one(RunRow, night, with_for_update=True, populate_existing=True)
                if at_once or kind.name not in row.removed:
                    count = row.removed.get(kind.name, 0) + kind.remove(session, now)
                    row.removed = {**row.removed, kind.name: count}
        return self._end(night, now, again=at_once)

    def next_at(self) -> datetime:
        """When the next run is due."""
        return self._at(self._latest(self._clock()) + timedelta(days=1))

    def next(self) -> list[Due]:
        """What the next run removes, by kind, as far as it is known now."""
        then = self.next_at()
        with self._database.read() as session:
            return [
                Due(kind.name, kind.setting, kind.days, kind.due(session, then))
                for kind in self._kinds
            ]

    def runs(self, limit: int = 14) -> list[Run]:
        """The latest runs, the newest first."""
        with self._database.read() as session:
            rows = session.scalars(select(RunRow).order_by(RunRow.night.desc()).limit(limit))
            return [_run(row) for row in rows]

    def _at(self, night: date) -> datetime:
        return datetime.combine(night, time(self._hour), VIETNAM)

    def _latest(self, now: datetime) -> date:
        """The latest night whose hour is past."""
        today = now.astimezone(VIETNAM).date()
        return today if now >= self._at(today) else today - timedelta(days=1)

    def _begin(self, night: date, now: datetime) -> None:
        try:
            with self._database.session() as session:
                session.add(RunRow(night=night, began_at=now, removed={}))
        except IntegrityError:
            return  # another process began it

    def _end(self, night: date, now: datetime, *, again: bool) -> Run:
        with self._database.session() as session:
            row = session.get_one(RunRow, night, with_for_update=True, populate_existing=True)
            if row.ended_at is None or again:
                row.ended_at = now
                session.execute(delete(RunRow).where(RunRow.night < night - RUNS_KEPT))
                details: dict[str, Any] = {k: n for k, n in row.removed.items() if n}
                session.add(
                    AuditRow(
                        at=now,
                        actor=ACTOR,
                        action="retention.run",
                        subject="retention",
                        subject_id=None,
                        details={"night": night.isoformat(), **details},
                    )
                )
            return _run(row)


def kinds(settings: Settings) -> tuple[Kind, ...]:
    """Everything that goes by age."""
    dialogue, keep = settings.dialogue, settings.retention

    def since(days: int, now: datetime) -> datetime:
        return now - timedelta(days=days)

    def messages(session: Session, now: datetime) -> list[Rows]:
        seen = since(dialogue.keep_messages_days, now)
        idle = since(dialogue.keep_conversations_days, now)
        return [(MessageRow, MessageRow.answered_at < seen), *old_replies(seen, unseen=idle)]

    def conversations(session: Session, now: datetime) -> list[Rows]:
        idle = since(dialogue.keep_conversations_days, now)
        return [(ConversationRow, ConversationRow.updated_at < idle)]

    def feedback(session: Session, now: datetime) -> list[Rows]:
        return [(FeedbackRow, FeedbackRow.created_at < since(keep.feedback_days, now))]

    def practice(session: Session, now: datetime) -> list[Rows]:
        idle = since(keep.practice_days, now)
        return [
            (CardRow, CardRow.last_at < idle),
            (PracticeRow, PracticeRow.last_day < idle.astimezone(VIETNAM).date()),
        ]

    def contests(session: Session, now: datetime) -> list[Rows]:
        over = _over(session, since(keep.contests_days, now))
        return [(EntryRow, and_(EntryRow.contest_id.in_(over), EntryRow.account_id.is_not(None)))]

    def uploads(session: Session, now: datetime) -> list[Rows]:
        old = UploadRow.created_at < since(keep.uploads_days, now)
        return [(UploadRow, and_(UploadRow.state.in_(ENDED), old))]

    def broadcasts(session: Session, now: datetime) -> list[Rows]:
        old = BroadcastRow.created_at < since(keep.broadcasts_days, now)
        return [(BroadcastRow, and_(old, BroadcastRow.state.not_in(ACTIVE)))]

    def codes(session: Session, now: datetime) -> list[Rows]:
        ending = (LoginCodeRow, SignInRow, LinkRow, InvitationRow, LoginRow)
        return [
            *((table, table.expires_at < now) for table in ending),
            (UsageRow, UsageRow.since < since(1, now)),
        ]

    return (
        Kind("messages", "dialogue.keep_messages_days", dialogue.keep_messages_days, messages),
        Kind(
            "conversations",
            "dialogue.keep_conversations_days",
            dialogue.keep_conversations_days,
            conversations,
        ),
        Kind("feedback", "retention.feedback_days", keep.feedback_days, feedback),
        Kind("practice", "retention.practice_days", keep.practice_days, practice),
        Kind("contests", "retention.contests_days", keep.contests_days, contests),
        Kind("uploads", "retention.uploads_days", keep.uploads_days, uploads),
        Kind("broadcasts", "retention.broadcasts_days", keep.broadcasts_days, broadcasts),
        Kind("codes", "", 0, codes),
    )


def _over(session: Session, before: datetime) -> list[str]:
    """The contests whose last round was over before a moment."""
    files = session.execute(
        select(ContestRow.id, ContestFileRow.text)
        .join(
            ContestFileRow,
            and_(
                ContestFileRow.contest_id == ContestRow.id,
                ContestFileRow.revision == ContestRow.revision,
            ),
        )
        .where(ContestRow.state != ContestState.DRAFT)
    )
    return [contest for contest, text in files if read_rules(text).closes < before]


def _run(row: RunRow) -> Run:
    return Run(row.night, row.began_at, row.ended_at, dict(row.removed))
