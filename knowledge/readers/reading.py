"""What a reader returns, and the small things every reader needs."""

from dataclasses import dataclass

from knowledge.blocks import Block
from knowledge.letters import normalise


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read.

    Attributes:
        blocks: Every block in reading order, at least one.
        format: The kind found in the content ("docx", "pdf", …), see detect.Format.
        title: The title the file itself names (its properties, <title>, first heading), or None.
        pages: How many pages it has, or None where the format has none.
        warnings: What an admin should know, as codes: "scanned_pages", "legacy_font",
            "undecodable_letters", "hidden_text", "pages_skipped".
    """

    blocks: tuple[Block, ...]
    format: str
    title: str | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """The text as it is shown and stored, on one line."""
    return " ".join(normalise(text).split())
