"""Items drawn from documents and Q&A entries, as drafts for the quiz bank."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from random import Random

from knowledge.identity import question_key
from knowledge.proposals.facts import Kind
from knowledge.proposals.items import Candidate, Proposal, Source
from knowledge.proposals.naming import called
from knowledge.proposals.of_faq import Entries
from knowledge.proposals.of_lists import Lists
from knowledge.proposals.of_sentences import Sentences
from knowledge.proposals.pools import people
from knowledge.records import DocumentInfo, StoredFaq, StoredPassage
from knowledge.text import syllables

Documents = Sequence[tuple[DocumentInfo, Sequence[StoredPassage]]]

_ALIKE = 0.8
"""Jaccard index of two stems from which they ask nearly the same."""


def propose(
    documents: Documents,
    faq: Sequence[StoredFaq] = (),
    *,
    count: int,
    kinds: Collection[Kind] = tuple(Kind),
    only: Collection[int] | None = None,
    topic: str = "",
    seed: int = 0,
    known: Collection[str] = (),
) -> list[Proposal]:
    """Items of each kind and from each document in turn.

    Args:
        documents: With their passages in reading order.
        faq: Entries of Q&A sets.
        count: At most so many.
        kinds: Which ones.
        only: Ask only about the documents with these ids; the others lend wrong names.
        topic: Of the items; else that of the Q&A entry, or what the document is called.
        seed: The same texts and seed give the same items.
        known: Stems that need not come again.
    """
    random = Random(seed)
    taken = [_Stem(asked) for asked in known]
    keys = {each.key for each in taken}
    streams = [(kind, _in_turns(rows, random)) for kind, rows in _rows(documents, faq, kinds, only)]
    made: list[Proposal] = []
    while streams and len(made) < count:
        for kind, stream in list(streams):
            if len(made) == count:
                break
            for candidate in stream:
                content = candidate.build(random)
                if content is None or (asked := _Stem(content.stem)).key in keys:
                    continue
                if any(asked.is_near(other) for other in taken):
                    continue
                taken.append(asked)
                keys.add(asked.key)
                content = replace(content, topic=topic or content.topic)
                made.append(Proposal(kind, content))
                break
            else:
                streams.remove((kind, stream))
    return made


class _Stem:
    def __init__(self, asked: str) -> None:
        self.key = question_key(asked)
        self.words = frozenset(syllables(asked))

    def is_near(self, other: "_Stem") -> bool:
        """Whether two stems ask nearly the same."""
        shorter, longer = sorted((len(self.words), len(other.words)))
        if shorter < _ALIKE * longer:
            return False
        return len(self.words & other.words) > _ALIKE * len(self.words | other.words)


def _rows(
    documents: Documents,
    faq: Sequence[StoredFaq],
    kinds: Collection[Kind],
    only: Collection[int] | None,
) -> Iterator[tuple[Kind, list[list[Candidate]]]]:
    """The candidates of each kind, document by document."""
    offered = [*_of_documents(documents, only), list(Entries(faq).candidates())]
    for kind in Kind:
        if kind in kinds:
            rows = [[each for each in row if each.kind is kind] for row in offered]
            yield kind, [row for row in rows if row]


def _of_documents(documents: Documents, only: Collection[int] | None) -> Iterator[list[Candidate]]:
    names = people(passage for _, passages in documents for passage in passages)
    sources = [
        (Source(info, name), passages)
        for info, passages in documents
        if (only is None or info.id in only) and (name := called(info))
    ]
    texts = [Sentences(source, passages) for source, passages in sources]
    said = Counter(text for each in texts for text in {s.text for s in each.statements})
    for (source, passages), sentences in zip(sources, texts, strict=True):
        yield [*sentences.candidates(said, names), *Lists(source, passages).candidates()]


def _in_turns(rows: list[list[Candidate]], random: Random) -> Iterator[Candidate]:
    """One of each row, the rows in drawn order, again and again."""
    for row in rows:
        random.shuffle(row)
    random.shuffle(rows)
    at = 0
    while any(at < len(row) for row in rows):
        for row in rows:
            if at < len(row):
                yield row[at]
        at += 1
