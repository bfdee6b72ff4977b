"""What organisers print: nothing runs over, nothing is cut, charts say what they show."""

from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart

from bot.contests import sheets
from bot.contests.certificates import Certificate, write_certificates

LONG_NAME = "Lê Hoàng Phương Nguyên Thảo Uyên Công Tằng Tôn Nữ Nguyễn Thị Huyền Trân"
LONG_UNIT = (
    "Chi bộ 3 – Phòng Kế hoạch, Tài chính và Đầu tư xây dựng cơ bản, Đảng bộ Trường Trung học "
    "phổ thông chuyên Nguyễn Bỉnh Khiêm – thành phố Tam Kỳ"
)
LONG_TITLE = "đạt hạng 1 trong Cuộc thi trực tuyến tìm hiểu Nghị quyết Đại hội đại biểu " * 4


def lines_of(made: Certificate, path: Path) -> list[tuple[str, float, float, float, float]]:
    """Each line with its box on the page."""
    write_certificates([made], path, day=date(2026, 3, 13))
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 1
    page = document[0]
    text = page.get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    lines = [(text.get_text_bounded(*box), *box) for box in boxes]
    for part in (text, page, document):
        part.close()
    return lines


@pytest.mark.parametrize(
    "made",
    [
        Certificate("a-1-2", "", "Đỗ Ẩn", "", ("đạt hạng 1", "với kết quả 9 điểm")),
        Certificate("a-1-2", "Ban Tuyên giáo", LONG_NAME, LONG_UNIT, ("đạt hạng 1", "9 điểm")),
        Certificate("a-1-2", LONG_UNIT, LONG_NAME, LONG_UNIT, (LONG_TITLE, "9 điểm")),
        Certificate("a-1-2", "", "Ư" * 80, "", ("đạt hạng 1",)),
    ],
    ids=["short", "long", "longest", "one-word"],
)
def test_a_certificate_keeps_within_its_frame_and_off_its_signature(
    made: Certificate, tmp_path: Path
) -> None:
    lines = lines_of(made, tmp_path / "giay.pdf")
    given = next(top for text, _, _, _, top in lines if text.startswith("Ngày"))
    for text, left, bottom, right, top in lines:
        assert 40 < left < right < 802, text
        assert 40 < bottom < top < 555, text
        if not text.startswith(("Ngày", "Ban tổ chức", "Số:")):
            assert bottom > given, text
    said = " ".join(" ".join(text for text, *_ in lines).split())
    assert " ".join(made.lines[0].split()) in said


def test_lines_of_a_certificate_are_about_as_long_as_each_other(tmp_path: Path) -> None:
    unit = "Chi bộ 2, Đảng bộ Trường Trung học phổ thông chuyên Nguyễn Bỉnh Khiêm – thành phố Huế 2"
    made = Certificate("a-1-2", "", "Đỗ Ẩn", f"{unit}, phường 1", ("đạt hạng 1",))
    own = [(left, right) for text, left, _, right, _ in lines_of(made, tmp_path / "giay.pdf")
           if text.strip() and text.strip() in made.unit]  # fmt: skip
    assert len(own) == 2
    assert min(right - left for left, right in own) > 0.6 * max(right - left for left, right in own)


def test_a_sheet_shows_long_words_whole_and_prints_on_one_width(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheets.head(sheet, ["Hạng", "Họ và tên", "Thời gian làm bài (giây)"], kept=2)
    sheet.append([1, "Đỗ Ẩn", 60])
    sheet.append([2, LONG_UNIT, 61])
    sheets.head(sheet, ["Ngày"])
    sheets.fit(sheet)
    book.save(tmp_path / "so-lieu.xlsx")
    found = openpyxl.load_workbook(tmp_path / "so-lieu.xlsx").worksheets[0]
    assert found.freeze_panes == "C2"
    assert found.print_title_rows == "$1:$1"
    assert found.sheet_properties.pageSetUpPr is not None
    assert found.sheet_properties.pageSetUpPr.fitToPage
    assert (found.page_setup.orientation, found.page_setup.fitToHeight) == ("landscape", 0)
    assert found["A5"].value == "Ngày"  # with a free row above
    width, height = found.column_dimensions["B"].width, found.row_dimensions[3].height
    assert width == sheets.WIDEST
    assert found["B3"].alignment.wrap_text
    assert height >= sheets.LINE_HEIGHT * len(LONG_UNIT) / width
    assert found.row_dimensions[1].height > sheets.LINE_HEIGHT
    assert found.row_dimensions[2].height is None


@pytest.mark.parametrize("kind", [BarChart, LineChart])
def test_a_chart_has_titles_that_hide_nothing(kind: type[BarChart | LineChart]) -> None:
    sheet = Workbook().worksheets[0]
    for row in (["Ngày", "Bài đã nộp"], [date(2026, 3, 2), 5], [date(2026, 3, 3), 8]):
        sheet.append(row)
    chart = kind()
    sheets.chart_of(chart, sheet, "Số bài nộp mỗi ngày", (1, 3), label=1, value=2)
    for written in (chart.title, chart.x_axis.title, chart.y_axis.title):
        assert written is not None
        assert not written.overlay
    assert chart.y_axis.scaling.min == 0
    assert not chart.x_axis.delete
    assert not any(series.smooth for series in chart.series)
