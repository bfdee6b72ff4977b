"""Trains the built-in encoder on Vietnamese questions; `python -m index.train.train_encoder`.

Multiple negatives ranking: each question must find its own passage among all of the batch, and each
passage its question. The embeddings and the lower layers stay as they are, which halves the work
and keeps the general language; what the upper ones forget is given back by `blend.py`.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize
from transformers import BertModel

from index.train.make_model import PROMPTS
from index.train.pairs import Pair, batches, seen_text, training_pairs, typed

QUESTION_TOKENS = 48
TEMPERATURE = 0.02
WARM_UP = 0.05  # share of the steps
_NEVER = -1e4


def body(model: SentenceTransformer) -> BertModel:
    """The transformer inside."""
    inside = model[0].auto_model
    assert isinstance(inside, BertModel)
    return inside


def vectors(model: SentenceTransformer, texts: list[str], max_tokens: int) -> Tensor:
    """The L2-normed embeddings, (texts, dimensions), with gradients."""
    words = model.tokenizer(
        texts, padding=True, truncation=True, max_length=max_tokens, return_tensors="pt"
    )
    mask = words["attention_mask"]
    states = body(model)(input_ids=words["input_ids"], attention_mask=mask)[0].float()
    weight = mask.unsqueeze(-1).float()
    return normalize((states * weight).sum(1) / weight.sum(1), dim=-1)


def same(keys: list[str]) -> Tensor:
    """Where two different pairs hold the same question or passage, (pairs, pairs)."""
    return torch.tensor(
        [[i != j and a == b for j, b in enumerate(keys)] for i, a in enumerate(keys)]
    )


def ranking_loss(questions: Tensor, passages: Tensor, batch: list[Pair]) -> Tensor:
    """The mean of both directions' cross-entropies, a scalar."""
    scores = questions @ passages.T / TEMPERATURE
    twins = same([pair.question_key for pair in batch]) | same([pair.passage_key for pair in batch])
    scores = scores.masked_fill(twins, _NEVER)
    right = torch.arange(len(batch))
    return 0.7 * cross_entropy(scores, right) + 0.3 * cross_entropy(scores.T, right)


def train(
    base: Path,
    data: Path,
    out: Path,
    *,
    layers: int,
    rate: float,
    size: int,
    seed: int,
    every: int,
    steps: int | None,
    tokens: int,
    threads: int,
) -> None:
    """One pass over the pairs, or less, with checkpoints in `out/step-N`.

    Args:
        base: The float32 checkpoint to start from.
        data: The folder of `train_pairs.jsonl.gz` and of the dev sets, which are left out.
        out: Where checkpoints go.
        layers: How many of the upper layers learn.
        rate: The highest learning rate; it falls to 0 linearly.
        size: Pairs in a batch.
        seed: Of every choice made by chance.
        every: Steps between checkpoints.
        steps: How many at most; None for one pass.
        tokens: Of a passage; what is longer is cut.
        threads: Processor cores; on shared ones 1 wastes least, as threads wait for the slowest.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    chance = random.Random(seed)
    model = SentenceTransformer(str(base), device="cpu", local_files_only=True)
    bert = body(model)
    bert.requires_grad_(False)
    for layer in list(bert.encoder.layer)[-layers:]:
        layer.requires_grad_(True)
    for module in bert.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    learning = [parameter for parameter in bert.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    plan = batches(training_pairs(data, seed=seed), size, seed=seed)[:steps]
    warm = max(1, int(WARM_UP * len(plan)))
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (len(plan) - step) / (len(plan) - warm))
    )
    print(f"{len(plan)} steps of {size} pairs, {layers} layers learn", flush=True)
    began, recent = time.monotonic(), 0.0
    for step, batch in enumerate(plan, 1):
        asked = [PROMPTS["query"] + typed(pair.question, chance) for pair in batch]
        read = [PROMPTS["passage"] + seen_text(pair, chance) for pair in batch]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            questions = vectors(model, asked, QUESTION_TOKENS)
            passages = vectors(model, read, tokens)
        loss = ranking_loss(questions.float(), passages.float(), batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        falling.step()
        recent += loss.item()
        if step % 10 == 0:
            print(
                f"step {step}  loss {recent / 10:.3f}  {time.monotonic() - began:.0f} s", flush=True
            )
            recent = 0.0
        if step % every == 0 or step == len(plan):
            model.save(str(out / f"step-{step}"), create_model_card=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains the built-in encoder.")
    parser.add_argument("base", type=Path, help="the checkpoint that make_model wrote")
    parser.add_argument("out", type=Path, help="where checkpoints go")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/retrieval"))
    parser.add_argument("--layers", type=int, default=6, help="upper layers that learn")
    parser.add_argument("--rate", type=float, default=5e-5, help="highest learning rate")
    parser.add_argument("--batch", type=int, default=48, help="pairs in a batch")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=int, default=100, help="steps between checkpoints")
    parser.add_argument("--steps", type=int, help="how many at most; one pass if not given")
    parser.add_argument("--tokens", type=int, default=128, help="of a passage")
    parser.add_argument("--threads", type=int, default=1, help="processor cores to use")
    given = parser.parse_args()
    train(
        given.base,
        given.data,
        given.out,
        layers=given.layers,
        rate=given.rate,
        size=given.batch,
        seed=given.seed,
        every=given.every,
        steps=given.steps,
        tokens=given.tokens,
        threads=given.threads,
    )
