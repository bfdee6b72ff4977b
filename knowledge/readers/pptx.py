"""PowerPoint presentations (.pptx): the text of each slide, in its order."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from knowledge.blocks import Block, BlockKind
from knowledge.encodings import Fonts
from knowledge.limits import DEFAULT, Limits
from knowledge.readers.numbering import formatted
from knowledge.readers.package import Package
from knowledge.readers.reading import Reading, one_line
from knowledge.readers.tables import Cell, Table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TITLES = ("title", "ctrTitle")
_RUNNING = ("sldNum", "dt", "ftr", "hdr")
_FORMS = {"arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter",
          "romanLc": "lowerRoman", "romanUc": "upperRoman"}  # fmt: skip
_ENDS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}


def read_pptx(path: Path, limits: Limits = DEFAULT) -> Reading:
    """A .pptx as headings, paragraphs, list items and table rows, each with its slide as its page.

    Raises:
        ReadError: TOO_HEAVY.
    """
    with Package(path, limits) as package:
        slides = [package.xml(name) for name in _slides(package)]
        core = package.xml("docProps/core.xml")
    shown = [
        slide for slide in slides if slide is not None and slide.get("show") not in ("0", "false")
    ]
    old = _show_fonts(shown)
    blocks = [
        block for number, slide in enumerate(shown, start=1) for block in _slide(slide, number)
    ]
    title = one_line(core.findtext(_DC + "title") or "") if core is not None else ""
    named = title if title and not title.startswith(("PowerPoint", "Slide")) else None
    return Reading(tuple(blocks), "pptx", named, len(shown), ("legacy_font",) if old else ())


def _slides(package: Package) -> Iterator[str]:
    """The parts that are slides, in the order in which they are shown."""
    presentation = package.xml("ppt/presentation.xml")
    relations = package.xml("ppt/_rels/presentation.xml.rels")
    if presentation is None or relations is None:
        raise KeyError("ppt/presentation.xml")
    targets = {
        each.get("Id"): each.get("Target") or ""
        for each in relations.iter(_RELATIONS)
        if each.get("TargetMode") != "External"
    }
    seen = set()
    for entry in presentation.iter(_P + "sldId"):
        target = targets.get(entry.get(_R + "id"), "")
        name = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("ppt") / target)
        if target and name not in seen:
            seen.add(name)
            yield name


def _show_fonts(slides: list[etree._Element]) -> bool:
    """Puts into every text what its font shows; whether any was in an old encoding."""
    texts = [text for slide in slides for text in slide.iter(_A + "t") if text.text]
    runs = []
    for text in texts:
        run = text.getparent()
        latin = run.find(f"{_A}rPr/{_A}latin") if run is not None else None
        runs.append((text.text or "", latin.get("typeface") if latin is not None else None))
    fonts = Fonts(runs)
    for text, shown in zip(texts, fonts.show(runs), strict=True):
        text.text = shown
    return fonts.old


def _slide(slide: etree._Element, number: int) -> Iterator[Block]:
    """The title of a slide, then its other shapes as they lie."""
    shapes = list(_shapes(slide.find(f"{_P}cSld/{_P}spTree")))
    for titles in (True, False):
        for shape in shapes:
            kind = _placeholder(shape)
            if kind in _RUNNING or (kind in _TITLES) != titles:
                continue
            if titles:
                whole = one_line(" ".join(_said(p) for p in shape.iter(_A + "p")))
                if whole:
                    yield Block(BlockKind.HEADING, whole, number, 1)
                continue
            for table in shape.iter(_A + "tbl"):
                yield from _table(table, number)
            body = shape.find(_P + "txBody")
            if body is not None:
                yield from _paragraphs(body, number)


def _shapes(tree: etree._Element | None) -> Iterator[etree._Element]:
    """The shapes of a slide, those of groups among them."""
    pending = list(reversed(tree)) if tree is not None else []
    while pending:
        element = pending.pop()
        if element.tag == _P + "grpSp":
            pending += reversed(element)
        elif element.tag in (_P + "sp", _P + "graphicFrame"):
            yield element


def _placeholder(shape: etree._Element) -> str | None:
    found = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return found.get("type") if found is not None else None


def _paragraphs(body: etree._Element, number: int) -> Iterator[Block]:
    counts: Counter[int] = Counter()
    for paragraph in body.iter(_A + "p"):
        properties = paragraph.find(_A + "pPr")
        depth = int(properties.get("lvl") or 0) if properties is not None else 0
        automatic = properties.find(_A + "buAutoNum") if properties is not None else None
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        text = one_line(_said(paragraph))
        if automatic is None:
            counts.pop(depth, None)
        if not text:
            continue
        if automatic is None:
            yield Block(BlockKind.PARAGRAPH, text, number)
            continue
        start = automatic.get("startAt") or "1"
        counts[depth] += 1
        label = _label(automatic.get("type") or "", counts[depth] - 1 + int(start))
        yield Block(BlockKind.LIST_ITEM, f"{label} {text}".strip(), number)


def _label(kind: str, count: int) -> str:
    form = next((_FORMS[name] for name in _FORMS if kind.startswith(name)), None)
    end = next((_ENDS[name] for name in _ENDS if kind.endswith(name)), "{}.")
    return end.format(formatted(count, form)) if form else ""


def _said(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter(_A + "t", _A + "br", _A + "tab"):
        parts.append((element.text or "") if element.tag == _A + "t" else " ")
    return "".join(parts)


def _table(table: etree._Element, number: int) -> list[Block]:
    grid: list[list[Cell]] = []
    for row in table.iter(_A + "tr"):
        cells: list[Cell] = []
        for member in row.iter(_A + "tc"):
            texts = [text for p in member.iter(_A + "p") if (text := one_line(_said(p)))]
            above = grid[-1][len(cells)] if grid and len(grid[-1]) > len(cells) else None
            if member.get("hMerge") in ("1", "true") and cells:
                cells.append(cells[-1])
            elif member.get("vMerge") in ("1", "true") and above is not None:
                cells.append(above)
            else:
                cells.append(Cell(texts))
        grid.append(cells)
    properties = table.find(_A + "tblPr")
    first = properties is not None and properties.get("firstRow") in ("1", "true")
    return Table(grid, header_rows=1 if first else None).blocks(number)
