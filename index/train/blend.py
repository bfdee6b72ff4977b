"""Mixes a trained checkpoint with the one it was trained from (WiSE-FT, arXiv:2109.01903).

`python -m index.train.blend BASE TRAINED SHARE FOLDER`: every weight becomes
(1 − share)·base + share·trained, which keeps most of what was learnt and gives back general
language that was forgotten.
"""

import argparse
from pathlib import Path

from sentence_transformers import SentenceTransformer


def blend(base: Path, trained: Path, share: float, folder: Path) -> None:
    """Writes the mixed checkpoint.

    Args:
        base: The checkpoint before training.
        trained: The checkpoint after it.
        share: Of the trained one, 0 to 1.
        folder: Where the result goes.
    """
    mixed, other = (
        SentenceTransformer(str(path), device="cpu", local_files_only=True)
        for path in (base, trained)
    )
    learnt = other.state_dict()
    mixed.load_state_dict(
        {name: tensor.lerp(learnt[name], share) for name, tensor in mixed.state_dict().items()}
    )
    mixed.save(str(folder), create_model_card=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Mixes two checkpoints.")
    parser.add_argument("base", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("share", type=float, help="of the trained one, 0 to 1")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    blend(given.base, given.trained, given.share, given.folder)
