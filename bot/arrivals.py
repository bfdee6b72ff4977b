"""Files on their way in: announced by a channel and fetched, or streamed in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import jobs
from bot.upload_records import IntakeError, Refused
from bot.uploads import (
    OPEN,
    FileStore,
    Receiving,
    UploadRow,
    UploadState,
    new_id,
    shown_name,
    waiting_for,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.messages import IncomingFile, Sender
    from knowledge.library import Library

READ = "read"
"""The job of reading an upload."""

FETCH = "fetch"
"""The job of fetching an upload from its channel: "fetch:telegram"."""

Tell = Callable[["Session", UploadRow], None]
Fetch = Callable[[str, Callable[[bytes], None]], Awaitable[None]]
"""How a channel fetches what a `ref` names: it hands the bytes over as they come."""


class GoneError(Exception):
    """A channel will never give a file; the message is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A file that is streamed in.

    Attributes:
        write: Takes the next bytes; raises TooLargeError or NoRoomError.
        done: All has come: the id of the upload.
    """

    write: Callable[[bytes], None]
    done: Callable[[], str]


class Arrivals:
    """Takes files in.

    Args:
        library: Where they go.
        files: Keeps their bytes.
        most_waiting: How many uploads of one account may wait.
        tell: Leaves word of an upload that ended its reading, or waits for a second person, in the
            transaction that writes it.
        clock: The time, aware.
    """

    def __init__(
        self,
        library: Library,
        files: FileStore,
        *,
        most_waiting: int = 200,
        tell: Tell = lambda session, row: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.library = library
        self.files = files
        self._database = library.database
        self.tell = tell
        self._most_waiting = most_waiting
        self._clock = clock

    def announced(
        self, sender: Sender, account: int, batch: str, received: Sequence[IncomingFile]
    ) -> list[UploadRow | jobs.JobRow]:
        """The rows to write for files that a channel will fetch.

        Raises:
            IntakeError: TOO_MANY.
        """
        with self._database.read() as session:
            if waiting_for(session, account) + len(received) > self._most_waiting:
                raise IntakeError(Refused.TOO_MANY)
        now = self._clock()
        rows: list[UploadRow | jobs.JobRow] = []
        for file in received:
            row = self._row(account, sender.channel, sender.chat, batch, file.name, file.size)
            row.ref = file.ref
            rows += [row, jobs.new_job(f"{FETCH}:{sender.channel}", row.id, now)]
        return rows

    async def fetch(self, job: jobs.Job, work: jobs.Jobs, fetch: Fetch) -> None:
        """Fetches an upload through its channel, and leaves it to be read.

        Raises:
            TooLargeError, NoRoomError, LostError: Or whatever `fetch` raises.
        """

        def begin() -> str | None:
            with self._database.read() as session:
                row = session.get(UploadRow, job.subject)
                return row.ref if row is not None and row.state == UploadState.COMING else None

        def finish(receiving: Receiving) -> None:
            with work.finishing(job) as session:
                row = session.get_one(UploadRow, job.subject)
                row.sha256, row.size = self.files.keep(receiving), receiving.size
                row.state = UploadState.READING
                session.add(jobs.new_job(READ, row.id, self._clock()))

        ref = await asyncio.to_thread(begin)
        if ref is None:
            with work.finishing(job):
                return
        with self.files.receiving() as receiving:
            await fetch(ref, receiving.write)
            await asyncio.to_thread(finish, receiving)

    @contextmanager
    def streaming(
        self, account: int, name: str, *, channel: str, chat: str, batch: str
    ) -> Iterator[Receiver]:
        """Takes a file that is streamed in; it counts once `Receiver.done` was called.

        Raises:
            IntakeError: TOO_MANY.
        """
        with self._database.read() as session:
            if waiting_for(session, account) >= self._most_waiting:
                raise IntakeError(Refused.TOO_MANY)
        with self.files.receiving() as receiving:

            def done() -> str:
                with self._database.session() as session:
                    row = self._row(account, channel, chat, batch, name, receiving.size)
                    row.sha256, row.state = self.files.keep(receiving), UploadState.READING
                    session.add(row)
                    session.add(jobs.new_job(READ, row.id, self._clock()))
                    return row.id

            yield Receiver(receiving.write, done)

    def failed(self, job: jobs.Job, work: jobs.Jobs, problem: str) -> None:
        """Gives an upload up; `problem` is the sentence that says why."""
        with work.finishing(job) as session:
            row = session.get(UploadRow, job.subject)
            if row is not None and row.state in OPEN:
                row.state, row.problem = UploadState.FAILED, problem
                session.flush()
                self.tell(session, row)

    def _row(
        self, account: int, channel: str, chat: str, batch: str, name: str, size: int
    ) -> UploadRow:
        return UploadRow(
            id=new_id(),
            created_at=self._clock(),
            account=account,
            channel=channel,
            chat=chat,
            batch=batch,
            name=shown_name(name),
            size=size,
            state=UploadState.COMING,
            review={},
        )
