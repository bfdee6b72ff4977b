"""Short forms that an office makes of its own places: "TDM" for Thủ Dầu Một.

Nobody writes them into a list; the published texts hold the names, and chat makes the initials.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from index.names import PLACE_NAME
from index.shorthand import Ways
from knowledge.letters import unmarked

SYLLABLES: Final = (3, 4)
"""Of a name that is shortened; the initials of two syllables mean too many things."""
SEEN: Final = 2
"""Times a name stands in the texts before its initials are understood."""


def initials(texts: Iterable[str]) -> Mapping[str, Ways]:
    """The places of printed texts by their initials, the most frequent first, lower-case."""
    names = Counter(
        " ".join(match["name"].split()[: SYLLABLES[1]]).lower()
        for text in texts
        for match in PLACE_NAME.finditer(text)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, times in names.most_common():
        words = name.split()
        if times >= SEEN and SYLLABLES[0] <= len(words) <= SYLLABLES[1]:
            found["".join(unmarked(word)[0] for word in words).upper()].append(name)
    return {short: tuple(ways) for short, ways in found.items()}
