"""What is laid out beside or below the text ends up in no sentence, whatever format carries it."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from knowledge.blocks import BlockKind
from knowledge.readers import read
from tests.knowledge.readers.files import W, cell, paragraph, pdf, row, table, word
from tests.knowledge.readers.test_odt import COVERED, c, odt, p, r

HEAD = ("TỈNH ỦY BÌNH DƯƠNG", "ĐẢNG CỘNG SẢN VIỆT NAM")
ROWS = [
    "TT: 11; Chỉ tiêu – 2024: mười; Chỉ tiêu – 2025: mười hai",
    "TT: 12; Chỉ tiêu – 2024: ba mươi; Chỉ tiêu – 2025: ba mốt",
]


def head_in_docx(path: Path) -> Path:
    return word(path, table(row(*map(cell, HEAD))) + paragraph("Điều 1. Phạm vi"))


def head_in_odt(path: Path) -> Path:
    return odt(path, f"<table:table>{r(*map(c, HEAD))}</table:table>" + p("Điều 1. Phạm vi"))


def head_in_pdf(path: Path) -> Path:
    lines = [(72.0, 760.0, 10.0, HEAD[0]), (330.0, 760.0, 10.0, HEAD[1])]
    return pdf(path, [[*lines, (72.0, 700.0, 10.0, "Điều 1. Phạm vi")]])


def head_in_html(path: Path) -> Path:
    cells = "".join(f"<td>{text}</td>" for text in HEAD)
    body = f"<table><tr>{cells}</tr></table><p>Điều 1. Phạm vi</p>"
    path.write_text(f"<html><body>{body}</body></html>")
    return path


@pytest.mark.parametrize("make", [head_in_docx, head_in_odt, head_in_pdf, head_in_html])
def test_a_head_of_two_columns_is_two_lines(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    texts = [block.text for block in read(make(tmp_path / "a")).blocks]
    assert texts == [*HEAD, "Điều 1. Phạm vi"]


def rows_in_docx(path: Path) -> Path:
    down, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    return word(
        path,
        table(
            row(cell("TT", down), cell("Chỉ tiêu", '<w:gridSpan w:val="2"/>')),
            row(cell("", below), cell("2024"), cell("2025")),
            row(cell("11"), cell("mười"), cell("mười hai")),
            row(cell("12"), cell("ba mươi"), cell("ba mốt")),
        ),
    )


def rows_in_odt(path: Path) -> Path:
    rows = (
        r(c("TT", rows=2), c("Chỉ tiêu", columns=2), COVERED)
        + r(COVERED, c("2024"), c("2025"))
        + r(c("11"), c("mười"), c("mười hai"))
        + r(c("12"), c("ba mươi"), c("ba mốt"))
    )
    return odt(path, f"<table:table>{rows}</table:table>")


def rows_in_html(path: Path) -> Path:
    path.write_text(
        "<html><body><table>"
        '<tr><td rowspan="2">TT</td><td colspan="2">Chỉ tiêu</td></tr>'
        "<tr><td>2024</td><td>2025</td></tr>"
        "<tr><td>11</td><td>mười</td><td>mười hai</td></tr>"
        "<tr><td>12</td><td>ba mươi</td><td>ba mốt</td></tr></table></body></html>"
    )
    return path


def rows_in_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["TT", "Chỉ tiêu", None], [None, 2024, 2025], [11, "mười", "mười hai"],
        [12, "ba mươi", "ba mốt"],
    ):  # fmt: skip
        sheet.append(line)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    book.save(path)
    return path


def rows_in_pdf(path: Path) -> Path:
    across = [(72.0, y, 300.0, 0.5) for y in (700.0, 660.0, 640.0, 620.0)]
    across.append((172.0, 680.0, 200.0, 0.5))
    down = [(x, 620.0, 0.5, 80.0) for x in (72.0, 172.0, 371.5)] + [(272.0, 620.0, 0.5, 60.0)]
    said = [(80, 676, "TT"), (180, 686, "Chỉ tiêu"), (180, 666, "2024"), (280, 666, "2025"),
            (80, 646, "11"), (180, 646, "mười"), (280, 646, "mười hai"),
            (80, 626, "12"), (180, 626, "ba mươi"), (280, 626, "ba mốt")]  # fmt: skip
    return pdf(path, [[(x, y, 10, text) for x, y, text in said]], rules=[*across, *down])


ROWS_IN = [rows_in_docx, rows_in_odt, rows_in_html, rows_in_xlsx, rows_in_pdf]


@pytest.mark.parametrize("make", ROWS_IN)
def test_rows_keep_the_names_of_their_columns(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    blocks = read(make(tmp_path / "a")).blocks
    assert [block.text for block in blocks] == ROWS
    assert {block.kind for block in blocks} == {BlockKind.TABLE_ROW}


def test_a_footnote_stands_below_its_sentence_in_docx(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    said = f"<w:p><w:r><w:t>Điều 1</w:t></w:r>{mark}<w:r><w:t>. Phạm vi</w:t></w:r></w:p>"
    note = f'<w:footnote w:id="1">{paragraph("Sửa đổi.")}</w:footnote>'
    notes = f"<w:footnotes {W}>{note}</w:footnotes>"
    path = word(tmp_path / "a.docx", said + paragraph("Điều 2. Hết."), footnotes=notes)
    texts = [block.text for block in read(path).blocks]
    assert texts == ["Điều 1. Phạm vi", "[1] Sửa đổi.", "Điều 2. Hết."]
