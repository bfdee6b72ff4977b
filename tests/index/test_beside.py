"""When a second quote is given beside the first."""

from hypothesis import given
from hypothesis import strategies as st

from index.beside import SHORTEST, room_beside, says_the_same
from index.quotes import LIMIT


@given(st.integers(0, 2 * LIMIT))
def test_two_quotes_are_no_longer_than_one_may_be(length: int) -> None:
    room = room_beside("x" * length)

    assert room == 0 or (room >= SHORTEST and length + room <= LIMIT)


def test_what_says_nothing_new_is_not_quoted_again() -> None:
    one = "1. Mức hỗ trợ là 500.000 đồng mỗi tháng."

    assert says_the_same(one, "Mức hỗ trợ là 500.000 đồng mỗi tháng.")
    assert not says_the_same(one, "2. Mức hỗ trợ là 900.000 đồng mỗi tháng.")
    assert not says_the_same(one, "Hồ sơ nộp tại Ủy ban nhân dân cấp xã.")
