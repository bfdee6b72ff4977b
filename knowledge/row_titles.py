"""Titles among the rows of a table: "I. Cấp tỉnh" stands over "1; Hội thi; 500.000 đồng"."""

import re
from typing import Final

LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
"""What rows and points are counted by, in order."""
_ROW = re.compile(
    r"(?:[^:;]{1,20}: )?"  # the name of the column that counts the rows
    r"(?:(?P<roman>[IVX]+)|(?P<capital>[A-Z])|(?P<digits>\d{1,3}(?:\.\d{1,2})*)|(?P<small>[a-zđ]))"
    r"(?:[.)]? ?;|[.)] |$)"
)
_NAMED = re.compile(r"[^:]{1,80}: \S")
_UNNUMBERED: Final = 2
_DIGITS: Final = 3
_SMALL: Final = 9


def row_rank(row: str) -> int | None:
    """How far out a row of a table counts, 0 the outermost: A, I, 1, 1.1, a; None unnumbered."""
    found = _ROW.match(row)
    if not found:
        return None
    if digits := found["digits"]:
        return _DIGITS + digits.count(".")
    return 0 if found["capital"] else 1 if found["roman"] else _SMALL


def title_rank(row: str) -> int | None:
    """How far out a row stands that is a title over those below it; None where it is none.

    A title is one cell across the table, numbered or not, as readers write it.
    """
    if ";" in row or _NAMED.match(row):
        return None
    rank = row_rank(row)
    return _UNNUMBERED if rank is None else rank
