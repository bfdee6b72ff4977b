"""The part of a text that is shown of it: its beginning, or where it differs from another."""

from itertools import takewhile

QUOTED = 300
"""Letters that are shown."""

LEAD = 8
"""Words that are shown before the first that differs."""


def beginning(text: str, letters: int = QUOTED) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[:letters].rsplit(" ", 1)[0] + " …"


def differing(before: str, after: str, letters: int = QUOTED) -> tuple[str, str]:
    """Of two texts the parts from shortly before their first difference on, each on one line."""
    old, new = before.split(), after.split()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = max(0, same - LEAD)
    mark = "… " if start else ""
    first, second = (beginning(" ".join(words[start:]), letters) for words in (old, new))
    return mark + first, mark + second
