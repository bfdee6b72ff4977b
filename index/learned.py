"""The built-in trigram model with the office's own documents weighed in."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.trigrams import (
    BOUNDARY,
    NUMBER,
    OTHER,
    RADIX,
    RESERVED,
    Trigrams,
    find,
    lines_of_words,
    spelt,
)

_Ids = NDArray[np.int64]
_Floats = NDArray[np.float32]

PAIR_PRIOR = 60.0
TRIPLE_PRIOR = 12.0
"""The office's documents weigh half of what they can where they use a context so many times: a
phrase they use often comes out their way, one they use once hardly moves."""

SHARE = 0.3
"""What they weigh at most. What they do not say is still said by members, so however often they
use a word, a follower that they never have loses no more than the rest to 1."""

MOST = 4_000_000
"""So many words of the office's documents are counted; more would change nothing but the time."""

NEW_WORD = -16.0
"""The score of a word that only the office's documents have."""


_PARTS = ("built_in", "words", "sequence")


class Learned:
    """A model and the counts of further texts; never changed, only replaced by with_texts.

    Attributes:
        model: The built-in model, with the texts' new words added.
        ids: The id of each word, in the spelling of `spelt`.
    """

    def __init__(
        self,
        model: Trigrams,
        sequence: _Ids | None = None,
        built_in: tuple[str, ...] | None = None,
    ) -> None:
        self.model = model
        self._built_in = built_in or model.words
        self.ids = {word: i for i, word in enumerate(model.words, RESERVED)}
        if sequence is None:
            sequence = np.array([BOUNDARY], dtype=np.int64)
        self._sequence = sequence
        first, second, third = sequence[:-2], sequence[1:-1], sequence[2:]
        self._pairs, self._pair_counts = _counted(sequence[:-1] << RADIX | sequence[1:])
        within = second != BOUNDARY
        self._triples, self._triple_counts = _counted(
            ((first << RADIX | second) << RADIX | third)[within]
        )
        self._word_counts = np.bincount(sequence[:-1], minlength=model.size).astype(np.float32)

    def with_texts(self, texts: Iterable[str]) -> Self:
        """The same with further texts counted."""
        ids = dict(self.ids)
        room = (1 << RADIX) - RESERVED
        sequence = [BOUNDARY]
        left = MOST - len(self._sequence)
        for words in (line for text in texts for line in lines_of_words(text)):
            if len(sequence) > left:
                break
            for word in words:
                if word is None:
                    sequence.append(NUMBER)
                elif len(ids) < room:
                    sequence.append(ids.setdefault(spelt(word), len(ids) + RESERVED))
                else:
                    sequence.append(ids.get(spelt(word), OTHER))
            sequence.append(BOUNDARY)
        new = tuple(islice(ids, len(self.ids), None))
        whole = np.concatenate([self._sequence, np.array(sequence, dtype=np.int64)])
        return type(self)(self.model.extended(new, NEW_WORD), whole, self._built_in)

    def save(self, path: Path) -> None:
        """Write what the texts have added to the built-in model."""
        np.savez(
            path,
            sequence=self._sequence.astype(np.uint16),  # RADIX bits hold an id
            built_in=_print_of(self._built_in),
            words=_as_bytes(self.model.words[len(self._built_in) :]),
        )

    @classmethod
    def load(cls, path: Path, model: Trigrams) -> Self:
        """Open what was saved, over the same built-in model.

        Raises:
            OSError, ValueError or KeyError: It is damaged, or was made over another model.
        """
        try:
            with path.open("rb") as file, np.load(file) as saved:
                built_in, words, sequence = (saved[part] for part in _PARTS)
        except BadZipFile as error:
            raise ValueError(path) from error
        if not np.array_equal(built_in, _print_of(model.words)):
            raise ValueError(path)
        new = tuple(words.tobytes().decode().split())
        return cls(model.extended(new, NEW_WORD), sequence.astype(np.int64), model.words)

    def id_of(self, token: re.Match[str]) -> int:
        """The id of a token of TOKEN as it is spelt."""
        if token.lastgroup == "word":
            return self.ids.get(spelt(token[0]), OTHER)
        return NUMBER if token.lastgroup == "number" else BOUNDARY

    def steps(self, lattice: Sequence[_Ids]) -> list[_Floats]:
        """Score every way through a row of choices.

        Args:
            lattice: For each place the ids it may be; the first and last are BOUNDARY alone.

        Returns:
            For each place from the second on, (before, last, this): log P(this | before, last).
            `before` is a single one where nothing before counts.
        """
        pairs = list(pairwise(lattice))
        first = np.concatenate([np.repeat(a, len(b)) for a, b in pairs])
        second = np.concatenate([np.tile(b, len(a)) for a, b in pairs])
        scores, rows = self.model.score_pairs(first, second)
        cuts = np.cumsum([0] + [len(a) * len(b) for a, b in pairs])
        pair_scores = [scores[a:b] for a, b in pairwise(cuts)]
        pair_rows = [rows[a:b] for a, b in pairwise(cuts)]

        runs = list(zip(lattice, lattice[1:], lattice[2:], strict=False))
        row = np.concatenate([np.repeat(pair_rows[i], len(c)) for i, (_, _, c) in enumerate(runs)])
        third = np.concatenate([np.tile(c, len(a) * len(b)) for a, b, c in runs])
        lower = np.concatenate(
            [np.tile(pair_scores[i + 1], len(a)) for i, (a, _, _) in enumerate(runs)]
        )
        triple_scores = self.model.score_triples(row, third, lower)
        if len(self._sequence) > 1:
            first = np.concatenate([np.repeat(a, len(b) * len(c)) for a, b, c in runs])
            second = np.concatenate([np.tile(np.repeat(b, len(c)), len(a)) for a, b, c in runs])
            triple_scores = self._weighed(triple_scores, first, second, third)
        cuts = np.cumsum([0] + [len(a) * len(b) * len(c) for a, b, c in runs])

        steps = [pair_scores[0].reshape(1, 1, -1)]
        for i, (a, b, c) in enumerate(runs):
            step = triple_scores[cuts[i] : cuts[i + 1]].reshape(len(a), len(b), len(c))
            if b[0] == BOUNDARY:
                step = np.broadcast_to(pair_scores[i + 1].reshape(1, 1, -1), step.shape)
            steps.append(step)
        return steps

    def _weighed(self, scores: _Floats, first: _Ids, second: _Ids, third: _Ids) -> _Floats:
        """The built-in model and what the texts have counted, interpolated (Jelinek-Mercer)."""
        before = first << RADIX | second
        pair = _count(self._pairs, self._pair_counts, second << RADIX | third)
        triple = _count(self._triples, self._triple_counts, before << RADIX | third)
        pair_total = self._word_counts[second]
        triple_total = _count(self._pairs, self._pair_counts, before)
        p = _mixed(np.exp(scores), pair, pair_total, PAIR_PRIOR)
        return np.log(_mixed(p, triple, triple_total, TRIPLE_PRIOR))


def _mixed(p: _Floats, count: _Floats, total: _Floats, prior: float) -> _Floats:
    """Probabilities with the share mixed in that a context has of its own uses."""
    weight = SHARE * total / (total + prior)
    mixed = (1 - weight) * p + weight * count / np.maximum(total, 1)
    return mixed.astype(np.float32)


def _print_of(words: Sequence[str]) -> NDArray[np.uint8]:
    digest = hashlib.blake2b(_as_bytes(words).tobytes(), digest_size=16).digest()
    return np.frombuffer(digest, np.uint8)


def _as_bytes(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _counted(keys: _Ids) -> tuple[_Ids, _Floats]:
    unique, counts = np.unique(keys, return_counts=True)
    return unique, counts.astype(np.float32)


def _count(keys: _Ids, counts: _Floats, wanted: _Ids) -> _Floats:
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.float32)
    rows = find(keys, wanted)
    return np.where(rows >= 0, counts[rows], np.float32(0))
