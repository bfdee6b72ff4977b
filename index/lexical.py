"""BM25 over syllables, and what it knows of a text: the leg that needs no model.

Three fields of one text are scored, because each fails differently:

- `marked`: syllables as printed, the most exact;
- `bare`: the same without marks, for a question typed without them;
- `pairs`: two bare syllables in a row, which is what most Vietnamese words are.

Title and heading path count into each field with a weight of their own (BM25F). The scores of a
(syllable, text) pair are fixed when the index is built, as bm25s does it, so that a question only
adds up a few columns; `bm25s` holds and stores them. Very frequent syllables are not added up over
all texts but only looked up for the candidates that the rarer ones found, which keeps a question
over a million texts within milliseconds.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, Self

import bm25s
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.text import syllables, unmarked

Field = Literal["marked", "bare", "pairs"]
FIELDS: Final[tuple[Field, ...]] = ("marked", "bare", "pairs")

K1: Final = 1.2
B: Final = 0.75
TITLE_WEIGHT: Final = 1.0
# Columns are added up over all texts until this many entries have been touched; what is left is
# looked up for the candidates only. Ten thousand texts stay below it: there it is exact.
BUDGET: Final = 100_000
POOL: Final = 500

RowNumbers = NDArray[np.int32]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to index.

    Attributes:
        title: Title and heading path; may be empty.
        text: The text itself.
    """

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A question as this index sees it: the ids of its known terms per field, and their weights."""

    ids: dict[Field, NDArray[np.int64]]
    weights: dict[Field, Scores]


class LexicalIndex:
    """BM25 over many short texts, by row number (the order in which they were given)."""

    def __init__(
        self,
        vocabulary: Sequence[str],
        pair_keys: NDArray[np.int64],
        fields: dict[Field, bm25s.BM25],
        tokens: NDArray[np.int32],
        offsets: NDArray[np.int64],
        title_lengths: NDArray[np.int32],
    ) -> None:
        self.vocabulary = list(vocabulary)
        self.tokens = tokens
        self.offsets = offsets
        self.title_lengths = title_lengths
        self._ids = {syllable: i for i, syllable in enumerate(self.vocabulary)}
        self._bare_ids, self.bare_of = _bare(self.vocabulary)
        self.numeric = np.asarray([any(c.isdigit() for c in s) for s in self.vocabulary], np.bool_)
        self._pair_keys = pair_keys
        self._fields = fields
        # a plain array over the mapped file: slicing np.memmap itself is slow
        self._columns = {
            field: tuple(np.asarray(scorer.scores[part]) for part in ("indptr", "indices", "data"))
            for field, scorer in fields.items()
        }
        self.idf = {field: _idf(fields[field], len(offsets) - 1) for field in FIELDS}

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> Self:
        """Index texts in the order given; about 25 s for 100,000 passages of 130 syllables."""
        ids: dict[str, int] = {}
        texts, titles = _read(entries, ids)
        tokens = np.concatenate([np.zeros(0, np.int32), *texts])
        return cls._over(list(ids), tokens, _offsets(list(map(len, texts))), titles)

    def rebuilt(self, kept: NDArray[np.int64], entry: Callable[[int], Entry]) -> Self:
        """The index of other texts, many of which are in this one: only the others are read.

        Args:
            kept: (rows,) for each text the row here that has the same title and text, or -1.
            entry: The text of a row.
        """
        ids = dict(self._ids)
        old, new = np.flatnonzero(kept >= 0), np.flatnonzero(kept < 0)
        texts, new_titles = _read((entry(int(row)) for row in new), ids)
        lengths, titles = np.empty(len(kept), np.int64), np.empty(len(kept), np.int32)
        lengths[old] = np.diff(self.offsets)[kept[old]]
        titles[old] = self.title_lengths[kept[old]]
        lengths[new], titles[new] = list(map(len, texts)), new_titles
        offsets = _offsets(lengths)
        tokens = np.empty(offsets[-1], np.int32)
        for row, text in zip(new, texts, strict=True):
            tokens[offsets[row] : offsets[row + 1]] = text
        # what stood one behind the other is copied at once
        before = np.concatenate(([-1], kept[:-1]))
        breaks = np.flatnonzero((kept < 0) | (before < 0) | (kept != before + 1))
        starts = breaks[kept[breaks] >= 0]
        ends = np.append(breaks, len(kept))[np.searchsorted(breaks, starts, side="right")]
        for start, end in zip(starts, ends, strict=True):
            first, last = self.offsets[kept[start]], self.offsets[kept[end - 1] + 1]
            tokens[offsets[start] : offsets[end]] = self.tokens[first:last]
        used = np.bincount(tokens, minlength=len(ids)) > 0
        number = np.cumsum(used, dtype=np.int32) - np.int32(1)
        vocabulary = [word for word, is_used in zip(ids, used, strict=True) if is_used]
        return self._over(vocabulary, number[tokens], offsets, titles)

    @classmethod
    def _over(
        cls,
        vocabulary: list[str],
        tokens: NDArray[np.int32],
        offsets: NDArray[np.int64],
        titles: NDArray[np.int32],
    ) -> Self:
        lengths = np.diff(offsets)
        rows = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        position = np.arange(len(tokens)) - np.repeat(offsets[:-1], lengths)
        in_title = position < np.repeat(titles, lengths)
        weights = np.where(in_title, np.float32(TITLE_WEIGHT), np.float32(1))
        _, bare_of = _bare(vocabulary)
        bare = bare_of[tokens]
        # a pair does not reach over the end of a title or of a text
        whole = np.flatnonzero((rows[:-1] == rows[1:]) & (in_title[:-1] == in_title[1:]))
        keys = (bare[whole].astype(np.int64) << 32) | bare[whole + 1]
        pair_keys, pairs = np.unique(keys, return_inverse=True)
        fields: dict[Field, bm25s.BM25] = {
            "marked": _scored(rows, tokens, weights, len(lengths), len(vocabulary)),
            "bare": _scored(rows, bare, weights, len(lengths), int(bare_of.max(initial=-1)) + 1),
            "pairs": _scored(rows[whole], pairs, weights[whole], len(lengths), len(pair_keys)),
        }
        return cls(vocabulary, pair_keys, fields, tokens, offsets, titles)

    def terms(self, question: str, bare_question: str | None = None) -> Terms:
        """The terms of a question; those that no text holds are left out.

        Args:
            question: With its marks.
            bare_question: What the fields without marks are asked, where that is another text.
        """
        words = syllables(question)
        marked = [self._ids[word] for word in words if word in self._ids]
        if bare_question is not None:
            words = syllables(bare_question)
        bare = [self._bare_ids.get(unmarked(word), -1) for word in words]
        keys = np.asarray(
            [(a << 32) | b for a, b in pairwise(bare) if a >= 0 and b >= 0],
            np.int64,
        )
        at = np.searchsorted(self._pair_keys, keys)
        inside = at < len(self._pair_keys)
        at, keys = at[inside], keys[inside]
        pairs = at[self._pair_keys[at] == keys]
        return _counted({"marked": marked, "bare": [b for b in bare if b >= 0], "pairs": pairs})

    def ids(self, words: Collection[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The marked and the bare id of each syllable, -1 where no text holds it."""
        marked = [self._ids.get(word, -1) for word in words]
        bare = [self._bare_ids.get(unmarked(word), -1) for word in words]
        return np.asarray(marked, np.int64), np.asarray(bare, np.int64)

    def top(
        self, terms: Terms, k: int, *, mix: dict[Field, float], budget: int = BUDGET
    ) -> tuple[RowNumbers, Scores]:
        """The k best rows of the weighted sum of fields, best first; fewer where fewer match."""
        columns = sorted(
            (
                (self._column(field, int(i)), float(w) * share)
                for field, share in mix.items()
                for i, w in zip(terms.ids[field], terms.weights[field], strict=True)
            ),
            key=lambda column: len(column[0][0]),
        )
        taken = 0
        seen: list[RowNumbers] = []
        added: list[Scores] = []
        for (rows, scores), weight in columns:
            if seen and taken + len(rows) > budget:
                break
            taken += len(rows)
            seen.append(rows)
            added.append(scores * np.float32(weight))
        if not taken:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        touched = np.concatenate(seen)
        sums = np.bincount(touched, np.concatenate(added), len(self))
        rest = columns[len(seen) :]
        rows = _largest(sums, touched, max(k, POOL) if rest else k, len(seen))
        scores = sums[rows].astype(np.float32)
        for column, weight in rest:
            scores += np.float32(weight) * _at(column, rows)
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

    def scores(self, terms: Terms, field: Field, rows: RowNumbers) -> Scores:
        """The BM25 of one field for the given rows."""
        total = np.zeros(len(rows), np.float32)
        for i, weight in zip(terms.ids[field], terms.weights[field], strict=True):
            total += weight * _at(self._column(field, int(i)), rows)
        return total

    def best_possible(self, terms: Terms, field: Field) -> float:
        """What a text holding every term of the question would score at the limit of BM25."""
        return float((self.idf[field][terms.ids[field]] * terms.weights[field]).sum() * (K1 + 1))

    def row_tokens(self, row: int) -> NDArray[np.int32]:
        """The syllable ids of a row, title first."""
        return self.tokens[self.offsets[row] : self.offsets[row + 1]]

    def text_tokens(self, row: int) -> NDArray[np.int32]:
        """The syllable ids of a row without its title."""
        return self.row_tokens(row)[self.title_lengths[row] :]

    def save(self, folder: Path) -> None:
        """Write everything under a folder; `load` maps it into memory."""
        folder.mkdir(parents=True, exist_ok=True)
        for field, scorer in self._fields.items():
            scorer.save(folder / field, show_progress=False)
        np.save(folder / "tokens.npy", self.tokens)
        np.save(folder / "offsets.npy", self.offsets)
        np.save(folder / "titles.npy", self.title_lengths)
        np.save(folder / "pairs.npy", self._pair_keys)
        (folder / "vocabulary.txt").write_text("\n".join(self.vocabulary), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what `save` wrote; raises OSError or ValueError where it is damaged."""
        vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8")
        fields: dict[Field, bm25s.BM25] = {
            field: bm25s.BM25.load(folder / field, mmap=True, load_vocab=False) for field in FIELDS
        }
        return cls(
            vocabulary.split("\n") if vocabulary else [],
            np.load(folder / "pairs.npy", mmap_mode="r"),
            fields,
            np.asarray(np.load(folder / "tokens.npy", mmap_mode="r")),
            np.load(folder / "offsets.npy"),
            np.load(folder / "titles.npy"),
        )

    def _column(self, field: Field, term: int) -> tuple[RowNumbers, Scores]:
        indptr, rows, scores = self._columns[field]
        start, end = indptr[term], indptr[term + 1]
        return rows[start:end], scores[start:end]


def _read(
    entries: Iterable[Entry], ids: dict[str, int]
) -> tuple[list[NDArray[np.int32]], NDArray[np.int32]]:
    """The syllable ids of each text, title first, and how many are of its title; new syllables get
    the next id."""
    texts: list[NDArray[np.int32]] = []
    titles: list[int] = []
    known: dict[str, NDArray[np.int32]] = {}

    def numbers(text: str) -> NDArray[np.int32]:
        return np.fromiter((ids.setdefault(s, len(ids)) for s in syllables(text)), np.int32)

    for entry in entries:
        title = known.get(entry.title)
        if title is None:  # the passages of a document share its title
            title = known[entry.title] = numbers(entry.title)
        texts.append(np.concatenate([title, numbers(entry.text)]))
        titles.append(len(title))
    return texts, np.asarray(titles, np.int32)


def _offsets(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def _bare(vocabulary: Sequence[str]) -> tuple[dict[str, int], NDArray[np.int32]]:
    """Ids of the syllables without marks, and for each marked id the bare one."""
    ids: dict[str, int] = {}
    of = [ids.setdefault(unmarked(syllable), len(ids)) for syllable in vocabulary]
    return ids, np.asarray(of, np.int32)


def _counted(fields: dict[Field, Any]) -> Terms:
    counted = {name: np.unique(ids, return_counts=True) for name, ids in fields.items()}
    return Terms(
        {name: ids.astype(np.int64) for name, (ids, _) in counted.items()},
        {name: counts.astype(np.float32) for name, (_, counts) in counted.items()},
    )


def _scored(
    rows: NDArray[np.int32],
    terms: NDArray[Any],
    weights: Scores,
    n_rows: int,
    n_terms: int,
) -> bm25s.BM25:
    """The BM25 (Lucene's form) of every (term, row) that occurs, one column a term."""
    counts = sparse.csc_matrix((weights, (rows, terms)), shape=(n_rows, n_terms), dtype=np.float32)
    lengths = np.bincount(rows, weights, n_rows).astype(np.float32)
    average = float(lengths.mean()) if n_rows else 1.0
    held = np.diff(counts.indptr)
    idf = np.log1p((n_rows - held + 0.5) / (held + 0.5)).astype(np.float32)
    norm = K1 * (1 - B + B * lengths / max(average, 1e-9))
    tf = counts.data
    scorer = bm25s.BM25(method="lucene", k1=K1, b=B)
    scorer.scores = {
        "data": np.repeat(idf, held) * tf * (K1 + 1) / (tf + norm[counts.indices]),
        "indices": counts.indices.astype(np.int32),
        "indptr": counts.indptr.astype(np.int64),
        "num_docs": n_rows,
    }
    scorer.nonoccurrence_array = None
    scorer.vocab_dict = {}
    scorer.unique_token_ids_set = set()
    return scorer


def _idf(scorer: bm25s.BM25, n_rows: int) -> Scores:
    held = np.diff(scorer.scores["indptr"])
    idf: Scores = np.log1p((n_rows - held + 0.5) / (held + 0.5)).astype(np.float32)
    return idf


def _at(column: tuple[RowNumbers, Scores], rows: RowNumbers) -> Scores:
    held, scores = column
    if not len(held):
        return np.zeros(len(rows), np.float32)
    at = np.minimum(np.searchsorted(held, rows), len(held) - 1)
    return np.where(held[at] == rows, scores[at], np.float32(0))


def _largest(sums: NDArray[Any], touched: RowNumbers, k: int, times: int) -> RowNumbers:
    """The rows with the k largest sums, in any order; each stands up to `times` in `touched`."""
    values = sums[touched]
    if len(values) > k * times:
        touched = touched[values >= np.partition(values, -k * times)[-k * times]]
    rows = np.sort(touched)
    rows = rows[np.concatenate(([True], rows[1:] != rows[:-1]))]
    if len(rows) > k:
        values = sums[rows]
        rows = rows[np.lexsort((rows, -values))[:k]]
    return rows
