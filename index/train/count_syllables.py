"""Makes the counts that marks are restored by, index/models/syllables.npz, again.

    python -m index.train.count_syllables ../shared/data

counts runs of one, two and three syllables in retrieval/train_pairs, the general sentences beside
it, resolutions/ and party_phrases.txt; a minute and 4 GB of memory.
No question set that measures is read.
"""

import argparse
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.marks import MODEL
from index.trigrams import (
    BOUNDARY,
    NUMBER,
    OTHER,
    RADIX,
    RESERVED,
    Trigrams,
    lines_of_words,
    spelt,
)
from knowledge.syllable import is_syllable

Counts = NDArray[np.int64]
Scores = NDArray[np.float64]

PHRASES = Path(__file__).with_name("party_phrases.txt")
"""Turns of phrase of Party life as members ask about it, written for this: law hardly has them."""
PHRASES_WEIGH = 10

SYLLABLE_AT_LEAST = 3
"""A syllable seen less often is more likely a misprint."""
FOREIGN_AT_LEAST = 30
"""A word that cannot be a syllable is known from so many uses on."""
GAIN_AT_LEAST = 3.0
"""A triple is kept where it moves the logarithm of the likelihood of the text by so much; once is
enough where the pairs in it say something else."""


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    """The objects of a file of JSON lines, .gz."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def texts(data: Path, *, held_out: int = 0) -> Iterator[str]:
    """The texts to count, each once.

    Args:
        data: The folder with retrieval/ and resolutions/.
        held_out: Leave out so many hundredths of the titles, to measure on.
    """
    seen: set[str] = set()

    def new(*several: str | None) -> Iterator[str]:
        for text in several:
            if text and text not in seen:
                seen.add(text)
                yield text

    for pair in read_lines(data / "retrieval" / "train_pairs.jsonl.gz"):
        if not is_held_out(pair["title"] or pair["passage"], held_out):
            yield from new(pair["query"], pair["passage"], pair["title"])
    for pair in read_lines(data / "retrieval" / "paraphrase_pairs.jsonl.gz"):
        yield from new(pair["a"], pair["b"])
    for pair in read_lines(data / "retrieval" / "answerability_train.jsonl.gz"):
        yield from new(pair["question"], pair["text"])
    yield from [PHRASES.read_text(encoding="utf-8")] * PHRASES_WEIGH
    for path in sorted((data / "resolutions").glob("*.txt")):
        yield from new(path.read_text(encoding="utf-8"))


def is_held_out(title: str, hundredths: int) -> bool:
    """Whether a title is among those left out to measure on."""
    return zlib.crc32(title.encode()) % 100 < hundredths


def count(texts: Iterable[str]) -> Trigrams:
    """Read the texts and estimate the model."""
    ids: dict[str, int] = {}
    capitals: Counter[int] = Counter()
    sequence: list[int] = [BOUNDARY]
    for text in texts:
        for words in lines_of_words(text):
            for at, word in enumerate(words):
                if word is None:
                    sequence.append(NUMBER)
                    continue
                i = ids.setdefault(spelt(word), len(ids) + RESERVED)
                sequence.append(i)
                if at and word[0].isupper() and word[1:].islower():
                    capitals[i] += 1
            sequence.append(BOUNDARY)
    all_ids = np.array(sequence, dtype=np.int64)
    uses = np.bincount(all_ids, minlength=len(ids) + RESERVED)

    known = sorted(
        (word for word, i in ids.items() if uses[i] >= _least(word)),
        key=lambda word: (-uses[ids[word]], word),
    )
    new_ids = np.full(len(uses), OTHER, dtype=np.int64)
    new_ids[[BOUNDARY, NUMBER]] = BOUNDARY, NUMBER
    capital = np.zeros(len(known) + RESERVED, dtype=np.float32)
    for i, word in enumerate(known, RESERVED):
        new_ids[ids[word]] = i
        capital[i] = (capitals[ids[word]] + 0.5) / (uses[ids[word]] + 5)
    return _estimate(new_ids[all_ids], tuple(known), capital)


def _least(word: str) -> int:
    return SYLLABLE_AT_LEAST if is_syllable(word) else FOREIGN_AT_LEAST


def _discounts(counts: Counts) -> Scores:
    """What Chen and Goodman (1998) take off a count of 1, 2 and 3 or more."""
    ones, twos, threes, fours = (max(1, int(np.sum(counts == n))) for n in range(1, 5))
    ratio = ones / (ones + 2 * twos)
    off = [
        0,
        1 - 2 * ratio * twos / ones,
        2 - 3 * ratio * threes / twos,
        3 - 4 * ratio * fours / threes,
    ]
    # tiny texts can give nonsense; a count never falls to nothing and never grows
    return np.clip(off, 0.05, [0.05, 0.95, 1.9, 2.9])[np.minimum(counts, 3)]


def _estimate(ids: Counts, words: tuple[str, ...], capital: NDArray[np.float32]) -> Trigrams:
    """Interpolated Kneser-Ney, with triples that change little left out."""
    size = len(words) + RESERVED
    first, second, third = ids[:-2], ids[1:-1], ids[2:]
    pairs, pair_counts = np.unique(ids[:-1] << RADIX | ids[1:], return_counts=True)
    # nothing is remembered across the edge of a sentence
    within = second != BOUNDARY
    keys = ((first << RADIX | second) << RADIX | third)[within]
    triples, triple_counts = np.unique(keys, return_counts=True)

    low = (1 << RADIX) - 1
    before, word = pairs >> RADIX, pairs & low
    context = np.searchsorted(pairs, triples >> RADIX)
    inner = np.searchsorted(pairs, triples & ((1 << 2 * RADIX) - 1))
    last = triples & low

    # a lower order counts the different words before, not the uses; a sentence has one beginning
    different = np.maximum(np.bincount(inner, minlength=len(pairs)), 1)
    different = np.where(before == BOUNDARY, pair_counts, different)
    word_uses = np.bincount(word, minlength=size) + 0.5
    word_p: Scores = word_uses / word_uses.sum()
    pair_p = _interpolated(different, before, word_p[word], size)
    triple_p = _interpolated(triple_counts, context, pair_p[inner], len(pairs))

    spared = _left_over(triple_counts, context, len(pairs))[context] * pair_p[inner]
    gain = triple_counts * np.abs(np.log(triple_p / spared))
    kept = gain >= GAIN_AT_LEAST
    context, inner, last, triple_p = context[kept], inner[kept], last[kept], triple_p[kept]
    return Trigrams(
        words=words,
        word_score=_log(word_p),
        word_backoff=_log(_backoff(pair_p, word_p[word], before, size)),
        capital=capital,
        pairs=pairs,
        pair_score=_log(pair_p),
        pair_backoff=_log(_backoff(triple_p, pair_p[inner], context, len(pairs))),
        triples=context << RADIX | last,
        triple_score=_log(triple_p),
    )


def _left_over(counts: Counts, context: Counts, contexts: int) -> Scores:
    """(contexts,) the share that the discounts set free."""
    total = np.bincount(context, weights=counts, minlength=contexts)
    free = np.bincount(context, weights=_discounts(counts), minlength=contexts)
    return free / np.maximum(total, 1)


def _interpolated(counts: Counts, context: Counts, lower: Scores, contexts: int) -> Scores:
    total = np.bincount(context, weights=counts, minlength=contexts)
    free = _left_over(counts, context, contexts)[context]
    return (counts - _discounts(counts)) / total[context] + free * lower


def _backoff(p: Scores, lower: Scores, context: Counts, contexts: int) -> Scores:
    """(contexts,) what the lower order is multiplied by, so that each context sums to 1."""
    left = 1 - np.bincount(context, weights=p, minlength=contexts)
    lower_left = 1 - np.bincount(context, weights=lower, minlength=contexts)
    return np.clip(left, 1e-5, 1) / np.clip(lower_left, 1e-5, 1)


def _log(p: NDArray[np.floating]) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = np.log(p).astype(np.float32)
    return scores


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with retrieval/ and resolutions/")
    parser.add_argument("--output", type=Path, default=MODEL)
    parser.add_argument("--held-out", type=int, default=0, help="hundredths of the titles")
    arguments = parser.parse_args()
    model = count(texts(arguments.data, held_out=arguments.held_out))
    model.save(arguments.output)
    print(
        f"{arguments.output}: {len(model.words)} words, {len(model.pairs)} pairs, "
        f"{len(model.triples)} triples, {arguments.output.stat().st_size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()
