"""A process that is killed in the middle of a change leaves the old state or the new one."""

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import event, text

from knowledge.database import Database
from knowledge.errors import LibraryError
from knowledge.faq import FaqEntry
from knowledge.library import Library
from knowledge.records import Snapshot
from tests.knowledge.library_tools import document

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["knowledge.library", __name__])

OLD = [f"Bản cũ, đoạn {i}." for i in range(20)]
NEW = [f"Bản mới, đoạn {i}." for i in range(30)]

ORPHANS = {
    "passages": "SELECT count(*) FROM passages WHERE version_id NOT IN (SELECT id FROM versions)",
    "versions": "SELECT count(*) FROM versions v"
    " WHERE passage_count <> (SELECT count(*) FROM passages p WHERE p.version_id = v.id)",
    "documents": "SELECT count(*) FROM documents"
    " WHERE id NOT IN (SELECT document_id FROM versions)",
    "wordings": "SELECT count(*) FROM faq_wordings"
    " WHERE entry_id NOT IN (SELECT id FROM faq_entries)",
}


def add_new_version(library: Library) -> None:
    library.add(document("Kế hoạch", *NEW, number="02-KH/TU"))


def replace_by_another(library: Library) -> None:
    library.add(document("Kế hoạch khác", *NEW, number="09-KH/TU"), replaces="02-KH/TU")


def import_faq(library: Library) -> None:
    library.import_faq(
        [FaqEntry(f"Câu {i}?", "Mới.", other_ways=("Cách khác?", f"Lần {i}?")) for i in range(2, 4)]
    )


def restore_earlier(library: Library) -> None:
    library.restore("03-KH/TU", version=1)


def change_and_die(url: str, change: Callable[[Library], None], moment: int) -> None:
    """Make the change; kill this process at its n-th moment: before a statement or at the end."""
    database = Database.open(url)
    moments = itertools.count()

    def pass_moment(*_: object) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(database.engine, name, pass_moment)
    change(Library(database))
    pass_moment()
    database.close()


def state(snapshot: Snapshot) -> tuple[object, ...]:
    return (
        snapshot.revision,
        [(p.id, p.text, p.document) for p in snapshot.passages],
        snapshot.faq,
        snapshot.out_of_force,
    )


@pytest.mark.parametrize(
    "change", [add_new_version, replace_by_another, import_faq, restore_earlier]
)
def test_killed_at_any_moment(database_url: str, change: Callable[[Library], None]) -> None:
    database = Database.open(database_url)
    library = Library(database)
    library.add(document("Kế hoạch", *OLD, number="02-KH/TU"))
    library.add(document("Khác", "Một.", number="03-KH/TU"))
    library.add(document("Khác", "Hai.", number="03-KH/TU"))
    library.import_faq([FaqEntry(f"Câu {i}?", "Cũ.", other_ways=("Kiểu cũ?",)) for i in range(3)])
    old = state(library.snapshot())
    audited = len(library.audit())

    for moment in itertools.count():
        process = FORKED.Process(target=change_and_die, args=(database_url, change, moment))
        process.start()
        process.join()
        with database.read() as session:
            for name, orphans in ORPHANS.items():
                assert session.execute(text(orphans)).scalar_one() == 0, (name, moment)
        if process.exitcode == 0 or state(library.snapshot()) != old:
            break
        assert process.exitcode == -signal.SIGKILL
        assert len(library.audit()) == audited

    # the change stood whole as soon as any of it did
    assert moment > 5
    new = state(library.snapshot())
    assert new[0] == library.revision() == 5
    assert len(library.audit()) > audited
    before = [passage.text for passage in library.snapshot().passages]
    if process.exitcode != 0:
        with suppress(LibraryError):  # what is restored already is refused
            change(library)  # and making it again adds nothing to it
        assert [passage.text for passage in library.snapshot().passages] == before
    database.close()
