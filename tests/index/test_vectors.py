"""Vectors: kept once, never lost by a crash, and found as the exact search finds them."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import vectors
from index.encoder import Progress
from index.vectors import ExactIndex, FaissIndex, VectorStore

DIMENSIONS = 16


class CountingEncoder:
    """Gives each text a vector of its own, and counts what it was asked for."""

    dimensions = DIMENSIONS

    def __init__(self, fingerprint: str = "counting") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        self.encoded += texts
        if on_progress:
            on_progress(len(texts))
        return unit(len(texts), seed=sum(map(ord, "".join(texts))))

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_passages(texts)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def unit(count: int, *, seed: int = 0, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal((count, dimensions), np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn


def clustered(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    """As texts lie: around topics."""
    chance = np.random.default_rng(seed)
    centres = unit(max(1, count // 50), seed=7)
    drawn = centres[chance.integers(len(centres), size=count)]
    drawn = drawn + 0.15 * chance.standard_normal(drawn.shape).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore(tmp_path, CountingEncoder())


def names(count: int, start: int = 0) -> list[str]:
    return [f"{number:032x}" for number in range(start, start + count)]


def test_what_was_kept_is_read_again_after_a_restart(store: VectorStore, tmp_path: Path) -> None:
    store.append(names(5), unit(5))
    again = VectorStore(tmp_path, CountingEncoder())
    np.testing.assert_allclose(again.get(names(5)[::-1]), unit(5)[::-1], atol=1e-3)
    assert len(again) == 5


def test_another_model_does_not_see_these_vectors(store: VectorStore, tmp_path: Path) -> None:
    store.append(names(5), unit(5))
    other = VectorStore(tmp_path, CountingEncoder("another"))
    assert other.missing(names(5)) == names(5)


def test_missing_names_each_text_once_in_order(store: VectorStore) -> None:
    store.append(names(2), unit(2))
    assert store.missing([*names(4), *names(4)]) == names(2, start=2)


def test_asking_for_a_vector_that_was_never_kept_is_an_error(store: VectorStore) -> None:
    store.append(names(2), unit(2))
    with pytest.raises(KeyError, match=names(3)[2]):
        store.get(names(3))


def test_nothing_is_encoded_twice(store: VectorStore) -> None:
    encoder, done = CountingEncoder(), list[int]()
    texts = {name: f"đoạn {name}" for name in names(150)}
    assert store.fill(texts, encoder, on_progress=done.append) == 150
    assert store.fill(texts | {"new": "đoạn mới"}, encoder) == 1
    assert len(encoder.encoded) == 151
    assert sum(done) == 150


def test_what_was_encoded_before_a_failure_is_kept(store: VectorStore) -> None:
    texts = {name: f"đoạn {name}" for name in names(200)}

    def fail_after_a_while(count: int) -> None:
        if len(store) >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.fill(texts, CountingEncoder(), on_progress=fail_after_a_while)
    assert 0 < len(store.missing(list(texts))) < 101


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(lost=st.integers(min_value=1, max_value=3 * 44))
def test_a_write_cut_short_anywhere_costs_only_what_it_cut(lost: int, tmp_path: Path) -> None:
    encoder = CountingEncoder(f"cut{lost}")
    store = VectorStore(tmp_path, encoder)
    store.path.unlink(missing_ok=True)
    store.append(names(4), unit(4))
    whole = store.path.read_bytes()
    assert len(whole) == 4 * 44
    store.path.write_bytes(whole[:-lost])

    again = VectorStore(tmp_path, encoder)
    kept = (len(whole) - lost) // 44
    assert again.missing(names(4)) == names(4)[kept:]
    again.append(names(4)[kept:], unit(4)[kept:])
    np.testing.assert_allclose(again.get(names(4)), unit(4), atol=1e-3)


@pytest.mark.parametrize("damage", [b"\0" * 44, b"\xff" * 44, b"x" * 44])
def test_a_damaged_record_counts_as_missing(
    store: VectorStore, tmp_path: Path, damage: bytes
) -> None:
    store.append(names(3), unit(3))
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[:44] + damage + whole[88:])
    assert VectorStore(tmp_path, CountingEncoder()).missing(names(3)) == names(3)[1:2]


def test_a_deleted_file_comes_back(store: VectorStore) -> None:
    store.append(names(3), unit(3))
    assert len(store) == 3
    store.path.unlink()
    assert store.missing(names(3)) == names(3)
    store.append(names(2), unit(2))
    np.testing.assert_allclose(store.get(names(2)), unit(2), atol=1e-3)


def test_readers_see_what_other_stores_append(store: VectorStore, tmp_path: Path) -> None:
    reader = VectorStore(tmp_path, CountingEncoder())
    assert len(reader) == 0
    store.append(names(3), unit(3))
    np.testing.assert_allclose(reader.get(names(3)), unit(3), atol=1e-3)


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    def write(writer: int) -> None:
        own = VectorStore(tmp_path, CountingEncoder())
        for step in range(20):
            own.append(names(3, start=writer * 100 + step * 3), unit(3, seed=writer))

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    store = VectorStore(tmp_path, CountingEncoder())
    assert len(store) == 4 * 60
    np.testing.assert_allclose(store.get(names(3, start=300)), unit(3, seed=3), atol=1e-3)


@given(
    count=st.integers(min_value=0, max_value=60),
    more=st.integers(min_value=0, max_value=5),
    k=st.integers(min_value=1, max_value=70),
    seed=st.integers(min_value=0, max_value=1000),
)
def test_the_flat_index_answers_as_the_judge_does(count: int, more: int, k: int, seed: int) -> None:
    kept, added, asked = unit(count, seed=seed), unit(more, seed=seed + 1), unit(3, seed=seed + 2)
    judge, index = ExactIndex(kept), FaissIndex.build(kept)
    judge.add(added)
    index.add(added)
    scores, rows = index.search(asked, k)
    right_scores, right_rows = judge.search(asked, k)
    assert len(index) == len(judge) == count + more
    np.testing.assert_allclose(scores, right_scores, atol=1e-5)
    np.testing.assert_array_equal(rows, right_rows)
    np.testing.assert_allclose(index.vectors(rows[0]), judge.vectors(right_rows[0]), atol=1e-6)


def test_the_judge_puts_the_earlier_of_two_equals_first() -> None:
    rows = ExactIndex(np.repeat(unit(1), 5, axis=0)).search(unit(1), 3)[1]
    np.testing.assert_array_equal(rows, [[0, 1, 2]])


@pytest.fixture(params=["bytes", "lists"])
def small_limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes 4,000 vectors as many as it takes for the coarser kinds of index."""
    monkeypatch.setattr(vectors, "FLAT_UP_TO", 1_000)
    if request.param == "lists":
        monkeypatch.setattr(vectors, "SCALAR_UP_TO", 1_000)
    return str(request.param)


