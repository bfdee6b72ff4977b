"""The office's list of units: a tree, chi bộ under đảng bộ cơ sở, that members choose theirs from.

It comes from a sheet with a column of names and one that says what each belongs to, by name or,
where several units bear that name, by its whole path ("Đảng bộ phường A / Chi bộ 1").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state import Base
from knowledge.errors import Problem, ReadError
from knowledge.tables import AuditRow
from knowledge.text import search_form, unmarked

if TYPE_CHECKING:
    from knowledge.database import Database
    from knowledge.readers.reading import Reading

PATH_MARK = "/"
"""Stands between the units of a path."""

LONGEST_NAME = 200
"""Letters of a unit's name."""

_FORMULA = ("=", "+", "-", "@")
_NAMES = frozenset(("don vi", "ten don vi", "ten", "chi bo", "ten chi bo", "to chuc"))
_PARENTS = frozenset(
    ("thuoc", "truc thuoc", "don vi cap tren", "cap tren", "dang bo", "dang bo co so")
)


class UnitRow(Base):
    """A unit. `key` is its name as it is looked up: lower-case, without marks."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("parent_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column("is_retired", default=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; `path` is its name after those it belongs to."""

    id: int
    parent: int | None
    name: str
    path: tuple[str, ...]
    retired: bool

    @property
    def shown(self) -> str:
        """The path, the unit itself first: "Chi bộ 1, Đảng bộ phường A"."""
        return ", ".join(reversed(self.path))


@dataclass(slots=True)
class Imported:
    """What became of a list.

    Attributes:
        refused: Rows that were not taken, by their number in the file, with the reason:
            "no_name", "no_parent", "ambiguous_parent" or "repeated".
        retired: How many units the list no longer names.
    """

    added: int = 0
    same: int = 0
    retired: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A row of a list: its number in the file, the name, and what it belongs to or ""."""

    number: int
    name: str
    parent: str = ""


class Units:
    """The units of an office.

    Args:
        database: Holds them.
        clock: The time, aware.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock

    def all(self, *, retired: bool = False) -> list[Unit]:
        """Every unit in use, each after the one it belongs to, siblings by name.

        Args:
            retired: Also those out of use.
        """
        with self._database.read() as session:
            found = _tree(session)
        return [unit for unit in found if retired or not unit.retired]

    def get(self, unit_id: int) -> Unit | None:
        """A unit, also one that is out of use."""
        with self._database.read() as session:
            return next((unit for unit in _tree(session) if unit.id == unit_id), None)

    def find(self, typed: str) -> list[Unit]:
        """The units whose path holds every typed word, in any order, with or without marks; a
        name that starts as typed comes first."""
        wanted = _key(typed)
        words = wanted.split()
        found = []
        for unit in self.all():
            held = _key(" ".join(unit.path)).split()
            if words and all(any(each.startswith(word) for each in held) for word in words):
                found.append(unit)
        return sorted(found, key=lambda unit: not _key(unit.name).startswith(wanted))

    def take(self, lines: Iterable[UnitLine], *, by: str, whole: bool = False) -> Imported:
        """Adds the units of a list, in one transaction.

        Args:
            lines: The list, in any order.
            by: Who brings it, for the audit.
            whole: Whether units that are not on it go out of use.
        """
        done = Imported()
        with self._database.session() as session:
            known = {_path_key(unit.path): unit.id for unit in _tree(session)}
            named: set[int] = set()
            waiting = list(lines)
            while waiting:
                left = []
                for line in waiting:
                    if not self._placed(session, line, known, named, done):
                        left.append(line)
                if len(left) == len(waiting):
                    break  # what they belong to is nowhere
                waiting = left
            done.refused += [
                (line.number, "ambiguous_parent" if _holders(line, known) else "no_parent")
                for line in waiting
            ]
            done.refused.sort()
            if whole and not done.refused:
                for row in session.scalars(select(UnitRow).where(UnitRow.retired.is_(False))):
                    if row.id not in named:
                        row.retired = True
                        done.retired += 1
            session.add(
                AuditRow(
                    at=self._clock(),
                    actor=by,
                    action="units.imported",
                    subject="units",
                    subject_id=None,
                    details={"added": done.added, "retired": done.retired},
                )
            )
        return done

    def _placed(
        self,
        session: Session,
        line: UnitLine,
        known: dict[tuple[str, ...], int],
        named: set[int],
        done: Imported,
    ) -> bool:
        """Whether a line could be dealt with; not while what it belongs to is missing."""
        name = " ".join(line.name.split())[:LONGEST_NAME]
        if not _key(name):
            done.refused.append((line.number, "no_name"))
            return True
        holders = _holders(line, known)
        if line.parent.strip() and len(holders) != 1:
            return False
        above = holders[0] if holders else ()
        path = (*above, _key(name))
        if path not in known:
            row = UnitRow(parent_id=known.get(above), name=name, key=_key(name), retired=False)
            session.add(row)
            session.flush()
            known[path] = row.id
            done.added += 1
        elif known[path] in named:
            done.refused.append((line.number, "repeated"))
            return True
        else:
            row = session.get_one(UnitRow, known[path])
            row.name, row.retired = name, False
            done.same += 1
        named.add(known[path])
        return True


