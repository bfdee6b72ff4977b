import multiprocessing
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from knowledge import tables
from knowledge.database import Base, Database, UtcDateTime
from knowledge.errors import LibraryError, Problem
from knowledge.faq import FaqEntry
from knowledge.library import Library
from tests.knowledge.library_tools import document, searched

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["knowledge.library", __name__])


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert tables.DocumentRow.metadata is Base.metadata
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "knowledge_version"}
        )
        difference = compare_metadata(context, Base.metadata)

    assert difference == []


def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    first = Database.open(database_url)
    Library(first).add(document("Kế hoạch"))
    first.close()

    again = Database.open(database_url)
    assert searched(Library(again)) == ["Nội dung của Kế hoạch."]
    again.close()


def revision_file(folder: Path, name: str, before: str | None, table: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision = {name!r}\n"
        f"down_revision = {before!r}\n"
        "def upgrade():\n"
        f"    op.create_table({table!r}, sa.Column('id', sa.Integer, primary_key=True))\n",
        encoding="utf-8",
    )


class TestMigrations:
    def test_a_further_folder_is_a_line_of_its_own(self, database_url: str, tmp_path: Path) -> None:
        folder = tmp_path / "50% bot" / "migrations"
        revision_file(folder, "bot_0001", None, "chats")
        Database.open(database_url, migrations=[folder]).close()
        revision_file(folder / "versions", "bot_0001", None, "chats")
        revision_file(folder / "versions", "bot_0002", "bot_0001", "people")
        Database.open(database_url, migrations=[folder]).close()

        alone = Database.open(database_url)  # one that knows nothing of the other folder

        names = inspect(alone.engine).get_table_names()
        assert {"documents", "chats", "people"} <= set(names)
        alone.close()

    def test_a_failing_step_leaves_nothing_behind(self, database_url: str, tmp_path: Path) -> None:
        folder = tmp_path / "bot" / "migrations"
        revision_file(folder, "bot_0001", None, "chats")
        revision_file(folder, "bot_0002", "bot_0001", "chats")  # there is one already

        with pytest.raises(LibraryError):
            Database.open(database_url, migrations=[folder])

        database = Database.open(database_url)
        assert "chats" not in inspect(database.engine).get_table_names()
        database.close()

    def test_a_newer_database_is_refused(self, database_url: str) -> None:
        database = Database.open(database_url)
        with database.session() as session:
            session.execute(text("UPDATE knowledge_version SET version_num = 'knowledge_9999'"))
        database.close()

        with pytest.raises(LibraryError) as error:
            Database.open(database_url)

        assert error.value.problem is Problem.DATABASE_NEWER
        assert error.value.details == {"revision": "knowledge_9999"}

    def test_processes_may_start_together(self, database_url: str) -> None:
        starts = FORKED.Barrier(4)
        processes = [
            FORKED.Process(target=open_and_add, args=(database_url, starts, i)) for i in range(4)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()

        assert [process.exitcode for process in processes] == [0] * 4
        database = Database.open(database_url)
        assert len(searched(Library(database))) == 4
        database.close()


def open_and_add(url: str, starts: threading.Barrier, number: int) -> None:
    starts.wait()
    database = Database.open(url)
    Library(database).add(document(f"Kế hoạch {number}"))
    database.close()


class TestUnreachable:
    @pytest.mark.parametrize(
        "url",
        [
            "sqlite:////nowhere/at/all/x.sqlite",
            "postgresql://hoi:secret@127.0.0.1:1/dap",
            "oracle://hoi:secret@host/dap",
            "nosuchthing://host/dap",
            "postgresql//hoi:secret@host/dap",
            "no url",
            "",
        ],
    )
    def test_one_problem_and_no_password(self, url: str) -> None:
        with pytest.raises(LibraryError) as error:
            Database.open(url)

        assert error.value.problem is Problem.DATABASE_UNREACHABLE
        assert "secret" not in str(error.value)

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "x.sqlite").write_text("Đây là một văn bản, không phải cơ sở dữ liệu. " * 50)

        with pytest.raises(LibraryError) as error:
            Database.open(f"sqlite:///{tmp_path / 'x.sqlite'}")

        assert error.value.problem is Problem.DATABASE_UNREACHABLE


