"""The one door through which knowledge changes, and through which it is read.

Every change is one short transaction: what is slow (reading a file, cutting, encoding) has been
done before, and the old text answers until the new one stands whole. The changes of all processes
come one after the other, and each is written in the audit with who made it and when.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from knowledge import faqs, identity
from knowledge.audit import Change
from knowledge.catalogue import VIETNAM, Catalogue
from knowledge.database import Database
from knowledge.errors import LibraryError, Problem
from knowledge.faq import FaqEntry
from knowledge.passages import Passage
from knowledge.quizzes import QuizBank
from knowledge.records import Added, DocumentInfo, FaqReport, NewDocument, Outcome
from knowledge.references import DocumentRef, find, leading, version_of
from knowledge.relations import Relation
from knowledge.tables import DocumentRow, FaqEntryRow, PassageRow, VersionRow, VersionState

__all__ = ["VIETNAM", "HeadChanges", "Library"]


class HeadChanges(TypedDict, total=False):
    """The head data that can be corrected; see `NewDocument`."""

    title: str
    number: str | None
    kind: str | None
    issuer: str | None
    issued_on: date | None
    valid_from: date | None
    valid_until: date | None
    signer: str | None
    relations: tuple[Relation, ...]


class Library(Catalogue):
    """Documents with their versions, and the Q&A sets, to read and to change.

    Every method that takes a reference to a document raises LibraryError with NO_SUCH_DOCUMENT or
    AMBIGUOUS_DOCUMENT where it names none or several. A change that raises has changed nothing.

    Args:
        database: Where they are kept.
        clock: Gives the moment, aware.

    Attributes:
        quiz: The door of the quiz bank.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(database, clock=clock)
        self.quiz = QuizBank(database, self._change)

    # Changing documents. `actor` says who does it, for the audit.

    def add(
        self,
        new: NewDocument,
        *,
        replaces: DocumentRef | None = None,
        version_of: DocumentRef | None = None,
        draft: bool = False,
        actor: str = "system",
    ) -> Added:
        """Add a text, or recognise it.

        A text that a version holds already changes nothing, even if that version is past or its
        document retired, so that a folder can be added again and again; `restore` brings such a
        text back. (Only a draft is published by adding it again without `draft`.) A text with the
        number of a known document, and not another issuer or date, is a new version of it.

        Args:
            new: The text.
            replaces: Another document; it retires on the day this one is in force.
            version_of: The document it is a version of, where the number does not say so.
            draft: Keep it from answers until `publish`. A document has one draft at most; a newer
                takes its place.

        Raises:
            LibraryError: NO_TEXT without any passage; STILL_DRAFT if `replaces` was never
                published.
        """
        if not new.passages:
            raise LibraryError(Problem.NO_TEXT, name=new.file_name)
        text_sha256 = identity.text_sha256(new.passages)
        rows = [_passage_values(passage) for passage in new.passages]
        with self._change(actor) as change:
            session = change.session
            replaced = None if replaces is None else self._find_published(session, replaces)
            version = session.scalars(
                select(VersionRow).where(VersionRow.text_sha256 == text_sha256)
            ).first()
            if version is None:
                document = (
                    identity.same_document(session, new)
                    if version_of is None
                    else find(session, version_of)
                )
                if document is None:
                    document = DocumentRow(created_at=change.at)
                    session.add(document)
                version = _write_version(change, document, new, text_sha256, rows)
                outcome = Outcome.NEW if version.no == 1 else Outcome.NEW_VERSION
            else:
                document = version.document
                outcome = Outcome.SAME

            if replaced is document:
                replaced = None
            if version.state is VersionState.DRAFT:
                if replaced is not None:
                    version.replaces_id = replaced.id
                if not draft:
                    replaced, first = self._publish(change, version)
                    outcome = Outcome.NEW if first else Outcome.NEW_VERSION
                    if replaced is not None:
                        outcome = Outcome.REPLACED
            elif (
                replaced is not None
                and version.state is VersionState.CURRENT
                and self._replace(change, version, replaced)
            ):
                outcome = Outcome.REPLACED
            return Added(
                outcome=outcome,
                document=self._info(session, version),
                replaced=None if replaced is None else self._info(session, leading(replaced)),
            )

    def publish(self, ref: DocumentRef, *, actor: str = "system") -> DocumentInfo:
        """Let the draft of a document answer, in place of its version before.

        Raises:
            LibraryError: NO_DRAFT where nothing waits.
        """
        with self._change(actor) as change:
            version = _draft(find(change.session, ref))
            self._publish(change, version)
            return self._info(change.session, version)

    def discard(self, ref: DocumentRef, *, actor: str = "system") -> None:
        """Delete the draft of a document; what was published before stays.

        Raises:
            LibraryError: NO_DRAFT where nothing waits.
        """
        with self._change(actor) as change:
            document = find(change.session, ref)
            version = _draft(document)
            change.record(
                "document.discarded",
                "document",
                document.id,
                searchable=False,
                title=version.title,
                number=version.number,
            )
            if len(document.versions) > 1:
                document.versions.remove(version)
            else:
                change.session.delete(document)

    def correct(
        self,
        ref: DocumentRef,
        *,
        version: int | None = None,
        actor: str = "system",
        **head: Unpack[HeadChanges],
    ) -> DocumentInfo:
        """Correct head data; the audit keeps what they were.

        Args:
            ref: The document.
            version: Which of its texts; by default the current one, or the first draft.
            actor: Who does it.
            head: The new values; what is not named stays.

        Raises:
            LibraryError: NO_SUCH_VERSION.
        """
        with self._change(actor) as change:
            row = version_of(find(change.session, ref), version)
            before = {name: getattr(row, name) for name in head}
            if before != head:
                for name, value in head.items():
                    setattr(row, name, value)
                row.number_key, row.title_key = (
                    identity.number_key(row.number),
                    identity.title_key(row.title),
                )
                change.record(
                    "document.corrected",
                    "document",
                    row.document_id,
                    searchable=row.state is VersionState.CURRENT,
                    version=row.no,
                    **before,
                )
            return self._info(change.session, row)

    def retire(
        self, ref: DocumentRef, *, on: date | None = None, actor: str = "system"
    ) -> DocumentInfo:
        """Take a document out of answers; it stays readable.

        Args:
            ref: The document.
            on: The first day on which it answers no more; today by default.
            actor: Who does it.

        Raises:
            LibraryError: ALREADY_RETIRED; STILL_DRAFT where it was never published.
        """
        with self._change(actor) as change:
            document = self._find_published(change.session, ref)
            version = leading(document)
            if document.retired_on is not None and document.retired_on <= self.today():
                raise LibraryError(Problem.ALREADY_RETIRED, title=version.title)
            document.retired_on = self.today() if on is None else on
            change.record("document.retired", "document", document.id, on=document.retired_on)
            return self._info(change.session, version)

    def replace(self, ref: DocumentRef, *, by: DocumentRef, actor: str = "system") -> DocumentInfo:
        """Let a published document take the place of another, which retires.

        Args:
            ref: The other one.
            by: What takes its place, from the day it is in force.
            actor: Who does it.

        Raises:
            LibraryError: STILL_DRAFT where one was never published; REPLACES_ITSELF.
        """
        with self._change(actor) as change:
            old = self._find_published(change.session, ref)
            version = leading(self._find_published(change.session, by))
            if version.document is old:
                raise LibraryError(Problem.REPLACES_ITSELF, title=version.title)
            self._replace(change, version, old)
            return self._info(change.session, leading(old))

    def restore(
        self, ref: DocumentRef, *, version: int | None = None, actor: str = "system"
    ) -> DocumentInfo:
        """Let a document answer that was retired or replaced, or an earlier version of it.

        Args:
            ref: The document.
            version: The text that shall count from now on; by default the current one.
            actor: Who does it.

        Raises:
            LibraryError: NOT_RETIRED where it answers so already; NO_SUCH_VERSION; STILL_DRAFT
                where the version or the document was never published.
        """
        with self._change(actor) as change:
            document = self._find_published(change.session, ref)
            wanted = version_of(document, version)
            if wanted.state is VersionState.DRAFT:
                raise LibraryError(Problem.STILL_DRAFT, title=wanted.title)
            if wanted.state is VersionState.CURRENT and document.retired_on is None:
                raise LibraryError(Problem.NOT_RETIRED, title=wanted.title)
            change.record(
                "document.restored",
                "document",
                document.id,
                version=wanted.no,
                version_before=leading(document).no,
                retired_on=document.retired_on,
                replaced_by=document.replaced_by_id,
            )
            _make_current(change, wanted)
            return self._info(change.session, wanted)

    # Q&A sets

    def import_faq(
        self, entries: Iterable[FaqEntry], *, source_file: str = "", actor: str = "system"
    ) -> FaqReport:
        """Take in a Q&A set: what is new is added, what is different changed.

        An entry is known by its question. Entries that the set does not name stay. An entry that
        was retired comes back only where it is different.
        """
        entries = list(entries)
        with self._change(actor) as change:
            return faqs.take_in(change, entries, source_file)

    def add_faq_wordings(
        self, wordings: Mapping[int, Sequence[str]], *, actor: str = "system"
    ) -> int:
        """Add other ways to ask Q&A entries, by the entry's id; returns how many were new."""
        with self._change(actor) as change:
            return faqs.add_wordings(change, wordings)

    def retire_faq(self, entry_id: int, *, actor: str = "system") -> bool:
        """Take an entry out of answers; whether there was one in use."""
        return self._set_faq_retired(entry_id, retired=True, actor=actor)

    def restore_faq(self, entry_id: int, *, actor: str = "system") -> bool:
        """Put an entry back into answers; whether there was one out of use."""
        return self._set_faq_retired(entry_id, retired=False, actor=actor)

    # Inside a transaction

    @contextmanager
    def _change(self, actor: str) -> Iterator[Change]:
        with self.database.session() as session:
            yield Change(session, actor, self._clock())
            session.flush()

    def _publish(self, change: Change, version: VersionRow) -> tuple[DocumentRow | None, bool]:
        """Make a draft current; gives the document it replaces, and if it is the first one."""
        document = version.document
        before = next((v for v in document.versions if v.state is VersionState.CURRENT), None)
        _make_current(change, version)
        version.published_at = change.at
        change.record(
            "document.published",
            "document",
            document.id,
            version=version.no,
            version_before=before and before.no,
            title=version.title,
            number=version.number,
        )
        replaced = None
        if version.replaces_id is not None:
            replaced = change.session.get_one(DocumentRow, version.replaces_id)
            self._replace(change, version, replaced)
        return replaced, before is None

    def _replace(self, change: Change, version: VersionRow, old: DocumentRow) -> bool:
        """Let a current version take another document's place; False if it has it already."""
        document = version.document
        if old.replaced_by_id == document.id:
            return False
        today = self.today()
        # it may have been so for years before either text was added here
        day = version.valid_from or min(version.issued_on or today, today)
        change.record(
            "document.replaced", "document", old.id, by=document.id, retired_on=old.retired_on
        )
        old.replaced_by_id = document.id
        old.retired_on = day if old.retired_on is None else min(day, old.retired_on)
        # What takes another's place stands itself; so no two can replace each other.
        document.retired_on = document.replaced_by_id = None
        return True

    def _set_faq_retired(self, entry_id: int, *, retired: bool, actor: str) -> bool:
        with self._change(actor) as change:
            row = change.session.get(FaqEntryRow, entry_id)
            if row is None or row.retired == retired:
                return False
            faqs.set_retired(change, row, retired=retired)
            return True

    def _find_published(self, session: Session, ref: DocumentRef) -> DocumentRow:
        document = find(session, ref)
        version = leading(document)
        if version.state is VersionState.DRAFT:
            raise LibraryError(Problem.STILL_DRAFT, title=version.title)
        return document


