"""A table of contents is no text of its document."""

from knowledge.contents import without_contents
from tests.knowledge.outlines import lines


def left(text: str) -> list[str]:
    return [block.text for block in without_contents(lines(text))]


def test_the_lines_of_a_table_of_contents_go_with_its_title() -> None:
    assert left(
        "SỔ TAY\nMỤC LỤC\nCHƯƠNG I. CHUNG ............ 7\n1. Mục đích ............ 7\n"
        "CHƯƠNG II. MỘT TÊN DÀI\n............ 9\nPhụ lục I: BẢNG TỔNG HỢP . 38\n"
        "1. Ví dụ ............ 41 LỜI MỞ ĐẦU\nNội dung của sổ tay."
    ) == ["SỔ TAY", "LỜI MỞ ĐẦU", "Nội dung của sổ tay."]


def test_the_blanks_of_a_form_stay() -> None:
    form = [
        "Họ và tên: ............",
        "Sinh ngày .......... tháng ......... năm 2026",
        "Nơi ở ......",
    ]
    assert left("\n".join(form)) == form


def test_a_line_of_dots_here_and_there_is_no_table_of_contents() -> None:
    text = ["Tổng số ............ 12", "Nội dung một.", "Nội dung hai.", "Cộng ............ 15"]
    assert left("\n".join(text)) == text


def test_a_title_without_lines_below_stays() -> None:
    assert left("MỤC LỤC\nNội dung.") == ["MỤC LỤC", "Nội dung."]
