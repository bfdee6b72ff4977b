"""Zip packages of XML parts (.docx, .xlsx, .odt, .pptx), trusting no size that they state."""

import zipfile
from pathlib import Path

from lxml import etree

from knowledge.errors import Problem, ReadError

# What a package may become in memory; what really comes out is counted, not what its index claims.
LARGEST_PART = 256 * 2**20


class Package:
    """The parts of a zip package."""

    def __init__(self, path: Path, *, largest_part: int = LARGEST_PART) -> None:
        self._path = path
        self._largest = largest_part
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
            ReadError: TOO_LARGE, where it unpacks beyond the limit.
        """
        with self._zip.open(name) as part:
            data = part.read(self._largest + 1)
        if len(data) > self._largest:
            raise ReadError(
                Problem.TOO_LARGE,
                name=self._path.name,
                size_mib=len(data) / 2**20,
                limit_mib=self._largest / 2**20,
            )
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
