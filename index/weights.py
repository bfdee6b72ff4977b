"""How much a syllable says in general: rare ones much, "của" and "các" next to nothing.

Taken from the counts of official Vietnamese that restore marks, not from the office's own texts:
among sixty Q&A entries every word is rare.
"""

from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np

from index.marks import MODEL
from index.trigrams import RESERVED, Trigrams
from knowledge.text import unmarked

MOST = 12.0
"""Nats; what a word that was never counted says."""
NUMBER = 9.0
"""What a number says."""


@lru_cache(maxsize=1 << 16)
def general_weight(word: str) -> float:
    """The information of a bare syllable, in nats."""
    if any(c.isdigit() for c in word):
        return NUMBER
    return _table()(word)


@cache
def _table() -> Callable[[str], float]:
    return from_counts(Trigrams.load(MODEL))


def from_counts(model: Trigrams) -> Callable[[str], float]:
    """The weights of the syllables of a model, whatever marks they carry."""
    chances: dict[str, float] = {}
    for word, score in zip(model.words, np.exp(model.word_score[RESERVED:]), strict=True):
        bare = unmarked(word)
        chances[bare] = chances.get(bare, 0.0) + float(score)
    table = {word: min(MOST, -float(np.log(chance))) for word, chance in chances.items()}
    return lambda word: table.get(word, MOST)
