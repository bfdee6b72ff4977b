"""The one door: kinds by content, and a ReadError for everything that cannot be read."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT
from knowledge.readers import Format, Limits, detect, read
from tests.knowledge.readers.files import cell, paragraph, pdf, row, table, word, word_by_library

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def a_docx(path: Path) -> Path:
    return word_by_library(path, "Nghị quyết đại hội.", "Đoạn hai.")


def a_pdf(path: Path) -> Path:
    return pdf(path, [[(72, 760, 12, "Nghị quyết đại hội")]])


def an_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Câu hỏi", "Trả lời"])
    book.worksheets[0].append(["Một?", "Hai"])
    book.save(path)
    return path


def a_page(path: Path) -> Path:
    path.write_text("<html><body><table><tr><td>Một</td></tr></table><p>Hai</p></body></html>")
    return path


def a_text(path: Path) -> Path:
    path.write_text("Chương I\n\nĐiều 1. Phạm vi")
    return path


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".pdf", ".jpg", ""])
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (a_docx, Format.DOCX),
        (a_pdf, Format.PDF),
        (an_xlsx, Format.XLSX),
        (a_page, Format.HTML),
        (a_text, Format.TXT),
    ],
)
def test_a_wrong_name_does_not_matter(
    tmp_path: Path, make: Callable[[Path], Path], kind: Format, suffix: str
) -> None:
    path = make(tmp_path / "goc.bin")
    named = path.rename(tmp_path / f"van-ban{suffix}")
    assert detect(named) is kind
    assert read(named).format == kind


def refused(path: Path, limits: Limits = DEFAULT) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(path, limits)
    assert caught.value.details["name"] == path.name
    return caught.value


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "khong-co.txt").problem is Problem.MISSING
    assert refused(tmp_path).problem is Problem.MISSING


def test_an_empty_file_and_one_without_text(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"")
    assert refused(path).problem is Problem.EMPTY
    path.write_bytes(b" \r\n\t ")
    assert refused(path).problem is Problem.NO_TEXT
    assert refused(pdf(tmp_path / "trang.pdf", [[]])).problem is Problem.NO_TEXT


def test_a_file_that_is_too_large_says_how_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (3 * 2**20))
    error = refused(path, Limits(file_mib=2))
    assert error.problem is Problem.TOO_LARGE
    assert (error.details["size_mib"], error.details["limit_mib"]) == (3.0, 2.0)


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"GIF89a" + bytes(99),
        b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"><w:t>a</w:t></w:wordDocument>',
    ],
)
def test_programs_and_drawings_are_no_documents(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "nghi-quyet.docx"
    path.write_bytes(data)
    assert refused(path).problem is Problem.UNKNOWN_FORMAT


def test_files_behind_a_password(tmp_path: Path) -> None:
    locked = pdf(tmp_path / "a.pdf", [[(72, 760, 12, "Mật")]], encrypted=True)
    assert refused(locked).problem is Problem.ENCRYPTED
    office = tmp_path / "a.docx"
    office.write_bytes(OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    assert refused(office).problem is Problem.ENCRYPTED


@pytest.mark.parametrize("make", [a_docx, an_xlsx])
def test_a_cut_off_file_is_damaged(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / "a.bin")
    path.write_bytes(path.read_bytes()[:-400])
    assert refused(path).problem is Problem.DAMAGED


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_a_package_that_unpacks_to_much_more_is_refused(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("word/document.xml", "word/styles.xml"):
            package.writestr(name, b"<a>" + b" " * (3 * 2**20 if name == part else 9) + b"</a>")
    error = refused(path, Limits(unpacked_mib=2))
    assert (error.problem, error.details["limit_mib"]) == (Problem.TOO_HEAVY, 2)


def seeds() -> dict[str, bytes]:
    """Small real files to spoil."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        body = paragraph("Điều 1. Phạm vi") + table(
            row(cell("A"), cell("B")), row(cell("1"), cell("2"))
        )
        made = {
            "docx": word(base / "a.docx", body),
            "pdf": a_pdf(base / "a.pdf"),
            "xlsx": an_xlsx(base / "a.xlsx"),
            "html": a_page(base / "a.html"),
        }
        plain = {name: path.read_bytes() for name, path in made.items()}
    stored = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain["docx"])) as packed,
        zipfile.ZipFile(stored, "w") as loose,
    ):
        for name in packed.namelist():
            loose.writestr(name, packed.read(name))
    plain["docx, not packed"] = stored.getvalue()
    plain["csv"] = "Câu hỏi;Trả lời\nMột;Hai\n".encode("utf-16")
    plain["ole"] = OLE + bytes(1000)
    return plain


SEEDS = seeds()


def read_or_refused(path: Path) -> bool:
    """Whether a file is either read or refused with a ReadError; anything else is raised."""
    try:
        return bool(read(path).blocks)
    except ReadError:
        return True


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(sorted(SEEDS)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=6)), max_size=8),
    cut=st.floats(0.05, 1),
)
def test_no_bytes_whatever_raise_anything_but_a_read_error(
    tmp_path: Path, name: str, changes: list[tuple[float, bytes]], cut: float
) -> None:
    data = bytearray(SEEDS[name])
    for place, new in changes:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(data[: int(cut * len(data))]))
    assert read_or_refused(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_a_read_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert read_or_refused(path)
