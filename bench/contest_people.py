"""The people of `bench.contest`: crowds that play, what they were told, who kills the process."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from bench.contest_serving import SOCKET, WEB_SOCKET, open_database
from bench.contest_setting import visit

ROOT = Path(__file__).resolve().parents[1]
TWICE, CHANGED, LEFT = 0.02, 0.03, 0.02
AT_ONCE = 40  # people of a crowd who are in the middle of an attempt


@dataclass
class Played:
    """An attempt as the asker knows it.

    Attributes:
        account: Whose.
        options: How many each question has.
        history: Every acknowledged answer in its order, a byte the question, a byte the option.
        told: What was told of it at its submission: score and right answers.
    """

    account: int
    options: str
    history: bytearray = field(default_factory=bytearray)
    told: tuple[int, int] | None = None


class Process:
    """The serving process, started again whenever it was killed."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._command = [sys.executable, "-m", "bench.contest_serving", str(folder), *options]
        self._process: subprocess.Popen[bytes] | None = None
        self.peak_mib = 0.0

    def start(self) -> None:
        """Starts it."""
        self._process = subprocess.Popen(self._command, cwd=ROOT)

    def look(self) -> None:
        """Notes its memory; fails if it has died by itself."""
        assert self._process is not None
        if (code := self._process.poll()) is not None:
            raise SystemExit(f"the serving process ended by itself: {code}")
        with contextlib.suppress(OSError, StopIteration):
            status = Path(f"/proc/{self._process.pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            self.peak_mib = max(self.peak_mib, int(peak.split()[1]) / 1024)

    def kill(self) -> None:
        """Kills it, and waits until it is gone."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


class Line:
    """A connection to the serving process, made again when that was killed."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / SOCKET)
        self._lines: Any = None
        self.repeated = 0

    def close(self) -> None:
        """Closes it."""
        if self._lines is not None:
            self._lines.close()

    def says(self, act: str) -> str:
        """Says something until it is answered."""
        while True:
            try:
                if self._lines is None:
                    self._connect()
                self._lines.write(act + "\n")
                self._lines.flush()
                if answer := self._lines.readline():
                    return str(answer[:-1])
            except OSError:
                pass
            with contextlib.suppress(OSError):  # of what could not be sent any more
                self.close()
            self._lines = None
            self.repeated += 1

    def _connect(self) -> None:
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self._path)
            except OSError:
                connection.close()
                time.sleep(0.02)
                continue
            self._lines = connection.makefile("rw", encoding="ascii")
            connection.close()  # its file keeps it open
            return


class Crowd(threading.Thread):
    """Some of the people, played by one asker: one act at a time, of any of those who are on.

    Attributes:
        played: The attempts it began, by their numbers.
        waits: Milliseconds until an answer was acknowledged.
    """

    def __init__(self, folder: Path, accounts: Sequence[int], seed: int) -> None:
        super().__init__(daemon=True)
        self._line = Line(folder)
        self._free = deque(accounts)
        self._random = random.Random(seed)
        self.played: dict[int, Played] = {}
        self.waits = array("f")
        self.begun = 0
        self.acts = 0
        self.failure: BaseException | None = None
        self._todo: SimpleQueue[tuple[int, bool] | None] = SimpleQueue()
        self.idle = True

    def plays(self, attempts: int, *, leaving: bool) -> None:
        """Has so many attempts played; with `leaving` some are left to the clock."""
        self.idle = False
        self._todo.put((attempts, leaving))

    def end(self) -> None:
        """Everybody goes home."""
        self._todo.put(None)
        self.join()

    def run(self) -> None:
        """Plays what it is told."""
        try:
            while (told := self._todo.get()) is not None:
                attempts, leaving = told
                self._play(attempts, leaving=leaving)
                self.idle = True
        except BaseException as failure:
            self.failure = failure
            raise
        finally:
            self._line.close()

    @property
    def repeated(self) -> int:
        """Acts that were sent again, since a kill cut their acknowledgement off."""
        return self._line.repeated

    def _play(self, attempts: int, *, leaving: bool) -> None:
        on: list[int] = []
        upto = self.begun + attempts
        while on or self.begun < upto:
            if self.begun < upto and len(on) < AT_ONCE and self._free:
                on.append(self._begins(self._free.popleft()))
                continue
            place = self._random.randrange(len(on))
            number = on[place]
            attempt = self.played[number]
            asked = attempt.history[-2] + 1 if attempt.history else 0
            if asked < len(attempt.options):
                self._answers(number, attempt, asked)
                continue
            on[place] = on[-1]
            on.pop()
            if leaving and len(self._free) > 1 and self._random.random() < LEFT:
                continue  # the clock ends it
            score, correct = self._numbers(f"submit {number}")
            attempt.told = int(score), int(correct)
            self._free.append(attempt.account)

    def _begins(self, account: int) -> int:
        number, options = self._numbers(f"start {account}")
        self.begun += 1
        assert int(number) not in self.played
        self.played[int(number)] = Played(account, options)
        return int(number)

    def _answers(self, number: int, attempt: Played, asked: int) -> None:
        options = int(attempt.options[asked])
        option = self._random.randrange(options)
        given = [option]
        if self._random.random() < CHANGED:
            given.append((option + 1) % options)
        if self._random.random() < TWICE:
            given.append(given[-1])
        for value in given:
            act = f"answer {number} {asked} {value}"
            began = time.monotonic()
            answer = self._says(act)
            self.waits.append((time.monotonic() - began) * 1000)
            if answer != "ok":
                raise AssertionError(f"{act}: {answer}")
            if attempt.history[-2:] != bytes((asked, value)):
                attempt.history += bytes((asked, value))

    def _numbers(self, act: str) -> tuple[str, str]:
        answer = self._says(act)
        first, _, second = answer.partition(" ")
        if not second:
            raise AssertionError(f"{act}: {answer}")
        return first, second

    def _says(self, act: str) -> str:
        answer = self._line.says(act)
        self.acts += 1
        return answer


