"""Vectors kept on disk, and searched.

    VectorStore    what was encoded once: (text, model) -> vector, in a file that only grows
    VectorIndex    the vectors nearest to a question's
     ├─ ExactIndex    NumPy, every inner product in full: the judge in tests and benchmarks
     └─ FaissIndex    FAISS: flat, 8-bit, or inverted lists of 8-bit, by how many there are

All of it is derived from the texts. A file that is missing or damaged is made again.
"""

import fcntl
import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Protocol, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Progress

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

FLAT_UP_TO = 50_000
SCALAR_UP_TO = 200_000
WANTED_RECALL = 0.97
_SAMPLE = 40  # vectors a list that the lists are learnt from; FAISS wants 39
_TRIED = 128  # questions
_WORTH_DOUBLING = 0.002  # of recall
_KEPT_AT_ONCE = 64  # texts encoded between two writes
_ADDED_AT_ONCE = 65_536
_SEAL = np.uint32(0x9E3779B9)  # so that a record of zeros, which a crash may leave, is not valid


class VectorStore:
    """Vectors by text, for one model, as float16 in one file that is only appended to.

    A write that was cut short is dropped at the next one; a damaged record counts as missing. Any
    number of threads and processes may read and write at once.

    Args:
        folder: Where the file lies; made if need be.
        encoder: Its fingerprint names the file, its dimensions shape it.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{encoder.fingerprint}.vectors"
        self.dimensions = encoder.dimensions
        # 8 bytes of hash: of a million texts two meet with a probability of 3e-8
        self._record = np.dtype(
            [("key", "<u8"), ("vector", "<f2", encoder.dimensions), ("seal", "<u4")]
        )
        self._lock = RLock()
        self._forget()

    def __len__(self) -> int:
        """How many different texts have a vector."""
        with self._lock:
            self._refresh()
            return len(self._keys)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Those of the text hashes that have no vector yet, each once, in order."""
        with self._lock:
            self._refresh()
            unique = list(dict.fromkeys(texts))
            found = self._find(_keys(unique))
            return [text for text, row in zip(unique, found, strict=True) if row < 0]

    def get(self, texts: Sequence[str]) -> Floats:
        """The vectors of the text hashes, (texts, dimensions).

        Raises:
            KeyError: One has no vector.
        """
        with self._lock:
            keys = _keys(texts)
            rows = self._find(keys)
            if (rows < 0).any():
                self._refresh()
                rows = self._find(keys)
            if (rows < 0).any():
                raise KeyError(texts[int((rows < 0).argmax())])
            return np.asarray(self._records["vector"][rows], np.float32)

    def append(self, texts: Sequence[str], vectors: Floats) -> None:
        """Keeps the vectors, (texts, dimensions), of the text hashes; on disk when it returns."""
        records = np.zeros(len(texts), self._record)
        records["key"] = _keys(texts)
        records["vector"] = vectors
        records["seal"] = _seals(records)
        with self._lock, self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file.fileno()).st_size
            file.truncate(size - size % self._record.itemsize)
            file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())

    def fill(
        self, texts: Mapping[str, str], encoder: Encoder, *, on_progress: Progress | None = None
    ) -> int:
        """Encodes what is missing, and keeps it as it goes: what was done is not done again.

        Args:
            texts: What is encoded as a passage, by its hash.
            encoder: The one the store was opened for.
            on_progress: Called with how many texts are done since the last call.

        Returns:
            How many were encoded.
        """
        absent = sorted(self.missing(list(texts)), key=lambda text: len(texts[text]))
        for start in range(0, len(absent), _KEPT_AT_ONCE):
            part = absent[start : start + _KEPT_AT_ONCE]
            self.append(part, encoder.encode_passages([texts[text] for text in part]))
            if on_progress:
                on_progress(len(part))
        return len(absent)

    def _forget(self) -> None:
        self._inode = -1
        self._records = np.empty(0, self._record)
        self._keys = np.empty(0, np.uint64)
        self._rows = np.empty(0, np.int64)

    def _refresh(self) -> None:
        """Takes in what this or another process has appended, or that the file is gone."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            self._forget()
            return
        count = state.st_size // self._record.itemsize
        if state.st_ino != self._inode or count < len(self._records):
            self._forget()
        if count == len(self._records):
            return
        records = np.memmap(self.path, self._record, "r", shape=(count,))
        whole = np.arange(len(self._records), count)
        whole = whole[_sound(records, whole)]
        keys = np.concatenate([self._keys, records["key"][whole]])
        rows = np.concatenate([self._rows, whole])
        self._keys, first = np.unique(keys, return_index=True)
        self._rows = rows[first]
        self._records, self._inode = records, state.st_ino

    def _find(self, keys: NDArray[np.uint64]) -> Rows:
        """The record of each key, -1 where there is none."""
        if not len(self._keys):
            return np.full(len(keys), -1)
        places = np.searchsorted(self._keys, keys).clip(max=len(self._keys) - 1)
        return np.where(self._keys[places] == keys, self._rows[places], -1)


def _keys(texts: Sequence[str]) -> NDArray[np.uint64]:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, "<u8")


def _seals(records: NDArray[np.void]) -> NDArray[np.uint32]:
    words = records.view("<u2").reshape(len(records), -1)[:, :-2].astype(np.uint32)
    places = np.arange(1, words.shape[1] + 1, dtype=np.uint32)
    sums: NDArray[np.uint32] = (words * places).sum(axis=1, dtype=np.uint32) ^ _SEAL
    return sums


def _sound(records: NDArray[np.void], rows: Rows) -> NDArray[np.bool_]:
    sound = np.empty(len(rows), bool)
    for start in range(0, len(rows), _KEPT_AT_ONCE * 64):
        part = np.array(records[rows[start : start + _KEPT_AT_ONCE * 64]])
        sound[start : start + len(part)] = _seals(part) == part["seal"]
    return sound


class VectorIndex(Protocol):
    """The vectors nearest to a question's; a vector's row is its place in the order of adding."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def add(self, vectors: Floats) -> None:
        """Adds vectors, (vectors, dimensions), after those there are."""

    def search(self, questions: Floats, k: int) -> tuple[Floats, Rows]:
        """The k best, or all if there are fewer, by inner product, best first.

        Args:
            questions: (questions, dimensions).
            k: How many are wanted.

        Returns:
            Scores and rows, each (questions, min(k, vectors)).
        """

    def vectors(self, rows: Rows) -> Floats:
        """The vectors of the rows, as exact as the index keeps them, (rows, dimensions)."""


