"""Spreadsheets as table rows."""

import datetime
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from knowledge.blocks import BlockKind
from knowledge.readers import read


def test_a_workbook_reads_as_rows_with_their_column_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["BIỂU TỔNG HỢP", None, None])
    sheet.append(["TT", "Đơn vị", "Ngày"])
    sheet.append([1, "Chi bộ 1", datetime.date(2021, 6, 24)])
    sheet.append([2.0, "Chi bộ 2", None])
    hidden = book.create_sheet("an")
    hidden.append(["không", "thấy"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert reading.warnings == ("hidden_sheets:an",)
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.PARAGRAPH, "BIỂU TỔNG HỢP"),
        (BlockKind.TABLE_ROW, "TT: 1; Đơn vị: Chi bộ 1; Ngày: 24/06/2021"),
        (BlockKind.TABLE_ROW, "TT: 2; Đơn vị: Chi bộ 2"),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_csv_file_with_any_separator_and_encoding(
    tmp_path: Path, sign: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        f'Đơn vị{sign}Ghi chú\nChi bộ 1{sign}"Hai dòng{sign}\nở đây"\n'.encode(encoding)
    )
    (row,) = read(path).blocks
    note = "Hai dòng" if sign == "\t" else f"Hai dòng{sign}"
    assert dict(row.cells) == {"Đơn vị": "Chi bộ 1", "Ghi chú": f"{note}\nở đây"}
    assert row.text == f"Đơn vị: Chi bộ 1; Ghi chú: {note} ở đây"


def test_cells_in_old_fonts_are_read_as_they_show(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("TT", "Tªn ®¬n vÞ"), (1, "Chi bé thÞ trÊn"), (2, "Chi bé ph­êng")):
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = Font(name=".VnTime")
    path = tmp_path / "a.xlsx"
    book.save(path)
    reading = read(path)
    assert [block.text for block in reading.blocks] == [
        "TT: 1; Tên đơn vị: Chi bộ thị trấn",
        "TT: 2; Tên đơn vị: Chi bộ phường",
    ]
    assert reading.warnings == ("legacy_font",)


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(0.955, "0.0%", "95,5%"), (1, "0%", "100%"), (0.955, '0.0"%"', "0.955"), (12, "#,##0", "12")],
)
def test_a_share_is_a_share(tmp_path: Path, value: float, form: str, shown: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Chỉ tiêu", "Tỷ lệ"])
    book.worksheets[0].append(["Kết nạp", value])
    book.worksheets[0]["B2"].number_format = form
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook()
    sheet = old.add_sheet("Trang")
    sheet.write(0, 0, "Chỉ tiêu")
    sheet.write(0, 1, "Tỷ lệ")
    sheet.write(1, 0, "Kết nạp")
    sheet.write(1, 1, value, xlwt.easyxf(num_format_str=form))
    old.save(str(tmp_path / "a.xls"))
    for name in ("a.xlsx", "a.xls"):
        (found,) = read(tmp_path / name).blocks
        assert found.text == f"Chỉ tiêu: Kết nạp; Tỷ lệ: {shown}"


def test_a_workbook_saved_as_strict_open_xml(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Câu hỏi", "Trả lời"])
    book.worksheets[0].append(["Họp khi nào?", "Thứ hai"])
    book.save(tmp_path / "a.xlsx")
    usual = rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as package:
        for name, data in parts.items():
            keeps = name.endswith(".rels") or "Content_Types" in name
            strict = re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/\2", data)
            package.writestr(name, data if keeps else strict)
    assert [b.text for b in read(tmp_path / "b.xlsx").blocks] == [
        "Câu hỏi: Họp khi nào?; Trả lời: Thứ hai"
    ]
