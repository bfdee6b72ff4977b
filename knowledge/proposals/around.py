"""Which wrong values stand around a right one, so that its place tells nothing."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Protocol, TypeVar

WRONG = 3
"""Wrong options of an item."""


class _Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


T = TypeVar("T", bound=_Ordered)


def around(truth: T, preferred: Iterable[T], near: Sequence[T], random: Random) -> list[T]:
    """The right value and WRONG others, ascending; [] where there are not so many.

    Args:
        truth: The right value.
        preferred: Values to take in any case.
        near: More of them, the nearest first.
        random: Draws which place the right one takes, as far as there are values on both sides.
    """
    chosen = [value for value in dict.fromkeys(preferred) if value != truth][:WRONG]
    more = [value for value in dict.fromkeys(near) if value != truth and value not in chosen]
    below = [value for value in more if value < truth]
    above = [value for value in more if truth < value]
    rank = random.randint(0, WRONG)
    missing_below = rank - sum(value < truth for value in chosen)
    missing_above = WRONG - rank - sum(truth < value for value in chosen)
    chosen += [*below[: max(0, missing_below)], *above[: max(0, missing_above)]]
    chosen += [value for value in more if value not in chosen]
    return sorted([truth, *chosen[:WRONG]]) if len(chosen) >= WRONG else []
