"""Tables of which a copy as text left a cell a paragraph."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import Block, BlockKind
from knowledge.readers.plain import read_text


def blocks(*cells: str) -> list[Block]:
    return list(read_text("\n\n".join(cells)).blocks)


def rows(*cells: str) -> list[str]:
    return [block.text for block in blocks(*cells) if block.kind is BlockKind.TABLE_ROW]


def test_cells_below_each_other_are_rows_again_with_the_names_of_their_columns() -> None:
    found = blocks(
        "Điều 2. Mức chi như sau:",
        "STT", "Nội dung", "Mức chi (đồng)",
        "1", "Hội thi cấp tỉnh", "500.000",
        "2", "Hội thi cấp xã", "300.000",
        "Điều 3. Hiệu lực",
    )  # fmt: skip
    assert [block.text for block in found] == [
        "Điều 2. Mức chi như sau:",
        "STT: 1; Nội dung: Hội thi cấp tỉnh; Mức chi (đồng): 500.000",
        "STT: 2; Nội dung: Hội thi cấp xã; Mức chi (đồng): 300.000",
        "Điều 3. Hiệu lực",
    ]


def test_an_empty_note_leaves_the_other_cells_their_names() -> None:
    assert rows(
        "TT", "Công việc", "Thời gian", "Ghi chú",
        "1", "Lập danh sách", "Tháng 3",
        "2", "Tập huấn", "Tháng 4", "Tại xã",
        "3", "Tổng kết", "Tháng 12",
    ) == [
        "TT: 1; Công việc: Lập danh sách; Thời gian: Tháng 3",
        "TT: 2; Công việc: Tập huấn; Thời gian: Tháng 4; Ghi chú: Tại xã",
        "TT: 3; Công việc: Tổng kết; Thời gian: Tháng 12",
    ]  # fmt: skip


def test_titles_among_the_rows_and_rows_of_several_lines() -> None:
    assert rows(
        "TT", "Nội dung", "Đơn vị tính", "Định mức",
        "I", "Cơ quan hành chính",
        "1", "Đơn vị cấp I", "Dưới 30 người", "đồng/người", "95.000",
        "Từ 30 người", "đồng/người", "92.000",
        "2", "Đơn vị cấp II", "đồng/người", "70.000",
        "II", "Đơn vị sự nghiệp",
        "1", "Trường học", "đồng/lớp", "12.000",
    ) == [
        "I. Cơ quan hành chính",
        "1. Đơn vị cấp I",
        "Nội dung: Dưới 30 người; Đơn vị tính: đồng/người; Định mức: 95.000",
        "Nội dung: Từ 30 người; Đơn vị tính: đồng/người; Định mức: 92.000",
        "TT: 2; Nội dung: Đơn vị cấp II; Đơn vị tính: đồng/người; Định mức: 70.000",
        "II. Đơn vị sự nghiệp",
        "TT: 1; Nội dung: Trường học; Đơn vị tính: đồng/lớp; Định mức: 12.000",
    ]  # fmt: skip


def test_names_are_not_given_where_the_cells_do_not_bear_them_out() -> None:
    # the column "Đơn vị tính" was left empty: 500 would be a unit
    assert rows(
        "STT", "Chức danh", "Đơn vị tính", "Mức chi", "Ghi chú",
        "1", "Trưởng ban", "Người", "500",
        "2", "Phó Trưởng ban", "400",
        "3", "Thư ký", "300",
        "4", "Bảo vệ", "200",
    ) == [
        "STT; Chức danh; Đơn vị tính; Mức chi; Ghi chú",
        "1; Trưởng ban; Người; 500",
        "2; Phó Trưởng ban; 400",
        "3; Thư ký; 300",
        "4; Bảo vệ; 200",
    ]  # fmt: skip


def test_a_quantity_is_no_number_of_a_row() -> None:
    assert rows(
        "Số TT", "Tên đồ dùng", "Đơn vị", "Số lượng",
        "1", "Chăn", "Cái", "2",
        "2", "Màn", "Cái", "3",
        "3", "Chiếu", "Đôi", "1",
    ) == [
        "Số TT: 1; Tên đồ dùng: Chăn; Đơn vị: Cái; Số lượng: 2",
        "Số TT: 2; Tên đồ dùng: Màn; Đơn vị: Cái; Số lượng: 3",
        "Số TT: 3; Tên đồ dùng: Chiếu; Đơn vị: Đôi; Số lượng: 1",
    ]  # fmt: skip


def test_a_list_in_a_cell_is_one_cell() -> None:
    assert rows(
        "STT", "Thủ tục", "Căn cứ pháp lý", "Thời hạn",
        "1", "Cấp thẻ", "- Luật A;", "- Nghị định B.", "05 ngày",
        "2", "Cấp lại thẻ", "- Luật A.", "03 ngày",
    ) == [
        "STT: 1; Thủ tục: Cấp thẻ; Căn cứ pháp lý: - Luật A; - Nghị định B.; Thời hạn: 05 ngày",
        "STT: 2; Thủ tục: Cấp lại thẻ; Căn cứ pháp lý: - Luật A.; Thời hạn: 03 ngày",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        ("STT", "Họ và tên", "Chữ ký", "1", "2", "...", "Người lập biểu"),  # an empty form
        ("Họp giao ban về TT", "Nội dung", "1", "Mở đầu"),
        ("STT",),
        ("STT", "1", "2"),
    ],
)
def test_what_is_no_filled_table_stays_as_it_is(cells: tuple[str, ...]) -> None:
    found = blocks(*cells)
    assert [block.text for block in found] == list(cells)
    assert {block.kind for block in found} == {BlockKind.PARAGRAPH}


def test_what_follows_a_table_is_not_part_of_it() -> None:
    found = blocks(
        "TT", "Xã", "Số hộ", "1", "Xã Bình An", "120", "2", "Xã Bình Minh", "85",
        "Danh sách trên do Ủy ban nhân dân huyện rà soát.", "Nơi nhận:", "- Như trên;",
    )  # fmt: skip
    assert [block.kind for block in found[:3]] == [
        BlockKind.TABLE_ROW, BlockKind.TABLE_ROW, BlockKind.PARAGRAPH,
    ]  # fmt: skip
    assert found[2].text == "Danh sách trên do Ủy ban nhân dân huyện rà soát."


words = st.sampled_from(
    ["Xã Bình An", "Trưởng ban", "Tập huấn", "Lập danh sách", "Hội thi cấp tỉnh"]
)
amounts = st.sampled_from(["500.000", "12,5", "30%", "1", "2", "3"])


@given(st.lists(st.tuples(words, amounts), min_size=2, max_size=12))
def test_every_cell_of_a_full_grid_bears_the_name_of_its_column(
    grid: list[tuple[str, str]],
) -> None:
    cells = [cell for number, row in enumerate(grid, 1) for cell in (str(number), *row)]
    assert rows("STT", "Nội dung", "Mức chi", *cells) == [
        f"STT: {number}; Nội dung: {name}; Mức chi: {amount}"
        for number, (name, amount) in enumerate(grid, 1)
    ]


SIGNS = (
    "STT TT 1 2 3 1.1 a b I II A B (2) 500 - 1.014440 LĨNH|VỰC Nội|dung Mức|chi Gồm: Ghi|chú"
    " -|Trưởng|ban Điều|3.|Hiệu|lực"
)
lines = st.lists(st.sampled_from([sign.replace("|", " ") for sign in SIGNS.split()]), max_size=40)


@given(lines)
def test_of_what_looks_like_a_table_no_cell_is_lost(drawn: list[str]) -> None:
    found = blocks(*drawn)
    said = Counter(word.strip(".:;") for block in found for word in block.text.split())
    # the names of columns stand in the rows, what numbers the columns nowhere
    names = {
        word.strip(".:;") for block in found for name, _ in block.cells for word in name.split()
    }
    cells = Counter(word.strip(".:;") for cell in drawn for word in cell.split())
    lost = {word for word, times in cells.items() if word not in names and said[word] < times}
    assert not {word for word in lost if not word.isdigit() and word not in {"A", "B", "(2)", ""}}