class ExactIndex:
    """Every inner product, in full. Slow and right.

    Args:
        vectors: (vectors, dimensions).
    """

    def __init__(self, vectors: Floats) -> None:
        self._vectors = np.asarray(vectors, np.float32)

    def __len__(self) -> int:
        return len(self._vectors)

    def add(self, vectors: Floats) -> None:
        """See VectorIndex."""
        self._vectors = np.concatenate([self._vectors, vectors])

    def search(self, questions: Floats, k: int) -> tuple[Floats, Rows]:
        """See VectorIndex; of equal scores the lower row comes first."""
        scores = questions @ self._vectors.T
        rows = np.argsort(-scores, axis=1, kind="stable")[:, :k].astype(np.int64)
        return np.take_along_axis(scores, rows, axis=1), rows

    def vectors(self, rows: Rows) -> Floats:
        """See VectorIndex."""
        return self._vectors[rows]


class FaissIndex:
    """FAISS, with the kind of index that suits how many vectors there are.

    Up to FLAT_UP_TO float32, searched in full. Up to SCALAR_UP_TO one byte a number, searched in
    full. Above, the bytes lie in inverted lists of which a question visits as many as it takes to
    find WANTED_RECALL of the ten nearest in a sample. What is added later keeps the kind.

    Args:
        index: A FAISS index over inner products.
        threads: Processor cores for one search. More than one makes a single question wait where
            others use the cores too, and many askers use them all anyway.
    """

    def __init__(self, index: faiss.Index, *, threads: int = 1) -> None:
        self._threads = threads
        if isinstance(index, faiss.IndexIVF):
            index.make_direct_map()  # so that a vector can be had by its row
        self._index = index

    @classmethod
    def build(cls, vectors: Floats, *, threads: int = 1) -> Self:
        """An index of the vectors, (vectors, dimensions); float16 will do as well."""
        count, dimensions = vectors.shape
        faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
        index = _empty(count, dimensions)
        if not index.is_trained:
            chosen = np.random.default_rng(0).permutation(count)[: _SAMPLE * _lists(count)]
            index.train(np.asarray(vectors[np.sort(chosen)], np.float32))
        for start in range(0, count, _ADDED_AT_ONCE):
            index.add(np.asarray(vectors[start : start + _ADDED_AT_ONCE], np.float32))
        if isinstance(index, faiss.IndexIVF):
            _choose_probes(index, vectors)
        return cls(index, threads=threads)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: Floats) -> None:
        """See VectorIndex."""
        self._index.add(np.asarray(vectors, np.float32))

    def search(self, questions: Floats, k: int) -> tuple[Floats, Rows]:
        """See VectorIndex. A row is -1, its score the lowest, where too few lists were visited."""
        k = min(k, len(self))
        if not k:
            return np.empty((len(questions), 0), np.float32), np.empty(
                (len(questions), 0), np.int64
            )
        faiss.omp_set_num_threads(self._threads)  # counts for the calling thread alone
        scores, rows = self._index.search(np.ascontiguousarray(questions, np.float32), k)
        return scores, rows

    def vectors(self, rows: Rows) -> Floats:
        """See VectorIndex."""
        if not len(rows):
            return np.empty((0, self._index.d), np.float32)
        vectors: Floats = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return vectors

    def save(self, path: Path) -> None:
        """Writes the index; the file is either the old one or the whole new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        faiss.write_index(self._index, str(unfinished))
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path, *, threads: int = 1) -> Self | None:
        """The index that was saved, or None where there is none that can be read."""
        try:
            return cls(faiss.read_index(str(path)), threads=threads)
        except RuntimeError:
            return None


def _empty(count: int, dimensions: int) -> faiss.Index:
    if count <= FLAT_UP_TO:
        kind = "Flat"
    elif count <= SCALAR_UP_TO:
        kind = "SQ8"
    else:
        kind = f"IVF{_lists(count)},SQ8"
    return faiss.index_factory(dimensions, kind, faiss.METRIC_INNER_PRODUCT)


def _lists(count: int) -> int:
    """The power of two next to four times the square root, which FAISS's makers recommend."""
    return 1 << round(math.log2(4 * math.sqrt(count)))


