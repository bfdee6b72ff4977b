"""Items that ask nearly the same, so that a person looks at both.

Two stems are near where they have most of their syllables in common, marks or not, and the same
numbers: "Đại hội XI" and "Đại hội XII" are two questions. Candidates come from an index of rare
syllables: two sets whose Jaccard index is t share one of the rarest |s| - ceil(t |s|) + 1 of each
(prefix filtering: Chaudhuri, Ganti and Kaushik 2006, "A Primitive Operator for Similarity Joins").
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from knowledge.text import syllables, unmarked

NEAR = 0.8
"""Jaccard index of the syllables of two stems from which they are near."""

FEWEST = 3
"""Stems of fewer syllables are near only where they are the same."""

INDEXED_FROM = 10
"""Of fewer items, each is compared with all others."""

MOST = 5
"""So many near items are named."""


def near_items(stems: Mapping[int, str], asked: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each of the items asked about that has any, the items near to it, the nearest first.

    Args:
        stems: The stem of every item, by id.
        asked: The ids to look for.
    """
    sets = {item_id: _syllables(stem) for item_id, stem in stems.items()}
    asked = list(asked)
    if len(asked) < INDEXED_FROM:
        return _sorted_near(sets, {item_id: sets.keys() for item_id in asked})
    counts = Counter(syllable for each in sets.values() for syllable in each)
    rare = {
        item_id: sorted(each, key=lambda syllable: (counts[syllable], syllable))
        for item_id, each in sets.items()
    }
    index: dict[str, list[int]] = defaultdict(list)
    for item_id, sorted_ones in rare.items():
        for syllable in _prefix(sorted_ones):
            index[syllable].append(item_id)
    return _sorted_near(
        sets,
        {
            item_id: {other for syllable in _prefix(rare[item_id]) for other in index[syllable]}
            for item_id in asked
        },
    )


@lru_cache(maxsize=1 << 14)
def _syllables(stem: str) -> frozenset[str]:
    return frozenset(syllables(unmarked(stem)))


def _sorted_near(
    sets: Mapping[int, frozenset[str]], candidates: Mapping[int, Iterable[int]]
) -> dict[int, tuple[int, ...]]:
    found = {}
    for item_id, others in candidates.items():
        near = [
            (likeness, other)
            for other in others
            if other != item_id
            if sets[item_id] and (likeness := _likeness(sets[item_id], sets[other])) >= NEAR
        ]
        if near:
            near.sort(key=lambda pair: (-pair[0], pair[1]))
            found[item_id] = tuple(other for _, other in near[:MOST])
    return found


def _prefix(syllables_by_rarity: Sequence[str]) -> Sequence[str]:
    size = len(syllables_by_rarity)
    return syllables_by_rarity[: size - math.ceil(NEAR * size) + 1]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    if shorter < FEWEST or shorter < NEAR * longer:
        return 0.0
    differ = one ^ other
    if any(syllable[0].isdigit() for syllable in differ):
        return 0.0
    common = (len(one) + len(other) - len(differ)) // 2
    return common / (common + len(differ))
