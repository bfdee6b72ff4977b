"""Practice with quiz items: where each person stands, and when an item comes back.

Revision ID: b0060
Revises: b0051
"""

import sqlalchemy as sa
from alembic import op

revision = "b0060"
down_revision = "b0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "practice",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text),
        sa.Column("item_id", sa.Integer),
        sa.Column("revision", sa.Integer),
        sa.Column("shown", sa.JSON, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("right_answers", sa.Integer, nullable=False),
        sa.Column("streak", sa.Integer, nullable=False),
        sa.Column("best_streak", sa.Integer, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("last_day", sa.Date),
    )
    op.create_table(
        "practice_cards",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("item_id", sa.Integer, primary_key=True),
        sa.Column("box", sa.Integer, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("last_at", moment, nullable=False),
    )
