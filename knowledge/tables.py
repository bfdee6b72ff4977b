"""The tables of what the office knows.

A document is an identity; its head and its text are in its versions. Passages never change once
written, so that what was cited can always be read again; only those of a discarded draft go.
"""

import json
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    Dialect,
    ForeignKey,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base, UtcDateTime
from knowledge.relations import Relation, RelationKind

# SQLite gives the id of a deleted last row away again unless told not to.
_NEVER_REUSED = {"sqlite_autoincrement": True}


class VersionState(StrEnum):
    """Whether a version is still to be published, the one that counts, or an earlier one."""

    DRAFT = "draft"
    CURRENT = "current"
    PAST = "past"


class HeadingPath(TypeDecorator[tuple[str, ...]]):
    """A tuple of headings as a JSON list; equal paths are read as one and the same object."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        """The JSON list."""
        return json.dumps(value or (), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Back."""
        return _heading_path(value or "[]")


class Relations(TypeDecorator[tuple[Relation, ...]]):
    """What a document says of others, as a JSON list of [kind, number]."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Relation, ...] | None, dialect: Dialect) -> str:
        """The JSON list."""
        return json.dumps([[each.kind, each.number] for each in value or ()], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Relation, ...]:
        """Back."""
        pairs = json.loads(value or "[]")
        return tuple(Relation(RelationKind(kind), number) for kind, number in pairs)


@lru_cache(maxsize=4096)
def _heading_path(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))


class DocumentRow(Base):
    """A document. It is a draft while it has no current version."""

    __tablename__ = "documents"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # the first day on which it answers no more
    retired_on: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)

    versions: Mapped[list["VersionRow"]] = relationship(
        back_populates="document",
        order_by="VersionRow.no",
        foreign_keys="VersionRow.document_id",
        cascade="all, delete-orphan",
    )


class VersionRow(Base):
    """One text of a document with its head data; `no` counts from 1 within the document."""

    __tablename__ = "versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    no: Mapped[int]
    state: Mapped[VersionState] = mapped_column(
        EnumType(
            VersionState,
            native_enum=False,
            length=10,
            values_callable=lambda states: [state.value for state in states],
        ),
    )
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str | None] = mapped_column(Text)
    issued_on: Mapped[date | None]
    signer: Mapped[str | None] = mapped_column(Text)
    relations: Mapped[tuple[Relation, ...]] = mapped_column(Relations, default=())
    # the first and the last day on which it is in force
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    # what a reference is looked up by: search form, the title's without marks
    number_key: Mapped[str | None] = mapped_column(Text, index=True)
    title_key: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(Text, index=True)
    text_sha256: Mapped[str] = mapped_column(Text, index=True)
    passage_count: Mapped[int]
    # of a draft: the document that retires when this is published
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    document: Mapped[DocumentRow] = relationship(
        back_populates="versions", foreign_keys=[document_id]
    )

    __table_args__ = (
        UniqueConstraint("document_id", "no"),
        *(
            Index(
                f"ix_versions_one_{state}",
                "document_id",
                unique=True,
                sqlite_where=text(f"state = '{state}'"),
                postgresql_where=text(f"state = '{state}'"),
            )
            for state in (VersionState.CURRENT, VersionState.DRAFT)
        ),
        _NEVER_REUSED,
    )


class PassageRow(Base):
    """A passage of a version, never changed; `position` counts from 0 in reading order."""

    __tablename__ = "passages"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    heading: Mapped[tuple[str, ...]] = mapped_column(HeadingPath)
    page: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("version_id", "position"), _NEVER_REUSED)


class FaqEntryRow(Base):
    """A question with its approved answer. `key`, the question's search form, is its identity."""

    __tablename__ = "faq_entries"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    wordings: Mapped[list["FaqWordingRow"]] = relationship(
        order_by="FaqWordingRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class FaqWordingRow(Base):
    """Another way to ask the question of an entry."""

    __tablename__ = "faq_wordings"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("faq_entries.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class RevisionRow(Base):
    """The one row that counts the changes of what may be searched; its lock orders the changes."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]


class AuditRow(Base):
    """Who changed what, when. Kept when what it names is gone, so `subject_id` is no key."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
