"""Short forms that an office makes of its own places: "TDM" for Thủ Dầu Một.

Nobody writes them into a list; the published texts hold the names, and chat makes the initials.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from index.names import PLACE_NAME
from index.shorthand import Ways, ways_to_read
from knowledge.letters import unmarked

SEEN: Final = {2: 20, 3: 2, 4: 2}
"""Times a name of so many syllables stands in the texts before its initials are understood; two
letters mean too many things where the name is not on everybody's lips."""
MOST: Final = 2
"""Names that two letters may stand for."""


def initials(texts: Iterable[str]) -> Mapping[str, Ways]:
    """The places of printed texts by their initials, the most frequent first, lower-case."""
    names = Counter(
        " ".join(match["name"].split()[: max(SEEN)]).lower()
        for text in texts
        for match in PLACE_NAME.finditer(text)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, times in names.most_common():
        words = name.split()
        short = "".join(unmarked(word)[0] for word in words).upper()
        if times < SEEN.get(len(words), times + 1):
            continue
        if len(words) > 2 or (len(found[short]) < MOST and not ways_to_read(short.lower(), {})):
            found[short].append(name)
    return {short: tuple(ways) for short, ways in found.items() if ways}
