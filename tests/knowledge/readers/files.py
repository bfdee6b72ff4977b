"""Small real files, made in the test: a Word document, a PDF, a workbook."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(path: Path, body: str, **parts: str) -> Path:
    """A .docx whose document.xml holds this body; other parts by file name without .xml."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {W} '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return path


def paragraph(text: str, properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def word_by_library(path: Path, *paragraphs: str) -> Path:
    """A .docx as a word processor's library writes it, styles and all."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


# A line of a PDF page: left edge, baseline, size, text.
Placed = tuple[float, float, float, str]
# A ruled line on it: left, bottom, width, height.
Rule = tuple[float, float, float, float]


def pdf(
    path: Path,
    pages: Sequence[Sequence[Placed]],
    *,
    rules: Sequence[Rule] = (),
    encrypted: bool = False,
    font: str = "Helvetica",
    turned: str = "1 0 0 1 0 0",
    stamp: str = "",
    rotated: int = 0,
) -> Path:
    """A PDF with a text layer in any script: one font whose letters are all half an em wide.

    `rules` are drawn on every page, all of it turned by a matrix; `stamp` is a word across each,
    and `rotated` the degrees that a page asks to be shown by.
    """
    letters = sorted({letter for lines in pages for *_, text in lines for letter in text + stamp})
    codes = {letter: code for code, letter in enumerate(letters, start=33)}  # with ink
    mapping = "\n".join(
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapping}\nendbfchar endcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",  # the page tree, once the pages are numbered
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /FirstChar 0 /LastChar 255 "
        f"/Widths [{' '.join(['500'] * 256)}] /ToUnicode 4 0 R >>",
        _stream(cmap),
    ]
    kids = []
    for lines in pages:
        content = [f"q {turned} cm", *(f"{x} {y} {w} {h} re f" for x, y, w, h in rules)]
        for x, y, size, text in lines:
            shown = bytes(codes[letter] for letter in text).hex()
            content.append(f"BT /F1 {size} Tf {x} {y} Td <{shown}> Tj ET")
        content.append("Q")
        if stamp:
            shown = bytes(codes[letter] for letter in stamp).hex()
            content.append(f"BT /F1 60 Tf .7 .7 -.7 .7 150 300 Tm <{shown}> Tj ET")
        objects.append(_stream("\n".join(content)))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotated} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    data = b"%PDF-1.7\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(data)
    table_of_places = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table_of_places}".encode()
    # A key that no password opens is enough for a file that asks for one.
    key = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >>"
    lock = f"{key} /ID [<{'01' * 16}> <{'01' * 16}>]" if encrypted else ""
    data += f"trailer << /Size {len(places) + 1} /Root 1 0 R {lock} >>\n".encode()
    path.write_bytes(data + f"startxref\n{start}\n%%EOF\n".encode())
    return path


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
