"""How the figures of a table follow from each other, and what of them can be drawn.

A spreadsheet shows it as formulas and charts, so that an official can follow a figure to its parts.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Derived:
    """A column whose figures are the sum of others of their row, or that sum over a base.

    Columns count from 0. `table` is the id of the table that the others stand in, whose rows are the
    same in the same order; empty where it is this one.
    """

    column: int
    parts: tuple[int, ...]
    base: int | None = None
    table: str = ""


class Shape(StrEnum):
    """What a chart of a table looks like."""

    LEVELS = "levels"
    """Every row is a whole, parted into levels."""
    INTERVALS = "intervals"
    """Every row is a share with its interval."""
    CHANGES = "changes"
    """Every row is a difference with its interval."""


@dataclass(frozen=True)
class Plot:
    """A chart of some columns: the levels, the highest first, or a value and the ends of its interval.

    `levels` tells of each level, the lowest first, whether it is satisfied and whether it is negative.
    """

    shape: Shape
    columns: tuple[int, ...]
    levels: tuple[tuple[str, bool, bool], ...] = ()


@dataclass(frozen=True)
class Workings:
    """What is known of a table beyond its cells. `total`: its last row adds up those above it."""

    derived: tuple[Derived, ...] = ()
    total: bool = False
    plot: Plot | None = None
