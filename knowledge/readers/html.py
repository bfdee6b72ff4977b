"""Web pages: the main content, without menus, scripts and sharing buttons."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from knowledge.blocks import Block, BlockKind
from knowledge.readers.reading import Reading, one_line
from knowledge.readers.tables import WIDEST, Cell, Table

_DROPPED = {
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "iframe", "svg",
    "button", "select", "input", "textarea", "object", "embed", "head", "canvas", "video", "audio",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "blockquote", "pre", "ul", "ol", "dl",
    "dt", "dd", "figure", "figcaption", "address", "center", "hr", "body", "details", "summary",
    "html", "fieldset", "li", "table", *_HEADINGS,
}  # fmt: skip
_SIDE = re.compile(
    r"\b(?:nav|navbar|menu|breadcrumbs?|sidebar|share|social|related|comments?|advert\w*|banner|cookie|popup)\b"
)
_MARK = re.compile(r"[\[(]?(\d{1,3}|[ivx]{1,5}|\*{1,3})[\])]?")
_TO_NOTE = re.compile(r"(?:foot|end|cite_)?note|_?ftn|_?edn|\bfn", re.IGNORECASE)
_BACK = re.compile(r"(?:note|ftn|edn|fn)-?\w*?(?:ref|anc)|(?:ftn|edn|fn)ref", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def read_html(text: str) -> Reading:
    """A web page as headings, paragraphs, list items and table rows."""
    # An encoding declared inside does not hold for a str, and lxml refuses the pair.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Reading((), "html")
    title = one_line(root.findtext(".//title") or "") or None
    blocks = list(_blocks(_main(root)))
    heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING), None)
    return Reading(tuple(blocks), "html", title=heading or title)


def _main(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The element that holds the text: <main>, the one <article>, or the whole body."""
    for path in (".//main", ".//article", ".//*[@role='main']", ".//*[@itemprop='articleBody']"):
        found = root.findall(path)
        if len(found) == 1 and _length(found[0]) * 2 > _length(root):
            return found[0]
    body = root.find("body")
    return root if body is None else body


def _length(element: lxml_html.HtmlElement) -> int:
    """How many signs of prose an element holds, links and dropped parts left out."""
    return sum(
        len("".join(part.itertext()))
        for part in element.iter("p", "li", "td", "h1", "h2", "h3", "div")
        if part.tag != "div" or part.find("*") is None
    )


