"""Files that were sent in: kept by their SHA-256, with a row for each time one was sent.

A name from outside is only ever shown. Whoever writes a file holds its lock until the row that
names it is committed; what nobody holds and no row names is an orphan of a crash and goes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import JSON, BigInteger, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.state import Base
from knowledge.database import UtcDateTime
from knowledge.letters import normalise

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from knowledge.database import Database

LONGEST_NAME = 120
"""Letters of a shown name; a file system takes 255 bytes."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"|?*\\/]')


class UploadState(StrEnum):
    """Where an upload stands."""

    COMING = "coming"  # the channel has not fetched it yet
    READING = "reading"
    UNPACKED = "unpacked"  # an archive: the files in it are uploads of their own
    REVIEW = "review"
    APPROVAL = "approval"  # waits for a second person
    PUBLISHED = "published"
    SAME = "same"  # the library holds this text already
    DISCARDED = "discarded"
    SUPERSEDED = "superseded"  # a newer draft of the same document took its place
    FAILED = "failed"


OPEN = (UploadState.COMING, UploadState.READING, UploadState.REVIEW, UploadState.APPROVAL)
"""What still waits for something."""

ENDED = (UploadState.DISCARDED, UploadState.SUPERSEDED, UploadState.FAILED, UploadState.SAME)
"""Whose file is not kept."""


class UploadRow(Base):
    """One file that one person sent in once."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account: Mapped[int] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(Text)
    chat: Mapped[str] = mapped_column(Text)
    batch: Mapped[str] = mapped_column(Text, index=True)
    name: Mapped[str] = mapped_column(Text)
    ref: Mapped[str | None] = mapped_column(Text)  # how the channel fetches it
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(Text, index=True)
    state: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str | None] = mapped_column(Text)  # "document" | "faq" | "quiz", once read
    document_id: Mapped[int | None] = mapped_column(index=True)
    version_id: Mapped[int | None]
    review: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problem: Mapped[str | None] = mapped_column(Text)  # the sentence
    submitted_by: Mapped[int | None]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TooLargeError(Exception):
    """A file is larger than one may be."""


class NoRoomError(Exception):
    """The files kept would be more than the folder may hold."""


class Receiving:
    """A file on its way in; `write` counts while it streams."""

    def __init__(self, file: BinaryIO, path: Path, max_bytes: int, room: int) -> None:
        self._file = file
        self._max_bytes, self._room = max_bytes, room
        self._hash = hashlib.sha256()
        self.path = path
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Takes the next bytes.

        Raises:
            TooLargeError, NoRoomError: Nothing more is taken.
        """
        self.size += len(chunk)
        if self.size > self._max_bytes:
            raise TooLargeError
        if self.size > self._room:
            raise NoRoomError
        self._hash.update(chunk)
        self._file.write(chunk)

    def finished(self) -> str:
        """All has come and is on the disk; its SHA-256."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._hash.hexdigest()


class FileStore:
    """The folder of files that were sent in.

    Args:
        folder: Made when the first file comes.
        max_bytes: The largest file.
        quota_bytes: How much the folder may hold in all.
    """

    def __init__(self, folder: Path, *, max_bytes: int, quota_bytes: int) -> None:
        self._folder = folder
        self.max_bytes = max_bytes
        self._quota = quota_bytes

    @contextmanager
    def receiving(self) -> Iterator[Receiving]:
        """A new file, locked; gone at the end unless `keep` was called."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(16)}.part"
        room = self._quota - sum(size for _, size in self._files())
        with path.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield Receiving(file, path, self.max_bytes, room)
            finally:
                path.unlink(missing_ok=True)

    def keep(self, received: Receiving) -> str:
        """Gives a whole file its place; call it within the transaction that writes its row.

        Returns:
            Its SHA-256.
        """
        sha256 = received.finished()
        received.path.replace(self.path(sha256))
        return sha256

    def path(self, sha256: str) -> Path:
        """Where a file lies."""
        return self._folder / sha256

    @contextmanager
    def named(self, upload_id: str, sha256: str, name: str) -> Iterator[Path]:
        """A file under a name that its reader can show; the name is gone afterwards."""
        folder = self._folder / f"{upload_id}.named"
        _remove(folder)
        folder.mkdir()
        try:
            path = folder / shown_name(name)
            os.link(self.path(sha256), path)
            yield path
        finally:
            _remove(folder)

    def sweep(self, database: Database) -> int:
        """Removes what a crash left behind; how many files that were."""
        removed = 0
        for path in sorted(self._folder.glob("*")) if self._folder.is_dir() else ():
            with database.session() as session:  # no row is being committed meanwhile
                if path.name.endswith(".named"):
                    upload = session.get(UploadRow, path.stem)
                    if upload is None or upload.state != UploadState.READING:
                        _remove(path)
                        removed += 1
                else:
                    with _unheld(path) as ours:
                        if ours and not _is_kept(session, path.name):
                            path.unlink(missing_ok=True)
                            removed += 1
        return removed

    def _files(self) -> Iterator[tuple[Path, int]]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    size = entry.stat(follow_symlinks=False).st_size
                except FileNotFoundError:
                    continue  # another upload's, finished or given up meanwhile
                if entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), size


def new_id() -> str:
    """The id of a new upload: short, since it stands in a button."""
    return secrets.token_hex(6)


def shown_name(name: str) -> str:
    """A name from outside made harmless: no folder, no control character, not too long."""
    last = re.split(r"[\\/]", normalise(name.encode("utf-8", "ignore").decode()))[-1]
    clean = _UNSAFE.sub("", last).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    if dot and len(suffix) <= 8:
        return f"{stem[: LONGEST_NAME - len(suffix) - 1] or 'tep'}.{suffix}"
    return clean[:LONGEST_NAME] or "tep"


def waiting_for(session: Session, account: int) -> int:
    """How many uploads of an account wait for something."""
    count = select(func.count(UploadRow.id)).where(
        UploadRow.account == account, UploadRow.state.in_(OPEN)
    )
    return session.scalars(count).one()


def _is_kept(session: Session, name: str) -> bool:
    if not _SHA256.fullmatch(name):
        return False
    kept = select(UploadRow.id).where(UploadRow.sha256 == name, UploadRow.state.not_in(ENDED))
    return session.scalars(kept.limit(1)).first() is not None


@contextmanager
def _unheld(path: Path) -> Iterator[bool]:
    """Whether nobody is writing a file; nobody begins to within the block."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _remove(folder: Path) -> None:
    if folder.is_dir():
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
