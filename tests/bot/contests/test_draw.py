"""The draw: as the rules say, fair, and the same for whoever repeats it."""

import hashlib
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.contests.draw import Pool, Question, Stratum, Stream, attempt_seed, draw, lacking

SEEDS = st.binary(min_size=32, max_size=32)


@st.composite
def pools(draw_: st.DrawFn) -> Pool:
    """Strata that may share items, each with enough whatever the others take."""
    wanted = draw_(
        st.lists(st.tuples(st.sets(st.integers(1, 40), max_size=20), st.integers(0, 6)), max_size=4)
    )
    strata: list[tuple[set[int], int]] = []
    for items, count in wanted:
        if not lacking([*strata, (items, count)]):
            strata.append((items, count))
    every = set().union(*(items for items, _ in strata)) if strata else set()
    return Pool(
        tuple(Stratum(tuple(sorted(items)), count, 100) for items, count in strata),
        dict.fromkeys(every, 1),
        {item: draw_(st.integers(2, 6)) for item in sorted(every)},
        frozenset(item for item in every if item % 5 == 0),
    )


@given(SEEDS, pools(), st.booleans(), st.booleans())
def test_each_stratum_gives_what_it_should(
    seed: bytes, pool: Pool, questions: bool, options: bool
) -> None:
    paper = draw(seed, pool, shuffle_questions=questions, shuffle_options=options)
    items = [question.item for question in paper]
    assert len(items) == len(set(items)) == sum(stratum.count for stratum in pool.strata)
    for question in paper:
        assert sorted(question.order) == list(range(pool.options[question.item]))
        if not options or question.item in pool.fixed:
            assert list(question.order) == sorted(question.order)
    if not questions:
        left = items
        for stratum in pool.strata:
            part, left = left[: stratum.count], left[stratum.count :]
            assert set(part) <= set(stratum.items)
            assert part == sorted(part)


@given(SEEDS, pools())
def test_the_same_seed_draws_the_same(seed: bytes, pool: Pool) -> None:
    assert draw(seed, pool) == draw(seed, Pool.of_json(pool.as_json()))
    again = [Question.of_json(question.as_json()) for question in draw(seed, pool)]
    assert tuple(again) == draw(seed, pool)


@given(SEEDS, st.lists(st.integers(), max_size=30), st.data())
def test_a_part_is_drawn_without_repeating(
    seed: bytes, values: list[int], data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, len(values)))
    drawn = Stream(seed).drawn(values, count)
    assert len(drawn) == count
    assert not Counter(drawn) - Counter(values)


def test_the_numbers_are_as_the_rules_of_the_draw_say() -> None:
    seed = hashlib.sha256(b"round").digest()
    own = attempt_seed(seed, 7, 2)
    assert own == hashlib.sha256(f"{seed.hex()}:7:2".encode()).digest()
    first = int.from_bytes(hashlib.sha256(own + bytes(8)).digest()[:8], "big")
    assert Stream(own).below(1000) == first % 1000


def test_every_item_and_every_place_of_the_key_is_as_likely() -> None:
    pool = Pool(
        (Stratum(tuple(range(20)), 5, 100),),
        dict.fromkeys(range(20), 1),
        dict.fromkeys(range(20), 4),
        frozenset(),
    )
    items: Counter[int] = Counter()
    keys: Counter[int] = Counter()
    people = 4000
    for entry in range(people):
        for question in draw(attempt_seed(b"x" * 32, entry, 1), pool):
            items[question.item] += 1
            keys[question.order.index(0)] += 1
    # 5 standard deviations of a binomial count, so that a fair draw fails once in a million
    for counts, parts, total in ((items, 20, people * 5), (keys, 4, people * 5)):
        expected = total / parts
        allowed = 5 * (total * (1 / parts) * (1 - 1 / parts)) ** 0.5
        assert all(abs(counts[each] - expected) < allowed for each in range(parts))


def test_strata_that_share_items_must_have_enough_for_all() -> None:
    assert lacking([({1, 2, 3}, 2), ({2, 3}, 1)]) == [1]
    assert lacking([({1, 2, 3}, 2), ({2, 3, 4, 5}, 2)]) == []
    assert lacking([({1}, 2)]) == [0]


def test_another_bank_draws_otherwise() -> None:
    pool = Pool((Stratum((1, 2, 3), 1, 100),), {1: 1, 2: 1, 3: 1}, {1: 2, 2: 2, 3: 2}, frozenset())
    more = replace(pool, strata=(Stratum((3,), 1, 100),))
    assert [q.item for q in draw(b"s" * 32, more)] == [3]
