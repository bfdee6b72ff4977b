"""Rankings: tie-breakers in their order, against an obvious slow way; formulas of units."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cmp_to_key
from itertools import groupby, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contests.draw import Question
from bot.contests.formula import NAMES, Formula, FormulaError
from bot.contests.ranking import Result, came_true, counting, measured, ranked, summed
from bot.contests.rules import Counted, Counts, Criterion
from bot.contests.scoring import score

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
RESULTS = st.lists(
    st.builds(
        Result,
        entry=st.integers(1, 6),
        attempt=st.just(0),
        score=st.integers(0, 3).map(lambda n: n * 100),
        correct=st.integers(0, 3),
        questions=st.just(3),
        seconds=st.integers(1, 4),
        submitted=st.integers(0, 3).map(lambda n: START + timedelta(seconds=n)),
        predicted=st.none() | st.integers(0, 9),
    ),
    max_size=20,
).map(lambda found: [replace(each, attempt=n) for n, each in enumerate(found)])
CRITERIA = st.permutations(list(Criterion)).flatmap(
    lambda every: st.integers(1, len(every)).map(lambda count: tuple(every[:count]))
)


def better(one: Result, other: Result, criteria: tuple[Criterion, ...]) -> int:
    """Below 0 where one is before the other; said as the rules of contests say it."""
    for criterion in criteria:
        match criterion:
            case Criterion.SCORE:
                difference = other.score - one.score
            case Criterion.CORRECT:
                difference = other.correct - one.correct
            case Criterion.DURATION:
                difference = one.seconds - other.seconds
            case Criterion.SUBMITTED:
                difference = int((one.submitted - other.submitted).total_seconds())
            case Criterion.PREDICTION:
                far = 10**9
                mine = far if one.distance is None else one.distance
                theirs = far if other.distance is None else other.distance
                difference = mine - theirs
        if difference:
            return difference
    return 0


@given(RESULTS, CRITERIA, st.none() | st.integers(0, 9))
def test_places_are_as_the_slow_way_finds_them(
    results: list[Result], criteria: tuple[Criterion, ...], truth: int | None
) -> None:
    known = measured(counting(results, Counts.BEST, criteria), truth)
    placed = ranked(known, criteria)
    assert {each.result for each in placed} == set(known)
    for each in placed:
        before = sum(better(other, each.result, criteria) < 0 for other in known)
        assert each.place == before + 1


@given(RESULTS, CRITERIA)
def test_the_order_in_which_results_come_changes_no_place(
    results: list[Result], criteria: tuple[Criterion, ...]
) -> None:
    known = counting(results, Counts.FIRST, criteria)
    assert ranked(known, criteria) == ranked(list(reversed(known)), criteria)


@given(RESULTS, CRITERIA, st.sampled_from(Counts))
def test_one_attempt_of_each_person_counts(
    results: list[Result], criteria: tuple[Criterion, ...], counts: Counts
) -> None:
    chosen = {each.entry: each for each in counting(results, counts, criteria)}
    own = tuple(c for c in criteria if c is not Criterion.PREDICTION)

    def by_own(one: Result, other: Result) -> int:
        return better(one, other, own)

    assert set(chosen) == {each.entry for each in results}
    ordered = sorted(results, key=lambda each: each.entry)
    for entry, group in groupby(ordered, key=lambda each: each.entry):
        theirs = list(group)
        match counts:
            case Counts.FIRST:
                expected = theirs[0]
            case Counts.LAST:
                expected = theirs[-1]
            case Counts.BEST:
                expected = min(theirs, key=cmp_to_key(by_own))
        assert chosen[entry] == expected


@given(RESULTS, RESULTS)
def test_rounds_add_up(one: list[Result], other: list[Result]) -> None:
    criteria = (Criterion.SCORE,)
    rounds = {
        number: counting(results, Counts.BEST, criteria)
        for number, results in enumerate((one, other), 1)
    }
    together = {each.entry: each for each in summed(rounds)}
    for entry, found in together.items():
        parts = [each for results in rounds.values() for each in results if each.entry == entry]
        assert found.score == sum(each.score for each in parts)
        assert found.seconds == sum(each.seconds for each in parts)
        assert found.submitted == max(each.submitted for each in parts)


def result(entry: int, correct: int, predicted: int, second: int) -> Result:
    moment = START + timedelta(seconds=second)
    return Result(entry, entry, correct * 100, correct, 5, 60, moment, predicted)


def test_all_right_then_the_nearest_guess_then_the_earliest_second() -> None:
    """VCNET 2019."""
    results = [
        result(1, 5, predicted=7, second=10),
        result(2, 5, predicted=4, second=90),
        result(3, 5, predicted=2, second=30),  # as near as 2's: three have everything right
        result(4, 4, predicted=3, second=0),
    ]
    truth = came_true(results, Counted.ALL_CORRECT)
    assert truth == 3
    criteria = (Criterion.CORRECT, Criterion.PREDICTION, Criterion.SUBMITTED)
    order = [each.result.entry for each in ranked(measured(results, truth), criteria)]
    assert order == [3, 2, 1, 4]


def test_who_is_equal_in_everything_shares_a_place() -> None:
    results = [result(entry, 5, 1, 0) for entry in (1, 2)] + [result(3, 4, 1, 0)]
    assert [each.place for each in ranked(results, (Criterion.SCORE,))] == [1, 1, 3]


def test_trying_again_to_predict_another_number_changes_nothing() -> None:
    first, again = result(1, 5, 900, 10), replace(result(1, 5, 3, 20), attempt=9)
    (chosen,) = counting(
        [first, again], Counts.BEST, (Criterion.CORRECT, Criterion.PREDICTION, Criterion.SUBMITTED)
    )
    assert chosen.predicted == 900


# scoring

PAPER = (Question(1, 1, 500, (2, 0, 1)), Question(2, 1, 250, (0, 1)))


@pytest.mark.parametrize(
    ("answers", "accepted", "expected"),
    [
        ({0: 0, 1: 0}, {1: {2}, 2: {0}}, (2, 750)),
        ({0: 1, 1: 0}, {1: {2}, 2: {0}}, (1, 250)),
        ({}, {1: {2}, 2: {0}}, (0, 0)),
        ({0: 1}, {1: {2, 0}, 2: {0}}, (1, 500)),
        ({}, {1: None, 2: {0}}, (1, 500)),  # taken back: right for everybody
    ],
)
def test_answers_are_scored_by_the_order_that_was_shown(
    answers: dict[int, int], accepted: dict[int, set[int] | None], expected: tuple[int, int]
) -> None:
    keys = {
        item: None if options is None else frozenset(options) for item, options in accepted.items()
    }
    found = score(PAPER, answers, keys)
    assert (found.correct, found.score) == expected


# formulas


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("people", 3),
        ("0.5 * turnout * 100 + 0.5 * average", Fraction(25)),
        ("-people + (attempts - 1) / 2", -1),
        ("min(people, 2) + max(1, attempts)", 7),
        ("0.1 + 0.2", Fraction(3, 10)),
    ],
)
def test_a_formula_is_computed_exactly(text: str, value: int | Fraction) -> None:
    known: dict[str, Fraction | int | None] = {"people": 3, "attempts": 5}
    known |= {"turnout": Fraction(1, 10), "average": Fraction(40)}
    assert Formula.read(text).value(known) == value


@pytest.mark.parametrize(
    "text",
    ["", "people +", "x", "people ** 2", "people.real", "people[0]", "lambda: 1", "1e999", "True",
     "min()", "open('x')", "people if people else 1", "'a'", "(" * 500, "a" * 400],
)  # fmt: skip
def test_anything_but_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        Formula.read(text)


def test_what_is_not_known_ranks_nobody() -> None:
    assert Formula.read("turnout").value({"turnout": None}) is None
    assert Formula.read("people / members").value({"people": 1, "members": 0}) is None


@given(st.text("peol+-*/()0123.,minax ", max_size=40))
def test_no_formula_breaks_the_reader(text: str) -> None:
    try:
        formula = Formula.read(text)
    except FormulaError:
        return
    formula.value(dict.fromkeys(NAMES, Fraction(2)))


def test_ranking_does_not_depend_on_permutations() -> None:
    results = [result(n, 5, n, n) for n in range(4)]
    orders = {
        tuple(each.result.entry for each in ranked(some, (Criterion.SUBMITTED,)))
        for some in permutations(results)
    }
    assert orders == {(0, 1, 2, 3)}
