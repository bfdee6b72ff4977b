"""Question sets -> figures, through the product's own search.

A set is a folder: `corpus.jsonl` {id, title, text} and `queries.jsonl` {id, text, relevant: [ids]},
plain or .gz. Its texts become documents and passages like any other, and a hit counts for the text
that it is a passage of.
"""

import gzip
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from math import log2
from pathlib import Path
from typing import Any, TextIO

from index.rows import text_key
from index.search import Asked, Hit, Search
from knowledge.blocks import Block, BlockKind
from knowledge.outline import outline
from knowledge.passages import Passage, estimated_tokens, passages
from knowledge.records import DocumentInfo, Snapshot, Status, StoredPassage
from knowledge.text import normalise, unmarked

DEPTH = 10


class SetProblem(StrEnum):
    """Why a question set cannot be read."""

    MISSING = "missing"  # no such file
    NOT_JSON = "not_json"  # a line is no JSON object
    NO_FIELD = "no_field"  # a line lacks id, text or relevant
    EMPTY = "empty"  # a file without a line


class EvaluationError(Exception):
    """A question set cannot be read.

    Args:
        name: The file.
        reason: What is wrong with it.
        line: Where, from 1, or 0.
    """

    def __init__(self, name: str, reason: SetProblem, line: int = 0) -> None:
        self.name, self.reason, self.line = name, reason, line
        super().__init__(f"{name}: {reason} (line {line})")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """One question and the ids of the texts that answer it."""

    id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A corpus and its questions."""

    texts: tuple[Text, ...]
    queries: tuple[Query, ...]

    @classmethod
    def read(cls, folder: Path) -> "QuestionSet":
        """Raises EvaluationError."""
        texts = tuple(
            Text(str(row["id"]), str(row.get("title") or ""), str(row["text"]))
            for row in _rows(folder, "corpus", ("id", "text"))
        )
        queries = tuple(
            Query(str(row["id"]), str(row["text"]), frozenset(map(str, row["relevant"])))
            for row in _rows(folder, "queries", ("id", "text", "relevant"))
        )
        return cls(texts, queries)

    def snapshot(self) -> Snapshot:
        """The corpus as the library would hold it, passage ids counted from 0."""
        stored: list[StoredPassage] = []
        documents = []
        for number, text in enumerate(self.texts):
            document = document_info(number, text.title)
            documents.append(document)
            for position, part in enumerate(pieces(text.text)):
                stored.append(stored_passage(len(stored), document, part, position))
        return Snapshot(0, date.min, None, stored, [], documents, [])


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the questions; every figure but `ms` lies between 0 and 1."""

    acc1: float
    recall5: float
    recall10: float
    mrr10: float
    ndcg10: float
    ms: float
    questions: int
    texts: int

    def to_json(self) -> dict[str, float]:
        """With the names that `hoidap eval --json` prints."""
        names = {"acc1": "acc@1", "recall5": "recall@5", "recall10": "recall@10"}
        names |= {"mrr10": "mrr@10", "ndcg10": "ndcg@10"}
        return {names.get(name, name): value for name, value in asdict(self).items()}


def measure(ranked: Sequence[Sequence[str]], queries: Sequence[Query]) -> dict[str, float]:
    """The figures of rankings (text ids, best first, each once)."""
    totals = dict.fromkeys(("acc1", "recall5", "recall10", "mrr10", "ndcg10"), 0.0)
    for ids, query in zip(ranked, queries, strict=True):
        hits = [i for i, text in enumerate(ids[:DEPTH]) if text in query.relevant]
        wanted = max(len(query.relevant), 1)
        totals["acc1"] += bool(hits) and hits[0] == 0
        totals["recall5"] += sum(i < 5 for i in hits) / wanted
        totals["recall10"] += len(hits) / wanted
        totals["mrr10"] += 1 / (hits[0] + 1) if hits else 0
        ideal = sum(1 / log2(i + 2) for i in range(min(wanted, DEPTH)))
        totals["ndcg10"] += sum(1 / log2(i + 2) for i in hits) / ideal
    return {name: total / max(len(queries), 1) for name, total in totals.items()}


def evaluate(
    questions: QuestionSet,
    search: Search,
    *,
    unmarked_questions: bool = False,
    ask: Callable[[str], Asked] = Asked.plain,
    on_progress: Callable[[int, int], None] | None = None,
) -> Figures:
    """Ask every question, one at a time as members do.

    Args:
        questions: The set.
        search: Over `questions.snapshot()`.
        unmarked_questions: Take the marks off the questions first.
        ask: How the product reads a typed question.
        on_progress: Called with (done, all).
    """
    ranked = []
    spent = 0.0
    for done, query in enumerate(questions.queries):
        text = unmarked(query.text) if unmarked_questions else query.text
        started = time.perf_counter()
        # a text may be several passages: look deeper, so that DEPTH texts come of it
        hits = search.search(ask(text), 3 * DEPTH)
        spent += time.perf_counter() - started
        ranked.append(list(texts_of(hits, search, questions)))
        if on_progress:
            on_progress(done + 1, len(questions.queries))
    count = len(questions.queries)
    figures = measure(ranked, questions.queries)
    return Figures(
        **figures, ms=1000 * spent / max(count, 1), questions=count, texts=len(questions.texts)
    )


def texts_of(hits: Iterable[Hit], search: Search, questions: QuestionSet) -> Iterator[str]:
    """The text ids of hits, each once; what a hit stands for as its twin follows it."""
    seen: set[int] = set()
    for hit in hits:
        for row in (hit.row, *hit.twins):
            number = int(search.rows.groups[row])
            if number not in seen:
                seen.add(number)
                yield questions.texts[number].id


def document_info(number: int, title: str, *, code: str | None = None) -> DocumentInfo:
    """A document that stands in no library."""
    return DocumentInfo(
        id=number,
        title=title,
        number=code,
        kind=None,
        issuer=None,
        issued_on=None,
        valid_from=None,
        valid_until=None,
        status=Status.PUBLISHED,
        version_id=number,
        version=1,
        current=True,
        draft=None,
        retired_on=None,
        replaced_by=None,
        passages=0,
        file_name="",
    )


def stored_passage(
    number: int, document: DocumentInfo, passage: Passage, position: int
) -> StoredPassage:
    """A passage of such a document."""
    return StoredPassage(
        id=number,
        document=document,
        text=passage.text,
        heading=passage.heading,
        page=passage.page,
        kind=passage.kind,
        lead=passage.lead,
        text_hash=text_key(passage.text),
        position=position,
    )


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _rows(folder: Path, name: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    path = plain if plain.exists() else packed
    if not path.exists():
        raise EvaluationError(plain.name, SetProblem.MISSING)
    empty = True
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise EvaluationError(path.name, SetProblem.NOT_JSON, number) from error
            if not isinstance(row, dict) or any(name not in row for name in fields):
                raise EvaluationError(path.name, SetProblem.NO_FIELD, number)
            empty = False
            yield row
    if empty:
        raise EvaluationError(path.name, SetProblem.EMPTY)


def pieces(text: str, count_tokens: Callable[[str], int] = estimated_tokens) -> list[Passage]:
    """A text of a corpus cut as a document is."""
    lines = [line.strip() for line in normalise(text).split("\n")]
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in lines if line]
    return passages(outline(blocks), count_tokens=count_tokens)
