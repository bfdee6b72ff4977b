"""On which line of a contest file something stands, so that a mistake can be shown there."""

from __future__ import annotations

import yaml

from bot.contests.rules import Mistake, Problem

_AS_WRITTEN = (
    Problem.MISSING,
    Problem.UNKNOWN,
    Problem.WRONG,
    Problem.CLOSES_FIRST,
    Problem.LONG_REPEAT,
)
"""Found before repetitions are written out: they count the rounds as the file does."""


def line_of(text: str, mistake: Mistake) -> int | None:
    """The line, from 1, of what a mistake is about, or of what it is missing from.

    Args:
        text: The file.
        mistake: Of this file.

    Returns:
        None where the file says nothing of it.
    """
    known = mistake.details.get("line")
    if isinstance(known, int):
        return known
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    node, line = root, None
    for deep, part in enumerate(mistake.where):
        if isinstance(part, int) and deep == 1 and mistake.where[0] == "rounds":
            written = mistake.problem in _AS_WRITTEN
            found = _nth(node, part if written else _written(node, part))
        elif isinstance(part, int):
            found = _nth(node, part)
        else:
            found = _value(node, part)
            if found is None and mistake.where[0] == "rounds" and deep == 2:
                found = _value(root, part)  # what the file says for all its rounds
        if found is None:
            break
        line, node = found
    return line


def _value(node: yaml.Node | None, name: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                return key.start_mark.line + 1, value
    return None


def _nth(node: yaml.Node | None, number: int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and 1 <= number <= len(node.value):
        child = node.value[number - 1]
        return child.start_mark.line + 1, child
    return None


def _written(node: yaml.Node | None, number: int) -> int:
    """Which part of the file a round comes from; a part may stand for several rounds."""
    if not isinstance(node, yaml.SequenceNode):
        return number
    last = 0
    for place, child in enumerate(node.value, 1):
        repeat = _value(child, "repeat")
        times = str(repeat[1].value) if repeat else "1"
        last += int(times) if times.isdecimal() else 1
        if number <= last:
            return place
    return number
