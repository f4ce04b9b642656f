"""How the people of a round were drawn, unit by unit, and the plan that its figures obey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.disclosure import hidden
from analysis.estimate import Covers
from analysis.statistics.design import LonelyUnit
from analysis.statistics.moments import Plan, Stages
from surveys.round import Design
from surveys.unit import UnitKind

_DRAWN = {
    Design.SIMPLE: (Stages.PEOPLE, Covers.SIMPLE),
    Design.STRATIFIED: (Stages.UNITS_APART, Covers.STRATIFIED),
    Design.TWO_STAGE: (Stages.UNITS_THEN_PEOPLE, Covers.TWO_STAGE),
}

_KINDS = tuple(UnitKind)


def shown_of(bases: Mapping[str, int], away: frozenset[str], threshold: int) -> frozenset[str]:
    """The units whose own people may be told: large enough, none in `away`, none that gives one away.

    `bases` has the people of each unit.
    """
    gone = sum(n for code, n in bases.items() if code in away)
    left = {code: n for code, n in bases.items() if code not in away}
    small = hidden(left, threshold, outside=gone)
    return frozenset(code for code, n in left.items() if n and code not in small)


def allotted(
    above: Mapping[str, Sequence[str]], told: Mapping[str, int], people: Mapping[str, int]
) -> dict[str, float]:
    """How many people served each unit with responses speaks for; units of which nobody told lack.

    `above` has for each unit its path, itself first; `told` how many people units said that they
    served, those below them included. What a unit said, less what units below it said of themselves, is
    shared among its own people and those of the units below that said nothing, in proportion to
    `people`: where nothing is known, each response counts alike.
    """
    teller = {unit: next((one for one in above[unit] if one in told), None) for unit in above}
    rest = dict(told)
    for unit in told:
        higher = next((one for one in above[unit][1:] if one in told), None)
        if higher is not None:
            rest[higher] -= told[unit]
    speaking: dict[str, int] = {}
    for unit, n in people.items():
        if (one := teller[unit]) is not None:
            speaking[one] = speaking.get(one, 0) + n
    return {
        unit: max(0, rest[one]) * n / speaking[one]
        for unit, n in people.items()
        if n and (one := teller[unit]) is not None
    }


@dataclass(frozen=True)
class Sample:
    """The units with responses of one part of the tree, an entry a unit, as the round drew them.

    `people` is how many responded, `served` how many people each unit served, None where it has not
    said; `in_all` is how many units of each kind there are to draw from.
    """

    units: tuple[str, ...]
    people: tuple[int, ...]
    kinds: tuple[UnitKind, ...]
    served: tuple[float | None, ...]
    design: Design
    in_all: Mapping[UnitKind, int]
    lonely: LonelyUnit = LonelyUnit.REFUSE

    @cached_property
    def covers(self) -> Covers:
        """What intervals cover.

        Where the number served is missing, or smaller than the answers, weights cannot be known: then the
        round counts as answered of their own accord, and says so.
        """
        if self.design not in _DRAWN:
            return Covers.CENSUS if self.design is Design.CENSUS else Covers.OPT_IN
        told = all(
            (served or 0) >= n - 1e-9 for served, n in zip(self.served, self.people, strict=True)
        )
        return _DRAWN[self.design][1] if told and any(self.people) else Covers.NOT_AS_DECLARED

    def plan(self, together: frozenset[str] = frozenset()) -> Plan:
        """The plan of the sample; the units in `together` have one weight, and are one stratum.

        A weighted figure beside a plain one would else be a second equation by which the few
        people of a unit that is not shown could be worked out. Strata that are too small for a figure
        of their own are put together as is customary (collapsed strata: Wolter 2007, Introduction to
        Variance Estimation, 2.5). Where people answered of their own accord there is no finite
        population correction: it would make the interval vanish, and the silent are not the same.
        """
        count = len(self.units)
        people = np.array(self.people, dtype=float)
        strata = np.array([_KINDS.index(kind) for kind in self.kinds], dtype=np.int64)
        if not self.covers.drawn:
            unknown = np.full(count, np.inf)
            return Plan(Stages.PEOPLE, np.ones(count), unknown, strata, unknown, self.lonely)
        served = np.array([float(one or 0) for one in self.served])
        in_all = np.array([float(self.in_all.get(kind, 0)) for kind in self.kinds])
        stages, weights = _DRAWN[self.design][0], np.ones(count)
        if stages is not Stages.PEOPLE:
            with np.errstate(divide="ignore", invalid="ignore"):
                weights = np.where(people > 0, served / people, 0.0)
        if stages is Stages.UNITS_THEN_PEOPLE:
            drawn = np.bincount(strata, minlength=len(_KINDS))[strata]
            in_all = np.maximum(in_all, drawn)
            weights = weights * in_all / drawn
            if (in_all == drawn).all():
                stages = Stages.UNITS_APART  # all units are in it: only people were drawn
        apart = np.array([code in together for code in self.units], dtype=bool)
        if people[apart].sum() > 0 and stages is not Stages.PEOPLE:
            weights[apart] = (weights @ (people * apart)) / people[apart].sum()
        if stages is Stages.UNITS_APART:
            strata = np.where(apart, count, np.arange(count))
        return Plan(stages, weights, served, strata, in_all, self.lonely)
