"""Items from the sentences of a document: a number, a date, a body, who holds a post."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from knowledge.proposals import near_dates, near_numbers, other_names
from knowledge.proposals.facts import TIMES, Fact, Holder, Kind, facts, holders, mentions
from knowledge.proposals.items import Candidate, Source
from knowledge.proposals.pools import Pool, bodies_like, full
from knowledge.proposals.statements import Statement, statements
from knowledge.proposals.stems import LONGEST, stem
from knowledge.proposals.subjects import actor
from knowledge.proposals.words import lowered, tells_itself
from knowledge.quizbank import QuizContent
from knowledge.records import StoredPassage
from knowledge.text import syllables

_ALIKE = 0.6
"""Jaccard index of two sentences from which a reader may take one for the other."""
_WITHIN = 0.9
"""Share of a sentence's syllables that another has besides, from which the same holds."""
_TELLING = 13
"""Words that must say what a body does, else many bodies do it."""


class Sentences:
    """What the sentences of one document offer.

    Attributes:
        statements: Those that stand alone.
    """

    def __init__(self, source: Source, passages: Sequence[StoredPassage]) -> None:
        self.source = source
        self.statements = list(statements(passages))
        self._facts = [(said, fact) for said in self.statements for fact in facts(said.text)]
        self._words = [
            frozenset(syllables(said.text[: fact.start] + said.text[fact.end :]))
            for said, fact in self._facts
        ]
        self._pool = Pool()
        for passage in passages:
            for fact in mentions(passage.text):
                self._pool.add(fact, passage.id)

    def candidates(self, said: Counter[str], people: Sequence[str]) -> Iterator[Candidate]:
        """What items can be made of.

        Args:
            said: In how many documents a sentence stands: what stands in two is no word of one.
            people: Names, to take wrong ones from.
        """
        for place, (statement, fact) in enumerate(self._facts):
            if said[statement.text] == 1:
                yield Candidate(fact.kind, partial(self._fact, place, statement, fact))
        for statement in self.statements:
            starts = said[statement.text] == 1 and statement.text.startswith("Chủ trì")
            if starts and (doer := actor(statement)):
                yield Candidate(Kind.BODY, partial(self._doer, statement, doer))
        posts: dict[str, dict[str, tuple[Statement, Holder]]] = defaultdict(dict)
        for statement in self.statements:
            for holder in holders(statement.text):
                posts[holder.post].setdefault(holder.name, (statement, holder))
        for holding in posts.values():
            if len(holding) == 1:
                ((statement, holder),) = holding.values()
                yield Candidate(Kind.NAME, partial(self._holder, statement, holder, people))

    def _fact(
        self, place: int, statement: Statement, fact: Fact, random: Random
    ) -> QuizContent | None:
        if self._is_ambiguous(place, fact):
            return None
        asked = stem(statement, fact, self.source.name)
        if not asked or tells_itself(asked, fact.text):
            return None
        passage = statement.passage
        if fact.kind is Kind.BODY:
            right = full(fact.text)
            options = self._bodies(statement, fact, asked, random)
        else:
            right = fact.text
            options = self._values(fact, passage.id, random)
        if not options or any(tells_itself(asked, option) for option in options):
            return None
        return self.source.content(
            asked, options, right, statement.quote, passage, statement.heading
        )

    def _bodies(
        self, statement: Statement, fact: Fact, asked: str, random: Random
    ) -> tuple[str, ...]:
        does = asked.partition(fact.asked)[2] or asked
        first = fact.start < len("Đề nghị ")
        if (first and len(does.split()) < _TELLING) or (statement.lead and fact.start):
            return ()
        if _says_field(full(asked), full(fact.text)):
            return ()
        said = full(f"{statement.passage.text} {asked} {statement.quote}")
        others = bodies_like(fact.text, self._pool)
        return other_names.options(full(fact.text), others=others, said=said, random=random, most=5)

    def _values(self, fact: Fact, passage_id: int, random: Random) -> tuple[str, ...]:
        others = self._pool.elsewhere(fact, passage_id)
        never = self._pool.beside(fact, passage_id)
        if fact.kind is Kind.DATE:
            return near_dates.options(
                fact.text,
                fact.unit,
                others=others,
                never=never,
                random=random,
                not_before=self.source.issued_on,
            )
        span = fact.unit.split()[0] in TIMES
        return near_numbers.options(fact.text, others=others, never=never, random=random, span=span)

    def _is_ambiguous(self, place: int, fact: Fact) -> bool:
        """Whether the document says nearly the same with another value elsewhere."""
        words = self._words[place]
        statement = self._facts[place][0]
        for other, (beside, its_fact) in enumerate(self._facts):
            if its_fact.kind is not fact.kind or beside is statement or fact.text == its_fact.text:
                continue
            others = self._words[other]
            common = len(words & others)
            if common >= _ALIKE * (len(words) + len(others) - common):
                return True
            if common >= _WITHIN * len(words):
                return True  # it says the same of something that it names more fully
        return False

    def _doer(self, statement: Statement, doer: str, random: Random) -> QuizContent | None:
        does, _, _ = statement.text.partition(";")
        asked = f"Theo {self.source.name}, cơ quan, tổ chức nào được giao {lowered(does)}?"
        if not len(does) > 60 or len(asked) > LONGEST or _says_field(full(asked), full(doer)):
            return None
        said = f"{full(asked)} {full(statement.quote)}"
        others = bodies_like(doer, self._pool)
        options = other_names.options(full(doer), others=others, said=said, random=random, most=5)
        if not options:
            return None
        quote = f"{doer}: {statement.quote.removeprefix(f'{statement.lead}: ')}"
        return self.source.content(
            asked, options, full(doer), quote, statement.passage, statement.heading
        )

    def _holder(
        self, statement: Statement, holder: Holder, people: Sequence[str], random: Random
    ) -> QuizContent | None:
        words = holder.post.split()
        if len(words) < 4 or not words[-1][0].isupper() or words[-1] in ("Thành", "Thường"):
            return None  # of which city?
        asked = f"Theo {self.source.name}, người nào sau đây là {holder.post}?"
        if len(asked) > LONGEST or tells_itself(asked, holder.name):
            return None
        size = len(holder.name.split())
        others = [name for name in people if abs(len(name.split()) - size) <= 1]
        said = statement.passage.text
        options = other_names.options(holder.name, others=others, said=said, random=random, most=12)
        if not options:
            return None
        return self.source.content(
            asked, options, holder.name, statement.quote, statement.passage, statement.heading
        )


def _says_field(asked: str, body: str) -> bool:
    """Whether a question names a body or what it has in its name: "Sở Y tế", "ngành y tế"."""
    field = re.sub(r"^(?:Bộ trưởng|Giám đốc|Chủ tịch|Văn phòng|Sở|Bộ) (?:Sở |Bộ )?", "", body)
    parts = [part for part in re.split(r", | và | - ", field) if len(part.split()) > 1]
    initials = "".join(word[0] for word in body.split() if word != "và").upper()
    return initials in asked or any(tells_itself(asked, part) for part in (body, *parts))
