"""A web page keeps its text and drops its frame."""

from pathlib import Path

from knowledge.blocks import Block, BlockKind
from knowledge.readers import read


def blocks(path: Path, body: str, head: str = "") -> tuple[Block, ...]:
    path.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")
    return read(path).blocks


def test_menus_scripts_and_sharing_buttons_are_dropped(tmp_path: Path) -> None:
    found = blocks(
        tmp_path / "a.html",
        "<nav><a href=/>Trang chủ</a></nav><script>var x = 'Điều 1';</script>"
        "<div class='menu'><a href=#>Tin tức</a> <a href=#>Văn bản</a></div>"
        "<main><h1>Kết quả học nghị quyết</h1><p>Có <b>35</b> đảng bộ\n cơ sở.</p>"
        "<p style='display:none'>ẩn</p></main>"
        "<footer>Bản quyền</footer>",
    )
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.HEADING, "Kết quả học nghị quyết"),
        (BlockKind.PARAGRAPH, "Có 35 đảng bộ cơ sở."),
    ]
    assert found[0].level == 1


def test_lists_keep_their_numbers_and_line_breaks_part_paragraphs(tmp_path: Path) -> None:
    found = blocks(
        tmp_path / "a.html",
        "<ol type=a start=2><li>Họp chi bộ<li>Đóng đảng phí</ol><ul><li>Một<ul><li>Hai</ul></ul>"
        "<p>Dòng đầu<br>Dòng sau</p>",
    )
    assert [block.text for block in found] == [
        "b) Họp chi bộ", "c) Đóng đảng phí", "- Một", "- Hai", "Dòng đầu", "Dòng sau",
    ]  # fmt: skip


def test_table_rows_name_their_columns_through_merged_headers(tmp_path: Path) -> None:
    found = blocks(
        tmp_path / "a.html",
        "<table><tr><th rowspan=2>Đơn vị</th><th colspan=2>Đảng viên</th></tr>"
        "<tr><th>Nam</th><th>Nữ</th></tr>"
        "<tr><td>Chi bộ 1</td><td>12</td><td>15</td></tr></table>",
    )
    assert found[0].cells == (
        ("Đơn vị", "Chi bộ 1"), ("Đảng viên – Nam", "12"), ("Đảng viên – Nữ", "15"),
    )  # fmt: skip


def test_a_page_laid_out_with_tables_is_text(tmp_path: Path) -> None:
    found = blocks(
        tmp_path / "a.html",
        "<table><tr><td><p>Phần mở đầu</p><table><tr><td>Năm</td><td>Số</td></tr>"
        "<tr><td>2021</td><td>4</td></tr></table></td></tr></table>",
    )
    assert [block.text for block in found] == ["Phần mở đầu", "Năm: 2021; Số: 4"]


def test_the_title_is_the_first_heading_or_the_title_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    blocks(path, "<p>Nội dung của bài.</p>", "<title>Tin phường</title>")
    assert read(path).title == "Tin phường"


def test_a_page_nested_deep_is_read(tmp_path: Path) -> None:
    found = blocks(tmp_path / "a.html", "<div>" * 200 + "Trong cùng" + "</div>" * 200)
    assert [block.text for block in found] == ["Trong cùng"]


def test_marks_of_footnotes_stand_in_no_sentence(tmp_path: Path) -> None:
    by_word = (
        'Điều 1<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>. Phạm vi',
        '<a href="#_ftnref1" name="_ftn1">[1]</a> Sửa đổi năm 2024.',
    )
    by_libreoffice = (
        'Điều 1<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a>. Phạm vi',
        '<a class="sdfootnotesym" href="#sdfootnote1anc">1</a> Sửa đổi năm 2024.',
    )
    for said, note in (by_word, by_libreoffice):
        path = tmp_path / "a.html"
        path.write_text(f"<html><body><p>{said}</p><p>{note}</p></body></html>")
        assert [block.text for block in read(path).blocks] == [
            "Điều 1. Phạm vi", "[1] Sửa đổi năm 2024.",
        ]  # fmt: skip
    path.write_text(
        '<html><body><p>Xem <a href="#muc-2">2</a> và 10<sup>2</sup>.</p></body></html>'
    )
    assert read(path).blocks[0].text == "Xem 2 và 102."
