"""PowerPoint presentations: slides in their order, each text with its slide as its page."""

import zipfile
from pathlib import Path

from knowledge.blocks import BlockKind
from knowledge.readers import read

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def shape(*paragraphs: str, kind: str = "body") -> str:
    inside = "".join(paragraphs)
    return (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
        f"<p:txBody>{inside}</p:txBody></p:sp>"
    )


def said(text: str, properties: str = "", font: str = "") -> str:
    look = f'<a:rPr><a:latin typeface="{font}"/></a:rPr>' if font else ""
    return f"<a:p>{properties}<a:r>{look}<a:t>{text}</a:t></a:r></a:p>"


def pptx(path: Path, *slides: str, hidden: int = 0) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        ids = "".join(f'<p:sldId r:id="r{n}"/>' for n in range(len(slides), 0, -1))
        package.writestr(
            "ppt/presentation.xml",
            f"<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        )
        relations = "".join(
            f'<Relationship Id="r{n}" Target="slides/slide{n}.xml"/>'
            for n in range(1, len(slides) + 1)
        )
        package.writestr(
            "ppt/_rels/presentation.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>",
        )
        for number, slide in enumerate(slides, start=1):
            shown = ' show="0"' if number == hidden else ""
            package.writestr(
                f"ppt/slides/slide{number}.xml",
                f"<p:sld {P} {A}{shown}><p:cSld><p:spTree>{slide}</p:spTree></p:cSld></p:sld>",
            )
    return path


def test_slides_come_in_the_order_they_are_shown_each_title_first(tmp_path: Path) -> None:
    numbered = '<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>'
    first = shape(said("Một ý"), said("Hai ý", numbered), said("Ba ý", numbered))
    first += shape(said("Mục tiêu"), kind="title") + shape(said("7"), kind="sldNum")
    second = shape(said("Mở đầu"), kind="ctrTitle")
    reading = read(pptx(tmp_path / "a.pptx", first, second))
    assert [(b.kind, b.text, b.page) for b in reading.blocks] == [
        (BlockKind.HEADING, "Mở đầu", 1),
        (BlockKind.HEADING, "Mục tiêu", 2),
        (BlockKind.PARAGRAPH, "Một ý", 2),
        (BlockKind.LIST_ITEM, "1. Hai ý", 2),
        (BlockKind.LIST_ITEM, "2. Ba ý", 2),
    ]
    assert (reading.format, reading.pages) == ("pptx", 2)


def test_tables_keep_their_names_and_hidden_slides_are_hidden(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<a:tc><a:txBody>{said(c)}</a:txBody></a:tc>" for c in cells)
        return f"<a:tr>{inside}</a:tr>"

    rows = row("Chỉ tiêu", "Kết quả") + row("Kết nạp đảng viên", "một trăm")
    table = (
        '<p:grpSp><p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>'
        f"{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame></p:grpSp>"
    )
    reading = read(pptx(tmp_path / "a.pptx", table, shape(said("Giấu")), hidden=2))
    assert [b.text for b in reading.blocks] == ["Chỉ tiêu: Kết nạp đảng viên; Kết quả: một trăm"]


def test_a_font_of_an_old_encoding(tmp_path: Path) -> None:
    old = shape(said("NghÞ quyÕt §¹i héi ®¹i biÓu", font=".VnTime"))
    reading = read(pptx(tmp_path / "a.pptx", old))
    assert reading.blocks[0].text == "Nghị quyết Đại hội đại biểu"
    assert reading.warnings == ("legacy_font",)
