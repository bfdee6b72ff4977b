"""What a reader hands on: the blocks of a file, in reading order."""

from dataclasses import dataclass, field
from enum import IntFlag, StrEnum


class BlockKind(StrEnum):
    """What a block is in its file."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class Look(IntFlag):
    """How a run of text is set apart from the text around it."""

    BOLD = 1
    UNDERLINED = 2
    HIGHLIGHTED = 4
    COLOURED = 8
    ITALIC = 16


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a file.

    Attributes:
        kind: What the file says the block is; a plain-text file knows only paragraphs.
        text: The whole text, NFC, on one line, any printed or automatic number included
            ("a) …", "1. …"). A table row reads "Cột: ô; Cột: ô".
        page: The page it begins on, from 1, or None where the format has no pages.
        level: Of a heading, the level its style gives (1 is the highest), or None.
        cells: Of a table row, (column name, cell) pairs; the name is "" where there is none. A cell
            of several paragraphs keeps its line breaks; an empty one is left out.
        looks: Of a line with the options of a multiple-choice item, (start, end, look) of each run
            of `text` that is set apart, since that may be its key. Only Word files tell.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int | None = None
    cells: tuple[tuple[str, str], ...] = ()
    looks: tuple[tuple[int, int, Look], ...] = field(default=(), compare=False)
