"""Broadcasts, and who wants them."""

import sqlalchemy as sa
from alembic import op

revision = "b0051"
down_revision = "b0050"


def upgrade() -> None:
    """Make the table and the column."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.create_index("ix_broadcasts_created_at", "broadcasts", ["created_at"])
    op.add_column(
        "accounts",
        sa.Column("wants_notices", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
