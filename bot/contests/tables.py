"""What is kept of contests.

What was asked, answered, written, graded and decided is only ever added. An attempt's row is
written when it begins and once more when it ends; `score` and `correct` are derived from its
answers and can be counted again at any time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.state import Base
from knowledge.database import UtcDateTime

PREDICTION = -1
"""The number of the prediction among an attempt's answers."""


class ContestRow(Base):
    """A contest; `revision` is the number of its newest file."""

    __tablename__ = "contests"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)  # draft, open, closed
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContestFileRow(Base):
    """A contest's file as it was at a time."""

    __tablename__ = "contest_files"

    contest_id: Mapped[str] = mapped_column(ForeignKey("contests.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column("changed_by", Text)


class RoundRow(Base):
    """A round's secret seed, and what it draws from once it has opened.

    Attributes:
        seed: In hex; public when the round is over.
        commitment: Its SHA-256; public from the opening of the contest.
        pool: See `bot.contests.draw.Pool`.
        entrants: The entries that may take part, where only the best of earlier rounds may.
    """

    __tablename__ = "contest_rounds"

    contest_id: Mapped[str] = mapped_column(ForeignKey("contests.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(Text)
    pool: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    entrants: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    prepared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EntryRow(Base):
    """A person in a contest. Without an account it is somebody who had their data deleted."""

    __tablename__ = "contest_entries"
    __table_args__ = (
        UniqueConstraint("contest_id", "account_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[str] = mapped_column(ForeignKey("contests.id"))
    account_id: Mapped[int | None] = mapped_column(index=True)
    unit_id: Mapped[int | None]
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UniqueValueRow(Base):
    """A value that only one person may register with; of it only the SHA-256 is kept here."""

    __tablename__ = "contest_unique_values"

    contest_id: Mapped[str] = mapped_column(ForeignKey("contests.id"), primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("contest_entries.id"), index=True)


class AttemptRow(Base):
    """An attempt. `channel` and `chat` are where it was begun, and its end is told.

    Attributes:
        number: Counts a person's attempts in a round from 1.
        revision: Of the contest's file.
        ended_by: "person", "time", "left".
        score, correct: Derived; of an essay the score is what graders gave.
    """

    __tablename__ = "contest_attempts"
    __table_args__ = (
        UniqueConstraint("contest_id", "entry_id", "round", "number"),
        Index("ix_contest_attempts_round", "contest_id", "round"),
        Index("ix_contest_attempts_running", "ended_at", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[str] = mapped_column(ForeignKey("contests.id"))
    round: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("contest_entries.id"), index=True)
    number: Mapped[int]
    revision: Mapped[int]
    questions: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(Text)
    chat: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(Text)
    predicted: Mapped[int | None]
    score: Mapped[int | None]
    correct: Mapped[int | None]


class PaperRow(Base):
    """What an attempt asks, apart so that standings need not read it; see
    `bot.contests.draw.Question`."""

    __tablename__ = "contest_papers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("contest_attempts.id"), primary_key=True)
    paper: Mapped[list[Any]] = mapped_column(JSON)


class AnswerRow(Base):
    """An answer as it was given; of a question the latest counts.

    `value` is the place of the option as it was shown, or of `PREDICTION` the number.
    """

    __tablename__ = "contest_answers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("contest_attempts.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[int]
    value: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class EssayRow(Base):
    """A part of an essay as it was sent, in its order."""

    __tablename__ = "contest_essays"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("contest_attempts.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class GradeRow(Base):
    """Points that an essay was given, in hundredths; the latest count."""

    __tablename__ = "contest_grades"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("contest_attempts.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column("graded_by", Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeyRow(Base):
    """A decision on what counts as right of an item in a contest; the latest counts.

    Attributes:
        options: Places in the item; [] with `everybody`, where the question was taken back.
    """

    __tablename__ = "contest_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[str] = mapped_column(ForeignKey("contests.id"), index=True)
    item_id: Mapped[int]
    options: Mapped[list[int]] = mapped_column(JSON)
    everybody: Mapped[bool] = mapped_column("for_everybody")
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column("decided_by", Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReportRow(Base):
    """A report that was sent, so that it is sent once."""

    __tablename__ = "contest_reports"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
