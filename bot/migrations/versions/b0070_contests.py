"""Contests: their files, rounds, entries, attempts with their answers, and decisions on keys.

Revision ID: b0070
Revises: b0061
"""

import sqlalchemy as sa
from alembic import op

revision = "b0070"
down_revision = "b0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "contests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
    )
    contest = sa.ForeignKey("contests.id")
    op.create_table(
        "contest_files",
        sa.Column("contest_id", sa.Text, contest, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    )
    op.create_table(
        "contest_rounds",
        sa.Column("contest_id", sa.Text, sa.ForeignKey("contests.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("commitment", sa.Text, nullable=False),
        sa.Column("pool", sa.JSON),
        sa.Column("entrants", sa.JSON),
        sa.Column("prepared_at", moment),
    )
    op.create_table(
        "contest_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contest_id", sa.Text, sa.ForeignKey("contests.id"), nullable=False),
        sa.Column("account_id", sa.Integer, index=True),
        sa.Column("unit_id", sa.Integer),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("agreed_at", moment),
        sa.UniqueConstraint("contest_id", "account_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contest_unique_values",
        sa.Column("contest_id", sa.Text, sa.ForeignKey("contests.id"), primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column(
            "entry_id",
            sa.Integer,
            sa.ForeignKey("contest_entries.id"),
            nullable=False,
            index=True,
        ),
    )
    op.create_table(
        "contest_attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contest_id", sa.Text, sa.ForeignKey("contests.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column(
            "entry_id",
            sa.Integer,
            sa.ForeignKey("contest_entries.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("ended_by", sa.Text),
        sa.Column("predicted", sa.Integer),
        sa.Column("score", sa.Integer),
        sa.Column("correct", sa.Integer),
        sa.UniqueConstraint("contest_id", "entry_id", "round", "number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contest_attempts_round", "contest_attempts", ["contest_id", "round"])
    op.create_index("ix_contest_attempts_running", "contest_attempts", ["ended_at", "due_at"])

    def of_attempt() -> tuple[sa.Column[int], sa.Column[int]]:
        attempt = sa.ForeignKey("contest_attempts.id")
        return (
            sa.Column("attempt_id", sa.Integer, attempt, primary_key=True),
            sa.Column("seq", sa.Integer, primary_key=True),
        )

    op.create_table(
        "contest_papers",
        sa.Column("attempt_id", sa.Integer, sa.ForeignKey("contest_attempts.id"), primary_key=True),
        sa.Column("paper", sa.JSON, nullable=False),
    )
    op.create_table(
        "contest_answers",
        *of_attempt(),
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "contest_essays",
        *of_attempt(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "contest_grades",
        *of_attempt(),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("graded_by", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "contest_keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contest_id", sa.Text, sa.ForeignKey("contests.id"), nullable=False, index=True),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("for_everybody", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "contest_reports",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", moment, nullable=False),
    )
