"""Groups of one question, a text that answers it and near ones that do not, to train the reader.

Texts are cut as quotes are: whole lines up to a length. The near ones are those of other passages
that share the most telling words with the question; of some questions a place, a year or a number
is changed, so that the same text answers no longer.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from index.names import bare_words
from index.train.fit_confidence import other_questions
from index.train.pairs import Pair, read_lines, training_pairs

SHORTEST: Final = 200
LONGEST: Final = 700
"""Characters of a text, the limit drawn between the two."""
NEAR: Final = 3
"""Near texts in a group."""
AMONG: Final = 25
"""Nearest texts that they are drawn from."""
TWIN: Final = 0.8
"""The cosine of words from which on two texts say the same."""
CHANGED: Final = 0.35
"""The share of questions of which a changed one is asked too."""
HEADINGS: Final = 0.35
"""The share of the statutes asked by their headings that is taken."""
TITLED: Final = 0.6
"""The share of texts that stand below their title."""


@dataclass(frozen=True, slots=True)
class Read:
    """A question held against a text.

    Attributes:
        question: What is asked.
        text: What is read.
        answers: Whether it does.
        group: Texts of one question bear the same number.
        before: Log-odds that it answers before it is read; the reader learns what is to be added.
    """

    question: str
    text: str
    answers: bool
    group: int
    before: float = 0.0


def cut(text: str, longest: int) -> list[str]:
    """A text in pieces of whole lines or sentences, each of so many characters at most."""
    pieces: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        for part in _sentences(line, longest):
            if pieces and len(pieces[-1]) + len(part) < longest:
                pieces[-1] += f"\n{part}"
            else:
                pieces.append(part)
    return pieces


def _sentences(line: str, longest: int) -> Iterator[str]:
    while len(line) > longest:
        end = max(line.rfind(mark, 0, longest) for mark in (". ", "; ", ", ", " "))
        end = end if end > 0 else longest - 1
        yield line[: end + 1].strip()
        line = line[end + 1 :]
    yield line.strip()


def groups(data: Path, *, seed: int = 0) -> list[list[Read]]:
    """Every group, in a mixed order.

    Args:
        data: The folder of `train_pairs.jsonl.gz` and `answerability_train.jsonl.gz`.
        seed: Of every choice made by chance.
    """
    chance = random.Random(seed)
    pairs = [
        pair
        for pair in training_pairs(data, seed=seed)
        if pair.source != "phapdien" or chance.random() < HEADINGS
    ]
    made = [*_of_pairs(pairs, chance), *_of_answerability(data, len(pairs))]
    chance.shuffle(made)
    return made


def _of_pairs(pairs: Sequence[Pair], chance: random.Random) -> Iterator[list[Read]]:
    texts, of_pair = _texts(pairs, chance)
    vectorizer = TfidfVectorizer(analyzer=bare_words, sublinear_tf=True, min_df=2, max_df=0.3)
    rows: csr_matrix = vectorizer.fit_transform(texts).tocsr()
    asked: csr_matrix = vectorizer.transform(pair.question for pair in pairs).tocsr()
    columns = rows.T.tocsr()
    for number, pair in enumerate(pairs):
        scores = np.asarray((asked[number] @ columns).todense()).ravel()
        own = np.flatnonzero(of_pair == number)
        if not len(own):
            continue
        right = int(own[scores[own].argmax()])
        alike = np.asarray((rows[right] @ columns).todense()).ravel()
        scores[(of_pair == number) | (alike > TWIN)] = -1
        nearest = np.argpartition(-scores, AMONG)[:AMONG]
        near = chance.sample(nearest.tolist(), NEAR)
        question = _asked(pair.question, chance)
        group = [Read(question, texts[right], True, number)]
        group += [Read(question, texts[row], False, number) for row in near]
        if chance.random() < CHANGED:
            others = other_questions(pair.question, chance)
            group += [Read(one, texts[right], False, -1) for one, _ in others[:1]]
        yield group


def _texts(pairs: Iterable[Pair], chance: random.Random) -> tuple[list[str], np.ndarray]:
    """The pieces of all passages, and of which pair each is."""
    texts: list[str] = []
    of_pair: list[int] = []
    seen: set[str] = set()
    for number, pair in enumerate(pairs):
        if pair.passage_key in seen:
            continue
        seen.add(pair.passage_key)
        titled = chance.random() < TITLED and pair.title != pair.question
        for piece in cut(pair.passage, chance.randint(SHORTEST, LONGEST)):
            texts.append(f"{pair.title}\n{piece}" if titled else piece)
            of_pair.append(number)
    return texts, np.asarray(of_pair)


def _asked(question: str, chance: random.Random) -> str:
    return question.lower().rstrip("?. ") if chance.random() < 0.2 else question


def _of_answerability(data: Path, first: int) -> Iterator[list[Read]]:
    of_question: dict[str, list[tuple[str, bool]]] = {}
    for row in read_lines(data / "answerability_train.jsonl.gz"):
        of_question.setdefault(row["question"], []).append((row["text"], bool(row["label"])))
    for number, (question, texts) in enumerate(of_question.items(), first):
        yield [Read(question, text[:LONGEST], right, number) for text, right in texts[: NEAR + 2]]
