"""The quiz bank: what an import does, what an editor does, what is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.errors import LibraryError, Problem
from knowledge.library import Library
from knowledge.quizbank import (
    Level,
    QuizContent,
    QuizOutcome,
    QuizRefusal,
    QuizReport,
    QuizState,
)

YEAR = QuizContent(
    stem="Đảng Cộng sản Việt Nam được thành lập năm nào?",
    options=("1925", "1929", "1930", "1945"),
    key=2,
    topic="Lịch sử Đảng",
    level=Level.EASY,
)
PLACE = QuizContent(
    stem="Hội nghị thành lập Đảng họp ở đâu?", options=("Hương Cảng", "Quảng Châu"), key=0
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(Database.open(f"sqlite:///{tmp_path / 'bank.sqlite'}"))


def outcomes(report: QuizReport) -> list[QuizOutcome]:
    return [row.outcome for row in report.rows]


def only(report: QuizReport) -> int:
    (row,) = report.rows
    assert row.item_id is not None
    return row.item_id


def test_what_is_added_waits_until_a_person_approves_it(library: Library) -> None:
    revision = library.revision()
    report = library.quiz.add([YEAR, PLACE], actor="7")
    assert outcomes(report) == [QuizOutcome.ADDED] * 2
    assert library.quiz.items(state=QuizState.APPROVED) == []
    first = library.quiz.items()[0]
    assert (first.content(), first.state, first.revision) == (YEAR, QuizState.DRAFT, 1)
    assert [i.id for i in library.quiz.approve([first.id], actor="7")] == [first.id]
    assert library.quiz.approve([first.id]) == []  # it is already
    assert library.quiz.items(state=QuizState.APPROVED)[0].id == first.id
    assert library.revision() == revision  # answers do not change
    assert [entry.action for entry in library.audit()] == ["quiz.approved", "quiz.added"]


def test_the_same_again_changes_nothing_however_it_is_written(library: Library) -> None:
    library.quiz.add([YEAR], approve=True)
    again = replace(
        YEAR,
        stem="ĐẢNG CỘNG SẢN  VIỆT NAM được thành lập năm nào",
        options=("1945", "1930", "1929", "1925"),
        key=1,
        topic="",
        level=None,
    )
    assert outcomes(library.quiz.add([again])) == [QuizOutcome.SAME]
    (item,) = library.quiz.items()
    assert item.content() == YEAR


def test_a_changed_key_is_a_new_revision_to_be_approved_again(library: Library) -> None:
    item_id = only(library.quiz.add([replace(YEAR, key=0, explanation="Vì …")], approve=True))
    assert outcomes(library.quiz.add([YEAR])) == [QuizOutcome.CHANGED]
    item = library.quiz.item(item_id)
    assert (item.key, item.revision, item.state) == (2, 2, QuizState.DRAFT)
    assert item.explanation == "Vì …"  # what the file leaves out stays
    assert [i.key for i in library.quiz.history(item_id)] == [0, 2]


def test_what_was_rejected_does_not_come_again(library: Library) -> None:
    item_id = only(library.quiz.add([YEAR]))
    library.quiz.reject([item_id])
    assert outcomes(library.quiz.add([YEAR], approve=True)) == [QuizOutcome.SAME]
    assert library.quiz.item(item_id).state is QuizState.REJECTED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (replace(YEAR, stem=" … "), QuizRefusal.NO_STEM),
        (replace(YEAR, options=("1930",), key=0), QuizRefusal.TOO_FEW_OPTIONS),
        (replace(YEAR, options=tuple("1234567")), QuizRefusal.TOO_MANY_OPTIONS),
        (replace(YEAR, options=("1925", " ", "1930")), QuizRefusal.EMPTY_OPTION),
        (replace(YEAR, options=("1925", "1925.", "1930")), QuizRefusal.SAME_OPTIONS),
        (replace(YEAR, key=4), QuizRefusal.KEY_OUTSIDE),
        (replace(YEAR, key=-1), QuizRefusal.KEY_OUTSIDE),
    ],
)
def test_what_cannot_be_asked_is_refused(
    library: Library, content: QuizContent, reason: QuizRefusal
) -> None:
    (row,) = library.quiz.add([content]).rows
    assert (row.outcome, row.reason) == (QuizOutcome.REFUSED, reason)
    item_id = only(library.quiz.add([YEAR]))
    with pytest.raises(LibraryError) as error:
        library.quiz.edit(item_id, content)
    assert error.value.problem is Problem.WRONG_QUIZ_ITEM


def test_an_item_twice_in_a_file_counts_once(library: Library) -> None:
    report = library.quiz.add([YEAR, YEAR, replace(YEAR, key=0)])
    assert [row.reason for row in report.rows] == [
        None,
        QuizRefusal.REPEATED,
        QuizRefusal.CONTRADICTS,
    ]


def test_a_wrong_key_is_corrected_and_its_history_kept(library: Library) -> None:
    item_id = only(library.quiz.add([replace(YEAR, key=0)], approve=True))
    library.quiz.mark_used([item_id])
    item = library.quiz.item(item_id)
    corrected = library.quiz.edit(
        item_id, replace(item.content(), key=2), note="sai đáp án", seen=1, actor="7"
    )
    assert (corrected.letter, corrected.revision, corrected.state) == ("C", 2, QuizState.APPROVED)
    assert library.quiz.item(item_id, revision=1).letter == "A"
    with pytest.raises(LibraryError) as error:  # somebody who still sees the first one
        library.quiz.edit(item_id, replace(item.content(), key=1), seen=1)
    assert error.value.problem is Problem.QUIZ_ITEM_CHANGED
    with pytest.raises(LibraryError) as error:
        library.quiz.delete(item_id)
    assert error.value.problem is Problem.QUIZ_ITEM_USED


def test_no_two_items_say_the_same(library: Library) -> None:
    library.quiz.add([YEAR, PLACE])
    place = library.quiz.items()[1]
    with pytest.raises(LibraryError) as error:
        library.quiz.edit(place.id, YEAR)
    assert error.value.problem is Problem.SAME_QUIZ_ITEM


def test_items_are_found_by_topic_however_it_is_typed(library: Library) -> None:
    library.quiz.add([YEAR, PLACE], approve=True)
    assert [i.stem for i in library.quiz.items(topic="lich su dang")] == [YEAR.stem]
    assert [i.stem for i in library.quiz.items(level=Level.EASY)] == [YEAR.stem]
    assert library.quiz.count(topic="LỊCH SỬ ĐẢNG", state=QuizState.DRAFT) == 0
    assert {t.topic: t.items for t in library.quiz.topics()} == {"": 1, "Lịch sử Đảng": 1}


def test_what_was_never_asked_can_be_deleted(library: Library) -> None:
    item_id = only(library.quiz.add([YEAR]))
    library.quiz.delete(item_id)
    with pytest.raises(LibraryError) as error:
        library.quiz.item(item_id)
    assert error.value.problem is Problem.NO_SUCH_QUIZ_ITEM
    assert outcomes(library.quiz.add([YEAR])) == [QuizOutcome.ADDED]


def test_what_asks_nearly_the_same_is_told(library: Library) -> None:
    first = only(library.quiz.add([YEAR]))
    unmarked = replace(
        YEAR, stem="Dang Cong san Viet Nam duoc thanh lap nam nao", options=("1930", "1931"), key=0
    )
    other = replace(YEAR, stem="Đảng Cộng sản Việt Nam được thành lập vào năm nào?")
    report = library.quiz.add([unmarked, other, PLACE])
    assert [first in row.similar_to for row in report.rows] == [True, True, False]
    assert report.similar == 2
    assert len(library.quiz.similar_to([first])[first]) == 2
    congress = QuizContent("Đại hội XI của Đảng họp vào tháng mấy?", ("Một", "Hai"), 0)
    again = replace(congress, stem="Đại hội XII của Đảng họp vào tháng mấy?")
    assert library.quiz.add([congress, again]).similar == 0
