"""Delivery under trouble: many people, failing platforms, a process that is killed again and again.

    python -m bench.delivery [--updates 50000] [--people 5000] [--kills 10] [--json FILE]

A child process is the product: its dialogue with the real engine over the sample knowledge, and
Telegram, Zalo Bot and a Zalo OA, each with a third of the people, over HTTP against the strict
fakes of the tests. Telegram and Zalo Bot are polled and bring to a webhook by turns, another way
at each start; the OA's webhook is signed, and its token runs out between two kills. Every question
bears a number that its answer repeats, so that each answer is known again. Of the platforms'
answers to our requests 5 % are failures (429, 5xx, connections cut before the request was taken);
of the updates 2 % come twice and neighbours come out of order. The child is killed (SIGKILL) at
even distances and started again; where that costs the OA its login (the refresh token spent, the
new one not kept yet), an admin logs in again, as the product asks them to.

The engine works for every question; --remembered has it answer each of the sample's questions once
in a process and repeat it from memory, so that what is left is delivery.

A message on its way in the very moment of a kill, or whose response never came, is sent once more,
since no platform tells whether it took it (see bot/outbox). The child's own database says which
these are: they are counted apart; any other double, and any question without an answer, fails the
run. The platforms' limits of speed are off: with them,
Telegram alone would take 50,000 answers in 28 minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bench.delivery_platforms import NUMBER, Ledger, Platform, number_in, platforms
from tests.fakes.zalo_oa import APP_ID, APP_SECRET, OA_SECRET, FakeZaloOa

if TYPE_CHECKING:
    from index.answer import Answer as Found
    from index.answer import Turn
    from index.engine import Engine

SAY_EVERY_S = 10
STUCK_S = 120  # seconds without any answer after which the run is given up
ROOT = Path(__file__).resolve().parents[1]


# the child: the product


class Numbered:
    """The real engine; a question's number is set aside and put under its answer.

    Args:
        engine: The engine.
        remembered: Whether the same question is answered from memory.
    """

    def __init__(self, engine: Engine, *, remembered: bool) -> None:
        self._engine = engine
        self._remembered = remembered
        self._known: dict[str, Found] = {}

    def answer(
        self, question: str, *, context: Sequence[Turn] = (), day: date | None = None
    ) -> Found:
        number = NUMBER.search(question)
        assert number
        asked = NUMBER.sub("", question).strip()
        found = self._known.get(asked) if self._remembered else None
        if found is None:
            found = self._known[asked] = self._engine.answer(asked, day=day)
        *others, last = found.citations
        told = replace(last, quote=f"{last.quote}\n{number[0]}")
        return replace(found, citations=(*others, told))


def child(port: int, *, remembered: bool) -> None:
    from bot import app
    from bot.config import load_settings
    from bot.dialogue import Dialogue
    from knowledge.library import Library

    settings = load_settings()
    with (
        app.listening("127.0.0.1", port) as listener,
        app.open_database(settings) as database,
        app.open_engine(settings, Library(database)) as engine,
    ):
        numbered: Any = Numbered(engine, remembered=remembered)
        dialogue = Dialogue(database, numbered, Library(database), settings)
        asyncio.run(run_channels(settings, dialogue, listener))


async def run_channels(settings: Any, dialogue: Any, listener: socket.socket) -> None:
    from bot import app
    from bot.channels import web
    from bot.channels.webhooks import Hook
    from tests.bot.channels.running import UNLIMITED

    stop = asyncio.Event()
    hooks: dict[str, Hook] = {}
    page = asyncio.create_task(app.serve_page(web.app(settings, dialogue, hooks), listener, stop))
    channels = app.chat_channels(settings, dialogue, limits=UNLIMITED)
    hooks.update({channel.name: channel.receive for channel in channels.values()})
    await asyncio.gather(page, *(channel.run(stop) for channel in channels.values()))


# the parent: the platforms, and the one who kills


@dataclass
class Child:
    """The child process, started again whenever it was killed."""

    environment: dict[str, str]
    port: int
    remembered: bool
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    peak_mib: float = 0.0
    in_doubt: set[int] = field(default_factory=set)  # questions whose answer a kill cut short

    def start(self) -> None:
        """Starts it; what was polled by its predecessor now comes by webhook, and the reverse."""
        ours = f"http://127.0.0.1:{self.port}"
        hooks = {
            "HOIDAP_TELEGRAM_WEBHOOK_URL": ours if self.starts % 2 else "",
            "HOIDAP_ZALO_BOT_WEBHOOK_URL": "" if self.starts % 2 else ours,
        }
        self.starts += 1
        command = [sys.executable, "-m", "bench.delivery", f"--child={self.port}"]
        self.process = subprocess.Popen(
            [*command, *(["--remembered"] if self.remembered else [])],
            cwd=ROOT,
            env=os.environ | self.environment | hooks,
        )

    def look(self) -> None:
        """Notes its memory; fails if it has died by itself."""
        assert self.process is not None
        if (code := self.process.poll()) is not None:
            raise SystemExit(f"the child ended by itself: {code}")
        with contextlib.suppress(OSError, StopIteration):
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            self.peak_mib = max(self.peak_mib, int(peak.split()[1]) / 1024)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.in_doubt |= self.rows("holder IS NOT NULL AND done_at IS NULL")

    def rows(self, condition: str) -> set[int]:
        """The numbers of the questions whose answers in the outbox meet a condition."""
        found = self._read(f"SELECT reply FROM outbox WHERE {condition}")
        return {number_in(reply) for (reply,) in found}

    def login_lost(self) -> bool:
        """Whether the OA's single-use refresh token was spent and the new pair never kept, since
        the kill came between the two."""
        return bool(self._read("SELECT 1 FROM zalo_oa_tokens WHERE refused_at IS NOT NULL"))

    def _read(self, query: str) -> list[Any]:
        path = Path(self.environment["HOIDAP_DATA_DIR"]) / "hoidap.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as database:
            return database.execute(query).fetchall()


@dataclass
class Report:
    """What came of a run."""

    questions: int
    unanswered: int
    answered_once: int
    repeated_after_kill: int
    repeated_after_silence: int
    repeated_otherwise: int
    p50_ms: float
    p99_ms: float
    people: int = 0
    kills: int = 0
    by_platform: dict[str, int] = field(default_factory=dict)
    failed_requests: dict[str, int] = field(default_factory=dict)
    token_renewals: int = 0
    logins_after_kill: int = 0
    seconds: float = 0.0
    peak_mib: float = 0.0

    @property
    def passed(self) -> bool:
        return not (self.unanswered or self.repeated_otherwise)


def measure(
    updates: int, people: int, kills: int, *, remembered: bool = False, quiet: bool = False
) -> Report:
    order = random.Random(7)
    with (
        tempfile.TemporaryDirectory(prefix="hoidap-bench-") as folder,
        platforms() as (all_three, urls),
    ):
        telegram, zalo_bot, oa = all_three
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {
            "HOIDAP_DATA_DIR": folder,
            "HOIDAP_TELEGRAM_TOKEN": telegram.token,
            "HOIDAP_TELEGRAM_BASE_URL": urls[0],
            "HOIDAP_ZALO_BOT_TOKEN": zalo_bot.token,
            "HOIDAP_ZALO_BOT_BASE_URL": urls[1],
            "HOIDAP_ZALO_OA_APP_ID": APP_ID,
            "HOIDAP_ZALO_OA_APP_SECRET": APP_SECRET,
            "HOIDAP_ZALO_OA_SECRET_KEY": OA_SECRET,
            "HOIDAP_ZALO_OA_BASE_URL": urls[2],
            "HOIDAP_ZALO_OA_OAUTH_URL": urls[2],
            "HOIDAP_LOG_LEVEL": "error",
        }
        known = prepared(environment, oa)
        said = [(1 + n % people, f"{order.choice(known)} #{n}#") for n in range(updates)]
        for place, platform in enumerate(all_three):
            platform.questions([each for each in said if each[0] % 3 == place], order)
        oa.subscribe(f"http://127.0.0.1:{port}/webhook/zalo_oa")
        process = Child(environment, port, remembered)
        began = time.monotonic()
        process.start()
        killed, logins = run_until_answered(all_three, updates, kills, process, quiet=quiet)
        seconds = time.monotonic() - began
        time.sleep(2)  # a double would come about now
        process.kill()
        silent = process.rows("reason LIKE 'Unclear%' OR reason LIKE 'no answer%'")
    found = report([each.ledger for each in all_three], updates, process.in_doubt, silent)
    return replace(
        found,
        people=people,
        kills=killed,
        by_platform={type(each).__name__: each.ledger.answered for each in all_three},
        failed_requests=dict(sum((each.failed for each in all_three), Counter())),
        token_renewals=oa.refreshed,
        logins_after_kill=logins,
        seconds=seconds,
        peak_mib=process.peak_mib,
    )


def run_until_answered(
    all_three: Sequence[Platform], updates: int, kills: int, process: Child, *, quiet: bool
) -> tuple[int, int]:
    """Runs until every question is answered; how often the child was killed, and how often an admin
    had to log the account in again."""
    (oa,) = (each for each in all_three if isinstance(each, FakeZaloOa))
    killed, expired, logins = 0, 0, 0
    last, moved = 0, (said := time.monotonic())
    while (answered := sum(each.ledger.answered for each in all_three)) < updates:
        time.sleep(0.05)
        process.look()
        if not quiet and time.monotonic() - said > SAY_EVERY_S:
            said = time.monotonic()
            each_of = ", ".join(str(each.ledger.answered) for each in all_three)
            print(f"{answered} answered ({each_of})", file=sys.stderr, flush=True)
        if answered > last:
            last, moved = answered, time.monotonic()
        elif time.monotonic() - moved > STUCK_S:
            break
        share = answered / updates * (kills + 1)
        if expired <= killed and share > killed + 0.5:
            expired += 1
            oa.expire_access_tokens()
        if process.login_lost():
            log_in(process.environment, oa)
            logins, moved = logins + 1, time.monotonic()
        if killed < kills and share >= killed + 1:
            process.kill()
            killed += 1
            process.start()
            if not quiet:
                print(f"killed {killed} times, {answered} answered", file=sys.stderr, flush=True)
    return killed, logins


def report(ledgers: Sequence[Ledger], updates: int, killed: set[int], silent: set[int]) -> Report:
    """What the ledgers say.

    Args:
        ledgers: What the platforms took.
        updates: How many questions were asked.
        killed: Those whose answer was on its way at a kill.
        silent: Those whose answer got no response from the platform.
    """
    out = {number: at for each in ledgers for number, at in each.out.items()}
    taken = {number: moments for each in ledgers for number, moments in each.taken.items()}
    doubles = {number for number, moments in taken.items() if len(moments) > 1}
    waits = [(moments[0] - out[number]) * 1000 for number, moments in taken.items()]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    return Report(
        questions=updates,
        unanswered=updates - len(taken),
        answered_once=len(taken) - len(doubles),
        repeated_after_kill=len(doubles & killed),
        repeated_after_silence=len(doubles & silent - killed),
        repeated_otherwise=len(doubles - killed - silent),
        p50_ms=cuts[49],
        p99_ms=cuts[98],
    )


def prepared(environment: dict[str, str], oa: FakeZaloOa) -> list[str]:
    """Loads the sample knowledge and logs the account in; the sample's own questions."""
    from bot.app import open_database
    from knowledge.library import Library

    subprocess.run(
        [sys.executable, "-m", "bot", "sample"],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    log_in(environment, oa)
    with open_database(settings_of(environment)) as database:
        return [entry.question for entry in Library(database).faq_entries(limit=200)]


def log_in(environment: dict[str, str], oa: FakeZaloOa) -> None:
    """An admin logs the account in, in another process than the one that serves."""
    from bot.app import open_database
    from bot.zalo.oa_tokens import OaTokens

    with open_database(settings_of(environment)) as database:
        tokens = OaTokens(database, APP_ID, APP_SECRET, oauth_url=oa.url)
        redirect = "http://127.0.0.1/zalo-oa/callback"
        back = parse_qs(urlsplit(oa.approves(tokens.begin(redirect), redirect=redirect)).query)
        asyncio.run(tokens.finish(back["code"][0], back["state"][0], back["oa_id"][0]))


def settings_of(environment: dict[str, str]) -> Any:
    from bot.config import load_settings

    return load_settings().model_copy(update={"data_dir": Path(environment["HOIDAP_DATA_DIR"])})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument(
        "--remembered", action="store_true", help="the engine works once for each question"
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it complains of connections we cut
    if given.child is not None:
        child(given.child, remembered=given.remembered)
        return 0
    found = measure(given.updates, given.people, given.kills, remembered=given.remembered)
    figures = {**vars(found), "per_second": found.questions / found.seconds}
    for name, value in figures.items():
        print(f"{name:22} {value:.1f}" if isinstance(value, float) else f"{name:22} {value}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 0 if found.passed else 1


if __name__ == "__main__":
    sys.exit(main())
