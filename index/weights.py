"""How much a syllable says in general: rare ones much, "của" and "các" next to nothing.

Taken from the counts of official Vietnamese that restore marks, not from the office's own texts:
among sixty Q&A entries every word is rare.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np

from index.marks import MODEL
from index.trigrams import RESERVED, Trigrams
from knowledge.text import unmarked

MOST = 12.0
"""Nats; what a word that was never counted says."""
NUMBER = 9.0
"""What a number says."""

_COMMON = -5.8
"""Nats a syllable, from which on a phrase is common."""
_CAPITAL = 0.25
"""The share of capitals inside sentences below which syllables are no names."""


@lru_cache(maxsize=1 << 16)
def general_weight(word: str) -> float:
    """The information of a bare syllable, in nats."""
    if any(c.isdigit() for c in word):
        return NUMBER
    return _table()(word)


def is_ordinary(words: Sequence[str]) -> bool:
    """Whether marked lower-case syllables are a common phrase, such as "dân chủ", and no name.

    A ward may bear such a name too; typed in lower case it cannot be told from the phrase.
    """
    model, ids = _model()
    known = [ids[word] for word in words if word in ids]
    if len(known) < max(len(words), 2):
        return False
    row = np.asarray(known, np.int64)
    followed, _ = model.score_pairs(row[:-1], row[1:])
    chance = (float(model.word_score[row[0]]) + float(followed.sum())) / len(row)
    return chance > _COMMON and float(model.capital[row].mean()) < _CAPITAL


@cache
def _model() -> tuple[Trigrams, dict[str, int]]:
    model = Trigrams.load(MODEL)
    return model, {word: number for number, word in enumerate(model.words, RESERVED)}


@cache
def _table() -> Callable[[str], float]:
    return from_counts(_model()[0])


def from_counts(model: Trigrams) -> Callable[[str], float]:
    """The weights of the syllables of a model, whatever marks they carry."""
    chances: dict[str, float] = {}
    for word, score in zip(model.words, np.exp(model.word_score[RESERVED:]), strict=True):
        bare = unmarked(word)
        chances[bare] = chances.get(bare, 0.0) + float(score)
    table = {word: min(MOST, -float(np.log(chance))) for word, chance in chances.items()}
    return lambda word: table.get(word, MOST)
