"""Zip packages of XML parts (.docx, .xlsx, .odt, .pptx), trusting no size that they state."""

import posixpath
import re
import zipfile
from pathlib import Path

from lxml import etree

from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits

# No office program declares a document type: only entities that grow or lead outside need one.
_DECLARATIONS = tuple(
    "<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be")
)

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_TYPE = re.compile(rb'\sType="[^"]*/(\w+)"')
_TARGET = re.compile(rb'\sTarget="([^"]+)"')
# What "Strict Open XML" calls the namespaces that all other files name with the year.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")


class Package:
    """The parts of a zip package; what really comes out of it is counted."""

    def __init__(self, path: Path, limits: Limits = DEFAULT) -> None:
        self._path = path
        self._limit_mib = limits.unpacked_mib
        self._left = self._limit_mib * 2**20
        self._zip = zipfile.ZipFile(path)
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def bytes(self, name: str) -> bytes:
        """A part's bytes.

        Raises:
            KeyError: There is no such part.
            ReadError: TOO_HEAVY, where the parts together unpack beyond the limit; UNSAFE_XML.
        """
        with self._zip.open(name) as part:
            data = part.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(Problem.TOO_HEAVY, name=self._path.name, limit_mib=self._limit_mib)
        if any(declaration in data for declaration in _DECLARATIONS):
            raise ReadError(Problem.UNSAFE_XML, name=self._path.name)
        return data

    @property
    def main(self) -> str | None:
        """The part that an office file begins with, None where it does not say."""
        return self._relations("").get("officeDocument")

    def related(self, name: str, kind: str) -> etree._Element | None:
        """The root of the part of a kind ("styles") that belongs to a part, by its relations.

        Without relations it is looked for beside that part.
        """
        folder = posixpath.dirname(name)
        found = self._relations(name).get(kind, posixpath.join(folder, f"{kind}.xml"))
        return self.xml(found)

    def _relations(self, name: str) -> dict[str, str]:
        """The parts that belong to a part, by kind; "" is the package."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        return relations(self.bytes(part), folder) if part in self.names else {}

    def xml(self, name: str) -> etree._Element | None:
        """A part's root element, or None where there is no such part."""
        return parse_xml(plain_names(self.bytes(name))) if name in self.names else None


def relations(data: bytes, folder: str) -> dict[str, str]:
    """The first part of each kind that a list of relations names; `folder` is where it is from."""
    found: dict[str, str] = {}
    for relation in _RELATION.findall(data):
        kind, target = _TYPE.search(relation), _TARGET.search(relation)
        if kind and target and b'TargetMode="External"' not in relation:
            path = posixpath.join("/", folder, target[1].decode("utf-8", "replace"))
            found.setdefault(kind[1].decode(), posixpath.normpath(path).lstrip("/"))
    return found


def plain_names(data: bytes) -> bytes:
    """XML with the usual names of the namespaces of office files."""
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)


def parse_xml(data: bytes) -> etree._Element:
    """XML without entities, external references and network."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)