def named(units: Iterable[Unit], name: str) -> list[Unit]:
    """The units that a name means: alone, or after those it belongs to ("Phường A / Chi bộ 1")."""
    wanted = _path_key(name.split(PATH_MARK))
    found = [unit for unit in units if _path_key(unit.path)[-len(wanted) :] == wanted]
    whole = [unit for unit in found if len(unit.path) == len(wanted)]
    return whole or found


def read_units(reading: Reading, name: str) -> list[UnitLine]:
    """The rows of a list in a spreadsheet.

    The first row with a column of names is its head; without one the first column holds the names
    and the second what they belong to.

    Args:
        reading: What was read of the file.
        name: The file's.

    Raises:
        ReadError: UNKNOWN_FORMAT where it is no spreadsheet.
    """
    if not reading.sheets:
        raise ReadError(Problem.UNKNOWN_FORMAT, name=name, allowed=".xlsx, .xls, .csv")
    lines: list[UnitLine] = []
    for sheet in reading.sheets:
        names, parents = 0, 1
        for number, row in sheet.rows:
            heads = [_key(cell) for cell in row]
            if not lines and any(head in _NAMES for head in heads):
                names = next(i for i, head in enumerate(heads) if head in _NAMES)
                parents = next((i for i, head in enumerate(heads) if head in _PARENTS), len(row))
            elif any(cell.strip() for cell in row):
                name_cell = row[names] if names < len(row) else ""
                parent_cell = row[parents] if parents < len(row) else ""
                lines.append(UnitLine(number, _unguarded(name_cell), _unguarded(parent_cell)))
    return lines


def write_units(units: Sequence[Unit], path: Path, heads: tuple[str, str]) -> None:
    """Writes a list that `read_units` takes: .xlsx or .csv.

    Raises:
        OSError: The file cannot be written.
    """
    rows = [(unit.name, f" {PATH_MARK} ".join(unit.path[:-1])) for unit in units]
    if path.suffix.lower() == ".csv":
        out = io.StringIO()
        csv.writer(out).writerows([heads, *map(_safe, rows)])
        path.write_text(out.getvalue(), "utf-8-sig")
        return
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (heads, *map(_safe, rows)):
        sheet.append(row)
    book.save(path)


def _safe(row: tuple[str, str]) -> tuple[str, str]:
    """Cells that no spreadsheet takes for a formula."""
    name, parent = (f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row)
    return name, parent


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _holders(line: UnitLine, known: dict[tuple[str, ...], int]) -> list[tuple[str, ...]]:
    """The paths of the units that a line may mean by what it belongs to."""
    if not line.parent.strip():
        return []
    wanted = _path_key(line.parent.split(PATH_MARK))
    if wanted in known:
        return [wanted]
    return [path for path in known if path[-len(wanted) :] == wanted]


def _tree(session: Session) -> list[Unit]:
    below: dict[int | None, list[UnitRow]] = {}
    for row in session.scalars(select(UnitRow).order_by(UnitRow.id)):
        below.setdefault(row.parent_id, []).append(row)
    found: list[Unit] = []

    def visit(parent: int | None, path: tuple[str, ...], retired: bool) -> None:
        for row in sorted(below.get(parent, ()), key=lambda row: _natural(row.key)):
            gone = retired or row.retired
            found.append(Unit(row.id, parent, row.name, (*path, row.name), gone))
            visit(row.id, (*path, row.name), gone)

    visit(None, (), False)
    return found


def _natural(key: str) -> tuple[tuple[int, str], ...]:
    """Orders "chi bo 2" before "chi bo 10"."""
    return tuple((int(word), "") if word.isdecimal() else (-1, word) for word in key.split())


def _path_key(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(_key(name) for name in names)


def _key(name: str) -> str:
    return " ".join(unmarked(search_form(name)).lower().split())