def _choose_probes(index: faiss.IndexIVF, vectors: Floats) -> None:
    """Doubles the lists visited until WANTED_RECALL of the ten nearest are found, or it no longer
    helps: what one byte a number confuses, no further list puts right.

    The questions tried are vectors of the index moved a little, as a question lies near its answer.
    """
    chance = np.random.default_rng(0)
    chosen = np.sort(chance.permutation(len(vectors))[:_TRIED])
    questions = np.asarray(vectors[chosen], np.float32)
    spread = np.linalg.norm(questions - questions.mean(axis=0), axis=1).mean()
    noise = chance.standard_normal(questions.shape, np.float32)
    questions += noise * (0.5 * spread / np.sqrt(questions.shape[1]))
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    right = _nearest(questions, vectors, 10)
    recall, before, index.nprobe = 0.0, -1.0, 4
    while (
        recall < WANTED_RECALL and recall - before > _WORTH_DOUBLING and index.nprobe < index.nlist
    ):
        index.nprobe *= 2
        before, recall = recall, _recall(index.search(questions, 10)[1], right)


def _nearest(questions: Floats, vectors: Floats, k: int) -> Rows:
    """The exact answer, a part of the vectors at a time."""
    scores = np.empty((len(questions), 0), np.float32)
    rows = np.empty((len(questions), 0), np.int64)
    for start in range(0, len(vectors), _ADDED_AT_ONCE):
        part, places = ExactIndex(vectors[start : start + _ADDED_AT_ONCE]).search(questions, k)
        scores = np.concatenate([scores, part], axis=1)
        rows = np.concatenate([rows, places + start], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        scores = np.take_along_axis(scores, best, axis=1)
        rows = np.take_along_axis(rows, best, axis=1)
    return rows


def _recall(found: Rows, right: Rows) -> float:
    """Of the right rows, the share that was found."""
    return float(np.mean([np.isin(r, f).mean() for f, r in zip(found, right, strict=True)]))
