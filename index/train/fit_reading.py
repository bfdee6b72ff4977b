"""Fit what reading adds to the evidence: `index/models/reading.json`.

    python -m index.train.fit_reading QUESTIONS --held-out FOLD FOLDS

The reader that ships was trained without that fold of the questions (`train_reader --without`), so
that it is judged here on documents that it has not seen.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.answer import READ
from index.confidence import READING, THRESHOLD, log_odds
from index.reader import MODEL, OnnxReader
from index.train.read_questions import Asked, read_asked

L2: Final = 1e-4
SHIFT: Final = 1.2
"""Added to the bias: an answer lost costs more than one that should not have been given."""


def fit(questions: Sequence[Asked], answers: Sequence[NDArray[np.float32]]) -> dict[str, float]:
    """Weights that make the right choice likely: one of the candidates that answer, or none
    (conditional logit, McFadden 1973), "none" being worth the threshold.

    Args:
        questions: With their candidates.
        answers: Of each question (candidates up to READ,) the reader's log-odds.
    """
    tables = [
        np.column_stack(
            [
                [log_odds(one.probability) for one in asked.candidates[:READ]],
                read,
                np.ones(len(read)),
            ]
        )
        for asked, read in zip(questions, answers, strict=True)
    ]
    right = [
        np.asarray([one.right for one in asked.candidates[:READ]], bool) for asked in questions
    ]
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

    found = minimize(loss, np.zeros(3), jac=True, method="L-BFGS-B").x
    return {
        "before": round(float(found[0]), 4),
        "answers": round(float(found[1]), 4),
        "bias": round(float(found[2]) + SHIFT, 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path, help="what read_questions wrote")
    parser.add_argument("--held-out", type=int, nargs=2, required=True, metavar=("FOLD", "FOLDS"))
    parser.add_argument("--reader", type=Path, default=MODEL, help="exported")
    parser.add_argument("--out", type=Path, default=READING)
    options = parser.parse_args(arguments)
    fold, folds = options.held_out
    questions = [one for one in read_asked(options.questions) if one.fold(folds) == fold]
    reader = OnnxReader(options.reader)
    answers = [
        reader.read([(each.question, each.text) for each in one.candidates[:READ]])
        for one in questions
    ]
    found = fit(questions, answers)
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
