"""A PDF's lines become the paragraphs they were, each with its page."""

from pathlib import Path

import pytest

from knowledge.blocks import BlockKind
from knowledge.readers import read
from tests.knowledge.readers.files import Placed, pdf
from tests.shared_data import SHARED, requires_shared

LEFT, SIZE = 72.0, 10.0
FULL = 90  # letters of 5 points from 72 to 522


def column(lines: list[str], top: float = 760.0, left: float = LEFT) -> list[Placed]:
    return [(left, top - 14 * number, SIZE, line) for number, line in enumerate(lines)]


def filled(start: str) -> str:
    """A line as wide as the page's column."""
    return (start + " và các chi bộ trực thuộc đảng bộ cơ sở" * 5)[:FULL].rstrip().ljust(FULL, "a")


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


def test_lines_are_joined_where_they_were_full(tmp_path: Path) -> None:
    first, second = filled("Ban Thường vụ"), filled("Đảng ủy")
    lines = [first, "cùng thực hiện.", second, "Báo cáo mỗi quý.", "a) Điểm thứ nhất;", "b) Hai."]
    assert texts(pdf(tmp_path / "a.pdf", [column(lines)])) == [
        f"{first} cùng thực hiện.", f"{second} Báo cáo mỗi quý.", "a) Điểm thứ nhất;", "b) Hai.",
    ]  # fmt: skip


def test_an_indented_line_begins_a_paragraph(tmp_path: Path) -> None:
    full = filled("Thành phố")
    page = [(LEFT, 700.0, SIZE, full), (LEFT, 686.0, SIZE, full),
            (LEFT + 30, 672.0, SIZE, full[:84]), (LEFT, 658.0, SIZE, "Hết.")]  # fmt: skip
    assert len(texts(pdf(tmp_path / "a.pdf", [page]))) == 2


def test_headers_footers_and_page_numbers_are_gone_and_a_paragraph_crosses_the_page(
    tmp_path: Path,
) -> None:
    first, third = filled("Mở đầu"), filled("Thêm nữa")
    pages = []
    for number, lines in enumerate([[first], ["phần cuối."], [third], ["Hết."]], start=1):
        pages.append(
            [
                (200.0, 815.0, 8.0, "Công báo số 12"),
                *column(lines),
                (290.0, 30.0, SIZE, f"{number}"),
            ]
        )
    reading = read(pdf(tmp_path / "a.pdf", pages))
    assert [(b.text, b.page) for b in reading.blocks] == [
        (f"{first} phần cuối.", 1), (f"{third} Hết.", 3),
    ]  # fmt: skip
    assert reading.pages == 4


def test_a_letterhead_side_by_side_is_read_column_by_column(tmp_path: Path) -> None:
    page = [
        (72.0, 780.0, SIZE, "THÀNH ỦY BÌNH AN"),
        (330.0, 780.0, SIZE, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (110.0, 766.0, SIZE, "*"),
        (90.0, 752.0, SIZE, "Số 02-KH/TU"),
        (320.0, 752.0, SIZE, "Bình An, ngày 5 tháng 1 năm 2021"),
        (250.0, 720.0, SIZE, "KẾ HOẠCH"),
        *column([filled("Thực hiện nghị quyết"), "của đại hội."], 690),
    ]
    found = texts(pdf(tmp_path / "a.pdf", [page]))
    assert found[:5] == [
        "THÀNH ỦY BÌNH AN", "Số 02-KH/TU", "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Bình An, ngày 5 tháng 1 năm 2021", "KẾ HOẠCH",
    ]  # fmt: skip


def test_a_ruled_table_keeps_its_rows_and_column_names(tmp_path: Path) -> None:
    rules = [(100.0, y, 300.0, 0.5) for y in (640.0, 660.0, 680.0, 700.0)]
    rules += [(x, 640.0, 0.5, 60.0) for x in (100.0, 250.0, 400.0)]
    page = [
        (110.0, 686.0, SIZE, "Chỉ tiêu"), (260.0, 686.0, SIZE, "Mức"),
        (110.0, 666.0, SIZE, "Kết nạp"), (260.0, 666.0, SIZE, "40 đảng viên"),
        (110.0, 646.0, SIZE, "Thu phí"), (260.0, 646.0, SIZE, "100%"),
        (72.0, 600.0, SIZE, "Sau bảng."),
    ]  # fmt: skip
    found = read(pdf(tmp_path / "a.pdf", [page], rules=rules)).blocks
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.TABLE_ROW, "Chỉ tiêu: Kết nạp; Mức: 40 đảng viên"),
        (BlockKind.TABLE_ROW, "Chỉ tiêu: Thu phí; Mức: 100%"),
        (BlockKind.PARAGRAPH, "Sau bảng."),
    ]


