"""The formula by which units are ranked: arithmetic over what is known of a unit, nothing more.

    0.5 * turnout * 100 + 0.5 * average

Numbers, names, + - * / and parentheses, min(…) and max(…). It is computed exactly, in fractions,
so that equal units are equal.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

NAMES = (
    "people",
    "attempts",
    "score",
    "average",
    "correct",
    "all_correct",
    "members",
    "turnout",
    "quota",
    "quota_met",
)
"""What a formula may name; see `bot.contests.standings.UnitFigures`."""

LONGEST = 300
"""Letters of a formula."""

_FUNCTIONS = {"min": min, "max": max}


class FormulaError(Exception):
    """A formula cannot be read.

    Args:
        reason: "syntax", or "name" where it names what there is not.
        about: What it names.
    """

    def __init__(self, reason: str, about: str = "") -> None:
        self.reason = reason
        self.about = about
        super().__init__(f"{reason}: {about}")


@dataclass(frozen=True)
class Formula:
    """A formula that was read.

    Attributes:
        names: What it needs to know of a unit.
    """

    tree: ast.expr
    names: frozenset[str]

    @classmethod
    def read(cls, text: str) -> Formula:
        """Reads a formula.

        Raises:
            FormulaError: It is none.
        """
        if len(text) > LONGEST:
            raise FormulaError("syntax")
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise FormulaError("syntax") from None
        names: set[str] = set()
        _check(tree, names)
        return cls(tree, frozenset(names))

    def value(self, known: Mapping[str, Fraction | int | None]) -> Fraction | None:
        """The value for a unit; None where something it needs is not known or is divided by 0."""
        try:
            return _value(self.tree, known)
        except (ZeroDivisionError, LookupError):
            return None


def _check(node: ast.expr, names: set[str]) -> None:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(
            number, bool
        ) and math.isfinite(number):
            return
        case ast.Name(id=name):
            if name not in NAMES:
                raise FormulaError("name", name)
            names.add(name)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            _check(left, names)
            _check(right, names)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _check(operand, names)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if arguments:
            if name not in _FUNCTIONS:
                raise FormulaError("name", name)
            for argument in arguments:
                _check(argument, names)
        case _:
            raise FormulaError("syntax")


def _value(node: ast.expr, known: Mapping[str, Fraction | int | None]) -> Fraction:
    match node:
        case ast.Constant(value=number):
            return Fraction(str(number))
        case ast.Name(id=name):
            found = known[name]
            if found is None:
                raise LookupError(name)
            return Fraction(found)
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _value(left, known), _value(right, known)
            match operator:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
            return one / other
        case ast.UnaryOp(op=operator, operand=operand):
            value = _value(operand, known)
            return -value if isinstance(operator, ast.USub) else value
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](_value(argument, known) for argument in arguments)
    raise AssertionError("a formula holds only what was checked")
