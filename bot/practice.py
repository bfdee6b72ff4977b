"""Practice: which item a person is asked next, and what becomes of their answer.

Spaced repetition in boxes (Sebastian Leitner, "So lernt man lernen", 1972): an item that was known
moves one box up and comes back later, one that was missed falls into the first box and comes back
soon. Each person has their own boxes; no account is needed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.state import Base
from knowledge.database import UtcDateTime
from knowledge.errors import LibraryError
from knowledge.library import VIETNAM
from knowledge.quizbank import QuizItem, keeps_order

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.messages import Sender
    from bot.personal_data import Subject
    from knowledge.library import Library

INTERVALS = (
    timedelta(minutes=10),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=21),
)
"""How long an item rests in each box; what is known in the last one stays there."""

KNOWN_FROM = 2
"""An item is known from this box on, counted from 0: answered right at two times apart."""


class PracticeRow(Base):
    """Where a person stands.

    `owner` is "account:<id>", or a pseudonym. `item_id` with its `revision` is what they are asked
    now, `shown` the order of its options, `turn` counts the questions, so that an answer to an
    earlier one is known as such.
    """

    __tablename__ = "practice"

    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    topic: Mapped[str | None] = mapped_column(Text)  # None: every topic
    item_id: Mapped[int | None]
    revision: Mapped[int | None]
    shown: Mapped[list[int]] = mapped_column(JSON, default=list)
    turn: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column("right_answers", default=0)
    streak: Mapped[int] = mapped_column(default=0)
    best_streak: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)  # in a row
    last_day: Mapped[date | None]


class CardRow(Base):
    """An item as a person knows it."""

    __tablename__ = "practice_cards"

    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    box: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked now.

    Attributes:
        shown: The options in the order they are shown, as places in the item.
        turn: Which question of this person it is.
    """

    item: QuizItem
    shown: tuple[int, ...]
    turn: int

    @property
    def options(self) -> tuple[str, ...]:
        """The options as shown."""
        return tuple(self.item.options[place] for place in self.shown)

    @property
    def key(self) -> int:
        """Which of them is right."""
        return self.shown.index(self.item.key)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a person is with the items they chose.

    Attributes:
        items: How many there are.
        seen, known: Of these.
        answered, right: Answers in all, of any topic.
        streak, best_streak: Right answers in a row, now and ever.
        days: Days in a row on which they practised, up to today.
        next_at: When the next item comes back, where none is left to be asked now.
    """

    items: int
    seen: int
    known: int
    answered: int
    right: int
    streak: int
    best_streak: int
    days: int
    next_at: datetime | None


class Practice:
    """Every method is called within a transaction, and its session is given.

    Args:
        library: Holds the items.
        chance: Where the order comes from.
    """

    def __init__(self, library: Library, *, chance: random.Random | None = None) -> None:
        self._library = library
        self._chance = chance or random.Random()

    def row(self, session: Session, owner: str) -> PracticeRow | None:
        """Where a person stands; None where they never practised."""
        return session.get(PracticeRow, owner, populate_existing=True)

    def adopt(self, session: Session, owner: str, before: str) -> None:
        """What somebody did before they had an account, or on a channel that was joined to it,
        becomes the account's.

        Of an item that was answered under both, the later answer says in which box it is; the
        counts are added up. The account's topic and open question stay.
        """
        theirs = self.row(session, before)
        if owner == before or theirs is None:
            return
        for card in session.scalars(select(CardRow).where(CardRow.owner == before)).all():
            own = session.get(CardRow, (owner, card.item_id))
            if own is None:
                card.owner = owner
                continue
            own.answered += card.answered
            own.wrong += card.wrong
            if card.last_at > own.last_at:
                own.box, own.due_at, own.last_at = card.box, card.due_at, card.last_at
            session.delete(card)
        row = self.row(session, owner)
        if row is None:
            theirs.owner = owner
        else:
            row.answered += theirs.answered
            row.right += theirs.right
            row.best_streak = max(row.best_streak, theirs.best_streak)
            if theirs.last_day is not None and (
                row.last_day is None or theirs.last_day > row.last_day
            ):
                row.streak, row.days, row.last_day = theirs.streak, theirs.days, theirs.last_day
            session.delete(theirs)
        session.flush()

    def current(self, session: Session, owner: str) -> Asked | None:
        """The question that waits for an answer."""
        row = self.row(session, owner)
        if row is None or row.item_id is None or row.revision is None:
            return None
        try:
            item = self._library.quiz.item(row.item_id, revision=row.revision)
            newest = self._library.quiz.item(row.item_id)
        except LibraryError:
            return None  # it was deleted meanwhile
        if newest.options == item.options:
            item = newest  # its key may have been corrected meanwhile
        return Asked(item, tuple(row.shown), row.turn)

    def next(
        self, session: Session, owner: str, now: datetime, *, early: bool = False
    ) -> Asked | None:
        """Chooses the next question and keeps it: what is due, then what is new.

        Args:
            session: The transaction.
            owner: Whose.
            now: The time.
            early: Also what is not due yet, the soonest first.

        Returns:
            None where nothing is left for now.
        """
        row = self._row(session, owner)
        ids = self._library.quiz.ids(topic=row.topic)
        cards = self._cards(session, owner, ids)
        item_id = self._choice(row, ids, cards, now, early=early)
        if item_id is None:
            row.item_id = row.revision = None
            return None
        item = self._library.quiz.item(item_id)
        shown = list(range(len(item.options)))
        if not keeps_order(item):
            self._chance.shuffle(shown)
        row.item_id, row.revision, row.shown, row.turn = item.id, item.revision, shown, row.turn + 1
        session.flush()
        return Asked(item, tuple(shown), row.turn)

    def choose_topic(self, session: Session, owner: str, topic: str | None) -> None:
        """Practises a topic from now on; None is every topic."""
        self._row(session, owner).topic = topic

    def answer(self, session: Session, owner: str, asked: Asked, place: int, now: datetime) -> bool:
        """Writes down an answer; whether it is right."""
        row = self._row(session, owner)
        right = place == asked.key
        card = session.get(CardRow, (owner, asked.item.id))
        if card is None:
            card = CardRow(owner=owner, item_id=asked.item.id, box=0, answered=0, wrong=0)
            session.add(card)
        card.box = min(card.box + 1, len(INTERVALS) - 1) if right else 0
        card.due_at, card.last_at = now + INTERVALS[card.box], now
        card.answered += 1
        card.wrong += not right
        row.answered += 1
        row.right += right
        row.streak = row.streak + 1 if right else 0
        row.best_streak = max(row.best_streak, row.streak)
        today = now.astimezone(VIETNAM).date()
        if row.last_day != today:
            row.days = row.days + 1 if row.last_day == today - timedelta(days=1) else 1
            row.last_day = today
        row.item_id = row.revision = None
        session.flush()
        return right

    def standing(self, session: Session, owner: str, now: datetime) -> Standing:
        """How far a person is with the topic they practise."""
        row = self._row(session, owner)
        ids = self._library.quiz.ids(topic=row.topic)
        cards = self._cards(session, owner, ids)
        today = now.astimezone(VIETNAM).date()
        keeps_on = row.last_day is not None and today - row.last_day <= timedelta(days=1)
        return Standing(
            items=len(ids),
            seen=len(cards),
            known=sum(card.box >= KNOWN_FROM for card in cards.values()),
            answered=row.answered,
            right=row.right,
            streak=row.streak,
            best_streak=row.best_streak,
            days=row.days if keeps_on else 0,
            next_at=min((card.due_at for card in cards.values()), default=None),
        )

    def _choice(
        self,
        row: PracticeRow,
        ids: Sequence[int],
        cards: dict[int, CardRow],
        now: datetime,
        *,
        early: bool,
    ) -> int | None:
        waiting = sorted(cards.values(), key=lambda card: (card.due_at, card.item_id))
        due = [card.item_id for card in waiting if card.due_at <= now]
        new = [item_id for item_id in ids if item_id not in cards]
        if due:
            return due[0]
        if new:
            return self._chance.choice(new)
        return waiting[0].item_id if early and waiting else None

    def _cards(self, session: Session, owner: str, ids: Sequence[int]) -> dict[int, CardRow]:
        wanted = set(ids)
        rows = session.scalars(select(CardRow).where(CardRow.owner == owner))
        return {card.item_id: card for card in rows if card.item_id in wanted}

    def _row(self, session: Session, owner: str) -> PracticeRow:
        row = session.get(PracticeRow, owner, with_for_update=True, populate_existing=True)
        if row is None:
            row = PracticeRow(
                owner=owner,
                shown=[],
                turn=0,
                answered=0,
                right=0,
                streak=0,
                best_streak=0,
                days=0,
            )
            session.add(row)
            session.flush()
        return row


def owner_of(account: int | None, person: str) -> str:
    """Under what a person's practice is kept: their account, the same on all their channels."""
    return person if account is None else f"account:{account}"


