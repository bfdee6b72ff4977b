"""The word leg finds what an obvious, slow BM25 finds."""

import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import K1, TITLE_WEIGHT, B, Entry, Field, LexicalIndex
from knowledge.text import syllables, unmarked

TEXTS = [
    Entry("Nghị quyết về chuyển đổi số", "Thành ủy đề ra mười hai chỉ tiêu về chính quyền số."),
    Entry("Nghị quyết về chuyển đổi số", "Mỗi khu phố có một tổ công nghệ số cộng đồng."),
    Entry("Kế hoạch phát triển đảng viên", "Kết nạp ít nhất 250 đảng viên mới mỗi năm."),
    Entry("Kế hoạch phát triển đảng viên", "Đảng ủy phường chịu trách nhiệm về chỉ tiêu kết nạp."),
    Entry("", "Đang chờ ý kiến của chi bộ."),
]
WORDS = ["đảng", "đang", "chỉ", "tiêu", "số", "của", "phường", "mới", "250", "ủy"]


def slow_bm25(entries: list[Entry], question: str, field: Field) -> list[float]:
    """Lucene's BM25, written as the formula reads."""

    def terms(text: str) -> list[str]:
        words = syllables(text)
        if field == "marked":
            return words
        words = [unmarked(word) for word in words]
        return words if field == "bare" else [f"{a} {b}" for a, b in pairwise(words)]

    documents = []
    for entry in entries:
        counts: defaultdict[str, float] = defaultdict(float)
        for term in terms(entry.title):
            counts[term] += TITLE_WEIGHT
        for term in terms(entry.text):
            counts[term] += 1
        documents.append(counts)
    lengths = [sum(counts.values()) for counts in documents]
    average = sum(lengths) / len(lengths)
    scores = []
    for counts, length in zip(documents, lengths, strict=True):
        score = 0.0
        for term in terms(question):
            held = sum(term in other for other in documents)
            if term in counts:
                idf = math.log(1 + (len(documents) - held + 0.5) / (held + 0.5))
                norm = K1 * (1 - B + B * length / average)
                score += idf * counts[term] * (K1 + 1) / (counts[term] + norm)
        scores.append(score)
    return scores


phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(Entry, phrases, phrases), min_size=1, max_size=12),
    phrases,
    st.sampled_from(["marked", "bare", "pairs"]),
)
def test_scores_and_order_are_those_of_a_slow_bm25(
    entries: list[Entry], question: str, field: Field
) -> None:
    index = LexicalIndex.build(entries)
    expected = slow_bm25(entries, question, field)

    rows, scores = index.top(index.terms(question), len(entries), mix={field: 1.0})

    assert sorted(rows) == [i for i, score in enumerate(expected) if score > 0]
    assert scores == pytest.approx([expected[row] for row in rows], abs=1e-4)
    assert list(scores) == sorted(scores, reverse=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(Entry, phrases, phrases), max_size=8),
    st.lists(st.builds(Entry, phrases, phrases), max_size=4),
    st.lists(st.integers(0, 11), max_size=12),
    phrases,
)
def test_an_index_made_of_another_is_as_if_made_anew(
    old: list[Entry], new: list[Entry], chosen: list[int], question: str
) -> None:
    texts = [(old + new)[i % len(old + new)] for i in chosen] if old + new else []
    kept = [old.index(text) if text in old else -1 for text in texts]

    made = LexicalIndex.build(old).rebuilt(np.asarray(kept, np.int64), texts.__getitem__)

    anew = LexicalIndex.build(texts)
    assert set(made.vocabulary) == set(anew.vocabulary)
    rows = np.arange(len(texts), dtype=np.int32)
    for field in ("marked", "bare", "pairs"):
        scores = made.scores(made.terms(question), field, rows)
        assert scores == pytest.approx(anew.scores(anew.terms(question), field, rows), rel=1e-5)
    for row in range(len(texts)):
        words = [made.vocabulary[i] for i in made.row_tokens(row)]
        assert words == [anew.vocabulary[i] for i in anew.row_tokens(row)]
        assert made.title_lengths[row] == anew.title_lengths[row]


def test_a_question_without_marks_finds_the_marked_text() -> None:
    index = LexicalIndex.build(TEXTS)

    rows, _ = index.top(index.terms("ket nap dang vien moi"), 1, mix={"bare": 1, "pairs": 0.5})

    assert rows[0] == 2


def test_marks_tell_words_apart_that_look_alike_without_them() -> None:
    index = LexicalIndex.build(TEXTS)

    rows, _ = index.top(index.terms("đang"), 5, mix={"marked": 1})

    assert list(rows) == [4]


def test_an_unknown_question_finds_nothing() -> None:
    index = LexicalIndex.build(TEXTS)

    rows, scores = index.top(index.terms("xyzzy"), 5, mix={"marked": 1, "bare": 1, "pairs": 1})

    assert len(rows) == len(scores) == 0


def test_an_index_over_nothing_answers_nothing() -> None:
    index = LexicalIndex.build([])

    assert len(index) == 0
    assert len(index.top(index.terms("đảng viên"), 5, mix={"marked": 1})[0]) == 0


def test_skipping_frequent_syllables_keeps_the_best_texts() -> None:
    random = np.random.default_rng(7)
    vocabulary = [f"từ{i}" for i in range(300)]
    entries = [
        Entry("", " ".join(vocabulary[i] for i in random.zipf(1.3, 40) % 300)) for _ in range(2000)
    ]
    index = LexicalIndex.build(entries)
    mix: dict[Field, float] = {"marked": 1.0, "pairs": 0.5}
    for _ in range(20):
        terms = index.terms(" ".join(vocabulary[i] for i in random.zipf(1.3, 8) % 300))
        exact, _ = index.top(terms, 10, mix=mix)
        pruned, _ = index.top(terms, 10, mix=mix, budget=3000)
        assert len(set(exact[:5]) & set(pruned)) >= 4


def test_a_stored_index_answers_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path / "lexical")
    opened = LexicalIndex.load(tmp_path / "lexical")
    for question in ("chỉ tiêu kết nạp", "to cong nghe so", "250"):
        before = index.top(index.terms(question), 5, mix={"marked": 1, "bare": 1, "pairs": 1})
        after = opened.top(opened.terms(question), 5, mix={"marked": 1, "bare": 1, "pairs": 1})
        assert np.array_equal(before[0], after[0])
        assert np.allclose(before[1], after[1])
