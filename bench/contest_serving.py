"""The serving process of `bench.contest`, which that kills: the product's attempts, or its page.

    python -m bench.contest_serving FOLDER [--web]

FOLDER holds the database, the socket that people's acts come by, and the clock. An act is a line,
answered by a line once it is written down for good:

    start ACCOUNT                   -> ATTEMPT OPTIONS_OF_EACH_QUESTION
    answer ATTEMPT QUESTION OPTION  -> ok
    submit ATTEMPT                  -> SCORE CORRECT
    table                           -> PEOPLE
    ended                           -> the reason, of an act that is refused

A connection has a thread, as a message of the page has; one more looks at the clock. With --web it
is the whole way instead: HTTP, the page, the dialogue, what is kept of it.
"""

from __future__ import annotations

import argparse
import asyncio
import mmap
import socket
import struct
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import app
from bot.contest_desk import LOOK_EVERY_S, ContestDesk
from bot.contests.errors import ContestError
from bot.messages import Address
from bot.state import MIGRATIONS
from knowledge.database import Database
from knowledge.library import Library

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CONTEST = "tai-nang"
SOCKET = "people.sock"
WEB_SOCKET = "web.sock"
_SECONDS = struct.Struct("d")


class SharedClock:
    """The server's clock, which the benchmark sets: seconds in a file that both map."""

    def __init__(self, folder: Path) -> None:
        path = folder / "clock"
        if not path.exists():
            path.write_bytes(_SECONDS.pack(0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SECONDS.size)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(_SECONDS.unpack(self._map[:])[0], UTC)

    def set(self, moment: datetime) -> None:
        """For both processes at once."""
        self._map[:] = _SECONDS.pack(moment.timestamp())  # whole; pack_into would zero it first


def open_database(folder: Path) -> Database:
    """The database of a folder, as the product opens it."""
    return Database.open(f"sqlite:///{folder / 'hoidap.sqlite'}", migrations=[MIGRATIONS])


class Serving:
    """Acts of people, each in a transaction of its own."""

    def __init__(self, desk: ContestDesk) -> None:
        self._desk = desk

    def act(self, line: str) -> str:
        """Does what a line says; what is answered."""
        kind, *numbers = line.split()
        if kind == "table":
            found = self._desk.standings(CONTEST, fresh=False)
            return str(len(found.rounds[0].places) if found.rounds else 0)
        try:
            with self._desk.library.database.session(durable=True) as session:
                return self._acted(session, kind, [int(number) for number in numbers])
        except ContestError as error:
            return error.reason

    def _acted(self, session: Session, kind: str, numbers: list[int]) -> str:
        attempts, now = self._desk.attempts, self._desk.clock()
        if kind == "answer":
            number, question, option = numbers
            attempts.answer(session, number, question, option, now)
            return "ok"
        if kind == "submit":
            (number,) = numbers
            ended = attempts.submit(session, number, now)
            return f"{ended.score} {ended.correct}"
        (account,) = numbers
        contest = self._desk.contests.get(CONTEST)
        entry = self._desk.entries.of(CONTEST, account)
        assert entry is not None
        address = Address("web", f"visit-of-person-{account:06}")
        begun = attempts.start(session, contest, entry, address, now)
        return f"{begun.id} {''.join(str(len(each.order)) for each in begun.paper)}"

    def serve(self, connection: socket.socket) -> None:
        """One person after the other, until the connection ends."""
        with connection, connection.makefile("rw", encoding="ascii") as lines:
            for line in lines:
                lines.write(self.act(line) + "\n")
                lines.flush()


def keep_time(desk: ContestDesk) -> None:
    """As `bot.contest_desk.keep_time`, in a thread."""
    while True:
        desk.tick()
        time.sleep(LOOK_EVERY_S)


def serve(folder: Path) -> None:
    """Serves until it is killed."""
    desk = ContestDesk(Library(open_database(folder)), clock=SharedClock(folder))
    serving = Serving(desk)
    threading.Thread(target=keep_time, args=[desk], daemon=True).start()
    with listening(folder / SOCKET) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serving.serve, args=[connection], daemon=True).start()


def serve_page(folder: Path) -> None:
    """Serves the page until it is killed."""
    from bot.channels import web
    from bot.config import load_settings
    from bot.dialogue import Dialogue

    database = open_database(folder)
    engine: Any = None  # a contest asks it nothing
    settings = load_settings()
    clock = SharedClock(folder)
    dialogue = Dialogue(database, engine, Library(database), settings, clock=clock)
    with listening(folder / WEB_SOCKET) as listener:
        asyncio.run(app.serve_page(web.app(settings, dialogue), listener, asyncio.Event()))


def listening(path: Path) -> socket.socket:
    """A socket at a path, whoever was there before."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(256)
    return listener


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--web", action="store_true")
    given = parser.parse_args()
    (serve_page if given.web else serve)(given.folder)
