"""How Word sets an option of a multiple-choice item apart: an office marks the key so."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from knowledge.blocks import Look
from knowledge.readers.numbering import W, value
from knowledge.readers.reading import one_line

_OPTION = re.compile(r"(?:^|\s)\*?[A-Fa-f]\s*[.):/–-]")
_OFF = {"0", "false", "off", "none", "auto"}
_BLACKS = {"auto", "000000"}


def look_of(properties: etree._Element | None) -> Look:
    """How a run is set apart; nothing for what only its paragraph or style says."""
    if properties is None:
        return Look(0)
    look = Look(0)
    for name, flag in (("b", Look.BOLD), ("i", Look.ITALIC), ("u", Look.UNDERLINED)):
        found = properties.find(W + name)
        if found is not None and (value(found) or "1") not in _OFF:
            look |= flag
    highlight = properties.find(W + "highlight")
    shading = properties.find(W + "shd")
    if highlight is not None and value(highlight) != "none":
        look |= Look.HIGHLIGHTED
    if shading is not None and (value(shading, "fill") or "auto").lower() not in ("auto", "ffffff"):
        look |= Look.HIGHLIGHTED
    style = properties.find(W + "rStyle")
    if style is not None and value(style) in ("Strong", "IntenseEmphasis"):
        look |= Look.BOLD
    if style is not None and value(style) in ("Emphasis", "SubtleEmphasis"):
        look |= Look.ITALIC
    colour = properties.find(W + "color")
    if colour is not None and not _is_grey((value(colour) or "auto").lower()):
        look |= Look.COLOURED
    return look


def _is_grey(colour: str) -> bool:
    """Black and greys are what text copied from a page brings along."""
    return colour in _BLACKS or colour[:2] == colour[2:4] == colour[4:6]


def placed(
    line: str, label: str, parts: Sequence[tuple[str, Look]]
) -> tuple[tuple[int, int, Look], ...]:
    """Where the runs of a paragraph stand in its line; empty where the line holds no options.

    Args:
        line: The paragraph on one line.
        label: An automatic number that stands before the runs, or "".
        parts: The runs as they stand in the file, each with its look.
    """
    if not _OPTION.search(line) or not any(look for _, look in parts):
        return ()
    # spaces are set otherwise in the line, letters are not
    signs = [place for place, sign in enumerate(line) if not sign.isspace()]
    return tuple(_runs(signs, len(_signs(label)), parts))


def _runs(
    signs: Sequence[int], at: int, parts: Sequence[tuple[str, Look]]
) -> Iterator[tuple[int, int, Look]]:
    for text, look in parts:
        end = min(at + len(_signs(text)), len(signs))
        if look and end > at:
            yield signs[at], signs[end - 1] + 1, look
        at = end


def _signs(text: str) -> str:
    return one_line(text).replace(" ", "")
