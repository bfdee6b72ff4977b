"""Files made to harm: each gets one sentence or is read flat, and nothing stays behind."""

import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from knowledge.errors import Problem, ReadError
from knowledge.limits import Limits
from knowledge.readers.confined import inner_files, read_confined
from knowledge.readers.reading import Reading
from tests.knowledge.readers.files import cell, paragraph, pdf, row, table, word
from tests.knowledge.readers.test_odt import odt, p
from tests.knowledge.readers.test_pptx import pptx, said, shape

SMALL = Limits(seconds=20, memory_mib=600)


@pytest.fixture(autouse=True)
def nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    before = set(tmp_path.iterdir())
    made: set[Path] = set()
    yield
    made = {path for path in set(tmp_path.iterdir()) - before if path.suffix == ".tmp"}
    assert not made
    assert not any(folder.iterdir())


def taken(path: Path, limits: Limits = SMALL) -> Reading:
    """The one file as every door of the program takes it."""
    with inner_files(path, limits) as (only,):
        return read_confined(only.path, limits)


def refused(path: Path, limits: Limits = SMALL) -> Problem:
    with pytest.raises(ReadError) as caught:
        taken(path, limits)
    return caught.value.problem


def text_of(path: Path) -> str:
    return " ".join(block.text for block in taken(path).blocks)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Một", "Hai"])
    book.worksheets[0].append(["Ba", "Bốn"])
    book.save(path)
    return path


OFFICE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "docx": (lambda path: word(path, paragraph("Một đoạn.")), "word/document.xml"),
    "xlsx": (workbook, "xl/worksheets/sheet1.xml"),
    "odt": (lambda path: odt(path, p("Một đoạn.")), "content.xml"),
    "pptx": (lambda path: pptx(path, shape(said("Một ý"))), "ppt/slides/slide1.xml"),
}


def spoiled(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The package with one part changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, change(data) if name == part else data)
    return path


def declared(data: bytes, declaration: str, use: str) -> bytes:
    """An XML part with a document type before its root and an entity in its first text."""
    text = data.decode()
    start = text.index("?>") + 2 if text.startswith("<?xml") else 0
    text = text[:start] + declaration + text[start:]
    return text.replace("Một", use, 1).encode()


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)


@pytest.mark.parametrize("kind", OFFICE)
def test_entities_that_grow_without_end(tmp_path: Path, kind: str) -> None:
    make, part = OFFICE[kind]
    path = make(tmp_path / f"a.{kind}")
    spoiled(path, part, lambda data: declared(data, LAUGHS + "]>", "&a11;"))
    assert refused(path) is Problem.UNSAFE_XML


@pytest.mark.parametrize("kind", OFFICE)
def test_entities_and_types_from_outside_are_never_fetched(tmp_path: Path, kind: str) -> None:
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"

        def listen() -> None:
            try:
                server.accept()[0].close()
                asked.append(url)
            except TimeoutError:
                pass

        make, part = OFFICE[kind]
        path = make(tmp_path / f"a.{kind}")
        outside = f'<!DOCTYPE x SYSTEM "{url}" [<!ENTITY s SYSTEM "{url}">]>'
        spoiled(path, part, lambda data: declared(data, outside, "&s;"))
        listener = threading.Thread(target=listen)
        listener.start()
        assert refused(path) is Problem.UNSAFE_XML
        listener.join()
    assert not asked


def test_links_to_templates_and_pictures_are_never_fetched(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", paragraph("Một đoạn."))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(
            "word/_rels/settings.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1:9/x.dotm"/>'
            "</Relationships>",
        )
    assert taken(path).blocks[0].text == "Một đoạn."


@pytest.mark.parametrize("kind", OFFICE)
def test_office_files_that_unpack_to_much_more(tmp_path: Path, kind: str) -> None:
    make, part = OFFICE[kind]
    path = make(tmp_path / f"a.{kind}")
    spoiled(path, part, lambda data: data + b" " * (30 * 2**20))
    assert path.stat().st_size < 2**20
    assert refused(path, Limits(unpacked_mib=20)) is Problem.TOO_HEAVY


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_macros_are_told_and_left_alone(tmp_path: Path, kind: str) -> None:
    make, part = OFFICE[kind]
    path = make(tmp_path / f"a.{kind[:-1]}m")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(f"{part.split('/')[0]}/vbaProject.bin", b"Sub AutoOpen()")
    reading = taken(path)
    assert "macros_ignored" in reading.warnings
    assert "AutoOpen" not in " ".join(block.text for block in reading.blocks)


