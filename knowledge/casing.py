"""Titles and offices in capitals, written as they would stand in a sentence."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.blocks import Block
from knowledge.syllable import is_syllable

# Words of an office's name that stay small.
_SMALL = frozenset(
    "ban nhân dân đồng tỉnh thành phố huyện quận xã phường thị trấn và của về phủ ủy uỷ hội".split()
)


@lru_cache(maxsize=10_000)  # the words of a text come again and again
def _shouted(word: str) -> bool:
    """Whether a word is set in capitals and is no abbreviation."""
    return len(word) > 1 and word.isupper() and is_syllable(word)


class Casing:
    """Writes capitals small again, but for those that the document's own text gives to names."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._pairs: Counter[tuple[str, str]] = Counter()
        for block in blocks[:400]:
            words = re.findall(r"\w+", block.text)
            # The first word of a sentence has a capital that says nothing.
            self._pairs.update(
                pair for pair in pairwise(words[1:]) if not (_shouted(pair[0]) or _shouted(pair[1]))
            )
        self._lower: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
        for (a, b), count in self._pairs.items():
            self._lower.setdefault((a.lower(), b.lower()), Counter())[a, b] += count

    def restored(self, text: str, *, names: bool) -> str:
        """A text in capitals as it would stand in a sentence.

        Words that the document never writes small are capitalised where `names`, else small.
        """
        pieces = re.split(r"(\w+)", text)
        words = [piece.lower() for piece in pieces[1::2]]
        shown = [""] * len(words)
        for place, (a, b) in enumerate(pairwise(words)):
            if found := self._lower.get((a, b)):
                first, second = found.most_common(1)[0][0]
                shown[place] = shown[place] or first
                shown[place + 1] = second
        for place, word in enumerate(words):
            if not shown[place]:
                known = names and word not in _SMALL
                shown[place] = word.capitalize() if known else word
                if not word.isdecimal() and not is_syllable(word):
                    shown[place] = word.upper()  # an abbreviation
        if words and not shown[0].isupper():
            shown[0] = shown[0][:1].upper() + shown[0][1:]
        pieces[1::2] = shown
        return "".join(pieces)
