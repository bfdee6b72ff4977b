"""The units of a contest: the names in its file among the office's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.contests.rules import Mistake, Problem, Rules
from bot.units import Unit, named


class UnitPlan:
    """What a contest says of units.

    Args:
        rules: The contest's.
        units: The office's list, also what is out of use, since entries may name it.

    Attributes:
        mistakes: Names that mean no unit, or several.
        members: Of each ranked unit how many people it has, where the file says so.
        quotas: Of each ranked unit how many attempts are expected of it in a period.
    """

    def __init__(self, rules: Rules, units: Sequence[Unit]) -> None:
        self._level = rules.units.level
        self._all = {unit.id: unit for unit in units}
        self.mistakes: list[Mistake] = []
        part = rules.units
        self._allowed = self._named(("units", "allowed"), part.allowed)
        self._barred = self._named(("barred", "units"), rules.barred.units)
        self.members: dict[int, int] = {}
        own: set[int] = set()
        for name, count in part.members.items():
            for unit in self._named(("units", "members"), (name,)):
                ranked = self.ranked(unit)
                if ranked is None:
                    continue
                if ranked.id == unit:
                    self.members[unit] = count
                    own.add(unit)
                elif ranked.id not in own:
                    self.members[ranked.id] = self.members.get(ranked.id, 0) + count
        self.quotas: dict[int, int] = {}
        if part.quota is not None:
            self.quotas = {unit.id: part.quota.attempts for unit in self.ranked_units()}
            for name, count in part.quota.units.items():
                for unit in self._named(("units", "quota", "units"), (name,)):
                    self.quotas[unit] = count
        if not units and (part.required or part.allowed):
            self.mistakes.append(Mistake(Problem.NO_UNITS, ("units",)))

    def may_enter(self, unit: int | None) -> bool:
        """Whether the file lets people of a unit in."""
        return not self._allowed or any(each in self._allowed for each in self._above(unit))

    def is_barred(self, unit: int | None) -> bool:
        """Whether the file keeps people of a unit out."""
        return any(each in self._barred for each in self._above(unit))

    def unit(self, unit: int) -> Unit | None:
        """A unit of the office."""
        return self._all.get(unit)

    def ranked(self, unit: int | None) -> Unit | None:
        """The unit for which people of a unit count."""
        line = list(self._above(unit))
        if not line:
            return None
        if self._level is None or len(line) < self._level:
            return self._all[line[0]]
        return self._all[line[-self._level]]

    def ranked_units(self) -> list[Unit]:
        """Every unit that people may count for, in the order of the list."""
        found: dict[int, Unit] = {}
        for unit in self._all.values():
            if unit.retired or not self.may_enter(unit.id) or self.is_barred(unit.id):
                continue
            ranked = self.ranked(unit.id)
            if ranked is not None and self.may_enter(ranked.id):
                found[ranked.id] = ranked
        return list(found.values())

    def _above(self, unit: int | None) -> Iterator[int]:
        """A unit and all above it."""
        while unit is not None and (found := self._all.get(unit)) is not None:
            yield unit
            unit = found.parent

    def _named(self, where: tuple[str, ...], names: Sequence[str]) -> set[int]:
        found = set()
        for name in names:
            units = named((each for each in self._all.values() if not each.retired), name)
            if len(units) == 1:
                found.add(units[0].id)
            else:
                problem = Problem.AMBIGUOUS_UNIT if units else Problem.NO_SUCH_UNIT
                self.mistakes.append(Mistake(problem, where, {"value": name}))
        return found
