"""What kind a file is, found in its content; the name decides only between kinds of text."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from knowledge.readers.package import relations
from knowledge.readers.plain import decode
from knowledge.readers.sheets import separator


class Format(StrEnum):
    """The kinds of file told apart; `UNKNOWN` is everything else."""

    TXT = "txt"
    MARKDOWN = "md"
    HTML = "html"
    CSV = "csv"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    PPTX = "pptx"
    ODT = "odt"
    RTF = "rtf"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    EMAIL = "eml"
    ZIP = "zip"
    IMAGE = "image"
    ENCRYPTED = "encrypted"
    UNKNOWN = "unknown"


_LOOK = 256 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_PARTS = (
    ("word/document.xml", Format.DOCX),
    ("xl/workbook.xml", Format.XLSX),
    ("ppt/presentation.xml", Format.PPTX),
)
_RELATIONS = "_rels/.rels"
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<\?xml\s")
_TAG = re.compile(r"</(?:p|div|h[1-6]|li|td|span|a|body|article)\s*>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|\s*\|?\s*:?-{3,}:?\s*\||```|\[[^\]]+\]\([^)]+\))", re.MULTILINE
)
_MAIL = re.compile(
    r"(?:(?:From|To|Subject|Date|MIME-Version|Received|Return-Path|Message-ID):.*\n"
    r"(?:[ \t].*\n)*){2}",
    re.IGNORECASE,
)


def detect(path: Path) -> Format:
    """The kind of a file.

    Raises:
        OSError: The file cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(_LOOK)
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _package(path, head)
    if head.startswith(_OLE):
        return _compound(path)
    if head.lstrip()[:5] == b"{\\rtf":
        return Format.RTF
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    bitmap = head[:2] == b"BM" and head[6:10] == bytes(4)
    if head.startswith(_IMAGES) or webp or bitmap:
        return Format.IMAGE
    if head.startswith((b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")):
        return Format.UNKNOWN
    text = decode(head)
    return Format.UNKNOWN if text is None else _text(text, path.suffix.lower())


def _package(path: Path, head: bytes) -> Format:
    main = ""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if _RELATIONS in names:  # some programs call the first part otherwise
                with package.open(_RELATIONS) as file:
                    main = relations(file.read(_LOOK), "").get("officeDocument", "")
            if "mimetype" in names:
                with package.open("mimetype") as file:
                    kind = file.read(100)
                return Format.ODT if b"opendocument.text" in kind else Format.UNKNOWN
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        # Cut off: the list of parts stands at the end, but each part is named before its bytes.
        names = {part for part, _ in _PARTS if part.encode() in head}
        if not names and b"word/" in head:
            names = {"word/document.xml"}
        if not names and b"xl/" in head:
            names = {"xl/workbook.xml"}
    for part, kind_of in _PARTS:
        if part in names or main.startswith(part.partition("/")[0] + "/"):
            return kind_of
    return Format.ZIP


def has_macros(path: Path, kind: Format) -> bool:
    """Whether an office file holds macros. They are never run, only its text is read."""
    if kind in (Format.DOCX, Format.XLSX, Format.PPTX):
        with zipfile.ZipFile(path) as package:
            return any(name.endswith("/vbaProject.bin") for name in package.namelist())
    if kind in (Format.DOC, Format.XLS, Format.PPT):
        names = ("_VBA_PROJECT", "VBA")
        with path.open("rb") as file:
            data = file.read()
        return any(name.encode("utf-16-le") + b"\0\0" in data for name in names)
    return False


def _compound(path: Path) -> Format:
    """The kind of an OLE file, from the names in its directory."""
    with path.open("rb") as file:
        data = file.read(64 * 2**20)

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return Format.ENCRYPTED
    if has("WordDocument"):
        return Format.DOC
    if has("PowerPoint Document"):
        return Format.PPT
    if has("Workbook") or has("Book"):
        return Format.XLS
    return Format.UNKNOWN


def _text(text: str, suffix: str) -> Format:
    if _HTML.match(text) or len(_TAG.findall(text)) >= 5:
        return Format.HTML
    if _XML.match(text):  # also the files that Word and Excel 2003 saved as XML
        return Format.UNKNOWN
    if suffix == ".eml" or (_MAIL.match(text)):
        return Format.EMAIL
    if suffix in (".csv", ".tsv") and separator(text):
        return Format.CSV
    if suffix in (".md", ".markdown"):
        return Format.MARKDOWN
    if suffix not in (".txt", ".text") and len(_MARKDOWN.findall(text)) >= 2:
        return Format.MARKDOWN
    return Format.TXT
