"""What a member might ask of a draft, answered from it alone as the product would.

The questions are made of its headings, so that whoever reviews it sees at once whether it was read
right: a heading that was torn, or a text that was decoded wrongly, gives an odd question or no
answer. Of a new version those are shown whose answers it changes, what members have asked first.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.ingest import Ingest, rows_of
from bot.texts import uploads as texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index.rows import Rows
    from knowledge.passages import Passage
    from knowledge.records import NewDocument, StoredPassage

T = TypeVar("T")

SAMPLES = 3
TRIED = 12
"""Headings that are asked about at most: each answer takes some milliseconds."""

QUOTED = 240
"""Letters of an answer that are shown."""

_LABEL = re.compile(
    r"^(?:(?:phần|chương|mục|điều|phụ lục)\s+(?:thứ\s+)?[\w.]+|[IVXL]+|\d+(?:\.\d+)*|[a-zđ])"
    r"(?:[.:)\-–—]\s*|\s+|$)",
    re.IGNORECASE,
)
_LEAST_WORDS, _MOST_WORDS = 2, 16


def samples(ingest: Ingest, new: NewDocument) -> list[dict[str, str]]:
    """Up to three questions with their answers; the vectors of the draft must be in the store.

    Returns:
        {"question", "answer"} for each that the draft answers, spread over the draft.
    """
    asked = questions(new.passages)
    if not asked:
        return []
    answer = _answers_of(ingest, rows_of(new))
    found = [{"question": each, "answer": text} for each in asked if (text := answer(each))]
    return _spread(found, SAMPLES)


def changed_answers(
    ingest: Ingest, before: Sequence[StoredPassage], new: NewDocument, asked: Sequence[str]
) -> list[dict[str, str]]:
    """The questions that a new version answers otherwise than the one that counts now.

    Args:
        ingest: Has the vectors of both.
        before: The passages that count now.
        new: The draft.
        asked: What members have asked of that document.

    Returns:
        {"question", "before", "after"}; "" where the version does not answer.
    """
    from index.rows import Rows

    rows = Rows(before, [])
    ingest.encode(rows)
    old, now = _answers_of(ingest, rows), _answers_of(ingest, rows_of(new))
    found = []
    for question in dict.fromkeys([*asked, *questions(before), *questions(new.passages)]):
        then, after = old(question), now(question)
        if then != after:
            found.append({"question": question, "before": then, "after": after})
    return found


def _answers_of(ingest: Ingest, rows: Rows) -> Callable[[str], str]:
    """What these rows alone answer, shortened; "" where nothing."""
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
        text = " ".join(given.text.split()) if given.kind == "passage" else ""
        return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"

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


def _as_in_a_sentence(topic: str) -> str:
    topic = topic.lower() if topic.isupper() else topic
    return topic[:1].upper() + topic[1:]


def _spread(items: list[T], count: int) -> list[T]:
    if len(items) <= count:
        return items
    return [items[place * len(items) // count] for place in range(count)]
