"""Archives and mails: each inner file stands for itself, and no archive harms the machine."""

import email.message
import io
import zipfile
from pathlib import Path

import pytest

from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.confined import inner_files, read_confined
from tests.knowledge.readers.files import word_by_library

TEXT = "Điều 1. Phạm vi điều chỉnh của quy chế này."


def archive(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def refused(path: Path, limits: Limits = DEFAULT) -> ReadError:
    with pytest.raises(ReadError) as caught, inner_files(path, limits):
        pass
    return caught.value


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of this test; it must be empty in the end."""
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_each_file_of_an_archive_is_read_for_itself(tmp_path: Path, own_folder: Path) -> None:
    document = word_by_library(tmp_path / "a.docx", TEXT).read_bytes()
    path = archive(
        tmp_path / "tai-lieu.zip",
        {
            "Đợt 1/Nghị quyết 05.docx": document,
            "Đợt 2/Nghị quyết 05.docx": document,
            "chu.txt": TEXT,
            "__MACOSX/._chu.txt": "rác",
            "Đợt 1/~$hị quyết 05.docx": "khoá của Word",
        },
    )
    with inner_files(path) as files:
        assert [file.name for file in files] == [
            "Đợt 1/Nghị quyết 05.docx", "Đợt 2/Nghị quyết 05.docx", "chu.txt",
        ]  # fmt: skip
        assert files[0].path.name == "Nghị quyết 05.docx"
        for file in files:
            assert read_confined(file.path).blocks[0].text == TEXT
    assert not any(own_folder.iterdir())


def test_a_file_that_is_no_archive_is_itself(tmp_path: Path) -> None:
    path = word_by_library(tmp_path / "a.docx", TEXT)
    with inner_files(path) as files:
        assert [(file.name, file.path) for file in files] == [("a.docx", path)]
    with inner_files(tmp_path / "khong-co.zip") as files:  # its reader says that it is missing
        assert files[0].path == tmp_path / "khong-co.zip"


def test_an_archive_in_an_archive_is_refused_and_holds_up_no_other_file(tmp_path: Path) -> None:
    inner = archive(tmp_path / "trong.zip", {"a.txt": TEXT}).read_bytes()
    with inner_files(archive(tmp_path / "a.zip", {"trong.zip": inner, "b.txt": TEXT})) as files:
        with pytest.raises(ReadError) as caught:
            read_confined(files[0].path)
        assert caught.value.problem is Problem.NESTED_ARCHIVE
        assert read_confined(files[1].path).blocks[0].text == TEXT


@pytest.mark.parametrize(
    "name", ["../../ngoai.txt", "/etc/ngoai.txt", "a/../../ngoai.txt", "..\\ngoai.txt", "C:\\x.txt"]
)
def test_names_that_lead_out_of_the_archive(tmp_path: Path, own_folder: Path, name: str) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": TEXT, name: TEXT})
    error = refused(path)
    assert error.problem is Problem.UNSAFE_NAME
    assert not any(own_folder.iterdir())
    assert not any(tmp_path.rglob("ngoai.txt"))


def test_a_link_in_an_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("mat-khau.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(link, "/etc/passwd")
    assert refused(tmp_path / "a.zip").problem is Problem.UNSAFE_NAME


def test_a_bomb_is_counted_by_what_really_comes_out(tmp_path: Path, own_folder: Path) -> None:
    path = archive(tmp_path / "bom.zip", {f"{n}.txt": bytes(2**20) for n in range(6)})
    data = path.read_bytes().replace((2**20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "doi.zip").write_bytes(data)  # it states 10 bytes for each
    assert refused(path, Limits(unpacked_mib=4)).problem is Problem.TOO_HEAVY
    with inner_files(tmp_path / "doi.zip", Limits(unpacked_mib=4)) as files:
        assert all(file.problem or file.path.stat().st_size <= 10 for file in files)
    assert not any(own_folder.iterdir())


def test_too_many_files_and_none(tmp_path: Path) -> None:
    many = archive(tmp_path / "a.zip", {f"{n}.txt": TEXT for n in range(12)})
    error = refused(many, Limits(files=10))
    assert (error.problem, error.details["count"]) == (Problem.TOO_MANY_FILES, 12)
    assert refused(archive(tmp_path / "b.zip", {})).problem is Problem.NO_FILES


def test_a_password_and_a_broken_file_concern_only_that_file(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"kin.txt": TEXT, "hong.txt": TEXT * 50, "lanh.txt": TEXT})
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + place] |= 1  # the flag of a password on the first file
    second = data.find(b"hong.txt") + len("hong.txt")
    data[second + 5 : second + 15] = bytes(10)
    path.write_bytes(data)
    with inner_files(path) as files:
        problems = [file.problem and file.problem.problem for file in files]
        assert problems == [Problem.ENCRYPTED, Problem.DAMAGED, None]


def test_a_cut_off_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": TEXT * 100})
    path.write_bytes(path.read_bytes()[:-30])
    assert refused(path).problem is Problem.DAMAGED


def mail(**attached: bytes) -> email.message.EmailMessage:
    message = email.message.EmailMessage()
    message["From"] = "Văn phòng <vp@example.vn>"
    message["Subject"] = "V/v gửi Nghị quyết số 05"
    message.set_content("Kính gửi các chi bộ,\nXin gửi kèm Nghị quyết.\n")
    for name, data in attached.items():
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message


def test_a_mail_gives_what_is_attached(tmp_path: Path, own_folder: Path) -> None:
    document = word_by_library(tmp_path / "a.docx", TEXT).read_bytes()
    message = mail(nq05_docx=document)
    message.add_attachment(
        TEXT.encode(), maintype="text", subtype="plain", filename="../../Hướng dẫn.txt"
    )
    path = tmp_path / "thu.eml"
    path.write_bytes(message.as_bytes())
    with inner_files(path) as files:
        assert [file.path.name for file in files] == ["nq05.docx", "Hướng dẫn.txt"]
        for file in files:
            assert file.path.is_relative_to(own_folder)
            assert read_confined(file.path).blocks[0].text == TEXT
    assert not any(own_folder.iterdir())


def test_a_mail_that_says_something_itself_is_read_too(tmp_path: Path) -> None:
    message = mail()
    path = tmp_path / "thu.eml"
    path.write_bytes(message.as_bytes())
    with inner_files(path) as (only,):
        texts = [block.text for block in read_confined(only.path).blocks]
    assert texts[0] == "V/v gửi Nghị quyết số 05"
    assert "Xin gửi kèm Nghị quyết." in " ".join(texts)
    long = mail(a_txt=TEXT.encode())
    body = (
        "<html><body><p>" + "Đề nghị các chi bộ quán triệt Nghị quyết. " * 20 + "</p></body></html>"
    )
    long.clear_content()
    long.set_content(body, subtype="html")
    long.make_mixed()
    long.add_attachment(TEXT.encode(), maintype="text", subtype="plain", filename="a.txt")
    path.write_bytes(long.as_bytes())
    with inner_files(path) as (letter, attached):
        assert "quán triệt" in read_confined(letter.path).blocks[1].text
        assert read_confined(letter.path).warnings == ()
        assert read_confined(attached.path).blocks[0].text == TEXT


def test_a_scan_set_into_the_mail_is_a_page_and_a_logo_is_none(tmp_path: Path) -> None:
    picture = b"\xff\xd8\xff" + bytes(40)
    message = mail()
    message.clear_content()
    message.add_attachment(
        picture, maintype="image", subtype="jpeg", filename="trang 1.jpg", disposition="inline"
    )
    path = tmp_path / "thu.eml"
    path.write_bytes(message.as_bytes())
    with inner_files(path) as files:
        assert [file.name for file in files] == ["trang 1.jpg"]
    html = mail()
    html.set_content('<p>Kính gửi.</p><img src="cid:logo@x">', subtype="html")
    html.add_related(picture, "image", "png", cid="<logo@x>", filename="logo.png")
    path.write_bytes(html.as_bytes())
    with inner_files(path) as (letter,):
        assert [block.text for block in read_confined(letter.path).blocks][1:] == ["Kính gửi."]


def test_a_page_saved_as_mht_is_its_text(tmp_path: Path) -> None:
    path = tmp_path / "trang.mht"
    path.write_text(
        "From: <Saved by a browser>\nSubject: Trang\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="X"\n\n--X\n'
        'Content-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n'
        f"Content-Location: https://a.vn/\n\n<html><body><p>{TEXT}</p></body></html>\n--X\n"
        "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n"
        "Content-Location: https://a.vn/logo.gif\n\nR0lGODlhAQABAAAAACw=\n--X--\n",
        encoding="utf-8",
    )
    with inner_files(path) as (page,):
        assert read_confined(page.path).blocks[1].text == TEXT


def test_a_mail_inside_an_archive_tells_what_is_attached(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"thu.eml": mail(nq05_docx=b"x").as_bytes()})
    with inner_files(path) as (only,):
        assert read_confined(only.path).warnings == ("attachments_left:nq05.docx",)


def test_names_that_windows_wrote_into_an_archive(tmp_path: Path) -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        package.writestr("XXXXXXXXX.txt", TEXT)
    data = stored.getvalue().replace(b"XXXXXXXXX", "Đảng".encode() + b"__")
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with inner_files(path) as (only,):
        assert only.name == "Đảng__.txt"
