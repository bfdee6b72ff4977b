"""Fit the probability that a text answers a question: `index/models/confidence.json`.

    python -m index.train.fit_confidence --sets FOLDER... --faq FILE... --cache FOLDER
    python -m index.train.fit_confidence --refine --questions FILE... --library PATH... \
        --sets FOLDER... --cache FOLDER

Evidence is gathered with the product's own search and quoting. Of a set with known answers every
ranked text is a case; the same questions with a place, a year or a number changed are cases without
an answer. Of Q&A sets, each other wording is asked of its entry as if it had not been written down.
The second command then adds what only questions asked of whole documents can teach; the questions
of the sets are asked of them too, as questions that have no answer there.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import count
from math import log
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.answer import CONSIDERED, Answerer
from index.confidence import THRESHOLD, WEIGHTS, Of
from index.encoder import Encoder, load_encoder
from index.evaluate import QuestionSet, document_info, stored_passage
from index.everyday import in_the_words_of
from index.evidence import Evidence
from index.marks import Restorer
from index.names import PLACES, RUN
from index.search import Asked, Hit, Search
from index.typed import Understood, understand
from index.vectors import VectorStore
from index.wanted import wanted
from knowledge.faq import is_faq, read_faq
from knowledge.head import read_head
from knowledge.outline import outline
from knowledge.passages import passages
from knowledge.readers import read
from knowledge.records import DocumentInfo, Snapshot, StoredFaq, StoredPassage
from knowledge.text import document_codes, unmarked

NAMES: Final = tuple(field.name for field in fields(Evidence))
FAQ_ONLY: Final = ("likeness", "agreed", "unasked")
DOUBTS: Final = (
    "worst",
    "missing_places",
    "other_places",
    "missing_years",
    "missing_codes",
    "missing_numbers",
    "missing_names",
    "unasked",
    "behind",
    "missing_unit",
    "aside",
    "unnamed",
)
"""What can only lower the probability; all but `words` can only raise it."""
FOREIGN: Final = "foreign"
FOREIGN_WEIGHT: Final = 0.04
"""What a question of another set weighs that is asked as if it had no answer: now and then it has
one."""
SHIFT: Final = 1.2
"""Added to the refined bias: an answer lost costs more than one that should not have been given."""
REFINE_L2: Final = 0.004
L2: Final = 0.005
_NUMBERS: Final = count()
OTHER_THINGS: Final = {
    "đảng viên": "hội viên",
    "chi bộ": "chi hội",
    "Phó Bí thư": "Phó Chủ tịch",
    "Bí thư": "Chủ tịch",
    "bí thư": "chủ tịch",
    "chỉ tiêu": "hợp tác xã",
    "doanh nghiệp": "hộ nghèo",
    "nghị quyết": "hợp đồng",
    "kế hoạch": "đề tài",
    "quyết định": "chỉ thị",
    "khu đô thị": "khu công nghiệp",
    "nhiệm vụ": "giải thưởng",
    "sinh viên": "giáo viên",
    "giảng viên": "kế toán",
    "học phí": "tiền thưởng",
    "tín chỉ": "buổi tập",
    "thời hạn": "chi phí",
    "mức phạt": "thời gian",
    "hồ sơ": "trụ sở",
    "người lao động": "người cao tuổi",
    "thẩm quyền": "kinh nghiệm",
}
"""Words, and others that make a question of another thing."""
OTHER_PLACES: Final = ("Sóc Trăng", "Lạng Sơn", "Phan Thiết", "Cao Lãnh", "Bắc Kạn", "Kon Tum")


@dataclass(frozen=True, slots=True)
class Case:
    """A ranked text held against a question.

    Attributes:
        of: Kind of text.
        evidence: What was found.
        right: Whether the text answers.
        question: The group of questions it is weighed in, and which of them it is.
    """

    of: Of
    evidence: Evidence
    right: bool
    question: tuple[str, int]


class Gatherer:
    """Asks questions of a search and keeps the evidence."""

    def __init__(self, search: Search, restorer: Restorer) -> None:
        self._search = search
        self._restorer = restorer
        self._answerer = Answerer(search, self.understand)

    def understand(self, question: str) -> Understood:
        """Read it as the product does."""
        return understand(question, self._restorer)

    def cases(
        self, question: str, right: Callable[[Hit, str], bool], group: str, *, unless: str = ""
    ) -> Iterator[Case]:
        """One case a ranked text.

        Args:
            question: As typed.
            right: Whether a ranked text, so quoted, answers.
            group: Of questions.
            unless: Texts that say this are left out: they might answer.
        """
        asked = Asked.of(self.understand(question))
        number = next(_NUMBERS)
        for hit in self._search.search(asked, CONSIDERED):
            entry = self._search.rows.entry(hit.row)
            if unless and unless in f"{entry.title} {entry.text}":
                continue
            asks = in_the_words_of(asked.readings[0], self._search.bare_words(hit.row))
            want = wanted(asks, known=self._search.places)
            held, said = self._answerer.judge(asked, hit, want)
            yield Case(hit.kind, held, right(hit, said), (group, number))


def among(rows: Iterable[int]) -> Callable[[Hit, str], bool]:
    """Whether a hit is one of the rows."""
    held = frozenset(rows)
    return lambda hit, said: hit.row in held


def other_questions(question: str, chance: random.Random) -> list[tuple[str, str]]:
    """The same question about another place, year or thing, and what that is."""
    changed = []
    for match in RUN.finditer(question):
        words = match[0].split()
        if " ".join(unmarked(match[0]).lower().split()) in PLACES and len(words) > 1:
            place = chance.choice(OTHER_PLACES)
            changed.append((question.replace(match[0], place), place))
    for match in re.finditer(r"\b(?:19|20)\d\d\b", question):
        year = int(match[0]) + chance.choice((-11, -7, 7, 9))
        other = question[: match.start()] + str(year) + question[match.end() :]
        changed.append((other, str(year)))
    for code in document_codes(question):
        number = str(
            int("".join(c for c in code.number if c.isdigit())) + chance.choice((1, 2, 30))
        )
        other = (
            question[: code.start] + code.text.replace(code.number, number) + question[code.end :]
        )
        changed.append((other, number))
    for thing, other in OTHER_THINGS.items():
        if thing in question:
            changed.append((question.replace(thing, other), other))
            break
    return changed


def set_cases(
    folder: Path, encoder: Encoder, store: VectorStore, restorer: Restorer, most: int
) -> Iterator[Case]:
    """Cases of an evaluation folder, each question with its marks and without."""
    questions = QuestionSet.read(folder)
    search = Search.build(questions.snapshot(), encoder, store)
    gather = Gatherer(search, restorer)
    numbers = {text.id: i for i, text in enumerate(questions.texts)}
    chance = random.Random(5)
    queries = list(questions.queries)
    chance.shuffle(queries)
    for query in queries[:most]:
        wanted_rows = np.isin(search.rows.groups, [numbers[i] for i in query.relevant])
        rows = np.flatnonzero(wanted_rows).tolist()
        yield from gather.cases(query.text, among(rows), folder.name)
        yield from gather.cases(unmarked(query.text).lower(), among(rows), folder.name)
        for other, thing in other_questions(query.text, chance):
            yield from gather.cases(other, among(()), f"{folder.name}-other", unless=thing)


def faq_cases(
    entries: Sequence[StoredFaq],
    encoder: Encoder,
    store: VectorStore,
    restorer: Restorer,
    name: str,
) -> Iterator[Case]:
    """Cases of a Q&A set: each wording is asked of the set without it."""
    chance = random.Random(5)
    for number, entry in enumerate(entries):
        ways = (entry.question, *entry.wordings)
        for way in ways:
            others = tuple(other for other in ways if other != way)
            known = list(entries)
            if others:
                known[number] = StoredFaq(
                    entry.id,
                    others[0],
                    others[1:],
                    entry.answer,
                    entry.source,
                    entry.topic,
                    entry.document_number,
                )
            gather = Gatherer(_faq_search(known, encoder, store), restorer)
            if others:
                yield from gather.cases(way, among([number]), f"{name}-wording")
                yield from gather.cases(unmarked(way).lower(), among([number]), f"{name}-wording")
            for other, thing in other_questions(way, chance):
                yield from gather.cases(other, among(()), f"{name}-other", unless=thing)
        left = [other for other in entries if other.id != entry.id]
        gather = Gatherer(_faq_search(left, encoder, store), restorer)
        yield from gather.cases(entry.question, among(()), f"{name}-without")
    gather = Gatherer(_faq_search(entries, encoder, store), restorer)
    for number, entry in enumerate(entries):
        yield from gather.cases(unmarked(entry.question).lower(), among([number]), f"{name}-itself")


def _faq_search(entries: Sequence[StoredFaq], encoder: Encoder, store: VectorStore) -> Search:
    return Search.build(Snapshot(0, date.min, None, [], list(entries), [], []), encoder, store)


def fit(cases: Sequence[Case], of: Of) -> dict[str, Any]:
    """Logistic regression with signs, brought to what the best text of a question deserves.

    Every group weighs the square root of its cases.
    """
    own = [case for case in cases if case.of == of]
    x = np.asarray([[getattr(case.evidence, name) for name in NAMES] for case in own])
    y = np.asarray([case.right for case in own], float)
    weight = _weights([case.question[0] for case in own])
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    bounds: list[tuple[float | None, float | None]] = [
        (None, None) if name == "words" else (None, 0) if name in DOUBTS else (0, None)
        for name in NAMES
    ]
    if of == "passage":
        bounds = [
            (0, 0) if name in FAQ_ONLY else bound for name, bound in zip(NAMES, bounds, strict=True)
        ]
    found = _logistic((x - mean) / scale, y, weight, bounds)
    scores = (x - mean) / scale @ found[:-1] + found[-1]
    slope, shift = _of_questions(own, scores)
    weights = slope * found[:-1] / scale
    return {
        "bias": round(float(slope * found[-1] + shift - mean @ weights), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(NAMES, weights, strict=True) if w},
    }


def refine(found: dict[str, Any], cases: Sequence[Case]) -> dict[str, Any]:
    """Add to fitted weights what whole documents teach, from questions asked of a library.

    The weights and the bias of passages are changed to make the right choice likely: one of the
    ranked texts, or none (conditional logit, McFadden 1973), "none" being worth the threshold.
    No weight changes its sign; L2 is of standardised evidence.
    """
    x = np.asarray([[getattr(case.evidence, name) for name in NAMES] for case in cases])
    base = np.zeros(len(cases))
    of_passage = np.asarray([case.of == "passage" for case in cases])
    for of, rows_of in (("passage", of_passage), ("faq", ~of_passage)):
        held_weights = np.asarray([found[of]["weights"].get(name, 0.0) for name in NAMES])
        base += rows_of * (found[of]["bias"] + x @ held_weights)
    names = [name for name in NAMES if name not in FAQ_ONLY]
    columns = x[:, [NAMES.index(name) for name in names]]
    scale = columns[of_passage].std(axis=0) + 1e-6
    table = np.column_stack([columns / scale, np.ones(len(cases))]) * of_passage[:, None]
    questions: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for i, case in enumerate(cases):
        questions[case.question].append(i)
    rows = [np.asarray(held) for held in questions.values()]
    right = [held[[cases[i].right for i in held]] for held in rows]
    foreign = [cases[held[0]].question[0] == FOREIGN for held in rows]
    weight = np.where(foreign, FOREIGN_WEIGHT, 1.0)
    bar = log(THRESHOLD / (1 - THRESHOLD))

    def loss(change: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = base + table @ change
        total = 0.0
        gradient = np.zeros(len(cases))
        for held, wanted_rows, counts in zip(rows, right, weight, strict=True):
            every = np.logaddexp.reduce(np.append(scores[held], bar))
            chosen = np.logaddexp.reduce(scores[wanted_rows]) if len(wanted_rows) else bar
            total += counts * float(every - chosen)
            gradient[held] += counts * np.exp(scores[held] - every)
            gradient[wanted_rows] -= counts * np.exp(scores[wanted_rows] - chosen)
        size = float(weight.sum())
        pull = np.append(2 * REFINE_L2 * change[:-1], 0.0)
        penalty = REFINE_L2 * float((change[:-1] ** 2).sum())
        return total / size + penalty, table.T @ gradient / size + pull

    old = np.asarray([found["passage"]["weights"].get(name, 0.0) for name in names])
    bounds = [
        (None, None) if name == "words" else (None, -held) if name in DOUBTS else (-held, None)
        for name, held in zip(names, old * scale, strict=True)
    ]
    start = np.zeros(len(names) + 1)
    change = minimize(loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x
    weights = {
        name: round(float(weight), 4)
        for name, weight in zip(names, old + change[:-1] / scale, strict=True)
        if abs(weight) > 5e-5
    }
    bias = round(found["passage"]["bias"] + float(change[-1]) + SHIFT, 4)
    return {"passage": {"bias": bias, "weights": weights}, "faq": found["faq"]}


def _logistic(
    z: NDArray[np.float64],
    y: NDArray[np.float64],
    weight: NDArray[np.float64],
    bounds: Sequence[tuple[float | None, float | None]],
) -> NDArray[np.float64]:
    """Weights of the columns, and the bias last."""

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = z @ parameters[:-1] + parameters[-1]
        chance = 1 / (1 + np.exp(-score))
        value = float(weight @ (np.logaddexp(0, score) - y * score))
        gradient = np.append(z.T @ (weight * (chance - y)), weight @ (chance - y))
        gradient[:-1] += 2 * L2 * parameters[:-1] / len(bounds)
        return value + L2 * float((parameters[:-1] ** 2).mean()), gradient

    start = np.zeros(z.shape[1] + 1)
    found = minimize(loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B")
    return np.asarray(found.x)


def _of_questions(cases: Sequence[Case], scores: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and shift that make the best score of a question the log-odds that it is right.

    Each question counts twice where it can: as it is, and as if the texts that answer were absent.
    """
    questions: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for i, case in enumerate(cases):
        questions[case.question].append(i)
    best: list[tuple[float, bool, str]] = []
    for (group, _), rows in questions.items():
        right = [i for i in rows if cases[i].right]
        wrong = [i for i in rows if not cases[i].right]
        if right:
            top = max(rows, key=lambda i: scores[i])
            best.append((scores[top], cases[top].right, f"{group}+"))
        if wrong:
            best.append((max(scores[i] for i in wrong), False, f"{group}-"))
    z = np.asarray([[score] for score, _, _ in best])
    y = np.asarray([right for _, right, _ in best], float)
    weight = _weights([group for *_, group in best])
    # half of what is asked has an answer
    weight[y > 0] /= 2 * weight[y > 0].sum()
    weight[y == 0] /= 2 * weight[y == 0].sum()
    slope, shift = _logistic(z, y, weight, [(0.1, None)])
    return float(slope), float(shift)


