"""What counts as right: the key of the item as it was asked, or what organisers decided since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.contests.draw import Pool
from bot.contests.tables import KeyRow
from knowledge.errors import LibraryError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from knowledge.library import Library
    from knowledge.quizbank import QuizItem

Accepted = Mapping[int, frozenset[int] | None]
"""See `bot.contests.scoring.Accepted`."""


class Bank:
    """The items that contests ask, as their revisions had them; those never change, so each is
    read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._items: dict[tuple[int, int], QuizItem] = {}
        self._accepted: dict[tuple[str, int, int], dict[int, frozenset[int] | None]] = {}

    def item(self, item_id: int, revision: int) -> QuizItem:
        """An item as a revision had it."""
        found = self._items.get((item_id, revision))
        if found is None:
            found = self._library.quiz.item(item_id, revision=revision)
            self._items[item_id, revision] = found
        return found

    def latest(self, session: Session, contest_id: str) -> int:
        """The number of the latest decision in a contest; 0 where there is none."""
        wanted = select(func.max(KeyRow.id)).where(KeyRow.contest_id == contest_id)
        return session.scalar(wanted) or 0

    def accepted(self, session: Session, contest_id: str, number: int, pool: Pool) -> Accepted:
        """What counts as right of every item that a round draws from."""
        latest = self.latest(session, contest_id)
        known = self._accepted.get((contest_id, number, latest))
        if known is not None:
            return known
        found: dict[int, frozenset[int] | None] = {
            item: frozenset((self.item(item, revision).key,))
            for item, revision in pool.revisions.items()
        }
        for row in decisions(session, contest_id):
            if row.item_id in found:
                found[row.item_id] = None if row.everybody else frozenset(row.options)
        for before in [each for each in self._accepted if each[:2] == (contest_id, number)]:
            self._accepted.pop(before, None)
        self._accepted[contest_id, number, latest] = found
        return found

    def corrected_since(
        self, session: Session, contest_id: str, pools: Iterable[Pool]
    ) -> dict[int, int]:
        """Items whose key was corrected in the bank after a contest fixed them, with the new key.

        Those whose options are not the same any more are left out, and those that the contest
        has decided on itself.
        """
        decided = {row.item_id for row in decisions(session, contest_id)}
        found = {}
        for pool in pools:
            for item_id, revision in pool.revisions.items():
                if item_id in decided:
                    continue
                try:
                    now = self._library.quiz.item(item_id)
                except LibraryError:
                    continue
                asked = self.item(item_id, revision)
                if now.options == asked.options and now.key != asked.key:
                    found[item_id] = now.key
        return found


def decisions(session: Session, contest_id: str) -> list[KeyRow]:
    """What organisers decided, the latest last."""
    return list(
        session.scalars(select(KeyRow).where(KeyRow.contest_id == contest_id).order_by(KeyRow.id))
    )
