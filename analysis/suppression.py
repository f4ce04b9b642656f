"""Which cells of linked tables must not be shown, and whether a reader could work them out all the same.

Cells are counts of people. Sums say which cells add up to which: margins of a table, units to the unit
above them, filters to the whole, one round's edition to the next. A cell under the threshold is hidden;
then enough others are hidden that no hidden cell can be worked out closer than the threshold. That
it cannot is shown by attacking the result: a linear program finds the least and the most that each
hidden cell could be, given all that is shown and that no count is negative.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Cell]):
    """`total` is the sum of `parts`."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Tables(Generic[Cell]):
    """Counts by cell, and the sums that link them; every cell of a sum has a count."""

    counts: Mapping[Cell, int]
    sums: Sequence[Sum[Cell]]


@dataclass(frozen=True)
class Reach(Generic[Cell]):
    """What a reader can work out of a hidden cell: it lies between `least` and `most`."""

    cell: Cell
    least: float
    most: float


def attacked(
    tables: Tables[Cell], hidden: Set[Cell], only: Set[Cell] | None = None
) -> tuple[Reach[Cell], ...]:
    """How close a reader comes to each hidden cell; `most` is infinite where nothing holds it.

    With `only` the attack is on these alone.

    Source: Fischetti & Salazar (2001), Management Science 47:1008–1027 (the attacker's problem).
    """
    from scipy.optimize import linprog  # the first use pays for it, not the start of a page

    cells = [cell for cell in tables.counts if cell in hidden]
    rows, right = _equations(tables, cells)
    found = []
    for place, cell in enumerate(cells):
        if only is not None and cell not in only:
            continue
        goal = np.zeros(len(cells))
        goal[place] = 1.0
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * goal, A_eq=rows, b_eq=right, bounds=(0, None), method="highs")
            ends.append(sign * float(solved.fun or 0.0) if solved.status == 0 else np.inf)
        found.append(Reach(cell, round(float(ends[0]), 6), round(float(ends[1]), 6)))
    return tuple(found)


def recovered(tables: Tables[Cell], hidden: Set[Cell], width: int) -> tuple[Reach[Cell], ...]:
    """The hidden cells that a reader can work out to less than `width` people: none, or it is a leak."""
    return tuple(one for one in attacked(tables, hidden) if one.most - one.least < width)


def suppressed(tables: Tables[Cell], threshold: int) -> frozenset[Cell]:
    """The cells to hide: those of 1 to `threshold` - 1 people, and as few others as is found.

    While the attack recovers any, the smallest other cell of a sum that gives one away is hidden too;
    at worst everything is hidden. Cells of nobody are shown: they are
    about nobody.
    """
    hidden = {cell for cell, count in tables.counts.items() if 0 < count < threshold}
    while leaks := recovered(tables, hidden, threshold):
        company = _company(tables, hidden, {leak.cell for leak in leaks})
        if company is None:
            return frozenset(tables.counts)
        hidden.add(company)
    return frozenset(hidden)


def _company(tables: Tables[Cell], hidden: Set[Cell], leaking: Set[Cell]) -> Cell | None:
    """The cheapest further cell of a sum that a leaking cell is in: parts before totals, then smaller."""
    costs: dict[Cell, tuple[bool, int]] = {}
    for one in tables.sums:
        members = (*one.parts, one.total)
        if leaking.isdisjoint(members):
            continue
        for member in members:
            if member not in hidden and tables.counts[member] > 0:
                cost = (member == one.total, tables.counts[member])
                costs[member] = max(cost, costs.get(member, cost))
    return min(costs, key=lambda member: costs[member], default=None)


def _equations(
    tables: Tables[Cell], cells: Sequence[Cell]
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]] | None, list[float] | None]:
    """Each sum with hidden cells in it, the shown ones moved to the right-hand side."""
    place = {cell: number for number, cell in enumerate(cells)}
    rows, right = [], []
    for one in tables.sums:
        signed = [(one.total, -1.0), *((part, 1.0) for part in one.parts)]
        if not any(cell in place for cell, _ in signed):
            continue
        row, known = np.zeros(len(cells)), 0.0
        for cell, sign in signed:
            if cell in place:
                row[place[cell]] += sign
            else:
                known += sign * tables.counts[cell]
        rows.append(row)
        right.append(-known)
    return (np.array(rows), right) if rows else (None, None)
