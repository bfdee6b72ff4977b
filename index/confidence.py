"""From evidence to a probability: logistic regression, fitted by `index.train.fit_confidence`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Final, Literal

from index.evidence import Evidence

WEIGHTS: Final = Path(__file__).parent / "models" / "confidence.json"
THRESHOLD: Final = 0.4
"""An answer is given from this probability on."""

Of = Literal["passage", "faq"]


@dataclass(frozen=True, slots=True)
class Confidence:
    """The probability that a text answers a question, from the evidence."""

    bias: float
    weights: Mapping[str, float]

    def __call__(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        score = self.bias + sum(
            weight * getattr(evidence, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def confidences() -> dict[Of, Confidence]:
    """The fitted ones, for passages and for FAQ entries."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {of: Confidence(data[of]["bias"], data[of]["weights"]) for of in ("passage", "faq")}
