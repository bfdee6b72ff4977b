"""Agreeing to broadcasts, what admins were told of, menus on Telegram.

Revision ID: b0062
Revises: b0061
"""

import sqlalchemy as sa
from alembic import op

revision = "b0062"
down_revision = "b0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the columns."""
    moment = sa.DateTime(timezone=True)
    op.add_column("accounts", sa.Column("notices_version", sa.Text))
    op.add_column("accounts", sa.Column("notices_at", moment))
    # until now the consent itself spoke of broadcasts, so who gave it has agreed to them
    accounts = sa.table(
        "accounts",
        *(
            sa.column(name, kind)
            for name, kind in (
                ("consent_version", sa.Text),
                ("consented_at", moment),
                ("wants_notices", sa.Boolean),
                ("notices_version", sa.Text),
                ("notices_at", moment),
            )
        ),
    )
    agreed = accounts.c.consent_version.is_not(None)
    op.execute(
        accounts.update()
        .where(agreed, accounts.c.wants_notices)
        .values(notices_version=accounts.c.consent_version, notices_at=accounts.c.consented_at)
    )
    op.execute(accounts.update().where(~agreed).values(wants_notices=sa.false()))
    op.create_table(
        "alerts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
    )
    op.create_table(
        "telegram_menus",
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("menu", sa.Text, nullable=False),
    )
