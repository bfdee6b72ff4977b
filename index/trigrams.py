"""How likely a syllable is after the two before it: a trigram model with back-off, in arrays.

The tables are sorted keys, so that a whole question is looked up in a few calls of NumPy and a
file of three million bytes holds what 18 million syllables of official text had to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.letters import has_marks, normalise, one_spelling

BOUNDARY, NUMBER, OTHER = 0, 1, 2
"""The first three ids: the edge of a sentence, a number or code, and any word not known."""
RESERVED = 3

RADIX = 16
"""Ids are put side by side in a key, each in so many bits."""

TOKEN = re.compile(
    r"(?P<number>[^\W_]*\d(?:[\w./%\-]*\w)?)|(?P<word>[^\W\d_]+)|(?P<end>[.;:?!…\n])"
)
"""What a text is counted and restored by: a number or code, a word of letters, a sentence end."""

_POINTS = frozenset("abcdđeghiklmnoprstuvx")
_LOW = (1 << RADIX) - 1

STEPS = 12.0
"""Scores are natural logarithms kept as bytes, in twelfths."""


@dataclass(frozen=True, slots=True)
class Trigrams:
    """A trigram model with back-off (Katz's form of an interpolated Kneser-Ney model).

    Attributes:
        words: The word of each id from RESERVED on, lower case.
        word_score: (V,) log P(word).
        word_backoff: (V,) log weight for leaving a word whose follower was not seen.
        capital: (V,) the share of a word's uses inside a sentence that begin with a capital.
        pairs: (P,) sorted keys, first << RADIX | second.
        pair_score: (P,) log P(second | first).
        pair_backoff: (P,) log weight for leaving a pair whose follower was not seen.
        triples: (T,) sorted keys, row of the pair << RADIX | third.
        triple_score: (T,) log P(third | pair).
    """

    words: tuple[str, ...]
    word_score: NDArray[np.float32]
    word_backoff: NDArray[np.float32]
    capital: NDArray[np.float32]
    pairs: NDArray[np.int64]
    pair_score: NDArray[np.float32]
    pair_backoff: NDArray[np.float32]
    triples: NDArray[np.int64]
    triple_score: NDArray[np.float32]

    @property
    def size(self) -> int:
        """The number of ids."""
        return len(self.words) + RESERVED

    def score_pairs(
        self, first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Look pairs up.

        Args:
            first: (n,) ids.
            second: (n,) ids.

        Returns:
            (n,) log P(second | first), and (n,) the pair's row or -1 where it was never seen.
        """
        rows = find(self.pairs, first << RADIX | second)
        scores = np.where(
            rows >= 0, self.pair_score[rows], self.word_backoff[first] + self.word_score[second]
        )
        return scores, rows

    def score_triples(
        self,
        rows: NDArray[np.int64],
        third: NDArray[np.int64],
        pair_scores: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """Look triples up.

        Args:
            rows: (n,) rows of the pairs before (see score_pairs), -1 allowed.
            third: (n,) ids.
            pair_scores: (n,) log P(third | second), to back off to.

        Returns:
            (n,) log P(third | first, second).
        """
        scores = np.where(rows >= 0, self.pair_backoff[rows], np.float32(0)) + pair_scores
        seen = np.flatnonzero(rows >= 0)
        found = find(self.triples, rows[seen] << RADIX | third[seen])
        hit = found >= 0
        scores[seen[hit]] = self.triple_score[found[hit]]
        return scores

    def extended(self, words: tuple[str, ...], score: float) -> Self:
        """The same model with further words, each as likely as score says."""
        if not words:
            return self

        def longer(values: NDArray[np.float32], value: float) -> NDArray[np.float32]:
            return np.append(values, np.full(len(words), value, dtype=np.float32))

        return replace(
            self,
            words=self.words + words,
            word_score=longer(self.word_score, score),
            word_backoff=longer(self.word_backoff, 0.0),
            capital=longer(self.capital, 0.5),
        )

    def save(self, path: Path) -> None:
        """Write the tables as small whole numbers, compressed."""
        first, second = self.pairs >> RADIX, self.pairs & _LOW
        row, third = self.triples >> RADIX, self.triples & _LOW
        np.savez_compressed(
            path,
            words=np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8),
            word_score=_packed(self.word_score),
            word_backoff=_packed(self.word_backoff),
            capital=np.round(self.capital * 255).astype(np.uint8),
            followers=np.bincount(first, minlength=self.size).astype(np.uint16),
            second=_planes(second),
            pair_score=_packed(self.pair_score),
            pair_backoff=_packed(self.pair_backoff),
            thirds=_planes(np.bincount(row, minlength=len(self.pairs))),
            third=_planes(third),
            triple_score=_packed(self.triple_score),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what save wrote."""
        with np.load(path) as data:
            words = tuple(data["words"].tobytes().decode().split("\n"))
            size = len(words) + RESERVED
            second = _joined(data["second"])
            third = _joined(data["third"])
            first = np.repeat(np.arange(size, dtype=np.int64), data["followers"])
            row = np.repeat(np.arange(len(second), dtype=np.int64), _joined(data["thirds"]))
            return cls(
                words=words,
                word_score=_unpacked(data["word_score"]),
                word_backoff=_unpacked(data["word_backoff"]),
                capital=data["capital"].astype(np.float32) / 255,
                pairs=first << RADIX | second,
                pair_score=_unpacked(data["pair_score"]),
                pair_backoff=_unpacked(data["pair_backoff"]),
                triples=row << RADIX | third,
                triple_score=_unpacked(data["triple_score"]),
            )


@lru_cache(maxsize=1 << 16)
def spelt(word: str) -> str:
    """A word as the model knows it: lower case, one spelling."""
    return one_spelling(word.lower())


def lines_of_words(text: str) -> Iterator[list[str | None]]:
    """The words of each sentence of a text, as printed; None for a number or code.

    A sentence that was itself written without marks teaches nothing and is left out.
    """
    words: list[str | None] = []
    for token in TOKEN.finditer(normalise(text) + "\n"):
        if token.lastgroup == "word":
            # "a)", "đ)" and "o" at the head of a line count it and are no word
            if words or len(token[0]) > 1 or token[0] not in _POINTS:
                words.append(token[0])
        elif token.lastgroup == "number":
            words.append(None)
        elif words:
            known = [word for word in words if word]
            marked = sum(map(has_marks, known))
            if len(known) < 6 or marked * 3 > len(known):
                yield words
            words = []


def find(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row of each wanted key in sorted keys, -1 where it is absent."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[rows] == wanted, rows, -1)


def _packed(scores: NDArray[np.float32]) -> NDArray[np.uint8]:
    # a back-off weight may be a little above 1, hence the two units of room above zero
    return np.clip(np.round((2 - scores) * STEPS), 0, 255).astype(np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    return 2 - packed.astype(np.float32) / np.float32(STEPS)


def _planes(numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Low bytes and high bytes apart: the high ones compress to almost nothing."""
    return np.stack([numbers & 255, numbers >> 8]).astype(np.uint8)


def _joined(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    wide = planes.astype(np.int64)
    joined: NDArray[np.int64] = wide[0] | wide[1] << 8
    return joined
