"""The writers of one process on an SQLite database: one after the other, durable ones in groups.

SQLite has one writer at a time, and those that wait for it look again only every so often; within
a process each has its turn at once instead. A durable transaction waits for the disk (some
milliseconds), so those that queue for their turn share one wait:

    turn ──savepoint, work──> next one's turn … the last in the queue commits ──> all go on
             └─ an error undoes this one alone

Nobody goes on before the commit that holds their work. PostgreSQL does as much by itself
(https://www.postgresql.org/docs/current/wal-configuration.html, commit_siblings).

What cannot wait as long as a burst does goes before it: of the others only one at a time stands
beside it for the next turn.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

LOOK_AGAIN_S = 1.0
"""After which a member of a group looks whether anybody is left to commit it."""


class _Group:
    """Transactions that are committed together."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.over = threading.Event()
        self.error: BaseException | None = None


class Writers:
    """The write transactions of a process.

    Args:
        plain: For those that outlive a crash of the program.
        durable: For those that outlive a loss of power too.
        patience: Seconds that one waits for its turn.

    Attributes:
        waiting: How many wait for their turn.
    """

    def __init__(self, plain: Engine, durable: Engine, *, patience: float) -> None:
        self._plain = plain
        self._durable = durable
        self._patience = patience
        self._queue = threading.Lock()  # its holder is the one that may stand beside the urgent
        self._next = threading.Lock()
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self.waiting = 0
        self._group: _Group | None = None

    @contextmanager
    def session(self, *, durable: bool, urgent: bool) -> Iterator[Session]:
        """A transaction; committed, and with `durable` on the disk, when the block is left. With
        `urgent` it goes before the others that wait.

        Raises:
            sqlite3.OperationalError: Its turn did not come.
        """
        self._take_turn(urgent=urgent)
        try:
            if not durable:
                self._commit()  # nobody waits for what may take longer
                with Session(self._plain, expire_on_commit=False) as session, session.begin():
                    yield session
                return
            group = self._group = self._group or self._begin()
            try:
                with (
                    Session(
                        group.connection,
                        expire_on_commit=False,
                        join_transaction_mode="create_savepoint",
                    ) as session,
                    session.begin(),
                ):
                    yield session
            finally:
                if not self.waiting or not _is_open(group.connection):
                    self._commit()
        finally:
            self._turn.release()
            if not urgent:
                self._queue.release()
        while not group.over.wait(LOOK_AGAIN_S):
            with self._turn:
                if group is self._group:
                    self._commit()
        if group.error is not None:
            raise sqlite3.OperationalError("the transaction was not kept") from group.error

    def _take_turn(self, *, urgent: bool) -> None:
        deadline = time.monotonic() + self._patience
        with self._counting:
            self.waiting += 1
        try:
            with ExitStack() as taken:
                locks = (
                    [self._next, self._turn] if urgent else [self._queue, self._next, self._turn]
                )
                for lock in locks:
                    if not lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
                        raise sqlite3.OperationalError("the database stays locked")
                    taken.callback(lock.release)
                taken.pop_all()
            self._next.release()
        finally:
            with self._counting:
                self.waiting -= 1

    def _begin(self) -> _Group:
        connection = self._durable.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return _Group(connection)

    def _commit(self) -> None:
        """Commits the open group, if there is one; by who has the turn."""
        group, self._group = self._group, None
        if group is None:
            return
        try:
            if not _is_open(group.connection):
                raise sqlite3.OperationalError("the transaction was undone")
            group.connection.commit()
        except BaseException as error:
            group.error = error
            with suppress(Exception):
                group.connection.rollback()
            if not isinstance(error, Exception):
                raise
        finally:
            group.connection.close()
            group.over.set()


def _is_open(connection: Connection) -> bool:
    """Whether SQLite still has the transaction: a full disk, among others, makes it undo it whole
    (https://sqlite.org/lang_transaction.html)."""
    driver = connection.connection.driver_connection
    return isinstance(driver, sqlite3.Connection) and driver.in_transaction