def _weights(groups: Sequence[str]) -> NDArray[np.float64]:
    sizes = Counter(groups)
    weight = np.asarray([1 / np.sqrt(sizes[group]) for group in groups])
    return np.asarray(weight / weight.sum())


def stored(path: Path) -> list[StoredFaq]:
    """A Q&A set as the library would hold it; JSON lines or any file that read_faq reads."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [
            StoredFaq(i, row["question"], (), row["answer"], "", row.get("category", ""), "")
            for i, row in enumerate(rows)
        ]
    return [
        StoredFaq(i, e.question, e.other_ways, e.answer, e.source, e.topic, e.document_number)
        for i, e in enumerate(read_faq(read(path)).entries)
    ]


def snapshot_of(paths: Sequence[Path]) -> Snapshot:
    """Documents and Q&A sets in files and folders, as a library would hold them; JSON lines only
    where a file is named."""
    stored_passages: list[StoredPassage] = []
    entries: list[StoredFaq] = []
    documents: list[DocumentInfo] = []
    for path in sorted(file for p in paths for file in (p.rglob("*") if p.is_dir() else [p])):
        if path.suffix == ".jsonl" and path in paths:
            entries += [replace(entry, id=len(entries) + entry.id) for entry in stored(path)]
            continue
        if not path.is_file() or path.suffix in (".jsonl", ".json", ".gz"):
            continue
        reading = read(path)
        if is_faq(reading):
            entries += [replace(entry, id=len(entries) + entry.id) for entry in stored(path)]
            continue
        head = read_head(reading.blocks, filename=path.name)
        document = document_info(
            len(documents), head.title or reading.title or path.stem, code=head.number
        )
        documents.append(document)
        for position, part in enumerate(passages(outline(reading.blocks))):
            stored_passages.append(stored_passage(len(stored_passages), document, part, position))
    return Snapshot(0, date.min, None, stored_passages, entries, documents, [])


def question_cases(file: Path, search: Search, restorer: Restorer) -> Iterator[Case]:
    """Cases of a file of questions (see tests/questions/README.md), follow-ups left out."""
    gather = Gatherer(search, restorer)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if len(row["turns"]) == 1:
            group = f"{file.stem}-{row['answered']}"
            for case in gather.cases(row["turns"][0], saying(row["any_of"]), group):
                # what another place's document says of itself is no answer though it is the same
                elsewhere = case.evidence.missing_places and case.evidence.other_places
                yield replace(case, right=case.right and not elsewhere)


def foreign_cases(folder: Path, search: Search, restorer: Restorer, most: int) -> Iterator[Case]:
    """Cases of another set's questions, none of which the library is taken to answer."""
    gather = Gatherer(search, restorer)
    queries = list(QuestionSet.read(folder).queries)
    random.Random(5).shuffle(queries)
    for query in queries[:most]:
        yield from gather.cases(query.text, among(()), FOREIGN)


