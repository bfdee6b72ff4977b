"""Items from Q&A entries: the approved question is asked again, with options.

An entry makes an item where its question asks for one thing ("bao nhiêu đảng viên", "ngày nào",
"ai", "cơ quan nào") and its answer holds exactly one such thing. Where it does not, the sentences
of the answer may still stand alone.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from knowledge.proposals import near_dates, near_numbers, other_names
from knowledge.proposals.facts import Fact, Kind, mentions
from knowledge.proposals.items import Candidate, capital
from knowledge.proposals.names import SIGNED
from knowledge.proposals.pools import Pool, bodies_like, full
from knowledge.proposals.stems import LONGEST
from knowledge.proposals.words import tells_itself
from knowledge.quizbank import QuizContent
from knowledge.records import StoredFaq

_ASKS = (
    (Kind.NUMBER, re.compile(r"\b(?:bao nhiêu|mấy)\b", re.IGNORECASE)),
    (Kind.DATE, re.compile(r"\b(?:(?:ngày|tháng|năm|thời gian|thời điểm) nào|khi nào"
                           r"|bao giờ)\b", re.IGNORECASE)),
    (Kind.NAME, re.compile(r"\b(?:ai|người nào|đồng chí nào)\b", re.IGNORECASE)),
    (Kind.BODY, re.compile(r"\b(?:cơ quan|đơn vị"
                           r"|tổ chức)(?:, [^\W\d_ ]+ [^\W\d_ ]+)? nào\b", re.IGNORECASE)),
)  # fmt: skip
_ONE_THING = re.compile(r"\b(?:vì sao|tại sao|như thế nào|thế nào|gì|những)\b", re.IGNORECASE)
_HAVE_MEANING = re.compile(
    r"(?P<term>.{3,80}?) (?:là gì|nghĩa là gì"
    r"|được hiểu là gì)\s*\?*",
    re.IGNORECASE,
)
_LONGEST_ANSWER = 180


class Entries:
    """What the entries of Q&A sets offer."""

    def __init__(self, entries: Sequence[StoredFaq]) -> None:
        self._entries = entries
        self._pool = Pool()
        self._facts: dict[int, Fact] = {}
        for entry in entries:
            for fact in mentions(entry.answer):
                self._pool.add(fact, entry.id)
            for kind, sign in _ASKS:
                asks = entry.id not in self._facts and sign.search(entry.question)
                if asks and (asked := _answer(entry, kind)):
                    self._facts[entry.id] = asked

        addressed = (
            found["addressed"] or found["name"]
            for entry in entries
            for found in SIGNED.finditer(entry.answer)
        )
        held = (fact.text for fact in self._facts.values() if fact.kind is Kind.NAME)
        self._people = list(dict.fromkeys([*held, *addressed]))

    def candidates(self) -> Iterator[Candidate]:
        """What items can be made of."""
        for entry in self._entries:
            if fact := self._facts.get(entry.id):
                yield Candidate(fact.kind, partial(self._fact, entry, fact))
            elif _HAVE_MEANING.fullmatch(entry.question.strip()):
                yield Candidate(Kind.DEFINITION, partial(self._meaning, entry))

    def _fact(self, entry: StoredFaq, fact: Fact, random: Random) -> QuizContent | None:
        if len(entry.question) > LONGEST or tells_itself(entry.question, fact.text):
            return None
        right = full(fact.text) if fact.kind is Kind.BODY else fact.text
        others = self._pool.elsewhere(fact, entry.id)
        never = self._pool.beside(fact, entry.id)
        said = f"{entry.question} {entry.answer}"
        if fact.kind is Kind.BODY:
            options = other_names.options(
                right, others=bodies_like(right, self._pool), said=full(said), random=random, most=5
            )
        elif fact.kind is Kind.NAME:
            options = other_names.options(
                right, others=self._people, said=said, random=random, most=12
            )
        elif fact.kind is Kind.DATE:
            options = near_dates.options(
                right, fact.unit, others=others, never=never, random=random
            )
        else:
            options = near_numbers.options(right, others=others, never=never, random=random)
        if any(tells_itself(entry.question, option) for option in options):
            return None
        return _content(entry, options, right) if options else None

    def _meaning(self, entry: StoredFaq, random: Random) -> QuizContent | None:
        if not _short(entry.answer):
            return None
        others = [
            each.answer
            for each in self._entries
            if each is not entry and _short(each.answer) and _HAVE_MEANING.fullmatch(each.question)
        ]
        options = other_names.options(
            entry.answer, others=others, said=entry.question, random=random, most=8
        )
        return _content(entry, options, entry.answer) if options else None


def _answer(entry: StoredFaq, kind: Kind) -> Fact | None:
    """The one thing of a kind that an answer holds and its question asks for."""
    if _ONE_THING.search(entry.question):
        return None
    found = {fact.text: fact for fact in mentions(entry.answer) if fact.kind is kind}
    if kind is Kind.NUMBER:
        unit = re.search(r"\b(?:bao nhiêu|mấy) ([^\W\d_]+)", entry.question, re.IGNORECASE)
        counted = unit[1].lower() if unit else ""
        if counted == "phần":
            counted = "%"
        found = {
            text: fact
            for text, fact in found.items()
            if fact.unit.split()[0] == counted and not _is_of_a_row(entry.answer, fact)
        }
    return next(iter(found.values())) if len(found) == 1 else None


def _is_of_a_row(answer: str, fact: Fact) -> bool:
    """Whether a number is one of several: "62 trên 150 doanh nghiệp", "8 chương trình, 2 đề án"."""
    before, after = answer[: fact.start], answer[fact.end :]
    return bool(
        re.search(r"\d\s*(?:trên|trong|/|-|–|đến)\s*(?:tổng số )?$", before)
        or re.match(r"(?:,| và|,? cùng)\s\d|\s?[-–/]\s?\d", after)
    )


def _short(answer: str) -> bool:
    return len(answer) <= _LONGEST_ANSWER and "\n" not in answer


def _content(entry: StoredFaq, options: Sequence[str], right: str) -> QuizContent:
    asked = entry.question.strip().rstrip(" ?") + "?"
    return QuizContent(
        stem=capital(asked),
        options=tuple(map(capital, options)),
        key=list(options).index(right),
        explanation=entry.answer,
        source=entry.source,
        document_number=entry.document_number,
        quote=entry.answer,
        topic=entry.topic,
    )
