"""What went each night since it was kept too long.

Revision ID: b0071
Revises: b0070
"""

import sqlalchemy as sa
from alembic import op

revision = "b0071"
down_revision = "b0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "retention_runs",
        sa.Column("night", sa.Date, primary_key=True),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("removed", sa.JSON, nullable=False),
    )
