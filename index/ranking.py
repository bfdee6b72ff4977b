"""The order of candidates: weights over `index/features.py`, fitted by `index.train.fit_ranking`.

Two sets of weights, because a question typed without marks can trust its marks less.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from index.features import NAMES

WEIGHTS: Final = Path(__file__).parent / "models" / "ranking.json"


@dataclass(frozen=True, slots=True)
class Ranker:
    """A linear score over the features of a candidate.

    Attributes:
        mean, scale: (F,) what the features are brought to mean 0 and deviation 1 with.
        linear: (F,) weights.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    linear: NDArray[np.float32]

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) the higher, the better; log-odds up to a constant within one question."""
        return np.asarray((features - self.mean) / self.scale @ self.linear, np.float32)

    @classmethod
    def from_json(cls, data: dict[str, list[object]]) -> Self:
        """Raises ValueError where the file is of other features than the code."""
        if data["features"] != list(NAMES):
            raise ValueError("the ranking weights are of other features: fit them again")
        return cls(*(np.asarray(data[name], np.float32) for name in ("mean", "scale", "linear")))

    def to_json(self) -> dict[str, list[object]]:
        """The same numbers, four significant digits each."""

        def short(values: NDArray[np.float32]) -> list[object]:
            return [float(f"{value:.4g}") for value in values.ravel()]

        return {
            "features": list(NAMES),
            "mean": short(self.mean),
            "scale": short(self.scale),
            "linear": short(self.linear),
        }


def by_hand() -> Ranker:
    """Standardised scores, 0.6 words and 0.4 encoder: where fitting starts from."""
    linear = np.zeros(len(NAMES), np.float32)
    for name, weight in (("marked", 0.35), ("bare", 0.1), ("pairs", 0.2), ("dense", 0.4)):
        linear[NAMES.index(name)] = weight
    return Ranker(np.zeros_like(linear), np.ones_like(linear), linear)


@cache
def rankers() -> dict[str, Ranker]:
    """The fitted rankers: "marked" and "unmarked"."""
    if not WEIGHTS.exists():
        return {"marked": by_hand(), "unmarked": by_hand()}
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {name: Ranker.from_json(data[name]) for name in ("marked", "unmarked")}
