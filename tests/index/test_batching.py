"""Members who ask at the same time share one run of the model, and each gets the own answer."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from index.batching import Batcher, SharedEncoder
from index.encoder import Progress


class Held:
    """Squares numbers; the first run waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()
        self.runs: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.runs.append(list(items))
        self.begun.set()
        assert self.go.wait(10)
        if -1 in items:
            raise ValueError("no square of -1")
        return [item * item for item in items]


def asked_while_busy(
    work: Held, batcher: Batcher[int, int], items: Sequence[int], pool: ThreadPoolExecutor
) -> list[Future[int]]:
    """The futures of 0 and of the items, which were all waiting when the run of 0 ended."""
    first = pool.submit(batcher, 0)
    assert work.begun.wait(10)
    rest = [pool.submit(batcher, item) for item in items]
    while len(batcher) < len(items):
        pass
    work.go.set()
    return [first, *rest]


@pytest.fixture
def held() -> Held:
    return Held()


def test_who_asks_alone_is_answered_at_once(held: Held) -> None:
    held.go.set()
    batcher = Batcher(held)
    assert [batcher(2), batcher(3)] == [4, 9]
    assert held.runs == [[2], [3]]


def test_those_who_wait_are_run_together(held: Held) -> None:
    batcher = Batcher(held)
    with ThreadPoolExecutor(9) as pool:
        answers = asked_while_busy(held, batcher, range(1, 9), pool)
        assert [answer.result(10) for answer in answers] == [n * n for n in range(9)]
    assert [len(run) for run in held.runs] == [1, 8]


def test_a_run_takes_no_more_than_it_may(held: Held) -> None:
    batcher = Batcher(held, most=3)
    with ThreadPoolExecutor(9) as pool:
        answers = asked_while_busy(held, batcher, range(1, 9), pool)
        assert [answer.result(10) for answer in answers] == [n * n for n in range(9)]
    assert [len(run) for run in held.runs] == [1, 3, 3, 2]


def test_one_bad_question_fails_alone(held: Held) -> None:
    batcher = Batcher(held)
    with ThreadPoolExecutor(4) as pool:
        zero, two, bad, three = asked_while_busy(held, batcher, [2, -1, 3], pool)
        with pytest.raises(ValueError, match="no square"):
            bad.result(10)
        assert [answer.result(10) for answer in (zero, two, three)] == [0, 4, 9]
    assert batcher(5) == 25


class Lengths:
    """Encodes a text as its length; keeps how many texts each run had."""

    fingerprint = "lengths"
    dimensions = 2

    def __init__(self) -> None:
        self.runs: list[int] = []

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.runs.append(len(texts))
        return np.asarray([[len(text), 1] for text in texts], np.float32)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        if on_progress:
            on_progress(len(texts))
        return -self.encode_questions(texts)

    def count_tokens(self, text: str) -> int:
        return len(text)


@pytest.mark.parametrize("texts", [[], ["một"], ["một", "hai ba"]])
def test_a_shared_model_gives_the_vectors_of_the_model(texts: list[str]) -> None:
    shared = SharedEncoder(Lengths())
    assert shared.encode_questions(texts).shape == (len(texts), 2)
    assert shared.encode_questions(texts)[:, 0].tolist() == [len(text) for text in texts]


def test_readings_of_several_members_keep_their_owners() -> None:
    model = Lengths()
    shared = SharedEncoder(model)
    asked = [["a" * n, "b" * (n + 1)] for n in range(1, 40)]
    encode: Callable[[Sequence[str]], NDArray[np.float32]] = shared.encode_questions
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(encode, asked))
    assert [vectors[:, 0].tolist() for vectors in found] == [[n, n + 1] for n in range(1, 40)]
    assert sum(model.runs) == 78


def test_passages_go_past_the_queue() -> None:
    shared = SharedEncoder(Lengths())
    done: list[int] = []
    assert shared.encode_passages(["một"], on_progress=done.append)[:, 0].tolist() == [-3]
    assert done == [1]
    assert (shared.count_tokens("một"), shared.fingerprint, shared.dimensions) == (3, "lengths", 2)
