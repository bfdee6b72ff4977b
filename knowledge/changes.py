"""Which passages differ between two versions of a text."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Any

from knowledge.records import StoredPassage

# The share of words and pairs of words that two passages have in common (Dice), from which on
# one is taken for the changed form of the other.
ALIKE = 0.4

# What more old passages than this have in common says nothing about which of them is meant.
_TOO_COMMON = 20


class ChangeKind(StrEnum):
    """What happened to a passage."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"  # other words
    MOVED = "moved"  # the same words in another place or under another heading


@dataclass(frozen=True, slots=True)
class PassageChange:
    """One difference; `before` is None for what was added, `after` for what is gone."""

    kind: ChangeKind
    before: StoredPassage | None
    after: StoredPassage | None

    def as_record(self) -> dict[str, Any]:
        """As values that JSON takes."""
        return {
            "kind": str(self.kind),
            **{
                name: passage and {"heading": list(passage.heading), "text": passage.text}
                for name, passage in (("before", self.before), ("after", self.after))
            },
        }


def compare(before: Sequence[StoredPassage], after: Sequence[StoredPassage]) -> list[PassageChange]:
    """The differences between two texts.

    Passages that stand in both, in the same order, hold the two texts together; those between
    them are paired by what they have in common, the most alike first.

    Returns:
        The differences in the order of `after`, then what is gone in the order of `before`.
    """
    kept = _in_both(before, after)
    pairs = _paired(before, after, kept)
    kept_after = set(kept.values())
    origin = {j: i for i, j in pairs.items()}
    changes = []
    for j, new in enumerate(after):
        if j not in origin:
            changes.append(PassageChange(ChangeKind.ADDED, None, new))
            continue
        old = before[origin[j]]
        if _words(old) != _words(new):
            changes.append(PassageChange(ChangeKind.CHANGED, old, new))
        elif j not in kept_after or (old.heading, old.lead) != (new.heading, new.lead):
            changes.append(PassageChange(ChangeKind.MOVED, old, new))
    gone = [old for i, old in enumerate(before) if i not in pairs]
    return changes + [PassageChange(ChangeKind.GONE, old, None) for old in gone]


def counterpart(
    before: Sequence[StoredPassage], after: Sequence[StoredPassage], passage_id: int
) -> StoredPassage | None:
    """The passage of `after` that stands for one of `before`; None where it is gone."""
    pairs = _paired(before, after, _in_both(before, after))
    place = next(i for i, passage in enumerate(before) if passage.id == passage_id)
    return after[pairs[place]] if place in pairs else None


def _paired(
    before: Sequence[StoredPassage], after: Sequence[StoredPassage], kept: dict[int, int]
) -> dict[int, int]:
    """Index in `before` -> index in `after`: what is in both, and what is the most alike."""
    kept_after = set(kept.values())
    return kept | _alike(
        before,
        after,
        [i for i in range(len(before)) if i not in kept],
        [j for j in range(len(after)) if j not in kept_after],
    )


def _in_both(before: Sequence[StoredPassage], after: Sequence[StoredPassage]) -> dict[int, int]:
    """Index in `before` -> index in `after` of what stands in both in the same order."""
    matcher = SequenceMatcher(
        None,
        [" ".join(_words(passage)) for passage in before],
        [" ".join(_words(passage)) for passage in after],
        autojunk=False,
    )
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _alike(
    before: Sequence[StoredPassage],
    after: Sequence[StoredPassage],
    old: Sequence[int],
    new: Sequence[int],
) -> dict[int, int]:
    """Index in `before` -> index in `after`, the most alike first, each used once."""
    old_marks = {i: _marks(before[i]) for i in old}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, marks in old_marks.items():
        for mark in marks:
            holders[mark].append(i)

    found = []
    for j in new:
        marks = _marks(after[j])
        candidates = Counter(
            i
            for mark in marks
            if len(holders.get(mark, ())) <= _TOO_COMMON
            for i in holders.get(mark, ())
        )
        for i, _ in candidates.most_common(_TOO_COMMON):
            alike = 2 * len(marks & old_marks[i]) / (len(marks) + len(old_marks[i]))
            if alike >= ALIKE:
                elsewhere = before[i].heading != after[j].heading
                found.append((-alike, elsewhere, abs(i - j), i, j))

    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(found):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _words(passage: StoredPassage) -> list[str]:
    return passage.text.split()


def _marks(passage: StoredPassage) -> frozenset[str]:
    words = passage.text.casefold().split()
    return frozenset(words) | {f"{a} {b}" for a, b in pairwise(words)}
