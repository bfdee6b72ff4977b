"""Reads a question and a text together and says whether the text answers (a cross-encoder).

The search looks at every text by itself; the reader has both before it, so it is held only against
the few that are likeliest. Each text is run by itself, unpadded, texts side by side in threads.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.rows import office_of
from knowledge.records import StoredFaq, StoredPassage

MODEL: Final = Path(__file__).parent / "models" / "vietnamese-reader"
TOKENS: Final = 320
"""Of a question and a text together; what is longer is cut at its end."""
QUESTION_TOKENS: Final = 96
START, END = 0, 2
"""The tokens `<s>` and `</s>`."""
TITLE: Final = 120
HEADING: Final = 80
"""Characters of a document's title and of each heading that are read."""
HEADINGS: Final = 2
"""The innermost headings that are read."""


class Reader(Protocol):
    """Holds texts against questions."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(pairs,) log-odds that the text of each answers its question."""


class OnnxReader:
    """A Reader that runs in ONNX Runtime; may be called from any thread.

    Args:
        folder: Holds `model.onnx` and `tokenizer.json`.
        threads: Texts run at once; 0 for one a core.
    """

    def __init__(self, folder: Path = MODEL, *, threads: int = 0) -> None:
        threads = threads or len(os.sched_getaffinity(0))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(pairs,) log-odds that the text of each answers its question."""
        rows = [tokens(self._tokenizer, question, text) for question, text in pairs]
        return np.fromiter(self._pool.map(self._run, rows), np.float32, len(rows))

    def _run(self, ids: list[int]) -> float:
        row = np.asarray([ids], np.int64)
        found = self._session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})[0]
        return float(found[0, 0])


@cache
def built_in() -> OnnxReader:
    """The reader that the product ships."""
    return OnnxReader()


def tokens(tokenizer: Tokenizer, question: str, text: str) -> list[int]:
    """`<s> question </s> text </s>`, cut to TOKENS."""
    asked, read = tokenizer.encode_batch([question, text], add_special_tokens=False)
    start = [START, *asked.ids[:QUESTION_TOKENS], END]
    return [*start, *read.ids[: TOKENS - len(start) - 1], END]


def seen(item: StoredPassage | StoredFaq, quote: str) -> str:
    """What is read of a quote: where it stands, and its words; of a FAQ entry its question before
    the answer."""
    if isinstance(item, StoredFaq):
        return f"{item.question}\n{quote}"
    headings = (heading[:HEADING] for heading in item.heading[-HEADINGS:])
    document = item.document
    above = (document.title[:TITLE], office_of(document)[:TITLE], *headings)
    return "\n".join((*filter(None, above), quote))
