"""What the command line promises, as a program that calls it sees it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app, globals_first

from .conftest import Call
from .uploading import SUCCESSOR, TEXT

ROOT = Path(__file__).resolve().parents[2]


def commands(group: Any, path: str = "hoidap") -> Iterator[tuple[str, Any]]:
    """Every command by its full name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "dong-lenh.md").read_text("utf-8")
    options = [
        option
        for parameter in ALL[name].params
        for option in parameter.opts
        if option.startswith("--") and option != "--help"
    ]
    assert [said for said in (name, *options) if f"`{said}" not in page] == []


@pytest.mark.parametrize("name", ALL)
def test_every_help_has_an_example_of_its_command(name: str, call: Call) -> None:
    code, out, _ = call(*name.split()[1:], "--help")
    assert code == 0
    assert name in out.partition("Ví dụ:")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["documents", "no-such-command"],
        ["ask"],
        ["ask", "câu hỏi", "--batch", "x"],
        ["ask", "--no-such-option"],
        ["ingest"],
        ["ingest", "a.txt", "--issued-on", "hôm qua"],
        ["documents", "show"],
        ["documents", "restore", "1", "--version", "hai"],
        ["--data-dir"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments: list[str], call: Call) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "--help" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["documents", "show", "không có"], "không có"),
        (["documents", "retire", "7"], "7"),
        (["documents", "show", "9" * 20], "9" * 20),
        (["faq", "export", "x.pdf"], ".xlsx"),
        (["faq", "export", "no/such/folder/x.csv"], "x.csv"),
        (["eval", "no-folder"], "corpus.jsonl"),
        (["--config", "no.yaml", "documents", "list"], "no.yaml"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_1(arguments: list[str], said: str, call: Call) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert said in err


def test_a_wrong_setting_stops_a_command_before_anything_is_made(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text("web: {prot: 1}", "utf-8")
    code, _, err = call("documents", "list")
    assert code == 1
    assert "web.prot" in err
    assert not (tmp_path / "data").exists()


def test_a_database_that_cannot_be_reached_is_said_without_its_password(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOIDAP_DATABASE_URL", "postgresql://u:geheim@127.0.0.1:1/d")
    code, _, err = call("documents", "list")
    assert code == 1
    assert "127.0.0.1" in err
    assert "geheim" not in err


@pytest.mark.parametrize("before", [True, False])
def test_the_data_folder_may_be_named_before_and_after_the_command(
    call: Call, tmp_path: Path, before: bool
) -> None:
    option = ["--data-dir", str(tmp_path / "elsewhere")]
    command = ["documents", "list"]
    code, _, _ = call(*(option + command if before else command + option))
    assert code == 0
    assert (tmp_path / "elsewhere" / "hoidap.sqlite").exists()


def test_what_follows_two_dashes_is_a_question_and_no_option() -> None:
    assert globals_first(["ask", "--", "--data-dir"]) == ["ask", "--", "--data-dir"]
    assert globals_first(["ask", "x", "--config=c"]) == ["--config=c", "ask", "x"]


def test_a_backup_is_made_once(call: Call, tmp_path: Path) -> None:
    assert call("backup", "copy.sqlite")[0] == 0
    code, _, err = call("backup", "copy.sqlite")
    assert code == 1
    assert "copy.sqlite" in err
    assert (tmp_path / "copy.sqlite").stat().st_size > 0


def test_a_library_without_documents_lists_none(call: Call) -> None:
    assert call("documents", "list", "--json")[1] == "[]\n"
    assert "Chưa có" in call("documents", "list")[1]


def test_light_commands_do_not_load_the_model_libraries(tmp_path: Path) -> None:
    program = (
        "import sys; from bot.cli import main; main(['documents', 'list']);"
        "print([m for m in ('torch', 'sentence_transformers', 'faiss') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"HOIDAP_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_m_bot_is_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "documents", "list", "--json"],
        cwd=ROOT,
        env=os.environ | {"HOIDAP_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == []


def test_a_backup_is_restored_and_what_it_replaced_is_kept(call: Call, tmp_path: Path) -> None:
    call("documents", "list")
    call("backup", "copy.sqlite")
    code, out, _ = call("restore", "copy.sqlite")
    assert code == 0
    (kept,) = (tmp_path / "data").glob("hoidap-truoc-khoi-phuc-*.sqlite")
    assert kept.name in out


def test_a_file_that_is_no_backup_is_refused_in_one_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Kế hoạch", "utf-8")
    code, out, err = call("restore", "x.txt")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "x.txt" in err


@pytest.mark.usefixtures("shared_model")
def test_a_head_is_corrected_and_two_versions_are_compared(call: Call, tmp_path: Path) -> None:
    for amount in ("500.000", "700.000"):
        (tmp_path / "qd12.txt").write_text(TEXT.format(amount=amount), encoding="utf-8")
        assert call("ingest", tmp_path / "qd12.txt")[0] == 0

    code, out, _ = call("documents", "changes", "12-QĐ/TU", "--answers")
    assert code == 0
    assert "500.000" in out
    assert "700.000" in out
    assert "Mức hỗ trợ thế nào?" in out

    day = ("--issued-on", "5/1/2026")
    assert call("documents", "correct", "12-QĐ/TU", "--signer", "Lê An, Bí thư", *day)[0] == 0
    shown = json.loads(call("documents", "show", "12-QĐ/TU", "--json")[1])
    assert (shown["signer"], shown["issued_on"]) == ("Lê An, Bí thư", "2026-01-05")
    assert call("documents", "correct", "12-QĐ/TU", "--relations", "thay the 3-NQ/TU")[0] == 0
    assert "thay thế 3-NQ/TU" in call("documents", "show", "12-QĐ/TU")[1]
    code, out, err = call("documents", "correct", "12-QĐ/TU", "--relations", "xoá hết")
    assert (code, "xoá hết" in err) == (2, True)
    assert call("documents", "correct", "12-QĐ/TU")[0] == 2
    assert call("documents", "correct", "12-QĐ/TU", "--title", "-")[0] == 2


@pytest.mark.usefixtures("shared_model")
def test_what_a_text_says_it_replaces_is_told_and_retired_by_hand(
    call: Call, tmp_path: Path
) -> None:
    for name, text in (("qd12.txt", TEXT.format(amount="500.000")), ("qd40.txt", SUCCESSOR)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert call("ingest", tmp_path / "qd12.txt")[0] == 0
    code, out, _ = call("ingest", tmp_path / "qd40.txt")
    assert code == 0
    assert "documents retire 12-QĐ/TU --by" in " ".join(out.split())

    assert call("documents", "retire", "12-QĐ/TU", "--by", "12-QĐ/TU")[0] == 1
    assert call("documents", "retire", "12-QĐ/TU", "--by", "40-QĐ/TU")[0] == 0
    shown = json.loads(call("documents", "show", "12-QĐ/TU", "--json")[1])
    assert shown["status"] == "retired"
    assert "40-QĐ/TU" in json.dumps(shown["replaced_by"], ensure_ascii=False)
