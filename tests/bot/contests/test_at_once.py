"""Many acts at the same instant: each counts, and none twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from bot.contest_desk import ContestDesk
from bot.contests import contests as contests_module
from bot.contests.errors import ContestError, Refusal
from bot.messages import Address
from tests.bot.conftest import Office
from tests.knowledge.library_tools import DATABASES

from .hall import OPENS
from .play import key_of, person, takes

MANY = 6


def at_once(act: Callable[[int], object]) -> None:
    """Does something in several threads at the same instant."""
    ready = Barrier(MANY)

    def acts(number: int) -> object:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(acts, range(MANY)))


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_the_same_tap_in_the_same_instant_counts_once(office: Office, desk: ContestDesk) -> None:
    entry = person(desk, "vcnet", 1)
    contest = desk.contests.get("vcnet")
    begun: set[int] = set()

    def start(_: int) -> None:
        with office.database.session(durable=True) as session:
            address = Address("web", "x")
            begun.add(desk.attempts.start(session, contest, entry, address, OPENS).id)

    at_once(start)
    (attempt,) = begun
    assert len(desk.attempts.of_entry(entry.id)) == 1

    def answer(_: int) -> None:
        with office.database.session(durable=True) as session:
            desk.attempts.answer(session, attempt, 0, 1, OPENS)

    at_once(answer)
    assert [(question, value) for _, question, value in desk.attempts.history(attempt)] == [(0, 1)]


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_of_answers_in_the_same_instant_each_is_kept_and_one_counts(
    office: Office, desk: ContestDesk
) -> None:
    entry = person(desk, "vcnet", 1)
    contest = desk.contests.get("vcnet")
    with office.database.session() as session:
        attempt = desk.attempts.start(session, contest, entry, Address("web", "x"), OPENS)

    def answer(number: int) -> None:
        with office.database.session(durable=True) as session:
            desk.attempts.answer(session, attempt.id, number % 2, number % 3, OPENS)

    at_once(answer)
    history = desk.attempts.history(attempt.id)
    for question in (0, 1):
        given = [value for _, asked, value in history if asked == question]
        assert set(given) == {number % 3 for number in range(question, MANY, 2)}
        assert desk.attempts.answers(attempt.id)[question] == given[-1]
    with office.database.session() as session:
        right = key_of(desk, attempt, 2)
        desk.attempts.answer(session, attempt.id, 2, right, OPENS)
        ended = desk.attempts.submit(session, attempt.id, OPENS, left=True)
    assert desk.corrections.recount("vcnet", by="cli").changes == ()
    with (
        pytest.raises(ContestError) as refused,
        office.database.session(durable=True) as session,
    ):
        desk.attempts.answer(session, ended.id, 0, 0, OPENS)
    assert refused.value.reason is Refusal.ENDED


def test_while_one_makes_standings_anew_others_see_those_of_before(
    office: Office, desk: ContestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes(desk, person(desk, "vcnet", 1), OPENS, OPENS, 3, predicted=1)
    before = desk.standings("vcnet")
    office.clock.now += timedelta(minutes=1)
    made, plan = [], contests_module.Contests.plan

    def looks_meanwhile(*given: object) -> object:
        made.append(1)
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(desk.standings, "vcnet", fresh=False).result() is before
        return plan(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(contests_module.Contests, "plan", looks_meanwhile)
    assert desk.standings("vcnet", fresh=False) is not before
    monkeypatch.undo()
    assert made
    after = desk.standings("vcnet", fresh=False)
    assert after.at == office.clock.now
