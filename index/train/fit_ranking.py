r"""Fit the weights of the ranking: `index/models/ranking.json`.

    python -m index.train.question_sets ../shared/data/retrieval --out /tmp/sets
    real="../shared/data/seeds ../shared/data/resolutions"
    python -m index.train.fit_ranking /tmp/sets/* --cache /tmp/vectors \
        --asked tests/questions/published_tune.jsonl bot/sample tests/questions/published \
        --asked tests/questions/offices_tune.jsonl bot/sample tests/questions/offices \
        --asked tests/questions/near_tune.jsonl $real --asked tests/questions/deep_tune.jsonl $real

`--asked` names a file of questions (tests/questions/README.md) and the documents that they are
asked of; the texts that answer are those in which a wanted wording stands. What is written lies
halfway between the weights fitted without those and with them: our questions are of one kind, and
the order of the best ones of another must not pay for it. Candidates come from
the product's own search. The weights are those under which the texts that answer get the greatest
share of a soft choice among the candidates of a question, over all sets
together. Each set is also ranked by weights that were fitted without it, so that the printed
figures say what to expect of texts of another kind.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.encoder import Encoder, load_encoder
from index.evaluate import Query, QuestionSet, measure
from index.features import NAMES
from index.marks import Restorer
from index.ranking import WEIGHTS, Ranker, by_hand
from index.search import Asked, Search
from index.train.fit_confidence import snapshot_of
from index.typed import understand
from index.vectors import VectorStore
from knowledge.records import StoredFaq
from knowledge.text import unmarked

MODES: Final = ("marked", "unmarked")
L2: Final = 0.01
MOST: Final = 500
"""Questions of a set at most."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question with its candidates.

    Attributes:
        query: From the set.
        table: (n, F) features.
        texts: The text of each candidate.
    """

    query: Query
    table: NDArray[np.float32]
    texts: list[str]

    @property
    def right(self) -> NDArray[np.bool_]:
        """(n,) which candidates answer."""
        return np.asarray([text in self.query.relevant for text in self.texts])


def gather(
    questions: QuestionSet, search: Search, encoder: Encoder, restorer: Restorer, mode: str
) -> list[Ask]:
    """The candidates of each question, as the product finds them."""
    asks = []
    for query in questions.queries[:MOST]:
        text = unmarked(query.text).lower() if mode == "unmarked" else query.text
        asked = Asked.of(understand(text, restorer))
        rows, _, table = search.candidates(asked, encoder.encode_questions(asked.readings))
        texts = [questions.texts[number].id for number in search.rows.groups[rows]]
        asks.append(Ask(query, table, texts))
    return asks


def gather_asked(file: Path, search: Search, restorer: Restorer, mode: str) -> list[Ask]:
    """The candidates of each question of a file that stands by itself and has an answer."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["answered"] and len(row["turns"]) == 1]
    said = [
        (one.answer if isinstance(one, StoredFaq) else f"{one.lead}\n{one.text}").casefold()
        for one in map(search.rows.__getitem__, range(len(search.rows)))
    ]
    asks = []
    for row in random.Random(0).sample(rows, min(MOST, len(rows))):
        wanted = [wording.casefold() for wording in row["any_of"]]
        text = unmarked(row["turns"][0]).lower() if mode == "unmarked" else row["turns"][0]
        asked = Asked.of(understand(text, restorer))
        found, _, table = search.candidates(asked, search.encoded([asked])[0])
        right = {str(at) for at in found if any(wording in said[at] for wording in wanted)}
        query = Query(row["id"], text, frozenset(right))
        asks.append(Ask(query, table, list(map(str, found))))
    return asks


