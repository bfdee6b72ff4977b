"""Writes a trained reader as the int8 ONNX model that the product ships.

`python -m index.train.export_reader CHECKPOINT FOLDER`. Weights go to 63 instead of 127, so that
sums saturate on no processor and what is answered does not depend on it.
"""

import argparse
import shutil
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper

from index.train.export import Graph, model_of, transformer
from index.train.train_reader import ReaderModel, load

MOST: Final = 63
_CARD: Final = Path(__file__).with_name("reader_card")


def onnx_reader(model: ReaderModel) -> onnx.ModelProto:
    """The graph from `input_ids` and `attention_mask` (texts, tokens) to `answers` (texts, 1), the
    log-odds that a text answers."""
    graph = Graph(MOST)
    total = transformer(model.bert, graph)
    mask = graph.one("Cast", "attention_mask", to=TensorProto.FLOAT)
    count = graph.one("ReduceSum", mask, graph.constant(np.array([1])), keepdims=1)
    mean = graph.one("Div", total, count)
    weight, bias = (tensor.detach().numpy() for tensor in (model.score.weight, model.score.bias))
    score = graph.one("MatMul", mean, graph.constant(weight.T))
    graph.nodes.append(helper.make_node("Add", [score, graph.constant(bias)], ["answers"]))
    return model_of(graph, "vietnamese-reader", "answers", 1)


def export(checkpoint: Path, folder: Path) -> None:
    """Writes model.onnx, tokenizer.json and the model's card into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load(checkpoint)
    onnx.save(onnx_reader(model), folder / "model.onnx")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    for page in sorted(_CARD.iterdir()):
        shutil.copyfile(page, folder / page.name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes a trained reader as an int8 ONNX model.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="e.g. index/models/vietnamese-reader")
    given = parser.parse_args()
    export(given.checkpoint, given.folder)
