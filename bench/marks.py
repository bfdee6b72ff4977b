"""How well marks are put back, on questions and articles that the counts have not seen.

python -m index.train.count_syllables ../shared/data --held-out 2 --output /tmp/held.npz
python -m bench.marks ../shared/data --model /tmp/held.npz --held-out 2
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from index.marks import MODEL, Restorer
from index.train.count_syllables import is_held_out
from index.trigrams import TOKEN, spelt
from knowledge.letters import has_marks, normalise, unmarked


def lines(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    for row in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        yield json.loads(row)


def sets(data: Path, held_out: int) -> dict[str, list[str]]:
    """Texts with marks, by the set's name."""
    retrieval, quiz = data / "retrieval", data / "quiz"
    found = {
        "train, held out": [
            pair["query"]
            for pair in lines(retrieval / "train_pairs.jsonl.gz")
            if is_held_out(pair["title"] or pair["passage"], held_out)
        ],
        "dev_tvpl": [q["text"] for q in lines(retrieval / "dev_tvpl" / "queries.jsonl.gz")],
        "dev_alqac": [q["text"] for q in lines(retrieval / "dev_alqac" / "queries.jsonl.gz")],
        "commune police": [q["question"] for q in lines(retrieval / "faq_commune_police.jsonl")],
        "encyclopaedia": sorted(
            {q["question"] for q in lines(retrieval / "answerability_dev.jsonl.gz")}
        ),
        "party quiz": [q["question"] for q in lines(quiz / "quiz_party.jsonl.gz")],
        "school quiz": [q["question"] for q in lines(quiz / "vnhsge.jsonl.gz")],
        "newspaper": [
            line
            for path in sorted((data / "seeds").glob("*.txt"))
            for line in path.read_text(encoding="utf-8").splitlines()
            if len(line.split()) > 4
        ],
    }
    shuffled = random.Random(1)
    for texts in found.values():
        shuffled.shuffle(texts)
    return {name: [t for t in texts if has_marks(t)] for name, texts in found.items()}


def partly(text: str, share: float, chance: random.Random) -> str:
    """The text with that share of its words typed without marks."""
    return " ".join(unmarked(w) if chance.random() < share else w for w in text.split(" "))


def measure(
    restorer: Restorer, texts: list[str], share: float, keep_case: bool
) -> dict[str, float]:
    right = total = whole = second = 0
    seconds = 0.0
    chance = random.Random(2)
    for text in texts:
        text = normalise(text)
        typed = partly(text, share, chance)
        started = time.process_time()
        readings = restorer.restore(typed if keep_case else typed.lower(), 3)
        seconds += time.process_time() - started
        gold = [spelt(token[0]) for token in TOKEN.finditer(text)]
        got = [[spelt(token[0]) for token in TOKEN.finditer(r.text)] for r in readings]
        letters = [i for i, token in enumerate(TOKEN.finditer(text)) if token.lastgroup == "word"]
        right += sum(gold[i] == got[0][i] for i in letters)
        total += len(letters)
        whole += gold == got[0]
        second += gold in got
    n = len(texts)
    return {
        "syllables": right / total,
        "questions": whole / n,
        "in 3": second / n,
        "CPU ms": 1000 * seconds / n,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--limit", type=int, default=600)
    parser.add_argument("--share", type=float, default=1.0, help="of the words lose their marks")
    parser.add_argument("--keep-case", action="store_true")
    parser.add_argument("--learn", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    started = time.process_time()
    restorer = Restorer.load(arguments.model)
    print(f"loaded in {time.process_time() - started:.3f} s")
    if arguments.learn:
        started = time.process_time()
        restorer.learn(path.read_text(encoding="utf-8") for path in arguments.learn)
        print(f"learned in {time.process_time() - started:.3f} s")
    for name, texts in sets(arguments.data, arguments.held_out).items():
        if texts:
            figures = measure(
                restorer, texts[: arguments.limit], arguments.share, arguments.keep_case
            )
            print(f"{name:16}", *(f"{key} {value:.4f}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
