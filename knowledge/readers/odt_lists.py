"""OpenDocument's automatic numbers: what its list styles print before a paragraph."""

import re
from dataclasses import dataclass, field

from lxml import etree

from knowledge.readers.numbering import Level, Numbering

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_PLACE = re.compile(r"%(\d+)%")  # as LibreOffice writes it
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_FORMS = {"1": "decimal", "i": "lowerRoman", "I": "upperRoman", "a": "lowerLetter",
          "A": "upperLetter", "": "none"}  # fmt: skip
_OUTLINE = "\0outline"


@dataclass(slots=True)
class _Open:
    """A list while its items are read: its style, how deep it stands, whose numbers it counts."""

    style: str
    depth: int
    key: str


@dataclass(slots=True)
class Lists:
    """The lists of a document, in reading order.

    Args:
        parts: styles.xml and content.xml.
    """

    parts: list[etree._Element]
    _levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)
    _last_of_style: dict[str, str] = field(default_factory=dict)
    _key_of_id: dict[str, str] = field(default_factory=dict)
    _numberings: dict[str, Numbering] = field(default_factory=dict)
    _begun: int = 0

    def __post_init__(self) -> None:
        for part in self.parts:
            for style in part.iter(TEXT + "list-style", TEXT + "outline-style"):
                outline = style.tag == TEXT + "outline-style"
                name = _OUTLINE if outline else style.get(_STYLE + "name") or ""
                self._levels[name] = {
                    _number(level.get(TEXT + "level"), 1) - 1: _level(level) for level in style
                }

    def open(self, element: etree._Element) -> None:
        """A list begins, perhaps inside an item of another."""
        outer = self._open[-1] if self._open else None
        style = element.get(TEXT + "style-name") or (outer.style if outer else "")
        if outer is not None:
            key = outer.key if style == outer.style else f"{outer.key}/{style}"
            self._open.append(_Open(style, outer.depth + 1, key))
            return
        goes_on = element.get(TEXT + "continue-list")
        key = self._key_of_id.get(goes_on or "", "")
        if not key and element.get(TEXT + "continue-numbering") == "true":
            key = self._last_of_style.get(style, "")
        if not key:
            self._begun += 1
            key = f"{style}#{self._begun}"
        self._last_of_style[style] = key
        if name := element.get(_XML_ID):
            self._key_of_id[name] = key
        self._open.append(_Open(style, 0, key))

    def close(self) -> None:
        """The list that was opened last ends."""
        self._open.pop()

    def next(self, item: etree._Element) -> str:
        """What is printed before an item of the list that is open; "" where only lists follow."""
        first = next((child for child in item if isinstance(child.tag, str)), None)
        if first is None or first.tag == TEXT + "list":
            return ""
        at = self._open[-1]
        numbering = self._numbering(at.key, at.style)
        start = item.get(TEXT + "start-value")
        if start is not None and start.isdecimal():
            numbering.restart(at.key, at.depth, int(start))
        return numbering.next(at.key, at.depth)

    def of_heading(self, element: etree._Element, level: int | None) -> str:
        """The number that the outline prints before a heading; those in lists have theirs."""
        hidden = element.get(TEXT + "is-list-header") == "true"
        if level is None or _OUTLINE not in self._levels or hidden:
            return ""
        return self._numbering(_OUTLINE, _OUTLINE).next(_OUTLINE, level - 1)

    def _numbering(self, key: str, style: str) -> Numbering:
        if key not in self._numberings:
            levels = self._levels.get(style, {})
            self._numberings[key] = Numbering.of_levels({key: (key, levels, False)})
        return self._numberings[key]


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default


def _level(level: etree._Element) -> Level:
    depth = _number(level.get(TEXT + "level"), 1)
    start = _number(level.get(TEXT + "start-value"), 1)
    if level.tag == TEXT + "list-level-style-bullet":
        return Level(start, "bullet", level.get(TEXT + "bullet-char") or "")
    form = _FORMS.get(level.get(_STYLE + "num-format") or "", "decimal")
    above = _number(level.get(TEXT + "display-levels"), 1)
    own = level.get(_LOEXT + "num-list-format")
    text = own or (
        (level.get(_STYLE + "num-prefix") or "")
        + ".".join(f"%{each}" for each in range(max(1, depth - above + 1), depth + 1))
        + (level.get(_STYLE + "num-suffix") or "")
    )
    return Level(start, form, "" if form == "none" else _PLACE.sub(r"%\1", text))
