"""The inbox, and what an Official Account on Zalo needs: tokens, windows, quotas.

Revision ID: b0030
Revises: b0010
"""

import sqlalchemy as sa
from alembic import op

revision = "b0030"
down_revision = "b0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("incoming", sa.Text, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("leased_until", moment),
        sa.UniqueConstraint("channel", "chat", "message_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "zalo_oa_tokens",
        sa.Column("app_id", sa.Text, primary_key=True),
        sa.Column("oa_id", sa.Text, nullable=False),
        sa.Column("access_token", sa.Text, nullable=False),
        sa.Column("access_until", moment, nullable=False),
        sa.Column("refresh_token", sa.Text, nullable=False),
        sa.Column("refresh_until", moment, nullable=False),
        sa.Column("logged_in_at", moment, nullable=False),
        sa.Column("refused_at", moment),
        sa.Column("holder", sa.Text),
        sa.Column("leased_until", moment),
    )
    op.create_table(
        "zalo_oa_logins",
        sa.Column("state_sha256", sa.Text, primary_key=True),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_table(
        "zalo_oa_contacts",
        sa.Column("user_id", sa.Text, primary_key=True),
        sa.Column("last_at", moment, nullable=False, index=True),
    )
    op.create_table(
        "zalo_oa_quotas",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("remain", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("told_at", moment, nullable=False),
    )
