"""A contest in its last minutes: many people answer at once, and the process is killed meanwhile.

    python -m bench.contest [--attempts 75000] [--people 20000] [--units 300] [--kills 5]
                            [--standings 100000] [--web 100] [--json]

A round of a week, compressed: a fifth of the attempts on five evenings, the others in its last ten
minutes. Each attempt has 20 questions. Askers play crowds of people at the same time; each act
waits for its acknowledgement, as a tap does. Of the answers 2 % are sent twice and 3 % changed; of
the last attempts 2 % are left to the clock. A child process (`bench.contest_serving`) is the
product: `bot.contests` on an SQLite file, every act durable (synchronous = FULL), several at a
time. It is killed (SIGKILL) at even distances and started again; who got no acknowledgement sends
the same act once more. Meanwhile somebody looks at the standings, and another process asks for its
turn to write.

The askers keep what was acknowledged. Afterwards the file, read without the product's code, must
hold exactly this: every answer, none twice, each attempt with the score that the askers count.
Attempts are copied up to --standings; of these the standings are made, compared with plain sorting,
and counted again from papers, answers and keys by the product, which must change nothing.

Then --web people play on the page: HTTP, dialogue, answer, what is kept to be shown again. One more
plays before, so that the process's start does not count.
"""

from __future__ import annotations

import argparse
import atexit
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

from bench.contest_checking import check, fill_up, ranked_alike, running
from bench.contest_people import Crowd, Process, Watch, taps
from bench.contest_serving import CONTEST, SharedClock, open_database
from bench.contest_setting import CLOSES, EVENINGS, LAST_MINUTES, set_up
from bot.contest_desk import ContestDesk
from knowledge.library import Library

EARLY = 0.2
PAGE_TALKERS = 6  # as many as `asyncio.to_thread` has threads on two cores


