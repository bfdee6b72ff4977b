"""Files into the library: read, cut, encode, then one short transaction a file.

Each file stands alone: one that cannot be taken changes nothing and holds up no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import KnowledgeError, Problem, ReadError
from knowledge.readers.archive import HIDDEN

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.rows import Rows
    from index.vectors import VectorStore
    from knowledge.faq import FaqReading
    from knowledge.library import Library
    from knowledge.readers import Limits, Reading
    from knowledge.records import NewDocument

# text to a reader, but never a document: passed over where a whole folder is taken
NOT_DOCUMENTS = frozenset(
    (".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini", ".log", ".py", ".js", ".css", ".xml")
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the person says of a file, over what is read in it; None leaves it to the file."""

    number: str | None = None
    title: str | None = None
    issued_on: date | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file.

    Attributes:
        file: Its name.
        outcome: "new", "new_version", "replaced", "same", "faq", "quiz", "skipped" or "failed".
        problem: Why it failed or was skipped.
        passages: Of a document.
        added, changed, same: Entries of a Q&A set, or items of a quiz bank.
        refused: Rows of such a set that were not taken, with the reason.
        warnings: What the reader was unsure of.
        still_in_use: The numbers of documents in use that it says it replaces or repeals.
    """

    file: str
    outcome: str
    problem: KnowledgeError | None = None
    document_id: int | None = None
    number: str | None = None
    title: str | None = None
    passages: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()
    still_in_use: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """As a program reads it."""
        record: dict[str, Any] = {"file": self.file, "outcome": self.outcome}
        if self.problem is not None:
            return record | {"problem": str(self.problem.problem)}
        if self.outcome in ("faq", "quiz"):
            refused = [{"row": row, "reason": reason} for row, reason in self.refused]
            return record | {
                "added": self.added,
                "changed": self.changed,
                "same": self.same,
                "refused": refused,
            }
        return record | {
            "document_id": self.document_id,
            "number": self.number,
            "title": self.title,
            "passages": self.passages,
            "warnings": list(self.warnings),
            "still_in_use": list(self.still_in_use),
        }


@dataclass(frozen=True, slots=True)
class File:
    """A file to take; `named` where the person named it and not only its folder."""

    path: Path
    named: bool


def find_files(paths: Sequence[Path]) -> list[File]:
    """The files at these paths and in these folders, each once, in order of their names.

    In folders, hidden files, Word's lock files and what is no document are passed over.
    """
    found: dict[Path, File] = {}
    for path in paths:
        inside = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else ()
        for file in inside:
            parts = file.relative_to(path).parts
            hidden = any(part.startswith(HIDDEN) for part in parts)
            if not hidden and _may_be_document(file):
                found.setdefault(file.resolve(), File(file, named=False))
        if not path.is_dir():
            found[path.resolve()] = File(path, named=True)
    return list(found.values())


def _may_be_document(path: Path) -> bool:
    return path.suffix.lower() not in NOT_DOCUMENTS


@dataclass(frozen=True)
class Ingest:
    """Takes files into a library.

    Attributes:
        library: Where they go.
        encoder: Makes the vectors of their passages.
        store: Keeps the vectors.
        limits: What one file may take while it is read.
        actor: Who does it, for the audit.
    """

    library: Library
    encoder: Encoder
    store: VectorStore
    limits: Limits
    actor: str

    def take_each(
        self,
        file: File,
        head: Head = Head(),
        *,
        draft: bool = False,
        on_page: Callable[[int, int], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[Taken]:
        """Takes a file, or each file of an archive or a mail; see `take`."""
        from knowledge.readers.confined import inner_files

        try:
            with inner_files(file.path, self.limits) as inside:
                for inner in inside:
                    if inner.problem is not None:
                        yield Taken(inner.name, "failed", problem=inner.problem)
                    elif inner.path == file.path or _may_be_document(inner.path):
                        named = file.named and inner.path == file.path
                        each = File(inner.path, named)
                        yield self.take(
                            each, head, draft=draft, on_page=on_page, on_progress=on_progress
                        )
        except KnowledgeError as error:
            yield Taken(file.path.name, "failed", problem=error)

    def take(
        self,
        file: File,
        head: Head = Head(),
        *,
        draft: bool = False,
        on_page: Callable[[int, int], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Taken:
        """Takes one file.

        Args:
            file: The file.
            head: What is known of it beforehand.
            draft: Keep it from answers.
            on_page: Called with (pages read, pages in all).
            on_progress: Called with (passages encoded, passages to encode).

        Returns:
            What became of it, also where it was refused: nothing is raised for a bad file.
        """
        from bot.relation_words import still_in_use
        from knowledge.faq import is_faq
        from knowledge.quiz_files import is_only_keys, is_quiz

        try:
            if head == Head() and not draft and (known := self._known(file.path)):
                return known
            reading = self.read(file.path, on_page)
            if is_quiz(file.path, reading):
                return self._take_quiz(reading, file.path)
            if is_faq(reading):
                return self._take_faq(reading, file.path.name)
            if is_only_keys(file.path, reading):
                raise ReadError(Problem.ONLY_KEYS, name=file.path.name)
            new = self.prepare(reading, file.path, head)
            self.encode(rows_of(new), on_progress)
            added = self.library.add(new, replaces=head.replaces, draft=draft, actor=self.actor)
        except KnowledgeError as error:
            unreadable = error.problem is Problem.UNKNOWN_FORMAT and not file.named
            return Taken(file.path.name, "skipped" if unreadable else "failed", problem=error)
        return Taken(
            file.path.name,
            str(added.outcome),
            document_id=added.document.id,
            number=added.document.number,
            title=added.document.title,
            passages=added.document.passages,
            warnings=reading.warnings,
            still_in_use=tuple(
                each.number or "" for each in still_in_use(self.library, added.document)
            ),
        )

    def read(self, path: Path, on_page: Callable[[int, int], None] | None = None) -> Reading:
        """A file as its reader gives it, read in a child process.

        Raises:
            ReadError: It cannot be read.
        """
        from knowledge.readers.confined import read_confined

        return read_confined(path, self.limits, on_progress=on_page)

    def prepare(self, reading: Reading, path: Path, head: Head) -> NewDocument:
        """A file that has been read as it would be added; changes nothing."""
        from knowledge.contents import without_contents
        from knowledge.head import read_head
        from knowledge.outline import outline
        from knowledge.passages import passages
        from knowledge.records import NewDocument
        from knowledge.relations import read_relations
        from knowledge.signer import read_signer

        found = read_head(reading.blocks, filename=path.name)
        tree = outline(without_contents(reading.blocks))
        cut = passages(tree, count_tokens=self.encoder.count_tokens)
        return NewDocument(
            title=head.title or found.title or reading.title or path.stem,
            passages=cut,
            file_name=path.name,
            file_sha256=sha256_of(path),
            number=head.number or found.number,
            kind=found.kind,
            issuer=found.issuer,
            issued_on=head.issued_on or found.issued_on,
            signer=read_signer(reading.blocks),
            relations=read_relations(reading.blocks, number=head.number or found.number),
        )

    def _known(self, path: Path) -> Taken | None:
        """The outcome for bytes that a published document was read from before."""
        if not path.is_file() or not path.stat().st_size:
            return None
        document = self.library.document_of_file(sha256_of(path))
        if document is None or not document.current:
            return None
        return Taken(
            path.name,
            "same",
            document_id=document.id,
            number=document.number,
            title=document.title,
            passages=document.passages,
        )

    def encode(self, rows: Rows, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Puts the vectors of texts into the store, where they are missing."""
        from index.search import fill

        total = len(self.store.missing([*rows.keys(), *rows.asked_keys()]))
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if on_progress is not None:
                on_progress(done, total)

        advance(0)
        fill(rows, self.encoder, self.store, on_progress=advance)

    def _take_quiz(self, reading: Reading, path: Path) -> Taken:
        """A bank; its items wait until a person approves them."""
        from bot.quiz_import import import_bank
        from knowledge.quiz_files import read_quiz
        from knowledge.quizbank import QuizOutcome

        found = read_quiz(path, lambda _: reading)
        report = import_bank(self.library, found, path.name, actor=self.actor)
        return Taken(
            path.name,
            "quiz",
            added=report.count(QuizOutcome.ADDED),
            changed=report.count(QuizOutcome.CHANGED),
            same=report.count(QuizOutcome.SAME),
            refused=tuple(
                (line.result.place, str(line.result.reason))
                for line in report.lines
                if line.result.reason is not None
            ),
        )

    def _take_faq(self, reading: Reading, name: str) -> Taken:
        from knowledge.faq import read_faq

        found = read_faq(reading)
        self.encode(rows_of_faq(found))
        return import_faq(self.library, found, name, actor=self.actor)


