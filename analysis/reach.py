"""How close a reader comes to counts that are hidden in linked tables.

Cells are counts of people. Sums say which cells add up to which: margins of a table, units to the unit
above them, parts to the whole. A linear program finds the least and the most that each hidden cell
could be, given all that is shown and that no count is negative. What is hidden is decided by
`analysis.disclosure`; `analysis.attack` holds the two together.
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
