"""What others would take to search the same passages with the same model.

Each gets the passages' vectors ready made and encodes the questions itself; what it needs beside
is imported where it is used, so that one that is not installed is only left out.
"""

import os
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final, Protocol

import numpy as np

from index.vectors import Floats

Encode = Callable[[Sequence[str]], Floats]
"""Questions to (questions, dimensions), L2-normed."""


class Peer(Protocol):
    """A search over passages, by their place in the list it was given."""

    def search(self, question: str, k: int) -> list[int]:
        """The k best, best first."""


class BruteForce:
    """Every inner product with NumPy: what one writes first."""

    def __init__(self, texts: Sequence[str], vectors: Floats, encode: Encode) -> None:
        self._vectors, self._encode = vectors, encode

    def search(self, question: str, k: int) -> list[int]:
        scores = self._vectors @ self._encode([question])[0]
        best = np.argpartition(-scores, min(k, len(scores) - 1))[:k]
        return [int(row) for row in best[np.argsort(-scores[best])]]


class Txtai:
    """txtai's Embeddings with its defaults, hybrid: FAISS and its own BM25."""

    def __init__(self, texts: Sequence[str], vectors: Floats, encode: Encode) -> None:
        from txtai import Embeddings

        known = dict(zip(texts, vectors, strict=True))

        def transform(batch: Sequence[str]) -> Floats:
            absent = [text for text in batch if text not in known]
            found = dict(zip(absent, encode(absent), strict=True)) if absent else {}
            return np.stack([known[text] if text in known else found[text] for text in batch])

        self._embeddings = Embeddings(method="external", transform=transform, hybrid=True)
        self._embeddings.index(enumerate(texts))

    def search(self, question: str, k: int) -> list[int]:
        return [int(row) for row, _ in self._embeddings.search(question, k)]


class Haystack:
    """A pipeline of haystack's in-memory retrievers, BM25 and vectors, joined by their ranks."""

    def __init__(self, texts: Sequence[str], vectors: Floats, encode: Encode) -> None:
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
        from haystack import Document, Pipeline, component
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import (
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        @component
        class Embedder:
            @component.output_types(embedding=list[float])
            def run(self, text: str) -> dict[str, Any]:
                return {"embedding": encode([text])[0].tolist()}

        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        store.write_documents(
            [
                Document(id=str(row), content=text, embedding=vector.tolist())
                for row, (text, vector) in enumerate(zip(texts, vectors, strict=True))
            ]
        )
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", Embedder())
        self._pipeline.add_component("words", InMemoryBM25Retriever(store))
        self._pipeline.add_component("near", InMemoryEmbeddingRetriever(store))
        self._pipeline.add_component("both", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("embedder.embedding", "near.query_embedding")
        self._pipeline.connect("words", "both")
        self._pipeline.connect("near", "both")

    def search(self, question: str, k: int) -> list[int]:
        found = self._pipeline.run(
            {
                "embedder": {"text": question},
                "words": {"query": question, "top_k": k},
                "near": {"top_k": k},
                "both": {"top_k": k},
            }
        )
        return [int(document.id) for document in found["both"]["documents"]]


PEERS: Final[dict[str, tuple[str, Callable[[Sequence[str], Floats, Encode], Peer]]]] = {
    "sentence-transformers": ("float32 torch + NumPy", BruteForce),
    "txtai": ("hybrid, our encoder", Txtai),
    "haystack-ai": ("hybrid, our encoder", Haystack),
}
"""By the package's name: how it is used, and the search."""


def installed(package: str) -> str | None:
    """Its version, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
