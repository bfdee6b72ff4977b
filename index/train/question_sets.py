"""Make evaluation folders for fitting out of training pairs.

    python -m index.train.question_sets ../shared/data/retrieval --out /tmp/sets

`train_pairs.jsonl.gz` gives statutes asked as questions, statutes asked by their headings, and
passages of regulations and an encyclopaedia; `answerability_train.jsonl.gz` gives questions of an
encyclopaedia. The sets that figures are reported on stay out of it.
"""

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

SETS = {
    "statute_questions": ("alqac22", "alqac23"),
    "statute_headings": ("phapdien",),
    "regulations": ("uit_reg",),
    "legal_advice": ("tvpl_qa",),
}
TEXTS = 1_500
"""Texts of a set at most; its questions are those whose texts are in it."""


def write(folder: Path, pairs: Iterable[tuple[str, tuple[str, str], bool]]) -> None:
    """An evaluation folder of (question, (title, text), whether it answers)."""
    numbers: dict[tuple[str, str], str] = {}
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    for question, text, answers in pairs:
        number = numbers.setdefault(text, str(len(numbers)))
        if answers:
            relevant[question].add(number)
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(
        folder / "corpus.jsonl",
        ({"id": i, "title": title, "text": text} for (title, text), i in numbers.items()),
    )
    _write_lines(
        folder / "queries.jsonl",
        (
            {"id": str(i), "text": question, "relevant": sorted(ids)}
            for i, (question, ids) in enumerate(relevant.items())
        ),
    )


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def of_pairs(pairs: Iterable[dict[str, Any]], name: str, folder: Path) -> None:
    """One of SETS, made of the pairs of its sources."""
    rows = [row for row in pairs if row["source"] in SETS[name]]
    kept = _some(rows, lambda row: str(row["passage"]))
    write(folder, ((row["query"], (row["title"], row["passage"]), True) for row in kept))


def of_answerability(file: Path, folder: Path) -> None:
    """The answered questions of a file of answerability, over all its texts."""
    rows = read_lines(file)
    write(folder, ((row["question"], ("", row["text"]), bool(row["label"])) for row in rows))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _some(rows: list[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> list[dict[str, Any]]:
    """The rows of so many keys, chosen by chance, in a mixed order."""
    chance = random.Random(1)
    keys = sorted({key(row) for row in rows})
    chosen = set(chance.sample(keys, min(TEXTS, len(keys))))
    kept = [row for row in rows if key(row) in chosen]
    chance.shuffle(kept)
    return kept


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every set."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("data", type=Path, help="the folder of the pairs")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    pairs = list(read_lines(options.data / "train_pairs.jsonl.gz"))
    for name in SETS:
        of_pairs(pairs, name, options.out / name)
    of_answerability(options.data / "answerability_train.jsonl.gz", options.out / "encyclopaedia")


if __name__ == "__main__":
    main()
