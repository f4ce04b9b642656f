"""What is known of a round beside its answers, and the plan of sampling that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.disclosure import NOTHING_WITHHELD, Withheld
from analysis.estimate import Covers
from analysis.matrix import Matrix
from analysis.sampling import Sample, shown_of
from analysis.statistics.design import LonelyUnit
from analysis.statistics.moments import Plan
from surveys.formula import Formula
from surveys.questionnaire import Questionnaire
from surveys.round import Design
from surveys.unit import UnitKind


@dataclass(frozen=True)
class Place:
    """A unit of the round: `served` is how many people served it speaks for, None where nobody knows."""

    code: str
    name: str
    kind: UnitKind
    served: float | None = None


@dataclass(frozen=True)
class Reporting:
    """A unit that said how many people it served (None: it has not), with those below it.

    `units` are the places whose people are among them.
    """

    code: str
    name: str
    served: int | None
    units: frozenset[str]


@dataclass(frozen=True)
class Frame:
    """A unit with all below it in a round, for its study.

    `in_all` is how many units of each kind there are to draw from, `withheld` what the whole tree of
    units keeps back, `periods` the weeks with which the periods begin that the unit may show.
    """

    unit: str
    questionnaire: Questionnaire
    places: tuple[Place, ...]
    design: Design
    formula: Formula
    threshold: int
    in_all: Mapping[UnitKind, int]
    lonely: LonelyUnit = LonelyUnit.REFUSE
    withheld: Withheld = NOTHING_WITHHELD
    own_withheld: frozenset[str] = frozenset()
    """Units whose own people are not told apart from those below them, some of whom are kept back."""
    periods: tuple[str, ...] = ()
    reporting: tuple[Reporting, ...] = ()
    """Whose response rates can be told; every place is in one of them."""

    @property
    def away(self) -> bool:
        """Whether nothing of the unit may be shown."""
        return self.unit in self.withheld.units

    @property
    def by_code(self) -> Mapping[str, Place]:
        return {place.code: place for place in self.places}


def plan_of(
    frame: Frame, matrix: Matrix, apart: frozenset[str] = frozenset()
) -> tuple[Plan, Covers]:
    """The plan for the units of a matrix, and what its intervals cover.

    Units that are not shown, and those in `apart`, whose part of a figure is not, stand together
    (`analysis.sampling`).
    """
    sample = Sample(
        matrix.units,
        tuple(int(n) for n in matrix.by_unit),
        tuple(frame.by_code[code].kind for code in matrix.units),
        tuple(frame.by_code[code].served for code in matrix.units),
        frame.design,
        frame.in_all,
        frame.lonely,
    )
    together = frozenset(matrix.units) - shown_units(matrix, frame) | apart
    return sample.plan(together), sample.covers


def shown_units(matrix: Matrix, frame: Frame) -> frozenset[str]:
    """The units whose figures may be shown: large enough, and none that gives another one away."""
    bases = {code: int(n) for code, n in zip(matrix.units, matrix.by_unit, strict=True)}
    away = frame.withheld.units | frame.own_withheld
    return shown_of(bases, away, frame.threshold)
