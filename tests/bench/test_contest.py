"""The contest benchmark in small: what it measures holds, and it says so where it does not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.contest import measure
from bench.contest_checking import check
from bench.contest_people import Played
from bench.contest_setting import set_up


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_or_counts_twice_though_the_process_is_killed() -> None:
    found = measure(60, 20, 4, 2, standings=100, web=2, askers=4)
    assert found.passed
    assert (found.attempts, found.kills) == (60, 2)
    assert found.answers >= 60 * 20
    assert found.page_answers == 2 * 20


def test_what_is_lost_or_doubled_in_the_file_is_found(tmp_path: Path) -> None:
    keys = set_up(tmp_path, 2, 1)
    path = tmp_path / "hoidap.sqlite"
    with closing(sqlite3.connect(path)) as file:
        file.execute(
            "INSERT INTO contest_attempts (id, contest_id, round, entry_id, number, revision,"
            " questions, started_at, due_at, channel, chat, ended_at, score, correct)"
            " VALUES (1, 'tai-nang', 1, 1, 1, 1, 2, '', '', '', '', '', 500, 1)"
        )
        paper = f"[[1, 1, 500, [{keys[1]}, 9]], [2, 1, 500, [9, {keys[2]}]]]"
        file.execute("INSERT INTO contest_papers VALUES (1, ?)", (paper,))
        file.execute("INSERT INTO contest_answers VALUES (1, 1, 0, 0, ''), (1, 2, 0, 0, '')")
        file.commit()
    as_told = check(path, {1: Played(1, "22", bytearray((0, 0)), (500, 1))}, keys)
    assert (as_told.lost, as_told.twice, as_told.strange) == (0, 1, 1)
    more = check(path, {1: Played(1, "22", bytearray((0, 0, 1, 0)), (500, 1))}, keys)
    assert (more.lost, more.twice, more.strange) == (1, 0, 1)
    gone = check(path, {5: Played(1, "22", bytearray((0, 0)))}, keys)
    assert (gone.lost, gone.strange) == (2, 1)
