"""Any number of passages to search: real ones first, then copies of them with changes.

A copy has other numbers, other names and, in about one place of eight, other syllables, all drawn
from the real texts; its document has a title and a number changed likewise. Only the real passages
and a sample of copies are encoded. The vector of any other copy is that of its original, moved as
the sampled copies moved from theirs: by a normal draw with the covariance of those differences.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from index.encoder import Encoder
from index.rows import Rows
from index.search import fill
from index.vectors import Floats, VectorStore
from knowledge.faq import FaqEntry, read_faq
from knowledge.head import read_head
from knowledge.outline import outline
from knowledge.passages import Passage, passages
from knowledge.readers import read
from knowledge.records import DocumentInfo, Snapshot, Status, StoredFaq, StoredPassage

_ROOT = Path(__file__).parents[1]
REAL: Final = _ROOT.parent / "shared" / "data" / "resolutions"
SAMPLE: Final = _ROOT / "bot" / "sample"
BASE: Final = 3_000
"""Real passages that are encoded."""
CHANGED: Final = 1 / 8
"""Of the syllables of a copy."""
_SAMPLED = 256  # copies that are encoded, to see how far a copy lies from its original
_DERIVED_AT_ONCE = 16_384
_PIECE = re.compile(r"\d+|[^\W\d_]+|[\W_]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was read."""

    title: str
    number: str | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Corpus:
    """Documents to multiply, and the Q&A entries that stand beside them as they are.

    Attributes:
        origin: Where the texts come from, in words.
    """

    sources: tuple[Source, ...]
    faq: tuple[FaqEntry, ...]
    origin: str

    @classmethod
    def read(cls, limit: int = BASE) -> "Corpus":
        """The real texts, or the project's own sample where they are absent."""
        faq = tuple(
            entry for path in SAMPLE.glob("*.xlsx") for entry in read_faq(read(path)).entries
        )
        if REAL.is_dir():
            paths = sorted(REAL.glob("*.txt"))
            random.Random(0).shuffle(paths)
            return cls(tuple(_sources(paths, limit)), faq, "../shared/data/resolutions")
        answers = tuple(Passage(entry.answer, (entry.topic,), None, "text") for entry in faq)
        own = (*_sources(sorted(SAMPLE.glob("*.md")), limit), Source("Hỏi đáp", None, answers))
        return cls(own, faq, "bot/sample, because ../shared/data is absent")

    @cached_property
    def pieces(self) -> list[list[list[str]]]:
        """Of each document, of each passage: its words, its numbers, and what stands between."""
        return [[_PIECE.findall(p.text) for p in source.passages] for source in self.sources]

    @cached_property
    def words(self) -> list[str]:
        """Every syllable of the texts, as often as it occurs."""
        return [w for text in self._texts() for w in text if w.islower()]

    @cached_property
    def names(self) -> list[str]:
        """Every capitalised syllable within a sentence, as often as it occurs."""
        return [
            text[i]
            for text in self._texts()
            for i in range(2, len(text))
            if text[i].istitle() and text[i - 1] == " " and text[i - 2].isalpha()
        ]

    def snapshot(self, size: int) -> Snapshot:
        """So many passages as the library would show them; the first ones are the real ones."""
        stored: list[StoredPassage] = []
        documents: list[DocumentInfo] = []
        while len(stored) < size:
            copy, place = divmod(len(documents), len(self.sources))
            source, chance = self.sources[place], random.Random(len(documents))
            title, number = source.title, source.number
            if copy:
                title = self._changed(_PIECE.findall(title), chance)
                number = number and self._renumbered(number, chance)
            document = blank_document(len(documents), title, number)
            documents.append(document)
            for position, (passage, pieces) in enumerate(
                zip(source.passages, self.pieces[place], strict=True)
            ):
                if len(stored) == size:
                    break
                text = self._changed(pieces, chance) if copy else passage.text
                stored.append(
                    StoredPassage(
                        id=len(stored),
                        document=document,
                        text=text,
                        heading=passage.heading,
                        page=passage.page,
                        kind=passage.kind,
                        lead=passage.lead,
                        text_hash="",
                        position=position,
                    )
                )
        faq = [
            StoredFaq(
                id=i,
                question=entry.question,
                wordings=entry.other_ways,
                answer=entry.answer,
                source=entry.source,
                topic=entry.topic,
                document_number=entry.document_number,
            )
            for i, entry in enumerate(self.faq)
        ]
        return Snapshot(0, date.min, None, stored, faq, documents, [])

    def with_another(self, snapshot: Snapshot, passages: int) -> Snapshot:
        """The snapshot and one more document behind the others, of so many passages."""
        chance, first = random.Random(-1), len(snapshot.passages)
        document = blank_document(len(snapshot.documents), "Văn bản vừa thêm", None)
        texts = [self._changed(pieces, chance) for pieces in islice(self._texts(), passages)]
        added = [
            StoredPassage(
                id=first + i,
                document=document,
                text=text,
                heading=(),
                page=None,
                kind="text",
                lead="",
                text_hash="",
                position=i,
            )
            for i, text in enumerate(texts)
        ]
        return replace(
            snapshot,
            passages=[*snapshot.passages, *added],
            documents=[*snapshot.documents, document],
        )

    def _texts(self) -> Iterator[list[str]]:
        return (text for source in self.pieces for text in source)

    def _changed(self, pieces: list[str], chance: random.Random) -> str:
        words, names, draw = self.words, self.names, chance.random
        parts = list(pieces)
        for i, part in enumerate(parts):
            if part.isdecimal():
                parts[i] = self._renumbered(part, chance)
            elif part.isalpha():
                if part.islower():
                    if draw() < CHANGED:
                        parts[i] = words[int(draw() * len(words))]
                elif names and part.istitle() and i > 1 and draw() < 0.5:
                    parts[i] = names[int(draw() * len(names))]
        return "".join(parts)

    @staticmethod
    def _renumbered(text: str, chance: random.Random) -> str:
        return re.sub(r"\d+", lambda match: _number(len(match[0]), chance), text)


