"""From ranked texts to an answer with its sources, or to none.

A FAQ entry's approved answer where the question is that question; else the sentences of a passage
that answer, quoted; else nothing but the nearest questions. Which of the ranked texts answers, and
whether any does, is decided on evidence (`index/evidence.py`), not on rank alone.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log
from typing import Final, Literal

from index.about import facet, names_this, told
from index.acts import is_of_another_act
from index.amounts import is_of_another_amount
from index.beside import AS_LIKELY, room_beside, says_the_same
from index.boards import counts_another_board
from index.bodies import is_of_another_body
from index.confidence import THRESHOLD, Confidence, Of, confidences, log_odds, readings
from index.contacts import lacks_contact
from index.everyday import in_the_words_of, with_official_words
from index.evidence import Evidence, Source, evidence
from index.followups import rewritten
from index.names import bare_words, places
from index.quotes import quote, whole_list
from index.reader import Reader, built_in, seen
from index.roles import is_of_another_role
from index.rows import heading_line, origin
from index.search import Asked, Hit, Search
from index.this_year import with_years
from index.typed import Understood
from index.vectors import Floats
from index.wanted import Expected, Wanted, wanted
from index.weights import general_weight
from knowledge.passages import place
from knowledge.records import DocumentInfo, StoredFaq, StoredPassage

CONSIDERED: Final = 12
"""Ranked texts that are held against a question."""
ENTRIES: Final = 4
"""FAQ entries held against it: so many of the best ranked, and of those that are asked alike."""
READ: Final[dict[Of, int]] = {"passage": 12, "faq": 8}
"""Quotes and FAQ entries that are read together with the question, at most."""
AT_ONCE: Final = 2
"""So many of them are read before it is seen whether more must be."""
CERTAIN: Final = 0.95
"""The probability from which on nothing less likely is read."""
PARTED: Final = 3
"""Passages of which what stands above and below the quote is a quote of its own."""
LEAST: Final = 0.05
"""The probability below which reading makes no answer of a quote."""
REACH: Final = 3.5
"""Nats behind the likeliest from which on reading brings a quote before it no more."""
ALONE: Final = 0.9
"""What taking a question by itself is worth where it may lean on the last one."""
LEANING: Final = 0.35
"""The same where it says itself that it leans."""
TOLD: Final = 0.5
"""What an answer that was just given is worth."""
MORE: Final = 0.6
"""The share of the next question's own words from which on it may answer that too."""
SURE: Final = 0.8
"""From which surety on it names the kind of thing that is asked for next."""
_NAMED_KINDS: Final = (
    Expected.NUMBER,
    Expected.DATE,
    Expected.PERSON,
    Expected.ACTOR,
    Expected.PLACE,
)
ELSEWHERE: Final = 0.5
"""What a text of another document is worth where the question speaks of the one just cited."""
AWAY: Final = 0.6
"""What a text of another document than the one just cited is worth, once it was read, where a
question that may lean on the last one is taken by itself."""
OTHER_ACT: Final = 0.8
"""What a text is worth that is about the renewal of a paper where its issue is asked for."""
OTHER_BODY: Final = 0.5
"""What a text is worth that speaks of other offices or fields than the one asked about."""
HEADED: Final = 0.5
"""What the best text is worth at least whose heading is just what is asked: reading doubts a
question that names nothing else, as members ask of the one document they have."""
OTHER_CODE: Final = 0.2
"""What an entry is worth that has not the number of the document that is asked about."""
OTHER_ROLE: Final = 0.4
"""What a text is worth that is about a deputy where the head is meant, or the like."""
OTHER_AMOUNT: Final = 0.4
"""What a text is worth that has no word of the kind of amount asked for: a fine, a fee, a prize."""
NO_CONTACT: Final = 0.2
"""What a text is worth that has no number or address where one is asked for."""
DRAGGED: Final = 0.4
"""What a text is worth that has nothing of what a question itself says."""
MOSTLY_OTHER: Final = 0.1
"""The share of a question's own words below which a text has nothing of them."""
_TOPIC: Final = 4
"""Own words from which on a question names a topic."""
EVERY_DAY: Final = 0.95
"""What it is worth to search by the official words for what people say every day."""
NEARBY: Final = 0.8
"""The same where it goes on about what was just answered."""
OF_THE_DOCUMENT: Final = 0.9
"""The probability that head, scope or foot of the document named answer what is asked of it."""
_LIST_PASSAGES: Final = 4
"""Passages on either side that a list may go on in."""
NEAREST: Final = 3
"""Questions offered where there is no answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, what was answered, and from which passages."""

    question: str
    text: str
    passage_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands.

    Attributes:
        document: The title; of a FAQ entry its source as the office wrote it, "" where it did not.
        number: The document's number, or None.
        heading: Heading path of the quote.
        page: Page of the passage, or None.
        quote: The sentences.
        score: The probability that they answer.
        passage_id: The passage, or None for a FAQ entry.
        asked: Of a FAQ entry its question.
        amended_by: Documents in force that say they amend this one.
    """

    document: str
    number: str | None
    heading: tuple[str, ...]
    page: int | None
    quote: str
    score: float
    passage_id: int | None = None
    asked: str = ""
    amended_by: tuple[DocumentInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a question.

    Attributes:
        kind: "none" where the texts hold no answer.
        text: The approved answer or the quoted sentences, of one or two places; empty for "none".
        confidence: The probability that this answers the question; for "none" that of the best.
        citations: Best first; two parts of one passage as they are read.
        suggestions: The nearest FAQ questions.
        passage_ids: Of the citations.
        faq_id: The FAQ entry, where it is one.
        question: The question as it was understood, made to stand alone.
        took_ms: Milliseconds.
        as_of: The day whose texts were asked, where the question was about another than today.
        out_of_force: Documents that the question, or the entry's source, names by number and that
            are not in force on that day. `replaced_by` is what counts in their place.
    """

    kind: Literal["faq", "passage", "none"]
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    passage_ids: tuple[int, ...] = ()
    faq_id: int | None = None
    question: str = ""
    took_ms: float = 0.0
    as_of: date | None = None
    out_of_force: tuple[DocumentInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to mean a question: how it is searched, what an answer is held against.

    `reads` is how the reader hears it: where it leans, between the question that it leans on and
    itself made to stand alone. `own` are the bare words of content that the question itself has;
    `elsewhere` is what a text of another document is worth than the one it speaks of. `cited` are
    the documents just cited, where the question is taken by itself though it may lean on them.
    """

    asked: Asked
    asks: str
    reads: str
    worth: float
    own: frozenset[str]
    elsewhere: float = 1.0
    cited: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A ranked text held against a question; what a document says of itself needs no evidence."""

    hit: Hit
    quote: str
    probability: float
    way: _Way
    want: Wanted
    held: Evidence | None

    @property
    def is_quote(self) -> bool:
        """Whether it was chosen from a document's text."""
        return self.held is not None and self.hit.kind == "passage"

    @property
    def to_read(self) -> tuple[str, str] | None:
        """The question as it was understood, and the quote with where it stands or the FAQ entry;
        None for what a document says of itself."""
        if self.held is None:
            return None
        return self.way.reads, seen(self.hit.item, self.quote)


class Answerer:
    """Answers questions from one state of the library.

    Args:
        search: Over that state.
        understand: How a typed question is read.
        confidence: Probabilities from evidence; the fitted ones unless told.
        reader: Reads the likeliest quotes; the built-in one unless told.
        threshold: From which probability on an answer is given.
        year: That of today, from which "năm ngoái" is counted; None counts from nothing.
    """

    def __init__(
        self,
        search: Search,
        understand: Callable[[str], Understood],
        *,
        confidence: dict[Of, Confidence] | None = None,
        reader: Reader | None = None,
        threshold: float = THRESHOLD,
        year: int | None = None,
    ) -> None:
        self._search = search
        self._understand = understand
        self._confidence = confidence or confidences()
        self._reader = reader or built_in()
        self._readings = readings()
        self._threshold = threshold
        self._year = year

    def answer(self, question: str, *, context: Sequence[Turn] = ()) -> Answer:
        """Answer a question, in the light of the conversation before it (oldest first)."""
        started = time.perf_counter()
        ways = self._ways(question, context)
        if not ways:
            return Answer("none", "", 0.0, took_ms=_since(started))
        told = context[-1].text if context else ""
        vectors, ranked, judged = self._candidates(ways, told)
        judged = self._read(judged, told)
        best = max(judged, key=lambda one: one.probability, default=None)
        given = best is not None and best.probability >= self._threshold
        meant = vectors[ways.index(best.way)] if best else vectors[0]
        suggestions = self._suggestions(judged, ranked[0], best if given else None, meant[:1])
        if best is None or not given:
            return Answer(
                "none",
                "",
                best.probability if best else 0.0,
                suggestions=suggestions,
                question=ways[0].asks,
                took_ms=_since(started),
            )
        beside = self._beside(best, judged)
        return self._given(best, beside, suggestions, _since(started))

    def candidates(self, question: str, *, context: Sequence[Turn] = ()) -> list[Judged]:
        """What would be read of a question, the likeliest first; as it was before reading."""
        ways = self._ways(question, context)
        told = context[-1].text if context else ""
        return list(_likeliest(self._candidates(ways, told)[2]).values()) if ways else []

    def judge(self, asked: Asked, hit: Hit, want: Wanted | None = None) -> tuple[Evidence, str]:
        """The evidence that a ranked text answers, and what would be quoted of it."""
        want = want or wanted(asked.readings[0], known=self._search.places)
        item = hit.item
        if isinstance(item, StoredFaq):
            source = self._faq_source(item)
        else:
            said = self._quote(want, item, hit.row)
            source = Source(
                title=heading_line(item),
                origin=origin(item.document),
                text=f"{item.lead}\n{item.text}".strip(),
                quote=said,
                about=self._search.about(item.document.id) if want.places else frozenset(),
                document=f"{item.document.number or ''} {item.document.title}",
                headings="\n".join(item.heading),
                in_foot=self._search.in_foot(hit.row),
                words=self._search.words(hit.row),
                bare=self._search.bare(hit.row),
            )
        held = evidence(
            want,
            source,
            dense=hit.parts["dense"],
            behind=hit.parts["behind"],
            likeness=hit.parts.get("likeness", 0.0),
        )
        return held, source.quote

    def _quote(self, want: Wanted, passage: StoredPassage, row: int) -> str:
        passages = self._search.rows.passages
        near = passages[max(0, row - _LIST_PASSAGES) : row + _LIST_PASSAGES]
        own = [one for one in near if one.document.id == passage.document.id]
        at = next(i for i, one in enumerate(own) if one.id == passage.id)
        return whole_list(want, own, at) or quote(want, passage).text

    def _faq_source(self, entry: StoredFaq) -> Source:
        asks = (entry.question, *entry.wordings)
        return Source(
            title="\n".join(asks),
            origin=f"{entry.source} {entry.document_number}",
            text=entry.answer,
            quote=entry.answer,
            wordings=tuple(wanted(ask, known=self._search.places) for ask in asks),
        )

    def _ways(self, question: str, context: Sequence[Turn]) -> list[_Way]:
        """How the question may be meant."""
        alone = self._understand(question)
        if not any(c.isalnum() for c in alone.cleaned):
            return []
        first = alone.readings[0]
        dated = with_years(first, self._year) if self._year else first
        ways = rewritten(_turned(dated, alone), context, known=self._search.places)
        leans = bool(ways) and (ways[0].leans or ways[0].brief)
        worth = LEANING if leans else ALONE if ways else 1.0
        own = wanted(first).content
        cited = self._search.documents_of(context[-1].passage_ids) if context else frozenset()
        left = cited if ways else frozenset()
        itself = _Way(Asked.of(alone), first, first, worth, own, cited=left)
        beside = self._search.rows_beside(context[-1].passage_ids if ways else ())
        rewrites = [
            _Way(
                Asked(
                    way.search,
                    (way.search,),
                    way.search,
                    True,
                    cited if way.within or way.goes_on else frozenset(),
                    beside,
                ),
                way.asks,
                f"{context[-1].question} {first} {way.asks}",
                1.0,
                own,
                ELSEWHERE if way.within or way.brief else NEARBY,
            )
            for way in ways
        ]
        meant = [*rewrites, itself]
        if alone.as_typed != first and self._search.has_words_of(alone.as_typed, but=first):
            text = alone.as_typed
            asked = Asked(text, (text,), alone.bare, alone.has_marks)
            meant.append(_Way(asked, text, text, worth, wanted(text).content, cited=left))
        official = with_official_words(first, self._search.writes)
        if official != first:
            asked = Asked(official, (official,), official, True, itself.asked.within)
            meant.append(_Way(asked, first, first, worth * EVERY_DAY, own, cited=left))
        if dated != first:
            asked = Asked(dated, (dated,), dated, True, itself.asked.within)
            meant.append(_Way(asked, dated, dated, worth, wanted(dated).content, cited=left))
        return meant

    def _judged(self, way: _Way, hits: Sequence[Hit], told: str) -> list[Judged]:
        """Each ranked text held against one way to mean the question; or what a document says of
        itself, where that is asked."""
        literal = wanted(way.asks, known=self._search.places)
        judged: list[Judged] = []
        for hit in hits:
            itself = self._of_the_document(way, literal, hit)
            if itself:
                return [itself]
            asks = in_the_words_of(way.asks, self._search.bare_words(hit.row))
            want = wanted(asks, known=self._search.places)
            held, said = self.judge(way.asked, hit, want)
            judged.append(self._weighed(way, hit, want, held, said, told))
        return judged

    def _weighed(
        self, way: _Way, hit: Hit, want: Wanted, held: Evidence, said: str, told: str
    ) -> Judged:
        probability = way.worth * self._confidence[hit.kind](held)
        if hit.kind == "faq" and (held.missing_codes or held.missing_names == 1):
            probability *= ELSEWHERE
        if isinstance(hit.item, StoredPassage):
            probability *= _about_that(way.asks, want, hit.item, said)
        if way.asked.within and not _stands_in(hit.item, way.asked.within):
            probability *= way.elsewhere
        if said in told and not _says_more(way, want, held, said):
            probability *= TOLD
        return Judged(hit, said, probability, way, want, held)

    def _candidates(
        self, ways: Sequence[_Way], told: str
    ) -> tuple[Sequence[Floats], list[list[Hit]], list[Judged]]:
        """The vectors of each way, what it finds, and all of it held against what is asked; of the
        likeliest passages also what stands above and below the quote."""
        asked = [way.asked for way in ways]
        vectors = self._search.encoded(asked)
        ranked = self._search.search_encoded(asked, vectors, CONSIDERED, entries=ENTRIES)
        judged = [
            one
            for way, hits in zip(ways, ranked, strict=True)
            for one in self._judged(way, hits, told)
        ]
        quotes = (one for one in _likeliest(judged).values() if one.is_quote)
        for one in list(quotes)[:PARTED]:
            judged += self._rests(one, told)
        return vectors, ranked, judged

    def _read(self, judged: Sequence[Judged], told: str) -> list[Judged]:
        """What a document says of itself, and the likeliest of the rest with what reading it adds;
        what is less likely is no answer. Nothing more is read once one is as good as certain."""
        reachable = _reachable(_likeliest(judged)).items()
        waiting = sorted(reachable, key=lambda one: -one[1].probability)
        read: list[Judged] = []
        while waiting and all(one.probability < CERTAIN for one in read):
            some, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            scores = self._reader.read([words for words, _ in some])
            read += [
                replace(one, probability=self._after_reading(one, score, one.held, told))
                for (_, one), score in zip(some, scores.tolist(), strict=True)
                if one.held is not None
            ]
        return [one for one in judged if one.to_read is None] + read

    def _after_reading(self, one: Judged, score: float, held: Evidence, told: str) -> float:
        """The probability of what was read; what is certain counts whatever the reader says."""
        score -= self._doubt_whose(one)
        probability = self._readings[one.hit.kind](one.probability, score, held)
        if self._speaks_of_nothing_own(one):
            probability *= DRAGGED
        if lacks_contact(one.way.asks, one.quote):
            probability *= NO_CONTACT
        if _is_of_others(one):
            probability *= OTHER_ROLE
        if one.hit.kind == "faq":
            probability *= one.way.worth
            if held.missing_codes:
                probability *= OTHER_CODE
            elif held.missing_years or held.missing_places:
                probability *= ELSEWHERE
            if one.quote in told:
                probability *= TOLD
            if is_of_another_role(one.way.asks, _asked_of(one.hit.item)):
                probability *= OTHER_ROLE
        elif one.way.cited and not _stands_in(one.hit.item, one.way.cited):
            return probability * AWAY
        elif held.headed == held.covered == 1 and not held.behind:
            return max(probability, HEADED)
        return probability

    def _doubt_whose(self, one: Judged) -> float:
        """Nats by which it is less likely that a text is meant which was issued for one of several
        places, where the question names none: each is as likely as any other."""
        named = one.want.places or one.want.documents or one.want.names
        if (
            named
            or isinstance(one.hit.item, StoredFaq)
            or not places(one.hit.item.document.issuer or "")
        ):
            return 0.0
        return log(self._search.places_issued_for)

    def _speaks_of_nothing_own(self, one: Judged) -> bool:
        """Whether a text has none of what a question itself says that was taken to go on about the
        last one: it answers that, and this is a new topic."""
        own = one.way.own
        if one.way.reads == one.way.asks or len(own) < _TOPIC:
            return False
        words = self._search.bare_words(one.hit.row)
        said = sum(general_weight(word) for word in own if word in words)
        return said < MOSTLY_OTHER * sum(map(general_weight, own))

    def _beside(self, best: Judged, judged: Sequence[Judged]) -> Judged | None:
        """Another quote that is about as likely to answer and for which there is room."""
        room = room_beside(best.quote)
        if not best.is_quote or not room:
            return None
        least = max(self._threshold, AS_LIKELY * best.probability)
        others = [one for one in judged if one.is_quote]
        for one in sorted(others, key=lambda one: -one.probability):
            if one.probability < least:
                return None
            if len(one.quote) <= room and not says_the_same(one.quote, best.quote):
                return one
        return None

    def _rests(self, best: Judged, told: str) -> Iterator[Judged]:
        """What would be quoted of the passage above and below a quote of it."""
        passage = best.hit.item
        assert isinstance(passage, StoredPassage)
        # a quote may begin with the lead-in or the heading that it stands below
        ways = (best.quote, best.quote.partition("\n")[2])
        own = next((one for one in ways if one and one in passage.text), None)
        before, _, behind = passage.text.partition(own) if own else ("", "", "")
        for rest in (before.strip(), behind.strip()):
            if rest:
                cut = replace(best.hit, item=passage._replace(text=rest))
                held, said = self.judge(best.way.asked, cut, best.want)
                yield self._weighed(best.way, best.hit, best.want, held, said, told)

    def _of_the_document(self, way: _Way, want: Wanted, hit: Hit) -> Judged | None:
        """What the found document says of itself, where that is asked."""
        if isinstance(hit.item, StoredFaq):
            return None
        document = hit.item.document
        only = self._search.is_the_only(document, names_this(want))
        of = facet(want, document, cited=only or document.id in way.asked.within)
        if of is None:
            return None
        rows = list(self._search.rows_of(document.id))
        passages = [self._search.rows.passages[row] for row in rows]
        found = told(of, want, document, passages)
        if found is None:
            return None
        at, said = found
        whole = replace(hit, id=passages[at].id, item=passages[at], row=rows[at])
        return Judged(whole, said, way.worth * OF_THE_DOCUMENT, way, want, None)

    def _suggestions(
        self, judged: Sequence[Judged], hits: Sequence[Hit], given: Judged | None, meant: Floats
    ) -> tuple[str, ...]:
        """The FAQ questions that are likeliest meant, then the nearest, but the one answered."""
        chosen = given.hit.id if given and given.hit.kind == "faq" else None
        likeliest = sorted(judged, key=lambda one: -one.probability)
        ordered = [one.hit.item for one in likeliest] + [hit.item for hit in hits]
        entries = [item for item in ordered if isinstance(item, StoredFaq)]
        if given is None or not entries:
            entries += self._search.asked_alike(meant, NEAREST)
        entries = list({entry.id: entry for entry in entries}.values())
        return tuple(entry.question for entry in entries if entry.id != chosen)[:NEAREST]

    def _given(
        self,
        best: Judged,
        beside: Judged | None,
        suggestions: tuple[str, ...],
        took_ms: float,
    ) -> Answer:
        item = best.hit.item
        if isinstance(item, StoredFaq):
            citation = Citation(
                item.source,
                item.document_number or None,
                (),
                None,
                item.answer,
                best.probability,
                asked=item.question,
            )
            return Answer(
                "faq",
                item.answer,
                best.probability,
                (citation,),
                suggestions,
                faq_id=item.id,
                question=best.way.asks,
                took_ms=took_ms,
            )
        cited = [best] if beside is None else _in_order(best, beside)
        citations = tuple(map(_citation, cited))
        return Answer(
            "passage",
            "\n".join(citation.quote for citation in citations),
            best.probability,
            citations,
            suggestions,
            tuple(dict.fromkeys(one.hit.id for one in cited)),
            question=best.way.asks,
            took_ms=took_ms,
        )


def _likeliest(judged: Sequence[Judged]) -> dict[tuple[str, str], Judged]:
    """The likeliest that are read, by question and text."""
    found: dict[Of, dict[tuple[str, str], Judged]] = {"passage": {}, "faq": {}}
    for one in sorted(judged, key=lambda one: -one.probability):
        own = found[one.hit.kind]
        if one.to_read is not None and len(own) < READ[one.hit.kind]:
            own.setdefault(one.to_read, one)
    return found["passage"] | found["faq"]


def _reachable(likeliest: dict[tuple[str, str], Judged]) -> dict[tuple[str, str], Judged]:
    """Those that reading can make the answer."""
    passages = [one.probability for one in likeliest.values() if one.hit.kind == "passage"]
    best = max(passages, default=0.0)
    return {
        words: one
        for words, one in likeliest.items()
        if one.hit.kind == "faq" or in_reach(one.probability, best)
    }


def in_reach(probability: float, best: float) -> bool:
    """Whether reading can make an answer of a text that is so likely beside the likeliest."""
    return probability >= LEAST and log_odds(probability) >= log_odds(best) - REACH


def _asked_of(item: StoredPassage | StoredFaq) -> str:
    """What a FAQ entry is asked by."""
    return "\n".join((item.question, *item.wordings)) if isinstance(item, StoredFaq) else ""


def _stands_in(item: StoredPassage | StoredFaq, documents: frozenset[int]) -> bool:
    return isinstance(item, StoredPassage) and item.document.id in documents


_TURNED: Final = {"the": ("thế", ("thẻ", "thể", "the")), "no": ("nó", ("nổ", "nợ", "no", "nơ"))}
"""What goes on about something is typed so without a mark: what it means, and what it is not."""


def _turned(reading: str, alone: Understood) -> str:
    """A reading of what goes on about something: "the" typed first without a mark is "thế"; "no"
    is "nó"."""
    first, _, rest = reading.partition(" ")
    meant, others = _TURNED.get(alone.cleaned.lower().partition(" ")[0], (first, ()))
    return f"{meant} {rest}" if first.lower() in others else reading


def _is_of_others(one: Judged) -> bool:
    """Whether a quote names posts or boards, but not the one that is asked about."""
    item = one.hit.item
    if isinstance(item, StoredFaq) or one.want.expected not in (Expected.PERSON, Expected.NUMBER):
        return False
    near = "\n".join((item.document.title, *item.heading, item.lead, one.quote))
    if one.want.expected is Expected.NUMBER:
        return counts_another_board(one.way.asks, near)
    return is_of_another_role(one.way.asks, near)


def _about_that(question: str, want: Wanted, passage: StoredPassage, said: str) -> float:
    """What a text is worth that is about another act, body or amount than the question."""
    near = "\n".join((passage.document.title, *passage.heading, said))
    whole = "\n".join((near, origin(passage.document), passage.lead, passage.text))
    worth = 1.0
    if is_of_another_act(question, (said, *reversed(passage.heading))):
        worth *= OTHER_ACT
    if is_of_another_body(question, near, whole):
        worth *= OTHER_BODY
    if want.expected is Expected.NUMBER and is_of_another_amount(question, near):
        worth *= OTHER_AMOUNT
    return worth


def _says_more(way: _Way, want: Wanted, held: Evidence, said: str) -> bool:
    """Whether what was just answered may answer the next question too."""
    if want.expected in _NAMED_KINDS and held.expected >= SURE:
        return True
    words = bare_words(said)
    own = sum(map(general_weight, way.own))
    return sum(general_weight(word) for word in way.own if word in words) >= MORE * own > 0


def _in_order(best: Judged, beside: Judged) -> list[Judged]:
    """The best quote first; but parts of one passage as they are read."""
    passage = best.hit.item
    if not isinstance(passage, StoredPassage) or best.hit.id != beside.hit.id:
        return [best, beside]
    return sorted([best, beside], key=lambda one: _start(passage, one.quote))


def _start(passage: StoredPassage, said: str) -> int:
    """Where the first line of a quote that stands in a passage begins there."""
    lines = (passage.text.find(line) for line in said.split("\n"))
    return next((start for start in lines if start >= 0), 0)


def _citation(judged: Judged) -> Citation:
    passage, said = judged.hit.item, judged.quote
    assert isinstance(passage, StoredPassage)
    document = passage.document
    return Citation(
        document.title,
        document.number,
        place(passage.text, passage.heading, _start(passage, said)),
        passage.page,
        said,
        judged.probability,
        passage.id,
    )


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
