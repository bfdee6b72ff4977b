"""Zip packages of XML parts (.docx, .xlsx, .odt, .pptx), trusting no size that they state."""

import zipfile
from pathlib import Path

from lxml import etree

from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits

# No office program declares a document type: only entities that grow or lead outside need one.
_DECLARATIONS = tuple(
    "<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


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

    def xml(self, name: str) -> etree._Element | None:
        """A part's root element, or None where there is no such part."""
        return parse_xml(self.bytes(name)) if name in self.names else None


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
