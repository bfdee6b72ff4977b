"""What is looked at in each candidate before it gets its place: one row of numbers a text.

Everything is computed from syllable ids with NumPy over all candidates at once; nothing here knows
of any domain. `index/ranking.py` weighs the columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex, RowNumbers, Scores, Terms

NAMES: Final[tuple[str, ...]] = (
    "marked",  # BM25 of each field, standardised over the candidates
    "bare",
    "pairs",
    "dense",  # cosine of the encoder, standardised over the candidates
    "marked_share",  # BM25 as a share of the candidates' best
    "pairs_share",
    "dense_gap",  # cosine below the candidates' best
    "covered",  # share of the question's weight (idf) that stands in title or text
    "covered_marked",  # the same with marks
    "covered_title",
    "covered_window",  # the most that stands within WINDOW syllables of the text
    "triples",  # share of the question's runs of three syllables that stand in it
    "numbers",  # share of the question's numbers and codes that stand in it
)
WINDOW: Final = 40
_STRIDE: Final = 20


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """A question in the ids of one index.

    Attributes:
        terms: For BM25.
        bare: Its bare syllable ids in order; -1 where no text holds the syllable.
        marked: The marked ids likewise.
        numeric: Which of them are numbers or codes.
    """

    terms: Terms
    bare: NDArray[np.int64]
    marked: NDArray[np.int64]
    numeric: NDArray[np.bool_]


def features(
    lexical: LexicalIndex,
    question: QuestionTerms,
    rows: RowNumbers,
    cosines: Scores,
) -> NDArray[np.float32]:
    """The feature matrix of candidates.

    Args:
        lexical: The index that the rows are of.
        question: The question in its ids.
        rows: (n,) the candidates.
        cosines: (n,) of the encoder.

    Returns:
        (n, len(NAMES)) float32.
    """
    marked = lexical.scores(question.terms, "marked", rows)
    bare = lexical.scores(question.terms, "bare", rows)
    pairs = lexical.scores(question.terms, "pairs", rows)
    text = _text_features(lexical, question, rows)
    columns = {
        "marked": _standard(marked),
        "bare": _standard(bare),
        "pairs": _standard(pairs),
        "dense": _standard(cosines),
        "marked_share": marked / max(float(marked.max(initial=0)), 1e-6),
        "pairs_share": pairs / max(float(pairs.max(initial=0)), 1e-6),
        "dense_gap": cosines - cosines.max(initial=-1),
        **text,
    }
    return np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)


def question_terms(lexical: LexicalIndex, words: Sequence[str], terms: Terms) -> QuestionTerms:
    """See `QuestionTerms`; `words` are the syllables of the question."""
    marked, bare = lexical.ids(words)
    numeric = np.asarray([any(c.isdigit() for c in word) for word in words], np.bool_)
    return QuestionTerms(terms, bare, marked, numeric)


def _text_features(
    lexical: LexicalIndex, question: QuestionTerms, rows: RowNumbers
) -> dict[str, NDArray[np.float32]]:
    n = len(rows)
    lengths = (lexical.offsets[rows + 1] - lexical.offsets[rows]).astype(np.int64)
    titles = lexical.title_lengths[rows]
    owner = np.repeat(np.arange(n), lengths)
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(owner)) - starts[owner]
    tokens = (
        np.concatenate([lexical.row_tokens(int(row)) for row in rows])
        if n
        else np.zeros(0, np.int32)
    )
    bare = lexical.bare_of[tokens]
    result: dict[str, NDArray[np.float32]] = {}

    ids, weight = _weights(question.bare, lexical.idf["bare"])
    found = _known(ids, bare, len(lexical.idf["bare"]))
    hits = np.flatnonzero(found >= 0)
    who, which, where = owner[hits], found[hits], place[hits]
    result["covered"] = _share(n, who, which, weight)
    in_title = where < titles[who]
    result["covered_title"] = _share(n, who[in_title], which[in_title], weight)
    result["covered_window"] = _best_window(
        n, who[~in_title], which[~in_title], (where - titles[who])[~in_title], weight
    )
    numeric = np.isin(ids, question.bare[question.numeric])
    missing = question.numeric & (question.bare < 0)
    number_weight = np.where(numeric, np.float32(1), np.float32(0))
    total = number_weight.sum() + missing.sum()
    result["numbers"] = _share(n, who, which, number_weight, float(total))

    ids, weight = _weights(question.marked, lexical.idf["marked"])
    found = _known(ids, tokens, len(lexical.idf["marked"]))
    hits = np.flatnonzero(found >= 0)
    result["covered_marked"] = _share(n, owner[hits], found[hits], weight)

    result["triples"] = _triples(n, question.bare, bare, owner)
    return result


def _weights(
    ids: NDArray[np.int64], idf: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The distinct known ids and, for each, its share of the question's whole idf."""
    known = np.unique(ids[ids >= 0])
    weight = idf[known]
    unknown = np.count_nonzero(ids < 0) * float(idf.max(initial=1))
    return known, (weight / max(float(weight.sum()) + unknown, 1e-6)).astype(np.float32)


