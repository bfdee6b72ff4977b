"""What the product would read of each question of the tuning sets, to train the reader further.

    python -m index.train.read_questions --questions FILE... --library PATH... \\
        --cache FOLDER --out FILE

One JSON line a question: whether it has an answer, and the candidates with the question as it was
understood, the text, the probability before reading and whether it answers. Questions about one
document fall into one fold, so that a reader can be judged on documents that it was not trained on.
A question that names its `document` is asked where there is no other: "Ban Chấp hành có bao nhiêu
người?" needs no name there.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from index.answer import Answerer, Turn
from index.confidence import Of, log_odds
from index.encoder import load_encoder
from index.marks import Restorer
from index.search import Search
from index.train.fit_confidence import snapshot_of
from index.train.left_out import CLAUSE_END, SENTENCE_END, spared, without
from index.train.reader_groups import Read
from index.typed import understand
from index.vectors import VectorStore

HELD: Final = 0.5
"""What the log-odds before reading are worth; they are too sure of themselves."""
WRONG: Final[dict[Of, int]] = {"passage": 4, "faq": 2}
"""Wrong candidates in a group, the likeliest of each kind."""
RIGHT: Final = 2
"""Right ones."""
OPEN: Final = 2
"""Questions that the right one leaves open."""
NEAREST: Final = 3
"""The likeliest candidates of a question without an answer that count as leaving it open."""
SENTENCE: Final = 0.4
"""The share of texts that lose the whole sentence that answers, not only the clause."""
SPARED: Final = 0.3
"""The share of texts that lose a clause and answer still."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote that may answer.

    Attributes:
        of: What the text is.
        question: As it was understood.
        text: As it is read.
        probability: Before reading.
        right: Whether it answers.
        evidence: Each item's value.
    """

    of: Of
    question: str
    text: str
    probability: float
    right: bool
    evidence: dict[str, float]

    def to_learn(self, group: int) -> Read:
        """The same for training."""
        before = HELD * log_odds(self.probability)
        return Read(self.question, self.text, self.right, group, before)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set, its candidates, likeliest first, and any words that would answer."""

    answered: bool
    candidates: list[Candidate]
    wanted: list[str] = field(default_factory=list)

    def fold(self, folds: int) -> int:
        """Which fold it falls into, by the document of the right or likeliest candidate."""
        best = next((one for one in self.candidates if one.right), self.candidates[0])
        title = best.text.split("\n", 1)[0]
        return int(hashlib.md5(title.encode()).hexdigest(), 16) % folds


def asked(rows: Iterable[Mapping[str, Any]], answerer: Answerer) -> Iterator[Asked]:
    """The questions (see tests/questions/README.md) that have candidates."""
    for row in rows:
        turns: list[Turn] = []
        for text in row["turns"][:-1]:
            answer = answerer.answer(text, context=turns)
            turns.append(Turn(answer.question or text, answer.text, answer.passage_ids))
        wanted = [want.casefold() for want in row["any_of"]]
        candidates = []
        for one in answerer.candidates(row["turns"][-1], context=turns):
            said = one.quote.casefold()
            right = row["answered"] and any(want in said for want in wanted)
            if one.to_read and one.held:
                held = asdict(one.held)
                read = (*one.to_read, one.probability, right, held)
                candidates.append(Candidate(one.hit.kind, *read))
        if candidates:
            yield Asked(row["answered"], candidates, row["any_of"])


def read_asked(file: Path) -> list[Asked]:
    """What `main` wrote."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        Asked(row["answered"], [Candidate(**one) for one in row["candidates"]], row["wanted"])
        for row in rows
    ]


def groups_of(questions: Sequence[Asked], *, seed: int = 0) -> list[list[Read]]:
    """A group a question: what answers, the same without the words that do, the likeliest that does
    not, and questions that the former leaves open: "Hội trại tổ chức ở đâu?" beside the text that
    only tells the day."""
    chance = random.Random(seed)
    open_of: dict[str, dict[str, Candidate]] = {}
    for one in questions:
        if not one.answered:
            for each in one.candidates[:NEAREST]:
                open_of.setdefault(each.text, {})[each.question] = each
    made = []
    for number, one in enumerate(questions):
        right = [each for each in one.candidates if each.right][:RIGHT]
        wrong = [
            each
            for of, most in WRONG.items()
            for each in [e for e in one.candidates if e.of == of and not e.right][:most]
        ]
        beside = list(open_of.get(right[0].text, {}).values())[:OPEN] if right else []
        made.append(
            [
                *(_gapped(each, one.wanted, chance).to_learn(number) for each in right),
                *(each.to_learn(number) for each in [*wrong, *beside]),
                *(each.to_learn(number) for each in _emptied(right[:1], one.wanted, chance)),
            ]
        )
    return made


def _gapped(right: Candidate, wanted: Sequence[str], chance: random.Random) -> Candidate:
    """What answers, now and then without a clause that does not matter."""
    text = spared(right.text, wanted, chance) if chance.random() < SPARED else ""
    return replace(right, text=text or right.text)


def _emptied(
    right: Sequence[Candidate], wanted: Sequence[str], chance: random.Random
) -> Iterator[Candidate]:
    """What answers, without the words that do."""
    for each in right:
        end = SENTENCE_END if chance.random() < SENTENCE else CLAUSE_END
        if text := without(each.text, wanted, end):
            yield replace(each, text=text, right=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--library", type=Path, nargs="+", required=True, help="files, folders")
    parser.add_argument("--cache", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    encoder, restorer = load_encoder(), Restorer.load()
    store = VectorStore(options.cache, encoder)
    alone: dict[str, list[dict[str, Any]]] = {}
    for file in options.questions:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            alone.setdefault(row.get("document", ""), []).append(row)
    with options.out.open("w", encoding="utf-8") as out:
        for document, rows in alone.items():
            among = [_only(document, options.library)] if document else options.library
            search = Search.build(snapshot_of(among), encoder, store)
            answerer = Answerer(search, lambda text: understand(text, restorer))
            for one in asked(rows, answerer):
                out.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def _only(name: str, library: Sequence[Path]) -> Path:
    """The document, or the folder of an office, of this name among files and folders."""
    found = (path if path.name == name else path / name for path in library)
    return next(path for path in found if path.exists())


if __name__ == "__main__":
    main()
