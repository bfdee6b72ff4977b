"""Questions of members who ask at the same time, encoded together.

Nobody is made to wait for company: a question that comes alone is run at once by the thread that
asked it. What comes while the model is busy is run together as soon as it is free.
"""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from threading import Event, Lock
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Progress

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST: Final = 16
"""So many calls are run together; what is beyond waits for the next turn."""


class _Call(Generic[Item, Result]):
    """One caller's item on its way to a result or an error."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = Event()  # it is done, or it is this caller's turn to run what waits
        self.result: list[Result] = []
        self.error: BaseException | None = None

    @property
    def done(self) -> bool:
        return bool(self.result) or self.error is not None

    def outcome(self) -> Result:
        if self.error is not None:
            raise self.error
        return self.result[0]


class Batcher(Generic[Item, Result]):
    """Runs one function for many threads, with everything that is waiting at a time.

    Args:
        work: Items to as many results, in order. Never run twice at once.
        most: Items in one run.
    """

    def __init__(
        self, work: Callable[[Sequence[Item]], Sequence[Result]], most: int = MOST
    ) -> None:
        self._work = work
        self._most = most
        self._lock = Lock()
        self._waiting: deque[_Call[Item, Result]] = deque()
        self._busy = False

    def __call__(self, item: Item) -> Result:
        """The result for one item; raises what `work` raises for it."""
        call: _Call[Item, Result] = _Call(item)
        with self._lock:
            self._waiting.append(call)
            leads, self._busy = not self._busy, True
        if not leads:
            call.woken.wait()
        if not call.done:
            self._lead()
        return call.outcome()

    def __len__(self) -> int:
        """How many wait for the next run."""
        with self._lock:
            return len(self._waiting)

    def _lead(self) -> None:
        """Run what waits, this caller's own first in the row, and pass the turn on."""
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
        self._run(batch)
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._busy = following is not None
        for call in batch:
            call.woken.set()
        if following is not None:
            following.woken.set()

    def _run(self, batch: Sequence[_Call[Item, Result]]) -> None:
        try:
            results = self._work([call.item for call in batch])
            for call, result in zip(batch, results, strict=True):
                call.result = [result]
        except BaseException as error:
            if len(batch) == 1:
                batch[0].error = error
                return
            for call in batch:  # one caller's bad item is not the others' fault
                self._run([call])


class SharedEncoder:
    """An Encoder for many threads: their questions are encoded together.

    Args:
        encoder: The model.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint = encoder.fingerprint
        self.dimensions = encoder.dimensions
        self._encoder = encoder
        self._questions = Batcher(self._encoded)

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        return self._questions(texts)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """See Encoder; not kept waiting for, nor holding up, the questions."""
        return self._encoder.encode_passages(texts, on_progress=on_progress)

    def count_tokens(self, text: str) -> int:
        """See Encoder."""
        return self._encoder.count_tokens(text)

    def _encoded(self, asked: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        vectors = self._encoder.encode_questions([text for texts in asked for text in texts])
        ends = accumulate(map(len, asked), initial=0)
        return [vectors[start:end] for start, end in pairwise(ends)]
