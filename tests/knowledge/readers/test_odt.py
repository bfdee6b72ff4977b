"""OpenDocument texts: what LibreOffice writes reads like the Word file it came from."""

import zipfile
from pathlib import Path

import pytest

from knowledge.blocks import BlockKind
from knowledge.errors import Problem, ReadError
from knowledge.faq import is_faq, read_faq
from knowledge.readers import read

NAMES = {
    "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
    "meta": "meta", "manifest": "manifest",
}  # fmt: skip
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in NAMES.items()
)


def odt(
    path: Path, body: str, *, styles: str = "", automatic: str = "", manifest: str = ""
) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        package.writestr(
            "styles.xml",
            f"<office:document-styles {SPACES}><office:styles>{styles}</office:styles>"
            "</office:document-styles>",
        )
        if manifest:
            package.writestr(
                "META-INF/manifest.xml",
                f"<manifest:manifest {SPACES}>{manifest}</manifest:manifest>",
            )
    return path


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def c(text: str, **spans: int) -> str:
    said = "".join(f' table:number-{name}-spanned="{count}"' for name, count in spans.items())
    return f"<table:table-cell{said}>{p(text)}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"


def r(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def test_headings_spaces_tabs_and_lines(tmp_path: Path) -> None:
    body = (
        '<text:h text:outline-level="1">NGHỊ<text:line-break/>QUYẾT</text:h>'
        + p("Điều <text:s/>1.\n   <text:span>Phạm</text:span> vi")
        + "<text:tracked-changes>" + p("đã xoá") + "</text:tracked-changes>"
        + "<text:section>" + p("Trong mục") + "</text:section>"
    )  # fmt: skip
    reading = read(odt(tmp_path / "a.odt", body))
    assert [(b.kind, b.text, b.level) for b in reading.blocks] == [
        (BlockKind.HEADING, "NGHỊ QUYẾT", 1),
        (BlockKind.PARAGRAPH, "Điều 1. Phạm vi", None),
        (BlockKind.PARAGRAPH, "Trong mục", None),
    ]
    assert reading.format == "odt"


def test_automatic_numbers_go_on_where_the_file_says_so(tmp_path: Path) -> None:
    level = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" '
        'style:num-format="a" style:num-suffix=")"/></text:list-style>'
    )

    def item(*inside: str, start: str = "") -> str:
        return f"<text:list-item{start}>{''.join(inside)}</text:list-item>"

    def a_list(*items: str, extra: str = "") -> str:
        return f'<text:list text:style-name="L"{extra}>{"".join(items)}</text:list>'

    body = (
        a_list(item(p("Một"), "<text:list>" + item(p("con")) + "</text:list>"), item(p("Hai")))
        + p("Xen giữa")
        + a_list(item(p("Ba")), extra=' text:continue-numbering="true"')
        + a_list(item(p("Lại một")), item(p("Năm"), start=' text:start-value="5"'))
    )
    blocks = read(odt(tmp_path / "a.odt", body, automatic=level)).blocks
    assert [block.text for block in blocks] == [
        "1. Một", "a) con", "2. Hai", "Xen giữa", "3. Ba", "1. Lại một", "5. Năm",
    ]  # fmt: skip


def test_merged_names_of_columns_and_cells(tmp_path: Path) -> None:
    rows = (
        "<table:table-header-rows>"
        + r(c("TT", rows=2), c("Chỉ tiêu", columns=2), COVERED)
        + r(COVERED, c("2024"), c("2025"))
        + "</table:table-header-rows>"
        + r(c("1", rows=2), c("mười"), c("mười hai"))
        + r(COVERED, c("hai mươi"), c("hai mốt"))
    )
    blocks = read(odt(tmp_path / "a.odt", f"<table:table>{rows}</table:table>")).blocks
    assert [block.text for block in blocks] == [
        "TT: 1; Chỉ tiêu – 2024: mười; Chỉ tiêu – 2025: mười hai",
        "TT: 1; Chỉ tiêu – 2024: hai mươi; Chỉ tiêu – 2025: hai mốt",
    ]


def test_a_letterhead_and_notes_stand_in_no_sentence(tmp_path: Path) -> None:
    head = r(c("TỈNH ỦY BÌNH DƯƠNG"), c("ĐẢNG CỘNG SẢN VIỆT NAM"))
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        + p("Sửa đổi năm 2024.")
        + "</text:note-body></text:note>"
    )
    body = f"<table:table>{head}</table:table>" + p(f"Điều 1{note}. Phạm vi áp dụng")
    assert [block.text for block in read(odt(tmp_path / "a.odt", body)).blocks] == [
        "TỈNH ỦY BÌNH DƯƠNG", "ĐẢNG CỘNG SẢN VIỆT NAM", "Điều 1. Phạm vi áp dụng",
        "[1] Sửa đổi năm 2024.",
    ]  # fmt: skip


def test_a_font_of_an_old_encoding(tmp_path: Path) -> None:
    face = '<style:font-face style:name=".VnTime"/>'
    style = (
        '<style:style style:name="P1" style:family="paragraph">'
        '<style:text-properties style:font-name=".VnTime"/></style:style>'
    )
    body = '<text:p text:style-name="P1">NghÞ quyÕt §¹i héi ®¹i biÓu</text:p>'
    reading = read(odt(tmp_path / "a.odt", body, automatic=face + style))
    assert reading.blocks[0].text == "Nghị quyết Đại hội đại biểu"
    assert reading.warnings == ("legacy_font",)


def test_a_password(tmp_path: Path) -> None:
    locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(ReadError) as caught:
        read(odt(tmp_path / "a.odt", p("x"), manifest=locked))
    assert caught.value.problem is Problem.ENCRYPTED


def test_a_set_of_questions(tmp_path: Path) -> None:
    body = p("Câu 1: Mở cửa lúc mấy giờ?") + p("Trả lời: Tám giờ.")
    body += p("Câu 2: Ai phụ trách?") + p("Trả lời: Thư viện.")
    reading = read(odt(tmp_path / "a.odt", body))
    assert is_faq(reading)
    assert [entry.answer for entry in read_faq(reading).entries] == ["Tám giờ.", "Thư viện."]


def test_a_cell_repeated_a_million_times_is_bounded(tmp_path: Path) -> None:
    many = c("x").replace("-cell>", '-cell table:number-columns-repeated="99999999">', 1)
    row = f'<table:table-row table:number-rows-repeated="99999999">{many}</table:table-row>'
    blocks = read(odt(tmp_path / "a.odt", f"<table:table>{row}</table:table>")).blocks
    assert len(blocks) <= 200 * 200
