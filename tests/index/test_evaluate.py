"""Question sets in, figures out."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from index.evaluate import EvaluationError, Query, QuestionSet, SetProblem, evaluate, measure
from index.search import Search
from index.vectors import VectorStore
from tests.index.words_encoder import WordsEncoder

TEXTS = [
    {"id": "a", "title": "Điều 1", "text": "Thư viện mở cửa từ tám giờ sáng đến chín giờ tối."},
    {"id": "b", "title": "Điều 2", "text": "Sinh viên nộp học phí trước ngày mười lăm."},
    {"id": "c", "text": "Ký túc xá đóng cổng lúc hai mươi ba giờ."},
]
QUERIES = [
    {"id": "1", "text": "Thư viện mở cửa lúc nào?", "relevant": ["a"]},
    {"id": "2", "text": "Khi nào phải nộp học phí?", "relevant": ["b"]},
]


def write(folder: Path, corpus: list[Any], queries: list[Any], *, packed: bool = False) -> Path:
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if packed:
            (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def search_of(questions: QuestionSet, folder: Path) -> Search:
    encoder = WordsEncoder()
    return Search.build(questions.snapshot(), encoder, VectorStore(folder, encoder))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("bare", [False, True])
def test_a_folder_is_asked_through_the_search(tmp_path: Path, packed: bool, bare: bool) -> None:
    questions = QuestionSet.read(write(tmp_path, TEXTS, QUERIES, packed=packed))

    found = evaluate(questions, search_of(questions, tmp_path / "vectors"), unmarked_questions=bare)

    assert found.acc1 == found.mrr10 == found.ndcg10 == 1
    assert (found.questions, found.texts) == (2, 3)
    assert set(found.to_json()) == {
        *("acc@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "ms", "questions", "texts")
    }


def test_a_text_of_many_passages_counts_once(tmp_path: Path) -> None:
    long = " ".join(f"Thư viện số {n} mở cửa từ sáng đến tối mỗi ngày." for n in range(60))
    corpus = [{"id": "long", "text": long}, *TEXTS]
    questions = QuestionSet.read(write(tmp_path, corpus, QUERIES))
    search = search_of(questions, tmp_path / "vectors")

    assert len(search.rows) > len(corpus)
    assert evaluate(questions, search).recall10 == 1


def test_the_figures_are_those_of_their_definitions() -> None:
    queries = [
        Query("1", "", frozenset({"a", "b"})),
        Query("2", "", frozenset({"c"})),
        Query("3", "", frozenset({"z"})),
    ]

    found = measure([["a", "x", "b"], ["x", "x2", "x3", "x4", "x5", "c"], ["x"]], queries)

    assert found["acc1"] == pytest.approx(1 / 3)
    assert found["recall5"] == pytest.approx(1 / 3)
    assert found["recall10"] == pytest.approx(2 / 3)
    assert found["mrr10"] == pytest.approx((1 + 1 / 6) / 3)
    assert found["ndcg10"] == pytest.approx((1.5 / 1.6309297 + 0.3562072) / 3, abs=1e-5)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", SetProblem.NOT_JSON),
        ("[]", SetProblem.NO_FIELD),
        ('{"id": 1}', SetProblem.NO_FIELD),
        ("", SetProblem.EMPTY),
    ],
)
def test_a_broken_set_is_refused_with_its_place(
    tmp_path: Path, line: str, problem: SetProblem
) -> None:
    write(tmp_path, TEXTS, QUERIES)
    (tmp_path / "corpus.jsonl").write_text(line, encoding="utf-8")

    with pytest.raises(EvaluationError) as caught:
        QuestionSet.read(tmp_path)

    assert (caught.value.reason, caught.value.name) == (problem, "corpus.jsonl")


def test_a_folder_without_a_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as caught:
        QuestionSet.read(tmp_path)

    assert caught.value.reason is SetProblem.MISSING
