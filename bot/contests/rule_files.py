"""Contest files: YAML in, rules out, and every mistake named, not only the first.

Every value is read as it is typed: no `no` that turns into false, no number that loses its zeros.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from bot.contests.formula import NAMES, Formula, FormulaError
from bot.contests.rules import (
    LONGEST_ID,
    MOST_QUESTIONS,
    Attempts,
    Barred,
    Criterion,
    Draw,
    EntryField,
    Essay,
    FieldKind,
    Kind,
    Mistake,
    Prediction,
    Problem,
    Quota,
    Reveal,
    Round,
    Rules,
    RulesError,
    Shown,
    UnitRanking,
    UnitRules,
)

_ID = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{LONGEST_ID - 2}}}[a-z0-9])?")


def read_rules(text: str) -> Rules:
    """What a contest file says, defaults filled in and repetitions written out.

    Raises:
        RulesError: With every mistake of the file itself; what depends on the office's bank and
            units is for `checks`.
    """
    values = _values(text)
    try:
        rules = Rules.model_validate(values)
    except ValidationError as error:
        raise RulesError(list(_translated(error))) from None
    if mistakes := list(_before(rules)):
        raise RulesError(mistakes)
    rules = rules.model_copy(
        update={"rounds": tuple(_filled(rules, each) for each in _written_out(rules))}
    )
    if mistakes := list(_mistakes(rules)):
        raise RulesError(mistakes)
    return rules


class _Loader(yaml.BaseLoader):
    """Every scalar as it is typed; a key that stands twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping without repeated keys."""
        keys: set[str] = set()
        for key, _ in node.value:
            if key.value in keys:
                line = key.start_mark.line + 1
                details = {"key": key.value, "line": line}
                raise RulesError([Mistake(Problem.REPEATED_KEY, (), details)])
            keys.add(key.value)
        return super().construct_mapping(node, deep)


def _values(text: str) -> dict[str, Any]:
    try:
        values = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RulesError([Mistake(Problem.UNREADABLE, (), {"line": line})]) from None
    except RecursionError:
        raise RulesError([Mistake(Problem.UNREADABLE, (), {"line": 1})]) from None
    if not isinstance(values, dict):
        raise RulesError([Mistake(Problem.NOT_A_MAPPING)])
    return values


def _translated(error: ValidationError) -> Iterator[Mistake]:
    """Each place once: a value that fits none of several forms is one mistake."""
    seen = set()
    for each in error.errors(include_url=False, include_context=False):
        where = _path(each["loc"])
        if where in seen:
            continue
        seen.add(where)
        match each["type"]:
            case "missing":
                yield Mistake(Problem.MISSING, where)
            case "extra_forbidden":
                yield Mistake(Problem.UNKNOWN, where, {"allowed": _allowed(each["loc"])})
            case _:
                yield Mistake(Problem.WRONG, where, {"value": str(each["input"])[:60]})


def _path(location: Sequence[str | int]) -> tuple[str | int, ...]:
    """Positions from 1, as people count."""
    return tuple(part + 1 if isinstance(part, int) else part for part in location)


_PARTS: dict[str, type[BaseModel]] = {
    "rounds": Round,
    "draw": Draw,
    "attempts": Attempts,
    "prediction": Prediction,
    "essay": Essay,
    "fields": EntryField,
    "units": UnitRules,
    "quota": Quota,
    "unit_rankings": UnitRanking,
    "barred": Barred,
    "reveal": Reveal,
    "standings": Shown,
}


def _allowed(location: Sequence[str | int]) -> tuple[str, ...]:
    """The names that exist where an unknown one stands, the nearest first."""
    *way, name = location
    inside = [part for part in way if isinstance(part, str) and part in _PARTS]
    known = list((_PARTS[inside[-1]] if inside else Rules).model_fields)
    likely = difflib.get_close_matches(str(name), known, n=1)
    return (*likely, *(other for other in known if other not in likely))


def _before(rules: Rules) -> Iterator[Mistake]:
    """What keeps the rounds from being written out."""
    if not _ID.fullmatch(rules.contest):
        yield Mistake(Problem.WRONG_ID, ("contest",), {"value": rules.contest[:60]})
    if not rules.rounds:
        yield Mistake(Problem.NO_ROUNDS, ("rounds",))
    for number, each in enumerate(rules.rounds, 1):
        if each.closes <= each.opens:
            yield Mistake(Problem.CLOSES_FIRST, ("rounds", number, "closes"))
        elif each.repeat > 1:
            where = ("rounds", number, "every_days")
            if each.every_days is None:
                yield Mistake(Problem.MISSING, where)
            elif each.closes - each.opens > timedelta(days=each.every_days):
                yield Mistake(Problem.LONG_REPEAT, where, {"every_days": each.every_days})
            if each.repeat > 1000:
                value = {"value": str(each.repeat)}
                yield Mistake(Problem.WRONG, ("rounds", number, "repeat"), value)


def _written_out(rules: Rules) -> Iterator[Round]:
    for each in rules.rounds:
        for turn in range(each.repeat):
            if each.repeat == 1:
                yield each
                continue
            later = timedelta(days=turn * (each.every_days or 0))
            number = str(turn + 1)
            draws = rules.draw if each.draw is None else each.draw
            yield each.model_copy(
                update={
                    "title": each.title.replace("{n}", number),
                    "opens": each.opens + later,
                    "closes": each.closes + later,
                    "draw": tuple(
                        draw.model_copy(
                            update={"topic": draw.topic and draw.topic.replace("{n}", number)}
                        )
                        for draw in draws
                    ),
                    "repeat": 1,
                    "every_days": None,
                }
            )


def _filled(rules: Rules, each: Round) -> Round:
    quiz = each.kind is Kind.QUIZ
    return each.model_copy(
        update={
            "draw": (rules.draw if each.draw is None else each.draw) if quiz else (),
            "points": rules.points if each.points is None else each.points,
            "minutes": rules.minutes if each.minutes is None else each.minutes,
            "prediction": (each.prediction or rules.prediction) if quiz else None,
        }
    )


def _mistakes(rules: Rules) -> Iterator[Mistake]:
    for number, each in enumerate(rules.rounds, 1):
        yield from _of_round(rules, number, each)
    if len(set(rules.ranking)) < len(rules.ranking) or not rules.ranking:
        value = {"value": ", ".join(rules.ranking)}
        yield Mistake(Problem.REPEATED_CRITERION, ("ranking",), value)
    asked = any(each.prediction for each in rules.rounds)
    if asked and Criterion.PREDICTION not in rules.ranking:
        yield Mistake(Problem.PREDICTION_UNUSED, ("ranking",))
    if not asked and Criterion.PREDICTION in rules.ranking:
        yield Mistake(Problem.PREDICTION_MISSING, ("ranking",))
    names = [each.name for each in rules.fields]
    for number, entry in enumerate(rules.fields, 1):
        if entry.name in names[: number - 1] or entry.name in ("name", "unit"):
            yield Mistake(Problem.REPEATED_FIELD, ("fields", number, "name"), {"value": entry.name})
        if entry.kind is FieldKind.CHOICE and len(entry.options) < 2:
            yield Mistake(Problem.CHOICE_WITHOUT_OPTIONS, ("fields", number, "options"))
    for number, ranking in enumerate(rules.unit_rankings, 1):
        where = ("unit_rankings", number, "formula")
        try:
            formula = Formula.read(ranking.formula)
        except FormulaError as error:
            details = {"value": ranking.formula, "reason": error.reason, "about": error.about}
            yield Mistake(Problem.FORMULA, where, details | {"allowed": ", ".join(NAMES)})
        else:
            if formula.names & {"members", "turnout"} and not rules.units.members:
                yield Mistake(Problem.NO_MEMBERS, where)


def _of_round(rules: Rules, number: int, each: Round) -> Iterator[Mistake]:
    if number > 1 and each.opens < (before := rules.rounds[number - 2]).closes:
        yield Mistake(Problem.ROUNDS_OVERLAP, ("rounds", number, "opens"), {"other": before.title})
    if each.top is not None and number == 1:
        yield Mistake(Problem.NOBODY_BEFORE, ("rounds", number, "top"))
    if each.kind is Kind.ESSAY:
        if each.essay is None:
            yield Mistake(Problem.NO_ESSAY, ("rounds", number, "essay"))
        return
    if each.essay is not None:
        yield Mistake(Problem.ESSAY_IN_QUIZ, ("rounds", number, "essay"))
    if not each.draw:
        yield Mistake(Problem.NO_DRAW, ("rounds", number, "draw"))
    elif each.questions > MOST_QUESTIONS:
        count = {"count": each.questions, "limit": MOST_QUESTIONS}
        yield Mistake(Problem.TOO_MANY_QUESTIONS, ("rounds", number, "draw"), count)
    for place, draw in enumerate(each.draw or (), 1):
        if not draw.number or (draw.items and draw.number > len(set(draw.items))):
            yield Mistake(Problem.EMPTY_DRAW, ("rounds", number, "draw", place))
