"""The texts that are searched, in one order: the passages of a snapshot, then its FAQ entries.

A row is a number; the word index, the vectors and the ranking all count in it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from index.lexical import Entry
from knowledge.records import DocumentInfo, Snapshot, StoredFaq, StoredPassage


@dataclass(frozen=True)
class Rows:
    """Every searchable text of a snapshot by its row."""

    passages: Sequence[StoredPassage]
    faq: Sequence[StoredFaq]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Rows":
        """The rows of a snapshot."""
        return cls(snapshot.passages, snapshot.faq)

    def __len__(self) -> int:
        return len(self.passages) + len(self.faq)

    def __getitem__(self, row: int) -> StoredPassage | StoredFaq:
        n = len(self.passages)
        return self.passages[row] if row < n else self.faq[row - n]

    def is_faq(self, row: int) -> bool:
        """Whether the row is a FAQ entry."""
        return row >= len(self.passages)

    @cached_property
    def groups(self) -> NDArray[np.int64]:
        """(rows,) a number a document; each FAQ entry is one of its own."""
        documents = [passage.document.id for passage in self.passages]
        return np.asarray(documents + [-1 - i for i in range(len(self.faq))], np.int64)

    def of_document(self, document: int) -> NDArray[np.int64]:
        """The rows of a document's passages, in reading order; no look at those of others."""
        rows, groups = self._by_group
        start, end = np.searchsorted(groups, (document, document + 1))
        return rows[start:end]

    @cached_property
    def _by_group(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows = np.argsort(self.groups, kind="stable")
        return rows, self.groups[rows]

    @cached_property
    def documents(self) -> dict[int, DocumentInfo]:
        """The documents of the passages, by id."""
        return {passage.document.id: passage.document for passage in self.passages}

    def entry(self, row: int) -> Entry:
        """The two parts that the word index weighs apart."""
        item = self[row]
        if isinstance(item, StoredFaq):
            asked = "\n".join((item.question, *item.wordings))
            return Entry(asked, f"{item.answer}\n{item.topic}".strip())
        return Entry(heading_line(item), f"{item.lead}\n{item.text}".strip())

    def encoded_text(self, row: int) -> str:
        """What the encoder reads for a row: the title and headings, then the text."""
        entry = self.entry(row)
        return f"{entry.title}\n{entry.text}".strip()

    @cached_property
    def asked(self) -> list[str]:
        """Every wording of every FAQ entry."""
        return [way for entry in self.faq for way in (entry.question, *entry.wordings)]

    @cached_property
    def asked_rows(self) -> NDArray[np.int64]:
        """(wordings,) the row of the entry that each is of."""
        counts = [1 + len(entry.wordings) for entry in self.faq]
        return np.repeat(np.arange(len(self.faq)) + len(self.passages), counts)

    def asked_keys(self) -> list[str]:
        """The keys of the wordings' vectors, which are encoded as questions are."""
        return [text_key(f"?{text}") for text in self.asked]

    def keys(self) -> list[str]:
        """Of what the encoder reads of each row: the key under which its vector is kept."""
        return self._keys

    @cached_property
    def _keys(self) -> list[str]:
        return [text_key(self.encoded_text(row)) for row in range(len(self))]


def heading_line(passage: StoredPassage) -> str:
    """Number, title, issuer and heading path of a passage on one line."""
    document = passage.document
    title = titled(document)
    if document.number and document.number not in title:
        title = f"{document.number} {title}"
    return ". ".join(part for part in (title, *passage.heading) if part)


def titled(document: DocumentInfo) -> str:
    """The title, with the office that issued it where only the letterhead names it."""
    return ", ".join(filter(None, (document.title, office_of(document))))


def office_of(document: DocumentInfo) -> str:
    """The office that issued a document, where the title does not say whose it is; else "".

    Members say whose plan they mean ("kế hoạch của phường An Hòa"); many titles do not.
    """
    offices = (document.issuer or "").split(" – ")
    for at in range(len(offices) - 1, -1, -1):
        ending = takewhile(lambda word: word[:1].isupper(), reversed(offices[at].split()))
        name = " ".join(reversed(list(ending)))
        if name:
            named = name.lower() in document.title.lower()
            return "" if named else " – ".join(offices[at:])
    return ""


def origin(document: DocumentInfo) -> str:
    """The number of a document, who issued it and when."""
    issued = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return " ".join(filter(None, (document.number, document.issuer, issued)))


def text_key(text: str) -> str:
    """The hash that a text's vector is kept by."""
    return hashlib.sha256(text.encode()).hexdigest()
