"""What is made of the texts so that they can be searched: the word index, the vectors, the words.

Made of nothing it costs a look at every text. When the library has changed, it is made of what the
last state had, and only the texts that are new are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from index.lexical import LexicalIndex
from index.own_words import OwnWords
from index.rows import Rows
from index.vectors import FaissIndex, VectorStore


@dataclass(frozen=True, slots=True)
class Derived:
    """All of it, for the texts with these keys (`Rows.keys`)."""

    keys: Sequence[str]
    lexical: LexicalIndex
    vectors: FaissIndex
    words: OwnWords

    @classmethod
    def made(
        cls, rows: Rows, keys: Sequence[str], store: VectorStore, last: Self | None = None
    ) -> Self:
        """Of the rows.

        Args:
            rows: The texts.
            keys: Theirs.
            store: Has their vectors.
            last: What was made of other texts, many of which are among these.
        """
        vectors = FaissIndex.build(store.get(keys))
        if last is None:
            lexical = LexicalIndex.build(map(rows.entry, range(len(rows))))
            return cls(keys, lexical, vectors, OwnWords.learnt(_texts(rows, range(len(rows)))))
        rows_of: dict[str, list[int]] = {}
        for row in range(len(last.keys) - 1, -1, -1):
            rows_of.setdefault(last.keys[row], []).append(row)
        found = (rows_of.get(key) for key in keys)
        kept = np.asarray([own.pop() if own else -1 for own in found], np.int64)
        lexical = last.lexical.rebuilt(kept, rows.entry)
        if any(rows_of.values()):  # a text is gone, and what was learnt of it is to be forgotten
            return cls(keys, lexical, vectors, OwnWords.learnt(_texts(rows, range(len(rows)))))
        words = last.words.with_texts(_texts(rows, np.flatnonzero(kept < 0).tolist()))
        return cls(keys, lexical, vectors, words)

    def save(self, folder: Path) -> None:
        """Write everything under a folder."""
        self.lexical.save(folder / "lexical")
        self.vectors.save(folder / "vectors.faiss")
        self.words.save(folder / "words")

    @classmethod
    def opened(cls, folder: Path, keys: Sequence[str]) -> Self:
        """What `save` wrote; raises OSError, ValueError or KeyError where it is damaged."""
        vectors = FaissIndex.load(folder / "vectors.faiss")
        if vectors is None:
            raise FileNotFoundError(folder)
        lexical = LexicalIndex.load(folder / "lexical")
        return cls(keys, lexical, vectors, OwnWords.load(folder / "words"))


def _texts(rows: Rows, which: Iterable[int]) -> Iterator[str]:
    """Each text with its title, as it is printed."""
    return (f"{entry.title}\n{entry.text}" for entry in map(rows.entry, which))
