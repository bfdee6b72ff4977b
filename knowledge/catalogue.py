"""What the library holds, to read: documents with their versions, Q&A sets, what is searched."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import takewhile

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge import audit, faqs, identity, queries
from knowledge.changes import PassageChange, compare
from knowledge.database import Database
from knowledge.faq import FaqEntry
from knowledge.records import (
    AuditEntry,
    DocumentInfo,
    NewDocument,
    Snapshot,
    Status,
    StoredFaq,
    StoredPassage,
    VersionInfo,
)
from knowledge.references import DocumentRef, find, leading, version_of
from knowledge.tables import AuditRow, FaqEntryRow, PassageRow, RevisionRow, VersionRow

# The day of a moment is Vietnam's, wherever the machine stands.
VIETNAM = timezone(timedelta(hours=7))


class Catalogue:
    """Documents with their versions, and the Q&A sets, to read.

    Every method that takes a reference to a document raises LibraryError with NO_SUCH_DOCUMENT or
    AMBIGUOUS_DOCUMENT where it names none or several.

    Args:
        database: Where they are kept.
        clock: Gives the moment, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.database = database
        self._clock = clock

    # Reading documents

    def documents(self, statuses: Collection[Status] = tuple(Status)) -> list[DocumentInfo]:
        """The documents with one of these statuses, by id."""
        with self.database.read() as session:
            infos = queries.documents(session, self.today(), queries.is_leading())
        return [info for info in infos if info.status in statuses]

    def document(self, ref: DocumentRef) -> DocumentInfo:
        """A document as its current version shows it, or its draft if it has no other."""
        with self.database.read() as session:
            return self._info(session, leading(find(session, ref)))

    def document_of_file(self, file_sha256: str) -> DocumentInfo | None:
        """The document that these bytes were read as before, so that they need not be again."""
        with self.database.read() as session:
            infos = queries.documents(session, self.today(), VersionRow.file_sha256 == file_sha256)
        return infos[-1] if infos else None

    def version_before(self, new: NewDocument) -> DocumentInfo | None:
        """The document that a text would be a new version of, as it counts now."""
        with self.database.read() as session:
            document = identity.same_document(session, new)
            return None if document is None else self._info(session, leading(document))

    def history(self, ref: DocumentRef) -> list[VersionInfo]:
        """The versions of a document, the first one first."""
        with self.database.read() as session:
            return [
                VersionInfo(
                    id=row.id,
                    version=row.no,
                    state=row.state.value,
                    title=row.title,
                    number=row.number,
                    file_name=row.file_name,
                    passages=row.passage_count,
                    created_at=row.created_at,
                    created_by=row.created_by,
                    published_at=row.published_at,
                )
                for row in find(session, ref).versions
            ]

    def passages(self, ref: DocumentRef, *, version: int | None = None) -> list[StoredPassage]:
        """The passages of a document in reading order.

        Args:
            ref: The document.
            version: Which of its texts; by default the current one, or the first draft.

        Raises:
            LibraryError: NO_SUCH_VERSION.
        """
        with self.database.read() as session:
            row = version_of(find(session, ref), version)
            return queries.passages(session, [self._info(session, row)])

    def text(self, ref: DocumentRef, *, version: int | None = None) -> str:
        """The whole text, a line for each heading and passage; see `passages`."""
        return "\n".join(identity.lines(self.passages(ref, version=version)))

    def changes(self, ref: DocumentRef, before: int, after: int) -> list[PassageChange]:
        """Which passages differ between two versions of a document; see `changes.compare`.

        Raises:
            LibraryError: NO_SUCH_VERSION.
        """
        return compare(self.passages(ref, version=before), self.passages(ref, version=after))

    def passage(self, passage_id: int) -> StoredPassage | None:
        """A passage of any version, past ones too; None for a draft's that was discarded."""
        found = self.passages_by_id([passage_id])
        return found[0] if found else None

    def passages_by_id(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages as `passage` gives them, in the order of `ids` (a few hundred at most)."""
        with self.database.read() as session:
            return queries.passages_by_id(session, self.today(), ids)

    def neighbours(self, passage_id: int) -> list[StoredPassage]:
        """The whole Điều around a passage, or the whole section where there is no Điều.

        In reading order, the passage included; empty where `passage` gives None.
        """
        with self.database.read() as session:
            row = session.get(PassageRow, passage_id)
            if row is None:
                return []
            section = _section(row.heading)
            headings = session.scalars(
                select(PassageRow.heading)
                .where(PassageRow.version_id == row.version_id)
                .order_by(PassageRow.position)
            )
            same = [heading[: len(section) or None] == section for heading in headings]
            first = row.position - _run(reversed(same[: row.position]))
            last = row.position + _run(same[row.position :]) - 1
            return queries.passages(
                session,
                [self._info_of_version(session, row.version_id)],
                PassageRow.position.between(first, last),
            )

    # Q&A sets

    def export_faq(self) -> list[FaqEntry]:
        """The entries in use, in the order in which they came."""
        with self.database.read() as session:
            return faqs.give_out(session)

    def faq_entry(self, entry_id: int) -> StoredFaq | None:
        """An entry, retired ones too."""
        with self.database.read() as session:
            found = queries.faq(session, FaqEntryRow.id == entry_id)
        return found[0] if found else None

    def faq_entries(self, *, limit: int | None = None) -> list[StoredFaq]:
        """The entries in use, in the order in which they came; at most `limit` of them."""
        with self.database.read() as session:
            return queries.faq(session, FaqEntryRow.retired.is_(False), limit=limit)

    def faq_count(self) -> int:
        """How many entries are in use."""
        with self.database.read() as session:
            in_use = FaqEntryRow.retired.is_(False)
            return session.scalars(select(func.count(FaqEntryRow.id)).where(in_use)).one()

    # What may be searched

    def revision(self) -> int:
        """A number that grows with every change of what may be searched."""
        with self.database.read() as session:
            return session.scalars(select(RevisionRow.value)).one()

    def snapshot(self, *, day: date | None = None, previous: Snapshot | None = None) -> Snapshot:
        """What may be searched on a day.

        Args:
            day: Today by default; another one for a question as of a date.
            previous: An earlier snapshot; what it holds is not read again.
        """
        with self.database.read() as session:
            today = self.today()
            return queries.snapshot(session, day or today, previous, today=today)

    def is_current(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot of today still shows what may be searched."""
        return snapshot.revision == self.revision() and (
            snapshot.until is None or self.today() <= snapshot.until
        )

    def today(self) -> date:
        """The day of the clock in Vietnam."""
        return self._clock().astimezone(VIETNAM).date()

    def audit(self, *, document: DocumentRef | None = None, limit: int = 100) -> list[AuditEntry]:
        """The latest changes, newest first, of everything or of one document."""
        with self.database.read() as session:
            where: list[ColumnElement[bool]] = []
            if document is not None:
                document_id = find(session, document).id
                where = [AuditRow.subject == "document", AuditRow.subject_id == document_id]
            return audit.entries(session, limit, *where)

    # Inside a transaction

    def _info(self, session: Session, version: VersionRow) -> DocumentInfo:
        session.flush()
        return self._info_of_version(session, version.id)

    def _info_of_version(self, session: Session, version_id: int) -> DocumentInfo:
        return queries.documents(session, self.today(), VersionRow.id == version_id)[0]


def _run(values: Iterable[bool]) -> int:
    """How many there are before the first False."""
    return sum(1 for _ in takewhile(bool, values))


def _section(heading: tuple[str, ...]) -> tuple[str, ...]:
    """The path to the Điều; else the path without its clause and point."""
    labels = [label.casefold() for label in heading]
    for depth, label in enumerate(labels, start=1):
        if label.startswith("điều "):
            return heading[:depth]
    while labels and labels[-1].startswith(("khoản ", "điểm ")):
        labels.pop()
    return heading[: len(labels)]
