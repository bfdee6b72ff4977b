"""Many writers at once: each is kept before it goes on, and an error is its own."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text

from knowledge.database import Database

MANY = 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hoidap.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    found = Database.open(f"sqlite:///{path}")
    with found.session() as session:
        session.execute(text("CREATE TABLE written (number INTEGER PRIMARY KEY)"))
    yield found
    found.close()


def kept(path: Path) -> set[int]:
    """What another program finds in the file."""
    with closing(sqlite3.connect(path)) as file:
        return {number for (number,) in file.execute("SELECT number FROM written")}


def write(database: Database, number: int, *, durable: bool = True) -> None:
    with database.session(durable=durable) as session:
        session.execute(text("INSERT INTO written VALUES (:number)"), {"number": number})


@contextmanager
def together(database: Database, *acts: Callable[[], None]) -> Iterator[list[Future[None]]]:
    """Acts that all wait for their turn while this block runs, which has it."""
    writers = database._writers
    assert writers is not None
    with ThreadPoolExecutor(len(acts)) as threads, database.session(durable=True):
        futures = [threads.submit(act) for act in acts]
        while writers.waiting < len(acts):
            threading.Event().wait(0.001)
        yield futures


@pytest.fixture
def commits(database: Database) -> list[int]:
    """Grows by one at each commit."""
    counted: list[int] = []
    event.listen(database.engine, "commit", lambda _: counted.append(1))
    return counted


def test_each_is_in_the_file_before_it_goes_on(database: Database, path: Path) -> None:
    def writes(thread: int) -> None:
        for number in range(thread * 50, thread * 50 + 50):
            write(database, number)
            assert number in kept(path)

    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(writes, range(MANY)))
    assert kept(path) == set(range(MANY * 50))


def test_those_that_wait_are_committed_together(
    database: Database, path: Path, commits: list[int]
) -> None:
    acts = [lambda number=number: write(database, number) for number in range(MANY)]
    with together(database, *acts) as futures:
        pass
    assert [future.result() for future in futures] == [None] * MANY
    assert kept(path) == set(range(MANY))
    assert len(commits) == 1


def test_an_error_undoes_one_alone(database: Database, path: Path) -> None:
    def fails() -> None:
        with database.session(durable=True) as session:
            session.execute(text("INSERT INTO written VALUES (99)"))
            raise ValueError("on purpose")

    def collides() -> None:
        write(database, 1)
        with suppress(Exception):
            write(database, 1)

    acts = (fails, lambda: write(database, 2), collides, lambda: write(database, 3))
    with together(database, *acts) as futures:
        pass
    with pytest.raises(ValueError, match="on purpose"):
        futures[0].result()
    assert [future.result() for future in futures[1:]] == [None] * 3
    assert kept(path) == {1, 2, 3}


def test_nobody_is_told_that_it_is_kept_where_the_commit_fails(
    database: Database, path: Path
) -> None:
    def full(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    acts = [lambda number=number: write(database, number) for number in range(3)]
    with pytest.raises(sqlite3.OperationalError), together(database, *acts) as futures:
        event.listen(database.engine, "commit", full)
    for future in futures:
        with pytest.raises(sqlite3.OperationalError):
            future.result()
    assert kept(path) == set()
    event.remove(database.engine, "commit", full)
    write(database, 7)
    assert kept(path) == {7}


def test_what_sqlite_undid_by_itself_is_kept_for_nobody(database: Database, path: Path) -> None:
    def undone() -> None:
        with database.session(durable=True) as session:
            session.execute(text("INSERT INTO written VALUES (1)"))
            # as on a full disk, see https://sqlite.org/lang_transaction.html
            session.connection().connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]

    with (
        pytest.raises(sqlite3.OperationalError),
        together(database, undone) as futures,
    ):
        pass
    with pytest.raises(Exception, match=r"no such savepoint|not kept|no transaction"):
        futures[0].result()
    write(database, 2)
    assert kept(path) == {2}


def test_one_that_need_not_be_durable_waits_for_no_group(
    database: Database, path: Path, commits: list[int]
) -> None:
    acts = (
        lambda: write(database, 1),
        lambda: write(database, 2, durable=False),
        lambda: write(database, 3),
    )
    with together(database, *acts) as futures:
        pass
    assert [future.result() for future in futures] == [None] * 3
    assert kept(path) == {1, 2, 3}
    assert 2 <= len(commits) <= 3


def test_whoever_waits_too_long_for_its_turn_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers = database._writers
    assert writers is not None
    monkeypatch.setattr(writers, "_patience", 0.01)
    with (
        database.session(),
        ThreadPoolExecutor(1) as threads,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        threads.submit(write, database, 1).result()


def test_what_is_urgent_goes_before_those_that_wait(database: Database) -> None:
    written: list[str] = []
    writers = database._writers
    assert writers is not None

    def act(name: str, *, urgent: bool) -> None:
        with database.session(urgent=urgent):
            written.append(name)

    with ThreadPoolExecutor(MANY) as threads, database.session():
        for number in range(MANY - 1):
            threads.submit(act, f"patient {number}", urgent=False)
        while writers.waiting < MANY - 1:
            threading.Event().wait(0.001)
        threads.submit(act, "urgent", urgent=True)
        while writers.waiting < MANY:
            threading.Event().wait(0.001)
    assert written.index("urgent") <= 1
    assert len(written) == MANY
