"""`hoidap quiz …` as an editor at the machine uses it."""

import json
from pathlib import Path

from .conftest import Call

BANK = """Câu 1: Năm nào?
A. 1929
B. 1930
Đáp án: B
Câu 2: Ở đâu?
A. Huế
B. Vinh
Câu 3: Nam nao
A. 1929
B. 1931
C. 1930
Đáp án: C
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def listed(call: Call, *options: str) -> list[dict[str, object]]:
    found = json.loads(call("quiz", "list", "--json", *options)[1])
    assert isinstance(found, list)
    return found


def test_a_bank_comes_in_with_a_line_for_each_odd_item(call: Call, tmp_path: Path) -> None:
    code, out, err = call("quiz", "import", write(tmp_path, "bank.txt", BANK), "--topic", "Đảng")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "bank.txt: thêm 2, sửa 0, giữ nguyên 0, không nhận 1."
    assert "câu 2: không nhận, chưa có đáp án – Ở đâu?" in out
    assert "câu 1: gần giống câu số 2 – Năm nào?" in out
    assert {item["state"] for item in listed(call)} == {"draft"}
    assert listed(call, "--topic", "dang")[0]["topic"] == "Đảng"


def test_the_key_may_be_in_another_file(call: Call, tmp_path: Path) -> None:
    bank = write(tmp_path, "bank.txt", BANK)
    key = write(tmp_path, "key.txt", "1. A\n2. B\n3. C")
    code, out, _ = call("quiz", "import", bank, "--key", key, "--approve", "--json")
    report = json.loads(out)
    assert (code, report["added"], report["doubtful"]) == (0, 3, 1)
    # the one whose keys contradict each other still waits for a person
    assert [i["stem"] for i in listed(call, "--state", "draft")] == ["Năm nào?"]
    code, _, err = call("quiz", "import", bank, "--key", write(tmp_path, "no.txt", "không"))
    assert code == 1
    assert "no.txt" in err


def test_approving_and_rejecting(call: Call, tmp_path: Path) -> None:
    call("quiz", "import", write(tmp_path, "bank.txt", BANK))
    assert call("quiz", "approve", "1")[1] == "Đã duyệt 1 câu.\n"
    assert call("quiz", "reject", "1")[1] == "Đã loại 1 câu.\n"
    assert call("quiz", "approve", "--all")[1] == "Đã duyệt 1 câu.\n"
    assert [item["id"] for item in listed(call, "--state", "approved")] == [2]
    assert call("quiz", "approve", "9")[0] == 1
    assert call("quiz", "approve")[0] == 2
    assert call("quiz", "approve", "1", "--all")[0] == 2
    assert "B. 1930 *" in call("quiz", "show", "1")[1]


def test_what_is_exported_comes_in_again_the_same(call: Call, tmp_path: Path) -> None:
    call("quiz", "import", write(tmp_path, "bank.txt", BANK), "--topic", "Đảng")
    for suffix in ("xlsx", "csv", "docx", "gift", "aiken", "json"):
        path = tmp_path / f"out.{suffix}"
        assert call("quiz", "export", path)[1] == f"Đã xuất 2 câu trắc nghiệm ra out.{suffix}.\n"
        assert "thêm 0, sửa 0, giữ nguyên 2, không nhận 0" in call("quiz", "import", path)[1]
    code, _, err = call("quiz", "export", tmp_path / "out.pdf")
    assert code == 1
    assert ".gift" in err


def test_a_file_that_is_no_bank_is_refused_in_one_line(call: Call, tmp_path: Path) -> None:
    code, out, err = call("quiz", "import", write(tmp_path, "x.txt", "Kế hoạch công tác năm."))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "x.txt" in err
    assert call("quiz", "import", tmp_path / "nope.docx")[0] == 1
    assert call("quiz", "list")[1] == "Chưa có câu trắc nghiệm nào.\n"
