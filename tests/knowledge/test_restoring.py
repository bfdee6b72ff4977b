"""A backup comes back whole, or nothing changes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.errors import LibraryError, Problem
from knowledge.library import Library
from knowledge.restoring import restore
from tests.knowledge.library_tools import document


class Office:
    """A folder with a database, a backup of it, and what was added since."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "data" / "hoidap.sqlite"
        self.path.parent.mkdir()
        self.url = f"sqlite:///{self.path}"
        self.backup = folder / "copy.sqlite"
        self.kept = self.path.with_name("before.sqlite")
        database = Database.open(self.url)
        Library(database).add(document("Cũ"))
        database.backup(self.backup)
        Library(database).add(document("Mới"))
        database.close()

    def restore(self) -> None:
        restore(self.url, self.backup, self.kept)

    def titles(self, path: Path | None = None) -> list[str]:
        database = Database.open(f"sqlite:///{path or self.path}")
        titles = [each.title for each in Library(database).documents()]
        database.close()
        return titles

    def files(self) -> set[str]:
        return {path.name for path in self.path.parent.iterdir()}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_what_was_backed_up_comes_back_and_what_was_is_kept(office: Office) -> None:
    office.restore()
    assert office.titles() == ["Cũ"]
    assert office.titles(office.kept) == ["Cũ", "Mới"]
    assert not [name for name in office.files() if "restoring" in name]


def test_an_office_without_a_database_gets_the_backup(office: Office) -> None:
    office.path.unlink()
    office.restore()
    assert office.titles() == ["Cũ"]
    assert not office.kept.exists()


def test_a_damaged_database_is_replaced_and_kept_as_it_is(office: Office) -> None:
    office.path.write_bytes(b"damaged")
    office.restore()
    assert office.titles() == ["Cũ"]
    assert office.kept.read_bytes() == b"damaged"


def test_nothing_is_replaced_while_a_process_has_it_open(office: Office) -> None:
    database = Database.open(office.url)
    with pytest.raises(LibraryError) as refused:
        office.restore()
    database.close()
    assert refused.value.problem is Problem.DATABASE_IN_USE
    assert office.titles() == ["Cũ", "Mới"]
    office.restore()


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE documents (id INTEGER)")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_a_later_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE knowledge_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda path: path.unlink(), Problem.MISSING),
        (lambda path: path.write_bytes(b""), Problem.NOT_A_BACKUP),
        (lambda path: path.write_text("Kế hoạch"), Problem.NOT_A_BACKUP),
        (of_another_program, Problem.NOT_A_BACKUP),
        (cut_off, Problem.NOT_A_BACKUP),
        (of_a_later_program, Problem.DATABASE_NEWER),
    ],
)
def test_what_is_no_sound_backup_changes_nothing(
    office: Office, spoil: object, problem: Problem
) -> None:
    assert callable(spoil)
    spoil(office.backup)
    before = office.files()
    with pytest.raises(LibraryError) as refused:
        office.restore()
    assert refused.value.problem is problem
    assert office.titles() == ["Cũ", "Mới"]
    assert office.files() == before
