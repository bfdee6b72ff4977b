"""Which documents a question names by number: "nghị quyết 02", "KH 04 của phường", "QĐ 1473"."""

import re
from collections.abc import Iterable, Mapping
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

_KIND = "|".join(sorted([*KINDS, *set(KINDS.values())], key=len, reverse=True))
_NAMED = re.compile(
    rf"\b(?P<kind>{_KIND})\s*(?:so\s*:?\s*)?(?P<number>\d{{1,5}})\b"
    r"(?:\s*/\s*(?P<year>\d{4}))?(?:\s*[-/]\s*(?P<suffix>[a-z]+[a-z0-9]*(?:\s*[-/]\s*[a-z]+)*))?"
)
_CODE = re.compile(
    r"\b(?P<number>\d{1,5})(?:\s*/\s*(?P<year>\d{4}))?\s*[-/]\s*"
    r"(?P<suffix>[a-z]+[a-z0-9]*(?:\s*[-/]\s*[a-z]+)*)"
)
_SPACES = re.compile(r"\s+")


class _Name:
    """One number as somebody wrote it; what was left out is None."""

    def __init__(self, match: re.Match[str]) -> None:
        parts = match.groupdict()
        self.number = int(parts["number"])
        self.year = parts["year"]
        suffix = parts["suffix"]
        self.suffix = _SPACES.sub("", suffix).replace("/", "-") if suffix else None
        kind = parts.get("kind")
        self.kind = KINDS.get(kind, kind) if kind else None
        if self.kind is None and self.suffix:
            self.kind = self.suffix.split("-")[0]

    def fits(self, other: "_Name") -> bool:
        """Whether this name, of a question, may mean the other, of a document."""
        return (
            self.number == other.number
            and (self.year is None or other.year is None or self.year == other.year)
            and (self.suffix is None or other.suffix is None or self.suffix == other.suffix)
            and (self.kind is None or other.kind is None or self.kind == other.kind)
        )


def names_a_document(question: str) -> bool:
    """Whether the question names some document by its number."""
    return bool(_names(question))


class DocumentNames:
    """The numbers of many documents, read once, so that a question costs no more for a thousand."""

    def __init__(self, documents: Iterable[DocumentInfo]) -> None:
        self._by_number: dict[int, list[tuple[_Name, int]]] = {}
        for document in documents:
            if document.number:
                for own in _own(document):
                    self._by_number.setdefault(own.number, []).append((own, document.id))

    def named_in(self, question: str) -> set[int]:
        """The ids of the documents whose number the question gives; empty where it names none."""
        return {
            document
            for name in _names(question)
            for own, document in self._by_number.get(name.number, ())
            if name.fits(own)
        }


def _names(text: str) -> list[_Name]:
    plain = unmarked(search_form(text))
    return [_Name(match) for pattern in (_NAMED, _CODE) for match in pattern.finditer(plain)]


def _own(document: DocumentInfo) -> list[_Name]:
    text = document.number or ""
    names = [_Name(match) for match in _CODE.finditer(unmarked(search_form(text)))]
    if not names and text.strip().isdigit() and document.kind:
        names = _names(f"{document.kind} {text}")
    return names
