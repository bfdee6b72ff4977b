"""Tables drawn with lines: the lines of a page to grids, and the page's words into their cells."""

from bisect import bisect_right
from collections.abc import Iterable

from knowledge.readers.lines import begins_block, ends_sentence, joined
from knowledge.readers.page import RuledTable, Span, rows_of
from knowledge.readers.reading import one_line
from knowledge.readers.tables import Cell

_NEAR = 3.0  # points; ends of lines this close touch

# A ruled line: where it stands, and from where to where it runs.
Rule = tuple[float, float, float]


def ruled_tables(
    rules: tuple[list[Rule], list[Rule]], lines: list[list[Span]]
) -> tuple[list[RuledTable], list[list[Span]]]:
    """The tables of a page and the lines of words that stand in none.

    `rules`: The vertical lines (x, bottom, top) and the horizontal ones (y, left, right).
    """
    found: list[RuledTable] = []
    for grid in _grids((_merged(rules[0]), _merged(rules[1]))):
        table, lines = _fill(*grid, lines)
        if table is not None:
            found.append(table)
    return found, lines


def _merged(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line put together."""
    merged: list[Rule] = []
    rules = sorted(rules)
    while rules:
        at = rules[0][0]
        beside = [rule for rule in rules if rule[0] - at <= 2]
        rules = rules[len(beside) :]
        for _, start, end in sorted(beside, key=lambda rule: rule[1]):
            last = merged[-1] if merged else None
            if last is not None and last[0] == at and start <= last[2] + _NEAR:
                merged[-1] = (at, last[1], max(last[2], end))
            else:
                merged.append((at, start, end))
    return merged


_Grid = tuple[list[float], list[float], list[Rule], list[Rule]]


def _grids(rules: tuple[list[Rule], list[Rule]]) -> list[_Grid]:
    """Lines that cross or touch, as grids: column edges, row edges (downwards) and the lines."""
    verticals, horizontals = rules
    if len(verticals) * len(horizontals) > 40_000:
        return []
    group = list(range(len(verticals) + len(horizontals)))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    for i, (x, bottom, top) in enumerate(verticals):
        for j, (y, left, right) in enumerate(horizontals):
            if left - _NEAR <= x <= right + _NEAR and bottom - _NEAR <= y <= top + _NEAR:
                group[root(i)] = root(len(verticals) + j)
    grids = []
    for leader in {root(member) for member in range(len(group))}:
        own_verticals = [v for i, v in enumerate(verticals) if root(i) == leader]
        own_horizontals = [
            h for j, h in enumerate(horizontals) if root(len(verticals) + j) == leader
        ]
        if len(own_verticals) < 2 or not own_horizontals:
            continue
        # A side without a line of its own is where the lines across it end.
        xs = _distinct(
            [v[0] for v in own_verticals]
            + [min(h[1] for h in own_horizontals), max(h[2] for h in own_horizontals)]
        )
        ys = _distinct(
            [h[0] for h in own_horizontals]
            + [min(v[1] for v in own_verticals), max(v[2] for v in own_verticals)]
        )[::-1]
        if len(xs) >= 3 and len(ys) >= 2:
            grids.append((xs, ys, own_verticals, own_horizontals))
    return sorted(grids, key=lambda grid: -grid[1][0])


def _distinct(values: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > _NEAR:
            distinct.append(value)
    return distinct


def _fill(
    xs: list[float],
    ys: list[float],
    verticals: list[Rule],
    horizontals: list[Rule],
    lines: list[list[Span]],
) -> tuple[RuledTable | None, list[list[Span]]]:
    """The table with the words that stand in it, and the lines that are left."""
    width, depth = len(xs) - 1, len(ys) - 1
    descending = [-y for y in ys]
    words: dict[tuple[int, int], list[Span]] = {}
    left: list[list[Span]] = []
    for line in lines:
        outside = []
        for word in line:
            column = bisect_right(xs, (word.x0 + word.x1) / 2) - 1
            row = bisect_right(descending, -(word.y0 + word.y1) / 2) - 1
            if 0 <= column < width and 0 <= row < depth:
                words.setdefault((row, column), []).append(word)
            else:
                outside.append(word)
        if outside:
            left.append(outside)
    if not words:
        return None, lines
    grid: list[list[Cell]] = []
    for row in range(depth):
        middle = (ys[row] + ys[row + 1]) / 2
        cells: list[Cell] = []
        for column in range(width):
            centre = (xs[column] + xs[column + 1]) / 2
            walled = any(
                abs(x - xs[column]) <= _NEAR and low <= middle <= high for x, low, high in verticals
            )
            roofed = any(
                abs(y - ys[row]) <= _NEAR and low <= centre <= high for y, low, high in horizontals
            )
            if column and not walled:
                cells.append(cells[-1])
            elif row and not roofed:
                cells.append(grid[-1][column])
            else:
                cells.append(Cell())
        grid.append(cells)
    gathered: dict[int, tuple[Cell, list[Span]]] = {}
    for (row, column), inside in words.items():
        cell = grid[row][column]
        gathered.setdefault(id(cell), (cell, []))[1].extend(inside)
    for cell, inside in gathered.values():
        cell.paragraphs = _cell_paragraphs(inside)
    return RuledTable(xs[0], ys[-1], xs[-1], ys[0], tuple(xs), grid), left


def _cell_paragraphs(words: list[Span]) -> list[str]:
    paragraphs: list[str] = []
    for row in rows_of(words):
        text = one_line(" ".join(segment.text for segment in row))
        opens = begins_block(text) or (
            bool(paragraphs) and ends_sentence(paragraphs[-1]) and text[:1].isupper()
        )
        if paragraphs and not opens:
            paragraphs[-1] = joined([paragraphs[-1], text])
        else:
            paragraphs.append(text)
    return [one_line(paragraph) for paragraph in paragraphs]
