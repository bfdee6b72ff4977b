"""Wrong options for a name, a body, a member of a list: others of its kind."""

import re
from collections.abc import Iterable
from random import Random

from knowledge.proposals.around import WRONG
from knowledge.text import search_form, unmarked


def options(
    right: str, *, others: Iterable[str], said: str, random: Random, most: int
) -> tuple[str, ...]:
    """The right one and wrong ones in drawn order; () where too few are to be had.

    Args:
        right: The right one.
        others: Others of its kind, the most plausible first.
        said: Words that name no wrong option: who is named beside the right one may be right too.
        random: Draws.
        most: From so many of the first that may stand, wrong ones are drawn.
    """
    own, words = _plain(right), f" {_plain(said)} "
    free = {
        plain: name
        for name in others
        if (plain := _plain(name))
        and f" {plain} " not in words
        and f" {plain} " not in f" {own} "
        and f" {own} " not in f" {plain} "
    }
    first = list(free.values())[: max(most, WRONG)]
    if len(first) < WRONG:
        return ()
    drawn = [right, *random.sample(first, WRONG)]
    random.shuffle(drawn)
    return tuple(drawn)


def _plain(text: str) -> str:
    """Without marks, capitals and signs: what differs by these alone is one name."""
    return " ".join(re.findall(r"\w+", unmarked(search_form(text))))
