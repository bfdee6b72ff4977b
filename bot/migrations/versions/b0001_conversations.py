"""Conversations, answered messages, feedback, the installation's own secrets."""

import sqlalchemy as sa
from alembic import op

revision = "b0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "conversations",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, primary_key=True),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("updated_at", moment, nullable=False, index=True),
    )
    op.create_table(
        "messages",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("answered_at", moment, nullable=False, index=True),
        sa.Column("tried_at", moment, nullable=False),
        sa.Column("replies", sa.Text),
        sa.ForeignKeyConstraint(
            ["channel", "chat", "user_id"],
            ["conversations.channel", "conversations.chat", "conversations.user_id"],
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("is_right", sa.Boolean, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer_kind", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("passage_id", sa.Integer),
        sa.Column("faq_id", sa.Integer),
    )
    op.create_table(
        "bot_secrets",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
