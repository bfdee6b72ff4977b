"""Texts to vectors, through sentence-transformers: the built-in model, or any other.

The library and its torch take seconds to import, so they are imported where a model is loaded.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError, ModelProblem

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUILT_IN = "built-in"
_BUILT_IN_FOLDER = Path(__file__).parent / "models" / "vietnamese-e5-small"
_ONNX_CONFIG = "onnx_text_config.json"
_CHUNK = 64  # texts between two reports of progress
_BATCH = 16  # texts that another model runs at once
_PASSAGE_PROMPTS = ("passage", "document")  # names that models give it

Progress = Callable[[int], None]
"""Called with how many texts were encoded since the last call."""


class Encoder(Protocol):
    """Turns questions and passages into vectors whose inner product says how well they match."""

    fingerprint: str
    """Equal for two encoders only if they give the same vectors."""
    dimensions: int

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimensions), L2-normed."""

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """(texts, dimensions), L2-normed."""

    def count_tokens(self, text: str) -> int:
        """How many tokens the model reads of a text, those at its ends not counted."""


class SentenceEncoder:
    """An Encoder over a sentence-transformers model; its methods may be called from any thread.

    Args:
        model: The loaded model.
        fingerprint: Of its files and of both prompts.
        query_prompt: Set before each question.
        passage_prompt: Set before each passage.
    """

    def __init__(
        self,
        model: "SentenceTransformer",
        *,
        fingerprint: str,
        query_prompt: str,
        passage_prompt: str,
    ) -> None:
        self.fingerprint = fingerprint
        self._model = model
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt
        self.dimensions = self._encode(["a"], "").shape[1]

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimensions), L2-normed."""
        at_once = getattr(self._model[0], "vectors", None)
        if at_once is None or not texts:
            return self._encode(texts, self._query_prompt)
        vectors: NDArray[np.float32] = at_once(texts, self._query_prompt)
        return vectors

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """(texts, dimensions), L2-normed."""
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), _CHUNK):
            rows = by_length[start : start + _CHUNK]
            vectors[rows] = self._encode([texts[row] for row in rows], self._passage_prompt)
            if on_progress:
                on_progress(len(rows))
        return vectors

    def count_tokens(self, text: str) -> int:
        """How many tokens the model reads of a text, those at its ends not counted."""
        tokenizer = self._model.tokenizer
        if hasattr(tokenizer, "tokenize"):
            return len(tokenizer.tokenize(text))
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        vectors = self._model.encode(
            list(texts),
            prompt=prompt,
            batch_size=_BATCH,
            show_progress_bar=False,
            normalize_embeddings=True,
        )
        return np.asarray(vectors, np.float32)


def load_encoder(
    model: str = BUILT_IN,
    *,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    threads: int = 0,
) -> SentenceEncoder:
    """Loads a model from this machine; nothing is ever downloaded.

    Args:
        model: `built-in`, the folder of a sentence-transformers model, or the name of one that the
            library has already put on this machine.
        query_prompt: Set before each question; the model's own if None.
        passage_prompt: Set before each passage; the model's own if None.
        threads: Processor cores the model may use, 0 for all.

    Raises:
        ModelError: There is no such model here, or it cannot be loaded.
    """
    folder = _folder(model)
    try:
        loaded = _load(folder, threads)
    except Exception as error:  # whatever the libraries below raise at a broken file
        raise ModelError(ModelProblem.DAMAGED, model, str(error)) from error
    prompts = loaded.prompts
    if query_prompt is None:
        query_prompt = prompts.get("query") or ""
    if passage_prompt is None:
        passage_prompt = next(filter(None, map(prompts.get, _PASSAGE_PROMPTS)), "")
    return SentenceEncoder(
        loaded,
        fingerprint=_fingerprint(folder, query_prompt, passage_prompt),
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
    )


def _folder(model: str) -> Path:
    if model == BUILT_IN:
        return _BUILT_IN_FOLDER
    if model and Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        raise ModelError(ModelProblem.UNKNOWN, model, str(error)) from error


def _load(folder: Path, threads: int) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    settings = folder / "config_sentence_transformers.json"
    if not (folder / _ONNX_CONFIG).is_file():
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    from index.onnx_text import OnnxText

    return SentenceTransformer(
        modules=[OnnxText.load(str(folder), threads=threads)],
        prompts=json.loads(settings.read_text(encoding="utf-8"))["prompts"],
        device="cpu",
    )


def _fingerprint(folder: Path, *prompts: str) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for prompt in prompts:
        digest.update(prompt.encode() + b"\0")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix != ".md" and not path.name.startswith((".", "NOTICE")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "blake2b").digest())
    return digest.hexdigest()