def test_a_blank_page_is_no_scan(tmp_path: Path) -> None:
    reading = read(pdf(tmp_path / "a.pdf", [column(["Một trang."]), []]))
    assert (reading.pages, reading.warnings) == (2, ())


@requires_shared
def test_the_partys_regulation_294() -> None:
    reading = read(SHARED / "data" / "documents" / "party" / "quydinh294.pdf")
    assert reading.pages == 35
    found = {block.text: block.page for block in reading.blocks}
    assert found["Số 294-QĐ/TW"] == 1
    assert found["1.2. Về trình độ học vấn."] == 1
    assert found["3.5. Về kết nạp lại người vào Đảng."] == 3
    assert not any(text.isdecimal() for text in found)


@requires_shared
def test_a_table_over_ten_pages_keeps_its_column_names() -> None:
    reading = read(SHARED / "data" / "documents" / "thanhhoa" / "thanhhoa_danhmuc.pdf")
    rows = [dict(b.cells) for b in reading.blocks if b.kind is BlockKind.TABLE_ROW]
    named = {row["STT"]: row for row in rows if row.get("STT")}
    assert named["I.A.3"]["NHÓM NHIỆM VỤ"].startswith("Chủ trì hoặc tham dự")


@requires_shared
@pytest.mark.parametrize("name", ["party/huongdan21", "phutho/2025_1583_1584_282_2025_ND_CP"])
def test_white_boxes_behind_words_are_no_table(name: str) -> None:
    reading = read(SHARED / "data" / "documents" / f"{name}.pdf")
    assert not any(block.kind is BlockKind.TABLE_ROW for block in reading.blocks)


@requires_shared
def test_a_shaded_row_of_names_without_a_line_above_it_names_the_columns() -> None:
    reading = read(SHARED / "data" / "documents" / "thanhhoa" / "thanhhoa_Sotay.pdf")
    first = next(block for block in reading.blocks if block.kind is BlockKind.TABLE_ROW)
    assert first.page == 9
    assert [name for name, _ in first.cells[:2]] == ["Nhóm", "Tính chất công việc"]


@requires_shared
def test_footnotes_stand_outside_the_text_and_their_marks_are_gone() -> None:
    reading = read(SHARED / "data" / "documents" / "phutho" / "2023_1257_1258_30_VBHN_VPQH.pdf")
    found = [block.text for block in reading.blocks]
    assert any(text.startswith("18. Cổng thông tin điện tử") for text in found)
    assert any(text.startswith("2 Khoản này được bổ sung") for text in found)
    assert not any("CÔNG BÁO/Số" in text for text in found)


@pytest.mark.parametrize(
    ("font", "stored"),
    [
        ("ABCDEF+.VnTime", "VÒ nhiÖm vô n¨m 2006 cña §¶ng bé thµnh phè vµ c¸c ph−êng"),
        ("VNI-Times", "Veà nhieäm vuï naêm 2006 cuûa Ñaûng boä thaønh phoá vaø caùc phöôøng"),
        ("Unknown", "VÒ nhiÖm vô n¨m 2006 cña §¶ng bé thµnh phè vµ c¸c ph−êng"),
    ],
)
def test_fonts_of_old_encodings_are_read_as_they_show(
    tmp_path: Path, font: str, stored: str
) -> None:
    reading = read(pdf(tmp_path / "a.pdf", [[(72, 700, 10, stored)]], font=font))
    assert [block.text for block in reading.blocks] == [
        "Về nhiệm vụ năm 2006 của Đảng bộ thành phố và các phường"
    ]
    assert reading.warnings == ("legacy_font",)


def test_a_font_of_capitals_shows_capitals(tmp_path: Path) -> None:
    lines = [(72, 700, 12, "nghÞ quyÕt cña §¶ng bé thµnh phè")]
    reading = read(pdf(tmp_path / "a.pdf", [lines], font=".VnTimeH,Bold"))
    assert [block.text for block in reading.blocks] == ["NGHỊ QUYẾT CỦA ĐẢNG BỘ THÀNH PHỐ"]


def test_a_pdf_by_libreoffice_keeps_its_numbers_and_its_marked_letters() -> None:
    # Its fonts do not say how high they are, and letters of a second font come after their line.
    reading = read(Path(__file__).parent / "data" / "libreoffice.pdf")
    assert [block.text for block in reading.blocks] == [
        "Hà Nội, ngày 05 tháng 3 năm 2020",
        "1. Tổ chức đảng quản lý 12 chi bộ, gặp gỡ 8 lần mỗi năm.",
        "Chỉ tiêu: Kết nạp đảng viên; Kết quả: 150",
    ]
