"""The search benchmark measures what it says, on a few hundred passages."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import corpus
from bench.asking import TEMPLATES, questions
from bench.corpus import SAMPLE, Corpus
from bench.peers import BruteForce
from bench.search import COLUMNS, Bench, measure, run, share_found, table
from index.encoder import SentenceEncoder, load_encoder
from index.engine import Engine
from index.rows import Rows
from index.search import Hit
from index.vectors import VectorStore
from knowledge.text import unmarked

SIZE = 250


@pytest.fixture(scope="module")
def small() -> Corpus:
    return Corpus.read(limit=100)


@pytest.fixture(scope="module")
def bench(small: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    (folder / "corpus.pickle").write_bytes(pickle.dumps(small))
    return Bench(folder, SIZE, count=12, seconds=60)


@pytest.fixture(scope="module")
def found(bench: Bench) -> dict[str, Any]:
    return run(bench.folder, [SIZE], [1, 3], peers=False, count=bench.count, seconds=bench.seconds)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture(scope="module")
def engine(found: dict[str, Any], bench: Bench, encoder: SentenceEncoder) -> Iterator[Engine]:
    opened = bench.engine(encoder)
    yield opened
    opened.close()


def test_the_table_has_every_column_and_a_row_for_each_measure(found: dict[str, Any]) -> None:
    heading, _, *rows = table(found).split("\n")[2:]
    assert heading.strip("| ").split(" | ") == list(COLUMNS.values())
    shown = [row.strip("| ").split(" | ") for row in rows if row.startswith("|")]
    assert [row[:3] for row in shown] == [
        ["250", "search", "1"],
        ["250", "answer", "1"],
        ["250", "search", "3"],
        ["250", "answer", "3"],
        ["250", "answer, questions encoded apart", "3"],
    ]
    assert all("–" not in row for row in shown[:4])


def test_the_table_says_where_its_texts_and_vectors_come_from(found: dict[str, Any]) -> None:
    text = table(found)
    assert "cores" in found["machine"]
    assert "Texts: " in text
    assert "only real passages" in text.lower()


def test_every_figure_is_one(found: dict[str, Any]) -> None:
    for row in found["rows"][:4]:
        assert 0 < row["p50_ms"] <= row["p99_ms"]
        assert row["per_s"] > 0
        assert row["memory_mb"] > 0


def test_a_small_index_is_exact(found: dict[str, Any]) -> None:
    assert {row["recall_vectors"] for row in found["rows"][:4]} == {1.0}
    assert {row["recall_words"] for row in found["rows"][:4]} == {1.0}


def test_nothing_is_left_to_encode(bench: Bench, engine: Engine) -> None:
    assert engine.index_missing() == 0


def test_ours_finds_the_text_that_is_asked_for_as_often_as_brute_force(
    bench: Bench, engine: Engine, encoder: SentenceEncoder
) -> None:
    rows = Rows.of(bench.snapshot)
    vectors = VectorStore(bench.folder, encoder).get(rows.keys())
    texts = [rows.encoded_text(row) for row in range(len(rows))]
    brute = BruteForce(texts, vectors, encoder.encode_questions)
    wanted = range(0, 100, 5)
    passages = [bench.snapshot.passages[row] for row in wanted]
    asked = [f"{one.document.title}: {one.text[:200]}" for one in passages]
    ours = sum(texts[row] in said(engine.search(q)) for row, q in zip(wanted, asked, strict=True))
    nearest = sum(
        texts[row] in {texts[at] for at in brute.search(question, 10)}
        for row, question in zip(wanted, asked, strict=True)
    )
    assert ours >= max(nearest, len(asked) - 1)


def said(hits: list[Hit]) -> set[str]:
    """The texts of hits as the encoder reads them."""
    shown = Rows([hit.item for hit in hits if hit.kind == "passage"], [])  # type: ignore[misc]
    return {shown.encoded_text(row) for row in range(len(shown))}


def test_copies_are_no_duplicates(small: Corpus) -> None:
    base = sum(len(source.passages) for source in small.sources)
    texts = [passage.text for passage in small.snapshot(3 * base).passages]
    assert texts[:base] == [p.text for source in small.sources for p in source.passages]
    for first, second, third in zip(texts, texts[base:], texts[2 * base :], strict=False):
        assert len({first, second, third}) == 3 or len(first) < 300


def test_a_larger_corpus_begins_with_the_smaller_one(small: Corpus) -> None:
    assert small.snapshot(300).passages[:220] == small.snapshot(220).passages


def test_without_the_real_texts_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(corpus, "REAL", tmp_path / "absent")
    sample = Corpus.read()
    assert sample.origin.startswith("bot/sample")
    assert any(source.passages for source in sample.sources)
    assert len(sample.snapshot(500).passages) == 500
    assert SAMPLE.is_dir()


def test_questions_are_the_same_in_every_run_and_half_of_them_bare(small: Corpus) -> None:
    asked = questions(small, 120)
    assert asked == questions(small, 120)
    assert len(TEMPLATES) >= 60
    assert all(unmarked(question) == question for question in asked[1::2])
    assert any(unmarked(question) != question for question in asked[::2])


def test_every_question_is_asked_however_many_ask() -> None:
    asked: list[str] = []
    figures = measure(asked.append, ["một", "hai", "ba"], askers=4, seconds=60)
    assert len(asked) == 3 + 20  # to warm up, then five an asker
    assert figures["per_s"] > 0


def test_recall_counts_what_is_found_in_any_order() -> None:
    assert share_found([[3, 1, 2], [7, 8, 9]], [[1, 2, 3], [7, 5, 6]]) == 0.667
