"""What a round draws from: the approved items of the bank that its rules name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.contests.draw import Pool, Stratum, lacking
from bot.contests.rules import Draw, Mistake, Problem, Round
from knowledge.quizbank import QuizItem, QuizState, keeps_order

if TYPE_CHECKING:
    from knowledge.library import Library


def pool_of(library: Library, rules: Round) -> tuple[Pool, list[Mistake]]:
    """What a round would draw from now, and what it lacks (the ways are within the round)."""
    found = [(draw, _items(library, draw)) for draw in rules.draw or ()]
    mistakes = [
        Mistake(Problem.NOT_APPROVED, ("draw", place), {"item": item})
        for place, (draw, items) in enumerate(found, 1)
        for item in _unknown(draw, items)
    ]
    for short in lacking([([item.id for item in items], draw.number) for draw, items in found]):
        draw, items = found[short]
        if not draw.items:
            details = {
                "topic": draw.topic,
                "level": draw.level,
                "options": draw.options,
                "found": len(items),
                "count": draw.number,
            }
            mistakes.append(Mistake(Problem.TOO_FEW_ITEMS, ("draw", short + 1), details))
    every = {item.id: item for _, items in found for item in items}
    pool = Pool(
        tuple(
            Stratum(tuple(sorted(item.id for item in items)), draw.number, rules.points_of(draw))
            for draw, items in found
        ),
        {item.id: item.revision for item in every.values()},
        {item.id: len(item.options) for item in every.values()},
        frozenset(item.id for item in every.values() if keeps_order(item)),
    )
    return pool, mistakes


def _items(library: Library, draw: Draw) -> list[QuizItem]:
    if draw.items:
        ids = list(dict.fromkeys(draw.items))
        found = [i for i in library.quiz.by_id(ids) if i.state is QuizState.APPROVED]
    else:
        found = library.quiz.items(state=QuizState.APPROVED, topic=draw.topic, level=draw.level)
    return [i for i in found if draw.options is None or len(i.options) == draw.options]


def _unknown(draw: Draw, items: list[QuizItem]) -> Iterator[int]:
    approved = {item.id for item in items}
    return (item for item in draw.items if item not in approved)
