"""Items from the lists of a document and from the terms it explains."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache, partial
from itertools import pairwise
from random import Random

from knowledge.proposals import other_names
from knowledge.proposals.facts import Kind
from knowledge.proposals.items import Candidate, Source, alike, capital
from knowledge.proposals.lists import Definition, Listing, definitions, listings
from knowledge.proposals.stems import LONGEST
from knowledge.proposals.words import KEPT, lowered, tells_itself, words_of
from knowledge.quizbank import QuizContent
from knowledge.records import StoredPassage

Pairs = Set[tuple[str, str]]

_ALIKE = 0.6
"""Jaccard index from which two options say nearly the same."""
_FITTING = 2
"""See `_fits`."""
_LIKE_LENGTH = 2.2
"""How many times as long as another an option may be."""
_ACTS = ("nhiệm vụ", "trách nhiệm", "quyền hạn", "chức năng")
_PAPERS = ("giấy tờ", "tài liệu", "thành phần", "hồ sơ")
_PAPER_WORDS = frozenset(
    "bản đơn văn giấy tờ báo danh biên quyết hợp tài chứng phiếu lý sơ kế phương".split()
)


class Lists:
    """What the lists and definitions of one document offer."""

    def __init__(self, source: Source, passages: Sequence[StoredPassage]) -> None:
        self.source = source
        self._lists = list(listings(passages))
        self._usual = _usual_pairs(self._lists)
        self._terms = list({each.term.lower(): each for each in definitions(passages)}.values())

    def candidates(self) -> Iterator[Candidate]:
        """What items can be made of."""
        for listing in self._lists:
            yield Candidate(Kind.MEMBER, partial(self._member, listing))
        for term in self._terms:
            yield Candidate(Kind.DEFINITION, partial(self._definition, term))

    def _member(self, listing: Listing, random: Random) -> QuizContent | None:
        asked = f"Theo {self.source.name}, {lowered(listing.question)}?"
        if len(asked) > LONGEST:
            return None
        own = " ".join((*listing.every, listing.lead))
        fit = {
            member: how
            for other in self._lists
            if other.lead != listing.lead and _related(other.sort, listing.sort)
            for member in other.members
            if (how := _fits(member, other, listing, self._usual)) >= _FITTING
            if not _said(member, listing.every)
        }
        foreign = sorted(fit, key=lambda member: -fit[member])
        rights = [m for m in listing.members if not tells_itself(asked, m)]
        random.shuffle(rights)
        for right in rights[:3]:
            like = [m for m in foreign if _like_length(m, right)]
            options = other_names.options(right, others=like, said=own, random=random, most=5)
            if options and not _gives_away(asked, options, right):
                quote = f"{listing.lead}: {right}"
                return self.source.content(
                    asked, options, right, quote, listing.passage, listing.heading
                )
        return None

    def _definition(self, one: Definition, random: Random) -> QuizContent | None:
        others = [each for each in self._terms if each is not one]
        forward = [
            capital(each.meaning) for each in others if _like_length(each.meaning, one.meaning)
        ]
        if forward and len(one.meaning) <= 160 and random.random() < 0.5:
            asked = f"Theo {self.source.name}, “{lowered(one.term)}” được hiểu là gì?"
            right, pool = capital(one.meaning), forward
        else:
            asked = (
                f"Theo {self.source.name}, “{one.meaning}” là cách giải thích của thuật ngữ nào "
                f"sau đây?"
            )
            right, pool = one.term, [each.term for each in others]
            told, own = set(words_of(one.meaning)), set(words_of(one.term))
            if len(own & told) > len(own) / 2:
                return None
        if len(asked) > LONGEST:
            return None
        options = other_names.options(right, others=pool, said=asked, random=random, most=6)
        if not options or _gives_away(asked, options, right):
            return None
        return self.source.content(asked, options, right, one.quote, one.passage, one.heading)


def _related(one: str, other: str) -> bool:
    return one == other or any(
        one.startswith(row) and other.startswith(row) for row in (_ACTS, _PAPERS)
    )


@lru_cache(maxsize=KEPT)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(words_of(text)))


@lru_cache(maxsize=KEPT)
def _all_pairs(listing: Listing) -> frozenset[tuple[str, str]]:
    return _pairs(" ".join((listing.lead, *listing.every)))


@lru_cache(maxsize=KEPT)
def _openings(listing: Listing) -> frozenset[str]:
    return frozenset(words[0] for text in listing.every if (words := words_of(text)))


def _fits(member: str, whose: Listing, listing: Listing, usual: Pairs) -> int:
    """How plausible a member of another list is in this one; 0 where it is not.

    It shares telling pairs of syllables with this list, begins as its members do, and does not
    name what only the other list is about.
    """
    own = _all_pairs(listing)
    pairs = _pairs(member) - usual
    if len(pairs & (_pairs(whose.lead) - own)) >= 2:
        return 0
    first = words_of(member)[0]
    openings = _openings(listing)
    if first not in openings and not (
        listing.sort in _ACTS or (listing.sort in _PAPERS and first in _PAPER_WORDS)
    ):
        return 0
    shared = len(pairs & own)
    return shared + (first in openings) if shared > (listing.sort in _PAPERS) else 0


def _usual_pairs(lists: Sequence[Listing]) -> Pairs:
    """Pairs of syllables in so many lists that they tell nothing of one."""
    counts = Counter(pair for each in lists for pair in _all_pairs(each))
    return {pair for pair, count in counts.items() if count > max(3, len(lists) / 5)}


def _gives_away(asked: str, options: Sequence[str], right: str) -> bool:
    """Whether the right option is told by the words it has in common with the question."""
    words = set(words_of(asked))
    told = {
        option: len(words & set(own)) / len(own) for option in options if (own := words_of(option))
    }
    others = [share for option, share in told.items() if option != right]
    shared = {option: len(_pairs(asked) & _pairs(option)) for option in options}
    most = max(count for option, count in shared.items() if option != right)
    return (
        told[right] - max(others) > 0.2
        or shared[right] > most + 2
        or any(alike(a, b) > _ALIKE for a in options for b in options if a != b)
    )


def _said(member: str, every: Sequence[str]) -> bool:
    return any(alike(member, text) > 0.4 for text in every)


def _like_length(one: str, other: str) -> bool:
    return max(len(one), len(other)) <= _LIKE_LENGTH * min(len(one), len(other))
