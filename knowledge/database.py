"""The database: opening, migrating, transactions.

SQLite (WAL) or PostgreSQL, by URL. Both behave the same here: a write session is one transaction
that waits for the other writers, a read session sees one moment of the database throughout.
"""

import fcntl
import logging
import os
import re
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from knowledge.errors import LibraryError, Problem
from knowledge.writers import Writers

MIGRATIONS = Path(__file__).parent / "migrations"

# How long a writer waits for another one. Transactions are short; a wait this long is a fault.
BUSY_SECONDS = 30

# One number for every process of the product: pg_advisory_xact_lock of those that migrate.
MIGRATION_LOCK = 0x686F6964  # "hoid"

_WRITES = "hoidap_writes"
_DURABLE = "hoidap_durable"
_LEVEL = "hoidap_synchronous"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, in UTC; SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a moment without a zone is a fault of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sqlite(SQLiteDialect_pysqlite):
    """SQLite, with savepoints as plain statements: each has a name of its own, for which SQLAlchemy
    would compile it anew, and every act of a person has some."""

    supports_statement_cache = True

    def do_savepoint(self, connection: Connection, name: str) -> None:
        """Begins one."""
        _execute(connection, f"SAVEPOINT {name}")

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        """Undoes what was done since."""
        _execute(connection, f"ROLLBACK TO SAVEPOINT {name}")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        """Ends one, keeping what was done."""
        _execute(connection, f"RELEASE SAVEPOINT {name}")


registry.register("sqlite.hoidap", __name__, Sqlite.__name__)


