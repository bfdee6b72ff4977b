"""Files into the library, by the command line as an office uses it."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from bot.ingest import find_files
from bot.state import MIGRATIONS
from knowledge.database import Database
from knowledge.library import Library

from .conftest import Call

ROOT = Path(__file__).resolve().parents[2]

RULES = """QUY CHẾ
Sử dụng hội trường phường Hoà Bình

Điều 1. Phạm vi
Quy chế này áp dụng cho mọi người đến hội trường.

Điều 2. Giờ mở cửa
1. Hội trường mở cửa từ 7 giờ đến {closing} giờ hằng ngày.
2. Ngày lễ hội trường mở cửa từ 9 giờ.
"""
SET = """Câu 1: Thư viện phường mở cửa lúc mấy giờ?
Trả lời: Thư viện mở cửa lúc 8 giờ sáng.
Câu 2: Ai phụ trách công tác tuyên giáo của phường?
Trả lời: Ban Tuyên giáo Đảng uỷ phường phụ trách.
"""

pytestmark = pytest.mark.usefixtures("shared_model")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "quy-che.txt"
    path.write_text(RULES.format(closing=21), "utf-8")
    return path


def library(tmp_path: Path) -> Library:
    url = f"sqlite:///{tmp_path / 'data' / 'hoidap.sqlite'}"
    return Library(Database.open(url, migrations=[MIGRATIONS]))


def outcomes(call: Call, *arguments: str | Path) -> dict[str, str]:
    _, out, _ = call("ingest", "--json", *arguments)
    return {file["file"]: file["outcome"] for file in json.loads(out)["files"]}


def test_a_text_is_taken_once_and_answers(call: Call, rules: Path) -> None:
    assert outcomes(call, rules) == {"quy-che.txt": "new"}
    assert outcomes(call, rules) == {"quy-che.txt": "same"}
    code, out, _ = call("ask", "--json", "Hội trường mở cửa từ mấy giờ đến mấy giờ?")
    answer = json.loads(out)
    assert code == 0
    assert answer["answered"]
    assert "7 giờ đến 21 giờ" in answer["text"]
    assert any("Điều 2" in part for part in answer["citations"][0]["heading"])


def test_a_table_shows_what_became_of_each_file(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "rong.txt").touch()
    code, out, err = call("ingest", rules, tmp_path / "rong.txt", tmp_path / "khong-co.docx")
    assert code == 1
    for word in ("quy-che.txt", "mới", "rong.txt", "rỗng", "khong-co.docx", "Không có tệp"):
        assert word in out
    assert "Traceback" not in err


def test_one_bad_file_holds_up_no_other(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "hong.docx").write_bytes(b"PK\x03\x04 word/document.xml cut off")
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7 cut off")
    found = outcomes(call, tmp_path / "hong.docx", rules, tmp_path / "hong.pdf")
    assert found == {"hong.docx": "failed", "quy-che.txt": "new", "hong.pdf": "failed"}
    assert len(library(tmp_path).documents()) == 1


def test_a_set_of_questions_is_recognised(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "hoi-dap.txt"
    path.write_text(SET, "utf-8")
    assert outcomes(call, path) == {"hoi-dap.txt": "faq"}
    _, out, _ = call("ask", "--json", "thu vien phuong mo cua luc may gio?")
    assert json.loads(out)["kind"] == "faq"
    assert "8 giờ sáng" in json.loads(out)["text"]


def test_a_folder_is_taken_with_its_folders(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "van-ban" / "2025"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(RULES.format(closing=20), "utf-8")
    (folder / "hinh.gif").write_bytes(b"GIF89a" + bytes(40))
    (folder / "~$a.docx").write_bytes(b"lock")
    (folder / ".an").write_text("ẩn", "utf-8")
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "desktop.ini").write_text("[.ShellClassInfo]", "utf-8")
    (folder / "index.jsonl").write_text("{}", "utf-8")
    code, out, _ = call("ingest", "--json", tmp_path / "van-ban")
    found = {file["file"]: file["outcome"] for file in json.loads(out)["files"]}
    assert found == {"a.txt": "new", "hinh.gif": "skipped"}
    assert code == 0


def test_rows_that_are_refused_are_named_with_the_reason(call: Call, tmp_path: Path) -> None:
    rows = ["Câu hỏi,Trả lời", "Thư viện mở cửa lúc mấy giờ?,8 giờ sáng."]
    rows += [f"Ai phụ trách việc {number}?," for number in range(7)]
    (tmp_path / "hoi-dap.csv").write_text("\n".join(rows), "utf-8")
    _, out, _ = call("ingest", tmp_path / "hoi-dap.csv")
    assert "không nhận 7" in out
    assert "dòng 3: thiếu câu trả lời" in out
    assert "dòng 8" not in out
    assert "và 2 chỗ nữa" in out


def test_what_was_known_before_is_not_counted_as_taken(call: Call, rules: Path) -> None:
    first, again = (json.loads(call("ingest", "--json", rules)[1]) for _ in range(2))
    assert (first["documents"], again["documents"]) == (1, 0)
    assert first["passages"] > 0 == again["passages"] == again["passages_per_s"]
    assert first["passages_per_s"] > 0


def test_a_file_named_twice_is_taken_once(rules: Path) -> None:
    (found,) = find_files([rules.parent, rules])
    assert found.named


def test_what_the_person_says_of_a_file_wins(call: Call, rules: Path, tmp_path: Path) -> None:
    head = ("--number", "05-QC/ĐU", "--title", "Quy chế", "--issued-on", "31/03/2025")
    assert call("ingest", rules, *head)[0] == 0
    document = library(tmp_path).document("05-QC/ĐU")
    assert (document.title, document.issued_on) == ("Quy chế", date(2025, 3, 31))


def test_one_text_replaces_another(call: Call, rules: Path, tmp_path: Path) -> None:
    call("ingest", rules, "--title", "Quy chế cũ")
    newer = tmp_path / "moi.txt"
    newer.write_text(RULES.format(closing=22), "utf-8")
    assert call("ingest", newer, "--title", "Quy chế mới", "--replaces", "Quy chế cũ")[0] == 0
    _, out, _ = call("ask", "--json", "Hội trường mở cửa từ mấy giờ đến mấy giờ?")
    assert "22 giờ" in json.loads(out)["text"]
    assert "21 giờ" not in json.loads(out)["text"]


def test_what_it_should_replace_must_exist(call: Call, rules: Path, tmp_path: Path) -> None:
    code, out, _ = call("ingest", rules, "--replaces", "không có văn bản này")
    assert code == 1
    assert "không có văn bản này" in out
    assert library(tmp_path).documents() == []


def test_a_draft_answers_only_once_it_is_published(call: Call, rules: Path) -> None:
    call("ingest", "--draft", "--title", "Quy chế", rules)
    question = ("ask", "--json", "Hội trường mở cửa từ mấy giờ đến mấy giờ?")
    assert not json.loads(call(*question)[1])["answered"]
    assert call("documents", "publish", "Quy chế")[0] == 0
    assert json.loads(call(*question)[1])["answered"]


def test_options_of_one_file_are_refused_for_several(call: Call, rules: Path) -> None:
    other = rules.with_name("b.txt")
    other.write_text("Chữ", "utf-8")
    code, _, err = call("ingest", rules, other, "--number", "1")
    assert code == 2
    assert "--number" in err


def test_a_file_over_the_limit_is_refused(
    call: Call, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOIDAP_INGEST_MAX_FILE_MIB", "1")
    rules.write_text("chữ " * 300_000, "utf-8")
    code, out, _ = call("ingest", rules)
    assert code == 1
    assert "1" in out.partition("quá mức")[2]


def test_the_sample_is_loaded_at_the_first_start_only(call: Call, tmp_path: Path) -> None:
    code, out, _ = call("sample", "--first-start")
    assert code == 0
    assert "Đã nạp" in out
    assert library(tmp_path).faq_count() >= 40
    assert "không nạp" in call("sample", "--first-start")[1]
    _, out, _ = call("ask", "--json", "thu dau mot co bao nhieu dang vien?")
    assert "8.292" in json.loads(out)["text"]


def test_questions_in_and_out_are_the_same(call: Call, tmp_path: Path) -> None:
    (tmp_path / "vao.txt").write_text(SET, "utf-8")
    assert call("faq", "import", tmp_path / "vao.txt")[0] == 0
    assert call("faq", "export", tmp_path / "ra.xlsx")[0] == 0
    _, out, _ = call("faq", "import", "--json", tmp_path / "ra.xlsx")
    report = json.loads(out)
    assert (report["added"], report["changed"], report["same"]) == (0, 0, 2)


def test_several_questions_are_one_conversation_and_a_batch_many(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "hoi-dap.txt").write_text(SET, "utf-8")
    call("ingest", tmp_path / "hoi-dap.txt")
    _, out, _ = call(
        "ask", "--json", "Thư viện phường mở cửa lúc mấy giờ?", "Ai phụ trách tuyên giáo?"
    )
    assert [json.loads(line)["id"] for line in out.splitlines()] == [None, None]
    batch = tmp_path / "batch.jsonl"
    lines = [
        {"id": "a", "question": "Thư viện phường mở cửa lúc mấy giờ?"},
        {"id": 2, "turns": ["Xin chào", "Ai phụ trách công tác tuyên giáo của phường?"]},
        {"id": 3, "question": ""},
    ]
    batch.write_text("\n".join([*map(json.dumps, lines), "", "không phải json", "{}"]), "utf-8")
    code, out, err = call("ask", "--batch", batch)
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, 3]
    assert [answer["kind"] for answer in answers] == ["faq", "faq", "none"]
    assert code == 1
    assert "5, 6" in err


# where the process dies: before or after which function
STOPS = {
    "when the text has been read": ("after", "knowledge.readers.confined:read_confined"),
    "when its vectors have been kept": ("after", "index.vectors:VectorStore.append"),
    "before the transaction": ("before", "knowledge.library:Library.add"),
    "in the transaction": ("after", "knowledge.audit:Change.record"),
    "after the commit": ("after", "knowledge.library:Library.add"),
}

KILLED = """
import importlib, os, signal, sys
module, _, path = sys.argv[1].partition(":")
owner = importlib.import_module(module)
*parts, name = path.split(".")
for part in parts:
    owner = getattr(owner, part)
