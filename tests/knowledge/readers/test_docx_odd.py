"""Word documents as offices and other programs leave them: revised, nested, named otherwise."""

import zipfile
from pathlib import Path

from knowledge.blocks import BlockKind
from knowledge.readers import read
from knowledge.readers.confined import inner_files
from tests.knowledge.readers.files import W, cell, paragraph, row, table, word
from tests.knowledge.readers.test_docx import numbered, numbering, texts

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Target="{target}" Id="r{kind}" Type="{OFFICE}/{kind}"/>'
        for kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}">{entries}</Relationships>'


def test_paragraphs_are_one_where_a_revision_takes_the_mark_between_them(tmp_path: Path) -> None:
    gone = "<w:rPr><w:del w:id='1'/></w:rPr>"
    body = (
        paragraph("Chi bộ họp", gone)
        + paragraph(" mỗi tháng", gone)
        + paragraph(" một lần.", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>')
        + paragraph("Đoạn sau.")
        + f"<w:p><w:pPr>{gone}</w:pPr>"
        "<w:del><w:r><w:delText>Bỏ hết.</w:delText></w:r></w:del></w:p>" + paragraph("Đoạn cuối.")
    )
    path = word(tmp_path / "a.docx", body, numbering=numbering(("decimal", "%1.")))
    assert texts(path) == ["1. Chi bộ họp mỗi tháng một lần.", "Đoạn sau.", "Đoạn cuối."]


def test_an_empty_paragraph_of_a_list_has_a_number_too(tmp_path: Path) -> None:
    body = numbered("Một") + numbered("") + numbered("Ba")
    path = word(tmp_path / "a.docx", body, numbering=numbering(("decimal", "Điều %1.")))
    assert texts(path) == ["Điều 1. Một", "Điều 3. Ba"]


def test_a_table_in_a_cell_of_a_table_leaves_the_columns_their_names(tmp_path: Path) -> None:
    inner = table(row(cell("Loại"), cell("Mức")), row(cell("A"), cell("10")))
    path = word(
        tmp_path / "a.docx",
        table(
            row(cell("TT"), cell("Nội dung"), cell("Định mức")),
            row(cell("1"), cell("Khen thưởng"), f"<w:tc>{inner}{paragraph('')}</w:tc>"),
            row(cell("2"), cell("Hỗ trợ đảng viên khó khăn"), cell("500.000 đồng")),
        ),
    )
    assert texts(path) == [
        "TT: 1; Nội dung: Khen thưởng; Định mức: Loại: A; Mức: 10",
        "TT: 2; Nội dung: Hỗ trợ đảng viên khó khăn; Định mức: 500.000 đồng",
    ]


def test_a_frame_around_a_table_is_no_table(tmp_path: Path) -> None:
    inner = table(row(cell("Tên"), cell("Mức")), row(cell("Hỗ trợ ốm đau"), cell("10")))
    path = word(
        tmp_path / "a.docx",
        table(row(cell("Biểu 1"), cell("Năm 2025")), row(f"<w:tc>{inner}</w:tc>", cell("đồng"))),
    )
    blocks = read(path).blocks
    assert [block.text for block in blocks if block.kind is BlockKind.TABLE_ROW] == [
        "Tên: Hỗ trợ ốm đau; Mức: 10"
    ]


def test_parts_that_are_called_otherwise(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", relations(("officeDocument", "/word/document2.xml")))
        package.writestr("word/_rels/document2.xml.rels", relations(("numbering", "so2.xml")))
        package.writestr("word/so2.xml", numbering(("decimal", "Điều %1.")))
        body = numbered("Phạm vi")
        package.writestr(
            "word/document2.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
    with inner_files(tmp_path / "a.docx") as (only,):
        assert texts(only.path) == ["Điều 1. Phạm vi"]


def test_a_document_saved_as_strict_open_xml(tmp_path: Path) -> None:
    usual = word(tmp_path / "a.docx", paragraph("Nghị quyết"))
    with zipfile.ZipFile(usual) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as package:
        for name, data in parts.items():
            strict = data.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            package.writestr(name, strict)
    assert texts(tmp_path / "b.docx") == ["Nghị quyết"]
