"""Putting a backup in the place of the database, whole or not at all."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import make_url

from knowledge.database import Database, locked_alone
from knowledge.errors import LibraryError, Problem

# what every database of this program has, and no other
_OURS = {"knowledge_version", "documents", "passages"}


def restore(url: str, backup: Path, kept: Path, *, migrations: Sequence[Path] = ()) -> None:
    """Replace an SQLite database by a backup of it, and keep the one before as `kept`.

    The backup is copied, checked and brought up to date before anything is touched; it stays.

    Args:
        url: The database's.
        backup: The file.
        kept: Where the replaced database shall lie, in the same folder; nothing if there is none.
        migrations: See `Database.open`.

    Raises:
        ValueError: The database is not SQLite; PostgreSQL has pg_restore.
        LibraryError: MISSING or NOT_A_BACKUP; DATABASE_IN_USE while any process has it open;
            DATABASE_NEWER where a later version of the program made the backup. Nothing was
            changed.
    """
    target = make_url(url)
    if target.get_backend_name() != "sqlite" or not target.database:
        raise ValueError("only an SQLite database is one file")
    path = Path(target.database)
    if not backup.is_file():
        raise LibraryError(Problem.MISSING, name=backup.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    copy = path.with_name(f"{path.name}.restoring")
    with locked_alone(path):
        try:
            _remove(copy)
            _copy(backup, copy)
            _check(copy, backup.name)
            Database.open(f"sqlite:///{copy}", migrations=migrations).close()
            _settle(copy)
            if path.exists():
                _settle(path)
                _keep(path, kept)
                _remove_journals(path)
            copy.replace(path)
        finally:
            _remove(copy)


def _check(copy: Path, name: str) -> None:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise LibraryError(Problem.NOT_A_BACKUP, name=name) from error
    if not sound or not tables >= _OURS:
        raise LibraryError(Problem.NOT_A_BACKUP, name=name)


def _copy(source: Path, target: Path) -> None:
    # a file that was copied from a database in use may have its latest changes beside it
    for suffix in ("", "-wal"):
        if Path(f"{source}{suffix}").exists():
            shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")


def _settle(path: Path) -> None:
    """Take what is in the journal into the file, as far as it can be read."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep(path: Path, kept: Path) -> None:
    for suffix in ("", "-wal"):
        if Path(f"{path}{suffix}").exists():
            try:
                os.link(f"{path}{suffix}", f"{kept}{suffix}")
            except OSError:  # a file system without links
                shutil.copyfile(f"{path}{suffix}", f"{kept}{suffix}")


def _remove_journals(path: Path) -> None:
    # beside another file a journal would be taken for that file's
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    _remove_journals(path)
    for suffix in ("", ".lock"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
