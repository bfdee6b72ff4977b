"""What `bench.contest` finds in the file afterwards, read without the product's code."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.contest_people import Played
from bot.contests.standings import Standings

POINTS = 500  # hundredths, of a right answer


@dataclass
class Found:
    """What is wrong in the file: nothing should be.

    Attributes:
        lost: Acknowledged answers and submissions that are not there.
        twice: Answers that are there more often than they were given.
        strange: Attempts that nobody was told of, or with another score than the asker counts.
    """

    lost: int = 0
    twice: int = 0
    strange: int = 0


def running(path: Path) -> int:
    """How many attempts have not ended."""
    with closing(sqlite3.connect(path)) as file:
        query = "SELECT count(*) FROM contest_attempts WHERE ended_at IS NULL"
        return int(file.execute(query).fetchone()[0])


def check(path: Path, played: Mapping[int, Played], keys: Mapping[int, int]) -> Found:
    """Compares the file with what was acknowledged, attempt by attempt."""
    found = Found()
    missing = set(played)
    with closing(sqlite3.connect(path)) as file:
        answers = _histories(file)
        given_to, given = next(answers, (0, b""))
        rows = file.execute(
            "SELECT a.id, a.entry_id, a.ended_at, a.score, a.correct, p.paper"
            " FROM contest_attempts a JOIN contest_papers p ON p.attempt_id = a.id ORDER BY a.id"
        )
        for number, entry, ended, score, correct, paper in rows:
            kept = b""
            if given_to == number:
                kept = given
                given_to, given = next(answers, (0, b""))
            attempt = played.get(number)
            if attempt is None:
                found.strange += 1
                continue
            missing.discard(number)
            here, there = _pairs(attempt.history), _pairs(kept)
            found.lost += sum(pair not in there for pair in here)
            found.twice += max(0, len(there) - len(here))
            right = _right(json.loads(paper), dict(here), keys)
            worth = right * POINTS, right
            as_told = (score, correct) == worth == (attempt.told or worth)
            if not as_told or here != there or entry != attempt.account or ended is None:
                found.strange += 1
    found.lost += sum(len(played[number].history) // 2 + 1 for number in missing)
    return found


def _histories(file: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    rows = file.execute(
        "SELECT attempt_id, question, value FROM contest_answers ORDER BY attempt_id, seq"
    )
    now, history = 0, bytearray()
    for attempt, question, value in rows:
        if attempt != now:
            if now:
                yield now, bytes(history)
            now, history = attempt, bytearray()
        history += bytes((question, value))
    if now:
        yield now, bytes(history)


def _pairs(history: bytes | bytearray) -> list[tuple[int, int]]:
    return list(zip(history[::2], history[1::2], strict=True))


def _right(paper: list[list[object]], answers: dict[int, int], keys: Mapping[int, int]) -> int:
    right = 0
    for number, (item, _, _, order) in enumerate(paper):
        assert isinstance(item, int)
        assert isinstance(order, list)
        right += number in answers and order[answers[number]] == keys[item]
    return right


def ranked_alike(path: Path, found: Standings) -> bool:
    """Whether people and units stand where plain sorting of the file's figures puts them."""
    best: dict[int, tuple[int, float, str]] = {}
    attempts: dict[int, int] = {}
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute(
            "SELECT entry_id, score, started_at, ended_at FROM contest_attempts"
        ).fetchall()
        unit_of = dict(file.execute("SELECT id, unit_id FROM contest_entries"))
    for entry, score, started, ended in rows:
        took = datetime.fromisoformat(ended) - datetime.fromisoformat(started)
        mine = (-score, round(took.total_seconds()), ended[:19])
        best[entry] = min(best.get(entry, mine), mine)
        attempts[unit_of[entry]] = attempts.get(unit_of[entry], 0) + 1
    order = sorted(best.values())
    first = {mine: place for place, mine in reversed(list(enumerate(order, 1)))}
    people = {each.result.entry: each.place for each in found.rounds[0].places}
    units = {each.unit.id: each.attempts for each in found.units if each.attempts}
    return people == {entry: first[mine] for entry, mine in best.items()} and units == attempts


def fill_up(path: Path, attempts: int) -> int:
    """Copies attempts, with papers and answers, until there are so many; how many there are."""
    with closing(sqlite3.connect(path)) as file:
        count, last = file.execute("SELECT count(*), max(id) FROM contest_attempts").fetchone()
        names = [row[1] for row in file.execute("PRAGMA table_info(contest_attempts)")]
        kept = ", ".join(name for name in names if name not in ("id", "number"))
        turn = 1
        while count < attempts:
            some = (last * turn, 1000 * turn, attempts - count)
            file.execute(
                f"INSERT INTO contest_attempts (id, number, {kept}) SELECT id + ?, number + ?,"
                f" {kept} FROM contest_attempts WHERE id <= {last} ORDER BY id LIMIT ?",
                some,
            )
            for table, columns in (
                ("contest_papers", "paper"),
                ("contest_answers", "seq, question, value, at"),
            ):
                file.execute(
                    f"INSERT INTO {table} (attempt_id, {columns})"
                    f" SELECT attempt_id + ?, {columns} FROM {table}"
                    f" WHERE attempt_id <= {last} AND attempt_id + ? IN"
                    " (SELECT id FROM contest_attempts)",
                    (last * turn, last * turn),
                )
            (count,) = file.execute("SELECT count(*) FROM contest_attempts").fetchone()
            turn += 1
        file.commit()
    return int(count)