def saying(any_of: Sequence[str]) -> Callable[[Hit, str], bool]:
    """Whether a quote has one of the words; "a/b" are two ways to write one."""
    words = [part for ways in any_of for part in ways.split("/")]
    return lambda hit, said: any(word in said for word in words)


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=Path, nargs="*", default=[], help="evaluation folders")
    parser.add_argument("--faq", type=Path, nargs="*", default=[], help="Q&A sets")
    parser.add_argument("--questions", type=Path, nargs="*", default=[], help="files of questions")
    parser.add_argument(
        "--library", type=Path, nargs="*", default=[], help="what those are asked of"
    )
    parser.add_argument(
        "--refine", action="store_true", help="change the weights that ship by --questions alone"
    )
    parser.add_argument("--most", type=int, default=300, help="questions of a set at most")
    parser.add_argument("--cache", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    store = VectorStore(options.cache, encoder)
    restorer = Restorer.load()
    cases: list[Case] = []
    for folder in () if options.refine else options.sets:
        cases += set_cases(folder, encoder, store, restorer, options.most)
        print(folder.name, len(cases), flush=True)
    for path in options.faq:
        cases += faq_cases(stored(path), encoder, store, restorer, path.stem)
        print(path.name, len(cases), flush=True)
    if options.questions:
        search = Search.build(snapshot_of(options.library), encoder, store)
        for file in options.questions:
            cases += question_cases(file, search, restorer)
            print(file.name, len(cases), flush=True)
        for folder in options.sets if options.refine else ():
            cases += foreign_cases(folder, search, restorer, options.most)
            print(folder.name, len(cases), flush=True)
    if options.refine:
        found = refine(json.loads(WEIGHTS.read_text(encoding="utf-8")), cases)
    else:
        found = {of: fit(cases, of) for of in ("passage", "faq")}
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
