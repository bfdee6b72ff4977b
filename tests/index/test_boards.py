"""How many are on a board is told of that board."""

import pytest

from index.boards import counts_another_board

JURY = "3. Ban Giám khảo có 5 người, do đồng chí Hồ Sỹ Nguyên, Ủy viên Ban Chấp hành, đứng đầu."


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("Ban Chấp hành có bao nhiêu người?", JURY, True),
        ("BTV gồm mấy đồng chí?", "Ban Điều hành có 5 người.", True),
        ("Ban Giám khảo có mấy người?", JURY, False),
        ("BCH khóa mới gồm bao nhiêu đồng chí?", "Bầu 19 đồng chí vào Ban Chấp hành.", False),
        ("Ban Chấp hành có bao nhiêu người?", "Gồm 19 đồng chí.", False),
        ("Ai đứng đầu Ban Chấp hành?", JURY, False),
    ],
)
def test_another_board_is_told(question: str, text: str, *, another: bool) -> None:
    assert counts_another_board(question, text) is another
