"""How far a round is while it runs: who registered, who began, who handed in, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from bot.contests.tables import AttemptRow, EntryRow

if TYPE_CHECKING:
    from knowledge.database import Database


@dataclass(frozen=True, slots=True)
class Progress:
    """People of a unit in a round.

    Attributes:
        unit: Its id; None for those without one.
        registered: Who agreed to take part in the contest.
        started: Who has begun an attempt of the round.
        handed_in: Who has handed one in, themselves or by the clock.
    """

    unit: int | None
    registered: int
    started: int
    handed_in: int


def progress(database: Database, contest_id: str, number: int) -> list[Progress]:
    """Every unit that somebody registered for, those without one last."""
    ended = case((AttemptRow.ended_at.is_not(None), AttemptRow.entry_id))
    with database.read() as session:
        registered = session.execute(
            select(EntryRow.unit_id, func.count(EntryRow.id))
            .where(EntryRow.contest_id == contest_id, EntryRow.agreed_at.is_not(None))
            .group_by(EntryRow.unit_id)
        ).all()
        begun = {
            unit: (started, handed_in)
            for unit, started, handed_in in session.execute(
                select(
                    EntryRow.unit_id,
                    func.count(AttemptRow.entry_id.distinct()),
                    func.count(ended.distinct()),
                )
                .join(AttemptRow, AttemptRow.entry_id == EntryRow.id)
                .where(AttemptRow.contest_id == contest_id, AttemptRow.round == number)
                .group_by(EntryRow.unit_id)
            )
        }
    found = [Progress(unit, count, *begun.get(unit, (0, 0))) for unit, count in registered]
    return sorted(found, key=lambda each: (each.unit is None, each.unit or 0))
