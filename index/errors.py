"""The errors of this package: one, since a broken index is simply built again.

ModelError   the encoder that the settings name cannot be used; nothing was changed
"""

from enum import StrEnum


class ModelProblem(StrEnum):
    """Why a model was refused."""

    UNKNOWN = "unknown"  # no folder of that name, and no such model on this machine
    DAMAGED = "damaged"  # its files are there but cannot be loaded


class ModelError(Exception):
    """The encoder that the settings name cannot be used; nothing was changed.

    Args:
        problem: What is wrong.
        model: The name or folder as it was given.
        reason: What the library that loads it said, for a log.
    """

    def __init__(self, problem: ModelProblem, model: str, reason: str = "") -> None:
        self.problem = problem
        self.model = model
        self.reason = reason
        super().__init__(f"{problem}: {model} {reason}".rstrip())
