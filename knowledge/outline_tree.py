"""The nodes that the outline of a document is made of."""

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.blocks import BlockKind


class Level(StrEnum):
    """What a node is in its document."""

    DOCUMENT = "document"
    APPENDIX = "appendix"  # phụ lục, or the regulation that a decision carries
    PART = "part"  # phần
    CHAPTER = "chapter"  # chương
    SECTION = "section"  # mục
    SUBSECTION = "subsection"  # tiểu mục
    LETTER = "letter"  # A.
    ROMAN = "roman"  # I.
    HEADING = "heading"  # by its style, or a short line over paragraphs
    ARABIC = "arabic"  # 1. as a heading
    ARTICLE = "article"  # điều
    CLAUSE = "clause"  # khoản, or any numbered paragraph
    POINT = "point"  # điểm
    ITEM = "item"  # a bullet, a table row
    TEXT = "text"  # a paragraph


@dataclass(slots=True)
class Node:
    """One node of an outline; its own text comes before its children.

    Attributes:
        level: What it is.
        label: How it is cited: "Điều 3", "khoản 2", "điểm a", "Chương II"; "" of a paragraph.
        title: The words of a heading without its label; "" where the node is no heading.
        text: Its own words as printed, label or mark included.
        page: The page it begins on, or None.
        kind: What its own block was.
        cells: Of a table row, its (column, cell) pairs.
        children: What stands under it, in reading order.
    """

    level: Level
    label: str = ""
    title: str = ""
    text: str = ""
    page: int | None = None
    kind: BlockKind = BlockKind.PARAGRAPH
    cells: tuple[tuple[str, str], ...] = ()
    children: list["Node"] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        """Whether its words name what stands under it and are no text of their own."""
        return bool(self.title)

    @property
    def heading(self) -> str:
        """Its element in the heading path of what stands under it; "" where it has none."""
        if self.level is Level.ARABIC and self.label.startswith("khoản"):
            return f"khoản {self.title}"
        if self.level in _PRINTED_WHOLE or not self.label or self.label == self.title:
            return self.title or self.label
        return f"{self.label}. {self.title}" if self.title else self.label


_PRINTED_WHOLE = {Level.LETTER, Level.ROMAN, Level.ARABIC, Level.HEADING}
