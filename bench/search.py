"""How fast a question is answered over many passages, and what that takes; and the same elsewhere.

    python -m bench.search [--sizes 10000 100000 1000000] [--askers 1 64] [--peers] [--json]

Everything is measured through the product's own Engine: `search` is understanding, encoding and
ranking; `answer` is all that a member waits for. Each size runs in processes of its own: one
builds and saves, one opens what was saved, and asks. With --peers (the extras `bench` and `train`)
others search the same passages with the same model. --folder keeps the vectors for the next run.
Texts come from memory here, in the product from its database; that reading is in no figure.
"""

import argparse
import json
import os
import pickle
import platform
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import numpy as np

from bench.asking import questions
from bench.corpus import Corpus, store_vectors
from bench.peers import PEERS, BruteForce, installed
from index.batching import SharedEncoder
from index.encoder import Encoder, load_encoder
from index.engine import Engine
from index.lexical import LexicalIndex
from index.rows import Rows
from index.search import MIXES
from index.vectors import FaissIndex, Floats, VectorStore
from knowledge.library import Library
from knowledge.records import Snapshot
from knowledge.text import unmarked

DEPTH: Final = 10
QUESTIONS: Final = 240
SECONDS: Final = 60
"""So long, at most, one figure is measured."""
PEER_SECONDS: Final = 600
"""So long, at most, a peer may take at one size, from nothing to its last question."""
ADDED: Final = 20
"""Passages of the document that is added."""
ADDED_UP_TO: Final = 100_000
"""No document is added to more passages; their lists are learnt anew, which takes minutes."""
PEER_SIZES: Final = 100_000
"""No peer is asked to hold more."""
COLUMNS: Final = {
    "passages": "passages",
    "system": "system",
    "askers": "askers",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "p50_unmarked_ms": "p50 ms, no marks",
    "cpu_ms": "CPU ms",
    "per_s": "questions/s",
    "memory_mb": "memory MB",
    "build_s": "build s",
    "start_s": "start s",
    "added_s": "document added s",
    "added_cpu_s": "document added CPU s",
    "disk_mb": "disk MB",
    "recall_vectors": "recall@10 vectors",
    "recall_words": "recall@10 words",
}
_EXACT_AT_ONCE = 65_536
_BUILT_IN = Path(__file__).parents[1] / "index" / "models" / "vietnamese-e5-small"
Row = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """One size, in a folder that outlives the processes."""

    folder: Path
    size: int
    count: int
    seconds: float

    @cached_property
    def corpus(self) -> Corpus:
        kept = self.folder / "corpus.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(Corpus.read()))
        corpus: Corpus = pickle.loads(kept.read_bytes())
        return corpus

    @cached_property
    def snapshot(self) -> Snapshot:
        return self.corpus.snapshot(self.size)

    @cached_property
    def questions(self) -> list[str]:
        return questions(self.corpus, self.count)

    @property
    def data(self) -> Path:
        return self.folder / f"{self.size}"

    def engine(self, encoder: Encoder) -> Engine:
        """Over the texts of this size; the vectors of all sizes lie in one file."""
        self.data.mkdir(parents=True, exist_ok=True)
        vectors = f"{encoder.fingerprint}.vectors"
        if not (self.data / vectors).exists():
            os.link(VectorStore(self.folder, encoder).path, self.data / vectors)
        return Engine(cast(Library, self.library), encoder, self.data)

    @cached_property
    def library(self) -> "_Still":
        return _Still(self.snapshot)


class _Still:
    """A library that changes only where `now` is set."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.now = snapshot

    def snapshot(self, **_: Any) -> Snapshot:
        return self.now

    def is_current(self, snapshot: Snapshot) -> bool:
        return snapshot is self.now

    def today(self) -> date:
        return date.today()


def prepare(bench: Bench) -> Row:
    """Vectors of every text; not the product's work, so not measured."""
    encoder = load_encoder()
    store = VectorStore(bench.folder, encoder)
    cosine = store_vectors(bench.corpus, bench.snapshot, encoder, store, _dots)
    return {"cosine": round(cosine, 3), "origin": bench.corpus.origin}


