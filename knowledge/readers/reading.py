"""What a reader returns, and the small things every reader needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from knowledge.blocks import Block
from knowledge.letters import normalise

# Told (pages read, pages in all) after each page.
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read.

    Attributes:
        blocks: Every block in reading order, at least one.
        format: The kind found in the content ("docx", "pdf", …), see detect.Format.
        title: The title the file itself names (its properties, <title>, first heading), or None.
        pages: How many pages it has, or None where the format has none.
        warnings: What an admin should know, as codes, after a colon the pages they are about:
            "scanned_pages" (pictures, not read), "recognised_pages" (read from pictures),
            "badly_read_pages" (of these, with little confidence), "nonsense_pages" (their text
            layer is no text), "attachments_left", "macros_ignored", "legacy_font".
        sheets: Of a spreadsheet, its cells as they stand in the file.
    """

    blocks: tuple[Block, ...]
    format: str
    title: str | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    sheets: tuple["Sheet", ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its rows with their numbers in the file, from 1.

    A cell keeps its line breaks. One merged downwards stands in each of its rows; `merged` tells
    the first and the last row and column of each such area, columns counted from 0. `old` tells
    that it was decoded from fonts of an old encoding; of a `hidden` one only the name is known.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    old: bool = False
    hidden: bool = False


def one_line(text: str) -> str:
    """The text as it is shown and stored, on one line."""
    return " ".join(normalise(text).split())


def page_list(numbers: Iterable[int]) -> str:
    """Page numbers as a person lists them: "1–3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
