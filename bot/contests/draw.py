"""The draw: which questions an attempt asks, in which order, with the options in which order.

It can be proved afterwards. A round has a secret seed of 32 bytes, of which the SHA-256 is public
before the first attempt; when the round is over the seed is public too. An attempt's own seed is
the SHA-256 of "<round's seed in hex>:<entry>:<number of the attempt>"; the numbers drawn with it
are the SHA-256 of that seed and a counter, so that anybody can repeat the draw in any language:

    number(i)  = first 8 bytes, big-endian, of SHA-256(seed + i as 8 bytes, big-endian), i = 0, 1, …
    below(n)   = number mod n; a number of 2^64 - (2^64 mod n) or more is left out

The strata are drawn one after the other, each from its items by rising id, less what was drawn
before; then the questions are shuffled, then the options of each question. Drawing and shuffling
is Fisher's and Yates's, from the front: place k changes with place k + below(what is left).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

_RANGE = 2**64
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Stratum:
    """What one part of the questions is drawn from.

    Attributes:
        items: The ids that may be drawn, rising.
        count: How many are.
        points: What a right answer brings, in hundredths.
    """

    items: tuple[int, ...]
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class Pool:
    """What a round draws from, fixed when it opens.

    Attributes:
        strata: In the order of the rules.
        revisions: The revision of each item that is asked.
        options: How many options each item has; those that must stand as printed are in `fixed`.
    """

    strata: tuple[Stratum, ...]
    revisions: Mapping[int, int]
    options: Mapping[int, int]
    fixed: frozenset[int]

    def as_json(self) -> dict[str, Any]:
        """As it is kept and published."""
        return {
            "strata": [
                {"items": list(each.items), "count": each.count, "points": each.points}
                for each in self.strata
            ],
            "items": {
                str(item): [self.revisions[item], self.options[item], item in self.fixed]
                for item in sorted(self.revisions)
            },
        }

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Pool:
        """What `as_json` gave."""
        items = {int(item): about for item, about in value["items"].items()}
        return cls(
            tuple(
                Stratum(tuple(each["items"]), each["count"], each["points"])
                for each in value["strata"]
            ),
            {item: about[0] for item, about in items.items()},
            {item: about[1] for item, about in items.items()},
            frozenset(item for item, about in items.items() if about[2]),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is asked.

    Attributes:
        item, revision: Of the bank.
        points: What a right answer brings, in hundredths.
        order: The options as they are shown, as places in the item.
    """

    item: int
    revision: int
    points: int
    order: tuple[int, ...]

    def as_json(self) -> list[Any]:
        """As it is kept."""
        return [self.item, self.revision, self.points, list(self.order)]

    @classmethod
    def of_json(cls, value: Sequence[Any]) -> Question:
        """What `as_json` gave."""
        item, revision, points, order = value
        return _question(item, revision, points, tuple(order))


@lru_cache(maxsize=2**16)  # a round asks the same in so many orders, over and over
def _question(item: int, revision: int, points: int, order: tuple[int, ...]) -> Question:
    return Question(item, revision, points, order)


Paper = tuple[Question, ...]


class Stream:
    """The numbers that a seed gives; see the head of this file."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._next = 0

    def below(self, limit: int) -> int:
        """A number from 0 to limit - 1, each as likely."""
        while True:
            counter = self._next.to_bytes(8, "big")
            self._next += 1
            number = int.from_bytes(hashlib.sha256(self._seed + counter).digest()[:8], "big")
            if number < _RANGE - _RANGE % limit:
                return number % limit

    def drawn(self, values: Sequence[_T], count: int) -> list[_T]:
        """Some of the values in the order in which they were drawn."""
        left = list(values)
        for place in range(count):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:count]


def commitment(seed: bytes) -> str:
    """What is public of a round's seed before it is."""
    return hashlib.sha256(seed).hexdigest()


def attempt_seed(seed: bytes, entry: int, number: int) -> bytes:
    """The seed of one attempt, from its round's."""
    return hashlib.sha256(f"{seed.hex()}:{entry}:{number}".encode()).digest()


def draw(
    seed: bytes, pool: Pool, *, shuffle_questions: bool = True, shuffle_options: bool = True
) -> Paper:
    """The questions of one attempt.

    Args:
        seed: The attempt's.
        pool: What is drawn from; see `is_enough`.
        shuffle_questions: Else they stand stratum by stratum, by rising id.
        shuffle_options: Else they stand as in the bank.
    """
    stream = Stream(seed)
    chosen: list[tuple[int, int]] = []
    taken: set[int] = set()
    for stratum in pool.strata:
        left = [item for item in stratum.items if item not in taken]
        drawn = stream.drawn(left, stratum.count)
        taken.update(drawn)
        chosen += [(item, stratum.points) for item in sorted(drawn)]
    if shuffle_questions:
        chosen = stream.drawn(chosen, len(chosen))
    paper = []
    for item, points in chosen:
        order = list(range(pool.options[item]))
        if shuffle_options and item not in pool.fixed:
            order = stream.drawn(order, len(order))
        paper.append(Question(item, pool.revisions[item], points, tuple(order)))
    return tuple(paper)


def lacking(strata: Sequence[tuple[Collection[int], int]]) -> list[int]:
    """Which strata may run short, whatever was drawn for those before them.

    Args:
        strata: Of each the items and how many are drawn.

    Returns:
        Their places, from 0.
    """
    short = []
    for place, (items, count) in enumerate(strata):
        gone = sum(min(n, len(set(items) & set(other))) for other, n in strata[:place])
        if len(set(items)) - gone < count:
            short.append(place)
    return short