class Base(DeclarativeBase):
    """The tables of this package; constraints have names, so that a migration can alter them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """An open database, to be shared by all threads of a process.

    Sessions nest: within `session()`, a further `session()` or `read()` of the same thread joins
    the transaction that is open (as a savepoint), so that a message, the state it leads to and the
    change it makes stand or fall together.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._unlock: Callable[[], object] = lambda: None
        self._writer = engine.execution_options(**{_WRITES: True})
        self._durable = engine.execution_options(**{_WRITES: True, _DURABLE: True})
        self._reader = (
            engine
            if engine.dialect.name == "sqlite"
            else engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )
        self._writers = (
            Writers(self._writer, self._durable, patience=BUSY_SECONDS)
            if engine.dialect.name == "sqlite"
            else None
        )
        self._open = threading.local()

    @classmethod
    def open(cls, url: str, *, migrations: Sequence[Path] = ()) -> Self:
        """Open the database at `url`, made or brought up to date where that is needed.

        Args:
            url: `sqlite:///<file>` or `postgresql://user:password@host/name`.
            migrations: Folders of Alembic revisions to apply after this package's own, in order.
                Each is a line of its own with its own version table.

        Raises:
            LibraryError: DATABASE_UNREACHABLE, or DATABASE_NEWER where a later version of the
                program has migrated it already; nothing was changed.
        """
        shown = re.sub(r":[^:@]*@", ":***@", url)
        try:
            target = make_url(url)
            shown = target.render_as_string(hide_password=True)
            if target.drivername in ("postgresql", "postgres"):
                target = target.set(drivername="postgresql+psycopg")
            if target.get_backend_name() == "sqlite":
                target = target.set(drivername="sqlite+hoidap")
                engine = create_engine(target, connect_args={"timeout": BUSY_SECONDS})
                event.listen(engine, "connect", _prepare_sqlite)
                event.listen(engine, "begin", _begin_sqlite)
            else:
                engine = create_engine(target, pool_pre_ping=True)
        except (ArgumentError, ImportError) as error:
            raise LibraryError(Problem.DATABASE_UNREACHABLE, url=shown) from error
        database = cls(engine)
        try:
            if engine.dialect.name == "sqlite" and engine.url.database:
                lock = _lock(Path(engine.url.database), fcntl.LOCK_SH)
                database._unlock = weakref.finalize(database, os.close, lock)
            database._migrate((MIGRATIONS, *migrations))
        except BaseException as error:
            database.close()
            if isinstance(error, (DBAPIError, OSError)):
                raise LibraryError(Problem.DATABASE_UNREACHABLE, url=shown) from error
            raise
        return database

    @contextmanager
    def session(self, *, durable: bool = False, urgent: bool = False) -> Iterator[Session]:
        """One transaction: committed at the end, undone whole by any exception.

        Args:
            durable: It outlives a loss of power from the moment it is committed. On SQLite others
                outlive a crash of the program, and a loss of power once a durable one or a
                checkpoint follows (https://sqlite.org/pragma.html#pragma_synchronous); on
                PostgreSQL every one is durable. One that joins is as the open one is. Those that
                come at the same time wait for the disk together, see `knowledge.writers`.
            urgent: On SQLite it goes before the others that wait for their turn to write.
        """
        outer: Session | None = getattr(self._open, "session", None)
        if outer is not None:
            with outer.begin_nested():
                yield outer
            return
        with self._transaction(durable=durable, urgent=urgent) as session:
            self._open.session = session
            try:
                yield session
            finally:
                self._open.session = None

    @contextmanager
    def _transaction(self, *, durable: bool, urgent: bool) -> Iterator[Session]:
        if self._writers is not None:
            with self._writers.session(durable=durable, urgent=urgent) as session:
                yield session
            return
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A view of one moment; it waits for no writer and keeps none waiting."""
        outer: Session | None = getattr(self._open, "session", None)
        if outer is not None:
            yield outer
            return
        with Session(self._reader) as session:
            yield session

    @property
    def current(self) -> Session:
        """The transaction that is open in this thread, of which an error undoes the whole.

        Raises:
            RuntimeError: There is none.
        """
        outer: Session | None = getattr(self._open, "session", None)
        if outer is None:
            raise RuntimeError("no transaction is open")
        return outer

    def backup(self, path: Path) -> None:
        """Copy an SQLite database, while it is in use, to a new file.

        Raises:
            FileExistsError: There is a file at `path`.
            ValueError: The database is not SQLite; PostgreSQL has pg_dump.
        """
        source = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or source is None:
            raise ValueError("only an SQLite database is one file")
        if path.exists():
            raise FileExistsError(path)
        unfinished = path.with_name(path.name + ".part")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.rename(path)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._unlock()

    def _migrate(self, folders: Sequence[Path]) -> None:
        with self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            for folder in folders:
                _upgrade(connection, folder)


@contextmanager
def locked_alone(path: Path) -> Iterator[None]:
    """No process opens the SQLite database at `path` meanwhile; whoever tries waits.

    Raises:
        LibraryError: DATABASE_IN_USE where one has it open.
    """
    try:
        lock = _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LibraryError(Problem.DATABASE_IN_USE) from error
    try:
        yield
    finally:
        os.close(lock)


def _lock(path: Path, kind: int) -> int:
    """A lock beside an SQLite database, held until this descriptor is closed."""
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, kind)
    except BaseException:
        os.close(lock)
        raise
    return lock


def _upgrade(connection: Connection, folder: Path) -> None:
    """Apply the revisions in `folder` that are missing; the version table bears its name."""
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)
    folder = folder.resolve()
    revisions = folder / "versions" if (folder / "versions").is_dir() else folder
    version_table = f"{folder.parent.name}_version"

    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(revisions).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=version_table)

    current = MigrationContext.configure(connection, opts={"version_table": version_table})
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in current.get_current_heads():
        if revision not in known:
            raise LibraryError(Problem.DATABASE_NEWER, revision=revision)
    command.upgrade(config, "heads")


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    # The driver would begin deferred transactions of its own; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    _set_wal(connection)


def _set_wal(connection: sqlite3.Connection) -> None:
    """Turn WAL on; processes that start together on a new file hinder each other for a moment.

    SQLite does not wait for this lock by itself: https://sqlite.org/wal.html#busy.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("the database stays locked")
        time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns from reading to writing fails at once if another has
    # written meanwhile; one that says at its beginning that it will write waits its turn.
    options = connection.get_execution_options()
    writes = options.get(_WRITES, False)
    level = "FULL" if options.get(_DURABLE, False) else "NORMAL"
    if writes and connection.info.get(_LEVEL, "NORMAL") != level:
        _execute(connection, f"PRAGMA synchronous = {level}")
        connection.info[_LEVEL] = level
    _execute(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")


def _execute(connection: Connection, statement: str) -> None:
    """Has the driver do it: a message takes a dozen of these, and to SQLAlchemy each of them is as
    much work as a query."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        raise OperationalError(statement, None, error) from error
