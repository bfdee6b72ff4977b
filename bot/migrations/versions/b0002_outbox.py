"""The outbox, in place of the replies that waited beside their message."""

import json

import sqlalchemy as sa
from alembic import op

revision = "b0002"
down_revision = "b0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables and moves what waits into them."""
    moment = sa.DateTime(timezone=True)
    outbox = op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.Column("batch", sa.Text),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("try_at", moment, nullable=False),
        sa.Column("sent_as", sa.Text),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("leased_until", moment),
        sa.Column("done_at", moment),
        sa.Column("fate", sa.Text),
        sa.Column("reason", sa.Text),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["channel", "done_at", "priority", "id"])
    op.create_index("ix_outbox_chat", "outbox", ["channel", "chat", "done_at"])
    op.create_index("ix_outbox_batch", "outbox", ["batch", "fate"])
    op.create_table(
        "outbox_chats",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("closed_at", moment),
    )
    messages = sa.table(
        "messages",
        *(sa.column(name) for name in ("channel", "chat", "message_id", "replies")),
        sa.column("answered_at", moment),
    )
    waiting = sa.select(messages).where(messages.c.replies.is_not(None))
    for row in op.get_bind().execute(waiting.order_by(messages.c.answered_at)).all():
        for number, reply in enumerate(json.loads(row.replies)):
            op.execute(
                sa.insert(outbox).values(
                    key=f"answer:{row.channel}:{row.chat}:{row.message_id}:{number}",
                    channel=row.channel,
                    chat=row.chat,
                    message_id=row.message_id,
                    priority=0,
                    reply=json.dumps(reply, ensure_ascii=False),
                    created_at=row.answered_at,
                    due_at=row.answered_at,
                    try_at=row.answered_at,
                    taken=0,
                    attempts=0,
                )
            )
    op.drop_column("messages", "replies")
    op.drop_column("messages", "tried_at")
