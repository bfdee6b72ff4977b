"""Counting again while people answer: nobody waits for it, and nothing of theirs is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.contest_desk import ContestDesk
from bot.contests import recounting
from bot.contests.records import Attempt, answers_of
from bot.messages import Address
from tests.bot.conftest import Office
from tests.knowledge.library_tools import DATABASES

from .hall import OPENS
from .play import key_of, person, takes

TAKEN = 4  # attempts that are handed in before

pytestmark = pytest.mark.parametrize("office", DATABASES, indirect=True)


def begun(desk: ContestDesk, number: int, answered: int) -> Attempt:
    """An attempt that is under way, with so many right answers."""
    entry = person(desk, "vcnet", number)
    contest = desk.contests.get("vcnet")
    with desk.library.database.session() as session:
        attempt = desk.attempts.start(session, contest, entry, Address("web", "x"), OPENS)
    for question in range(answered):
        answers(desk, attempt, question)
    return attempt


def answers(desk: ContestDesk, attempt: Attempt, question: int) -> None:
    """Answers a question right, as it was printed."""
    with desk.library.database.session(durable=True) as session:
        right = key_of(desk, attempt, question)
        desk.attempts.answer(session, attempt.id, question, right, OPENS)


def hands_in(desk: ContestDesk, attempt: Attempt) -> Attempt:
    with desk.library.database.session(durable=True) as session:
        return desk.attempts.submit(session, attempt.id, OPENS, left=True)


def during_the_count(
    monkeypatch: pytest.MonkeyPatch, portion: int, acts: Callable[[], object]
) -> None:
    """Has somebody else act, in a thread of their own, while the attempts are counted one by one;
    the count goes on once they are answered."""
    portions = iter(range(1000))

    def meanwhile(session: object, attempts: Sequence[int]) -> object:
        if next(portions) == portion:
            with ThreadPoolExecutor(1) as threads:
                threads.submit(acts).result(timeout=60)
        return answers_of(session, attempts)  # type: ignore[arg-type]

    monkeypatch.setattr(recounting, "AT_ONCE", 1)
    monkeypatch.setattr(recounting, "answers_of", meanwhile)


@pytest.mark.parametrize("portion", range(TAKEN))
def test_answers_are_taken_during_a_recount_and_none_is_lost(
    desk: ContestDesk, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    for number in range(TAKEN):
        takes(desk, person(desk, "vcnet", number), OPENS, OPENS, 5, predicted=1)
    ends, goes_on = begun(desk, 11, answered=4), begun(desk, 12, answered=1)
    item = ends.paper[0].item
    wrong = (office_key(desk, item) + 1) % 3

    def acts() -> None:
        answers(desk, ends, 4)
        assert hands_in(desk, ends).correct == 5  # by the key of before
        answers(desk, goes_on, 1)

    during_the_count(monkeypatch, portion, acts)
    found = desk.corrections.decide("vcnet", item, [wrong], reason="in nhầm", by="cli")
    assert desk.attempts.get(ends.id).correct == 4
    assert ends.id in {change.attempt for change in found.changes}
    assert len(desk.attempts.answers(ends.id)) == 5
    running = desk.attempts.get(goes_on.id)
    assert running.ended is None
    assert sorted(desk.attempts.answers(goes_on.id)) == [0, 1]
    right = sum(question.item != item for question in running.paper[:2])
    assert hands_in(desk, running).correct == right
    monkeypatch.undo()
    assert desk.corrections.recount("vcnet", by="cli").changes == ()


def test_a_decision_during_a_count_is_not_written_over(
    office: Office, desk: ContestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = takes(desk, person(desk, "vcnet", 1), OPENS, OPENS, 5, predicted=1)
    first, second = attempt.paper[0].item, attempt.paper[1].item
    wrong = (office_key(desk, second) + 1) % 3

    def acts() -> None:
        other = ContestDesk(office.library, clock=office.clock)  # another process
        other.corrections.decide("vcnet", second, [wrong], reason="", by="2")

    during_the_count(monkeypatch, 0, acts)
    found = desk.corrections.decide(
        "vcnet", first, [(office_key(desk, first) + 1) % 3], reason="", by="1"
    )
    assert [(each.correct_before, each.correct) for each in found.changes] == [(4, 3)]
    assert desk.attempts.get(attempt.id).correct == 3
    monkeypatch.undo()
    assert desk.corrections.recount("vcnet", by="cli").changes == ()


def test_who_moved_is_told_of_the_recount_and_not_of_what_came_meanwhile(
    desk: ContestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = takes(desk, person(desk, "vcnet", 1), OPENS, OPENS, 3, predicted=1)
    takes(desk, person(desk, "vcnet", 2), OPENS, OPENS, 2, predicted=1)
    best = begun(desk, 3, answered=5)
    during_the_count(monkeypatch, 0, lambda: hands_in(desk, best))
    found = desk.corrections.recount("vcnet", by="cli")
    assert (found.attempts, found.changes, found.moved) == (3, (), ())
    assert desk.standings("vcnet").rounds[0].places[0].result.entry == best.entry
    assert one.entry != best.entry


def office_key(desk: ContestDesk, item: int) -> int:
    """The key of an item as it stands in the bank."""
    return desk.library.quiz.item(item).key
