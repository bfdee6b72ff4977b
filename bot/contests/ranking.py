"""Who is where: the attempt that counts, tie-breakers in their order, sums over rounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.contests.rules import Counted, Counts, Criterion


@dataclass(slots=True, unsafe_hash=True)  # frozen, a hundred thousand would take twice as long
class Result:
    """An attempt that was handed in, or several rounds of a person together; never changed.

    Attributes:
        entry: Whose.
        attempt: Its id; of several the latest.
        score: In hundredths of points.
        correct, questions: Right answers of how many.
        seconds: From the start to the end, whole.
        submitted: When it was handed in, to the second.
        predicted: What was predicted; None where nothing was.
        distance: How far that is from what came true; None where nobody knows yet.
    """

    entry: int
    attempt: int
    score: int
    correct: int
    questions: int
    seconds: int
    submitted: datetime
    predicted: int | None = None
    distance: int | None = None

    @property
    def all_correct(self) -> bool:
        """Whether every answer is right."""
        return self.questions > 0 and self.correct == self.questions


@dataclass(frozen=True, slots=True)
class Placed:
    """A result at its place, from 1; equals share one."""

    place: int
    result: Result


_VALUES: Mapping[Criterion, Callable[[Result], Any]] = {
    Criterion.SCORE: lambda result: -result.score,
    Criterion.CORRECT: lambda result: -result.correct,
    Criterion.DURATION: lambda result: result.seconds,
    Criterion.SUBMITTED: lambda result: result.submitted,
    Criterion.PREDICTION: lambda result: math.inf if result.distance is None else result.distance,
}


def key_by(criteria: Sequence[Criterion]) -> Callable[[Result], tuple[Any, ...]]:
    """What results are ordered by, the smaller the better."""
    values = [_VALUES[criterion] for criterion in criteria]
    return lambda result: tuple([value(result) for value in values])


def counting(
    results: Iterable[Result], counts: Counts, criteria: Sequence[Criterion]
) -> list[Result]:
    """The one result of each person that counts.

    Among a person's own attempts the prediction decides nothing: else it would pay to try again
    only to predict another number.

    Args:
        results: Of one round, a person's own in the order in which they began.
        counts: Which counts.
        criteria: What the best is by.
    """
    key = key_by([each for each in criteria if each is not Criterion.PREDICTION])
    found: dict[int, Result] = {}
    if counts is Counts.BEST:
        keys: dict[int, tuple[Any, ...]] = {}
        for result in results:
            mine, best = key(result), keys.get(result.entry)
            if best is None or mine < best:
                keys[result.entry], found[result.entry] = mine, result
        return list(found.values())
    for result in results:
        if counts is Counts.LAST or result.entry not in found:
            found[result.entry] = result
    return list(found.values())


def came_true(results: Sequence[Result], of: Counted) -> int:
    """What the prediction was about, counted in the results of a round that count."""
    if of is Counted.ENTRANTS:
        return len(results)
    return sum(result.all_correct for result in results)


def measured(results: Iterable[Result], truth: int | None) -> list[Result]:
    """The results with how far each prediction is from the truth; of None nobody knows yet."""
    if truth is None:
        return list(results)
    return [
        result
        if result.predicted is None
        else replace(result, distance=abs(result.predicted - truth))
        for result in results
    ]


def ranked(results: Iterable[Result], criteria: Sequence[Criterion]) -> list[Placed]:
    """Everybody at their place; who is equal in everything shares one (1, 2, 2, 4)."""
    key = key_by(criteria)
    ordered = sorted(
        ((key(result), result.entry, result) for result in results),
        key=lambda each: each[:2],
    )
    placed: list[Placed] = []
    for _, equals in groupby(ordered, key=lambda each: each[0]):
        place = len(placed) + 1
        placed += [Placed(place, result) for _, _, result in equals]
    return placed


def summed(rounds: Mapping[int, Sequence[Result]]) -> list[Result]:
    """The rounds of each person together: everything adds up, the latest submission counts.

    A round in which somebody predicted nothing leaves them without a distance, since no number
    would be fair.

    Args:
        rounds: Of each round the results that count, measured.
    """
    found: dict[int, Result] = {}
    for results in rounds.values():
        for result in results:
            before = found.get(result.entry)
            found[result.entry] = result if before is None else _added(before, result)
    return list(found.values())


def _added(one: Result, other: Result) -> Result:
    together = None
    if one.distance is not None and other.distance is not None:
        together = one.distance + other.distance
    return Result(
        one.entry,
        max(one.attempt, other.attempt),
        one.score + other.score,
        one.correct + other.correct,
        one.questions + other.questions,
        one.seconds + other.seconds,
        max(one.submitted, other.submitted),
        None,
        together,
    )
