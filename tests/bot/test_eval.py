"""`hoidap eval` over a small question set."""

import json
from pathlib import Path

import pytest

from .conftest import Call

pytestmark = pytest.mark.usefixtures("shared_model")

TEXTS = {
    "a": "Hội trường phường mở cửa từ bảy giờ sáng đến chín giờ tối hằng ngày.",
    "b": "Thư viện cho mượn mỗi người ba cuốn sách trong hai tuần.",
    "c": "Sân bóng được sơn lại vào tháng ba và mở cho thiếu nhi.",
}
QUESTIONS = {"a": "Hội trường phường mở cửa mấy giờ?", "b": "Thư viện cho mượn mấy cuốn sách?"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    corpus = [{"id": key, "title": "", "text": text} for key, text in TEXTS.items()]
    queries = [{"id": key, "text": text, "relevant": [key]} for key, text in QUESTIONS.items()]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


@pytest.mark.parametrize("options", [[], ["--unmarked"]])
def test_the_figures_are_printed_for_a_program(
    call: Call, folder: Path, options: list[str]
) -> None:
    code, out, _ = call("eval", folder, "--json", *options)
    figures = json.loads(out)
    assert code == 0
    assert set(figures) == {
        "acc@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "ms", "questions", "texts"
    }  # fmt: skip
    assert (figures["acc@1"], figures["questions"], figures["texts"]) == (1.0, 2, 3)


def test_the_figures_are_shown_in_a_table(call: Call, folder: Path) -> None:
    code, out, _ = call("eval", folder)
    assert code == 0
    assert all(name in out for name in ("Acc@1", "MRR@10", "1.0000"))


def test_a_broken_set_is_said_with_its_line(call: Call, folder: Path) -> None:
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n{}")
    code, _, err = call("eval", folder)
    assert code == 1
    assert "3" in err
    assert "queries.jsonl" in err


def test_the_offices_own_knowledge_is_not_touched(call: Call, folder: Path) -> None:
    call("eval", folder)
    assert call("documents", "list", "--json")[1] == "[]\n"
