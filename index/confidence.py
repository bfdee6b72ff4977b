"""From evidence to a probability: logistic regression, fitted by `index.train.fit_confidence`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Final, Literal

from index.evidence import Evidence

WEIGHTS: Final = Path(__file__).parent / "models" / "confidence.json"
READING: Final = WEIGHTS.with_name("reading.json")
THRESHOLD: Final = 0.4
"""An answer is given from this probability on."""

SURELY_NOT: Final = 1e-4
"""The least probability that evidence leaves."""

Of = Literal["passage", "faq"]


@dataclass(frozen=True, slots=True)
class Confidence:
    """The probability that a text answers a question, from the evidence."""

    bias: float
    weights: Mapping[str, float]

    def __call__(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        return _probability(self.bias + _weighed(self.weights, evidence))


def log_odds(probability: float) -> float:
    """In nats; as large as evidence allows at most."""
    held = min(max(probability, SURELY_NOT), 1 - SURELY_NOT)
    return log(held / (1 - held))


@dataclass(frozen=True, slots=True)
class Reading:
    """The probability that a quote answers once it was read together with the question.

    Attributes:
        bias: Log-odds, in nats, where nothing says anything.
        before: What a nat of the log-odds before reading is worth.
        answers: The same of the reader's.
        weights: What each item of evidence is worth beside them: what reading tells by itself
            (whether the words are there) counts less now, what it does not see counts on.
    """

    bias: float
    before: float
    answers: float
    weights: Mapping[str, float]

    def __call__(self, probability: float, answers: float, held: Evidence) -> float:
        """From the probability before, the reader's log-odds and the evidence."""
        score = self.bias + self.before * log_odds(probability) + self.answers * answers
        return _probability(score + _weighed(self.weights, held))


def _weighed(weights: Mapping[str, float], evidence: Evidence) -> float:
    return sum(weight * float(getattr(evidence, name)) for name, weight in weights.items())


def _probability(score: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def readings() -> dict[Of, Reading]:
    """Those fitted by `index.train.fit_reading`, for passages and for FAQ entries."""
    data = json.loads(READING.read_text(encoding="utf-8"))
    return {of: Reading(**data[of]) for of in ("passage", "faq")}


@cache
def confidences() -> dict[Of, Confidence]:
    """The fitted ones, for passages and for FAQ entries."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {of: Confidence(data[of]["bias"], data[of]["weights"]) for of in ("passage", "faq")}
