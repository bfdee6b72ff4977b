"""Wrong options: never the right one in any spelling, of its kind and form, distinct, in order."""

import re
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.proposals import near_dates, near_numbers, other_names
from knowledge.proposals.around import WRONG, around
from knowledge.proposals.near_dates import Day
from knowledge.proposals.near_numbers import Quantity
from knowledge.text import search_form, unmarked

RANDOM = st.integers(0, 1000).map(Random)
UNITS = ["đồng", "triệu đồng/hộ", "đảng viên", "ngày làm việc", "ha"]


@st.composite
def printed_numbers(draw: st.DrawFn) -> str:
    """A number as Vietnamese texts print it."""
    match draw(st.sampled_from(["plain", "padded", "grouped", "decimal", "percent"])):
        case "padded":
            figure = f"0{draw(st.integers(2, 9))}"
        case "grouped":
            figure = f"{draw(st.integers(1_000, 99_999_999)):,}".replace(",", ".")
        case "decimal":
            figure = f"{draw(st.integers(0, 99))},{draw(st.integers(1, 9))}"
        case "percent":
            return f"{draw(st.integers(2, 100))}%"
        case _:
            figure = str(draw(st.integers(2, 999)))
    return f"{figure} {draw(st.sampled_from(UNITS))}"


@given(right=printed_numbers(), pool=st.lists(printed_numbers(), max_size=6), random=RANDOM)
def test_numbers(right: str, pool: list[str], random: Random) -> None:
    quantity = Quantity.read(right)
    unit = right.lstrip("0123456789.,")
    others = [text for text in pool if text.endswith(unit)]
    never = others[::2]
    found = near_numbers.options(right, others=others, never=never, random=random)
    if not found:
        return
    values = [Quantity.read(text).value for text in found]
    assert len(found) == WRONG + 1
    assert right in found
    assert values == sorted(set(values))  # ascending, each once
    assert values.count(quantity.value) == 1
    assert all(text.endswith(unit) for text in found)
    assert not {Quantity.read(text).value for text in never} & (set(values) - {quantity.value})
    assert all(value > 0 for value in values)
    if unit == "%":
        assert max(values) <= 100
    assert all(Quantity.read(text).decimals == quantity.decimals for text in found)


@given(value=st.integers(2, 999), random=RANDOM, span=st.booleans())
def test_there_are_always_numbers_near(value: int, random: Random, span: bool) -> None:
    found = near_numbers.options(f"{value} ngày", others=(), never=(), random=random, span=span)
    assert len(found) == WRONG + 1


FORMS = {
    "day": ["ngày {d:02d} tháng {m:02d} năm {y}", "{d:02d}/{m:02d}/{y}", "{d}-{m}-{y}"],
    "month": ["tháng {m} năm {y}", "tháng {m:02d}/{y}"],
    "year": ["năm {y}"],
    "yearly": ["ngày {d:02d} tháng {m:02d} hằng năm", "ngày {d}/{m} hằng năm"],
}


@st.composite
def printed_dates(draw: st.DrawFn) -> tuple[str, str]:
    """A date as it is printed, and its precision."""
    unit = draw(st.sampled_from(list(FORMS)))
    day = draw(st.dates(date(1990, 1, 1), date(2049, 12, 31)))
    form = draw(st.sampled_from(FORMS[unit]))
    return form.format(d=day.day, m=day.month, y=day.year), unit


@given(
    right=printed_dates(),
    pool=st.lists(printed_dates(), max_size=6),
    random=RANDOM,
    issued=st.none() | st.dates(date(1990, 1, 1), date(2049, 12, 31)),
)
def test_dates(
    right: tuple[str, str], pool: list[tuple[str, str]], random: Random, issued: date | None
) -> None:
    printed, unit = right
    try:
        truth = Day.read(printed, unit)
    except ValueError:
        assume(False)
    others = [text for text, precision in pool if precision == unit]
    never = others[::2]
    found = near_dates.options(
        printed, unit, others=others, never=never, random=random, not_before=issued
    )
    if not found:
        return
    days = [Day.read(text, unit) for text in found]  # each is a date of the calendar
    assert len(found) == WRONG + 1
    assert printed in found
    assert days == sorted(set(days))
    assert days.count(truth) == 1
    barred = set()
    for text in never:
        try:
            barred.add(Day.read(text, unit))
        except ValueError:
            continue
    assert not barred & (set(days) - {truth})
    words = [re.sub(r"\d+", "", text) for text in found]
    assert len(set(words)) == 1  # the same words around the figures
    if issued and unit == "day" and truth > (first := Day(issued.year, issued.month, issued.day)):
        assert min(days) >= first


def test_a_date_that_no_calendar_has_is_none() -> None:
    wrong = "ngày 31 tháng 02 năm 2025"
    assert near_dates.options(wrong, "day", others=(), never=(), random=Random(1)) == ()


def test_the_last_day_of_a_month_is_the_last_day_of_others() -> None:
    found = {
        option
        for seed in range(20)
        for option in near_dates.options(
            "ngày 31/12/2025", "day", others=(), never=(), random=Random(seed)
        )
    }
    assert {"ngày 30/11/2025", "ngày 31/01/2026"} <= found


WORDS = "Sở Y tế Tài chính Nội vụ và Công an tỉnh xã".split()
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)


@given(
    right=NAMES.map(" ".join),
    others=st.lists(NAMES.map(" ".join), max_size=12),
    said=NAMES.map(" ".join),
    random=RANDOM,
)
def test_names(right: str, others: list[str], said: str, random: Random) -> None:
    spelt = [*others, right.upper(), unmarked(right)]
    found = other_names.options(right, others=spelt, said=said, random=random, most=5)
    if not found:
        return
    plain = [unmarked(search_form(text)) for text in found]
    assert len(set(plain)) == len(found) == WRONG + 1
    assert found.count(right) == 1
    assert set(found) - {right} <= set(others)
    own = unmarked(search_form(right))
    wrong = [text for text in plain if text != own]
    assert not any(f" {text} " in f" {unmarked(search_form(said))} " for text in wrong)


INTEGERS = st.lists(st.integers())


@given(truth=st.integers(), preferred=INTEGERS, near=INTEGERS, random=RANDOM)
def test_around(truth: int, preferred: list[int], near: list[int], random: Random) -> None:
    found = around(truth, preferred, near, random)
    enough = len({*preferred, *near} - {truth}) >= WRONG
    assert len(found) == (WRONG + 1 if enough else 0)
    assert found == sorted(set(found))
    assert truth in found or not found


@pytest.mark.parametrize("rank", range(WRONG + 1))
def test_the_right_number_may_stand_in_every_place(rank: int) -> None:
    places = {
        near_numbers.options("50 hộ", others=(), never=(), random=Random(seed)).index("50 hộ")
        for seed in range(60)
    }
    assert rank in places
