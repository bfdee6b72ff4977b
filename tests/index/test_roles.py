"""A deputy is not the head, nor one office's head another's."""

import pytest

from index.roles import is_of_another_role


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("bí thư bến tre là ai", "Phó Bí thư Thường trực Thành ủy Bến Tre là ai?", True),
        ("pho bi thu la ai", "Bí thư Thành ủy Bến Tre là ai?", True),
        ("Trưởng ban Tuyên giáo là ai?", "Ai là Bí thư Thành ủy?", True),
        ("Ai là bí thư?", "Bí thư, Phó Bí thư Thành ủy là những ai?", False),
        ("Bí thư có phải đóng đảng phí không?", "Đảng viên đóng đảng phí thế nào?", False),
        ("Đại hội có bao nhiêu đại biểu?", "Chủ tịch Đoàn là ai?", False),
        ("Đoàn viên có bao nhiêu người?", "Thành phố có bao nhiêu đảng viên?", True),
        ("doan vien co bn nguoi", "Thành phố có bao nhiêu công đoàn viên?", True),
        ("Bao nhiêu đảng viên là đoàn viên?", "Có bao nhiêu đảng viên?", False),
        ("Ban Bí thư họp khi nào?", "Bí thư thứ nhất là ai?", False),
    ],
)
def test_another_role_is_told(question: str, text: str, another: bool) -> None:
    assert is_of_another_role(question, text) is another
