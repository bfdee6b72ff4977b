"""An item on its way: what it is made of, and what is common to all items."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from knowledge.proposals.facts import Kind
from knowledge.proposals.words import words_of
from knowledge.quizbank import QuizContent
from knowledge.records import DocumentInfo, StoredPassage


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item that nobody has looked at yet, and what its right option is."""

    kind: Kind
    content: QuizContent


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an item can be made of.

    Attributes:
        kind: Of the item.
        build: Makes it; None where no good one comes of it. Draws its options.
    """

    kind: Kind
    build: Callable[[Random], QuizContent | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A document and what questions call it; see `naming.called`."""

    document: DocumentInfo
    name: str

    @property
    def issued_on(self) -> date | None:
        """The day of the document; the first day of the year that its number names, or None."""
        year = re.search(r"/((?:19|20)\d\d)/", self.document.number or "")
        return self.document.issued_on or (date(int(year[1]), 1, 1) if year else None)

    def content(
        self,
        asked: str,
        options: Sequence[str],
        right: str,
        quote: str,
        passage: StoredPassage,
        heading: tuple[str, ...],
    ) -> QuizContent:
        """The item.

        Args:
            asked: Its stem.
            options: In the order in which they are printed.
            right: The one that is right.
            quote: The sentence that says so.
            passage: Where it stands.
            heading: The heading path of the very place.
        """
        quote = " ".join(quote.split())
        place = [capital(self.name), *heading]
        if passage.page is not None:
            place.append(f"trang {passage.page}")
        return QuizContent(
            stem=asked,
            options=tuple(map(capital, options)),
            key=list(options).index(right),
            explanation=quote,
            source=", ".join(place),
            document_id=self.document.id,
            document_number=self.document.number or "",
            passage_id=passage.id,
            quote=quote,
            topic=capital(self.name),
        )


def capital(words: str) -> str:
    """With a great first letter."""
    return words[:1].upper() + words[1:]


def alike(one: str, other: str) -> float:
    """The Jaccard index of the syllables of two texts."""
    a, b = set(words_of(one)), set(words_of(other))
    return len(a & b) / max(1, len(a | b))