def test_the_coarser_indexes_find_nearly_all_that_the_judge_finds(small_limits: str) -> None:
    kept = clustered(4_000)
    asked = clustered(100, seed=1)
    judge, index = ExactIndex(kept), FaissIndex.build(kept.astype(np.float16))
    right, found = judge.search(asked, 10)[1], index.search(asked, 10)[1]
    recall = np.mean([np.isin(r, f).mean() for r, f in zip(right, found, strict=True)])
    assert recall >= 0.95, small_limits
    np.testing.assert_allclose(index.vectors(right[0]), judge.vectors(right[0]), atol=0.02)


def test_vectors_added_later_are_found(small_limits: str) -> None:
    index = FaissIndex.build(clustered(4_000))
    new = clustered(3, seed=9)
    index.add(new)
    assert index.search(new, 1)[1][:, 0].tolist() == [4_000, 4_001, 4_002], small_limits
    np.testing.assert_allclose(index.vectors(np.array([4_001])), new[1:2], atol=0.05)


def test_a_saved_index_answers_the_same_after_loading(small_limits: str, tmp_path: Path) -> None:
    index = FaissIndex.build(clustered(4_000))
    index.save(tmp_path / "index" / "passages.faiss")
    loaded = FaissIndex.load(tmp_path / "index" / "passages.faiss")
    assert loaded is not None, small_limits
    asked = clustered(20, seed=2)
    np.testing.assert_array_equal(loaded.search(asked, 5)[1], index.search(asked, 5)[1])
    np.testing.assert_array_equal(loaded.vectors(np.arange(9)), index.vectors(np.arange(9)))
    assert [path.name for path in (tmp_path / "index").iterdir()] == ["passages.faiss"]


def test_an_index_file_that_is_missing_or_damaged_is_none(tmp_path: Path) -> None:
    assert FaissIndex.load(tmp_path / "none.faiss") is None
    damaged = tmp_path / "damaged.faiss"
    FaissIndex.build(unit(20)).save(damaged)
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert FaissIndex.load(damaged) is None


def test_searching_from_many_threads_gives_each_its_own_answer() -> None:
    index = FaissIndex.build(unit(500))
    asked = unit(40, seed=5)
    right = index.search(asked, 3)[1]
    found = np.zeros_like(right)

    def ask(row: int) -> None:
        found[row] = index.search(asked[row : row + 1], 3)[1][0]

    threads = [threading.Thread(target=ask, args=(row,)) for row in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(found, right)
