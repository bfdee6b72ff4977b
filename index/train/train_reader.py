"""Trains the reader, which holds a question against a text, both in sight; from nothing, then on
questions of whole documents.

    python -m index.train.train_reader BASE OUT --data ../shared/data/retrieval
    python -m index.train.train_reader OUT FURTHER --questions FILE... --passes 2

The lower layers of the encoder's checkpoint (`make_model.py`) are where it starts. Of a group the
text that answers is to stand out among the near ones, and each text is judged by itself (cross-
encoder; the sum of both losses).
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import BertConfig, BertModel

from index.reader import tokens
from index.train.read_questions import groups_of, read_asked
from index.train.reader_groups import Read, groups

LAYERS: Final = 6
PAD: Final = 1
AT_ONCE: Final = 24
"""Texts that are run together."""
WARM_UP: Final = 0.05
"""The share of the way on which the rate rises."""


class ReaderModel(torch.nn.Module):
    """The transformer, the mean of its states, and one score."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.score = torch.nn.Linear(bert.config.hidden_size, 1)
        torch.nn.init.zeros_(self.score.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(texts,) log-odds that the text answers."""
        states = self.bert(input_ids=ids, attention_mask=mask)[0]
        weight = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weight).sum(1) / weight.sum(1)
        scores: Tensor = self.score(mean).squeeze(-1)
        return scores


def from_encoder(checkpoint: Path) -> tuple[ReaderModel, Tokenizer]:
    """An untrained reader over the lower layers of a checkpoint of the encoder."""
    config = BertConfig.from_pretrained(checkpoint, attn_implementation="eager")
    config.num_hidden_layers = LAYERS
    bert = BertModel.from_pretrained(checkpoint, config=config, add_pooling_layer=False)
    return ReaderModel(bert), Tokenizer.from_file(str(checkpoint / "tokenizer.json"))


def load(folder: Path) -> tuple[ReaderModel, Tokenizer]:
    """What `save` wrote."""
    config = BertConfig.from_pretrained(folder, attn_implementation="eager")
    model = ReaderModel(BertModel(config, add_pooling_layer=False))
    model.load_state_dict(torch.load(folder / "reader.pt", weights_only=True))
    return model, Tokenizer.from_file(str(folder / "tokenizer.json"))


def save(model: ReaderModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Writes the weights, the configuration and the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), folder / "reader.pt")
    model.bert.config.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids and mask, (texts, longest rounded up to 32)."""
    longest = math.ceil(max(map(len, rows)) / 32) * 32
    ids = torch.full((len(rows), longest), PAD)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
    return ids, (ids != PAD).long()


def scored(model: Callable[[Tensor, Tensor], Tensor], rows: Sequence[Sequence[int]]) -> Tensor:
    """(rows,) their scores, texts of about one length run together: padding costs as texts do."""
    by_length = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    parts = [
        model(*padded([rows[at] for at in by_length[start : start + AT_ONCE]]))
        for start in range(0, len(rows), AT_ONCE)
    ]
    return torch.cat(parts)[torch.tensor(by_length).argsort()]


def loss_of(scores: Tensor, batch: Sequence[Sequence[Read]]) -> Tensor:
    """The mean over groups of how little the right text stands out, plus the mean over texts of
    how wrongly each is judged."""
    answers = torch.tensor([float(one.answers) for group in batch for one in group])
    alone = binary_cross_entropy_with_logits(scores, answers)
    among: list[Tensor] = []
    start = 0
    for group in batch:
        own = scores[start : start + len(group)]
        start += len(group)
        right = [at for at, one in enumerate(group) if one.answers]
        wrong = [at for at, one in enumerate(group) if not one.answers and one.group >= 0]
        if right and wrong:
            among += [
                cross_entropy(own[[at, *wrong]].unsqueeze(0), torch.zeros(1, dtype=torch.long))
                for at in right[:1]
            ]
    return alone + (torch.stack(among).mean() if among else 0.0)


def train(
    model: ReaderModel,
    tokenizer: Tokenizer,
    plan: Sequence[Sequence[Read]],
    *,
    rate: float,
    size: int,
    seed: int,
    out: Path,
    minutes: float = 600,
    compiled: bool = True,
) -> None:
    """Learns from every group of the plan once.

    Args:
        model: Is changed.
        tokenizer: Its own.
        plan: The groups in the order they are learned.
        rate: The highest learning rate; it falls to 0 along a cosine.
        size: Groups in a step; near lengths go together.
        seed: Of the order of steps.
        out: Where the weights are written now and then.
        minutes: After which it is brought to its end, the rate falling with the time.
        compiled: Twice as fast after the first minute; needs a C++ compiler.
    """
    chance = random.Random(seed)
    torch.manual_seed(seed)
    model.bert.embeddings.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    fast = torch.compile(model, dynamic=True) if compiled else model
    coded = [[tokens(tokenizer, one.question, one.text) for one in group] for group in plan]
    steps: list[list[int]] = []
    order = list(range(len(plan)))
    for at in range(0, len(order), size * 16):
        near = sorted(order[at : at + size * 16], key=lambda g: max(map(len, coded[g])))
        block = [near[i : i + size] for i in range(0, len(near), size)]
        chance.shuffle(block)
        steps += block
    began, recent, kept = time.monotonic(), 0.0, time.monotonic()
    for step, numbers in enumerate(steps, 1):
        gone = max(step / len(steps), (time.monotonic() - began) / (60 * minutes))
        if gone >= 1 and step < len(steps):
            break
        for group_ in optimiser.param_groups:
            group_["lr"] = rate * min(gone / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * gone))
        batch = [plan[number] for number in numbers]
        rows = [row for number in numbers for row in coded[number]]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = scored(fast, rows)
        before = torch.tensor([one.before for group in batch for one in group])
        loss = loss_of(scores.float() + before, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        recent += loss.item()
        if step % 50 == 0:
            spent = time.monotonic() - began
            print(f"step {step}/{len(steps)}  loss {recent / 50:.3f}  {spent:.0f} s", flush=True)
            recent = 0.0
        if time.monotonic() - kept > 300:
            save(model, tokenizer, out)
            kept = time.monotonic()
    save(model, tokenizer, out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train it from the encoder, or further."""
    parser = argparse.ArgumentParser(description="Trains the reader.")
    parser.add_argument("start", type=Path, help="the encoder's checkpoint, or a reader's folder")
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/retrieval"))
    parser.add_argument(
        "--questions", type=Path, nargs="+", help="learn from what read_questions wrote"
    )
    parser.add_argument("--without", type=int, nargs=2, metavar=("FOLD", "FOLDS"))
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--size", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    is_reader = (options.start / "reader.pt").is_file()
    model, tokenizer = (load if is_reader else from_encoder)(options.start)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if options.questions:
        questions = [one for file in options.questions for one in read_asked(file)]
        if options.without:
            fold, folds = options.without
            questions = [one for one in questions if one.fold(folds) != fold]
        made = groups_of(questions, seed=options.seed)
    else:
        made = groups(options.data, seed=options.seed)
    chance = random.Random(options.seed)
    plan = [group for _ in range(options.passes) for group in chance.sample(made, len(made))]
    print(f"{len(made)} groups, {sum(map(len, made))} texts", flush=True)
    train(
        model,
        tokenizer,
        plan,
        rate=options.rate,
        size=options.size,
        seed=options.seed,
        out=options.out,
        minutes=options.minutes,
    )


if __name__ == "__main__":
    main()
