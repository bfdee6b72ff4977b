"""Uploads, the jobs that read them, and who is signed in on the page.

Revision ID: b0010
Revises: b0003
"""

import sqlalchemy as sa
from alembic import op

revision = "b0010"
down_revision = "b0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("leased_until", moment),
        sa.Column("progress", sa.JSON, nullable=False),
    )
    op.create_index("ix_jobs_kind_subject", "jobs", ["kind", "subject"], unique=True)
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("created_at", moment, nullable=False, index=True),
        sa.Column("account", sa.Integer, nullable=False, index=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("batch", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("ref", sa.Text),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, index=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("kind", sa.Text),
        sa.Column("document_id", sa.Integer, index=True),
        sa.Column("version_id", sa.Integer),
        sa.Column("review", sa.JSON, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("submitted_by", sa.Integer),
        sa.Column("decided_by", sa.Integer),
        sa.Column("decided_at", moment),
    )
    op.create_table(
        "login_codes",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_table(
        "sign_ins",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("guard", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
