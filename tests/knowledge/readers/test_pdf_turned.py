"""PDF pages that lie on their side, stamps, hyphens at the end of a line, and many pages."""

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.blocks import BlockKind
from knowledge.readers import read
from tests.knowledge.readers.files import Placed, pdf

FONTS = Path(__file__).parents[3] / "bot" / "contests" / "fonts"
SIZE = 10.0
LINES = [
    "Điều 1. Chi bộ sinh hoạt định kỳ mỗi tháng một lần vào ngày đầu tháng.",
    "Điều 2. Đảng viên đóng đảng phí trước ngày mười của tháng sau.",
]
PAGE: list[Placed] = [(72.0, 400.0 - 40 * at, SIZE, line) for at, line in enumerate(LINES)]
TURNS = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}
RULES = [(100.0, y, 300.0, 0.5) for y in (340.0, 360.0, 380.0, 500.0)] + [
    (x, 340.0, 0.5, 160.0) for x in (100.0, 250.0, 400.0)
]


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


@pytest.mark.parametrize("shown", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", TURNS)
def test_a_page_that_lies_on_its_side_or_its_head(tmp_path: Path, turn: int, shown: int) -> None:
    path = pdf(tmp_path / "a.pdf", [PAGE], turned=TURNS[turn], rotated=shown)
    assert texts(path) == LINES


@pytest.mark.parametrize("turn", TURNS)
def test_a_table_set_sideways_keeps_its_columns(tmp_path: Path, turn: int) -> None:
    page = [
        (110.0, 366.0, SIZE, "Chỉ tiêu"), (260.0, 366.0, SIZE, "Mức"),
        (110.0, 346.0, SIZE, "Kết nạp"), (260.0, 346.0, SIZE, "40 đảng viên"),
    ]  # fmt: skip
    rules = [rule for rule in RULES if rule[1] != 500.0 and rule[3] != 160.0] + [
        (x, 340.0, 0.5, 40.0) for x in (100.0, 250.0, 400.0)
    ]
    found = read(pdf(tmp_path / "a.pdf", [page], rules=rules, turned=TURNS[turn])).blocks
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.TABLE_ROW, "Chỉ tiêu: Kết nạp; Mức: 40 đảng viên")
    ]


def test_a_stamp_across_the_page_is_in_no_sentence(tmp_path: Path) -> None:
    assert texts(pdf(tmp_path / "a.pdf", [PAGE], stamp="DỰ THẢO")) == LINES


def test_a_number_broken_at_its_hyphen_is_whole(tmp_path: Path) -> None:
    lines = [
        "Căn cứ Quyết định số 12/2020/QĐ-",
        "UBND về kinh phí giai đoạn 2020-",
        "2025 của thành phố -",
        "nay là phường Bình An.",
    ]
    page = [(72.0, 700.0 - 14 * at, SIZE, line) for at, line in enumerate(lines)]
    assert texts(pdf(tmp_path / "a.pdf", [page])) == [
        "Căn cứ Quyết định số 12/2020/QĐ-UBND về kinh phí giai đoạn 2020-2025 của thành phố - "
        "nay là phường Bình An."
    ]


def test_the_names_of_narrow_columns_may_stand_upright(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("Noto", FONTS / "NotoSerif-Regular.ttf"))
    page = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    page.setFont("Noto", SIZE)
    page.grid([100, 160, 200, 240], [340, 360, 380, 500])
    for x, y, text in (
        (110, 366, "Xã A"), (170, 366, "12"), (210, 366, "7"),
        (110, 346, "Xã B"), (170, 346, "15"), (210, 346, "9"), (110, 470, "Đơn vị"),
    ):  # fmt: skip
        page.drawString(x, y, text)
    for x, text in ((178, "Số đảng"), (192, "viên"), (222, "Số chi bộ")):
        page.saveState()
        page.translate(x, 390)
        page.rotate(90)
        page.drawString(0, 0, text)
        page.restoreState()
    page.save()
    assert texts(tmp_path / "a.pdf") == [
        "Đơn vị: Xã A; Số đảng viên: 12; Số chi bộ: 7",
        "Đơn vị: Xã B; Số đảng viên: 15; Số chi bộ: 9",
    ]


def test_hundreds_of_pages_come_whole_and_in_order(tmp_path: Path) -> None:
    pages: list[list[Placed]] = [
        [(72.0, 400.0, SIZE, f"Điều {number}. Nội dung của điều.")] for number in range(1, 231)
    ]
    found = read(pdf(tmp_path / "a.pdf", pages)).blocks
    assert [(block.page, block.text.split(".")[0]) for block in found] == [
        (number, f"Điều {number}") for number in range(1, 231)
    ]