def fit(sets: Mapping[str, Sequence[Ask]]) -> Ranker:
    """The best weights over all sets, each weighing the square root of its questions."""
    asks = [(ask, 1 / np.sqrt(len(of_set))) for of_set in sets.values() for ask in of_set]
    asks = [(ask, worth) for ask, worth in asks if ask.right.any() and not ask.right.all()]
    table = np.concatenate([ask.table for ask, _ in asks]).astype(np.float64)
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    table = (table - mean) / scale
    right = np.concatenate([ask.right for ask, _ in asks])
    sizes = np.asarray([len(ask.texts) for ask, _ in asks])
    starts = np.cumsum(sizes) - sizes
    weight = np.asarray([worth for _, worth in asks])
    weight /= weight.sum()

    def loss(linear: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = table @ linear
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        odds = np.exp(scores)
        every = np.add.reduceat(odds, starts)
        chosen = np.add.reduceat(odds * right, starts)
        value = float(weight @ (np.log(every) - np.log(chosen + 1e-12)))
        pull = odds / np.repeat(every, sizes) - odds * right / np.repeat(chosen + 1e-12, sizes)
        gradient = table.T @ (pull * np.repeat(weight, sizes)) + 2 * L2 * linear
        return value + L2 * float(linear @ linear), gradient

    found = minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B")
    return Ranker(mean.astype(np.float32), scale.astype(np.float32), found.x.astype(np.float32))


def halfway(one: Ranker, other: Ranker) -> Ranker:
    """The mean of two rankers' weights, each feature in its own units."""
    linear = (one.linear / one.scale + other.linear / other.scale) / 2
    return Ranker(other.mean, other.scale, (linear * other.scale).astype(np.float32))


def figures(asks: Sequence[Ask], ranker: Ranker) -> str:
    """Acc@1 and Recall@5 of a ranking."""
    ranked = []
    for ask in asks:
        order = np.argsort(-ranker.scores(ask.table), kind="stable")
        ranked.append(list(dict.fromkeys(ask.texts[i] for i in order)))
    found = measure(ranked, [ask.query for ask in asks])
    return f"{found['acc1']:.3f} {found['recall5']:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather, fit, write."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("sets", type=Path, nargs="+", help="evaluation folders")
    parser.add_argument(
        "--asked", type=Path, nargs="+", action="append", default=[], metavar="FILE LIBRARY"
    )
    parser.add_argument("--cache", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    encoder, restorer = load_encoder(), Restorer.load()
    store = VectorStore(options.cache, encoder)
    asks: dict[str, dict[str, list[Ask]]] = {mode: {} for mode in MODES}
    for folder in options.sets:
        questions = QuestionSet.read(folder)
        # whatever weights there are may be of other features
        start = dict.fromkeys(MODES, by_hand())
        search = Search.build(questions.snapshot(), encoder, store, ranker=start)
        for mode in MODES:
            asks[mode][folder.name] = gather(questions, search, encoder, restorer, mode)
        print(folder.name, len(search.rows), "passages", flush=True)
    for file, *library in options.asked:
        start = dict.fromkeys(MODES, by_hand())
        search = Search.build(snapshot_of(library), encoder, store, ranker=start)
        for mode in MODES:
            asks[mode][file.stem] = gather_asked(file, search, restorer, mode)
        print(file.stem, len(search.rows), "texts", flush=True)
    fitted = {}
    for mode in MODES:
        print(f"{mode}: Acc@1 and Recall@5 by hand | fitted without this set | with it")
        fitted[mode] = fit(asks[mode])
        if options.asked:
            foreign = {folder.name: asks[mode][folder.name] for folder in options.sets}
            fitted[mode] = halfway(fit(foreign), fitted[mode])
        for name, of_set in asks[mode].items():
            rest = {other: kept for other, kept in asks[mode].items() if other != name}
            without = figures(of_set, fit(rest)) if rest else ""
            print(f"  {name}: {figures(of_set, by_hand())} | {without} | ", end="")
            print(figures(of_set, fitted[mode]), flush=True)
        weights = dict(zip(NAMES, fitted[mode].linear.round(2).tolist(), strict=True))
        print("  ", weights)
    data = {mode: ranker.to_json() for mode, ranker in fitted.items()}
    options.out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
