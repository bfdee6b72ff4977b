"""What finds the text that answers: words, meaning, both fused, ours; `python -m bench.answers`.

Every row is one question set asked with its marks or without. "words" is BM25 over syllables and
pairs of them, marked or bare as the question is; "encoder" the built-in model on the question as
typed; "equal" both by reciprocal rank (k = 60); "ours" the product's search. Without --sets every
set under `../shared/data/retrieval` is asked that says which text answers: two development sets,
the regulations among the training pairs, and the answerability questions. Vectors are kept under
--cache.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from index.encoder import Encoder, load_encoder
from index.evaluate import DEPTH, QuestionSet, evaluate, measure
from index.marks import Restorer
from index.search import MIXES, Asked, Search
from index.train import question_sets
from index.typed import understand
from index.vectors import VectorStore
from knowledge.text import unmarked

RETRIEVAL: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "retrieval"
K: Final = 60
"""Of reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009."""
ROWS: Final = 5 * DEPTH
LEGS: Final = ("words", "encoder", "equal", "ours")
FIGURES: Final = {"acc1": "Acc@1", "recall5": "Recall@5", "mrr10": "MRR@10"}

Table = dict[str, dict[str, float]]
"""Figures by their name, by the leg's name."""


def words(search: Search, question: str) -> list[int]:
    """Rows by BM25 alone, best first."""
    asked = Asked.plain(question)
    mix = MIXES["marked" if asked.has_marks else "unmarked"]
    rows, _ = search.lexical.top(search.lexical.terms(question, question), ROWS, mix=mix)
    return [int(row) for row in rows]


def meaning(search: Search, question: str) -> list[int]:
    """Rows by the encoder alone, best first."""
    vectors = search.encoder.encode_questions([question])
    rows = search.vectors.search(vectors, min(ROWS, len(search.rows)))[1][0]
    return [int(row) for row in rows if row >= 0]


def equal(search: Search, question: str) -> list[int]:
    """Rows by both, each worth 1 / (K + its rank)."""
    worth: defaultdict[int, float] = defaultdict(float)
    for leg in (words(search, question), meaning(search, question)):
        for rank, row in enumerate(leg, 1):
            worth[row] += 1 / (K + rank)
    return sorted(worth, key=lambda row: -worth[row])


def texts(rows: Iterable[int], search: Search, questions: QuestionSet) -> list[str]:
    """The ids of the texts that rows belong to, each once."""
    numbers = dict.fromkeys(int(search.rows.groups[row]) for row in rows)
    return [questions.texts[number].id for number in numbers]


def compare(questions: QuestionSet, encoder: Encoder, cache: Path, *, bare: bool) -> Table:
    """Figures of each leg, by its name."""
    search = Search.build(questions.snapshot(), encoder, VectorStore(cache, encoder))
    restorer = Restorer.load()
    restorer.learn(f"{text.title}\n{text.text}" for text in questions.texts)
    asked = [unmarked(q.text) if bare else q.text for q in questions.queries]
    legs: dict[str, Callable[[Search, str], Sequence[int]]] = {
        "words": words,
        "encoder": meaning,
        "equal": equal,
    }
    figures = {
        name: measure([texts(leg(search, q), search, questions) for q in asked], questions.queries)
        for name, leg in legs.items()
    }
    ours = evaluate(
        questions,
        search,
        unmarked_questions=bare,
        ask=lambda text: Asked.of(understand(text, restorer)),
    )
    figures["ours"] = {name: getattr(ours, name) for name in FIGURES} | {"ms": ours.ms}
    return {name: {key: value[key] for key in FIGURES} for name, value in figures.items()}


def markdown(results: dict[str, Table]) -> str:
    """A row a set and way of typing; in each cell Acc@1, Recall@5 and MRR@10."""
    lines = [["set", *LEGS], ["---"] * (1 + len(LEGS))]
    for name, table in results.items():
        best = {key: max(table[leg][key] for leg in LEGS) for key in FIGURES}
        cells = [
            " / ".join(
                f"**{table[leg][key]:.3f}**"
                if table[leg][key] >= best[key]
                else f"{table[leg][key]:.3f}"
                for key in FIGURES
            )
            for leg in LEGS
        ]
        lines.append([name, *cells])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def every_set(scratch: Path) -> list[Path]:
    """The folders of every set; those that are no folder yet are made under `scratch`."""
    made = {name: scratch / name for name in ("regulations", "ency_train", "ency_dev")}
    pairs = question_sets.read_lines(RETRIEVAL / "train_pairs.jsonl.gz")
    question_sets.of_pairs(pairs, "regulations", made["regulations"])
    for half in ("train", "dev"):
        file = RETRIEVAL / f"answerability_{half}.jsonl.gz"
        question_sets.of_answerability(file, made[f"ency_{half}"])
    return [*made.values(), RETRIEVAL / "dev_alqac", RETRIEVAL / "dev_tvpl"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, nargs="+", help="folders with corpus and queries")
    parser.add_argument("--cache", type=Path, help="where vectors are kept from run to run")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    results: dict[str, Table] = {}
    with TemporaryDirectory() as scratch:
        for folder in options.sets or every_set(Path(scratch)):
            questions = QuestionSet.read(folder)
            for bare in (False, True):
                name = f"{folder.name}, {'without' if bare else 'with'} marks"
                results[name] = compare(
                    questions, encoder, options.cache or Path(scratch), bare=bare
                )
    print(json.dumps(results) if options.json else markdown(results))


if __name__ == "__main__":
    main()