@dataclass
class Report:
    """What came of a run; times in milliseconds where the name says nothing else."""

    attempts: int
    people: int
    units: int
    kills: int
    seconds: float
    attempts_a_second: float
    answers: int
    answers_a_second: float
    peak_answers_a_second: float
    answer_p50: float
    answer_p99: float
    answer_longest: float
    repeated_after_kill: int
    lost: int
    twice: int
    strange: int
    left_to_the_clock: int
    memory_mib: float
    file_mib: float
    table_p50: float
    table_longest: float
    other_writer_p50: float
    other_writer_longest: float
    standings_of: int = 0
    standings_s: float = 0.0
    ranked_alike: bool = False
    recounted_s: float = 0.0
    recount_changed: int = 0
    page_answers: int = 0
    page_answers_a_second: float = 0.0
    page_p50: float = 0.0
    page_p99: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing is lost, twice or otherwise than it should be."""
        wrong = self.lost + self.twice + self.strange + self.recount_changed
        return not wrong and self.ranked_alike


def measure(
    attempts: int,
    people: int,
    units: int,
    kills: int,
    *,
    standings: int,
    web: int,
    askers: int = 16,
) -> Report:
    """Plays it all; see the head of this file."""
    with tempfile.TemporaryDirectory(prefix="hoidap-bench-") as name:
        folder = Path(name)
        keys = set_up(folder, people, units)
        found = play(folder, attempts, people, units, kills, askers, keys)
        tabulate(folder, found, standings)
        if web:
            play_on_the_page(folder, found, min(web, people - 1))
    return found


def play(
    folder: Path,
    attempts: int,
    people: int,
    units: int,
    kills: int,
    askers: int,
    keys: dict[int, int],
) -> Report:
    """The round, with its kills, and what the file holds then."""
    clock = SharedClock(folder)
    everybody = range(1, people + 1)
    crowds = [Crowd(folder, everybody[n::askers], seed=n) for n in range(askers)]
    process, watch = Process(folder), Watch(folder)
    atexit.register(process.kill)
    process.start()
    for thread in (*crowds, watch):
        thread.start()
    early = int(attempts * EARLY) // len(EVENINGS)
    late = attempts - early * len(EVENINGS)
    killing = Killing(process, crowds, attempts, kills)
    began = time.monotonic()
    for evening in EVENINGS:
        clock.set(evening)
        share(crowds, early, leaving=False)
        killing.until_idle(lambda: None)
    last_began, before = time.monotonic(), sum(crowd.begun for crowd in crowds)
    answered = sum(len(crowd.waits) for crowd in crowds)
    clock.set(CLOSES - LAST_MINUTES)
    share(crowds, late, leaving=True)

    def hurry() -> None:
        """The ten minutes go by as the attempts begin; the last second waits for the last."""
        gone = (sum(crowd.begun for crowd in crowds) - before) / late
        clock.set(CLOSES - LAST_MINUTES + gone * (LAST_MINUTES - timedelta(seconds=1)))

    killing.until_idle(hurry)
    over = time.monotonic()
    clock.set(CLOSES + timedelta(seconds=1))
    played = {number: each for crowd in crowds for number, each in crowd.played.items()}
    left = sum(each.told is None for each in played.values())
    path = folder / "hoidap.sqlite"
    while running(path):  # the clock ends those that were left
        process.look()
        time.sleep(0.2)
    for crowd in crowds:
        crowd.end()
    watch.end()
    process.kill()
    found = check(path, played, keys)
    waits = sorted(wait for crowd in crowds for wait in crowd.waits)
    return Report(
        attempts=len(played),
        people=people,
        units=units,
        kills=killing.killed,
        seconds=over - began,
        attempts_a_second=len(played) / (over - began),
        answers=len(waits),
        answers_a_second=len(waits) / (over - began),
        peak_answers_a_second=(len(waits) - answered) / (over - last_began),
        answer_p50=median(waits),
        answer_p99=quantiles(waits, n=100)[98],
        answer_longest=waits[-1],
        repeated_after_kill=sum(crowd.repeated for crowd in crowds),
        lost=found.lost,
        twice=found.twice,
        strange=found.strange,
        left_to_the_clock=left,
        memory_mib=process.peak_mib,
        file_mib=path.stat().st_size / 2**20,
        table_p50=median(watch.tables),
        table_longest=max(watch.tables),
        other_writer_p50=median(watch.turns),
        other_writer_longest=max(watch.turns),
    )


class Killing:
    """Kills the process at even distances while crowds play."""

    def __init__(
        self, process: Process, crowds: Sequence[Crowd], attempts: int, kills: int
    ) -> None:
        self._process = process
        self._crowds = crowds
        self._apart = attempts / (kills + 1)
        self._kills = kills
        self.killed = 0

    def until_idle(self, meanwhile: Callable[[], None]) -> None:
        """Until everybody has played what they were told."""
        while not all(crowd.idle for crowd in self._crowds):
            time.sleep(0.02)
            meanwhile()
            for crowd in self._crowds:
                if crowd.failure is not None:
                    raise crowd.failure
            self._process.look()
            begun = sum(crowd.begun for crowd in self._crowds)
            if self.killed < self._kills and begun >= self._apart * (self.killed + 1):
                self._process.kill()
                self.killed += 1
                self._process.start()


def share(crowds: Sequence[Crowd], attempts: int, *, leaving: bool) -> None:
    """Gives each crowd its part of some attempts."""
    for number, crowd in enumerate(crowds):
        part = attempts // len(crowds) + (number < attempts % len(crowds))
        crowd.plays(part, leaving=leaving)


def tabulate(folder: Path, report: Report, attempts: int) -> None:
    """The standings of so many attempts, and all of them counted again."""
    path = folder / "hoidap.sqlite"
    report.standings_of = fill_up(path, attempts)
    database = open_database(folder)
    desk = ContestDesk(Library(database), clock=SharedClock(folder))
    began = time.monotonic()
    standings = desk.standings(CONTEST)
    report.standings_s = time.monotonic() - began
    report.ranked_alike = ranked_alike(path, standings)
    began = time.monotonic()
    recount = desk.corrections.recount(CONTEST, by="cli")
    report.recounted_s = time.monotonic() - began
    report.recount_changed = len(recount.changes) + len(recount.moved)
    database.close()


def play_on_the_page(folder: Path, report: Report, people: int) -> None:
    """So many people play on the page, some at a time."""
    SharedClock(folder).set(EVENINGS[0])
    process = Process(folder, "--web")
    atexit.register(process.kill)
    process.start()
    first, *accounts = range(1, people + 2)
    taps(folder, [first])  # waits until the page is there
    began = time.monotonic()
    with ThreadPoolExecutor(PAGE_TALKERS) as talkers:
        parts = [accounts[n::PAGE_TALKERS] for n in range(PAGE_TALKERS)]
        every = sorted(chain(*talkers.map(taps, [folder] * PAGE_TALKERS, parts)))
    seconds = time.monotonic() - began
    process.look()
    process.kill()
    report.page_answers = len(every)
    report.page_answers_a_second = len(every) / seconds
    report.page_p50, report.page_p99 = median(every), quantiles(every, n=100)[98]


ROWS = (
    ("attempts, of people, of units", "{attempts:,} · {people:,} · {units:,}"),
    ("process killed", "{kills} times; {repeated_after_kill} acts sent again"),
    ("took", "{seconds:,.0f} s"),
    ("attempts a second", "{attempts_a_second:,.1f}"),
    ("answers", "{answers:,}; {left_to_the_clock:,} attempts ended by the clock"),
    (
        "answers a second",
        "{answers_a_second:,.0f}; in the last ten minutes {peak_answers_a_second:,.0f}",
    ),
    (
        "acknowledged after",
        "p50 {answer_p50:.1f} ms, p99 {answer_p99:.1f} ms; through a kill {answer_longest:,.0f} ms",
    ),
    ("lost · twice · with another score", "{lost} · {twice} · {strange}"),
    ("memory · file", "{memory_mib:,.0f} MiB · {file_mib:,.0f} MiB"),
    ("standings meanwhile", "p50 {table_p50:.1f} ms, longest {table_longest:,.0f} ms"),
    (
        "another process's turn to write",
        "p50 {other_writer_p50:.1f} ms, longest {other_writer_longest:,.0f} ms",
    ),
    ("standings of {standings_of:,} attempts", "{standings_s:.2f} s; as sorted: {ranked_alike}"),
    ("counted again", "{recounted_s:.1f} s; {recount_changed} changed"),
    (
        "whole way, on the page",
        "{page_answers:,} answers, {page_answers_a_second:,.0f} a second,"
        " p50 {page_p50:.1f} ms, p99 {page_p99:.1f} ms",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--attempts", type=int, default=75_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--standings", type=int, default=100_000)
    parser.add_argument("--web", type=int, default=100, help="people who play on the page")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report = measure(
        given.attempts,
        given.people,
        given.units,
        given.kills,
        standings=given.standings,
        web=given.web,
    )
    figures = asdict(report)
    if given.json:
        print(json.dumps(figures | {"passed": report.passed}))
    else:
        for label, text in ROWS:
            print(f"{label.format(**figures):36} {text.format(**figures)}")
    raise SystemExit(0 if report.passed else 1)


if __name__ == "__main__":
    main()
