"""Reads what was sent in, in a process of its own with low priority, so that answers stay fast.

`run` starts it when something waits; it ends when there has been nothing for a while, and its
memory is free again. Killed at any point it leaves a job that the next one does whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import jobs as work
from bot.arrivals import READ
from bot.ingest import Head, Ingest, rows_of, rows_of_faq
from bot.intake import COMPARE, Intake, supersede
from bot.jobs import Job, Jobs, LostError, Progress
from bot.people import People
from bot.quiz_import import as_values, rehearsed
from bot.samples import asked_of, changed_answers, samples
from bot.texts import uploads as texts
from bot.texts.errors import knowledge_sentence, reader_warning
from bot.upload_notices import open_intake
from bot.upload_records import IntakeError
from bot.uploads import (
    FileStore,
    NoRoomError,
    Receiving,
    TooLargeError,
    UploadRow,
    UploadState,
    new_id,
    shown_name,
)
from knowledge.errors import KnowledgeError, Problem, ReadError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.config import Settings
    from index.rows import Rows
    from knowledge.database import Database
    from knowledge.faq import FaqReading
    from knowledge.library import Library
    from knowledge.limits import Limits
    from knowledge.quiz_files import QuizReading
    from knowledge.readers.archive import InnerFile
    from knowledge.records import DocumentInfo, FaqReport, NewDocument

logger = logging.getLogger(__name__)

KINDS = (READ, COMPARE)
"""What the worker does."""

NICE = 15
"""How far the worker steps back behind answers; 19 is the farthest."""

IDLE_S = 60.0
"""Seconds without work after which the worker ends."""

LOOK_EVERY_S = 1.0
"""Seconds between two looks for work, and between two reports of progress."""


@dataclass(frozen=True)
class Worker:
    """Takes the jobs of reading one after the other.

    Attributes:
        intake: The uploads.
        jobs: What is to be done.
        open_ingest: Makes the reader and encoder, which take a moment to load.
        limits: What one file may take while it is read.
    """

    intake: Intake
    jobs: Jobs
    open_ingest: Callable[[], Ingest]
    limits: Limits

    @property
    def library(self) -> Library:
        """Where drafts go."""
        return self.intake.library

    @property
    def files(self) -> FileStore:
        """Holds what was sent in."""
        return self.intake.files

    @cached_property
    def ingest(self) -> Ingest:
        """Loaded when the first file comes."""
        return self.open_ingest()

    def run(self, *, idle_s: float = IDLE_S) -> None:
        """Works until nothing has been due for a while."""
        with contextlib.suppress(OSError):
            os.nice(NICE)
        self.files.sweep(self.library.database)
        since = time.monotonic()
        while time.monotonic() - since < idle_s:
            if self.run_due():
                since = time.monotonic()
            time.sleep(LOOK_EVERY_S)

    def run_due(self) -> int:
        """Does what is due now; how many jobs that were."""
        done = 0
        while (job := self.jobs.take(KINDS)) is not None:
            try:
                self._do(job) if job.kind == READ else self._compare(job)
            except LostError:
                logger.info("an upload was withdrawn while it was read")
            done += 1
        return done

    def _do(self, job: Job) -> None:
        with self.library.database.read() as session:
            row = session.get(UploadRow, job.subject)
        with self.jobs.held(job):
            if row is None or row.state != UploadState.READING or row.sha256 is None:
                with self.jobs.finishing(job):
                    return
            if job.attempt > work.ATTEMPTS:
                self._fail(job, texts.GIVEN_UP.format(name=row.name))
                return
            try:
                with self.files.named(row.id, row.sha256, row.name) as path:
                    self._read(job, row, path)
            except KnowledgeError as error:
                self._fail(job, knowledge_sentence(error))
            except (NoRoomError, OSError) as error:
                logger.warning("an upload could not be read for now: %s", type(error).__name__)
                if not self.jobs.later(job):
                    self._fail(job, texts.NO_ROOM)
            except LostError:
                raise
            except Exception:
                logger.exception("an upload could not be read")
                self._fail(job, texts.FAILED.format(name=row.name))

    def _read(self, job: Job, row: UploadRow, path: Path) -> None:
        from knowledge.faq import is_faq, read_faq
        from knowledge.quiz_files import is_only_keys, is_quiz, read_quiz
        from knowledge.readers.confined import inner_files

        known = self.library.document_of_file(row.sha256 or "")
        if known is not None and known.current and known.draft is None:
            with self._ending(job) as (_, upload):
                upload.state, upload.kind = UploadState.SAME, "document"
                upload.document_id, upload.version_id = known.id, known.version_id
            return
        with inner_files(path, self.limits) as inside:
            if len(inside) != 1 or inside[0].path != path:
                self._unpack(job, inside)
                return
            reading = self.ingest.read(path, self._reporter(job, "reading"))
            warnings = [reader_warning(each) for each in reading.warnings]
            if is_quiz(path, reading):
                self._draft_bank(job, read_quiz(path, lambda _: reading), row.name, warnings)
            elif is_faq(reading):
                self._draft_set(job, read_faq(reading), row.name, warnings)
            elif is_only_keys(path, reading):
                raise ReadError(Problem.ONLY_KEYS, name=row.name)
            else:
                new = self.ingest.prepare(reading, path, Head())
                self._draft_document(job, new, warnings)

    def _draft_document(self, job: Job, new: NewDocument, warnings: Sequence[str]) -> None:
        if not new.passages:
            raise ReadError(Problem.NO_TEXT, name=new.file_name)
        self.ingest.encode(rows_of(new), self._reporter(job, "encoding"))
        asked = samples(self.ingest, new)
        answers = self._changed_answers(self.library.version_before(new), rows_of(new))
        with self._ending(job) as (session, upload):
            added = self.library.add(new, draft=True, actor=str(upload.account))
            document = added.document
            upload.kind, upload.document_id = "document", document.id
            upload.version_id = document.version_id
            is_draft = document.draft == document.version
            upload.state = UploadState.REVIEW if is_draft else UploadState.SAME
            upload.review = {"warnings": list(warnings), "samples": asked, "answers": answers}
            if is_draft:
                supersede(session, upload)

    def _compare(self, job: Job) -> None:
        """Asks anew what a draft that became another document's version answers otherwise."""
        from index.rows import Rows

        with self.jobs.held(job):
            answers: list[dict[str, str]] = []
            try:
                upload = self.intake.upload(job.subject)
                passages = self.intake.passages(upload)
                if job.attempt <= work.ATTEMPTS and passages:
                    rows = Rows(passages, [])
                    self.ingest.encode(rows)
                    answers = self._changed_answers(upload.earlier, rows)
            except IntakeError:
                logger.info("an upload went while its answers were compared")
            with self.jobs.finishing(job) as session:
                row = session.get(UploadRow, job.subject, populate_existing=True)
                if row is not None:
                    row.review = row.review | {"answers": answers}

    def _changed_answers(self, document: DocumentInfo | None, after: Rows) -> list[dict[str, str]]:
        """What a new version answers otherwise than the document as it counts now."""
        if document is None or not document.current:
            return []
        before = self.library.passages(document.id)
        asked = asked_of(self.library, document, before)
        return changed_answers(self.ingest, before, after, asked)

    def _draft_set(self, job: Job, reading: FaqReading, name: str, warnings: Sequence[str]) -> None:
        if not reading.entries:
            raise ReadError(Problem.NO_QUESTIONS, name=name)
        self.ingest.encode(rows_of_faq(reading), self._reporter(job, "encoding"))
        report = self._rehearsed(reading)
        with self._ending(job) as (_, upload):
            upload.kind, upload.state = "faq", UploadState.REVIEW
            upload.review = {
                "warnings": list(warnings),
                "entries": [asdict(entry) for entry in reading.entries],
                **faq_report(reading, report),
            }

    def _draft_bank(
        self, job: Job, reading: QuizReading, name: str, warnings: Sequence[str]
    ) -> None:
        report = rehearsed(self.library, reading, name)
        with self._ending(job) as (_, upload):
            upload.kind, upload.state = "quiz", UploadState.REVIEW
            upload.review = {
                "warnings": list(warnings),
                "items": as_values(reading),
                "lines": [line.as_record() for line in report.lines],
                **report.figures(),
            }

    def _rehearsed(self, reading: FaqReading) -> FaqReport:
        """What taking a Q&A set in would do; does nothing."""

        class Undo(Exception):
            pass

        report: list[FaqReport] = []
        with contextlib.suppress(Undo), self.library.database.session():
            report.append(self.library.import_faq(reading.entries))
            raise Undo
        return report[0]

    def _unpack(self, job: Job, inside: Sequence[InnerFile]) -> None:
        """Makes an upload of each file of an archive."""
        with contextlib.ExitStack() as files:
            whole: list[tuple[str, Receiving | str]] = []
            for inner in inside:
                name = shown_name(inner.name)
                if inner.problem is not None:
                    whole.append((name, knowledge_sentence(inner.problem)))
                    continue
                receiving = files.enter_context(self.files.receiving())
                try:
                    with inner.path.open("rb") as source:
                        while chunk := source.read(2**20):
                            receiving.write(chunk)
                    whole.append((name, receiving))
                except TooLargeError:
                    whole.append((name, too_large(name, self.files)))
            with self._ending(job) as (session, upload):
                upload.state = UploadState.UNPACKED
                for name, received in whole:
                    row = UploadRow(
                        id=new_id(),
                        created_at=upload.created_at,
                        account=upload.account,
                        channel=upload.channel,
                        chat=upload.chat,
                        batch=upload.batch,
                        name=name,
                        size=0,
                        state=UploadState.FAILED,
                        review={},
                    )
                    if isinstance(received, str):
                        row.problem = received
                    else:
                        row.state, row.size = UploadState.READING, received.size
                        row.sha256 = self.files.keep(received)
                        session.add(work.new_job(READ, row.id, upload.created_at))
                    session.add(row)

    def _fail(self, job: Job, sentence: str) -> None:
        with self._ending(job) as (_, upload):
            upload.state, upload.problem = UploadState.FAILED, sentence

    @contextlib.contextmanager
    def _ending(self, job: Job) -> Iterator[tuple[Session, UploadRow]]:
        """The transaction that ends the job; word of it goes with it."""
        with self.jobs.finishing(job) as session:
            row = session.get_one(UploadRow, job.subject, populate_existing=True)
            yield session, row
            session.flush()
            self.intake.tell(session, row)

    def _reporter(self, job: Job, stage: str) -> Callable[[int, int], None]:
        last = 0.0

        def report(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= LOOK_EVERY_S:
                last = time.monotonic()
                self.jobs.report(job, Progress(stage, done, total))

        return report


def too_large(name: str, files: FileStore) -> str:
    """The sentence for a file beyond the limit."""
    return texts.TOO_LARGE.format(name=name, limit=files.max_bytes // 2**20)


def faq_report(reading: FaqReading, report: FaqReport) -> dict[str, Any]:
    """What becomes of a Q&A set, in figures and line by line."""
    lines = [
        {"place": row.place, "question": row.question, "outcome": str(row.outcome)}
        | ({"reason": str(row.reason)} if row.reason else {})
        for row in report.rows
    ]
    unread = [
        {"row": row.row, "outcome": "refused", "reason": str(row.reason)} for row in reading.refused
    ]
    return {
        "added": report.added,
        "changed": report.changed,
        "same": report.same,
        "refused": report.refused + len(reading.refused),
        "lines": [*unread, *lines],
    }


def main(settings: Settings) -> None:
    """The worker's process, until it has been idle for a while."""
    from bot import app, log
    from index.vectors import VectorStore
    from knowledge.library import Library

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    log.set_up(settings.log.level)
    with app.open_database(settings) as database:
        library = Library(database)
        intake = open_intake(settings, library, People(database))

        def ingest() -> Ingest:
            encoder = app.open_encoder(settings)
            store = VectorStore(settings.index_dir, encoder)
            limits = settings.ingest.limits
            return Ingest(library, encoder, store, limits=limits, actor="worker")

        Worker(intake, Jobs(database), ingest, settings.ingest.limits).run()


async def keep_reading(settings: Settings, database: Database, stop: asyncio.Event) -> None:
    """Starts the worker whenever something waits to be read, until `stop`."""
    jobs = Jobs(database)
    spawn = multiprocessing.get_context("spawn")
    process = None
    while not stop.is_set():
        idle = process is None or not process.is_alive()
        if idle and await asyncio.to_thread(jobs.is_due, KINDS):
            process = spawn.Process(target=main, args=(settings,), name="worker", daemon=True)
            await asyncio.to_thread(process.start)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
    if process is not None and process.is_alive():
        process.terminate()
        await asyncio.to_thread(process.join, 5)
