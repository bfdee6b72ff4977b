import string

import pytest

from bot.texts.errors import MODELS, PROBLEMS, knowledge_sentence
from index.errors import ModelProblem
from knowledge.errors import LibraryError, Problem, ReadError
from knowledge.records import DocumentName


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_one_sentence(problem: Problem) -> None:
    sentence = PROBLEMS[problem]
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("problem", ModelProblem)
def test_every_problem_of_a_model_has_one_sentence(problem: ModelProblem) -> None:
    assert "{model}" in MODELS[problem]


@pytest.mark.parametrize("problem", Problem)
def test_a_sentence_can_be_said_with_and_without_its_details(problem: Problem) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(PROBLEMS[problem]) if name]
    said = knowledge_sentence(LibraryError(problem, **dict.fromkeys(names, "XYZ")))
    assert said.count("XYZ") == len(names)
    assert "{" not in knowledge_sentence(LibraryError(problem))


def test_a_damaged_file_is_told_in_a_clerks_words_with_what_to_do() -> None:
    said = knowledge_sentence(ReadError(Problem.DAMAGED, name="nghi-quyet.docx", format="zip"))
    assert "nghi-quyet.docx" in said
    assert "(zip)" not in said
    assert "lưu lại" in said


def test_documents_that_may_be_meant_are_named() -> None:
    matches = [DocumentName(1, "02-KH/TU", "Kế hoạch"), DocumentName(7, None, "Kế hoạch mới")]
    error = LibraryError(Problem.AMBIGUOUS_DOCUMENT, reference="kế hoạch", matches=matches)
    assert "[1] Kế hoạch (02-KH/TU), [7] Kế hoạch mới" in knowledge_sentence(error)
