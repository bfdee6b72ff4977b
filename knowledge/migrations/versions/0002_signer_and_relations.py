"""Who signed a document, and what it says that it does to others."""

import sqlalchemy as sa
from alembic import op

revision = "knowledge_0002"
down_revision = "knowledge_0001"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("versions", sa.Column("signer", sa.Text(), nullable=True))
    op.add_column(
        "versions", sa.Column("relations", sa.Text(), nullable=False, server_default="[]")
    )
