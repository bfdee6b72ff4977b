"""What a member might ask of a draft, answered from it alone as the product would.

The questions are made of its headings, so that whoever reviews it sees at once whether it was read
right: a heading that was torn, or a text that was decoded wrongly, gives an odd question or no
answer. Of a new version those are shown whose answers it changes: what members and Q&A entries ask,
and what its changed passages and the headings over them suggest.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from bot.excerpts import beginning, differing
from bot.ingest import Ingest, rows_of
from bot.state import FeedbackRow
from bot.texts import uploads as texts
from knowledge.changes import ChangeKind, compare
from knowledge.identity import number_key
from knowledge.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index.rows import Rows
    from knowledge.changes import PassageChange
    from knowledge.library import Library
    from knowledge.passages import Passage
    from knowledge.records import DocumentInfo, NewDocument, StoredPassage

T = TypeVar("T")

SAMPLES = 3
TRIED = 12
"""Headings that are asked about at most: each answer takes some milliseconds."""

ASKED = 20
"""Questions of members, and as many of Q&A entries, that a new version is tried on."""

QUOTED = 240
"""Letters of an answer that are shown."""

_LABEL = re.compile(
    r"^(?:(?:phần|chương|mục|điều|phụ lục)\s+(?:thứ\s+)?[\w.]+|[IVXL]+|\d+(?:\.\d+)*|[a-zđ])"
    r"(?:[.:)\-–—]\s*|\s+|$)",
    re.IGNORECASE,
)
_LEAST_WORDS, _MOST_WORDS = 2, 16
_FEWEST_OF_SENTENCE = 4


def samples(ingest: Ingest, new: NewDocument) -> list[dict[str, str]]:
    """Up to three questions with their answers; the vectors of the draft must be in the store.

    Returns:
        {"question", "answer"} for each that the draft answers, spread over the draft.
    """
    asked = questions(new.passages)
    if not asked:
        return []
    answer = _answers_of(ingest, rows_of(new))
    found = [
        {"question": each, "answer": beginning(text, QUOTED)}
        for each in asked
        if (text := answer(each))
    ]
    return _spread(found, SAMPLES)


def changed_answers(
    ingest: Ingest, before: Sequence[StoredPassage], after: Rows, asked: Sequence[str]
) -> list[dict[str, str]]:
    """The questions that a new version answers otherwise than the one that counts now.

    Args:
        ingest: Has the vectors of both.
        before: The passages that count now.
        after: The passages of the new version.
        asked: What is asked of that document, see `asked_of`.

    Returns:
        {"question", "before", "after"}; "" where the version does not answer.
    """
    from index.rows import Rows

    rows = Rows(before, [])
    ingest.encode(rows)
    old, now = _answers_of(ingest, rows), _answers_of(ingest, after)
    found = []
    changes = compare(before, after.passages)
    changed = [each for change in changes for each in (change.before, change.after) if each]
    for question in dict.fromkeys([*asked, *questions(changed), *_of_sentences(changes)]):
        was, becomes = old(question), now(question)
        if was != becomes:
            shown = dict(zip(("before", "after"), differing(was, becomes, QUOTED), strict=True))
            found.append({"question": question, **shown})
    return found


def asked_of(
    library: Library, document: DocumentInfo, before: Sequence[StoredPassage]
) -> list[str]:
    """What is asked of a document: by members who said what they thought of the answer, the latest
    first, then by the Q&A entries that bear its number.

    Args:
        library: Holds both.
        document: As it counts now.
        before: Its passages.
    """
    ids = {passage.id for passage in before}
    with library.database.read() as session:
        rows = session.execute(
            select(FeedbackRow.question, FeedbackRow.passage_id)
            .where(FeedbackRow.passage_id.between(min(ids), max(ids)))
            .order_by(FeedbackRow.id.desc())
        ).all()
    members = [question for question, passage in rows if passage in ids]
    number = number_key(document.number)
    entries = [
        entry.question
        for entry in library.faq_entries()
        if number and number_key(entry.document_number) == number
    ]
    return [*dict.fromkeys(members)][:ASKED] + entries[:ASKED]


def _answers_of(ingest: Ingest, rows: Rows) -> Callable[[str], str]:
    """What these rows alone answer, on one line; "" where nothing."""
    from index.answer import Answerer
    from index.lexical import LexicalIndex
    from index.marks import Restorer
    from index.search import Search
    from index.typed import understand
    from index.vectors import ExactIndex

    store = ingest.store
    search = Search(
        rows,
        LexicalIndex.build(rows.entry(row) for row in range(len(rows))),
        ExactIndex(store.get(rows.keys())),
        store.get(rows.asked_keys()),
        ingest.encoder,
    )
    reads = partial(understand, restorer=Restorer.load(), abbreviations={})
    answerer = Answerer(search, reads)

    def answer(question: str) -> str:
        given = answerer.answer(question)
        return " ".join(given.text.split()) if given.kind == "passage" else ""

    return answer


def questions(passages: Iterable[Passage | StoredPassage]) -> list[str]:
    """What the headings of a text suggest to ask, in reading order."""
    topics: dict[str, None] = {}
    for passage in passages:
        for heading in reversed(passage.heading):
            topic = _LABEL.sub("", heading, count=1).strip(" .:;–-")
            if _LEAST_WORDS <= len(topic.split()) <= _MOST_WORDS:
                topics.setdefault(_as_in_a_sentence(topic))
                break
    return [texts.SAMPLE_QUESTION.format(topic=topic) for topic in _spread([*topics], TRIED)]


def _of_sentences(changes: Sequence[PassageChange]) -> list[str]:
    """What the sentences that are not in both versions suggest to ask, one of each passage."""
    topics: dict[str, None] = {}
    for change in changes:
        before, after = _sentences_of(change.before), _sentences_of(change.after)
        differs = [each for each in after if each not in before] or before
        if change.kind is ChangeKind.MOVED or not differs:
            continue
        words = _LABEL.sub("", differs[0].lstrip("-–+*• "), count=1).split()
        if len(words) >= _FEWEST_OF_SENTENCE:
            topics.setdefault(_as_in_a_sentence(" ".join(words[:_MOST_WORDS]).rstrip(" .,;:")))
    return [texts.SAMPLE_QUESTION.format(topic=topic) for topic in _spread([*topics], TRIED)]


def _sentences_of(passage: StoredPassage | None) -> list[str]:
    if passage is None:
        return []
    return [" ".join(passage.text[a:b].split()) for a, b in sentences(passage.text)]


def _as_in_a_sentence(topic: str) -> str:
    topic = topic.lower() if topic.isupper() else topic
    return topic[:1].upper() + topic[1:]


def _spread(items: list[T], count: int) -> list[T]:
    if len(items) <= count:
        return items
    return [items[place * len(items) // count] for place in range(count)]
