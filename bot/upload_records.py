"""One file that was sent in, in plain values, and why a step with it is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.uploads import UploadState
from knowledge.relations import Relation

if TYPE_CHECKING:
    from bot.jobs import Progress
    from knowledge.records import DocumentInfo

FIELDS = (
    *("title", "number", "kind", "issuer", "issued_on"),
    *("signer", "valid_from", "valid_until", "relations"),
)
"""The head data that can be corrected."""

DATES = ("issued_on", "valid_from", "valid_until")

LONGEST_FIELD = 500
"""Letters of a corrected value."""


Value = str | date | tuple[Relation, ...] | None
"""A corrected value; None leaves the field empty."""


class Refused(StrEnum):
    """Why a step is not taken."""

    UNKNOWN = "unknown"  # there is no such upload
    DECIDED = "decided"  # it was published, discarded or superseded before
    OWN = "own"  # a second person must approve it
    EMPTY = "empty"  # a title is needed
    TOO_MANY = "too_many"  # too many uploads of this person wait already


class IntakeError(Exception):
    """A step that is not taken; nothing was changed."""

    def __init__(self, reason: Refused) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was sent in, as it stands.

    Attributes:
        document: The draft, or what it became; None of a Q&A set, or before it was read.
        earlier: The version that counts now, where the draft would take its place.
        retires: The documents whose place it takes once it is published.
        review: What its reading found; see `bot.reading`.
        progress: Of the job at it.
        problem: Why it failed, as a sentence.
    """

    id: str
    created_at: datetime
    account: int
    batch: str
    name: str
    size: int
    state: UploadState
    kind: str | None
    document: DocumentInfo | None
    earlier: DocumentInfo | None
    retires: tuple[DocumentInfo, ...]
    review: dict[str, Any]
    progress: Progress | None
    problem: str | None
    submitted_by: int | None
    decided_by: int | None
