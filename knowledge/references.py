"""Which document a reference means, and which of its texts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import identity, queries
from knowledge.errors import LibraryError, Problem
from knowledge.records import DocumentName
from knowledge.tables import DocumentRow, VersionRow, VersionState

# So many documents are named where a reference may mean several.
_NAMED = 5

# What an admin may call a document: its id, its number, or a part of its title.
DocumentRef = int | str


def find(session: Session, ref: DocumentRef) -> DocumentRow:
    """The document that is meant: by id, else by number, else by title, else by a part of it.

    Raises:
        LibraryError: NO_SUCH_DOCUMENT, AMBIGUOUS_DOCUMENT.
    """
    if isinstance(ref, int) or _is_id(ref.strip()):
        document = session.get(DocumentRow, int(ref))
        if document is not None:
            return document
    text = str(ref)
    ways = (
        VersionRow.number_key == identity.number_key(text),
        VersionRow.title_key == identity.title_key(text),
        VersionRow.title_key.contains(identity.title_key(text), autoescape=True),
    )
    for way in ways if text.strip() else ():
        found = session.scalars(
            select(VersionRow).where(queries.is_leading(), way).order_by(VersionRow.id)
        ).all()
        if len(found) == 1:
            return found[0].document
        if found:
            names = [
                str(DocumentName(v.document_id, v.number, v.title)) for v in found[:_NAMED]
            ] + ["…"] * (len(found) > _NAMED)
            raise LibraryError(Problem.AMBIGUOUS_DOCUMENT, reference=ref, matches="; ".join(names))
    raise LibraryError(Problem.NO_SUCH_DOCUMENT, reference=ref)


def leading(document: DocumentRow) -> VersionRow:
    """The version a document is known by; see `queries.is_leading`."""
    return max(document.versions, key=lambda version: _LEADS.index(version.state))


# From the least to the most telling; a document with a past version has a current one.
_LEADS = (VersionState.PAST, VersionState.DRAFT, VersionState.CURRENT)


def version_of(document: DocumentRow, no: int | None) -> VersionRow:
    """One of a document's texts by its number; by default the one it is known by.

    Raises:
        LibraryError: NO_SUCH_VERSION.
    """
    if no is None:
        return leading(document)
    for version in document.versions:
        if version.no == no:
            return version
    raise LibraryError(Problem.NO_SUCH_VERSION, title=leading(document).title, version=no)


def _is_id(text: str) -> bool:
    # more digits than a column of integers holds are no id, and an error to the database
    return text.isascii() and text.isdecimal() and len(text) <= 9
