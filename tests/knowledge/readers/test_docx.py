"""A Word document reads as its printed page does."""

from pathlib import Path

from knowledge.blocks import BlockKind
from knowledge.readers import read
from tests.knowledge.readers.files import W, cell, paragraph, row, table, word, word_by_library
from tests.shared_data import SHARED, requires_shared


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


def numbering(*levels: tuple[str, str]) -> str:
    """One list, number 7, with a (format, text) for each level."""
    body = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="3">{body}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    )


def numbered(text: str, level: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>')


def test_automatic_numbers_are_part_of_the_text(tmp_path: Path) -> None:
    path = word(
        tmp_path / "a.docx",
        numbered("Phạm vi") + numbered("Cấp tỉnh", 1) + numbered("Cấp xã", 1)
        + numbered("Hiệu lực") + numbered("Từ ngày ký", 1),
        numbering=numbering(("decimal", "Điều %1."), ("lowerLetter", "%2)")),
    )  # fmt: skip
    assert texts(path) == [
        "Điều 1. Phạm vi", "a) Cấp tỉnh", "b) Cấp xã", "Điều 2. Hiệu lực", "a) Từ ngày ký",
    ]  # fmt: skip


def test_numbers_of_several_levels_and_roman_numbers(tmp_path: Path) -> None:
    path = word(
        tmp_path / "a.docx",
        "".join(numbered("Mục", level) for level in (0, 0, 0, 0, 1, 1)),
        numbering=numbering(("upperRoman", "%1."), ("decimal", "%1.%2.")),
    )
    assert texts(path) == ["I. Mục", "II. Mục", "III. Mục", "IV. Mục", "IV.1. Mục", "IV.2. Mục"]


def test_heading_styles_give_levels_also_through_inheritance(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Rieng"><w:name w:val="Riêng"/>'
        '<w:basedOn w:val="H2"/></w:style></w:styles>'
    )
    path = word(
        tmp_path / "a.docx",
        paragraph("Mục tiêu", '<w:pStyle w:val="H2"/>')
        + paragraph("Giải pháp", '<w:pStyle w:val="Rieng"/>'),
        styles=styles,
    )
    assert [(b.kind, b.level) for b in read(path).blocks] == [(BlockKind.HEADING, 2)] * 2


def test_a_tracked_deletion_is_gone_and_an_insertion_stays(tmp_path: Path) -> None:
    path = word(
        tmp_path / "a.docx",
        "<w:p><w:r><w:t xml:space='preserve'>Họp </w:t></w:r>"
        "<w:del><w:r><w:delText>mỗi quý</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>mỗi tháng</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> tại đây</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>",
    )
    assert texts(path) == ["Họp mỗi tháng tại đây"]


def test_a_footnote_stands_after_its_paragraph_and_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + paragraph("Trong khung") + "</w:txbxContent>"
    path = word(
        tmp_path / "a.docx",
        "<w:p><w:r><w:t>Mức chuẩn</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t xml:space='preserve"
        "'> được tăng.</w:t></w:r></w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        footnotes=f"<w:footnotes {W}><w:footnote w:type='separator' w:id='0'/>"
        f"<w:footnote w:id='2'>{paragraph('Theo báo cáo năm 2021.')}</w:footnote></w:footnotes>",
    )
    assert texts(path) == ["Mức chuẩn được tăng.", "[1] Theo báo cáo năm 2021.", "Trong khung"]


def test_rows_name_their_columns_and_a_merged_cell_counts_in_every_row(tmp_path: Path) -> None:
    path = word(
        tmp_path / "a.docx",
        table(
            row(cell("TT"), cell("Khối", '<w:vMerge w:val="restart"/>'),
                cell("Đảng viên", '<w:gridSpan w:val="2"/>')),
            row(cell(""), cell("", "<w:vMerge/>"), cell("Nam"), cell("Nữ")),
            row(cell("1"), cell("Xã", '<w:vMerge w:val="restart"/>'), cell("5"), cell("6")),
            row(cell("2"), cell("", "<w:vMerge/>"), cell("7"), cell("8")),
        ),
    )  # fmt: skip
    assert texts(path) == [
        "TT: 1; Khối: Xã; Đảng viên – Nam: 5; Đảng viên – Nữ: 6",
        "TT: 2; Khối: Xã; Đảng viên – Nam: 7; Đảng viên – Nữ: 8",
    ]


def test_a_letterhead_in_two_columns_is_no_data(tmp_path: Path) -> None:
    path = word(
        tmp_path / "a.docx",
        table(
            row(cell("TỈNH ỦY BÌNH AN"), cell("ĐẢNG CỘNG SẢN VIỆT NAM")),
            row(cell("Số 12-NQ/TU"), cell("Bình An, ngày 3 tháng 2 năm 2024")),
        )
        + paragraph("NGHỊ QUYẾT"),
    )
    assert {block.kind for block in read(path).blocks} == {BlockKind.PARAGRAPH}
    assert "Số 12-NQ/TU" in texts(path)


def test_pages_follow_the_marks_that_word_leaves(tmp_path: Path) -> None:
    mark = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r></w:p>"
    path = word(tmp_path / "a.docx", paragraph("Trang một") + mark)
    reading = read(path)
    assert [block.page for block in reading.blocks] == [1, 2]
    assert reading.pages == 2


def test_a_document_without_page_marks_has_no_pages(tmp_path: Path) -> None:
    reading = read(word_by_library(tmp_path / "a.docx", "Một đoạn."))
    assert reading.pages is None
    assert [block.text for block in reading.blocks] == ["Một đoạn."]


@requires_shared
def test_the_decree_on_records_reads_whole() -> None:
    reading = read(SHARED / "data" / "documents" / "decree30" / "30_2020_ND_CP.docx")
    found = {block.text: block for block in reading.blocks}
    assert reading.pages == 20
    assert "Số: 30/2020/NĐ-CP" in found
    assert (
        found["Điều 6. Trách nhiệm của cơ quan, tổ chức, cá nhân đối với công tác văn thư"].page
        == 4
    )
    assert not any(block.kind is BlockKind.TABLE_ROW for block in reading.blocks)


@requires_shared
def test_the_tables_of_an_appendix_keep_their_columns() -> None:
    reading = read(SHARED / "data" / "documents" / "decree30" / "Phuluc3.docx")
    assert any(dict(block.cells).get("Chữ viết tắt") == "NQ" for block in reading.blocks)


def test_fonts_of_old_encodings_are_read_as_they_show(tmp_path: Path) -> None:
    fonts = '<w:rPr><w:rFonts w:ascii="{0}" w:hAnsi="{0}"/></w:rPr>'
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="a">'
        f"{fonts.format('.VnTime')}</w:style></w:styles>"
    )
    body = (
        f"<w:p><w:r>{fonts.format('.VnTimeH')}<w:t>nghÞ quyÕt</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>VÒ nhiÖm vô n¨m 2006 </w:t></w:r>"
        f"<w:r>{fonts.format('Arial')}<w:t>của Đảng bộ</w:t></w:r></w:p>"
    )
    reading = read(word(tmp_path / "a.docx", body, styles=styles))
    assert [block.text for block in reading.blocks] == [
        "NGHỊ QUYẾT",
        "Về nhiệm vụ năm 2006 của Đảng bộ",
    ]
    assert reading.warnings == ("legacy_font",)


def test_text_boxes_of_one_paragraph_come_as_they_stand_on_the_page(tmp_path: Path) -> None:
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

    def box(text: str, down: int) -> str:
        return (
            f'<w:r><w:drawing><wp:anchor xmlns:wp="{wp}"><wp:positionV><wp:posOffset>{down}'
            f"</wp:posOffset></wp:positionV><w:txbxContent>{paragraph(text)}</w:txbxContent>"
            "</wp:anchor></w:drawing></w:r>"
        )

    body = f"<w:p>{box('dưới', 9000)}{box('trên', -20)}</w:p>"
    assert [block.text for block in read(word(tmp_path / "a.docx", body)).blocks] == [
        "trên",
        "dưới",
    ]


@requires_shared
def test_the_appendices_of_decree_30_read_alike_as_doc_and_as_docx() -> None:
    from rapidfuzz.distance import Levenshtein

    for path in sorted((SHARED / "data" / "documents" / "decree30").glob("*.doc")):
        texts = [
            "\n".join(block.text for block in read(each).blocks)
            for each in (path, path.with_suffix(".docx"))
        ]
        assert Levenshtein.normalized_similarity(*texts) >= 0.99, path.name
