"""The answers of a round as a compact matrix: what the deeper figures need beyond the tallies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surveys.questionnaire import Questionnaire
from surveys.questions.kind import Answer

BLANK = 0
"""In a matrix: not asked, skipped or *không áp dụng*; it enters no base."""


@dataclass(frozen=True)
class Matrix:
    """A row a response, a column a criterion; each level takes one byte.

    `unit` and `week` are places in `units` and `weeks` (the Monday that a week begins on, in order).
    `flags` says, by name, which responses were conspicuous when they came. The order of rows means
    nothing.
    """

    criteria: tuple[str, ...]
    levels: NDArray[np.int8]
    units: tuple[str, ...]
    unit: NDArray[np.int32]
    weeks: tuple[str, ...]
    week: NDArray[np.int16]
    flags: Mapping[str, NDArray[np.bool_]]

    @property
    def size(self) -> int:
        """Number of responses."""
        return len(self.levels)

    @cached_property
    def by_unit(self) -> NDArray[np.int64]:
        """How many responses each unit has."""
        return np.bincount(self.unit, minlength=len(self.units))

    def of_units(self, units: Iterable[str]) -> "Matrix":
        """The same matrix with the responses of some units alone."""
        asked = frozenset(units)
        wanted = [code for code in self.units if code in asked]
        if len(wanted) == len(self.units):
            return self
        place = {code: number for number, code in enumerate(wanted)}
        renumbered = np.array([place.get(code, -1) for code in self.units], dtype=np.int32)
        new = renumbered[self.unit] if len(self.units) else self.unit
        rows = np.flatnonzero(new >= 0)
        return Matrix(
            self.criteria,
            self.levels[rows],
            tuple(wanted),
            new[rows],
            self.weeks,
            self.week[rows],
            {name: held[rows] for name, held in self.flags.items()},
        )


@dataclass(frozen=True)
class Row:
    """What of one response goes into a matrix."""

    unit: str
    week: str
    answers: Mapping[str, Answer]
    flags: Sequence[str] = ()


def matrix_of(questionnaire: Questionnaire, rows: Iterable[Row]) -> Matrix:
    """The matrix of responses, read once and one at a time: memory grows by about 30 bytes each."""
    criteria = tuple(question.id for question in questionnaire.criteria)
    width = len(criteria)
    levels, unit, week = bytearray(), [], []
    units: dict[str, int] = {}
    weeks: dict[str, int] = {}
    flagged: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        given = row.answers
        levels += bytes(
            [value if type(value := given.get(one)) is int else BLANK for one in criteria]
        )
        unit.append(units.setdefault(row.unit, len(units)))
        week.append(weeks.setdefault(row.week, len(weeks)))
        for name in row.flags:
            flagged.setdefault(name, []).append(number)
    size = len(unit)
    named, unit_of = _sorted(units, np.array(unit, dtype=np.int32))
    begun, week_of = _sorted(weeks, np.array(week, dtype=np.int32))
    return Matrix(
        criteria,
        np.frombuffer(bytes(levels), dtype=np.int8).reshape(size, width),
        named,
        unit_of,
        begun,
        week_of.astype(np.int16),
        {name: _held(places, size) for name, places in sorted(flagged.items())},
    )


def _sorted(
    places: Mapping[str, int], given: NDArray[np.int32]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Names in order, and their new places: what comes out does not depend on the order of rows."""
    names = tuple(sorted(places))
    new = np.empty(len(names), dtype=np.int32)
    for number, name in enumerate(names):
        new[places[name]] = number
    return names, new[given]


def _held(places: Sequence[int], size: int) -> NDArray[np.bool_]:
    held = np.zeros(size, dtype=np.bool_)
    held[list(places)] = True
    return held
