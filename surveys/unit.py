"""Units: the agency's own tree of province, departments, communes and counters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from surveys.errors import Code, SurveyError


class UnitKind(StrEnum):
    """What a unit is. District is needed only for history before July 2025."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    COUNTER = "counter"


@dataclass(frozen=True)
class Unit:
    """One office. Codes are text: ``00004`` keeps its zeros."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on `day` (both ends count)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class UnitTree:
    """All units, in the order of the catalogue."""

    units: tuple[Unit, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[Unit, ...]]:
        children: dict[str | None, list[Unit]] = {}
        for unit in self.units:
            children.setdefault(unit.parent, []).append(unit)
        return {code: tuple(units) for code, units in children.items()}

    @property
    def roots(self) -> tuple[Unit, ...]:
        return self._children.get(None, ())

    def unit(self, code: str) -> Unit:
        """The unit with this code; raises SurveyError UNKNOWN_UNIT."""
        try:
            return self.by_code[code]
        except KeyError:
            raise SurveyError(Code.UNKNOWN_UNIT, unit=code[:40]) from None

    def children(self, code: str) -> tuple[Unit, ...]:
        return self._children.get(code, ())

    def path(self, code: str) -> tuple[Unit, ...]:
        """The unit and all above it, the unit first."""
        found: list[Unit] = []
        at: str | None = code
        while at is not None:
            found.append(self.unit(at))
            at = found[-1].parent
        return tuple(found)

    def below(self, code: str) -> tuple[Unit, ...]:
        """The unit and all below it, the unit first."""
        found = [self.unit(code)]
        for unit in found:
            found.extend(self.children(unit.code))
        return tuple(found)


def tree_of(units: Iterable[Unit]) -> UnitTree:
    """A tree from its units.

    Raises SurveyError BAD_ROW when a code stands twice, a parent is missing, or parents go in a
    circle.
    """
    tree = UnitTree(tuple(units))
    if len(tree.by_code) != len(tree.units):
        codes = [unit.code for unit in tree.units]
        twice = next(code for code in codes if codes.count(code) > 1)
        raise SurveyError(
            Code.BAD_ROW, row=twice, why="mã đơn vị bị trùng / unit code stands twice"
        )
    for unit in tree.units:
        _check_path(tree, unit)
    return tree


def _check_path(tree: UnitTree, unit: Unit) -> None:
    seen: set[str] = set()
    at: str | None = unit.code
    while at is not None:
        if at in seen:
            raise SurveyError(
                Code.BAD_ROW, row=unit.code, why="vòng lặp đơn vị cha / parents go in a circle"
            )
        if at not in tree.by_code:
            raise SurveyError(
                Code.BAD_ROW, row=unit.code, why=f"không có đơn vị cha / no such parent: {at}"
            )
        seen.add(at)
        at = tree.by_code[at].parent
