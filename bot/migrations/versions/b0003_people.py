"""Accounts, their identities, invitations and links, units, and how often people do things."""

import sqlalchemy as sa
from alembic import op

revision = "b0003"
down_revision = "b0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "units",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("units.id"), index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("is_retired", sa.Boolean, nullable=False),
        sa.UniqueConstraint("parent_id", "key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("units.id")),
        sa.Column("consent_version", sa.Text),
        sa.Column("consented_at", moment),
        sa.Column("consent_asked", sa.Text),
        sa.Column("blocked_at", moment),
        sa.Column("told_blocked", sa.Boolean, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "identities",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, primary_key=True),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
    )
    op.create_table(
        "invitations",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("invited_by", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("home_channel", sa.Text, nullable=False),
        sa.Column("home_chat", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("chat", sa.Text),
        sa.Column("user_id", sa.Text),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_table(
        "usage",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("since", moment, nullable=False, index=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("is_told", sa.Boolean, nullable=False),
    )
