"""Word documents (.docx): what a reader of the printed page sees, in its order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from knowledge.blocks import Block, BlockKind, Look
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.docx_fonts import show_fonts
from knowledge.readers.docx_looks import look_of, placed
from knowledge.readers.numbering import Numbering, W, value
from knowledge.readers.package import Package
from knowledge.readers.reading import Reading, one_line
from knowledge.readers.tables import WIDEST, Cell, Table, apart, is_frame, is_letterhead

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")
_COLUMN_GAP = re.compile(r"\t+| {3,}")
_OFF = {"0", "false", "off", "none"}
# Struck out by a tracked change, or a field's instruction: not on the page.
_UNSEEN = {W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "pPr", W + "rPr",
           W + "sectPr", W + "tblPr", W + "tblGrid", W + "rt"}  # fmt: skip


@dataclass(slots=True)
class _Style:
    name: str
    heading: int | None
    numbering: tuple[str, int] | None
    parent: str | None


@dataclass(slots=True)
class _Text:
    """What one paragraph holds while it is read."""

    parts: list[str] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)  # of a part, where it has one
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    page: int | None = None


def read_docx(path: Path, limits: Limits = DEFAULT) -> Reading:
    """A .docx as headings, paragraphs, list items and table rows; pages where Word left marks."""
    with Package(path, limits) as package:
        main = package.main or "word/document.xml"
        document = package.xml(main)
        if document is None:
            raise KeyError(main)
        _join_where_marks_are_deleted(document)
        notes = {kind: package.related(main, f"{kind}s") for kind in ("footnote", "endnote")}
        styles = package.related(main, "styles")
        parts = [document, *(part for part in notes.values() if part is not None)]
        warnings = ("legacy_font",) if show_fonts(parts, styles) else ()
        paged = next(document.iter(W + "lastRenderedPageBreak"), None) is not None
        numbering = Numbering(package.related(main, "numbering"))
        reader = _Reader(numbering, styles, notes, paged=paged)
        body = document.find(W + "body")
        blocks = tuple(reader.blocks(body)) if body is not None else ()
        core = package.xml("docProps/core.xml")
        title = one_line((core.findtext(_CORE + "title") if core is not None else None) or "")
        pages = reader.page if reader.paged else None
        return Reading(blocks, "docx", title or None, pages, warnings)


class _Reader:
    def __init__(
        self,
        numbering: Numbering,
        styles: etree._Element | None,
        notes: Mapping[str, etree._Element | None],
        *,
        paged: bool,
    ) -> None:
        self._styles = _styles(styles)
        self._numbering = numbering
        self._notes = {kind: _notes(part, kind) for kind, part in notes.items()}
        self.paged = paged
        self.page = 1

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks among the children of a body, a cell or a text box."""
        for element in _children(parent):
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        text = _Text()
        self._collect(paragraph, text)
        properties = paragraph.find(W + "pPr")
        style_id = value(properties.find(W + "pStyle")) if properties is not None else None
        style = self._styles.get(style_id or "") or self._styles.get("")
        if style and style.name.lower().startswith(("toc ", "table of figures")):
            return  # a table of contents repeats the headings
        heading = _outline_level(properties)
        if heading is None and style:
            heading = style.heading
        # A line break inside a title or a letterhead cell separates what stands on two lines.
        printed = "".join(text.parts)
        # A letterhead set with tabs instead of a table: two columns on one line.
        columns = _COLUMN_GAP.split(printed) if is_letterhead(printed) else [printed]
        lines = [line for line in map(one_line, columns[0].split("\v")) if line]
        label = self._label(properties, style)  # an empty paragraph of a list counts, too
        page = text.page if self.paged else None
        if lines:
            added = label if label and not lines[0].startswith(label) else ""
            if added:
                lines[0] = f"{label} {lines[0]}"
            whole = " ".join(lines)
            runs = [(part, text.looks.get(at, Look(0))) for at, part in enumerate(text.parts)]
            looks = placed(whole, added, runs) if text.looks else ()
            if heading is not None:
                yield Block(BlockKind.HEADING, whole, page, heading)
            else:
                plain = BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH
                yield Block(plain, whole, page, looks=looks)
        for column in columns[1:]:
            if one_line(column):
                yield Block(BlockKind.PARAGRAPH, one_line(column), page)
        for kind, note in text.notes:
            note_text = self._notes[kind].get(note)
            if note_text:
                yield Block(BlockKind.PARAGRAPH, note_text, page)
        for box in sorted(text.boxes, key=_stands):  # else in the order they were drawn
            yield from self.blocks(box)

    def _label(self, properties: etree._Element | None, style: _Style | None) -> str:
        own = properties.find(W + "numPr") if properties is not None else None
        inherited = style.numbering if style else None
        if own is None:
            return self._numbering.next(*inherited) if inherited else ""
        list_id = value(own.find(W + "numId")) or (inherited[0] if inherited else "0")
        depth = value(own.find(W + "ilvl")) or (str(inherited[1]) if inherited else "0")
        return self._numbering.next(list_id, int(depth) if depth.isdecimal() else 0)

    def _collect(self, parent: etree._Element, text: _Text) -> None:
        for element in parent:
            tag = element.tag
            if tag in _UNSEEN:
                continue
            if tag == W + "r":
                self._collect_run(element, text)
            elif tag == _MC + "AlternateContent":
                self._collect(_alternative(element), text)
            elif tag == W + "txbxContent":
                text.boxes.append(element)
            else:
                self._collect(element, text)

    def _collect_run(self, run: etree._Element, text: _Text) -> None:
        properties = run.find(W + "rPr")
        if _is_on(properties, "vanish"):
            return
        start = len(text.parts)
        for element in run:
            tag = element.tag
            if tag == W + "t":
                if element.text:
                    text.parts.append(element.text)
                    text.page = text.page or self.page
            elif tag == W + "lastRenderedPageBreak":
                self.page += 1
                if not "".join(text.parts).strip():
                    text.page = self.page
            elif tag in (W + "tab", W + "ptab"):
                text.parts.append("\t")
            elif tag in (W + "br", W + "cr"):
                text.parts.append("\v")
            elif tag == W + "noBreakHyphen":
                text.parts.append("-")
            elif tag == W + "sym":
                text.parts.append(_symbol(element))
            elif tag == W + "footnoteReference" or tag == W + "endnoteReference":
                kind = "footnote" if tag == W + "footnoteReference" else "endnote"
                text.notes.append((kind, value(element, "id") or ""))
            elif tag not in _UNSEEN:
                self._collect(element, text) if tag != _MC + "AlternateContent" else self._collect(
                    _alternative(element), text
                )
        if look := look_of(properties):
            text.looks.update(dict.fromkeys(range(start, len(text.parts)), look))
        if _is_on(properties, "caps"):
            text.parts[start:] = [part.upper() for part in text.parts[start:]]

    def _table(self, table: etree._Element) -> list[Block]:
        grid: list[list[Cell]] = []
        header_rows = 0
        holds_tables = False
        contents: list[list[list[Block]]] = []
        notes: list[Block] = []
        page = self.page if self.paged else None
        for row in _children(table):
            if row.tag != W + "tr" or row.find(f"{W}trPr/{W}del") is not None:
                continue
            row_properties = row.find(W + "trPr")
            cells = [Cell() for _ in range(_span(row_properties, "gridBefore", 0))]
            contents.append([])
            for member in _children(row):
                if member.tag != W + "tc" or len(cells) > WIDEST:
                    continue
                properties = member.find(W + "tcPr")
                span = _span(properties, "gridSpan", 1)
                merge = properties.find(W + "vMerge") if properties is not None else None
                content, own_notes = apart(list(self.blocks(member)))
                notes += own_notes
                above = grid[-1][len(cells)] if grid and len(grid[-1]) > len(cells) else None
                if merge is not None and value(merge) != "restart" and above and not content:
                    above.rows += 1
                    cells += [above] * span
                    continue
                holds_tables |= member.find(W + "tbl") is not None
                contents[-1].append(content)
                where = content[0].page if content else None
                cells += [Cell([block.text for block in content], span, 1, where)] * span
            if len(grid) == header_rows and _is_on(row_properties, "tblHeader"):
                header_rows += 1
            grid.append(cells)
        if holds_tables and is_frame(contents):
            return [block for row in contents for cell in row for block in cell] + notes
        return Table(grid, header_rows=header_rows or None).blocks(page) + notes


