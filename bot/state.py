"""What the bot keeps of conversations: the tables, and the state of one conversation.

A conversation is (channel, chat, user). Its state is one JSON value, so that any process may take
the next message. A message is answered once because its row in `messages` is written together
with the state it led to.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field
from sqlalchemy import JSON, ForeignKeyConstraint, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from index.answer import Answer

MIGRATIONS = Path(__file__).parent / "migrations"

REMEMBERED = 10
"""Answers that a conversation keeps."""


class Base(DeclarativeBase):
    """The bot's own tables."""


class ConversationRow(Base):
    """The state of one conversation; `revision` counts its changes."""

    __tablename__ = "conversations"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    chat: Mapped[str] = mapped_column(Text, primary_key=True)
    user: Mapped[str] = mapped_column("user_id", Text, primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class MessageRow(Base):
    """A message that was answered; what was answered is in the outbox.

    `said` is {"text"} or {"choice"} where the channel shows the conversation again.
    """

    __tablename__ = "messages"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    chat: Mapped[str] = mapped_column(Text, primary_key=True)
    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user: Mapped[str] = mapped_column("user_id", Text)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    said: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        ForeignKeyConstraint(
            ["channel", "chat", "user_id"],
            ["conversations.channel", "conversations.chat", "conversations.user_id"],
            ondelete="CASCADE",
        ),
    )


class FeedbackRow(Base):
    """What a person said of an answer. `person` is a pseudonym, the same for all their rows;
    `question` is what they meant, in words that stand alone."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[str] = mapped_column(Text)
    right: Mapped[bool] = mapped_column("is_right")
    question: Mapped[str] = mapped_column(Text)
    answer_kind: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    passage_id: Mapped[int | None]
    faq_id: Mapped[int | None]


class SecretRow(Base):
    """A secret this installation made for itself, shared by its processes."""

    __tablename__ = "bot_secrets"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class StandingChoice(BaseModel):
    """A choice under the last reply, which a typed number picks."""

    id: str
    label: str
    answers: tuple[str, ...] = ()


class GivenAnswer(BaseModel):
    """An answer that was given, for follow-up questions and for judging it.

    Attributes:
        number: Counts the answers of this conversation from 1; choices name it.
        meant: What the person asked, made to stand alone: their own words also where they then
            picked one of the nearest questions.
        passage_ids: The passages it cites, best first.
        faq_id: The Q&A entry it is, if it is one.
        suggestions: The nearest questions that were offered.
        judged: Whether the person has said that it is right or wrong.
    """

    number: int
    at: datetime
    question: str
    meant: str = ""
    text: str
    kind: str
    confidence: float
    passage_ids: tuple[int, ...] = ()
    faq_id: int | None = None
    suggestions: tuple[str, ...] = ()
    judged: bool = False

    @classmethod
    def of(
        cls, answer: "Answer", *, number: int, at: datetime, question: str, meant: str = ""
    ) -> "GivenAnswer":
        """An answer as it is remembered; see the attributes."""
        return cls(
            number=number,
            at=at,
            question=question,
            meant=meant or answer.question or question,
            text=answer.text,
            kind=answer.kind,
            confidence=answer.confidence,
            passage_ids=tuple(answer.passage_ids),
            faq_id=answer.faq_id,
            suggestions=tuple(answer.suggestions),
        )


class State(BaseModel):
    """The state of one conversation.

    Attributes:
        choices: What a typed number picks now.
        answers: The latest answers, oldest first.
        answered: How many answers were given in all.
        album: The latest album of files, which is answered once for all its messages.
        awaiting: The feature whose question the next typed words answer, with what it must know:
            "account:name"; "" where they are a question.
        context_since: Answers before this are not what a follow-up question refers to.
    """

    choices: tuple[StandingChoice, ...] = ()
    answers: tuple[GivenAnswer, ...] = Field(default=())
    answered: int = 0
    awaiting: str = ""
    album: str = ""
    context_since: datetime | None = None

    def after(self, given: GivenAnswer) -> "State":
        """The state once another answer was given."""
        answers = (*self.answers, given)[-REMEMBERED:]
        return self.model_copy(update={"answered": given.number, "answers": answers})

    def recent(self, since: datetime, most: int) -> Sequence[GivenAnswer]:
        """The answers that a question after them may lean on, the oldest first."""
        if self.context_since is not None:
            since = max(since, self.context_since)
        return [answer for answer in self.answers if answer.at > since][-most:]

    def answer(self, number: int) -> GivenAnswer | None:
        """The answer with that number, while it is remembered."""
        return next((answer for answer in self.answers if answer.number == number), None)
