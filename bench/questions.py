"""The project's own questions, asked of the product; `python -m bench.questions`.

The sets under `tests/questions` go through the same ingest and the same engine that members use.
The sample sets are asked of the sample knowledge alone, the shared sets of the sample with
`../shared/data/seeds` and `../shared/data/resolutions` beside it, those of entries of the sample
and five offices' lists of questions and answers (`tests/questions/lists`), those of offices of the
sample and invented documents and lists (`tests/questions/offices`), pairs of the sample and further
invented documents (`tests/questions/pairs`), those of long documents as the net has them of the
sample and invented ones (`tests/questions/published`), those of the Party of the sample and its
PDFs (`../shared/data/documents`). Those of "own" are asked each of one of the invented documents
alone, as the members of its office ask, who name neither place nor document; those of "house" of
the four of one office (`tests/questions/houses`), those of "alone" of one real document, and
"strangers" are what was asked of another document. A question counts as right when one of the
expected wordings stands in the answer, or when one that has no answer is refused.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.ingest import Ingest, find_files
from index.answer import Answer, Turn
from index.confidence import THRESHOLD
from index.encoder import Encoder, load_encoder
from index.engine import Engine
from index.vectors import VectorStore
from knowledge.database import Database
from knowledge.library import Library
from knowledge.limits import Limits

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT / "tests" / "questions"
SAMPLE = ROOT / "bot" / "sample"
SHARED = ROOT.parent / "shared" / "data"
ASKED_OF = {
    "sample": ("sample",),
    "entries": ("entries",),
    "offices": ("offices",),
    "pairs": ("pairs",),
    "published": ("published",),
    "party": ("party",),
    "own": ("own", "strangers", "house"),
    "alone": ("alone",),
    "shared": (
        *("shared", "fresh", "wide", "talk", "many", "more", "yet", "near", "outside", "none"),
        *("deep", "unseen", "clear"),
    ),
}
"""The sets that are asked of each body of knowledge; some have one half only."""
PARTY = (
    "seeds",
    *(f"documents/party/{name}.pdf" for name in ("huongdan", "huongdan21", "quydinh294")),
    *(f"documents/thanhhoa/thanhhoa_{name}.pdf" for name in ("335", "New", "New1", "Sotay")),
    "documents/thanhhoa/thanhhoa_danhmuc.pdf",
)
"""The Party's rules and guides, and those of a province, below SHARED."""
KINDS = ("plain", "typed", "paraphrase", "follow_up", "near_miss", "none")


@dataclass(frozen=True, slots=True)
class Question:
    """One conversation whose last question is judged.

    Attributes:
        id: Unique in its set.
        kind: One of KINDS.
        turns: What is asked, in order.
        answered: Whether the documents hold an answer.
        any_of: Wordings of which one must stand in the answer.
        document: The only document, or the only office's folder of them, that is there; "" where
            all of a body are.
    """

    id: str
    kind: str
    turns: tuple[str, ...]
    answered: bool
    any_of: tuple[str, ...]
    document: str = ""

    def is_right(self, answer: Answer) -> bool:
        """Whether this answer is what the set expects."""
        if not self.answered:
            return answer.kind == "none"
        text = answer.text.casefold()
        return answer.kind != "none" and any(want.casefold() in text for want in self.any_of)


