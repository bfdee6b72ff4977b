"""Averages the weights of two readers of which one was trained from the other.

What the second learned last costs less of what the first knew (Wortsman et al. 2022, model soups).

    python -m index.train.average_readers FIRST SECOND OUT --share 0.7
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from index.train.train_reader import load, save


def main(arguments: Sequence[str] | None = None) -> None:
    """Average and write."""
    parser = argparse.ArgumentParser(description="Averages two readers.")
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="the second's share")
    options = parser.parse_args(arguments)
    (first, _), (second, tokenizer) = load(options.first), load(options.second)
    own = first.state_dict()
    with torch.no_grad():
        for name, weight in second.state_dict().items():
            if weight.is_floating_point():
                weight.lerp_(own[name], 1 - options.share)
    save(second, tokenizer, options.out)


if __name__ == "__main__":
    main()
