"""How often the encoder alone puts the right text first: see `--help`.

For choosing between checkpoints, not for reporting: each set is cut down so that one model takes a
minute or two, and a text is its first 800 characters. `hoidap eval` measures the whole product.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, load_encoder
from index.train.pairs import read_lines
from index.train.vocabulary import unmarked
from knowledge.text import syllables

_CHARACTERS = 800
_QUESTIONS = 300
_TEXTS = 800
_SHARE = 0.4  # of the encoder in the fused score


@dataclass(frozen=True)
class QuestionSet:
    """Questions, texts, and for each question the rows of the texts that answer it."""

    name: str
    questions: list[str]
    texts: list[str]
    right: list[set[int]]


def dev_set(folder: Path) -> QuestionSet:
    """An evaluation folder, cut down to a few questions, their texts and others by chance."""
    chance = random.Random(0)
    asked = list(read_lines(folder / "queries.jsonl.gz"))
    corpus = {text["id"]: text for text in read_lines(folder / "corpus.jsonl.gz")}
    asked = chance.sample(asked, min(_QUESTIONS, len(asked)))
    kept = dict.fromkeys(text for query in asked for text in query["relevant"])
    others = sorted(corpus.keys() - kept.keys())
    kept |= dict.fromkeys(chance.sample(others, min(_TEXTS - len(kept), len(others))))
    rows = {text: row for row, text in enumerate(kept)}
    return QuestionSet(
        folder.name,
        [query["text"] for query in asked],
        [f"{corpus[text]['title']}\n{corpus[text]['text']}" for text in kept],
        [{rows[text] for text in query["relevant"]} for query in asked],
    )


def general_set(path: Path) -> QuestionSet:
    """Encyclopaedia and news questions: the answering texts against all that stand beside them."""
    chance = random.Random(0)
    records = list(read_lines(path))
    texts = sorted({record["text"] for record in records})
    rows = {text: row for row, text in enumerate(texts)}
    right: dict[str, set[int]] = {}
    for record in records:
        if int(record["label"]):
            right.setdefault(record["question"], set()).add(rows[record["text"]])
    asked = chance.sample(sorted(right), min(_QUESTIONS, len(right)))
    return QuestionSet("general", asked, texts, [right[question] for question in asked])


def faq_set(path: Path) -> QuestionSet:
    """Questions of a commune's Q&A set, each with its answer."""
    with path.open(encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    return QuestionSet(
        "faq",
        [entry["question"] for entry in entries],
        [entry["answer"] for entry in entries],
        [{row} for row in range(len(entries))],
    )


def check(encoder: Encoder, sets: Sequence[QuestionSet]) -> dict[str, dict[str, float]]:
    """For each set and way of typing MRR@10 and, first, the share whose first text is right.

    The ways are: marked, lower case, unmarked; `fused` is marked, the encoder's scores and BM25's
    standardised over the texts and added up.
    """
    found: dict[str, dict[str, float]] = {}
    for one in sets:
        texts = encoder.encode_passages([text[:_CHARACTERS] for text in one.texts])
        figures = found[one.name] = {}
        for form, change in (("marked", str), ("lower", str.lower), ("unmarked", unmarked)):
            scores = encoder.encode_questions([change(text) for text in one.questions]) @ texts.T
            figures |= _figures(form, scores, one)
            if form == "marked":
                both = _SHARE * _standard(scores) + (1 - _SHARE) * _standard(_bm25(one))
                figures |= _figures("fused", both, one)
    return found


def _figures(form: str, scores: NDArray[np.float32], one: QuestionSet) -> dict[str, float]:
    order = np.argsort(-scores, axis=1)[:, :10]
    hits = np.array(
        [[row in right for row in rows] for rows, right in zip(order, one.right, strict=True)]
    )
    rank = np.where(hits.any(axis=1), 1 / (hits.argmax(axis=1) + 1), 0)
    return {form: float(hits[:, 0].mean()), f"{form} mrr": float(rank.mean())}


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = scores - scores.mean(axis=1, keepdims=True)
    return np.asarray(centred / (scores.std(axis=1, keepdims=True) + 1e-9), np.float32)


def _bm25(one: QuestionSet) -> NDArray[np.float32]:
    index = bm25s.BM25()
    index.index([syllables(text[:_CHARACTERS]) for text in one.texts], show_progress=False)
    return np.stack([index.get_scores(syllables(question)) for question in one.questions])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measures encoders on cut-down question sets.")
    parser.add_argument("models", nargs="+", help="folders, or built-in")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/retrieval"))
    given = parser.parse_args()
    measured = [dev_set(folder) for folder in sorted(given.data.glob("dev_*"))]
    measured.append(general_set(given.data / "answerability_dev.jsonl.gz"))
    measured.append(faq_set(given.data / "faq_commune_police.jsonl"))
    for model in given.models:
        for name, figures in check(load_encoder(model), measured).items():
            row = "  ".join(f"{form} {value:.3f}" for form, value in figures.items())
            print(f"{model}  {name}: {row}", flush=True)
