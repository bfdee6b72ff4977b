"""Each of our own questions, asked of the whole product: the gate that no change may lower.

The questions that are known to fail stand in `tests/questions/known_misses.txt`, one
`set/id` a line. A listed question that comes right fails here too, so that the list only shrinks;
but for those with "~" before them: their vectors differ from processor to processor (without VNNI
int8 sums may saturate), and they are right on one and not on another.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from bench.questions import (
    SAMPLE,
    SETS,
    SHARED,
    Question,
    ask,
    engine_over,
    library_of,
    questions,
)
from index.encoder import load_encoder
from index.engine import Engine
from tests.shared_data import requires_shared

LISTED = (SETS / "known_misses.txt").read_text(encoding="utf-8").split()
MISSES = {name.removeprefix("~"): not name.startswith("~") for name in LISTED}
"""Which questions are known to fail, and whether on every processor."""
DOCUMENTS = [
    SHARED / "resolutions" / name
    for name in (SETS / "shared_documents.txt").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def sample_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_over([SAMPLE], tmp_path_factory.mktemp("sample"), load_encoder()) as engine:
        yield engine


@pytest.fixture(scope="module")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folders: list[Path] = [SAMPLE, SHARED / "seeds", *DOCUMENTS]
    with engine_over(folders, tmp_path_factory.mktemp("shared"), load_encoder()) as engine:
        yield engine


@pytest.fixture(scope="module")
def engine_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """The engine over one document, or those of one office, and nothing else."""
    encoder = load_encoder()
    with ExitStack() as opened:

        @cache
        def over(document: str) -> Engine:
            place = tmp_path_factory.mktemp("alone")
            return opened.enter_context(engine_over([library_of(document)], place, encoder))

        yield over


def cases(body: str, halves: Sequence[str] = ("tune", "report")) -> list[object]:
    return [
        pytest.param(
            question,
            id=f"{half}/{question.id}",
            marks=[pytest.mark.xfail(strict=MISSES[name], reason="known miss")]
            if (name := f"{body}_{half}/{question.id}") in MISSES
            else [],
        )
        for half in halves
        for question in questions(f"{body}_{half}")
    ]


@pytest.mark.parametrize("question", cases("sample"))
def test_sample_knowledge_answers(sample_engine: Engine, question: Question) -> None:
    answer = ask(sample_engine, question)

    assert question.is_right(answer), f"{answer.kind} {answer.confidence:.2f}: {answer.text}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", [case for body in ("own", "house", "strangers") for case in cases(body, ["report"])]
)
def test_the_only_document_or_office_answers_without_its_name_and_nothing_else(
    engine_alone: Callable[[str], Engine], question: Question
) -> None:
    answer = ask(engine_alone(question.document), question)

    assert question.is_right(answer), f"{answer.kind} {answer.confidence:.2f}: {answer.text}"


@requires_shared
@pytest.mark.slow
@pytest.mark.parametrize("question", cases("shared"))
def test_real_documents_answer(shared_engine: Engine, question: Question) -> None:
    answer = ask(shared_engine, question)

    assert question.is_right(answer), f"{answer.kind} {answer.confidence:.2f}: {answer.text}"
