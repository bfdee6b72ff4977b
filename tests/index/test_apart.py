"""Tables whose cells came apart, one a line, are found again by the numbers of their rows."""

from hypothesis import given
from hypothesis import strategies as st

from index.apart import rows

WORDS = st.text("abcxyz", min_size=4, max_size=20)  # one letter alone would number a row


def found(cells: str) -> list[str]:
    lines = cells.split("|")
    return [
        " < ".join([*(lines[at] for at in row.above), " ".join(lines[row.start : row.end])])
        for row in rows(lines)
    ]


def test_rows_stand_below_what_they_are_a_part_of() -> None:
    table = "TT|Nội dung|1|Phòng họp|1.1|Ngày thường|200.000|1.2|Ngày lễ|350.000|2|Sân khấu|500.000"
    assert found(table) == [
        "Phòng họp",
        "Phòng họp < Ngày thường 200.000",
        "Phòng họp < Ngày lễ 350.000",
        "Sân khấu 500.000",
    ]


def test_letters_number_the_parts_of_a_row() -> None:
    assert found("1|Điều dưỡng|a|Nhóm một|5.000.000|b|Nhóm hai|3.000.000|2|Quà Tết|1.000.000") == [
        "Điều dưỡng",
        "Điều dưỡng < Nhóm một 5.000.000",
        "Điều dưỡng < Nhóm hai 3.000.000",
        "Quà Tết 1.000.000",
    ]


def test_a_number_that_counts_something_begins_no_row() -> None:
    assert found("1|Họp chi bộ|12|2|Học nghị quyết|4|3|Tham quan|1") == [
        "Họp chi bộ 12",
        "Học nghị quyết 4",
        "Tham quan 1",
    ]


def test_a_few_numbered_lines_are_no_table() -> None:
    assert found("1|Mở đầu|2|Kết thúc") == []


@given(st.lists(WORDS, min_size=3, max_size=30))
def test_every_row_of_a_plain_table_comes_back(labels: list[str]) -> None:
    lines = [cell for at, label in enumerate(labels, 1) for cell in (str(at), label, "10.000")]
    assert [lines[row.start] for row in rows(lines)] == labels
