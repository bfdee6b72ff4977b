"""Wrong options for a number: near the right one, printed as it is, ascending."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from knowledge.proposals.around import around

_FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?")
_USUAL_SPANS = tuple(map(Decimal, (1, 2, 3, 5, 7, 10, 12, 15, 20, 25, 30, 40, 45, 60, 90, 120)))
_USUAL_HOURS = tuple(map(Decimal, (1, 2, 4, 6, 8, 12, 24, 36, 48, 72)))
_NEAR = 4
"""How many times a wrong number of the document may be the right one, or the right one it."""
_TAKEN = 2
"""So many wrong numbers come from the document, where it has them."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is printed: "8.292", "05", "12,5".

    Attributes:
        value: What it is.
        decimals: How many digits stand behind the comma.
        grouped: Its thousands are set apart by stops.
        padded: A zero stands before its one digit.
        point: A stop stands for the comma.
    """

    value: Decimal
    decimals: int
    grouped: bool
    padded: bool
    point: bool

    @classmethod
    def read(cls, printed: str) -> "Quantity":
        """The first number of a text. Raises ValueError where it has none."""
        found = _FIGURE.search(printed)
        if found is None:
            raise ValueError(printed)
        text = found[0]
        grouped = re.match(r"\d{1,3}(?:\.\d{3})+", text) is not None
        plain = (text.replace(".", "") if grouped else text).replace(",", ".")
        return cls(
            Decimal(plain),
            decimals=len(plain.partition(".")[2]),
            grouped=grouped,
            padded=len(text) == 2 and text[0] == "0",
            point=not grouped and "." in text,
        )

    def like(self, value: Decimal) -> str:
        """Another number, printed as this one."""
        whole, _, decimals = f"{value:.{self.decimals}f}".partition(".")
        if self.grouped:
            whole = f"{int(whole):,}".replace(",", ".")
        if self.padded:
            whole = whole.zfill(2)
        return whole + ("." if self.point else ",") + decimals if decimals else whole


def options(
    right: str, *, others: Iterable[str], never: Collection[str], random: Random, span: bool = False
) -> tuple[str, ...]:
    """The right number and the wrong ones, ascending; () where too few are to be had.

    Args:
        right: As printed, with its unit: "500.000 đồng/hộ", "85%".
        others: What the document counts in the same unit.
        never: Numbers in the same unit that may be true besides.
        random: Draws.
        span: It is a length of time, for which some numbers are usual.
    """
    quantity = Quantity.read(right)
    truth = quantity.value
    barred = {Quantity.read(text).value for text in never}
    most = Decimal(100) if "%" in right and truth <= 100 else None

    def fits(value: Decimal) -> bool:
        printable = value == Decimal(f"{value:.{quantity.decimals}f}")
        return (
            printable and 0 < value != truth and value not in barred and not (most and value > most)
        )

    own = sorted({Quantity.read(text).value for text in others})
    own = [value for value in own if fits(value) and truth / _NEAR <= value <= truth * _NEAR]
    taken = random.sample(own, min(_TAKEN, len(own)))
    usual = _USUAL_HOURS if right.endswith(" giờ") else _USUAL_SPANS
    near = [value for value in _near(quantity, usual if span else ()) if fits(value)]
    values = around(truth, taken, near, random)
    return tuple(
        right if value == truth else _FIGURE.sub(quantity.like(value), right, count=1)
        for value in values
    )


def _near(quantity: Quantity, usual: Sequence[Decimal]) -> list[Decimal]:
    """Numbers near a number and as round as it is, the nearest first."""
    value = quantity.value
    if value in usual:
        at = usual.index(value)
        return sorted(usual, key=lambda other: abs(usual.index(other) - at))
    digits = f"{value:.{quantity.decimals}f}".replace(".", "")
    lead = digits.rstrip("0")
    last = Decimal(10) ** (len(digits) - len(lead) - quantity.decimals)  # of its last digit but 0
    lead = lead.lstrip("0") or "0"
    if len(lead) > 2:  # a counted number: 8.292
        step = last * 10 ** (len(lead) - 2)
    elif lead.endswith("5") and len(lead) > 1:
        step = last * 5
    elif lead in ("1", "2") and last >= 10:
        step = last / 2
    else:
        step = last
    return [value + sign * times * step for times in range(1, 7) for sign in (-1, 1)]
