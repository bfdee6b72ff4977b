"""Whatever an office does, in whatever order: what is searched is what it last published."""

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from knowledge.database import Database
from knowledge.errors import LibraryError, Problem
from knowledge.faq import FaqEntry
from knowledge.library import Library
from knowledge.records import FaqOutcome, Outcome, Snapshot, Status
from tests.knowledge.library_tools import Clock, document
from tests.knowledge.test_library_killed import ORPHANS

NUMBERS = st.sampled_from(["1-KH", "2-KH", "3-KH"])
TEXTS = st.sampled_from([("Một.",), ("Hai.", "Ba."), ("Bốn.", "Năm.", "Sáu."), ("Bảy.",)])
QUESTIONS = st.sampled_from(["Ai?", "Khi nào?", "Ở đâu?"])
ANSWERS = st.sampled_from(["Chi bộ.", "Hằng tháng.", ""])


@dataclass
class Shelf:
    """What a document should be."""

    number: str
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    current: int | None = None
    draft: int | None = None
    draft_replaces: int | None = None
    retired: bool = False
    replaced_by: int | None = None

    def publish(self, version: int) -> None:
        self.current = version
        self.retired, self.replaced_by = False, None


@cache
def empty_database() -> Path:
    folder = Path(tempfile.mkdtemp())
    Database.open(f"sqlite:///{folder / 'empty.sqlite'}").close()
    return folder / "empty.sqlite"


