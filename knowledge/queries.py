"""How rows become what the library gives: documents, passages, the snapshot of a day."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from knowledge.records import (
    DocumentInfo,
    DocumentName,
    Snapshot,
    Status,
    StoredFaq,
    StoredPassage,
)
from knowledge.tables import (
    DocumentRow,
    FaqEntryRow,
    PassageRow,
    RevisionRow,
    VersionRow,
    VersionState,
)

# PostgreSQL takes 65,535 values in a statement, SQLite 32,766; few are as fast as many.
_VERSIONS_AT_ONCE = 500
_ROWS_AT_ONCE = 10_000

_PASSAGE_COLUMNS = (
    PassageRow.id,
    PassageRow.version_id,
    PassageRow.text,
    PassageRow.heading,
    PassageRow.page,
    PassageRow.kind,
    PassageRow.lead,
    PassageRow.text_hash,
    PassageRow.position,
)


def is_leading() -> ColumnElement[bool]:
    """The version a document is known by: the current one, or the draft where there is none."""
    other = aliased(VersionRow)
    published = exists().where(
        other.document_id == VersionRow.document_id, other.state == VersionState.CURRENT
    )
    return or_(
        VersionRow.state == VersionState.CURRENT,
        and_(VersionRow.state == VersionState.DRAFT, ~published),
    )


def documents(session: Session, day: date, *where: ColumnElement[bool]) -> list[DocumentInfo]:
    """The documents as the versions that fulfil `where` show them, by id and version."""
    draft = aliased(VersionRow)
    successor = aliased(VersionRow)
    replaced = aliased(VersionRow)
    rows = session.execute(
        select(
            VersionRow.document_id,
            VersionRow.title,
            VersionRow.number,
            VersionRow.kind,
            VersionRow.issuer,
            VersionRow.issued_on,
            VersionRow.signer,
            VersionRow.relations,
            VersionRow.valid_from,
            VersionRow.valid_until,
            VersionRow.id,
            VersionRow.no,
            VersionRow.state,
            VersionRow.passage_count,
            VersionRow.file_name,
            DocumentRow.retired_on,
            draft.no.label("draft_no"),
            successor.document_id.label("successor_id"),
            successor.number.label("successor_number"),
            successor.title.label("successor_title"),
            replaced.document_id.label("replaced_id"),
            replaced.number.label("replaced_number"),
            replaced.title.label("replaced_title"),
        )
        .join(DocumentRow, VersionRow.document_id == DocumentRow.id)
        .outerjoin(
            draft,
            and_(draft.document_id == DocumentRow.id, draft.state == VersionState.DRAFT),
        )
        .outerjoin(
            successor,
            and_(
                successor.document_id == DocumentRow.replaced_by_id,
                successor.state == VersionState.CURRENT,
            ),
        )
        .outerjoin(
            replaced,
            and_(
                replaced.document_id == VersionRow.replaces_id,
                replaced.state == VersionState.CURRENT,
            ),
        )
        .where(*where)
        .order_by(VersionRow.document_id, VersionRow.no)
    )
    return [
        DocumentInfo(
            id=row.document_id,
            title=row.title,
            number=row.number,
            kind=row.kind,
            issuer=row.issuer,
            issued_on=row.issued_on,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            status=_status(
                day,
                published=row.state is not VersionState.DRAFT,
                retired_on=row.retired_on,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
            ),
            version_id=row.id,
            version=row.no,
            current=row.state is VersionState.CURRENT,
            draft=row.draft_no,
            retired_on=row.retired_on,
            replaced_by=row.successor_id
            and DocumentName(row.successor_id, row.successor_number, row.successor_title),
            passages=row.passage_count,
            file_name=row.file_name,
            signer=row.signer,
            relations=row.relations,
            replaces=row.replaced_id
            and DocumentName(row.replaced_id, row.replaced_number, row.replaced_title),
        )
        for row in rows
    ]


def passages(
    session: Session, versions: Sequence[DocumentInfo], *where: ColumnElement[bool]
) -> list[StoredPassage]:
    """The passages of these versions that fulfil `where`, by id."""
    shown = {info.version_id: info for info in versions}
    ids = sorted(shown)
    found: list[StoredPassage] = []
    with _collector_paused():
        for start in range(0, len(ids), _VERSIONS_AT_ONCE):
            rows = session.execute(
                select(*_PASSAGE_COLUMNS)
                .where(PassageRow.version_id.in_(ids[start : start + _VERSIONS_AT_ONCE]), *where)
                .order_by(PassageRow.version_id, PassageRow.position),
                execution_options={"yield_per": _ROWS_AT_ONCE},
            )
            found += [StoredPassage(row[0], shown[row[1]], *row[2:]) for row in rows]
    return found


def passages_by_id(session: Session, day: date, ids: Sequence[int]) -> list[StoredPassage]:
    """The passages with these ids, in their order; those that are gone are left out."""
    version_ids = select(PassageRow.version_id).where(PassageRow.id.in_(ids))
    versions = documents(session, day, VersionRow.id.in_(version_ids))
    found = {passage.id: passage for passage in passages(session, versions, PassageRow.id.in_(ids))}
    return [found[passage_id] for passage_id in ids if passage_id in found]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Of 10⁶ new passages none is garbage; looking for it doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def faq(session: Session, *where: ColumnElement[bool], limit: int | None = None) -> list[StoredFaq]:
    """The entries of the Q&A sets that fulfil `where`, by id; at most `limit` of them."""
    return [
        StoredFaq(
            id=entry.id,
            question=entry.question,
            wordings=tuple(wording.text for wording in entry.wordings),
            answer=entry.answer,
            source=entry.source,
            topic=entry.topic,
            document_number=entry.document_number,
            retired=entry.retired,
        )
        for entry in session.scalars(
            select(FaqEntryRow).where(*where).order_by(FaqEntryRow.id).limit(limit)
        )
    ]


def snapshot(
    session: Session, day: date, previous: Snapshot | None, *, today: date | None = None
) -> Snapshot:
    """What may be searched on `day`; passages that `previous` holds are not read again.

    Args:
        session: A view of the database.
        day: The day.
        previous: An earlier snapshot, of any day.
        today: Where `day` is before it, a text without a first day in force counts from the day
            on which it was issued.
    """
    known = documents(session, day, VersionRow.state != VersionState.DRAFT)
    published = [
        _issued_by(day, info) if today is not None and day < today else info
        for _, versions in groupby(known, lambda info: info.id)
        for info in (_of_the_day(day, list(versions)),)
    ]
    in_force = [info for info in published if info.status is Status.PUBLISHED]

    kept: dict[int, list[StoredPassage]] = {}
    if previous is not None:
        shown = {info.version_id: info for info in in_force}
        for info, group in groupby(previous.passages, lambda passage: passage.document):
            now = shown.get(info.version_id)
            if now == info:
                kept[info.version_id] = list(group)
            elif now is not None:
                kept[info.version_id] = [passage._replace(document=now) for passage in group]

    # Versions and their passages are written one version after the other, so both orders agree.
    found = passages(session, [info for info in in_force if info.version_id not in kept])
    if kept:
        found += [passage for group in kept.values() for passage in group]
        found.sort(key=lambda passage: passage.id)
    return Snapshot(
        revision=session.scalars(select(RevisionRow.value)).one(),
        day=day,
        until=_last_day(day, known),
        passages=found,
        faq=faq(session, FaqEntryRow.retired.is_(False)),
        documents=in_force,
        out_of_force=[info for info in published if info.status is not Status.PUBLISHED],
    )


def _of_the_day(day: date, versions: Sequence[DocumentInfo]) -> DocumentInfo:
    """The version that counts on a day: the one before, until the current one is in force.

    Args:
        day: The day.
        versions: Of one document, the first one first; all were published.
    """
    current = next((info for info in versions if info.current), versions[-1])
    if current.status is not Status.UPCOMING:
        return current
    earlier = [
        info
        for info in versions
        if info.version < current.version and info.status is Status.PUBLISHED
    ]
    return earlier[-1] if earlier else current


def _issued_by(day: date, info: DocumentInfo) -> DocumentInfo:
    """Nothing is in force before it is issued, if nobody said from when on it is."""
    if info.valid_from or info.issued_on is None or info.issued_on <= day:
        return info
    return replace(info, status=Status.UPCOMING)


def _status(
    day: date,
    *,
    published: bool,
    retired_on: date | None,
    valid_from: date | None,
    valid_until: date | None,
) -> Status:
    if not published:
        return Status.DRAFT
    if retired_on is not None and retired_on <= day:
        return Status.RETIRED
    if valid_until is not None and valid_until < day:
        return Status.EXPIRED
    if valid_from is not None and valid_from > day:
        return Status.UPCOMING
    return Status.PUBLISHED


def _last_day(day: date, published: Sequence[DocumentInfo]) -> date | None:
    """The last day before the status of one of the documents changes by itself."""
    ends = [
        last
        for info in published
        for last in (
            info.valid_from and info.valid_from - timedelta(days=1),
            info.valid_until,
            info.retired_on and info.retired_on - timedelta(days=1),
        )
        if last is not None and last >= day
    ]
    return min(ends, default=None)
