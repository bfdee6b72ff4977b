"""What is laid upon one office is no answer about another."""

import pytest

from index.bodies import is_of_another_body

TITLE = "Quyết định ủy quyền cho Giám đốc Sở Khoa học và Công nghệ"
LIST = "Danh mục dịch vụ sự nghiệp công lĩnh vực xây dựng"


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("Ủy quyền cho Giám đốc Sở Xây dựng đến hết ngày nào?", TITLE),
        ("uỷ quyền cho sở xây dựng đến khi nào", TITLE),
        ("Ai ký danh mục lĩnh vực y tế?", LIST),
    ],
)
def test_another_office_or_field_is_told(question: str, near: str) -> None:
    assert is_of_another_body(question, near, near)


@pytest.mark.parametrize(
    ("question", "near", "more"),
    [
        ("Sở Khoa học và Công nghệ được ủy quyền gì?", TITLE, ""),
        ("Sở Xây dựng được ủy quyền gì?", TITLE, "Sở Xây dựng phối hợp."),
        ("Sở nào được ủy quyền?", TITLE, ""),
        ("Sở Xây dựng được ủy quyền gì?", "Quyết định ủy quyền", "Thời gian đến hết năm."),
        ("Lĩnh vực xây dựng có dịch vụ gì?", LIST, ""),
    ],
)
def test_the_same_one_or_none_is_not(question: str, near: str, more: str) -> None:
    assert not is_of_another_body(question, near, f"{near}\n{more}")