def _number(digits: int, chance: random.Random) -> str:
    low = 10 ** (digits - 1)
    return str(low + int(chance.random() * 9 * low))


def _sources(paths: list[Path], limit: int) -> Iterator[Source]:
    left = limit
    for path in paths:
        if left <= 0:
            return
        blocks = read(path).blocks
        head = read_head(blocks, filename=path.name)
        found = tuple(passages(outline(blocks)))[:left]
        left -= len(found)
        yield Source(head.title or path.stem, head.number, found)


def blank_document(number: int, title: str, code: str | None) -> DocumentInfo:
    """A document of which nothing more is known."""
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


def store_vectors(
    corpus: Corpus,
    snapshot: Snapshot,
    encoder: Encoder,
    store: VectorStore,
    on_progress: Callable[[int], None] | None = None,
) -> float:
    """Put a vector of every text of the snapshot where `Search.build` looks for it.

    Returns:
        The mean cosine between an encoded copy and its original; 1.0 where there is no copy.
    """
    base = sum(len(source.passages) for source in corpus.sources)
    stored = snapshot.passages
    fill(Rows(stored[:base], snapshot.faq), encoder, store, on_progress=on_progress)
    if len(stored) <= base:
        return 1.0
    every = max(1, (min(len(stored), 2 * base) - base) // _SAMPLED)
    sampled = list(range(base, min(len(stored), 2 * base), every))
    fill(Rows([stored[i] for i in sampled], []), encoder, store, on_progress=on_progress)
    originals = store.get(Rows(stored[:base], []).keys())
    copies = store.get(Rows([stored[i] for i in sampled], []).keys())
    moves = copies - originals[[i % base for i in sampled]]
    chance = np.random.default_rng(0)
    for start in range(base, len(stored), _DERIVED_AT_ONCE):
        rows = np.arange(start, min(start + _DERIVED_AT_ONCE, len(stored)))
        keys = Rows(stored[start : rows[-1] + 1], []).keys()
        absent = set(store.missing(keys))
        vectors = _moved(originals[rows % base], moves, chance)
        kept = [i for i, key in enumerate(keys) if key in absent]
        if kept:
            store.append([keys[i] for i in kept], vectors[kept])
    return float((copies * originals[[i % base for i in sampled]]).sum(axis=1).mean())


def _moved(vectors: Floats, moves: Floats, chance: np.random.Generator) -> Floats:
    draws = chance.standard_normal((len(vectors), len(moves)), np.float32)
    moved = vectors + draws @ moves / np.float32(np.sqrt(len(moves)))
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)
