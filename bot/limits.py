"""How often a person may do something: counted in windows, told once when one is full.

A window begins with the first thing counted in it and ends after its length; then it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.state import Base
from knowledge.database import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.database import Database


class UsageRow(Base):
    """How often a person did something in the window that began at `since`.

    Attributes:
        told: Whether they were told that the window is full.
    """

    __tablename__ = "usage"

    person: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    count: Mapped[int] = mapped_column("times")
    told: Mapped[bool] = mapped_column("is_told")


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` times within `length`; `kind` is its name in the table."""

    kind: str
    length: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Full:
    """A window that is full.

    Attributes:
        window: Which.
        until: When it ends.
        told: Whether the person knows.
    """

    window: Window
    until: datetime
    told: bool


class Limits:
    """Counts for people, each under a pseudonym; the counts are in the database, so that all
    processes share them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def full(self, person: str, windows: Sequence[Window], now: datetime) -> Full | None:
        """The full window that ends last, None where there is room in each."""
        found = []
        with self._database.read() as session:
            for window in windows:
                row = session.get(UsageRow, (person, window.kind))
                if row is not None and row.count >= window.most and now < row.since + window.length:
                    found.append(Full(window, row.since + window.length, row.told))
        return max(found, key=lambda full: full.until, default=None)

    def count(self, person: str, windows: Sequence[Window], now: datetime) -> None:
        """Counts one more in each window."""
        with self._database.session() as session:
            for window in windows:
                row = session.get(UsageRow, (person, window.kind), with_for_update=True)
                if row is None:
                    session.add(
                        UsageRow(person=person, kind=window.kind, since=now, count=1, told=False)
                    )
                elif now < row.since + window.length:
                    row.count += 1
                else:
                    row.since, row.count, row.told = now, 1, False

    def tell(self, person: str, window: Window) -> None:
        """The person was told that this window is full."""
        with self._database.session() as session:
            row = session.get(UsageRow, (person, window.kind), with_for_update=True)
            if row is not None:
                row.told = True
