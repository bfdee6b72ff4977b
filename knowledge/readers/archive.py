"""Archives (.zip) and mails with attachments (.eml): the files in them, written out one by one.

Sizes that an archive states are not believed: what really comes out is counted.
"""

import email
import email.policy
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path, PurePosixPath

from knowledge.errors import Problem, ReadError
from knowledge.letters import normalise
from knowledge.limits import Limits
from knowledge.readers.detect import Format, detect
from knowledge.readers.mail import body_of, open_mail, shown_subject

_CHUNK = 2**20
HIDDEN = ("~$", ".", "__MACOSX", "Thumbs.db", "desktop.ini")
"""What folders hold besides documents, by how its name begins."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
_LONGEST_NAME = 120  # letters; a file system takes 255 bytes
_LEAST_LETTER = 200  # signs; a shorter mail only says that something is attached


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file of an archive or a mail, or a file that is neither, as it is.

    Attributes:
        name: Its name as a person knows it, folders of the archive included.
        path: Where it can be read while the archive is open.
        problem: Why it could not be taken out, else None; then there is nothing at `path`.
    """

    name: str
    path: Path
    problem: ReadError | None = None


def unpack(path: Path, into: Path, limits: Limits) -> list[InnerFile] | None:
    """Writes the files of an archive or a mail into an empty folder.

    Returns:
        The files in the order of the archive; None where the file is neither archive nor mail.

    Raises:
        ReadError: For the whole archive: UNSAFE_NAME, TOO_MANY_FILES, TOO_HEAVY, NO_FILES or
            DAMAGED. What concerns one inner file stands in its `problem`.
    """
    try:
        kind = detect(path)
        if kind not in (Format.ZIP, Format.EMAIL):
            return None
        if path.stat().st_size > limits.file_bytes:
            return None  # its reader refuses it
        folder = _Folder(path.name, into, limits)
        found = list(_of_zip(path, folder) if kind is Format.ZIP else _of_mail(path, folder))
    except ReadError:
        raise
    except MemoryError:
        raise ReadError(Problem.TOO_HEAVY, name=path.name, limit_mib=limits.memory_mib) from None
    except OSError:
        return None  # its reader says that it is missing
    except Exception as error:
        raise ReadError(Problem.DAMAGED, name=path.name, format=str(kind)) from error
    if not found:
        raise ReadError(Problem.NO_FILES, name=path.name)
    return found


class _Folder:
    """Where the files go; it counts them and their bytes."""

    def __init__(self, archive: str, into: Path, limits: Limits) -> None:
        self._archive, self._into, self._limits = archive, into, limits
        self._bytes = 0
        self._files = 0

    def check_count(self, count: int) -> None:
        if count > self._limits.files:
            raise ReadError(
                Problem.TOO_MANY_FILES, name=self._archive, count=count, limit=self._limits.files
            )

    def place(self, name: str) -> Path:
        """A path for the next file: a folder of its own, so that its name is free."""
        self._files += 1
        self.check_count(self._files)
        folder = self._into / f"{self._files:04}"
        folder.mkdir()
        return folder / _safe(name)

    def write(self, path: Path, chunks: Iterator[bytes]) -> None:
        """Writes a file as far as the limits go.

        Raises:
            ReadError: TOO_HEAVY, where all files together unpack beyond the limit.
        """
        with path.open("wb") as file:
            for chunk in chunks:
                self._bytes += len(chunk)
                if self._bytes > self._limits.unpacked_mib * 2**20:
                    limit = self._limits.unpacked_mib
                    raise ReadError(Problem.TOO_HEAVY, name=self._archive, limit_mib=limit)
                file.write(chunk)


def _of_zip(path: Path, folder: _Folder) -> Iterator[InnerFile]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        folder.check_count(len(members))
        names = [_name(member) for member in members]
        for name, member in zip(names, members, strict=True):
            if _climbs(name) or stat.S_ISLNK(member.external_attr >> 16):
                raise ReadError(Problem.UNSAFE_NAME, name=path.name, inner=name)
        for name, member in zip(names, members, strict=True):
            parts = PurePosixPath(name).parts
            if not parts or any(part.startswith(HIDDEN) for part in parts):
                continue
            target = folder.place(parts[-1])
            problem = None
            if member.flag_bits & 1:
                problem = ReadError(Problem.ENCRYPTED, name=name)
            else:
                try:
                    with archive.open(member) as file:
                        folder.write(target, iter(lambda f=file: f.read(_CHUNK), b""))  # type: ignore[misc]
                except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError,
                        RuntimeError, zlib.error):  # fmt: skip
                    target.unlink(missing_ok=True)
                    problem = ReadError(Problem.DAMAGED, name=name, format="zip")
            yield InnerFile(name, target, problem)


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member; without the flag for UTF-8 it may be that or Vietnamese Windows."""
    name = member.filename
    if not member.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp1258"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return normalise(name.replace("\\", "/"))


def _climbs(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or bool(re.match(r"[A-Za-z]:", name))


def _safe(name: str) -> str:
    """A name that any file system takes."""
    name = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "tep"
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 10]}{dot}{suffix[:10]}" if dot else name[:_LONGEST_NAME]


def _of_mail(path: Path, folder: _Folder) -> Iterator[InnerFile]:
    message = open_mail(path.read_bytes())
    attached = list(message.iter_attachments())
    body = body_of(message)
    shown = [part for part in attached if body and _is_drawn_in(part, body[1])]
    sent = [part for part in attached if part not in shown]
    if body is None or not body[1].strip():
        sent = attached  # pictures are all that the mail holds
    if body is not None and (not sent or len(body[1].strip()) >= _LEAST_LETTER):
        name = f"{shown_subject(message) or path.stem}.eml"
        target = folder.place(name)
        folder.write(target, iter([_letter(message, *body)]))
        yield InnerFile(path.name, target)
    for part in sent:
        content = part.get_payload(decode=True)
        name = part.get_filename() or ""
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            content = inner.as_bytes() if isinstance(inner, EmailMessage) else b""
            name = name or f"{shown_subject(inner)}.eml" if isinstance(inner, EmailMessage) else ""
        if not isinstance(content, bytes) or not content:
            continue
        name = normalise(name) or "tep"
        target = folder.place(name)
        folder.write(target, iter([content]))
        yield InnerFile(name, target)


def _is_drawn_in(part: EmailMessage, body: str) -> bool:
    """Whether a part belongs to the letter itself, as a logo or what a saved page shows does."""
    name = str(part.get("Content-ID", "")).strip(" <>")
    return bool(name and f"cid:{name}" in body) or bool(
        part.get("Content-Location") and not part.is_attachment()
    )


def _letter(message: EmailMessage, kind: str, text: str) -> bytes:
    """The mail without what is attached."""
    letter = email.message.EmailMessage(policy=email.policy.SMTP)
    letter["Subject"] = shown_subject(message)
    letter.set_content(text, subtype=kind)
    return letter.as_bytes()
