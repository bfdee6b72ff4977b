"""The library made answerable: opens what was derived from it, and follows its changes.

Everything under the folder is derived and carries the fingerprint of what it was made of; it may
be deleted at any moment. When the library changes, a background thread builds the new state while
the old one answers.
"""

import hashlib
import logging
import shutil
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from index.answer import Answer, Answerer, Turn
from index.as_of import as_of
from index.confidence import THRESHOLD
from index.derived import Derived
from index.encoder import Encoder, Progress
from index.rows import Rows
from index.search import Asked, Hit, Search, fill
from index.shorthand import Ways
from index.typed import Understood, understand
from index.validity import Validity, of_the_day
from index.vectors import VectorStore
from knowledge.library import Library
from knowledge.records import Snapshot

logger = logging.getLogger(__name__)

CHECK_EVERY: Final = 1.0
"""Seconds between two looks at whether the library has changed."""
DAYS_KEPT: Final = 3
"""Days other than today whose texts are kept searchable."""
_FORM: Final = "7"
"""Changed whenever what is derived changes its form."""


@dataclass(frozen=True, slots=True)
class _State:
    snapshot: Snapshot
    search: Search
    answerer: Answerer
    understand: Callable[[str], Understood]
    validity: Validity
    derived: Derived


class Engine:
    """Answers from the library as it stands.

    Args:
        library: What is known.
        encoder: The model.
        folder: Where derived files are kept; made if need be.
        abbreviations: The office's own short forms.
        threshold: From which probability on an answer is given.
    """

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        folder: Path,
        *,
        abbreviations: Mapping[str, str | Ways] | None = None,
        threshold: float = THRESHOLD,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._folder = folder
        self._abbreviations = abbreviations or {}
        self._threshold = threshold
        self._store = VectorStore(folder, encoder)
        self._builder = ThreadPoolExecutor(1, "index")
        self._lock = Lock()
        self._building: Future[None] | None = None
        self._checked = monotonic()
        self._days: OrderedDict[date, _State] = OrderedDict()
        self._days_lock = Lock()
        self._state = self._built(library.snapshot())

    def answer(
        self, question: str, *, context: Sequence[Turn] = (), day: date | None = None
    ) -> Answer:
        """Answer a question in the light of the conversation before it, oldest turn first.

        Args:
            question: As typed. Where it says of which day's texts it is ("tại thời điểm
                01/7/2021"), those answer; if they do not, those of today do.
            context: The conversation.
            day: The day whose texts are asked, whatever the question says; today by default. The
                first question of a day waits until its texts are searchable.
        """
        current = self._current()
        if day is not None:
            return _answered(self._of_day(day), question, context, day)
        then = as_of(question, self._library.today())
        if then is not None:
            answer = _answered(self._of_day(then.day), then.question, context, then.day)
            if answer.kind != "none":
                return answer
        return _answered(current, question, context, None)

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """The k best passages and FAQ entries."""
        return self._current().search.search(Asked.of(self.understand(question)), k)

    def understand(self, question: str) -> Understood:
        """Read a question as it was meant."""
        return self._state.understand(question)

    def index_missing(self, on_progress: Progress | None = None) -> int:
        """Encode what has no vector yet and answer from it.

        Returns:
            How many texts were encoded.
        """
        snapshot = self._library.snapshot(previous=self._state.snapshot)
        done = fill(Rows.of(snapshot), self._encoder, self._store, on_progress=on_progress)
        self._state = self._built(snapshot, self._state.derived)
        return done

    def refresh(self) -> None:
        """Answer from the library as it stands now; returns when it does."""
        if not self._library.is_current(self._state.snapshot):
            last = self._state
            snapshot = self._library.snapshot(previous=last.snapshot)
            self._state = self._built(snapshot, last.derived)

    @property
    def revision(self) -> int:
        """The state of the library that is answered from."""
        return self._state.snapshot.revision

    def close(self) -> None:
        """Wait for what is being built, and let go."""
        self._builder.shutdown(wait=True, cancel_futures=True)

    def _current(self) -> _State:
        with self._lock:
            now = monotonic()
            idle = self._building is None or self._building.done()
            if idle and now - self._checked >= CHECK_EVERY:
                self._checked = now
                self._building = self._builder.submit(self._refresh_quietly)
        return self._state

    def _of_day(self, day: date) -> _State:
        """What is known of another day; its vectors are kept already, the rest is made anew."""
        current = self._state
        if day == current.snapshot.day:
            return current
        with self._days_lock:
            known = self._days.pop(day, None)
            if known is None or known.snapshot.revision < current.snapshot.revision:
                snapshot = self._library.snapshot(day=day, previous=current.snapshot)
                search = Search.build(of_the_day(snapshot), self._encoder, self._store)
                reads = current.understand
                year = day.year
                answerer = Answerer(search, reads, threshold=self._threshold, year=year)
                validity = Validity(snapshot)
                known = _State(snapshot, search, answerer, reads, validity, current.derived)
            self._days[day] = known
            while len(self._days) > DAYS_KEPT:
                self._days.popitem(last=False)
            return known

    def _refresh_quietly(self) -> None:
        try:
            self.refresh()
        except Exception:
            logger.exception("the index could not follow the library; the old one answers")

    def _built(self, snapshot: Snapshot, last: Derived | None = None) -> _State:
        rows = Rows.of(snapshot)
        fill(rows, self._encoder, self._store)
        keys = rows.keys()
        folder = self._folder / _fingerprint(keys, self._encoder)
        try:
            derived = Derived.opened(folder, keys)
        except (OSError, ValueError, KeyError):  # not there, not whole, or damaged
            self._derive(rows, keys, folder, last)
            derived = Derived.opened(folder, keys)
        asks, words = self._store.get(rows.asked_keys()), derived.words
        search = Search(
            rows, derived.lexical, derived.vectors, asks, self._encoder, places=words.places
        )
        reads = partial(
            understand,
            restorer=words.restorer,
            abbreviations={**words.initials, **self._abbreviations},
        )
        self._drop_others(folder)
        year = snapshot.day.year
        answerer = Answerer(search, reads, threshold=self._threshold, year=year)
        return _State(snapshot, search, answerer, reads, Validity(snapshot), derived)

    def _derive(self, rows: Rows, keys: Sequence[str], folder: Path, last: Derived | None) -> None:
        """Make what is derived of the rows; the folder appears only when it is whole."""
        unfinished = self._folder / f"{folder.name}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        Derived.made(rows, keys, self._store, last).save(unfinished)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)

    def _drop_others(self, kept: Path) -> None:
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder != kept:
                shutil.rmtree(folder, ignore_errors=True)


def _answered(state: _State, question: str, context: Sequence[Turn], day: date | None) -> Answer:
    """An answer, with what is out of force of the documents that the question names."""
    gone = state.validity.out_of_force(question)
    instead = state.validity.with_successors(question) if gone else None
    answer = state.answerer.answer(instead or question, context=context)
    if instead is not None and answer.kind == "none":
        answer = state.answerer.answer(question, context=context)
    if answer.kind == "faq":
        source = answer.citations[0].number or ""
        gone += tuple(d for d in state.validity.out_of_force(source) if d not in gone)
    citations = tuple(
        replace(one, amended_by=state.validity.amended_by(one.number)) for one in answer.citations
    )
    return replace(answer, as_of=day, out_of_force=gone, citations=citations)


def _fingerprint(keys: Sequence[str], encoder: Encoder) -> str:
    digest = hashlib.sha256(f"{_FORM} {encoder.fingerprint}".encode())
    for key in keys:
        digest.update(key.encode())
    return digest.hexdigest()[:20]
