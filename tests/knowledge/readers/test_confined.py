"""Reading in a child process: the same text, one sentence for every end, nothing left behind."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers import read
from knowledge.readers.confined import read_confined
from tests.knowledge.readers.files import pdf, word_by_library
from tests.shared_data import SHARED, requires_shared


def pages(path: Path, count: int) -> Path:
    return pdf(path, [[(72, 500, 12, f"Trang {n} của nghị quyết đại hội")] for n in range(count)])


def descendants() -> set[int]:
    """Every process below this one."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found: set[int] = set()
    below = {os.getpid()}
    while below:
        below = {child for child, parent in parents.items() if parent in below} - found
        found |= below
    return found


def refused(path: Path, limits: Limits = DEFAULT) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_confined(path, limits)
    assert caught.value.details["name"] == path.name
    return caught.value


def test_a_confined_reading_is_the_same_reading(tmp_path: Path) -> None:
    document = word_by_library(tmp_path / "a.docx", "Điều 1. Phạm vi", "Một đoạn.")
    table = tmp_path / "b.csv"
    table.write_text("Câu hỏi;Trả lời\nMột?;Hai\nBa?;Bốn\n")
    for path in (document, table, pages(tmp_path / "c.pdf", 3)):
        assert read_confined(path) == read(path)


@requires_shared
def test_a_confined_reading_of_real_files_is_the_same(tmp_path: Path) -> None:
    for name in ("decree30", "legacy/files"):
        for path in sorted((SHARED / "data" / "documents" / name).glob("*.*"))[:4]:
            assert read_confined(path) == read(path)


def test_progress_comes_page_by_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    read_confined(pages(tmp_path / "a.pdf", 3), on_progress=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_refusals_come_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert refused(path).problem is Problem.MISSING
    path.write_bytes(b"")
    assert refused(path).problem is Problem.EMPTY
    error = refused(pages(tmp_path / "a.pdf", 3), Limits(pages=2))
    assert (error.problem, error.details["count"], error.details["limit"]) == (
        Problem.TOO_LONG, 3, 2,
    )  # fmt: skip


def test_a_file_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Một đoạn văn bản rất dài. " * 2_000_000)
    error = refused(path, Limits(memory_mib=100))
    assert (error.problem, error.details["limit_mib"]) == (Problem.TOO_HEAVY, 100)


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Một đoạn văn bản rất dài. " * 4_000_000)
    started = time.monotonic()
    assert refused(path, Limits(seconds=1)).problem is Problem.TOO_SLOW
    assert refused(path, Limits(processor_seconds=1)).problem is Problem.TOO_SLOW
    assert time.monotonic() - started < 60


def test_a_caller_who_gives_up_leaves_no_process(tmp_path: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up(done: int, total: int) -> None:
        raise GivenUp

    read_confined(pages(tmp_path / "a.pdf", 1))
    before = descendants()
    with pytest.raises(GivenUp):
        read_confined(pages(tmp_path / "b.pdf", 300), on_progress=give_up)
    wait_until(lambda: descendants() == before)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


def test_several_threads_read_at_once(tmp_path: Path) -> None:
    paths = [pages(tmp_path / f"{n}.pdf", n + 1) for n in range(6)]
    found: dict[int, int | None] = {}

    def one(number: int) -> None:
        found[number] = read_confined(paths[number]).pages

    threads = [threading.Thread(target=one, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: n + 1 for n in range(6)}


def test_the_reading_process_sees_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from knowledge.readers import confined

    monkeypatch.setenv("HOIDAP_TELEGRAM_TOKEN", "bi-mat")
    server = confined._Server()
    monkeypatch.setattr(confined, "_SERVER", server)
    before = descendants()
    read_confined(pages(tmp_path / "a.pdf", 1))
    (process,) = descendants() - before
    assert b"bi-mat" not in Path(f"/proc/{process}/environ").read_bytes()
    server.close()
    assert descendants() <= before


def test_a_server_that_was_killed_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge.readers import confined

    server = confined._Server()
    monkeypatch.setattr(confined, "_SERVER", server)
    before = descendants()
    path = pages(tmp_path / "a.pdf", 1)
    read_confined(path)
    (process,) = descendants() - before
    os.kill(process, 9)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    assert read_confined(path).pages == 1
    server.close()
