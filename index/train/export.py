"""Writes a float32 checkpoint as the int8 ONNX model that the product ships.

`python -m index.train.export CHECKPOINT FOLDER`. The graph is written by hand with the fused
operators of ONNX Runtime, so it is the same each time and needs no exporter. Weights are int8 with
one scale for each output channel (embeddings: for each word), activations are quantised as they
come.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from transformers import BertModel

from index.train.make_model import MAX_TOKENS, PROMPTS

_CARD = Path(__file__).with_name("card")
_CONTRIBUTED = "com.microsoft"


def quantised(
    matrix: NDArray[np.float32], axis: int, most: int = 127
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 values up to `most` and the scale of each slice along the axis that is left,
    symmetric."""
    scale = np.maximum(np.abs(matrix).max(axis=axis), 1e-12).astype(np.float32) / most
    values = np.rint(matrix / np.expand_dims(scale, axis))
    return values.astype(np.int8), scale


class Graph:
    """Nodes and constants in the order they are added; each method returns the output's name.

    Args:
        most: The largest weight; 63 saturates on no processor, 127 only on those with VNNI.
    """

    def __init__(self, most: int = 127) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.most = most

    def constant(self, value: NDArray[np.generic]) -> str:
        """A value that stands in the file."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any
    ) -> list[str]:
        """An operator with its inputs."""
        names = [f"n{len(self.nodes)}_{place}" for place in range(outputs)]
        node = helper.make_node(kind, list(inputs), names, domain=domain, **attributes)
        self.nodes.append(node)
        return names

    def one(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """The same of one output."""
        return self.add(kind, *inputs, domain=domain, **attributes)[0]

    def linear(self, name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """A layer in int8; weight is (out, in)."""
        values, scale = quantised(weight.T, axis=0, most=self.most)
        return self.one(
            "DynamicQuantizeMatMul",
            name,
            self.constant(values),
            self.constant(scale),
            "",
            self.constant(bias),
            domain=_CONTRIBUTED,
        )


def transformer(model: BertModel, graph: Graph) -> str:
    """Adds everything from `input_ids` and `attention_mask` (texts, tokens) to the sum of the
    states of the tokens that the mask keeps, (texts, hidden)."""
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    config = model.config
    epsilon = config.layer_norm_eps

    words, scale = quantised(weights["embeddings.word_embeddings.weight"], axis=1)
    places = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    values = graph.one("Gather", graph.constant(words), "input_ids")
    factors = graph.one("Gather", graph.constant(scale[:, None]), "input_ids")
    embedded = graph.one("Mul", graph.one("Cast", values, to=TensorProto.FLOAT), factors)
    length = graph.one("Shape", "input_ids", start=1, end=2)
    zero, one = graph.constant(np.array([0])), graph.constant(np.array([1]))
    placed = graph.one("Slice", graph.constant(places), zero, length, zero)
    state = graph.one(
        "LayerNormalization",
        graph.one("Add", embedded, placed),
        graph.constant(weights["embeddings.LayerNorm.weight"]),
        graph.constant(weights["embeddings.LayerNorm.bias"]),
        epsilon=epsilon,
    )
    mask = graph.one("Cast", "attention_mask", to=TensorProto.INT32)
    for number in range(config.num_hidden_layers):
        layer = f"encoder.layer.{number}."
        heads = [f"{layer}attention.self.{name}." for name in ("query", "key", "value")]
        joint, joint_scale = quantised(
            np.concatenate([weights[head + "weight"] for head in heads]).T, axis=0, most=graph.most
        )
        rounded, state_scale, state_zero = graph.add("DynamicQuantizeLinear", state, outputs=3)
        attended = graph.one(
            "QAttention",
            rounded,
            graph.constant(joint),
            graph.constant(np.concatenate([weights[head + "bias"] for head in heads])),
            state_scale,
            graph.constant(joint_scale),
            mask,
            state_zero,
            graph.constant(np.zeros(len(joint_scale), np.int8)),
            num_heads=config.num_attention_heads,
            domain=_CONTRIBUTED,
        )

        def dense(name: str, where: str, layer: str = layer) -> str:
            return graph.linear(
                name, weights[f"{layer}{where}.weight"], weights[f"{layer}{where}.bias"]
            )

        def normed(name: str, skip: str, where: str, layer: str = layer) -> str:
            # on a CPU one operator for both is no faster, often slower
            return graph.one(
                "LayerNormalization",
                graph.one("Add", name, skip),
                graph.constant(weights[f"{layer}{where}.LayerNorm.weight"]),
                graph.constant(weights[f"{layer}{where}.LayerNorm.bias"]),
                epsilon=epsilon,
            )

        state = normed(dense(attended, "attention.output.dense"), state, "attention.output")
        inner = graph.one("Gelu", dense(state, "intermediate.dense"), domain=_CONTRIBUTED)
        state = normed(dense(inner, "output.dense"), state, "output")

    kept = graph.one(
        "Unsqueeze",
        graph.one("Cast", "attention_mask", to=TensorProto.FLOAT),
        graph.constant(np.array([2])),
    )
    return graph.one("ReduceSum", graph.one("Mul", state, kept), one, keepdims=0)


def model_of(graph: Graph, name: str, output: str, size: int | str) -> onnx.ModelProto:
    """The model of a graph whose output is (texts, size)."""
    shape = ["texts", "tokens"]
    whole = helper.make_graph(
        graph.nodes,
        name,
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, shape),
        ],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", size])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_CONTRIBUTED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=8)


def onnx_model(model: BertModel) -> onnx.ModelProto:
    """The graph from `input_ids` and `attention_mask` (texts, tokens) to `sentence_embedding`.

    The output is the L2-normed mean over the tokens that the mask keeps, (texts, hidden).
    """
    graph = Graph()
    total = transformer(model, graph)
    # the mean's divisor falls away in the norm
    norm = graph.one("ReduceL2", total, axes=[1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [total, norm], ["sentence_embedding"]))
    return model_of(graph, "vietnamese-e5-small", "sentence_embedding", model.config.hidden_size)


def export(checkpoint: Path, folder: Path) -> None:
    """Writes model.onnx, tokenizer.json and the sentence-transformers settings into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(onnx_model(BertModel.from_pretrained(checkpoint)), folder / "model.onnx")
    tokenizer = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    settings = {
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "index.onnx_text.OnnxText"},
        ],
        "onnx_text_config.json": {"max_tokens": MAX_TOKENS},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": PROMPTS["query"], "document": PROMPTS["passage"]},
            "similarity_fn_name": "cosine",
        },
    }
    for name, value in settings.items():
        (folder / name).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    for page in sorted(_CARD.iterdir()):
        shutil.copyfile(page, folder / page.name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes a checkpoint as an int8 ONNX model.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="e.g. index/models/vietnamese-e5-small")
    given = parser.parse_args()
    export(given.checkpoint, given.folder)
