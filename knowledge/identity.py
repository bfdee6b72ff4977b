"""What makes two texts the same text, and two documents the same document."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import queries
from knowledge.passages import Passage
from knowledge.records import NewDocument, StoredPassage
from knowledge.tables import DocumentRow, VersionRow
from knowledge.text import search_form, unmarked


def number_key(number: str | None) -> str | None:
    """How a number (or an issuer) is compared; None where there is none."""
    return search_form(number) or None if number else None


def title_key(title: str) -> str:
    """How a title is compared, and searched by a part of it: without marks."""
    return unmarked(search_form(title))


def question_key(question: str) -> str:
    """What makes two questions one: their search form, without the mark at the end."""
    return search_form(question).rstrip(" ?.!…:")


def lines(passages: Iterable[Passage | StoredPassage]) -> Iterator[str]:
    """Each passage, and before it the headings that are not those of the passage before."""
    shown: tuple[str, ...] = ()
    for passage in passages:
        common = sum(
            1
            for _ in takewhile(bool, (a == b for a, b in zip(shown, passage.heading, strict=False)))
        )
        yield from passage.heading[common:]
        yield passage.text
        shown = passage.heading


def text_hash(passage: Passage) -> str:
    """32 hexadecimal digits over all the words of a passage: heading, lead and text."""
    parts = "\x1f".join((*passage.heading, passage.lead, passage.text))
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


def text_sha256(passages: Sequence[Passage]) -> str:
    """Of a whole text, the same however it was cut and spaced."""
    words = " ".join(lines(passages)).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def same_document(session: Session, new: NewDocument) -> DocumentRow | None:
    """The document that a text with this head is a version of.

    Numbers begin anew each term and in each office, so that a number alone is not enough where
    issuer or date speak against it. A text without a number is known by its title and file.
    """
    number = number_key(new.number)
    same = (
        VersionRow.number_key == number
        if number
        else VersionRow.number_key.is_(None)
        & (VersionRow.title_key == title_key(new.title))
        & (VersionRow.file_name == new.file_name)
    )
    found = session.scalars(select(VersionRow).where(queries.is_leading(), same)).all()
    documents = [version.document for version in found if _agree(version, new)]
    return max(documents, key=lambda d: (d.retired_on is None, d.id), default=None)


def _agree(version: VersionRow, new: NewDocument) -> bool:
    pairs = (
        (number_key(version.issuer), number_key(new.issuer)),
        (version.issued_on, new.issued_on),
    )
    if any(a and b and a != b for a, b in pairs):
        return False
    return any(a == b for a, b in pairs)
