"""A sentence-transformers module that runs a whole text encoder in ONNX Runtime.

Apart from `encoder.py`, because importing sentence-transformers takes seconds. A text is run by
itself, unpadded: with int8 on a processor that is faster than a padded batch, and a text's vector
does not depend on the texts beside it. Texts run side by side in threads.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer


class OnnxText(InputModule):
    """Tokens, transformer, mean pooling and L2 norm, all in one.

    Args:
        folder: Holds `model.onnx`, `tokenizer.json` and `onnx_text_config.json`.
        max_tokens: Longer texts are cut, `<s>` and `</s>` counted in.
        threads: Texts run at once, and processor cores used for one; 0 for one a core.
    """

    config_file_name = "onnx_text_config.json"
    config_keys = ["max_tokens"]  # noqa: RUF012 (the library's own way)

    def __init__(self, folder: Path, *, max_tokens: int = 512, threads: int = 0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.max_tokens = max_tokens
        threads = threads or len(os.sched_getaffinity(0))  # cpu_count() counts cores we may not use
        # one text is run on all cores; of several each on its own, which waits for no other
        self.session = _session(folder, threads)
        self._apart = _session(folder, 1) if threads > 1 else self.session
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="encoder")

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Texts to `input_ids`: a list of token ids a text, not padded."""
        texts = self._prepend_prompt([str(text) for text in inputs], prompt or "")
        tokens = [words.ids for words in self.tokenizer.encode_batch(texts)]
        return {"input_ids": [self._cut(ids) for ids in tokens]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `sentence_embedding`, (texts, dimensions), float32, L2-normed."""
        features["sentence_embedding"] = torch.from_numpy(self._vectors(features["input_ids"]))
        return features

    def vectors(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """The same (texts, dimensions) at once: the library around it takes a question 1 ms."""
        return self._vectors(self.preprocess(texts, prompt)["input_ids"])

    def _vectors(self, texts: Sequence[list[int]]) -> NDArray[np.float32]:
        if len(texts) == 1:  # no thread stands between a single question and its vector
            return _run(self.session, texts[0])
        return np.concatenate(list(self.pool.map(partial(_run, self._apart), texts)))

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.max_tokens else ids[: self.max_tokens - 1] + ids[-1:]

    def get_embedding_dimension(self) -> int:
        """The length of a vector."""
        return int(self.session.get_outputs()[0].shape[1])

    def save(self, output_path: str, *args: Any, **_: Any) -> None:
        """Copies the module's files into a folder."""
        target = Path(output_path)
        (target / "model.onnx").write_bytes((self.folder / "model.onnx").read_bytes())
        self.tokenizer.save(str(target / "tokenizer.json"), pretty=False)
        self.save_config(output_path)

    @classmethod
    def load(  # type: ignore[override]
        cls, model_name_or_path: str, *, threads: int = 0, **_: Any
    ) -> Self:
        """Opens a folder that `index.train.export` or `save` wrote."""
        settings = cls.load_config(model_name_or_path)
        return cls(Path(model_name_or_path), max_tokens=settings["max_tokens"], threads=threads)


def _session(folder: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # threads that sleep between two steps of a text take half as long again for it; once it is
    # done, they leave the cores to others
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )


def _run(session: onnxruntime.InferenceSession, ids: list[int]) -> NDArray[np.float32]:
    row = np.array([ids], np.int64)
    vector: NDArray[np.float32] = session.run(
        None, {"input_ids": row, "attention_mask": np.ones_like(row)}
    )[0]
    return vector