class Office(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "x.sqlite"
        shutil.copy(empty_database(), path)
        self.database = Database.open(f"sqlite:///{path}")
        self.clock = Clock()
        self.library = Library(self.database, clock=self.clock)
        self.shelves: dict[int, Shelf] = {}
        self.faq: dict[str, str] = {}
        self.published: dict[int, str] = {}
        self.revision = 0
        self.previous: Snapshot | None = None

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def known(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.shelves)))

    def is_published(self) -> list[int]:
        return [i for i, shelf in self.shelves.items() if shelf.current is not None]

    @rule(data=st.data(), number=NUMBERS, parts=TEXTS, draft=st.booleans())
    def add(self, data: st.DataObject, number: str, parts: tuple[str, ...], draft: bool) -> None:
        # no text in two documents, so that a text alone tells which one is meant
        words = tuple(f"{number} {part}" for part in parts)
        replaces = data.draw(st.sampled_from([None, *self.is_published()]))
        shelf = next((s for s in self.shelves.values() if s.number == number), None)
        version = shelf and next((v for v, t in shelf.texts.items() if t == words), None)

        added = self.library.add(
            document("Kế hoạch", *words, number=number), replaces=replaces, draft=draft
        )

        if shelf is None:
            shelf = self.shelves[added.document_id] = Shelf(number)
        own = added.document_id
        if version is None:
            if shelf.draft is not None:
                del shelf.texts[shelf.draft]
            version = max(shelf.texts, default=0) + 1
            shelf.texts[version] = words
            shelf.draft, shelf.draft_replaces = version, None
        if replaces == own:
            replaces = None
        assert added.document.version == version
        if version == shelf.draft:
            if replaces is not None:
                shelf.draft_replaces = replaces
            if not draft:
                assert added.outcome is not Outcome.SAME
                self.publish_draft(own)
        elif version == shelf.current and replaces is not None:
            self.replace(own, replaces)
        else:
            assert added.outcome is Outcome.SAME

    def publish_draft(self, own: int) -> None:
        shelf = self.shelves[own]
        assert shelf.draft is not None
        shelf.publish(shelf.draft)
        shelf.draft = None
        if shelf.draft_replaces is not None:
            self.replace(own, shelf.draft_replaces)

    def replace(self, own: int, old: int) -> None:
        if self.shelves[old].replaced_by == own:
            return
        self.shelves[old].retired = True
        self.shelves[old].replaced_by = own
        self.shelves[own].retired, self.shelves[own].replaced_by = False, None

    @precondition(lambda self: self.shelves)
    @rule(data=st.data())
    def publish(self, data: st.DataObject) -> None:
        own = self.known(data)
        if self.shelves[own].draft is None:
            self.refused(Problem.NO_DRAFT, self.library.publish, own)
        else:
            self.library.publish(own)
            self.publish_draft(own)

    @precondition(lambda self: self.shelves)
    @rule(data=st.data())
    def discard(self, data: st.DataObject) -> None:
        own = self.known(data)
        shelf = self.shelves[own]
        if shelf.draft is None:
            self.refused(Problem.NO_DRAFT, self.library.discard, own)
            return
        self.library.discard(own)
        del shelf.texts[shelf.draft]
        shelf.draft = None
        if not shelf.texts:
            del self.shelves[own]

    @precondition(lambda self: self.shelves)
    @rule(data=st.data())
    def retire(self, data: st.DataObject) -> None:
        own = self.known(data)
        shelf = self.shelves[own]
        if shelf.current is None:
            self.refused(Problem.STILL_DRAFT, self.library.retire, own)
        elif shelf.retired:
            self.refused(Problem.ALREADY_RETIRED, self.library.retire, own)
        else:
            self.library.retire(own)
            shelf.retired = True

    @precondition(lambda self: self.shelves)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        own = self.known(data)
        shelf = self.shelves[own]
        version = data.draw(st.none() | st.sampled_from(sorted(shelf.texts)))
        wanted = shelf.current if version is None else version
        if wanted is None or wanted == shelf.draft:
            self.refused(Problem.STILL_DRAFT, self.library.restore, own, version=version)
        elif wanted == shelf.current and not shelf.retired:
            self.refused(Problem.NOT_RETIRED, self.library.restore, own, version=version)
        else:
            self.library.restore(own, version=version)
            shelf.publish(wanted)

    @rule(pairs=st.lists(st.tuples(QUESTIONS, ANSWERS), max_size=4))
    def import_faq(self, pairs: list[tuple[str, str]]) -> None:
        report = self.library.import_faq([FaqEntry(*pair) for pair in pairs])

        for (question, answer), row in zip(pairs, report.rows, strict=True):
            if row.outcome is FaqOutcome.REFUSED:
                continue
            assert (row.outcome is FaqOutcome.ADDED) == (question not in self.faq)
            self.faq[question] = answer

    @rule(days=st.integers(1, 400))
    def wait(self, days: int) -> None:
        self.clock.now += timedelta(days=days)

    def refused(self, problem: Problem, change: Any, *args: Any, **options: Any) -> None:
        with pytest.raises(LibraryError) as error:
            change(*args, **options)
        assert error.value.problem is problem

    @invariant()
    def what_is_searched_is_what_was_published(self) -> None:
        snapshot = self.library.snapshot()
        self.published.update({p.id: p.text for p in snapshot.passages})
        shown: dict[int, list[str]] = {}
        for passage in snapshot.passages:
            shown.setdefault(passage.document.id, []).append(passage.text)
        assert shown == {
            own: list(shelf.texts[shelf.current])
            for own, shelf in self.shelves.items()
            if shelf.current is not None and not shelf.retired
        }
        assert {entry.question: entry.answer for entry in snapshot.faq} == self.faq
        assert {d.id: d.replaced_by and d.replaced_by.id for d in snapshot.out_of_force} == {
            own: shelf.replaced_by for own, shelf in self.shelves.items() if shelf.retired
        }
        assert self.library.is_current(snapshot)
        assert snapshot == self.library.snapshot(previous=self.previous)
        if self.previous is not None and snapshot.revision == self.previous.revision:
            assert [p.id for p in snapshot.passages] == [p.id for p in self.previous.passages]
            assert snapshot.faq == self.previous.faq
        self.previous = snapshot

    @invariant()
    def the_revision_only_grows(self) -> None:
        revision = self.library.revision()
        assert revision >= self.revision
        self.revision = revision

    @invariant()
    def drafts_are_told(self) -> None:
        documents = {d.id: d for d in self.library.documents()}
        assert documents.keys() == self.shelves.keys()
        for own, shelf in self.shelves.items():
            assert documents[own].draft == shelf.draft
            assert (documents[own].status is Status.DRAFT) == (shelf.current is None)

    @invariant()
    def nothing_is_orphaned_and_nothing_cited_is_lost(self) -> None:
        with self.database.read() as session:
            counts = {
                name: session.execute(text(sql)).scalar_one() for name, sql in ORPHANS.items()
            }
        assert set(counts.values()) == {0}, counts
        read = self.library.passages_by_id(list(self.published))
        assert {passage.id: passage.text for passage in read} == self.published


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