def build(bench: Bench) -> Row:
    """Everything searchable made of texts and vectors, and saved."""
    encoder = load_encoder()
    assert bench.snapshot
    began = time.perf_counter()
    bench.engine(encoder)
    return {
        "build_s": round(time.perf_counter() - began, 1),
        "build_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def ask(bench: Bench, askers: Sequence[int]) -> list[Row]:
    """The figures of an engine opened from what `build` saved."""
    alone = load_encoder()
    shared = SharedEncoder(alone)
    assert bench.snapshot
    began = time.perf_counter()
    engine = bench.engine(shared)
    engine.answer(bench.questions[0])
    start = time.perf_counter() - began
    common: Row = {"start_s": round(start, 1), **recalls(bench, alone)}
    common["disk_mb"] = disk(bench, alone)
    rows = []
    for many in askers:
        for name, work in (("search", engine.search), ("answer", engine.answer)):
            speed = measure(work, bench.questions, many, bench.seconds)
            rows.append({"system": name, "askers": many, **speed, **common})
    for row in rows:
        row["memory_mb"] = resident_mb()
    if max(askers) > 1:
        rows.append({"system": "answer, questions encoded apart", **_apart(bench, alone, askers)})
    if bench.size <= ADDED_UP_TO:
        taken = added(bench, engine)
        for row in rows[: 2 * len(askers)]:
            row.update(taken)
    return rows


def added(bench: Bench, engine: Engine) -> Row:
    """What one more document takes until it is answered from, its encoding included."""
    bench.library.now = bench.corpus.with_another(bench.snapshot, ADDED)
    began, burnt = time.perf_counter(), time.process_time()
    engine.refresh()
    return {
        "added_s": round(time.perf_counter() - began, 1),
        "added_cpu_s": round(time.process_time() - burnt, 1),
    }


def _apart(bench: Bench, encoder: Encoder, askers: Sequence[int]) -> Row:
    engine = bench.engine(encoder)
    return {
        "askers": max(askers),
        **measure(engine.answer, bench.questions, max(askers), bench.seconds),
    }


def ask_peer(bench: Bench, package: str, askers: Sequence[int], checkpoint: Path) -> Iterator[Row]:
    """The same of a peer, as it becomes known."""
    how, search = PEERS[package]
    ours = load_encoder()
    rows = Rows.of(bench.snapshot)
    texts = [rows.encoded_text(row) for row in range(len(rows))]
    vectors = VectorStore(bench.folder, ours).get(rows.keys())
    encode = (load_encoder(str(checkpoint)) if search is BruteForce else ours).encode_questions
    began = time.perf_counter()
    peer = search(texts, vectors, encode)
    built = round(time.perf_counter() - began, 1)
    for many in askers:
        yield {
            "system": f"{package} {installed(package)}, {how}",
            "askers": many,
            **measure(lambda q: peer.search(q, DEPTH), bench.questions, many, bench.seconds),
            "build_s": built,
            "memory_mb": resident_mb(),
        }


def measure(
    work: Callable[[str], object], asked: Sequence[str], askers: int, seconds: float
) -> Row:
    """Milliseconds a question and questions a second, with so many who ask at once.

    Every asker asks the next one when answered, until all were asked, five an asker at least, or
    the time is up.
    """
    for question in asked[:3]:
        work(question)
    rounds = list(islice(cycle(asked), max(len(asked), 5 * askers)))
    waiting: Iterator[str] = iter(rounds)  # next() of a list's iterator is atomic
    spent: list[tuple[str, float]] = []
    began, burnt = time.perf_counter(), time.process_time()

    def asker() -> None:
        for question in waiting:
            started = time.perf_counter()
            if started - began > seconds:
                return
            work(question)
            spent.append((question, 1000 * (time.perf_counter() - started)))

    threads = [threading.Thread(target=asker) for _ in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole, burnt = time.perf_counter() - began, time.process_time() - burnt
    bare = [ms for question, ms in spent if unmarked(question) == question]
    marked = [ms for question, ms in spent if unmarked(question) != question]
    return {
        "p50_ms": _percentile([*bare, *marked], 50),
        "p99_ms": _percentile([*bare, *marked], 99),
        "p50_marked_ms": _percentile(marked, 50),
        "p50_unmarked_ms": _percentile(bare, 50),
        "cpu_ms": round(1000 * burnt / max(len(spent), 1), 1),
        "per_s": round(len(spent) / whole, 1),
    }


def recalls(bench: Bench, encoder: Encoder) -> Row:
    """Of the ten best by every inner product, and by every word, how many the product finds."""
    opened = next(bench.data.glob("*/vectors.faiss")).parent
    vectors = FaissIndex.load(opened / "vectors.faiss")
    assert vectors is not None
    asked = encoder.encode_questions(bench.questions)
    found = vectors.search(asked, DEPTH)[1]
    lexical = LexicalIndex.load(opened / "lexical")
    mix = MIXES["marked"]
    words = []
    for question in bench.questions:
        terms = lexical.terms(question)
        right = lexical.top(terms, DEPTH, mix=mix, budget=1 << 62)[0]
        if len(right):
            words.append(np.isin(right, lexical.top(terms, DEPTH, mix=mix)[0]).mean())
    return {
        "recall_vectors": share_found(found, exact(bench, encoder, asked)),
        "recall_words": round(float(np.mean(words)), 3),
    }


def exact(bench: Bench, encoder: Encoder, asked: Floats) -> np.ndarray[Any, np.dtype[np.int64]]:
    """(questions, DEPTH) the rows of the largest inner products, in no order."""
    store = VectorStore(bench.folder, encoder)
    keys = Rows.of(bench.snapshot).keys()
    scores = np.empty((len(asked), 0), np.float32)
    rows = np.empty((len(asked), 0), np.int64)
    for start in range(0, len(keys), _EXACT_AT_ONCE):
        part = asked @ store.get(keys[start : start + _EXACT_AT_ONCE]).T
        scores = np.concatenate([scores, part], axis=1)
        places = np.broadcast_to(np.arange(start, start + part.shape[1]), part.shape)
        rows = np.concatenate([rows, places], axis=1)
        best = np.argpartition(-scores, min(DEPTH, scores.shape[1] - 1), axis=1)[:, :DEPTH]
        scores = np.take_along_axis(scores, best, axis=1)
        rows = np.take_along_axis(rows, best, axis=1)
    return rows


def share_found(found: Any, right: Any) -> float:
    """Of the right rows, the share that was found."""
    shares = [np.isin(r, f).mean() for f, r in zip(found, right, strict=True)]
    return round(float(np.mean(shares)), 3)


def disk(bench: Bench, encoder: Encoder) -> int:
    """MB of what is derived at this size: the indexes, and the vectors of its own texts."""
    vectors = len(Rows.of(bench.snapshot)) * (8 + 2 * encoder.dimensions + 4)
    derived = (path for path in bench.data.rglob("*") if path.suffix != ".vectors")
    return int((vectors + sum(path.stat().st_size for path in derived if path.is_file())) / 1e6)


def resident_mb() -> int:
    """Of this process, the files that it maps included."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 10**6


def _percentile(values: Sequence[float], which: int) -> float | None:
    return round(float(np.percentile(values, which)), 1) if values else None


def _dots(count: int) -> None:
    print("." * max(1, count // 64), end="", file=sys.stderr, flush=True)


def _step(bench: Bench, step: str, *more: str) -> Any:
    """What a step prints last, in a process of its own: its memory and its start are its own."""
    return json.loads(_printed(bench, step, *more).splitlines()[-1])


def _printed(bench: Bench, step: str, *more: str, timeout: float | None = None) -> bytes:
    command = [sys.executable, "-m", "bench.search", "--step", step]
    command += ["--folder", str(bench.folder), "--sizes", str(bench.size)]
    command += ["--questions", str(bench.count), "--seconds", str(bench.seconds), *more]
    return subprocess.run(command, stdout=subprocess.PIPE, timeout=timeout, check=True).stdout


def run(
    folder: Path,
    sizes: Sequence[int],
    askers: Sequence[int],
    *,
    peers: bool,
    count: int = QUESTIONS,
    seconds: float = SECONDS,
) -> Row:
    """All figures: what was measured on, the rows of the table, and what is to be known of them."""
    notes: list[str] = []
    rows: list[Row] = []
    given = ("--askers", *map(str, askers))
    for size in sizes:
        bench = Bench(folder, size, count, seconds)
        made = _step(bench, "prepare")
        built = _step(bench, "build")
        rows += [
            {"passages": size, **row, **built, "cosine": made["cosine"]}
            for row in _step(bench, "ask", *given)
        ]
        notes = [f"Texts: {made['origin']}."]
    if peers:
        checkpoint = folder / "checkpoint"
        if not checkpoint.exists():
            from index.train.make_model import make_checkpoint

            make_checkpoint(checkpoint, vocabulary=_BUILT_IN / "tokenizer.json")
    for size in sizes if peers else ():
        bench = Bench(folder, size, count, seconds)
        for package in PEERS:
            if not installed(package):
                notes.append(f"{package} is not installed.")
            elif size > PEER_SIZES:
                notes.append(f"{package} was not asked to hold {size} passages.")
            else:
                rows += _peer_rows(bench, package, given, notes)
    if any(row.get("cosine", 1) < 1 for row in rows):
        moved = min(row["cosine"] for row in rows if "cosine" in row)
        notes.append(
            f"Only real passages and a sample of their changed copies are encoded (cosine between "
            f"the two: {moved}); the other vectors are drawn from how those differ."
        )
    return {"machine": machine(), "rows": rows, "notes": list(dict.fromkeys(notes))}


def _peer_rows(bench: Bench, package: str, given: Sequence[str], notes: list[str]) -> list[Row]:
    try:
        printed = _printed(bench, package, *given, timeout=PEER_SECONDS)
    except subprocess.TimeoutExpired as error:
        notes.append(f"{package} took more than {PEER_SECONDS} s with {bench.size} passages.")
        printed = error.stdout or b""
    except subprocess.CalledProcessError as error:
        notes.append(f"{package} failed with {bench.size} passages (exit {error.returncode}).")
        printed = error.stdout or b""
    rows = [json.loads(line) for line in printed.splitlines() if line.startswith(b'{"system"')]
    return [{"passages": bench.size, **row} for row in rows]


def machine() -> str:
    """Processor, cores, load and versions, in one line."""
    versions = ("numpy", "faiss-cpu", "bm25s", "onnxruntime", "sentence-transformers", "torch")
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return ", ".join(
        [
            f"{model}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}",
            f"Python {platform.python_version()}",
            *(f"{name} {installed(name)}" for name in versions),
        ]
    )


def table(found: Row) -> str:
    """The figures as Markdown."""
    lines = [
        " | ".join(["", *COLUMNS.values(), ""]).strip(),
        "|" + "---|" * len(COLUMNS),
        *(
            " | ".join(["", *(_cell(row.get(name)) for name in COLUMNS), ""]).strip()
            for row in found["rows"]
        ),
    ]
    return "\n".join([found["machine"], "", *lines, "", *(f"- {note}" for note in found["notes"])])


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--askers", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for one figure, at most")
    parser.add_argument("--folder", type=Path, help="where vectors are kept for the next run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        bench = Bench(given.folder, given.sizes[0], given.questions, given.seconds)
        steps: dict[str, Callable[[], object]] = {
            "prepare": lambda: prepare(bench),
            "build": lambda: build(bench),
            "ask": lambda: ask(bench, given.askers),
        }
        if given.step in steps:
            print(json.dumps(steps[given.step]()))
        else:
            for row in ask_peer(bench, given.step, given.askers, given.folder / "checkpoint"):
                print(json.dumps(row), flush=True)
        return
    with TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = run(
            folder,
            given.sizes,
            given.askers,
            peers=given.peers,
            count=given.questions,
            seconds=given.seconds,
        )
    print(json.dumps(found, ensure_ascii=False, indent=1) if given.json else table(found))


if __name__ == "__main__":
    main()
