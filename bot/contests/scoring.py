"""What an attempt is worth: its answers against the options that count as right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.contests.draw import Paper

Accepted = Mapping[int, frozenset[int] | None]
"""Of each item the options that count as right, as places in the item; None where the question
was taken back and counts as right for everybody, answered or not."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What an attempt is worth: right answers, and points in hundredths."""

    correct: int
    score: int


def score(paper: Paper, answers: Mapping[int, int], accepted: Accepted) -> Scored:
    """Scores an attempt.

    Args:
        paper: What was asked.
        answers: Of each question, counted from 0, the place of the option that was chosen, as it
            was shown.
        accepted: What counts as right.
    """
    correct = points = 0
    for number, question in enumerate(paper):
        options = accepted[question.item]
        if options is None or (number in answers and question.order[answers[number]] in options):
            correct += 1
            points += question.points
    return Scored(correct, points)


def is_right(paper: Paper, number: int, chosen: int | None, accepted: Accepted) -> bool:
    """Whether one answer counts as right."""
    options = accepted[paper[number].item]
    if options is None:
        return True
    return chosen is not None and paper[number].order[chosen] in options