class Practising:
    """What is kept of practice, as `personal_data` takes it."""

    kind = "practice"
    tables = ("practice", "practice_cards")

    def export(self, session: Session, subject: Subject) -> list[dict[str, Any]]:
        """The counts, and each item with how it went."""
        owners = _owners(subject)
        cards = session.scalars(select(CardRow).where(CardRow.owner.in_(owners)))
        rows = session.scalars(select(PracticeRow).where(PracticeRow.owner.in_(owners)))
        return [
            *(
                {
                    "answered": row.answered,
                    "right": row.right,
                    "best_streak": row.best_streak,
                    "last_day": row.last_day and row.last_day.isoformat(),
                }
                for row in rows
            ),
            *(
                {
                    "item": card.item_id,
                    "answered": card.answered,
                    "wrong": card.wrong,
                    "last_at": card.last_at.isoformat(),
                }
                for card in cards
            ),
        ]

    def erase(self, session: Session, subject: Subject, speaking: Sender | None) -> None:
        """All."""
        for table in (CardRow, PracticeRow):
            session.execute(delete(table).where(table.owner.in_(_owners(subject))))


def _owners(subject: Subject) -> list[str]:
    account = [owner_of(subject.account, "")] if subject.account is not None else []
    return [*account, *subject.persons]