def _dropped(element: lxml_html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    # A name alone proves little; a side part is mostly links.
    return bool(_SIDE.search(names.lower())) and _link_share(element) > 0.5


def _link_share(element: lxml_html.HtmlElement) -> float:
    whole = len(one_line("".join(element.itertext())))
    links = sum(len(one_line("".join(link.itertext()))) for link in element.iter("a"))
    return links / whole if whole else 1.0


def _blocks(element: lxml_html.HtmlElement) -> Iterator[Block]:
    """The blocks under an element; text between block elements is a paragraph of its own."""
    stack: list[str] = []
    yield from _walk(element, stack, _Context(BlockKind.PARAGRAPH))
    yield from _flush(stack, _Context(BlockKind.PARAGRAPH))


class _Context:
    """What the text found now belongs to; a list item's number is spent on its first text."""

    def __init__(self, kind: BlockKind, level: int | None = None, label: str = "") -> None:
        self.kind, self.level, self.label = kind, level, label


def _flush(stack: list[str], context: _Context) -> Iterator[Block]:
    for line in "".join(stack).split("\x0b"):
        text = one_line(line)
        if text:
            label, context.label = context.label, ""
            yield Block(context.kind, f"{label} {text}" if label else text, None, context.level)
    stack.clear()


def _walk(root: lxml_html.HtmlElement, stack: list[str], outer: _Context) -> Iterator[Block]:
    """Depth-first without recursion, so that a page nested 10,000 deep does no harm."""
    pending: list[tuple[lxml_html.HtmlElement, bool, _Context]] = [(root, False, outer)]
    while pending:
        element, closing, context = pending.pop()
        if closing:
            if element.tag in _BLOCKS:
                yield from _flush(stack, context)
            continue_with = element.tail if element is not root else None
            stack.append(continue_with or "")
            continue
        if element is not root and _dropped(element):
            if isinstance(element.tag, str) and element.tag in _BLOCKS | {"form", "nav", "footer"}:
                yield from _flush(stack, context)
            stack.append(element.tail or "")
            continue
        if element.tag == "br":
            stack.append("\x0b" + (element.tail or ""))
            continue
        if element.tag in ("a", "sup") and (mark := _note_mark(element)) is not None:
            stack.append(mark + (element.tail or ""))
            continue
        inner = context
        if element.tag in _BLOCKS:
            yield from _flush(stack, context)
            if element.tag in _HEADINGS:
                inner = _Context(BlockKind.HEADING, _HEADINGS[element.tag])
            elif element.tag == "li":
                inner = _Context(BlockKind.LIST_ITEM, None, _label(element))
            elif element.tag == "table":
                yield from _table(element)
                stack.append(element.tail or "")
                continue
        stack.append(element.text or "")
        pending.append((element, True, inner))
        pending.extend((child, False, inner) for child in reversed(element))


def _note_mark(element: lxml_html.HtmlElement) -> str | None:
    """What is kept of a footnote's mark: nothing of it in a sentence, "[1] " before the note.

    None where it is no such mark. Word and LibreOffice link mark and note both ways.
    """
    link = element if element.tag == "a" else element.find(".//a")
    target = link.get("href") or "" if link is not None else ""
    found = _MARK.fullmatch(one_line("".join(element.itertext())))
    if found is None or not target.startswith("#"):
        return None
    if _BACK.search(target):
        return f"[{found[1]}] "
    raised = element.tag == "sup" or element.find(".//sup") is not None
    return "" if raised or _TO_NOTE.search(target) else None


def _label(item: lxml_html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "-"
    number = sum(1 for sibling in item.itersiblings("li", preceding=True)) + 1
    start = parent.get("start") or "1"
    number += int(start) - 1 if re.fullmatch(r"\d{1,6}", start) else 0
    match parent.get("type"):
        case "a" if number <= 26:
            return f"{chr(96 + number)})"
        case "A" if number <= 26:
            return f"{chr(64 + number)}."
        case _:
            return f"{number}."


def _table(table: lxml_html.HtmlElement) -> list[Block]:
    if table.find(".//table") is not None:  # a page laid out with tables
        inner: list[Block] = []
        for cell in table.xpath("./tr/td|./tr/th|./*/tr/td|./*/tr/th"):
            inner += _blocks(cell)
        return inner
    grid: list[list[Cell]] = []
    carried: dict[int, tuple[Cell, int]] = {}  # cells that reach down from rows above
    header_rows = 0
    for row in table.iter("tr"):
        members = [cell for cell in row if cell.tag in ("td", "th")]
        waiting = iter(members)
        cells: list[Cell] = []
        below: dict[int, tuple[Cell, int]] = {}
        while True:
            column = len(cells)
            if column in carried:
                cell, left = carried.pop(column)
                cells.append(cell)
                if left > 1:
                    below[column] = (cell, left - 1)
                continue
            member = next(waiting, None)
            if member is None or column >= WIDEST:
                break
            texts = [block.text for block in _blocks(member)]
            cell = Cell(texts, _span(member, "colspan"), _span(member, "rowspan"))
            for _ in range(min(cell.columns, WIDEST - len(cells))):
                if cell.rows > 1:
                    below[len(cells)] = (cell, cell.rows - 1)
                carried.pop(len(cells), None)
                cells.append(cell)
        carried = below
        if len(grid) == header_rows and _is_header(row, members):
            header_rows += 1
        grid.append(cells)
    return Table(grid, header_rows=header_rows or None).blocks()


def _is_header(row: lxml_html.HtmlElement, members: list[lxml_html.HtmlElement]) -> bool:
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return bool(members) and (in_head or all(member.tag == "th" for member in members))


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), 100) if re.fullmatch(r"\d{1,4}", value) else 1
