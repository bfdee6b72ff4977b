"""Fit what reading adds to the evidence: `index/models/reading.json`.

    python -m index.train.fit_reading QUESTIONS... --held-out FOLD FOLDS --whole MORE

The reader that ships was trained without that fold of the questions (`train_reader --without`), so
that it is judged here on documents that it has not seen. Those of `--whole` bring in what the fold
lacks: entries asked in their own words and in others, and questions that nothing answers.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.answer import in_reach
from index.confidence import READING, THRESHOLD, Of, log_odds
from index.evidence import Evidence
from index.reader import MODEL, OnnxReader
from index.train.fit_confidence import DOUBTS
from index.train.read_questions import Asked, read_asked

NAMES: Final = tuple(field.name for field in fields(Evidence))
KINDS: Final[tuple[Of, Of]] = ("passage", "faq")
BLOCK: Final = 3 + len(NAMES)
"""Features of a candidate of one kind: 1, the log-odds before reading and of reading, evidence."""
CONSTANT: Final = 1e-9
L2: Final = 1e-3
"""On weights of features that vary by one."""
SHIFT: Final[dict[Of, float]] = {"passage": 0.6, "faq": 0.7}
"""Added to the bias: an answer lost costs more than one that should not have been given; less so of
an entry, which is offered all the same."""


def fit(questions: Sequence[Asked], answers: Sequence[NDArray[np.float32]]) -> dict[Of, Any]:
    """Weights that make the right choice likely: one of the candidates that answer, or none
    (conditional logit, McFadden 1973), "none" being worth the threshold.

    Args:
        questions: With their candidates.
        answers: Of each question (candidates,) the reader's log-odds.

    Returns:
        What `confidence.Reading` takes, of each kind of text.
    """
    tables = [_features(asked, read) for asked, read in zip(questions, answers, strict=True)]
    every = np.vstack(tables)
    mean, spread = np.zeros(2 * BLOCK), np.ones(2 * BLOCK)
    for start in (0, BLOCK):
        rows = every[every[:, start] == 1, start : start + BLOCK]
        if len(rows):
            mean[start + 1 : start + BLOCK] = rows.mean(0)[1:]
            spread[start + 1 : start + BLOCK] = rows.std(0)[1:]
    spread[spread < CONSTANT] = np.inf  # tells nothing apart
    tables = [(table - _own(table) * mean) / spread for table in tables]
    right = [np.asarray([one.right for one in asked.candidates], bool) for asked in questions]
    bar = log_odds(THRESHOLD)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, gradient = L2 * float(weights @ weights), 2 * L2 * weights
        for table, answering in zip(tables, right, strict=True):
            scores = table @ weights
            every = np.logaddexp.reduce(np.append(scores, bar))
            chance = np.exp(scores - every)
            chosen = np.logaddexp.reduce(scores[answering]) if answering.any() else bar
            value += float(every - chosen) / len(tables)
            gradient += table.T @ chance / len(tables)
            if answering.any():
                gradient -= table[answering].T @ np.exp(scores[answering] - chosen) / len(tables)
        return value, gradient

    free: tuple[float | None, float | None] = (None, None)
    # near misses of entries share their words: without signs, sharing words would count against
    signs = [
        free if name == "words" else (None, 0) if name in DOUBTS else (0, None) for name in NAMES
    ]
    bounds = [free] * BLOCK + [free, (0, None), (0, None), *signs]
    nothing = np.zeros(2 * BLOCK)
    found = minimize(loss, nothing, jac=True, bounds=bounds, method="L-BFGS-B").x / spread
    fitted: dict[Of, Any] = {}
    for of, start in zip(KINDS, (0, BLOCK), strict=True):
        own = slice(start, start + BLOCK)
        _, before, reads, *weights = (round(float(weight), 4) for weight in found[own])
        bias = found[start] + SHIFT[of] - float(found[own] @ mean[own])
        held = {name: weight for name, weight in zip(NAMES, weights, strict=True) if weight}
        fitted[of] = {
            "bias": round(bias, 4),
            "before": before,
            "answers": reads,
            "weights": held,
        }
    return fitted


def _features(asked: Asked, answers: NDArray[np.float32]) -> NDArray[np.float64]:
    """(candidates, 2 BLOCK): each candidate's features in the columns of its kind."""
    table = np.zeros((len(asked.candidates), 2 * BLOCK))
    for row, one, answer in zip(table, asked.candidates, answers.tolist(), strict=True):
        start = BLOCK * KINDS.index(one.of)
        held = (one.evidence[name] for name in NAMES)
        row[start : start + BLOCK] = [1.0, log_odds(one.probability), answer, *held]
    return table


def _own(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """(candidates, 2 BLOCK): 1 in the columns of each candidate's kind."""
    return np.repeat(table[:, [0, BLOCK]], BLOCK, axis=1)


def read_of(asked: Asked) -> Asked:
    """A question with those of its candidates that are read."""
    likely = [one.probability for one in asked.candidates if one.of == "passage"]
    best = max(likely, default=0.0)
    read = [one for one in asked.candidates if one.of == "faq" or in_reach(one.probability, best)]
    return replace(asked, candidates=read)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path, nargs="+", help="what read_questions wrote")
    parser.add_argument("--held-out", type=int, nargs=2, required=True, metavar=("FOLD", "FOLDS"))
    parser.add_argument(
        "--whole",
        type=Path,
        nargs="*",
        default=[],
        help="files taken whole; one that is named twice weighs twice",
    )
    parser.add_argument("--reader", type=Path, default=MODEL, help="exported")
    parser.add_argument("--out", type=Path, default=READING)
    options = parser.parse_args(arguments)
    fold, folds = options.held_out
    asked = [one for file in options.questions for one in read_asked(file)]
    held = [one for one in asked if one.fold(folds) == fold]
    held += [one for file in options.whole for one in read_asked(file)]
    questions = [one for one in map(read_of, held) if one.candidates]
    reader = OnnxReader(options.reader)
    answers = [
        reader.read([(each.question, each.text) for each in one.candidates]) for one in questions
    ]
    found = fit(questions, answers)
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