def questions(name: str) -> list[Question]:
    """A set by its file's name without the suffix."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [
        Question(
            r["id"],
            r["kind"],
            tuple(r["turns"]),
            r["answered"],
            tuple(r["any_of"]),
            r.get("document", ""),
        )
        for r in records
    ]


def library_of(document: str) -> Path:
    """Where the only document of a question, or the folder of the only office, lies."""
    folders = (*(SETS / name for name in ("offices", "pairs", "published", "houses")), SHARED)
    return next(place for folder in folders if (place := folder / document).exists())


@contextmanager
def engine_over(
    folders: Sequence[Path], data: Path, encoder: Encoder, *, threshold: float = THRESHOLD
) -> Iterator[Engine]:
    """The engine over everything in these folders; what `data` already holds is not read again."""
    data.mkdir(parents=True, exist_ok=True)
    database = Database.open(f"sqlite:///{data / 'questions.sqlite'}")
    library = Library(database)
    store = VectorStore(data / "index", encoder)
    ingest = Ingest(library, encoder, store, limits=Limits(), actor="bench")
    for file in find_files(folders):
        ingest.take(file)
    engine = Engine(library, encoder, data / "index", threshold=threshold)
    try:
        yield engine
    finally:
        engine.close()
        database.close()


def ask(engine: Engine, question: Question) -> Answer:
    """The answer to the last turn, each turn in the light of those before it."""
    turns: list[Turn] = []
    for text in question.turns:
        answer = engine.answer(text, context=tuple(turns))
        turns.append(Turn(answer.question or text, answer.text, answer.passage_ids))
    return answer


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every set that can be asked here and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--data-dir", type=Path, help="keep what was read and encoded here")
    parser.add_argument("--only", choices=tuple(ASKED_OF), help="one body of knowledge")
    parser.add_argument(
        "--listed", type=Path, help="ask only what stands in this file, a line each: set/id"
    )
    parser.add_argument("--failures", action="store_true", help="print each wrong answer")
    parser.add_argument(
        "--curve", action="store_true", help="print refused against lost for every threshold"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    bodies = {
        "sample": [SAMPLE],
        "entries": [SAMPLE, SETS / "lists"],
        "offices": [SAMPLE, SETS / "offices"],
        "pairs": [SAMPLE, SETS / "pairs"],
        "published": [SAMPLE, SETS / "published"],
        "own": [],
    }
    if SHARED.is_dir():
        bodies["alone"] = []
        bodies["party"] = [SAMPLE, *(SHARED / path for path in PARTY)]
        bodies["shared"] = [SAMPLE, SHARED / "seeds", SHARED / "resolutions"]
    if options.only:
        bodies = {name: folders for name, folders in bodies.items() if name == options.only}
    listed = set(options.listed.read_text().split()) if options.listed else None
    encoder = load_encoder()
    results: dict[str, dict[str, tuple[int, int]]] = {}
    given: list[tuple[Question, Answer]] = []
    with TemporaryDirectory() as scratch:
        for body, folders in bodies.items():
            names = [f"{each}_{options.half}" for each in ASKED_OF[body]]
            names = [name for name in names if (SETS / f"{name}.jsonl").is_file()]
            if not names:
                continue
            data = (options.data_dir or Path(scratch)) / body
            threshold = 0.0 if options.curve else THRESHOLD
            own = {
                name: [q for q in questions(name) if listed is None or f"{name}/{q.id}" in listed]
                for name in names
            }
            asked: dict[str, list[tuple[Question, Answer]]] = {name: [] for name in names}
            for document in dict.fromkeys(q.document for some in own.values() for q in some):
                among = [library_of(document)] if document else folders
                place = data / Path(document).stem
                with engine_over(among, place, encoder, threshold=threshold) as engine:
                    for name, some in own.items():
                        asked[name] += [(q, ask(engine, q)) for q in some if q.document == document]
            for name, pairs in asked.items():
                if not pairs:
                    continue
                results[name] = tally(pairs)
                given += pairs
                if options.failures:
                    report_failures(name, pairs)
    if options.curve:
        points = curve(given)
        print(json.dumps(points) if options.json else curve_table(points))
    else:
        print(json.dumps(results, ensure_ascii=False) if options.json else table(results))


def curve(given: Sequence[tuple[Question, Answer]]) -> list[dict[str, float]]:
    """For each threshold the share of unanswerable questions refused, of answerable ones lost, and
    of those answered how many are right beside what their confidence promises.

    Args:
        given: Answers given from any probability on.
    """
    points = []
    for step in range(4, 17):
        threshold = step / 20
        told = [(q, a, a.kind != "none" and a.confidence >= threshold) for q, a in given]
        answered = [(q, a) for q, a, is_told in told if is_told]
        refused = [not is_told for q, _, is_told in told if not q.answered]
        kept = [is_told and q.is_right(a) for q, a, is_told in told if q.answered]
        right = [q.answered and q.is_right(a) for q, a in answered]
        points.append(
            {
                "threshold": threshold,
                "refused": sum(refused) / max(len(refused), 1),
                "lost": 1 - sum(kept) / max(len(kept), 1),
                "right": sum(right) / max(len(right), 1),
                "promised": sum(a.confidence for _, a in answered) / max(len(answered), 1),
            }
        )
    return points


def curve_table(points: Sequence[dict[str, float]]) -> str:
    """The same as a Markdown table."""
    names = {
        "refused": "unanswerable refused",
        "lost": "answerable lost or wrong",
        "right": "of the answers given, right",
        "promised": "their mean confidence",
    }
    head = ["threshold", *names.values()]
    rows = [[f"{p['threshold']:.2f}", *(f"{p[name]:.0%}" for name in names)] for p in points]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def tally(asked: Iterable[tuple[Question, Answer]]) -> dict[str, tuple[int, int]]:
    """Right ones and all, by kind; "answerable" and "unanswerable" over all kinds."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for question, answer in asked:
        whole = "answerable" if question.answered else "unanswerable"
        for kind in (question.kind, whole):
            every[kind] += 1
            right[kind] += question.is_right(answer)
    kinds = (*KINDS, "answerable", "unanswerable")
    return {kind: (right[kind], every[kind]) for kind in kinds if every[kind]}


def report_failures(name: str, asked: Iterable[tuple[Question, Answer]]) -> None:
    """Print what was answered wrong, one question a line."""
    for question, answer in asked:
        if not question.is_right(answer):
            wanted = " | ".join(question.any_of) or "không có"
            said = answer.text[:120].replace("\n", " ")
            print(
                f"{name} {question.id} {answer.confidence:.2f} {answer.kind}:"
                f" {' >> '.join(question.turns)} -> {said!r}, expected {wanted!r}"
            )


def table(results: dict[str, dict[str, tuple[int, int]]]) -> str:
    """The same as a Markdown table, a row a kind and a column a set."""
    kinds = [*KINDS, "answerable", "unanswerable"]
    head = ["kind", *results]
    rows = [
        [kind, *(f"{s[kind][0]}/{s[kind][1]}" if kind in s else "" for s in results.values())]
        for kind in kinds
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
