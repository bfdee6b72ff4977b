"""Delivery under trouble: many people, failing platforms, a process that is killed again and again.

    python -m bench.delivery [--updates 50000] [--people 5000] [--kills 10] [--json FILE]

A child process is the product: its dialogue with the real engine over the sample knowledge,
Telegram by polling and Zalo Bot by webhook, over HTTP against the strict fakes of the tests. Every
question bears a number that its answer repeats, so that each answer is known again. Of the
platforms' answers to our requests 5 % are failures (429, 5xx, connections cut before the request
was taken); of the updates 2 % come twice and neighbours come out of order. The child is killed
(SIGKILL) at even distances and started again.

The engine answers each of the sample's questions once in a process and repeats it from memory,
since it is delivery that is measured; --anew lets it work every time.

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
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from tests.fakes.served import Answer, Call, served
from tests.fakes.telegram import FakeTelegram, bad_gateway, broken_connection, too_many_requests
from tests.fakes.zalo_bot import FakeZaloBot, failure

if TYPE_CHECKING:
    from index.answer import Answer as Found
    from index.answer import Turn
    from index.engine import Engine

FAILING = 0.05
TWICE = 0.02
OUT_OF_ORDER_WITHIN = 20
COURIERS = 16  # webhook requests that Zalo makes at the same time
STUCK_S = 120  # seconds without any answer after which the run is given up
NUMBER = re.compile(r"#(\d+)#")
ROOT = Path(__file__).resolve().parents[1]


class Ledger:
    """When each numbered question was handed out first, and when an answer to it was taken."""

    def __init__(self) -> None:
        self.out: dict[int, float] = {}
        self.taken: dict[int, list[float]] = {}

    def hands_out(self, text: str) -> None:
        self.out.setdefault(number_in(text), time.monotonic())

    def takes(self, text: str) -> None:
        self.taken.setdefault(number_in(text), []).append(time.monotonic())

    @property
    def answered(self) -> int:
        return len(self.taken)


class Troubled:
    """Makes a share of a platform's answers fail."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.failed: Counter[str] = Counter()

    def trouble(self, answers: Sequence[tuple[str, Answer, float]]) -> Answer | None:
        roll = self.random.random()
        for name, answer, share in answers:
            roll -= share * FAILING
            if roll < 0:
                self.failed[name] += 1
                return answer
        return None


class Telegram(FakeTelegram):
    TROUBLES = (
        ("429", too_many_requests(1), 0.1),
        ("5xx", bad_gateway(), 0.45),
        ("cut", broken_connection(), 0.45),
    )

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.troubled = Troubled(1)

    def will_say(self, questions: Sequence[tuple[int, str]], order: random.Random) -> None:
        """Queues the updates: (person, text), shuffled among neighbours, some twice."""
        for person, text in questions:
            self.says(text, user=person)
        updates = disordered(self._updates, order)
        self._updates = [update | {"update_id": n} for n, update in enumerate(updates, 1000)]

    def answer(self, call: Call, token: str) -> Answer:
        return self.troubled.trouble(self.TROUBLES) or super().answer(call, token)

    def _on_getUpdates(self, params: dict[str, Any]) -> Any:  # noqa: N802
        updates = super()._on_getUpdates(params)
        for update in updates:
            self.ledger.hands_out(update["message"]["text"])
        return updates

    def _on_sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        sent = super()._on_sendMessage(params)
        self.ledger.takes(params["text"])
        return sent


class ZaloBot(FakeZaloBot):
    TROUBLES = (
        ("5xx", failure(403, "Internal server error"), 0.4),
        ("408", failure(408, "Request timeout", status=200), 0.2),
        ("cut", Answer(200, {}, cut=True), 0.4),
    )

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.troubled = Troubled(2)
        self._courier = ThreadPoolExecutor(COURIERS)
        self.tries = 10**6

    def will_say(self, questions: Sequence[tuple[int, str]], order: random.Random) -> None:
        for person, text in questions:
            self.says(text, user=f"zalo{person}")
        self._updates = disordered(self._updates, order)

    def bring(self, update: Any) -> None:
        self.ledger.hands_out(update["result"]["message"]["text"])
        super().bring(update)

    def answer(self, call: Call, token: str) -> Answer:
        return self.troubled.trouble(self.TROUBLES) or super().answer(call, token)

    def _on_setWebhook(self, call: Call) -> Answer:  # noqa: N802
        answer = super()._on_setWebhook(call)
        with self.changed:
            waiting, self._updates = self._updates, []
        self._courier.submit(self._bring_all, waiting)
        return answer

    def _bring_all(self, updates: Sequence[Any]) -> None:
        """A few more than couriers at a time, so that "handed out" is when it is on its way."""
        for update in updates:
            with self.changed:
                self.changed.wait_for(lambda: self.under_way < COURIERS or self.closing)
            self.bring({"ok": True, "result": update})

    def _on_sendMessage(self, call: Call) -> Answer:  # noqa: N802
        answer = super()._on_sendMessage(call)
        if answer.status == 200:
            self.ledger.takes(call.params["text"])
        return answer


def disordered(updates: Sequence[Any], order: random.Random) -> list[Any]:
    twice = [update for update in updates if order.random() < TWICE]
    keyed = [(n + order.uniform(0, OUT_OF_ORDER_WITHIN), u) for n, u in enumerate(updates)]
    keyed += [(order.uniform(0, len(updates)), update) for update in twice]
    return [update for _, update in sorted(keyed, key=lambda pair: pair[0])]


def number_in(text: str) -> int:
    found = NUMBER.search(text)
    assert found, f"no number in {text!r}"
    return int(found[1])


# the child: the product


