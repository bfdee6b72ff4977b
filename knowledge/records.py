"""What the library takes and gives: plain values, no rows and no sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from knowledge.faq import Refusal
from knowledge.passages import Passage
from knowledge.relations import Relation


class Status(StrEnum):
    """Where a document stands on a given day; only a PUBLISHED one answers."""

    DRAFT = "draft"  # never published yet
    UPCOMING = "upcoming"  # published, but valid only later
    PUBLISHED = "published"
    EXPIRED = "expired"  # its validity has ended
    RETIRED = "retired"  # taken out by an admin, or replaced by another document


class Outcome(StrEnum):
    """What became of a document that was added."""

    NEW = "new"
    NEW_VERSION = "new_version"  # it is a changed text of a document that is known
    REPLACED = "replaced"  # it took the place of another document
    SAME = "same"  # the library knows this text already; nothing was changed


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A text that has been read and cut, ready to be added.

    Attributes:
        title: Required; the file's name where the text shows none.
        passages: All of the text, in reading order; at least one.
        file_name: Without a folder.
        file_sha256: Of the file's bytes, hexadecimal.
        number, kind, issuer, issued_on: The head data, where known.
        valid_from, valid_until: The first and the last day in force, where known.
        signer: Name and office of who signed it, where known.
        relations: What it says that it does to other texts.
    """

    title: str
    passages: Sequence[Passage]
    file_name: str
    file_sha256: str
    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    signer: str | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A document as another one mentions it."""

    id: int
    number: str | None
    title: str

    def __str__(self) -> str:
        return f"#{self.id} {self.number or ''} {self.title}".replace("  ", " ")


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document as one of its versions shows it.

    Attributes:
        status: On the day of the library's clock, or of the snapshot.
        version: Which of its texts this is, from 1.
        current: Whether that is the version that counts.
        draft: The version that waits to be published, if any.
        retired_on: The first day on which it answers no more.
        replaced_by: What took its place, if anything did.
        signer, relations: See `NewDocument`.
        replaces: What it takes the place of once it is published, if anything.
    """

    id: int
    title: str
    number: str | None
    kind: str | None
    issuer: str | None
    issued_on: date | None
    valid_from: date | None
    valid_until: date | None
    status: Status
    version_id: int
    version: int
    current: bool
    draft: int | None
    retired_on: date | None
    replaced_by: DocumentName | None
    passages: int
    file_name: str
    signer: str | None = None
    relations: tuple[Relation, ...] = ()
    replaces: DocumentName | None = None


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of a document, in its history."""

    id: int
    version: int
    state: str  # "draft" | "current" | "past"
    title: str
    number: str | None
    file_name: str
    passages: int
    created_at: datetime
    created_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Added:
    """What `Library.add` did.

    Attributes:
        document: As it stands now; of a text known before, whatever its status.
        replaced: The document it took the place of.
    """

    outcome: Outcome
    document: DocumentInfo
    replaced: DocumentInfo | None = None

    @property
    def document_id(self) -> int:
        """The id of the document."""
        return self.document.id

    @property
    def passages(self) -> int:
        """How many passages the text has."""
        return self.document.passages


class StoredPassage(NamedTuple):
    """A passage with the document, and the version of it, that it stands in.

    A tuple, because a snapshot holds up to 10⁶ of them.

    Attributes:
        id: Kept for good: it can be read with `Library.passage` when its version is past.
        text_hash: 32 hexadecimal digits over heading, lead and text; not over the title.
        position: Its place in the document, from 0.
    """

    id: int
    document: DocumentInfo
    text: str
    heading: tuple[str, ...]
    page: int | None
    kind: str
    lead: str
    text_hash: str
    position: int


@dataclass(frozen=True, slots=True)
class StoredFaq:
    """An entry of the Q&A sets; `wordings` are the other ways to ask it."""

    id: int
    question: str
    wordings: tuple[str, ...]
    answer: str
    source: str
    topic: str
    document_number: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What may be searched on one day.

    Attributes:
        revision: Which state of the library it shows.
        day: The day (of Vietnam) it was taken for.
        until: The last day on which it holds without a change of the library: after it some
            document begins or ceases to be in force. None: for good.
        passages: Of the documents in force, by id: document by document, in reading order.
        faq: The entries in use, by id.
        documents: The documents in force, by id.
        out_of_force: Those that were published and do not answer, with their status and what
            replaced them.
    """

    revision: int
    day: date
    until: date | None
    passages: list[StoredPassage]
    faq: list[StoredFaq]
    documents: list[DocumentInfo]
    out_of_force: list[DocumentInfo]


class FaqOutcome(StrEnum):
    """What became of one row of a Q&A set."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FaqResult:
    """One entry of an import; `place` counts the entries from 1."""

    place: int
    question: str
    outcome: FaqOutcome
    entry_id: int | None = None
    reason: Refusal | None = None


@dataclass(frozen=True, slots=True)
class FaqReport:
    """What became of each entry of an import."""

    rows: tuple[FaqResult, ...]

    @property
    def added(self) -> int:
        """Entries that are new."""
        return self._count(FaqOutcome.ADDED)

    @property
    def changed(self) -> int:
        """Entries whose answer, source, topic or wordings took the place of the old ones."""
        return self._count(FaqOutcome.CHANGED)

    @property
    def same(self) -> int:
        """Entries that were there already."""
        return self._count(FaqOutcome.SAME)

    @property
    def refused(self) -> int:
        """Entries that were not taken."""
        return self._count(FaqOutcome.REFUSED)

    def _count(self, outcome: FaqOutcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, when. `details` holds what it was before, as JSON values."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: int | None
    details: dict[str, Any]
