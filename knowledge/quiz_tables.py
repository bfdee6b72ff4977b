"""The tables of the quiz bank.

An item is an identity with its state; what it says is in its revisions, which never change. What
lists are filtered by is kept with the item as its newest revision has it.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base, UtcDateTime


class QuizItemRow(Base):
    """An item; `revision` is the number of its newest one."""

    __tablename__ = "quiz_items"
    __table_args__ = (
        Index("ix_quiz_items_state", "state", "topic_key"),
        {"sqlite_autoincrement": True},  # an id is never given away again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_hash: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    topic: Mapped[str] = mapped_column(Text)
    # the topic without marks, so that it is found however it is typed
    topic_key: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    # no key: a document may go while what was drawn from it stays
    document_id: Mapped[int | None]
    used: Mapped[bool] = mapped_column(default=False)


class QuizRevisionRow(Base):
    """What an item said from one change to the next; see `quizbank.QuizContent`."""

    __tablename__ = "quiz_revisions"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("quiz_items.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True)
    stem: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column(JSON)
    key: Mapped[int]
    explanation: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int | None]
    document_number: Mapped[str] = mapped_column(Text)
    passage_id: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