def _join_where_marks_are_deleted(document: etree._Element) -> None:
    """Puts a paragraph before the next where a tracked change takes away the mark between them."""
    for mark in document.findall(f".//{W}p/{W}pPr/{W}rPr/{W}del"):
        paragraph = next(mark.iterancestors(W + "p"))
        above, following = paragraph.getparent(), paragraph.getnext()
        if above is not None and following is not None and following.tag == W + "p":
            own = following.find(W + "pPr")
            at = 0 if own is None else following.index(own) + 1
            following[at:at] = [each for each in paragraph if each.tag != W + "pPr"]
            above.remove(paragraph)


def _stands(box: etree._Element) -> tuple[float, float]:
    """How far down and to the right a text box stands from its anchor."""
    anchor = next(box.iterancestors(_WP + "anchor"), None)
    if anchor is not None:
        offsets = (anchor.findtext(f"{_WP}position{way}/{_WP}posOffset") for way in "VH")
        down, right = (float(each) if each and _AMOUNT.fullmatch(each) else 0.0 for each in offsets)
        return down, right
    style = next((s for each in box.iterancestors() if (s := each.get("style"))), "")
    margins = dict(re.findall(r"margin-(top|left):(-?\d+(?:\.\d+)?)", style))
    down, right = (float(margins.get(side, 0)) for side in ("top", "left"))
    return down, right


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """The children, those inside content controls, insertions and custom XML among them."""
    for element in parent:
        if element.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "moveTo",
                           W + "smartTag"):  # fmt: skip
            yield from _children(element)
        elif element.tag == _MC + "AlternateContent":
            yield from _children(_alternative(element))
        else:
            yield element


