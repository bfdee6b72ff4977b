"""What was said on the page, which shows it again."""

import sqlalchemy as sa
from alembic import op

revision = "b0061"
down_revision = "b0060"


def upgrade() -> None:
    """Make the column."""
    op.add_column("messages", sa.Column("said", sa.JSON(), nullable=True))
