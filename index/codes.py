"""Which documents a question names by number: "nghị quyết 02", "KH 04 của phường", "QĐ 1473"."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from knowledge.records import DocumentInfo
from knowledge.text import search_form, unmarked

KINDS: Final[Mapping[str, str]] = {
    "nghi quyet": "nq",
    "ke hoach": "kh",
    "quyet dinh": "qd",
    "quy dinh": "qd",
    "chi thi": "ct",
    "chuong trinh hanh dong": "ctr",
    "chuong trinh": "ctr",
    "huong dan": "hd",
    "bao cao": "bc",
    "thong bao": "tb",
    "thong tu": "tt",
    "ket luan": "kl",
    "nghi dinh": "nd",
    "cong van": "cv",
    "de an": "da",
    "to trinh": "ttr",
    "quy che": "qc",
    "luat": "l",
}
"""The kinds of documents without marks, and the letters their numbers carry."""
_LETTERS: Final = frozenset(KINDS.values())
_LETTER: Final = "cv"
"""An official letter, whose number has its office's letters alone: "11299/VPCP-KGVX"."""

_NUMBER = r"\d{1,5}(?:\.\d{1,3})?"
"""A resolution may be the seventeenth of the sixty-sixth: "66.17/2026/NQ-CP"."""
_KIND = "|".join(sorted([*KINDS, *set(KINDS.values())], key=len, reverse=True))
# "báo cáo 6 tháng", "kế hoạch 5 năm", "chương trình 10 điểm" name no document
_COUNTS = (
    r"(?!\s*(?:(?:nam|thang|ngay)\b(?!\s*\d)|(?:tuan|gio|tuoi|nguoi|dong|trieu|ty|nghin|phan tram|"
    r"diem|muc tieu|nhiem vu|giai phap|chi tieu|buoc|trang|nhom|noi dung)\b|%))"
)
_NAMED = re.compile(
    rf"\b(?P<kind>{_KIND})\s*(?:so\s*:?\s*)?(?P<number>{_NUMBER})(?![\d.]*\d){_COUNTS}"
    r"(?:\s*/\s*(?P<year>\d{4}))?(?:\s*[-/]\s*(?P<suffix>[a-z]+[a-z0-9]*(?:\s*[-/]\s*[a-z]+)*))?"
)
_CODE = re.compile(
    rf"\b(?P<number>{_NUMBER})(?:\s*/\s*(?P<year>\d{{4}}))?\s*[-/]\s*"
    r"(?P<suffix>[a-z]+[a-z0-9]*(?:\s*[-/]\s*[a-z]+)*)"
)
_SPACES = re.compile(r"\s+")
_THOUSANDS = re.compile(r"\.(?=\d{3}$)")
_IS_YEAR = re.compile(r"(?:19|20)\d\d")


class NamedDocument:
    """One number as somebody wrote it; what was left out is None.

    `span` is its place in the search form of the text.
    """

    def __init__(self, match: re.Match[str]) -> None:
        parts = match.groupdict()
        self.number = _THOUSANDS.sub("", parts["number"].lstrip("0")) or "0"
        self.year = parts["year"]
        suffix = parts["suffix"]
        self.suffix = _SPACES.sub("", suffix).replace("/", "-") if suffix else None
        kind = parts.get("kind")
        self.kind = KINDS.get(kind, kind) if kind else None
        if self.kind is None and self.suffix:
            self.kind = self.suffix.split("-")[0]
        self.span = match.span()

    @property
    def is_doubtful(self) -> bool:
        """Whether it may as well be a year ("kế hoạch 2025") or another word ("đã 30")."""
        return bool(_IS_YEAR.fullmatch(self.number)) or self.kind in ("da", "l")

    def fits(self, other: "NamedDocument") -> bool:
        """Whether this name, of a question, may mean the other, of a document."""
        return (
            self.number == other.number
            and (self.year is None or other.year is None or self.year == other.year)
            and (self.suffix is None or other.suffix is None or self.suffix == other.suffix)
            and (self._is_whole(other) or self._is_of_kind(other))
        )

    def _is_whole(self, other: "NamedDocument") -> bool:
        return self.suffix is not None and self.suffix == other.suffix

    def _is_of_kind(self, other: "NamedDocument") -> bool:
        return (
            self.kind is None
            or other.kind is None
            or self.kind == other.kind
            or (self.kind == _LETTER and other.kind not in _LETTERS)
        )


def documents_named(text: str) -> tuple["NamedDocument", ...]:
    """The documents that a text names by number, one name each."""
    return _named(text)


def names_all(asked: Iterable["NamedDocument"], text: str) -> bool:
    """Whether a text names each of these documents."""
    wanted = list(asked)
    if not wanted:
        return True
    held = _named(text)
    return all(any(name.fits(other) for other in held) for name in wanted)


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple["NamedDocument", ...]:
    return tuple(_names(text))


class DocumentNames:
    """The numbers of many documents, read once, so that a question costs no more for a thousand."""

    def __init__(self, documents: Iterable[DocumentInfo]) -> None:
        self._by_number: dict[str, list[tuple[NamedDocument, int]]] = {}
        for document in documents:
            if document.number:
                for own in _own(document):
                    self._by_number.setdefault(own.number, []).append((own, document.id))

    def named_in(self, question: str) -> set[int]:
        """The ids of the documents whose number the question gives; empty where it names none."""
        return {document for _, meant in self.each_named_in(question) for document in meant}

    def each_named_in(self, question: str) -> list[tuple[NamedDocument, set[int]]]:
        """Each name that the question gives, with the ids of the documents it may mean."""
        return [
            (
                name,
                {
                    document
                    for own, document in self._by_number.get(name.number, ())
                    if name.fits(own)
                },
            )
            for name in _named(question)
        ]


def _names(text: str) -> list[NamedDocument]:
    plain = unmarked(search_form(text))
    names = [
        NamedDocument(match) for pattern in (_NAMED, _CODE) for match in pattern.finditer(plain)
    ]
    return [name for name in names if name.year or name.suffix or not name.is_doubtful]


def _own(document: DocumentInfo) -> list[NamedDocument]:
    text = document.number or ""
    names = [NamedDocument(match) for match in _CODE.finditer(unmarked(search_form(text)))]
    if not names and text.strip().isdigit() and document.kind:
        names = _names(f"{document.kind} {text}")
    return names