def _alternative(element: etree._Element) -> etree._Element:
    """The one of several renderings of the same content that is read: the first."""
    for name in ("Choice", "Fallback"):
        found = element.find(_MC + name)
        if found is not None and (name == "Fallback" or found.find(".//" + W + "t") is not None):
            return found
    return etree.Element("none")


def _is_on(properties: etree._Element | None, name: str) -> bool:
    found = properties.find(W + name) if properties is not None else None
    return found is not None and (value(found) or "1") not in _OFF


def _span(properties: etree._Element | None, name: str, default: int) -> int:
    text = value(properties.find(W + name)) if properties is not None else None
    return min(int(text), 63) if text and text.isdecimal() else default


def _symbol(element: etree._Element) -> str:
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return ""
    # Symbol fonts sit in the private area; a box or an arrow there has no letter.
    return "" if 0xE000 <= code <= 0xF8FF or code > 0x10FFFF else chr(code)


def _outline_level(properties: etree._Element | None) -> int | None:
    text = value(properties.find(W + "outlineLvl")) if properties is not None else None
    return int(text) + 1 if text and text.isdecimal() and int(text) < 9 else None


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    """Paragraph styles by id, the default one also under ""; what a style inherits is filled in."""
    styles: dict[str, _Style] = {}
    if root is None:
        return styles
    for element in root.findall(W + "style"):
        if value(element, "type") != "paragraph":
            continue
        name = (value(element.find(W + "name")) or "").strip()
        properties = element.find(W + "pPr")
        heading = _outline_level(properties)
        lowered = name.lower()
        if heading is None and lowered.startswith("heading ") and lowered[8:].isdecimal():
            heading = int(lowered[8:])
        if lowered == "title":
            heading = 1
        numbering = properties.find(W + "numPr") if properties is not None else None
        number = None
        if numbering is not None and (list_id := value(numbering.find(W + "numId"))):
            depth = value(numbering.find(W + "ilvl")) or "0"
            number = (list_id, int(depth) if depth.isdecimal() else 0)
        style = _Style(name, heading, number, value(element.find(W + "basedOn")))
        styles[value(element, "styleId") or ""] = style
        if value(element, "default") in ("1", "true"):
            styles.setdefault("", style)
    for style in styles.values():
        parent, steps = style.parent, 0
        while parent in styles and steps < 20:
            above = styles[parent]
            style.heading = above.heading if style.heading is None else style.heading
            style.numbering = style.numbering or above.numbering
            parent, steps = above.parent, steps + 1
    return styles


def _notes(root: etree._Element | None, kind: str) -> dict[str, str]:
    """The notes by id, each on one line with its printed number."""
    notes: dict[str, str] = {}
    number = 0
    for note in root.findall(W + kind) if root is not None else ():
        if value(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        number += 1
        text = one_line(
            " ".join(
                "".join(part.text or "" for part in paragraph.iter(W + "t"))
                for paragraph in note.iter(W + "p")
            )
        )
        if text:
            notes[value(note, "id") or ""] = f"[{number}] {text}"
    return notes
