"""A text without the words that answer: the near miss that its own question would be.

What is asked for is all that is gone; matter, place and year still stand there. Held beside the
whole text it shows the reader that a text on a matter need not answer: the unanswerable questions
of SQuAD 2.0 (Rajpurkar et al. 2018), made from the text's side.
"""

import random
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_NO_NUMBER: Final = r"(?<!\n\d\.)(?<!\n\d\d\.)"
CLAUSE_END: Final = re.compile(rf"(?=\n)|{_NO_NUMBER}(?<=[.;:!?])[ \t]+|,[ \t](?=\D)")
"""With its line, or with a mark and a space behind it; not behind the number of a line, nor at a
comma between figures."""
SENTENCE_END: Final = re.compile(rf"(?=\n)|{_NO_NUMBER}(?<=[.!?])[ \t]+(?=[^\W\d_])")
LEFT: Final = 30
"""Characters below the first line that must be left to be read."""


def without(text: str, wanted: Sequence[str], end: re.Pattern[str] = CLAUSE_END) -> str:
    """The text without each part that holds what answers; "" if too little is left.

    Args:
        text: As the reader sees it; its first line is the title, which stays.
        wanted: What would answer, each by itself, whatever its case.
        end: Where a part ends.
    """
    title, line, below = text.partition("\n")
    parts, held = _parts(line + below, wanted, end)
    left = "".join(part for part, is_held in zip(parts, held, strict=True) if not is_held).strip()
    gone = any(held) and len(left) >= LEFT and not any(_where(want, left) for want in wanted)
    return f"{title}\n{left}" if gone else ""


def spared(text: str, wanted: Sequence[str], chance: random.Random) -> str:
    """The text without some clause below the line that answers; "" if there is none.

    It answers as before: a text is not to be judged by the gap in it.
    """
    title, line, below = text.partition("\n")
    parts, held = _parts(line + below, wanted, CLAUSE_END)
    if not any(held):
        return ""
    last = max(at for at, is_held in enumerate(held) if is_held)
    first = next((at for at in range(last + 1, len(parts)) if parts[at].startswith("\n")), None)
    if first is None:
        return ""
    gone = chance.randrange(first, len(parts))
    return f"{title}\n" + "".join(part for at, part in enumerate(parts) if at != gone).strip()


def _parts(body: str, wanted: Sequence[str], end: re.Pattern[str]) -> tuple[list[str], list[bool]]:
    """The parts of a text in their order, and which of them hold a piece of what is wanted."""
    cuts = sorted({0, *(found.end() for found in end.finditer(body)), len(body)})
    spans = [span for want in wanted for span in _where(want, body)]
    places = list(pairwise(cuts))
    return (
        [body[start:stop] for start, stop in places],
        [any(first < stop and start < last for first, last in spans) for start, stop in places],
    )


def _where(want: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(want), text, re.IGNORECASE)]
