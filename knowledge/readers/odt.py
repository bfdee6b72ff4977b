"""OpenDocument texts (.odt), as LibreOffice writes them: what a reader of the printed page sees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from knowledge.blocks import Block, BlockKind
from knowledge.encodings import Fonts, encoding_of_font, may_be_old
from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.flow import COLUMN_GAP
from knowledge.readers.odt_lists import TEXT, Lists
from knowledge.readers.package import Package
from knowledge.readers.reading import Reading, one_line
from knowledge.readers.tables import WIDEST, Cell, Table, apart, is_letterhead

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _STYLE, _DRAW = (_ODF % name for name in ("office", "table", "style", "drawing"))
_META, _MANIFEST = _ODF % "meta", _ODF % "manifest"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_UNSEEN = {TEXT + "tracked-changes", TEXT + "table-of-content", TEXT + "note-citation",
           TEXT + "ruby-text", TEXT + "illustration-index", TEXT + "table-index",
           TEXT + "sequence-decls", TEXT + "variable-decls", _OFFICE + "forms",
           _OFFICE + "annotation", _OFFICE + "annotation-end", _SVG + "title", _SVG + "desc",
           TEXT + "number"}  # fmt: skip
_MOST_REPEATED = 200  # a row or a cell stands for so many at most


def read_odt(path: Path, limits: Limits = DEFAULT) -> Reading:
    """An .odt as headings, paragraphs, list items and table rows; pages where they were saved.

    Raises:
        ReadError: ENCRYPTED or TOO_HEAVY.
    """
    with Package(path, limits) as package:
        manifest = package.xml("META-INF/manifest.xml")
        if manifest is not None and manifest.find(f".//{_MANIFEST}encryption-data") is not None:
            raise ReadError(Problem.ENCRYPTED, name=path.name)
        content = package.xml("content.xml")
        if content is None:
            raise KeyError("content.xml")
        styles, meta = package.xml("styles.xml"), package.xml("meta.xml")
    parts = [content] if styles is None else [styles, content]
    known = _Styles(parts)
    warnings = ("legacy_font",) if _show_fonts(content, known) else ()
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    reader = _Reader(known, Lists(parts), paged=next(content.iter(TEXT + "soft-page-break"), None))
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    title = one_line(meta.findtext(f".//{_DC}title") or "") if meta is not None else ""
    return Reading(blocks, "odt", title or None, reader.page if reader.paged else None, warnings)


@dataclass(slots=True)
class _Style:
    parent: str | None
    font: str | None
    hidden: bool
    outline: int | None
    list_style: str | None
    capitals: bool


class _Styles:
    """What the styles say of a paragraph or of letters; an automatic style inherits a named one."""

    def __init__(self, parts: list[etree._Element]) -> None:
        faces = {
            face.get(_STYLE + "name"): (face.get(_SVG + "font-family") or "").strip("'\"")
            for part in parts
            for face in part.iter(_STYLE + "font-face")
        }
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for part in parts:
            for style in part.iter(_STYLE + "style", _STYLE + "default-style"):
                look = style.find(_STYLE + "text-properties")
                named = look.get(_STYLE + "font-name") if look is not None else None
                font = faces.get(named, named)
                if style.tag == _STYLE + "default-style":
                    if style.get(_STYLE + "family") == "paragraph":
                        self._default = font
                    continue
                level = style.get(_STYLE + "default-outline-level") or ""
                self._styles[style.get(_STYLE + "name") or ""] = _Style(
                    style.get(_STYLE + "parent-style-name"),
                    font,
                    look is not None and look.get(TEXT + "display") == "none",
                    int(level) if level.isdecimal() else None,
                    style.get(_STYLE + "list-style-name"),
                    look is not None and look.get(_FO + "text-transform") == "uppercase",
                )

    def chain(self, name: str | None) -> Iterator[tuple[str, _Style]]:
        """A style and those it inherits from, the nearest first."""
        for _ in range(20):
            if name is None or name not in self._styles:
                return
            yield name, self._styles[name]
            name = self._styles[name].parent

    def font(self, names: list[str]) -> str | None:
        """The font of a text in these styles, the innermost last."""
        for name in reversed(names):
            for _, style in self.chain(name):
                if style.font:
                    return style.font
        return self._default


def _show_fonts(content: etree._Element, styles: _Styles) -> bool:
    """Puts into every text what its font shows; whether any was in an old encoding."""
    whole = "".join(map(str, content.itertext()))
    faces = [face.get(_STYLE + "name") or "" for face in content.iter(_STYLE + "font-face")]
    if not (any(map(encoding_of_font, faces)) or may_be_old(whole)):
        return False
    texts = [
        (element, tail)
        for paragraph in content.iter(TEXT + "p", TEXT + "h")
        for element in paragraph.iter()
        for tail in (False, True)
        if (element.tail if tail else element.text) and not (tail and element is paragraph)
    ]
    runs = []
    for element, tail in texts:
        inner = element.getparent() if tail else element
        around = [] if inner is None else [inner, *inner.iterancestors()]
        names = [name for each in around if (name := each.get(TEXT + "style-name"))]
        runs.append(((element.tail if tail else element.text) or "", styles.font(names[::-1])))
    fonts = Fonts(runs)
    for (element, tail), shown in zip(texts, fonts.show(runs), strict=True):
        if tail:
            element.tail = shown
        else:
            element.text = shown
    return fonts.old


@dataclass(slots=True)
class _Text:
    """What one paragraph holds while it is read."""

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    page: int | None = None


class _Reader:
    def __init__(self, styles: _Styles, lists: Lists, *, paged: object) -> None:
        self._styles, self._lists = styles, lists
        self.paged = paged is not None
        self.page = 1
        self._notes = 0

    def blocks(self, parent: etree._Element, label: str = "") -> Iterator[Block]:
        """The blocks among the children of a body, a cell, a list item or a text box."""
        for element in parent:
            tag = element.tag
            if tag == TEXT + "p" or tag == TEXT + "h":
                yield from self._paragraph(element, label)
                label = ""
            elif tag == TEXT + "list":
                yield from self._list(element)
            elif tag == _TABLE + "table":
                yield from self._table(element)
            elif tag == TEXT + "soft-page-break":
                self.page += 1
            elif tag == _DRAW + "frame" or tag == _DRAW + "custom-shape":
                yield from self._box(element)
            elif tag not in _UNSEEN:
                yield from self.blocks(element)

    def _list(self, element: etree._Element) -> Iterator[Block]:
        self._lists.open(element)
        for item in element:
            if item.tag == TEXT + "list-item":
                yield from self.blocks(item, self._lists.next(item))
            elif item.tag == TEXT + "list-header":
                yield from self.blocks(item)
        self._lists.close()

    def _box(self, frame: etree._Element) -> Iterator[Block]:
        boxes = [child for child in frame if child.tag == _DRAW + "text-box"]
        for box in boxes or ([frame] if frame.tag == _DRAW + "custom-shape" else []):
            yield from self.blocks(box)

    def _paragraph(self, element: etree._Element, label: str) -> Iterator[Block]:
        text = _Text()
        chain = list(self._styles.chain(element.get(TEXT + "style-name")))
        self._collect(element, text, any(style.capitals for _, style in chain[:1]))
        printed = "".join(text.parts)
        columns = COLUMN_GAP.split(printed) if is_letterhead(printed) else [printed]
        lines = [line for line in map(one_line, columns[0].split("\v")) if line]
        page = (text.page or self.page) if self.paged else None
        heading = self._heading(element, [style for _, style in chain])
        if lines:
            if not label:
                label = self._lists.of_heading(element, heading)
            if label and not lines[0].startswith(label):
                lines[0] = f"{label} {lines[0]}"
            whole = " ".join(lines)
            if heading is not None:
                yield Block(BlockKind.HEADING, whole, page, heading)
            else:
                yield Block(BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH, whole, page)
        for column in columns[1:]:
            if one_line(column):
                yield Block(BlockKind.PARAGRAPH, one_line(column), page)
        for note in text.notes:
            yield Block(BlockKind.PARAGRAPH, note, page)
        for box in text.boxes:
            yield from self._box(box)

    @staticmethod
    def _heading(element: etree._Element, chain: list[_Style]) -> int | None:
        if element.tag != TEXT + "h":
            return None
        level = element.get(TEXT + "outline-level") or ""
        if level.isdecimal():
            return int(level)
        return next((style.outline for style in chain if style.outline), 1)

    def _collect(self, parent: etree._Element, text: _Text, capitals: bool) -> None:
        def add(part: str | None) -> None:
            if part:
                # White space in the file is one space; more stands as elements.
                shown = " ".join(part.split()) if part.strip() else " "
                shown = (" " if part[0].isspace() and part.strip() else "") + shown
                shown += " " if part[-1].isspace() and part.strip() else ""
                text.parts.append(shown.upper() if capitals else shown)
                if part.strip():
                    text.page = text.page or self.page

        add(parent.text)
        for element in parent:
            tag = element.tag
            if tag == TEXT + "s":
                count = element.get(TEXT + "c") or "1"
                text.parts.append(" " * min(int(count) if count.isdecimal() else 1, 200))
            elif tag == TEXT + "tab":
                text.parts.append("\t")
            elif tag == TEXT + "line-break":
                text.parts.append("\v")
            elif tag == TEXT + "soft-page-break":
                self.page += 1
            elif tag == TEXT + "note":
                self._note(element, text)
            elif tag in (_DRAW + "frame", _DRAW + "custom-shape"):
                text.boxes.append(element)
            elif tag not in _UNSEEN:
                chain = [s for _, s in self._styles.chain(element.get(TEXT + "style-name"))]
                if not any(style.hidden for style in chain):
                    upper = capitals or any(style.capitals for style in chain[:1])
                    self._collect(element, text, upper)
            add(element.tail)

    def _note(self, note: etree._Element, text: _Text) -> None:
        self._notes += 1
        inner = _Text()
        for paragraph in note.iter(TEXT + "p"):
            self._collect(paragraph, inner, False)
            inner.parts.append(" ")
        if said := one_line("".join(inner.parts)):
            text.notes.append(f"[{self._notes}] {said}")

    def _table(self, table: etree._Element) -> list[Block]:
        grid: list[list[Cell]] = []
        covered: dict[tuple[int, int], Cell] = {}  # places that cells reach to
        inner: list[Block] = []
        notes: list[Block] = []
        holds_tables = False
        page = self.page if self.paged else None
        header_rows = 0
        for row, names in _rows(table):
            cells: list[Cell] = []
            for member in row:
                if member.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                    continue
                content, own_notes = apart(list(self.blocks(member)))
                notes += own_notes
                inner += content
                holds_tables |= member.find(_TABLE + "table") is not None
                repeated = _count(member, "number-columns-repeated")
                across, down = (_count(member, f"number-{n}-spanned") for n in ("columns", "rows"))
                for _ in range(min(repeated, WIDEST - len(cells))):
                    if (place := (len(grid), len(cells))) in covered:
                        cells.append(covered[place])
                        continue
                    where = content[0].page if content else None
                    cell = Cell([block.text for block in content], across, down, where)
                    for y in range(down):
                        for x in range(min(across, WIDEST - len(cells))):
                            covered[len(grid) + y, len(cells) + x] = cell
                    cells.append(cell)
            header_rows += names and header_rows == len(grid)
            grid += [cells] * (_count(row, "number-rows-repeated") if any(cells) else 1)
        if holds_tables:  # a frame around other tables
            return inner + notes
        return Table(grid, header_rows=header_rows or None).blocks(page) + notes


def _rows(parent: etree._Element, *, names: bool = False) -> Iterator[tuple[etree._Element, bool]]:
    """The rows of a table, and whether each holds the names of the columns."""
    for element in parent:
        if element.tag == _TABLE + "table-row":
            yield element, names
        elif element.tag == _TABLE + "table-header-rows":
            yield from _rows(element, names=True)
        elif element.tag in (_TABLE + "table-rows", _TABLE + "table-row-group"):
            yield from _rows(element, names=names)


def _count(element: etree._Element, name: str) -> int:
    text = element.get(_TABLE + name) or "1"
    return min(max(int(text), 1), _MOST_REPEATED) if text.isdecimal() else 1
