"""Files to blocks: one module a format, one door for all."""

import dataclasses
from pathlib import Path

from knowledge.blocks import Block
from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.detect import Format, detect, has_macros
from knowledge.readers.doc import read_doc
from knowledge.readers.docx import read_docx
from knowledge.readers.html import read_html
from knowledge.readers.mail import read_mail
from knowledge.readers.markdown import read_markdown
from knowledge.readers.odt import read_odt
from knowledge.readers.pdf import read_pdf
from knowledge.readers.pictures import read_picture
from knowledge.readers.plain import decode, read_text
from knowledge.readers.ppt import read_ppt
from knowledge.readers.pptx import read_pptx
from knowledge.readers.reading import OnProgress, Reading
from knowledge.readers.rtf import read_rtf
from knowledge.readers.saved_page import own_lines
from knowledge.readers.sheets import read_spreadsheet

__all__ = ["READABLE", "Format", "Limits", "Reading", "check", "detect", "read"]

# The formats `read` takes.
READABLE = (
    Format.TXT,
    Format.MARKDOWN,
    Format.HTML,
    Format.DOCX,
    Format.ODT,
    Format.PPTX,
    Format.DOC,
    Format.RTF,
    Format.PDF,
    Format.XLSX,
    Format.XLS,
    Format.PPT,
    Format.CSV,
    Format.EMAIL,
    Format.IMAGE,
)


def check(path: Path, limits: Limits = DEFAULT) -> Format:
    """The kind of a file that may be read.

    Raises:
        ReadError: MISSING, EMPTY, TOO_LARGE, ENCRYPTED, NESTED_ARCHIVE or UNKNOWN_FORMAT.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ReadError(Problem.MISSING, name=path.name)
        if size == 0:
            raise ReadError(Problem.EMPTY, name=path.name)
        if size > limits.file_bytes:
            raise ReadError(
                Problem.TOO_LARGE,
                name=path.name,
                size_mib=round(size / 2**20, 1),
                limit_mib=limits.file_mib,
            )
        kind = detect(path)
    except OSError as error:
        raise ReadError(Problem.MISSING, name=path.name) from error
    if kind is Format.ENCRYPTED:
        raise ReadError(Problem.ENCRYPTED, name=path.name)
    if kind is Format.ZIP:  # one that is no file's content is opened by confined.inner_files
        raise ReadError(Problem.NESTED_ARCHIVE, name=path.name)
    if kind not in READABLE:
        allowed = [f".{item}" for item in READABLE if item is not Format.IMAGE]
        allowed += [".png", ".jpg", ".tif", ".zip"]
        raise ReadError(Problem.UNKNOWN_FORMAT, name=path.name, allowed=allowed)
    return kind


def read(path: Path, limits: Limits = DEFAULT, *, on_progress: OnProgress | None = None) -> Reading:
    """A file as blocks, whatever its name says it is, read in this process.

    A file from outside is read by confined.read_confined, which also holds the limits of time and
    memory.

    Args:
        path: The file.
        limits: What is refused.
        on_progress: Called with (pages read, pages in all), for formats that have pages.

    Raises:
        ReadError: For any file that cannot be read, and for nothing else: MISSING, EMPTY, NO_TEXT,
            TOO_LARGE, TOO_HEAVY, ENCRYPTED, DAMAGED, UNKNOWN_FORMAT, NESTED_ARCHIVE or TOO_LONG.
    """
    kind = Format.UNKNOWN
    try:
        kind = check(path, limits)
        reading = _read(path, kind, limits, on_progress)
        blocks = reading.blocks[: own_lines([block.text for block in reading.blocks])]
        blocks = tuple(block for block in blocks if _says_something(block))
    except ReadError:
        raise
    except MemoryError:
        raise ReadError(Problem.TOO_HEAVY, name=path.name, limit_mib=limits.memory_mib) from None
    except Exception as error:
        # Any fault in parsing means that the bytes are not what they claim to be.
        raise ReadError(Problem.DAMAGED, name=path.name, format=str(kind)) from error
    if not blocks:
        raise ReadError(Problem.NO_TEXT, name=path.name)
    warnings = reading.warnings + (("macros_ignored",) if has_macros(path, kind) else ())
    return dataclasses.replace(reading, blocks=blocks, warnings=warnings)


def _read(path: Path, kind: Format, limits: Limits, on_progress: OnProgress | None) -> Reading:
    match kind:
        case Format.DOCX:
            return read_docx(path, limits)
        case Format.ODT:
            return read_odt(path, limits)
        case Format.PPTX:
            return read_pptx(path, limits)
        case Format.DOC:
            return read_doc(path)
        case Format.RTF:
            return read_rtf(path)
        case Format.PDF:
            return read_pdf(path, limits, on_progress=on_progress)
        case Format.IMAGE:
            return read_picture(path, limits, on_progress=on_progress)
        case Format.PPT:
            return read_ppt(path)
        case Format.EMAIL:
            return read_mail(path.read_bytes())
        case Format.XLSX | Format.XLS | Format.CSV:
            return read_spreadsheet(path, kind, limits)
    text = decode(path.read_bytes())
    if text is None:
        raise ReadError(Problem.DAMAGED, name=path.name, format=str(kind))
    match kind:
        case Format.HTML:
            return read_html(text)
        case Format.MARKDOWN:
            return read_markdown(text)
        case _:
            return read_text(text)


def _says_something(block: Block) -> bool:
    """Whether a block holds a letter or a digit; rules of dashes and dots hold none."""
    return any(sign.isalnum() for sign in block.text)