def test_parts_whose_names_climb_are_no_parts(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", paragraph("Một đoạn."))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("../../ngoai.xml", "<a/>")
    assert taken(path).blocks[0].text == "Một đoạn."
    assert not any(tmp_path.rglob("ngoai.xml"))


def objects(path: Path, *bodies: str) -> Path:
    """A PDF of these objects, without a table of their places: readers look for them."""
    data = "".join(f"{n} 0 obj\n{body}\nendobj\n" for n, body in enumerate(bodies, start=1))
    path.write_text(f"%PDF-1.7\n{data}trailer << /Root 1 0 R >>\n%%EOF\n")
    return path


def test_a_pdf_of_ten_thousand_pages(tmp_path: Path) -> None:
    kids = "3 0 R " * 10_000
    path = objects(
        tmp_path / "a.pdf",
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count 10000 /Kids [{kids}] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )
    assert refused(path) is Problem.TOO_LONG
    assert refused(path, Limits(pages=20_000)) is Problem.NO_TEXT


@pytest.mark.parametrize(
    "loop",
    [
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"),
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 999999999 /Kids [] >>"),
        (
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /XObject << /X 5 0 R >> >> >>",
            "<< /Length 5 >>\nstream\n/X Do\nendstream",
            "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length 5 "
            "/Resources << /XObject << /X 5 0 R >> >> >>\nstream\n/X Do\nendstream",
        ),
        (
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99999999 99999999] >>",
        ),
        ("1 0 R", "2 0 R"),
    ],
)
def test_pdfs_that_turn_in_circles(tmp_path: Path, loop: tuple[str, ...]) -> None:
    path = objects(tmp_path / "a.pdf", *loop)
    assert refused(path) in (
        Problem.NO_TEXT,
        Problem.DAMAGED,
        Problem.TOO_LONG,
        Problem.OCR_MISSING,
    )


def test_a_pdf_with_a_picture_of_billions_of_points(tmp_path: Path) -> None:
    path = objects(
        tmp_path / "a.pdf",
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /XObject << /X 5 0 R >> >> >>",
        "<< /Length 23 >>\nstream\n595 0 0 842 0 0 cm /X Do\nendstream",
        "<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB "
        "/BitsPerComponent 8 /Length 4 >>\nstream\nabcd\nendstream",
    )
    with pytest.raises(ReadError):
        taken(path)


def test_a_table_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n" * 250_000)
    assert refused(path) is Problem.TOO_LONG
    long = word(tmp_path / "a.docx", table(*(row(cell("a"), cell("b")) for _ in range(20_000))))
    assert len(taken(long).blocks) >= 19_990


def test_cells_that_claim_to_reach_over_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    inside = '<td colspan="9999" rowspan="9999">a</td>' * 300
    path.write_text(f"<html><body><table>{f'<tr>{inside}</tr>' * 30}</table></body></html>")
    assert taken(path).format == "html"


@pytest.mark.parametrize("name", ["div", "table><tr><td", "ul><li", "b"])
def test_a_page_nested_without_end(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><p>Một đoạn</p>" + f"<{name}>" * 50_000 + "trong cùng")
    assert "Một đoạn" in text_of(path)


def test_comments_that_make_a_pattern_search_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("<!---->" * 5000 + "Nghị quyết đại hội")
    assert "Nghị quyết" in " ".join(block.text for block in taken(path).blocks)


def test_bytes_that_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    for data, problem in (
        (b"", Problem.EMPTY),
        (bytes(5000), Problem.UNKNOWN_FORMAT),
        (b"\0" * 100 + b"MZ" + bytes(range(256)) * 20, Problem.UNKNOWN_FORMAT),
    ):
        path.write_bytes(data)
        assert refused(path) is problem, data[:10]
    path.write_text("Điều 1. Ph\0ạm vi\0 điều chỉnh của quy chế này. " + "Một đoạn. " * 9)
    assert taken(path).blocks[0].text.startswith("Điều 1. Phạm vi điều chỉnh của quy chế")


def test_a_password_on_each_kind(tmp_path: Path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
    for kind in ("docx", "xlsx", "pptx"):
        path = tmp_path / f"a.{kind}"
        path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(500))
        assert refused(path) is Problem.ENCRYPTED
    locked = pdf(tmp_path / "a.pdf", [[(72, 760, 12, "Mật")]], encrypted=True)
    assert refused(locked) is Problem.ENCRYPTED


def test_spoiled_files_of_every_kind_are_read_or_refused(tmp_path: Path) -> None:
    from bench.fuzz import run

    folder = tmp_path / "goc"
    folder.mkdir()
    for kind, (make, _) in OFFICE.items():
        make(folder / f"a.{kind}")
    pdf(folder / "a.pdf", [[(72, 500, 12, "Nghị quyết đại hội")]])
    (folder / "a.html").write_text("<html><body><table><tr><td>Một</td></tr></table></body></html>")
    (folder / "a.eml").write_text("Subject: Thu\nFrom: a@b.vn\n\nKính gửi các chi bộ\n")
    (folder / "a.rtf").write_text(r"{\rtf1 Ngh\u7883? quy\u7871?t {\*\x y}\par}")
    with zipfile.ZipFile(folder / "a.zip", "w") as package:
        package.writestr("a.txt", "Điều 1. Phạm vi")
    outcome = run(sorted(folder.iterdir()), range(60), seed=7)
    assert outcome.failures == []
    assert outcome.read + outcome.refused.total() == 60