class Watch(threading.Thread):
    """Somebody who looks at the standings, and another process that wants to write, meanwhile.

    Attributes:
        tables: Milliseconds until the standings came.
        turns: Milliseconds until the other process had its turn to write.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._line = Line(folder)
        self._database = open_database(folder)
        self._over = threading.Event()
        self.tables = array("f")
        self.turns = array("f")

    def run(self) -> None:
        """Looks twice a second."""
        while not self._over.wait(0.5):
            began = time.monotonic()
            self._line.says("table")
            self.tables.append((time.monotonic() - began) * 1000)
            began = time.monotonic()
            with self._database.session() as session:
                session.connection()
            self.turns.append((time.monotonic() - began) * 1000)

    def end(self) -> None:
        """Looks no more."""
        self._over.set()
        self.join()
        self._line.close()
        self._database.close()


class Page(http.client.HTTPConnection):
    """The page's server, at a socket in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__("localhost")
        self._path = str(folder / WEB_SOCKET)

    def connect(self) -> None:
        """Waits until there is one."""
        self.sock = socket.socket(socket.AF_UNIX)
        while True:
            with contextlib.suppress(OSError):
                self.sock.connect(self._path)
                return
            time.sleep(0.05)


class Visitor:
    """A person on the page, who taps what it shows."""

    def __init__(self, page: Page, account: int) -> None:
        self._page = page
        self._visit = visit(account)
        self._messages = 0
        self.choices: list[str] = []

    def says(self, text: str = "", choice: str | None = None) -> None:
        """Says or taps something."""
        self._messages += 1
        body = {"id": f"{self._messages:022}", "text": text, "choice": choice}
        headers = {"content-type": "application/json", "x-visit": self._visit}
        self._page.request("POST", "/api/messages", json.dumps(body), headers)
        response = self._page.getresponse()
        said = json.loads(response.read())
        assert response.status == 200, said
        self.choices = [choice["id"] for choice in said["replies"][-1]["choices"]]

    def taps(self, kind: str) -> bool:
        """Taps the first choice of a kind; whether there is one."""
        found = next((each for each in self.choices if each.startswith(f"contest:{kind}:")), None)
        if found is not None:
            self.says(choice=found)
        return found is not None


def taps(folder: Path, accounts: Sequence[int]) -> array[float]:
    """Plays an attempt of each of these people on the page; how many milliseconds each answer
    took."""
    waits = array("f")
    with contextlib.closing(Page(folder)) as page:
        for account in accounts:
            person = Visitor(page, account)
            person.says("/thi")
            assert person.taps("start"), person.choices
            assert person.taps("go"), person.choices
            while True:
                began = time.monotonic()
                if not person.taps("a"):
                    break
                waits.append((time.monotonic() - began) * 1000)
            assert person.taps("submit"), person.choices
    return waits