def import_faq(library: Library, reading: FaqReading, name: str, *, actor: str) -> Taken:
    """Takes a Q&A set that has been read; its vectors come when it is first searched.

    Raises:
        ReadError: It holds no entry.
    """
    from knowledge.records import FaqOutcome

    if not reading.entries:
        raise ReadError(Problem.NO_QUESTIONS, name=name)
    report = library.import_faq(reading.entries, source_file=name, actor=actor)
    refused = [(row.row, str(row.reason)) for row in reading.refused]
    refused += [
        (row.place, str(row.reason)) for row in report.rows if row.outcome is FaqOutcome.REFUSED
    ]
    return Taken(
        name,
        "faq",
        added=report.added,
        changed=report.changed,
        same=report.same,
        refused=tuple(refused),
    )


def rows_of(new: NewDocument) -> Rows:
    """A document's passages as they will be searched once it is added."""
    from index.rows import Rows
    from knowledge.records import DocumentInfo, Status, StoredPassage

    document = DocumentInfo(
        id=0,
        title=new.title,
        number=new.number,
        kind=new.kind,
        issuer=new.issuer,
        issued_on=new.issued_on,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        status=Status.DRAFT,
        version_id=0,
        version=1,
        current=False,
        draft=None,
        retired_on=None,
        replaced_by=None,
        passages=len(new.passages),
        file_name=new.file_name,
    )
    passages = [
        StoredPassage(
            id=position + 1,
            document=document,
            text=passage.text,
            heading=passage.heading,
            page=passage.page,
            kind=passage.kind,
            lead=passage.lead,
            text_hash="",
            position=position,
        )
        for position, passage in enumerate(new.passages)
    ]
    return Rows(passages, [])


def rows_of_faq(reading: FaqReading) -> Rows:
    """A Q&A set's entries as they will be searched once they are taken in."""
    from index.rows import Rows
    from knowledge.records import StoredFaq

    entries = [
        StoredFaq(
            id=0,
            question=entry.question,
            wordings=entry.other_ways,
            answer=entry.answer,
            source=entry.source,
            topic=entry.topic,
            document_number=entry.document_number,
        )
        for entry in reading.entries
    ]
    return Rows([], entries)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
