"""What was sent in, on its way to be knowledge: review, correct, publish or discard.

    coming -> reading -> review ──publish──> published
                  │         │ └──> approval ──a second person──> published
                  └> failed └──discard──> discarded

Every step is one transaction, and says who took it. Channels and features stand on this; they know
nothing of tables.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot import jobs
from bot.arrivals import Arrivals, Tell
from bot.quiz_import import from_values, import_bank
from bot.upload_records import LONGEST_FIELD, IntakeError, Refused, Upload, Value
from bot.uploads import OPEN, FileStore, UploadRow, UploadState
from knowledge.errors import KnowledgeError, LibraryError, Problem
from knowledge.faq import FaqEntry, FaqReading
from knowledge.passages import Passage
from knowledge.quizbank import QuizState
from knowledge.records import NewDocument, Status
from knowledge.tables import AuditRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from knowledge.changes import PassageChange
    from knowledge.library import Library
    from knowledge.records import DocumentInfo, StoredPassage

COMPARE = "compare"
"""The job of asking anew what a draft answers otherwise than the version that counts."""

_CONTENTS = ("entries", "items")  # of a review: what is taken in once it is published


class Intake(Arrivals):
    """The uploads of an office; safe to call from threads and processes.

    Args:
        library: Where they go.
        files: Keeps their bytes.
        four_eyes: Whether a second person must approve.
        most_waiting: How many uploads of one account may wait.
        tell: Leaves word of an upload that ended its reading, or waits for a second person, in the
            transaction that writes it.
        clock: The time, aware.
    """

    def __init__(
        self,
        library: Library,
        files: FileStore,
        *,
        four_eyes: bool = False,
        most_waiting: int = 200,
        tell: Tell = lambda session, row: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(library, files, most_waiting=most_waiting, tell=tell, clock=clock)
        self.four_eyes = four_eyes

    # looking

    def upload(self, upload_id: str) -> Upload:
        """One upload.

        Raises:
            IntakeError: UNKNOWN.
        """
        with self._database.read() as session:
            row = session.get(UploadRow, upload_id)
            if row is None:
                raise IntakeError(Refused.UNKNOWN)
            return self._shown(session, row)

    def uploads(
        self,
        states: Collection[UploadState] = OPEN,
        *,
        batch: str | None = None,
        limit: int = 200,
    ) -> list[Upload]:
        """The uploads in these states, of everybody, the newest first."""
        with self._database.read() as session:
            query = select(UploadRow).where(UploadRow.state.in_(states))
            if batch is not None:
                query = query.where(UploadRow.batch == batch)
            query = query.order_by(UploadRow.created_at.desc(), UploadRow.id).limit(limit)
            return [self._shown(session, row) for row in session.scalars(query)]

    def count(self, batch: str) -> int:
        """How many uploads a batch has so far."""
        return len(self.uploads(tuple(UploadState), batch=batch, limit=10_000))

    def passages(self, upload: Upload) -> list[StoredPassage]:
        """The passages of its draft."""
        if upload.document is None:
            return []
        return self.library.passages(upload.document.id, version=upload.document.version)

    def changes(self, upload: Upload) -> list[PassageChange]:
        """What its draft changes in the version that counts now."""
        if upload.document is None or upload.earlier is None:
            return []
        document = upload.document
        return self.library.changes(document.id, upload.earlier.version, document.version)

    # deciding

    def correct(self, upload_id: str, field: str, value: Value, account: int) -> Upload:
        """Corrects one of FIELDS of a draft.

        A number that another document bears makes the draft a version of that document.

        Raises:
            IntakeError: UNKNOWN, DECIDED or EMPTY.
        """
        if isinstance(value, str):
            value = " ".join(value.split())[:LONGEST_FIELD] or None
        if field == "relations":
            value = value or ()
        if field == "title" and not value:
            raise IntakeError(Refused.EMPTY)
        with self._database.session() as session:
            row = self._open(session, upload_id)
            document = self._draft(row)
            if field == "number" and value != document.number:
                self._readd(session, row, document, account, number=value)
            else:
                head: Any = {field: value}
                self.library.correct(
                    document.id, version=document.version, actor=str(account), **head
                )
            row.state, row.submitted_by = UploadState.REVIEW, None
            return self._shown(session, row)

    def replaces(self, upload_id: str, reference: str) -> Upload:
        """Says of one more document that a draft shall take its place once it is published.

        Raises:
            IntakeError: UNKNOWN or DECIDED.
            LibraryError: There is no such document, or several; it was never published; it is the
                draft's own.
        """
        with self._database.session() as session:
            row = self._open(session, upload_id)
            draft, old = self._draft(row), self.library.document(reference)
            if old.status is Status.DRAFT:
                raise LibraryError(Problem.STILL_DRAFT, title=old.title)
            if old.id == draft.id:
                raise LibraryError(Problem.REPLACES_ITSELF, title=old.title)
            _set_retires(row, {*_retires(row), old.id})
            return self._shown(session, row)

    def keeps(self, upload_id: str, document: int) -> Upload:
        """Says of a document that it shall stay after all.

        Raises:
            IntakeError: UNKNOWN or DECIDED.
        """
        with self._database.session() as session:
            row = self._open(session, upload_id)
            self._draft(row)
            _set_retires(row, {*_retires(row)} - {document})
            return self._shown(session, row)

    def publish(self, upload_id: str, account: int) -> UploadState:
        """Publishes an upload, or asks for the second person's approval.

        Returns:
            PUBLISHED or APPROVAL.

        Raises:
            IntakeError: UNKNOWN, DECIDED, or OWN where this person may not approve it.
            LibraryError: The library does not take it.
        """
        with self._database.session() as session:
            row = self._open(session, upload_id)
            if self.four_eyes and row.state == UploadState.REVIEW:
                row.state, row.submitted_by = UploadState.APPROVAL, account
                self._record(session, account, "upload.submitted", row)
                session.flush()
                self.tell(session, row)
                return UploadState.APPROVAL
            if row.state == UploadState.APPROVAL and account in (row.account, row.submitted_by):
                raise IntakeError(Refused.OWN)
            if row.kind == "faq":
                entries = faq_reading(row.review).entries
                self.library.import_faq(entries, source_file=row.name, actor=str(account))
            elif row.kind == "quiz":
                reading = from_values(row.review["items"])
                report = import_bank(self.library, reading, row.name, actor=str(account))
                row.review = row.review | report.figures() | {"clear": report.clear, "items": []}
            else:
                draft = self._draft(row)
                self.library.publish(draft.id, actor=str(account))
                for old in self._retired_by(row):
                    self.library.replace(old.id, by=draft.id, actor=str(account))
            self._decide(row, UploadState.PUBLISHED, account)
            return UploadState.PUBLISHED

    def approve_items(self, upload_id: str, account: int) -> int:
        """Approves the items that a published bank brought and about which nothing was odd.

        Returns:
            How many that were; those decided on meanwhile stay as they are.

        Raises:
            IntakeError: UNKNOWN.
        """
        with self._database.session() as session:
            row = session.get(UploadRow, upload_id)
            if row is None:
                raise IntakeError(Refused.UNKNOWN)
            items = self.library.quiz.by_id(row.review.get("clear", []))
            drafts = [item.id for item in items if item.state is QuizState.DRAFT]
            return len(self.library.quiz.approve(drafts, actor=str(account)))

    def discard(self, upload_id: str, account: int) -> None:
        """Drops an upload with its draft, also while it is being read.

        Raises:
            IntakeError: UNKNOWN or DECIDED.
        """
        with self._database.session() as session:
            row = session.get(UploadRow, upload_id, with_for_update=True, populate_existing=True)
            if row is None:
                raise IntakeError(Refused.UNKNOWN)
            if row.state not in OPEN:
                raise IntakeError(Refused.DECIDED)
            if row.document_id is not None:
                self.library.discard(self._draft(row).id, actor=str(account))
                row.document_id = row.version_id = None
            else:
                self._record(session, account, "upload.discarded", row)
            jobs.withdraw(session, row.id)
            self._decide(row, UploadState.DISCARDED, account)

    # inside a transaction

    def _open(self, session: Session, upload_id: str) -> UploadRow:
        """An upload that can be decided on."""
        row = session.get(UploadRow, upload_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise IntakeError(Refused.UNKNOWN)
        if row.state not in (UploadState.REVIEW, UploadState.APPROVAL):
            raise IntakeError(Refused.DECIDED)
        return row

    def _draft(self, row: UploadRow) -> DocumentInfo:
        """The draft an upload led to.

        Raises:
            IntakeError: DECIDED where it is no longer one.
        """
        document, _ = self._documents(row)
        if document is None or document.current or document.draft != document.version:
            raise IntakeError(Refused.DECIDED)
        return document

    def _documents(self, row: UploadRow) -> tuple[DocumentInfo | None, DocumentInfo | None]:
        """The version an upload led to, and the one that counts now if it is another."""
        if row.document_id is None:
            return None, None
        try:
            versions = self.library.history(row.document_id)
            number = next((v.version for v in versions if v.id == row.version_id), None)
            if number is None:
                return None, None
            document = self.library.passages(row.document_id, version=number)[0].document
            current = self.library.document(row.document_id)
        except KnowledgeError:
            return None, None
        return document, current if current.current and not document.current else None

    def _retired_by(self, row: UploadRow) -> tuple[DocumentInfo, ...]:
        """The documents an upload takes the place of, but its own."""
        found = []
        for document in _retires(row):
            with contextlib.suppress(KnowledgeError):
                found.append(self.library.document(document))
        return tuple(each for each in found if each.id != row.document_id)

    def _readd(
        self,
        session: Session,
        row: UploadRow,
        document: DocumentInfo,
        account: int,
        **head: Any,
    ) -> None:
        """Adds a draft anew with another head, so that the library sees whose version it is."""
        new = NewDocument(
            title=document.title,
            passages=[
                Passage(each.text, each.heading, each.page, each.kind, each.lead)
                for each in self.library.passages(document.id, version=document.version)
            ],
            file_name=document.file_name,
            file_sha256=row.sha256 or "",
            number=document.number,
            kind=document.kind,
            issuer=document.issuer,
            issued_on=document.issued_on,
            valid_from=document.valid_from,
            valid_until=document.valid_until,
            signer=document.signer,
            relations=document.relations,
        )
        self.library.discard(document.id, actor=str(account))
        added = self.library.add(dataclasses.replace(new, **head), draft=True, actor=str(account))
        row.document_id, row.version_id = added.document.id, added.document.version_id
        row.review = row.review | {"answers": []}
        jobs.withdraw(session, row.id)
        session.flush()
        session.add(jobs.new_job(COMPARE, row.id, self._clock()))
        supersede(session, row)

    def _decide(self, row: UploadRow, state: UploadState, account: int) -> None:
        row.state, row.decided_by, row.decided_at = state, account, self._clock()

    def _record(self, session: Session, account: int, action: str, row: UploadRow) -> None:
        session.add(
            AuditRow(
                at=self._clock(),
                actor=str(account),
                action=action,
                subject="upload",
                subject_id=row.document_id,
                details={"file": row.name},
            )
        )

    def _shown(self, session: Session, row: UploadRow) -> Upload:
        document, earlier = self._documents(row)
        return Upload(
            id=row.id,
            created_at=row.created_at,
            account=row.account,
            batch=row.batch,
            name=row.name,
            size=row.size,
            state=UploadState(row.state),
            kind=row.kind,
            document=document,
            earlier=earlier,
            retires=self._retired_by(row),
            review={key: value for key, value in row.review.items() if key not in _CONTENTS},
            progress=jobs.progress_of(session, row.id),
            problem=row.problem,
            submitted_by=row.submitted_by,
            decided_by=row.decided_by,
        )


def _retires(row: UploadRow) -> list[int]:
    return list(row.review.get("retires", ()))


def _set_retires(row: UploadRow, documents: set[int]) -> None:
    row.review = row.review | {"retires": sorted(documents)}
    row.state, row.submitted_by = UploadState.REVIEW, None


def supersede(session: Session, row: UploadRow) -> None:
    """Closes the uploads whose draft gave way to this one's: a document has one draft."""
    others = select(UploadRow).where(
        UploadRow.document_id == row.document_id,
        UploadRow.id != row.id,
        UploadRow.state.in_((UploadState.REVIEW, UploadState.APPROVAL)),
    )
    for other in session.scalars(others):
        other.state = UploadState.SUPERSEDED
        other.document_id = other.version_id = None


def faq_reading(review: dict[str, Any]) -> FaqReading:
    """The Q&A set that an upload's review keeps until it is published."""
    return FaqReading(
        tuple(
            FaqEntry(**(entry | {"other_ways": tuple(entry["other_ways"])}))
            for entry in review["entries"]
        )
    )
