"""A question in, ranked passages and FAQ entries out.

Two legs find candidates, the word index and the encoder; `index/features.py` looks at each and
`index/ranking.py` gives it its place. Texts that say the same are shown once.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Final, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.codes import DocumentNames
from index.encoder import Encoder, Progress
from index.features import NAMES, features, question_terms
from index.lexical import Field, LexicalIndex, RowNumbers, Terms
from index.names import bare_words, named_places, places, without_marks
from index.ranking import Ranker, rankers
from index.rows import Rows
from index.typed import Understood
from index.vectors import FaissIndex, Floats, VectorIndex, VectorStore
from knowledge.records import DocumentInfo, Snapshot, StoredFaq, StoredPassage
from knowledge.text import syllables, unmarked

Kind = Literal["passage", "faq"]
Said = tuple[frozenset[int], frozenset[int]]
OPENING: Final = 4
"""Passages of a document that say which place it is about."""
ALIKE: Final = 10
"""FAQ entries that are proposed because they are asked alike."""
CANDIDATES: Final = 60
"""Texts that each leg proposes."""
BESIDE: Final = 1
"""Passages before and behind the one last cited that a question may go on about."""
BESIDE_BEHIND: Final = 1.0
"""How much less than the best they are taken to score at most: the ranker knows no last answer."""
NAMED: Final = 4.0
"""What being the document that the question names is worth, in the ranker's units."""
SAME: Final = 0.92
"""The share of common syllables from which on two texts say the same."""
_ADDRESSEES: Final = re.compile(r"(?im)^\W{0,3}nơi nhận\s*:")
MIXES: Final[dict[str, dict[Field, float]]] = {
    "marked": {"marked": 1.0, "pairs": 0.5},
    "unmarked": {"bare": 1.0, "pairs": 0.5},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched.

    Attributes:
        text: As typed, tidied.
        readings: What it may mean with its marks put back, the likeliest first; at least one.
        bare: What the words without marks are searched by.
        has_marks: Whether it was typed with marks.
        within: Ids of documents it speaks of without naming them; their texts come first.
        beside: Rows where the last answer stood; they are shown too, however they rank.
    """

    text: str
    readings: tuple[str, ...]
    bare: str
    has_marks: bool
    within: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()

    @classmethod
    def plain(cls, text: str) -> "Asked":
        """A question that means what it says."""
        return cls(text, (text,), text, unmarked(text) != text)

    @classmethod
    def of(cls, understood: Understood) -> "Asked":
        """A question as `index.typed` has read it."""
        return cls(understood.cleaned, understood.readings, understood.bare, understood.has_marks)


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked text.

    Attributes:
        kind: What it is.
        id: Of the passage or FAQ entry.
        score: The ranker's; comparable within one question.
        parts: What it was ranked by, by name (see `index/features.py`); "dense" is the cosine,
            "behind" how much less its score is than the best.
        twins: Passages that say the same and are not shown apart.
        item: The passage or entry.
    """

    kind: Kind
    id: int
    score: float
    parts: dict[str, float]
    item: StoredPassage | StoredFaq
    row: int
    twins: tuple[int, ...] = field(default=())


class Search:
    """Everything that is searchable at one revision; immutable, so that threads may share it."""

    def __init__(
        self,
        rows: Rows,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        asks: Floats,
        encoder: Encoder,
        *,
        ranker: dict[str, Ranker] | None = None,
        places: frozenset[str] | None = None,
    ) -> None:
        if places is not None:
            self.places = places
        self.rows = rows
        self.lexical = lexical
        self.vectors = vectors
        self.asks = asks
        self.encoder = encoder
        self.ranker = ranker or rankers()
        self._names = DocumentNames(rows.documents.values())
        self._about = lru_cache(maxsize=10_000)(self._places_of)
        self._foot = lru_cache(maxsize=10_000)(self._foot_of)

    @classmethod
    def build(
        cls,
        snapshot: Snapshot,
        encoder: Encoder,
        store: VectorStore,
        *,
        on_progress: Progress | None = None,
        ranker: dict[str, Ranker] | None = None,
    ) -> Self:
        """Make everything searchable; texts without a vector are encoded first.

        Args:
            snapshot: What may be searched.
            encoder: The model.
            store: Its vectors; opened for this encoder.
            on_progress: Called with how many texts were encoded since the last call.
            ranker: By mode, the fitted ones unless told.
        """
        rows = Rows.of(snapshot)
        fill(rows, encoder, store, on_progress=on_progress)
        lexical = LexicalIndex.build(rows.entry(row) for row in range(len(rows)))
        vectors = FaissIndex.build(store.get(rows.keys()))
        return cls(rows, lexical, vectors, store.get(rows.asked_keys()), encoder, ranker=ranker)

    @cached_property
    def places(self) -> frozenset[str]:
        """The places that the texts name, see `names.named_places`."""
        found: set[str] = set()
        for row in range(len(self.rows)):
            entry = self.rows.entry(row)
            found |= named_places(f"{entry.title}\n{entry.text}")
        return frozenset(found)

    def documents_of(self, passage_ids: Iterable[int]) -> frozenset[int]:
        """The documents that these passages stand in, as far as they are searched."""
        return frozenset(self._document_of.get(passage, -1) for passage in passage_ids) - {-1}

    def is_the_only(self, document: DocumentInfo, kind: str) -> bool:
        """Whether there is no other document that an office issued, or none of this kind, in bare
        words."""
        return self._issued == [document.id] or (
            bool(kind) and self._of_kind.get(kind) == [document.id]
        )

    @cached_property
    def _issued(self) -> list[int]:
        documents = self.rows.documents.values()
        issued = [document.id for document in documents if document.number or document.issuer]
        return issued or [document.id for document in documents]

    @cached_property
    def _of_kind(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for document in self.rows.documents.values():
            found.setdefault(" ".join(bare_words(document.kind or "")), []).append(document.id)
        return found

    @cached_property
    def places_issued_for(self) -> int:
        """For how many places, or groups of them, the documents were issued; 1 at least."""
        issuers = {document.issuer or "" for document in self.rows.documents.values()}
        return max(1, len({places(issuer) for issuer in issuers} - {frozenset()}))

    def rows_beside(self, passage_ids: Iterable[int]) -> frozenset[int]:
        """The rows of these passages, and of those before and behind them in their document."""
        wanted = frozenset(passage_ids)
        found: set[int] = set()
        for document in self.documents_of(wanted):
            rows = list(self.rows_of(document))
            for at, row in enumerate(rows):
                if self.rows.passages[row].id in wanted:
                    found.update(rows[max(0, at - BESIDE) : at + BESIDE + 1])
        return frozenset(found)

    @cached_property
    def _document_of(self) -> dict[int, int]:
        return {passage.id: passage.document.id for passage in self.rows.passages}

    def about(self, document: int) -> frozenset[str]:
        """The places that a document is about: those of its title and of its first passages."""
        return self._about(document)

    def rows_of(self, document: int) -> Iterator[int]:
        """The rows of a document's passages, in reading order."""
        return iter(self.rows.of_document(document).tolist())

    def words(self, row: int) -> tuple[Sequence[str], Sequence[str]]:
        """The syllables of a row's title and of its text, as the word index has read them."""
        return self._spelt(row, self.lexical.vocabulary)

    def bare(self, row: int) -> tuple[Sequence[str], Sequence[str]]:
        """The same without marks."""
        return self._spelt(row, self._bare_vocabulary)

    @cached_property
    def _bare_vocabulary(self) -> Sequence[str]:
        return without_marks(self.lexical.vocabulary)

    def _spelt(self, row: int, spelt: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        split = self.lexical.title_lengths[row]
        words = [spelt[token] for token in self.lexical.row_tokens(row).tolist()]
        return words[:split], words[split:]

    def has_words_of(self, text: str, *, but: str) -> bool:
        """Whether the texts use a word of one reading that another does not have."""
        return bool((self.lexical.ids({*syllables(text)}.difference(syllables(but)))[0] >= 0).any())

    def bare_words(self, row: int) -> tuple[str, ...]:
        """The syllables of a row's title and text, without marks."""
        title, text = self.bare(row)
        return (*title, *text)

    def writes(self, phrase: str) -> bool:
        """Whether the texts have these words one behind the other, as far as pairs show."""
        terms = self.lexical.terms(phrase)
        words = len(syllables(phrase))
        return len(terms.ids["pairs" if words > 1 else "marked"]) >= max(words - 1, 1)

    def in_foot(self, row: int) -> bool:
        """Whether a passage stands in a document's foot: from "Nơi nhận" to the next heading."""
        return not self.rows.is_faq(row) and row in self._foot(int(self.rows.groups[row]))

    def search(self, question: str | Asked, k: int = 10) -> list[Hit]:
        """The k best texts, best first."""
        return self.search_many([question], k)[0]

    def search_many(self, questions: Sequence[str | Asked], k: int = 10) -> list[list[Hit]]:
        """The same for several questions, which are encoded together."""
        asked = [Asked.plain(q) if isinstance(q, str) else q for q in questions]
        return self.search_encoded(asked, self.encoded(asked), k)

    def encoded(self, asked: Sequence[Asked]) -> list[Floats]:
        """The vectors of each question, (its readings, d); all are encoded together."""
        vectors = self.encoder.encode_questions([text for one in asked for text in one.readings])
        ends = accumulate((len(one.readings) for one in asked), initial=0)
        return [vectors[start:end] for start, end in pairwise(ends)]

    def search_encoded(
        self, asked: Sequence[Asked], vectors: Sequence[Floats], k: int, *, entries: int = 0
    ) -> list[list[Hit]]:
        """The k best texts of each question, whose vectors `encoded` gave.

        Args:
            asked: The questions.
            vectors: Of each (readings, d).
            k: So many texts.
            entries: Behind them come the FAQ entries that are not among them yet and either rank
                among so many best or are asked among so many most alike.
        """
        if not len(self.rows):
            return [[] for _ in asked]
        return [
            self._ranked(one, own, self.vectors.search(own, CANDIDATES)[1], k, entries)
            for one, own in zip(asked, vectors, strict=True)
        ]

    def candidates(
        self, asked: Asked, vectors: Floats, near: NDArray[np.int64] | None = None
    ) -> tuple[RowNumbers, Floats, Floats]:
        """Rows, their cosines and their features, in no order.

        Args:
            asked: The question.
            vectors: (readings, d) of its readings.
            near: Rows that the encoder proposes, where that is known already.
        """
        if near is None:
            near = self.vectors.search(vectors, CANDIDATES)[1]
        reading = asked.readings[0]
        mode = "marked" if asked.has_marks else "unmarked"
        terms = self.lexical.terms(reading, asked.bare)
        found, _ = self.lexical.top(terms, CANDIDATES, mix=MIXES[mode])
        named = self._names.named_in(asked.text) | asked.within
        near = np.union1d(near, self._alike(vectors))
        own = [self._best_of(self.rows.of_document(one), vectors, terms, mode) for one in named]
        beside = np.asarray(sorted(asked.beside), np.int64)
        rows = np.unique(np.concatenate([found, near[near >= 0], beside, *own])).astype(np.int32)
        cosines = _nearest(self.vectors.vectors(rows.astype(np.int64)), vectors)
        table = features(
            self.lexical,
            question_terms(self.lexical, syllables(reading), terms),
            rows,
            cosines,
        )
        return rows, cosines, table

    def _best_of(
        self, rows: NDArray[np.int64], vectors: Floats, terms: Terms, mode: str
    ) -> NDArray[np.int64]:
        """Of a document's rows those that either leg puts first."""
        if len(rows) <= CANDIDATES:
            return rows
        rows = np.sort(rows)
        cosines = _nearest(self.vectors.vectors(rows.astype(np.int64)), vectors)
        words = np.zeros(len(rows), np.float32)
        for leg, share in MIXES[mode].items():
            words += np.float32(share) * self.lexical.scores(terms, leg, rows.astype(np.int32))
        best = [np.argsort(-scores, kind="stable")[:CANDIDATES] for scores in (cosines, words)]
        return rows[np.union1d(*best)]

    def _alike(self, vectors: Floats) -> NDArray[np.int64]:
        """The rows of the FAQ entries that are asked most like the question."""
        if not len(self.asks):
            return np.zeros(0, np.int64)
        return self.rows.asked_rows[np.argsort(-_nearest(self.asks, vectors))[:ALIKE]]

    def asked_alike(self, vectors: Floats, k: int) -> list[StoredFaq]:
        """The FAQ entries that are asked most like a question, nearest first.

        Args:
            vectors: (readings, d) of the question.
            k: So many at most.
        """
        rows = self._alike(vectors)
        entries = [self.rows[int(row)] for row in dict.fromkeys(rows.tolist())]
        return [entry for entry in entries if isinstance(entry, StoredFaq)][:k]

    def likeness(self, row: int, vectors: Floats) -> float:
        """How near the question is to the nearest wording of a FAQ entry: a cosine; else 0."""
        own = self.asks[self.rows.asked_rows == row]
        return float(_nearest(own, vectors).max(initial=0.0))

    def _places_of(self, document: int) -> frozenset[str]:
        found: set[str] = set()
        for row in self.rows.of_document(document)[:OPENING].tolist():
            entry = self.rows.entry(row)
            found |= places(f"{entry.title}\n{entry.text}")
        return frozenset(found)

    def _foot_of(self, document: int) -> frozenset[int]:
        found: set[int] = set()
        foot: tuple[str, ...] | None = None  # the headings over the foot, while in it
        for row in self.rows_of(document):
            passage = self.rows.passages[row]
            if foot is not None and passage.heading != foot:  # an appendix begins
                foot = None
            # most passages name none, which is seen faster without the pattern
            named = "nơi nhận" in passage.text.lower() and _ADDRESSEES.search(passage.text)
            if foot is not None or (named and not passage.text[: named.start()].strip()):
                found.add(row)
            if named and foot is None:
                foot = passage.heading
        return frozenset(found)

    def _ranked(
        self,
        asked: Asked,
        vectors: NDArray[np.float32],
        near: NDArray[np.int64],
        k: int,
        entries: int,
    ) -> list[Hit]:
        rows, cosines, table = self.candidates(asked, vectors, near)
        scores = self.ranker["marked" if asked.has_marks else "unmarked"].scores(table)
        named = self._names.named_in(asked.text) | asked.within
        if named:
            scores = scores + NAMED * np.isin(self.rows.groups[rows], list(named))
        order = np.argsort(-scores, kind="stable")
        ranked = _Ranked(rows[order], scores[order], cosines[order], table[order])
        hits = self._distinct(ranked, k)
        shown = {hit.row for hit in hits}
        hits += [
            self._hit(ranked, i, ())
            for i, row in enumerate(ranked.rows.tolist())
            if row in asked.beside and row not in shown
        ]
        for hit in hits:
            if hit.row in asked.beside:
                hit.parts["behind"] = min(hit.parts["behind"], BESIDE_BEHIND)
        if entries and len(self.asks):
            hits += self._entries(ranked, vectors, entries, {hit.row for hit in hits})
        for hit in hits:
            if hit.kind == "faq":
                hit.parts["likeness"] = self.likeness(hit.row, vectors)
        return hits

    def _said(self, row: int) -> Said:
        """The syllables of a text, and apart its numbers: two reports may differ in those alone."""
        tokens = self.lexical.text_tokens(row)
        numeric = self.lexical.numeric[tokens]
        return frozenset(tokens[~numeric].tolist()), frozenset(tokens[numeric].tolist())

    def _distinct(self, ranked: "_Ranked", k: int) -> list[Hit]:
        """The first k that say something different, each with its twins."""
        shown: list[tuple[int, Said]] = []
        twins: list[list[int]] = []
        for i, row in enumerate(ranked.rows.tolist()):
            said = self._said(row)
            twin = next((n for n, (_, other) in enumerate(shown) if _same(said, other)), None)
            if twin is not None and not self.rows.is_faq(row):
                twins[twin].append(self.rows[row].id)
            elif len(shown) == k:
                break
            else:
                shown.append((i, said))
                twins.append([])
        return [
            self._hit(ranked, i, tuple(others)) for (i, _), others in zip(shown, twins, strict=True)
        ]

    def _entries(
        self, ranked: "_Ranked", vectors: Floats, most: int, but: Collection[int]
    ) -> list[Hit]:
        """The FAQ entries that rank best and those that are asked most alike, best ranked first."""
        places = [i for i, row in enumerate(ranked.rows.tolist()) if self.rows.is_faq(row)]
        alike = set(list(dict.fromkeys(self._alike(vectors).tolist()))[:most])
        alike |= {int(ranked.rows[i]) for i in places[:most]}
        own = [(i, int(ranked.rows[i])) for i in places]
        return [self._hit(ranked, i, ()) for i, row in own if row in alike and row not in but]

    def _hit(self, ranked: "_Ranked", i: int, twins: tuple[int, ...]) -> Hit:
        row = int(ranked.rows[i])
        item = self.rows[row]
        return Hit(
            kind="faq" if self.rows.is_faq(row) else "passage",
            id=item.id,
            score=float(ranked.scores[i]),
            parts={
                **dict(zip(NAMES, map(float, ranked.table[i]), strict=True)),
                "dense": float(ranked.cosines[i]),
                "behind": float(ranked.scores[0] - ranked.scores[i]),
            },
            item=item,
            row=row,
            twins=twins,
        )


class _Ranked(NamedTuple):
    """Candidates, best first: rows, scores, cosines, features."""

    rows: RowNumbers
    scores: NDArray[np.float32]
    cosines: NDArray[np.float32]
    table: NDArray[np.float32]


def fill(
    rows: Rows, encoder: Encoder, store: VectorStore, *, on_progress: Progress | None = None
) -> int:
    """Encode what has no vector yet; returns how many texts that were."""
    lacking = set(store.missing(rows.keys()))  # of a library at a start none, and no text is copied
    texts = {key: rows.encoded_text(row) for row, key in enumerate(rows.keys()) if key in lacking}
    done = store.fill(texts, encoder, on_progress=on_progress)
    asked = dict(zip(rows.asked_keys(), rows.asked, strict=True))
    absent = store.missing(list(asked))
    if absent:
        store.append(absent, encoder.encode_questions([asked[key] for key in absent]))
        if on_progress:
            on_progress(len(absent))
    return done + len(absent)


def _nearest(vectors: Floats, readings: Floats) -> Floats:
    """Of each vector, its cosine to the nearest reading of a question."""
    # On some processors OpenBLAS touches numbers beyond a small matrix: the product is right, and
    # NumPy warns all the same of an invalid value.
    with np.errstate(invalid="ignore"):
        return np.asarray((vectors @ readings.T).max(axis=1, initial=-1.0), np.float32)


def _same(one: Said, other: Said) -> bool:
    (words, numbers), (others, other_numbers) = one, other
    if numbers != other_numbers or not words:
        return False
    if min(len(words), len(others)) < SAME * max(len(words), len(others)):
        return False
    return len(words & others) >= SAME * len(words | others)
