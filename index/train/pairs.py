"""The question–passage pairs the encoder is trained on, and how a batch of them is put together."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.train.vocabulary import unmarked

GROUP = 4  # neighbours in a batch: pairs of one article or one law, hard to tell apart
_SHARE = {"phapdien": 0.4}  # of each source, how much is taken; 1 where not named
_WRONG = {"alqac23"}  # its questions and passages do not belong together
_CONTENTS = re.compile(r"\?\s*-?\s*$")  # a "passage" that only lists an article's questions
_SLUG = re.compile(r"^[a-z-]+: Điều \S+ \((.+)\)$")  # phapdien titles: keep the law's name


@dataclass(frozen=True)
class Pair:
    """A question and a text that answers it."""

    question: str
    passage: str
    title: str
    source: str

    @property
    def question_key(self) -> str:
        """Equal where two questions ask the same words."""
        return " ".join(re.findall(r"\w+", self.question.lower()))

    @property
    def passage_key(self) -> str:
        """Equal where two passages hold the same words."""
        return " ".join(re.findall(r"\w+", self.passage.lower()))


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    """The records of a .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def training_pairs(folder: Path, *, seed: int = 0) -> list[Pair]:
    """The pairs of `train_pairs.jsonl.gz` fit for training.

    Left out are a source whose joins are wrong, tables of contents, and whatever the dev sets in
    the same folder ask or answer with.
    """
    questions: set[str] = set()
    passages: set[str] = set()
    for dev in sorted(folder.glob("dev_*")):
        asked = list(read_lines(dev / "queries.jsonl.gz"))
        relevant = {text for query in asked for text in query["relevant"]}
        questions |= {Pair(query["text"], "", "", "").question_key for query in asked}
        passages |= {
            Pair("", text["text"], "", "").passage_key
            for text in read_lines(dev / "corpus.jsonl.gz")
            if text["id"] in relevant
        }
    chance = random.Random(seed)
    pairs = []
    for record in read_lines(folder / "train_pairs.jsonl.gz"):
        source = record["source"]
        if source in _WRONG or chance.random() >= _SHARE.get(source, 1):
            continue
        title = _SLUG.sub(r"\1", record["title"])
        pair = Pair(record["query"], record["passage"], title, source)
        if _CONTENTS.search(pair.passage) or len(pair.passage) < 40:
            continue
        if pair.question_key not in questions and pair.passage_key not in passages:
            pairs.append(pair)
    return pairs


def batches(pairs: list[Pair], size: int, *, seed: int = 0) -> list[list[Pair]]:
    """Batches in which every pair stands beside GROUP − 1 of its own article, law or source."""
    chance = random.Random(seed)
    ordered = sorted(pairs, key=lambda pair: (pair.source, pair.title, chance.random()))
    groups = [ordered[at : at + GROUP] for at in range(0, len(ordered), GROUP)]
    chance.shuffle(groups)
    mixed = [pair for group in groups for pair in group]
    return [mixed[at : at + size] for at in range(0, len(mixed) - size + 1, size)]


def typed(question: str, chance: random.Random) -> str:
    """The question as people type it: a quarter without marks, some lower-case or half-marked."""
    draw = chance.random()
    if draw < 0.125:
        return unmarked(question)
    if draw < 0.25:
        return unmarked(question).lower().rstrip("?. ")
    if draw < 0.32:
        return " ".join(
            unmarked(word) if chance.random() < 0.5 else word for word in question.split()
        )
    if draw < 0.4:
        return question.lower().rstrip("?. ")
    return question


def seen_text(pair: Pair, chance: random.Random) -> str:
    """What the encoder reads of the passage: the title, as in the product, and a part of the text.

    Now and then the part begins further down, as passages cut from a long text do, or the title is
    missing.
    """
    text = pair.passage
    if chance.random() < 0.2:
        starts = [match.end() for match in re.finditer(r"\n+", text)]
        starts = [start for start in starts if start < len(text) - 200]
        text = text[chance.choice(starts) :] if starts else text
    return text if chance.random() < 0.25 else f"{pair.title}\n{text}"