class TestTransactions:
    def test_an_exception_undoes_everything(self, database: Database) -> None:
        library = Library(database)

        def add_and_fail() -> None:
            with database.session():
                library.add(document("Kế hoạch"))
                assert searched(library) == ["Nội dung của Kế hoạch."]
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            add_and_fail()

        assert searched(library) == []
        assert library.revision() == 0

    def test_a_refused_change_leaves_the_transaction_around_it_standing(
        self, database: Database
    ) -> None:
        library = Library(database)

        with database.session():
            library.add(document("Kế hoạch"))
            with pytest.raises(LibraryError):
                library.restore("Kế hoạch")
            library.import_faq([FaqEntry("Ai?", "Chi ủy.")])

        snapshot = library.snapshot()
        assert (len(snapshot.passages), len(snapshot.faq)) == (1, 1)

    def test_a_reader_sees_one_moment(self, database: Database) -> None:
        library = Library(database)
        library.add(document("Một"))
        count = text("SELECT count(*) FROM documents")

        with database.read() as session:
            before = session.execute(count).scalar_one()
            writer = threading.Thread(target=library.add, args=(document("Hai"),))
            writer.start()
            writer.join()
            after = session.execute(count).scalar_one()

        assert (before, after) == (1, 1)
        assert len(searched(library)) == 2

    def test_what_is_written_in_a_read_session_is_not_kept(self, database: Database) -> None:
        with database.read() as session:
            if database.engine.dialect.name == "sqlite":
                session.execute(text("UPDATE revision SET value = 7"))

        assert Library(database).revision() == 0

    def test_writers_wait_for_each_other(self, database: Database) -> None:
        library = Library(database)
        faults: list[BaseException] = []

        def write(name: str) -> None:
            try:
                for i in range(10):
                    library.add(document("Kế hoạch", f"{name} lần {i}.", number="02-KH/TU"))
            except BaseException as fault:
                faults.append(fault)

        writers = [threading.Thread(target=write, args=(name,)) for name in ("Lan", "Minh")]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        assert faults == []
        assert library.revision() == 20
        assert [v.version for v in library.history("02-KH/TU")] == list(range(1, 21))
        assert len(searched(library)) == 1


class TestMoments:
    def test_they_come_back_aware_and_in_utc(self, database: Database) -> None:
        vietnam = timezone(timedelta(hours=7))
        moment = datetime(2026, 3, 2, 8, 0, tzinfo=vietnam)
        library = Library(database, clock=lambda: moment)

        library.add(document("Kế hoạch"))

        at = library.audit()[0].at
        assert at == moment
        assert at.tzinfo is UTC

    def test_one_without_a_zone_is_a_fault(self, database: Database) -> None:
        with pytest.raises(ValueError, match="time zone"):
            UtcDateTime().process_bind_param(datetime(2026, 3, 2), database.engine.dialect)


class TestBackup:
    def test_it_is_a_whole_database_made_while_in_use(self, tmp_path: Path) -> None:
        database = Database.open(f"sqlite:///{tmp_path / 'x.sqlite'}")
        library = Library(database)
        library.add(document("Kế hoạch"))
        copy = tmp_path / "sao-luu.sqlite"

        with database.session():
            library.add(document("Chưa xong"))
            database.backup(copy)

        restored = Library(Database.open(f"sqlite:///{copy}"))
        assert searched(restored) == ["Nội dung của Kế hoạch."]
        with pytest.raises(FileExistsError):
            database.backup(copy)

    def test_sqlite_is_in_wal_mode_and_keeps_its_references(self, tmp_path: Path) -> None:
        database = Database.open(f"sqlite:///{tmp_path / 'x.sqlite'}")

        with database.read() as session:
            mode = session.execute(text("PRAGMA journal_mode")).scalar_one()
            keys = session.execute(text("PRAGMA foreign_keys")).scalar_one()
        assert (mode, keys) == ("wal", 1)
        with sqlite3.connect(tmp_path / "x.sqlite") as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