def _known(ids: NDArray[np.int64], tokens: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """The place of each token in the ids, or -1; `size` is how many ids there are in all."""
    places = np.full(size, -1, np.int32)
    places[ids] = np.arange(len(ids), dtype=np.int32)
    found: NDArray[np.int32] = places[tokens]
    return found


def _find(ids: NDArray[np.int64], tokens: NDArray[np.int32]) -> NDArray[np.int64]:
    """The place of each token in the sorted ids, or -1."""
    if not len(ids):
        return np.full(len(tokens), -1)
    at = np.minimum(np.searchsorted(ids, tokens), len(ids) - 1)
    return np.where(ids[at] == tokens, at, -1)


def _share(
    n: int,
    who: NDArray[np.int64],
    which: NDArray[Any],
    weight: NDArray[np.float32],
    total: float = 1.0,
) -> NDArray[np.float32]:
    held = np.zeros((n, len(weight)), np.float32)
    held[who, which] = 1
    share: NDArray[np.float32] = (held @ weight / max(total, 1e-6)).astype(np.float32)
    return share


def _best_window(
    n: int,
    who: NDArray[np.int64],
    which: NDArray[Any],
    where: NDArray[Any],
    weight: NDArray[np.float32],
) -> NDArray[np.float32]:
    best = np.zeros(n, np.float32)
    if not len(who):
        return best
    stride = where // _STRIDE
    # a window is two strides long, so that each syllable stands in two of them
    windows = np.concatenate([stride, stride + 1])
    owners = np.concatenate([who, who])
    keys, inverse = np.unique(owners * (1 << 32) + windows, return_inverse=True)
    shares = _share(len(keys), inverse, np.concatenate([which, which]), weight)
    np.maximum.at(best, keys >> 32, shares)
    return best


def _triples(
    n: int, question: NDArray[np.int64], bare: NDArray[np.int32], owner: NDArray[np.int64]
) -> NDArray[np.float32]:
    asked = np.unique(_triple_keys(question[question >= 0]))
    if not len(asked) or len(bare) < 3:
        return np.zeros(n, np.float32)
    keys = _triple_keys(bare.astype(np.int64))
    whole = owner[:-2] == owner[2:]
    found = _find(asked, np.where(whole, keys, -1))
    hits = np.flatnonzero(found >= 0)
    weight = np.full(len(asked), 1 / len(asked), np.float32)
    return _share(n, owner[hits], found[hits], weight)


def _triple_keys(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    return (ids[:-2] << 42) | (ids[1:-1] << 21) | ids[2:]


def _standard(scores: Scores) -> NDArray[np.float32]:
    """Mean 0 and deviation 1 over the candidates."""
    if not len(scores):
        return scores
    standard: Scores = ((scores - scores.mean()) / max(float(scores.std()), 1e-6)).astype(
        np.float32
    )
    return standard