def _draft(document: DocumentRow) -> VersionRow:
    for version in document.versions:
        if version.state is VersionState.DRAFT:
            return version
    raise LibraryError(Problem.NO_DRAFT, title=leading(document).title)


def _write_version(
    change: Change,
    document: DocumentRow,
    new: NewDocument,
    text_sha256: str,
    passages: Sequence[dict[str, Any]],
) -> VersionRow:
    """Write a text as the draft of a document, in place of the draft before."""
    for earlier in [v for v in document.versions if v.state is VersionState.DRAFT]:
        document.versions.remove(earlier)
    change.session.flush()  # only one draft may stand
    version = VersionRow(
        no=max((earlier.no for earlier in document.versions), default=0) + 1,
        state=VersionState.DRAFT,
        title=new.title,
        number=new.number,
        kind=new.kind,
        issuer=new.issuer,
        issued_on=new.issued_on,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        signer=new.signer,
        relations=new.relations,
        number_key=identity.number_key(new.number),
        title_key=identity.title_key(new.title),
        file_name=new.file_name,
        file_sha256=new.file_sha256,
        text_sha256=text_sha256,
        passage_count=len(passages),
        created_at=change.at,
        created_by=change.actor,
    )
    document.versions.append(version)
    change.session.flush()
    change.session.execute(
        insert(PassageRow),
        [
            {"version_id": version.id, "position": position, **values}
            for position, values in enumerate(passages)
        ],
    )
    change.record(
        "document.added",
        "document",
        document.id,
        searchable=False,
        version=version.no,
        file=new.file_name,
        title=new.title,
        number=new.number,
    )
    return version


def _make_current(change: Change, version: VersionRow) -> None:
    for other in version.document.versions:
        if other.state is VersionState.CURRENT:
            other.state = VersionState.PAST
    change.session.flush()  # only one current version may stand
    version.state = VersionState.CURRENT
    version.document.retired_on = version.document.replaced_by_id = None


def _passage_values(passage: Passage) -> dict[str, Any]:
    return {
        "text": passage.text,
        "heading": passage.heading,
        "page": passage.page,
        "kind": passage.kind,
        "lead": passage.lead,
        "text_hash": identity.text_hash(passage),
    }
