"""`hoidap quiz generate`: drafts from the sample knowledge, as an editor sees them."""

import json
from typing import Any

from .conftest import Call


def generated(call: Call, *options: str) -> list[dict[str, Any]]:
    code, out, err = call("quiz", "generate", "--json", *options)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_drafts_from_documents_and_questions(call: Call) -> None:
    call("sample")
    items = generated(call, "--count", "8", "--seed", "5")
    assert len(items) == 8
    assert {"number", "date"} <= {item["kind"] for item in items}
    assert all(item["source"] and item["explanation"] for item in items)
    ids = [str(item["id"]) for item in items]
    listed = json.loads(call("quiz", "list", "--json", "--state", "draft")[1])
    assert [str(item["id"]) for item in listed] == ids
    assert call("quiz", "approve", *ids)[1] == "Đã duyệt 8 câu.\n"


def test_what_the_bank_asks_is_not_proposed_again(call: Call) -> None:
    call("sample")
    first = {item["question"] for item in generated(call, "--count", "10")}
    then = {item["question"] for item in generated(call, "--count", "10", "--seed", "1")}
    assert first
    assert not first & then


def test_one_document_kinds_and_a_topic(call: Call) -> None:
    call("sample")
    document = json.loads(call("documents", "list", "--json")[1])[0]
    items = generated(
        call, "--document", str(document["id"]), "--kind", "number", "--topic", "Thủ Dầu Một"
    )
    assert {item["document_id"] for item in items} == {document["id"]}
    assert {item["kind"] for item in items} == {"number"}
    assert {item["topic"] for item in items} == {"Thủ Dầu Một"}


def test_the_table_marks_the_key(call: Call) -> None:
    call("sample")
    code, out, _ = call("quiz", "generate", "--count", "1", "--kind", "date")
    assert code == 0
    assert out.count(" *\n") == 1
    assert out.splitlines()[-1].startswith("Đã thêm 1 câu chờ duyệt")


def test_an_empty_library_offers_none(call: Call) -> None:
    assert call("quiz", "generate") == (0, "Không rút được câu nào mới từ các văn bản.\n", "")


def test_an_unknown_document_is_said_in_one_line(call: Call) -> None:
    code, _, err = call("quiz", "generate", "--document", "99/KH-TU")
    assert code == 1
    assert err.count("\n") == 1
    assert "99/KH-TU" in err
