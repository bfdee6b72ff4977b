"""Work in the background, kept in the database: what is to be done, by whom, and how far it is.

    waiting ──take──> leased ──finish──> gone
       ^                 ├──fail──> failed (or waiting again, later)
       └── the lease ran out: the process died

A job is taken by one process at a time and held by a lease that a thread renews. What a job leads
to is written in the transaction that ends it, so a crash at any point leaves the job to be done
again, and never something half done. Doing a job twice must therefore lead to the same.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state import Base
from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from knowledge.database import Database

LEASE_S = 30.0
"""Seconds after which another process may take a job whose holder shows no sign of life."""

ATTEMPTS = 5
"""A job that was begun so often without an end is given up: it may be what kills its process."""

PAUSE_S = 10.0
"""Seconds before the second attempt at a job that failed for now; doubled each time."""


class JobRow(Base):
    """A job that waits, is at work or was given up; done ones are deleted."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(Text)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (Index("ix_jobs_kind_subject", "kind", "subject", unique=True),)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` in a `stage` ("reading", "encoding", …)."""

    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A job that this process holds.

    Attributes:
        kind: What is to be done.
        subject: The id of what it is done to.
        attempt: Counts from 1.
        holder: Names this holding of it.
    """

    id: int
    kind: str
    subject: str
    attempt: int
    holder: str


class LostError(Exception):
    """A job is no longer this process's: it was withdrawn, or taken over."""


class Jobs:
    """The jobs as one process sees them; safe to call from threads and processes.

    Args:
        database: Holds them.
        clock: The time, aware.
        lease_s: How long a sign of life counts.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        lease_s: float = LEASE_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = timedelta(seconds=lease_s)

    def is_due(self, kinds: Collection[str]) -> bool:
        """Whether `take` would find one; waits for no writer."""
        with self._database.read() as session:
            return session.scalars(self._due(kinds)).first() is not None

    def take(self, kinds: Collection[str]) -> Job | None:
        """The oldest job that is due, held from now on; None where nothing is."""
        if not self.is_due(kinds):
            return None
        with self._database.session() as session:
            row = session.scalars(self._due(kinds).with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            row.holder = secrets.token_hex(8)
            row.leased_until = self._clock() + self._lease
            row.attempts += 1
            return Job(row.id, row.kind, row.subject, row.attempts, row.holder)

    @contextmanager
    def held(self, job: Job) -> Iterator[None]:
        """Renews the lease while the block runs."""
        over = threading.Event()

        def renew() -> None:
            while not over.wait(self._lease.total_seconds() / 3):
                try:
                    self._renew(job)
                except LostError:
                    return

        thread = threading.Thread(target=renew, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def report(self, job: Job, progress: Progress) -> None:
        """Tells how far a job is.

        Raises:
            LostError: It is no longer this process's; whoever works at it shall stop.
        """
        self._renew(job, progress)

    @contextmanager
    def finishing(self, job: Job) -> Iterator[Session]:
        """The transaction that ends a job together with what it leads to.

        Raises:
            LostError: It is no longer this process's; nothing is written.
        """
        with self._database.session() as session:
            row = self._mine(session, job)
            yield session
            session.delete(row)

    def later(self, job: Job) -> bool:
        """Puts a job off after a failure that may pass; False if it was tried often enough."""
        with self._database.session() as session:
            row = self._mine(session, job)
            if row.attempts >= ATTEMPTS:
                return False
            pause = timedelta(seconds=PAUSE_S * 2 ** (row.attempts - 1))
            row.due_at, row.holder, row.leased_until = self._clock() + pause, None, None
            return True

    def _due(self, kinds: Collection[str]) -> Any:
        now = self._clock()
        free = or_(JobRow.leased_until.is_(None), JobRow.leased_until < now)
        return (
            select(JobRow)
            .where(JobRow.kind.in_(kinds), JobRow.due_at <= now, free)
            .order_by(JobRow.id)
            .limit(1)
        )

    def _renew(self, job: Job, progress: Progress | None = None) -> None:
        with self._database.session() as session:
            row = self._mine(session, job)
            row.leased_until = self._clock() + self._lease
            if progress is not None:
                row.progress = {
                    "stage": progress.stage,
                    "done": progress.done,
                    "total": progress.total,
                }

    @staticmethod
    def _mine(session: Session, job: Job) -> JobRow:
        row = session.get(JobRow, job.id, with_for_update=True, populate_existing=True)
        if row is None or row.holder != job.holder:
            raise LostError(f"{job.kind} {job.subject}")
        return row


def new_job(kind: str, subject: str, now: datetime) -> JobRow:
    """A job to add to a session; there is one of a kind for a subject at most."""
    return JobRow(kind=kind, subject=subject, due_at=now, attempts=0, progress={})


def progress_of(session: Session, subject: str) -> Progress | None:
    """How far the job at a subject is; None where there is none or it has not begun."""
    row = session.scalars(select(JobRow).where(JobRow.subject == subject)).first()
    return Progress(**row.progress) if row is not None and row.progress else None


def withdraw(session: Session, subject: str) -> None:
    """Drops the jobs at a subject; who works at one is told when it next reports."""
    for row in session.scalars(select(JobRow).where(JobRow.subject == subject)):
        session.delete(row)
