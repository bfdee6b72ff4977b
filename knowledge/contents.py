"""Tables of contents, which repeat the headings of a document and say nothing else."""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.blocks import Block

_TITLE = re.compile(r"\W*mục lục\W*", re.IGNORECASE)
# "1. Mục đích ........ 7", or a tab for the dots; `rest` is what a page break ran into it
_DOTTED = re.compile(
    r".*?(?:\.{4,}|…{2,}|(?:\. ){4,})\s*(?P<page>\d{1,4})(?:\s+(?P<rest>\D.{0,60}))?"
)
_TABBED = re.compile(
    r"\D.*\S\s\.?\s?(?P<page>\d{1,3})|\d{1,3}[.)].*\D\s\.?\s?(?P<page_of_item>\d{1,3})"
)
_BETWEEN = 3  # blocks of an entry that runs over several lines
_FEWEST = 2  # entries


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the tables of contents, which stand below "MỤC LỤC"."""
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        end, rest = _contents(blocks, at) if _TITLE.fullmatch(blocks[at].text) else (at, "")
        if end == at:
            kept.append(blocks[at])
            at += 1
            continue
        if rest:
            kept.append(replace(blocks[end - 1], text=rest))
        at = end
    return kept


def _contents(blocks: Sequence[Block], title: int) -> tuple[int, str]:
    """Where the table below a title ends, and what its last block has of the text that follows."""
    entries, end, rest, page = 0, title, "", 0
    at = title + 1
    while at < len(blocks) and at - end <= _BETWEEN:
        text = blocks[at].text.strip()
        found = _DOTTED.fullmatch(text) or _TABBED.fullmatch(text)
        number = int(next(filter(None, found.groupdict().values()))) if found else 0
        if found and number >= page:
            entries, page, end = entries + 1, number, at
            rest = found.groupdict().get("rest") or ""
        at += 1
    return (end + 1, rest) if entries >= _FEWEST else (title, "")