class Numbered:
    """The real engine; a question's number is set aside and put under its answer.

    Args:
        engine: The engine.
        anew: Whether it works each time; else the same question is answered from memory.
    """

    def __init__(self, engine: Engine, *, anew: bool) -> None:
        self._engine = engine
        self._anew = anew
        self._known: dict[str, Found] = {}

    def answer(
        self, question: str, *, context: Sequence[Turn] = (), day: date | None = None
    ) -> Found:
        number = NUMBER.search(question)
        assert number
        asked = NUMBER.sub("", question).strip()
        found = None if self._anew else self._known.get(asked)
        if found is None:
            found = self._known[asked] = self._engine.answer(asked, day=day)
        return replace(found, text=f"{found.text}\n{number[0]}")


def child(port: int, *, anew: bool) -> None:
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
        numbered: Any = Numbered(engine, anew=anew)
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
    anew: bool
    process: subprocess.Popen[bytes] | None = None
    peak_mib: float = 0.0
    in_doubt: set[int] = field(default_factory=set)  # questions whose answer a kill cut short

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "bench.delivery",
                f"--child={self.port}",
                *(["--anew"] if self.anew else []),
            ],
            cwd=ROOT,
            env=os.environ | self.environment,
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
        path = Path(self.environment["HOIDAP_DATA_DIR"]) / "hoidap.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as database:
            found = database.execute(f"SELECT reply FROM outbox WHERE {condition}")
            return {number_in(reply) for (reply,) in found}


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
    failed_requests: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    peak_mib: float = 0.0

    @property
    def passed(self) -> bool:
        return not (self.unanswered or self.repeated_otherwise)


def measure(
    updates: int, people: int, kills: int, *, anew: bool = False, quiet: bool = False
) -> Report:
    ledger = Ledger()
    order = random.Random(7)
    telegram, zalo = Telegram(ledger), ZaloBot(ledger)
    with (
        tempfile.TemporaryDirectory(prefix="hoidap-bench-") as folder,
        served(telegram) as telegram_url,
        served(zalo) as zalo_url,
    ):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {
            "HOIDAP_DATA_DIR": folder,
            "HOIDAP_TELEGRAM_TOKEN": telegram.token,
            "HOIDAP_TELEGRAM_BASE_URL": telegram_url,
            "HOIDAP_ZALO_BOT_TOKEN": zalo.token,
            "HOIDAP_ZALO_BOT_BASE_URL": zalo_url,
            "HOIDAP_ZALO_BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "HOIDAP_LOG_LEVEL": "error",
        }
        known = sample_questions(environment)
        said = [(1 + n % people, f"{order.choice(known)} #{n}#") for n in range(updates)]
        telegram.will_say([each for each in said if each[0] % 2], order)
        zalo.will_say([each for each in said if not each[0] % 2], order)
        process = Child(environment, port, anew)
        began = time.monotonic()
        process.start()
        killed = run_until_answered(ledger, updates, kills, process, quiet=quiet)
        seconds = time.monotonic() - began
        time.sleep(2)  # a double would come about now
        process.kill()
        silent = process.rows("reason LIKE 'Unclear%' OR reason LIKE 'no answer%'")
    failed = telegram.troubled.failed + zalo.troubled.failed
    found = report(ledger, updates, process.in_doubt, silent)
    return replace(
        found,
        people=people,
        kills=killed,
        failed_requests=dict(failed),
        seconds=seconds,
        peak_mib=process.peak_mib,
    )


def run_until_answered(
    ledger: Ledger, updates: int, kills: int, process: Child, *, quiet: bool
) -> int:
    """Runs until every question is answered; how often the child was killed."""
    killed = 0
    last, moved = 0, time.monotonic()
    while ledger.answered < updates:
        time.sleep(0.05)
        process.look()
        answered = ledger.answered
        if answered > last:
            last, moved = answered, time.monotonic()
        elif time.monotonic() - moved > STUCK_S:
            break
        if killed < kills and answered >= updates * (killed + 1) / (kills + 1):
            process.kill()
            killed += 1
            process.start()
            if not quiet:
                print(f"killed {killed} times, {answered} answered", file=sys.stderr, flush=True)
    return killed


def report(ledger: Ledger, updates: int, killed: set[int], silent: set[int]) -> Report:
    """What the ledger says.

    Args:
        ledger: What the platforms took.
        updates: How many questions were asked.
        killed: Those whose answer was on its way at a kill.
        silent: Those whose answer got no response from the platform.
    """
    taken = dict(ledger.taken)
    doubles = {number for number, moments in taken.items() if len(moments) > 1}
    waits = [(moments[0] - ledger.out[number]) * 1000 for number, moments in taken.items()]
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


def sample_questions(environment: dict[str, str]) -> list[str]:
    """Loads the sample knowledge; its own questions, each answered by its entry."""
    from bot.app import open_database
    from bot.config import load_settings
    from knowledge.library import Library

    subprocess.run(
        [sys.executable, "-m", "bot", "sample"],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    settings = load_settings().model_copy(update={"data_dir": Path(environment["HOIDAP_DATA_DIR"])})
    with open_database(settings) as database:
        return [entry.question for entry in Library(database).faq_entries(limit=200)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--anew", action="store_true", help="the engine works for every question")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it complains of connections we cut
    if given.child is not None:
        child(given.child, anew=given.anew)
        return 0
    found = measure(given.updates, given.people, given.kills, anew=given.anew)
    figures = {**vars(found), "per_second": found.questions / found.seconds}
    for name, value in figures.items():
        print(f"{name:22} {value:.1f}" if isinstance(value, float) else f"{name:22} {value}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 0 if found.passed else 1


if __name__ == "__main__":
    sys.exit(main())
