"""Markdown: headings, lists, tables and paragraphs; the signs of emphasis are dropped."""

import re

from knowledge.blocks import Block, BlockKind
from knowledge.readers.reading import Reading, one_line
from knowledge.readers.tables import Table

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"\s*(?:([-*+])|(\d{1,4}[.)]|[a-zđ]\)))\s+(\S.*)$")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_ALIGNMENT = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|~~|`)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_CELL_END = re.compile(r"(?<!\\)\|")


def read_markdown(text: str) -> Reading:
    """Markdown text as blocks; front matter is left out."""
    text = re.sub(r"\A---\r?\n.*?\n---\r?\n", "", text, count=1, flags=re.DOTALL)
    blocks: list[Block] = []
    open_lines: list[str] = []
    kind = BlockKind.PARAGRAPH
    rows: list[list[str]] = []
    fenced = False

    def close() -> None:
        nonlocal kind
        joined = _inline(" ".join(open_lines))
        if joined:
            blocks.append(Block(kind, joined))
        open_lines.clear()
        kind = BlockKind.PARAGRAPH
        if rows:
            blocks.extend(Table.of_texts(rows).blocks())
            rows.clear()

    lines = text.splitlines()
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            close()
            fenced = not fenced
            continue
        if fenced:
            open_lines.append(line)
            close()
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if rows and _ALIGNMENT.match(line):
            continue
        if "|" in line and (rows or (_ALIGNMENT.match(following) and "-" in following)):
            if not rows:
                close()
            rows.append([_inline(cell) for cell in _CELL_END.split(line.strip().strip("|"))])
            continue
        if not line.strip():
            close()
        elif heading := _HEADING.match(line):
            close()
            blocks.append(
                Block(BlockKind.HEADING, _inline(heading[2]), None, len(heading[1]))
            ) if _inline(heading[2]) else None
        elif re.fullmatch(r"\s{0,3}(=+|-{2,})\s*", line) and open_lines:
            heading_text = _inline(" ".join(open_lines))
            open_lines.clear()
            if heading_text:
                level = 1 if "=" in line else 2
                blocks.append(Block(BlockKind.HEADING, heading_text, None, level))
        elif _RULE.match(line):
            close()
        elif item := _ITEM.match(line):
            close()
            kind = BlockKind.LIST_ITEM
            open_lines.append(f"{item[2] or '-'} {item[3]}")
        else:
            open_lines.append(re.sub(r"^\s{0,3}>\s?", "", line))
            if line.endswith(("  ", "\\")) and kind is BlockKind.PARAGRAPH:
                close()
    close()
    title = next((block.text for block in blocks if block.kind is BlockKind.HEADING), None)
    return Reading(tuple(blocks), "md", title=title)


def _inline(text: str) -> str:
    text = _LINK.sub(r"\1", text.rstrip("\\"))
    for _ in range(2):  # bold inside italics
        text = _EMPHASIS.sub(r"\2", text)
    return one_line(_ESCAPE.sub(r"\1", text))