real = getattr(owner, name)

def die(*args, **kwargs):
    if sys.argv[2] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

from bot.cli import main
import bot.ingest
setattr(owner, name, die)
main(sys.argv[3:])
"""


@pytest.mark.slow
@pytest.mark.parametrize(("when", "stop"), STOPS.values(), ids=STOPS)
def test_killed_anywhere_the_old_answers_stay_and_a_rerun_completes(
    call: Call, rules: Path, tmp_path: Path, when: str, stop: str
) -> None:
    call("ingest", rules, "--number", "05-QC/ĐU")
    newer = tmp_path / "moi.txt"
    newer.write_text(RULES.format(closing=22), "utf-8")
    command = ["ingest", str(newer), "--title", "Quy chế mới", "--replaces", "05-QC/ĐU"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, stop, when, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL

    def closing_hours() -> tuple[bool, bool]:
        _, out, _ = call("ask", "--json", "Hội trường mở cửa từ mấy giờ đến mấy giờ?")
        said = json.loads(out)["text"]
        return "21 giờ" in said, "22 giờ" in said

    assert closing_hours() in [(True, False), (False, True)]
    assert call(*command)[0] == 0
    assert closing_hours() == (False, True)


def test_each_file_of_an_archive_is_taken_for_itself(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "tai-lieu.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Quy chế.txt", RULES.format(closing=21))
        archive.writestr("dap-an.txt", "1A 2B 3C 4D 5A 6B")
        archive.writestr("hong.docx", "PK\x03\x04 word/document.xml")
        archive.writestr("phan-mem.exe", b"MZ" + bytes(100))
        archive.writestr("trong.zip", b"PK\x05\x06" + bytes(18))
    code, out, _ = call("ingest", path, "--json")
    files = {each["file"]: each for each in json.loads(out)["files"]}
    assert code == 1
    assert files["Quy chế.txt"]["outcome"] == "new"
    assert files["dap-an.txt"]["problem"] == "only_keys"
    assert files["hong.docx"]["problem"] == "damaged"
    assert files["trong.zip"]["problem"] == "nested_archive"
    assert files["phan-mem.exe"]["outcome"] == "skipped"
