"""What is known of a round beside its answers, and the plan of sampling that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.disclosure import NOTHING_WITHHELD, Withheld
from analysis.matrix import Matrix
from analysis.statistics.design import LonelyUnit
from analysis.statistics.moments import Plan, Stages
from surveys.formula import Formula
from surveys.questionnaire import Questionnaire
from surveys.round import Design
from surveys.unit import UnitKind


@dataclass(frozen=True)
class Place:
    """A unit of the round: `served` is how many people it served, None where it has not said."""

    code: str
    name: str
    kind: UnitKind
    served: int | None = None


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

    @property
    def away(self) -> bool:
        """Whether nothing of the unit may be shown."""
        return self.unit in self.withheld.units

    @property
    def by_code(self) -> Mapping[str, Place]:
        return {place.code: place for place in self.places}


class Covers(StrEnum):
    """What the intervals of a study cover. Keys of sentences in `locales/` (``covers.…``)."""

    OPT_IN = "opt_in"
    CENSUS = "census"
    SIMPLE = "simple"
    STRATIFIED = "stratified"
    TWO_STAGE = "two_stage"
    NOT_AS_DECLARED = "not_as_declared"
    """A design was declared, but not every unit has said how many people it served."""

    @property
    def drawn(self) -> bool:
        """Whether the people were drawn by chance."""
        return self in (Covers.SIMPLE, Covers.STRATIFIED, Covers.TWO_STAGE)

    @property
    def weighted(self) -> bool:
        """Whether responses of different units count differently."""
        return self in (Covers.STRATIFIED, Covers.TWO_STAGE)


_DRAWN = {
    Design.SIMPLE: (Stages.PEOPLE, Covers.SIMPLE),
    Design.STRATIFIED: (Stages.UNITS_APART, Covers.STRATIFIED),
    Design.TWO_STAGE: (Stages.UNITS_THEN_PEOPLE, Covers.TWO_STAGE),
}


def plan_of(frame: Frame, matrix: Matrix) -> tuple[Plan, Covers]:
    """The plan for the units of a matrix, and what its intervals cover.

    Where people answered of their own accord there is no finite population correction: it would make
    the interval vanish, and those who did not answer are not the same. Where the number served is
    missing, or smaller than the answers, weights cannot be known: then the round counts as answered
    of their own accord, and says so.
    """
    count = len(matrix.units)
    places = [frame.by_code[code] for code in matrix.units]
    served = np.array([float(place.served or 0) for place in places])
    kinds = [*UnitKind]
    strata = np.array([kinds.index(place.kind) for place in places], dtype=np.int64)
    in_all = np.array([float(frame.in_all.get(place.kind, 0)) for place in places])
    unknown = np.full(count, np.inf)
    if frame.design not in _DRAWN:
        covers = Covers.CENSUS if frame.design is Design.CENSUS else Covers.OPT_IN
        return Plan(Stages.PEOPLE, np.ones(count), unknown, strata, unknown, frame.lonely), covers
    if (served < matrix.by_unit).any() or not matrix.size:
        plan = Plan(Stages.PEOPLE, np.ones(count), unknown, strata, unknown, frame.lonely)
        return plan, Covers.NOT_AS_DECLARED
    stages, covers = _DRAWN[frame.design]
    weights = np.ones(count)
    if stages is not Stages.PEOPLE:
        weights = served / matrix.by_unit
    if stages is Stages.UNITS_THEN_PEOPLE:
        drawn = np.bincount(strata, minlength=len(kinds))[strata]
        in_all = np.maximum(in_all, drawn)
        weights = weights * in_all / drawn
    return Plan(stages, weights, served, strata, in_all, frame.lonely), covers
