"""Estimates under a design from sums by unit: what `linearise` computes person by person, at once.

Where everybody in a unit has the same weight, a ratio and its variance follow from six sums of each
unit. They add up over parts of the data, and a million people cost no more than the units they came to.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.design import Floats, Labels, LonelyUnit, LonelyUnitError
from analysis.statistics.linearise import Estimated

_NOBODY = np.zeros(0)


class Stages(StrEnum):
    """How people were drawn."""

    PEOPLE = "people"
    """One by one, from all people served together; or they came of their own accord."""
    UNITS_APART = "units_apart"
    """One by one in each stratum: a unit, or some small ones put together."""
    UNITS_THEN_PEOPLE = "units_then_people"
    """Units first, from each stratum of units, then people in them."""


@dataclass(frozen=True)
class Plan:
    """The design of a round, an entry a unit.

    `served` is how many people each unit served (infinite where no finite population correction is
    due), `weights` the weight of each of its people. `strata` tells where units were drawn from which
    group, `units_in_stratum` of how many; where people were drawn unit by unit, units with the same
    label are one stratum.
    """

    stages: Stages
    weights: Floats
    served: Floats
    strata: Labels
    units_in_stratum: Floats
    lonely: LonelyUnit = LonelyUnit.REFUSE


@dataclass(frozen=True)
class Moments:
    """Sums of two values u and l over the people of each unit; both nought for who is not in the base.

    `people` counts all of the unit's people in the sample, `base` those in the base.
    """

    people: Floats
    base: Floats
    u: Floats
    l: Floats  # noqa: E741 # u over l, as in the formulas
    uu: Floats
    ul: Floats
    ll: Floats

    def __add__(self, other: "Moments") -> "Moments":
        """The moments of two parts of the people together."""
        return Moments(*(a + b for a, b in zip(_sums(self), _sums(other), strict=True)))


def moments(unit: Labels, units: int, upper: Floats, lower: Floats) -> Moments:
    """The moments of people whose unit is a place below `units`; NaN is not in the base."""
    base = ~(np.isnan(upper) | np.isnan(lower))
    u, l = np.where(base, upper, 0.0), np.where(base, lower, 0.0)  # noqa: E741

    def total(values: Floats | NDArray[np.bool_] | None) -> Floats:
        return np.bincount(unit, values, minlength=units).astype(float)

    return Moments(
        total(None), total(base), total(u), total(l), total(u * u), total(u * l), total(l * l)
    )


def ratio(given: Moments, plan: Plan) -> Estimated:
    """Σw·u / Σw·l with its variance under the plan; an empty base gives NaN and n = 0.

    Agrees with `linearise.ratio` under the same design. Raises LonelyUnitError as that does.
    """
    below = float(plan.weights @ given.l)
    degrees = _degrees(given, plan)
    if below == 0:
        return Estimated(np.nan, np.nan, degrees, 0, _NOBODY)
    value = float(plan.weights @ given.u) / below
    scale = plan.weights / below
    sums = scale * (given.u - value * given.l)
    squares = scale**2 * (given.uu - 2 * value * given.ul + value**2 * given.ll)
    variance = _variance(given.people, sums, squares, plan)
    return Estimated(value, variance, degrees, int(given.base.sum()), _NOBODY)


@dataclass(frozen=True)
class ByUnit:
    """The ratio of each unit on its own, as a sample of its own people; NaN where nobody is in the base."""

    value: Floats
    variance: Floats
    n: NDArray[np.int64]

    def of(self, place: int) -> Estimated:
        """The estimate of one unit."""
        n = int(self.n[place])
        return Estimated(
            float(self.value[place]), float(self.variance[place]), max(n - 1, 0), n, _NOBODY
        )


def by_unit(given: Moments, plan: Plan) -> ByUnit:
    """Every unit's own ratio; the finite population correction holds where people were drawn in it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = given.u / given.l
        squares = (given.uu - 2 * value * given.ul + value**2 * given.ll) / given.l**2
        left = _left(given.people, plan.served)
        spread = np.where(given.people > 1, given.people / (given.people - 1), np.nan)
        variance = np.maximum(left * spread * squares, 0.0)
    variance = np.where(left == 0, 0.0, variance)
    return ByUnit(value, variance, given.base.astype(np.int64))


def _variance(people: Floats, sums: Floats, squares: Floats, plan: Plan) -> float:
    """The variance of a total of values, from their sums and sums of squares by unit."""
    some = people > 0
    people, sums, squares = people[some], sums[some], squares[some]
    served = plan.served[some]
    if plan.stages is Stages.PEOPLE:
        n, population = float(people.sum()), float(served.sum())
        left = 1.0 if np.isinf(population) else max(0.0, 1 - n / population)
        if n < 2:
            return 0.0 if left == 0 else float("nan")
        spread = float(squares.sum()) - float(sums.sum()) ** 2 / n
        return max(0.0, left * n / (n - 1) * spread)
    if plan.stages is Stages.UNITS_APART:
        place = np.unique(plan.strata[some], return_inverse=True)[1]
        people, sums, squares, served = (
            np.bincount(place, one).astype(float) for one in (people, sums, squares, served)
        )
        return float(_within(people, sums, squares, served, plan.lonely).sum())
    within = _within(people, sums, squares, served, plan.lonely)
    return _between(sums, within, plan.strata[some], plan.units_in_stratum[some], plan.lonely)


def _within(
    people: Floats, sums: Floats, squares: Floats, served: Floats, lonely: LonelyUnit
) -> Floats:
    """What drawing people inside each unit adds."""
    left = _left(people, served)
    alone = (people < 2) & (left > 0)
    if alone.any() and lonely is LonelyUnit.REFUSE:
        raise LonelyUnitError(int(np.flatnonzero(alone)[0]))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = people / (people - 1) * (squares - sums**2 / people)
    by_itself = squares if lonely is LonelyUnit.CENTRE else np.zeros_like(squares)
    return left * np.maximum(np.where(people > 1, spread, by_itself), 0.0)


def _between(
    sums: Floats, within: Floats, strata: Labels, population: Floats, lonely: LonelyUnit
) -> float:
    """What drawing units adds, and the part of `within` that is left of it."""
    added = 0.0
    for stratum in np.unique(strata):
        members = strata == stratum
        count, all_units = int(members.sum()), float(population[members][0])
        fraction = 0.0 if np.isinf(all_units) else count / all_units
        added += fraction * float(within[members].sum())
        left, given = 1 - fraction, sums[members]
        if left < 1e-7:
            continue
        if count > 1:
            added += left * count / (count - 1) * float(((given - given.mean()) ** 2).sum())
        elif lonely is LonelyUnit.REFUSE:
            raise LonelyUnitError(int(stratum))
        elif lonely is LonelyUnit.CENTRE:
            added += left * float((given**2).sum())
    return added


def _left(people: Floats, served: Floats) -> Floats:
    """The share of each unit's people that was not asked."""
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(np.isinf(served), 1.0, np.maximum(0.0, 1 - people / served))
    return np.where(left < 1e-7, 0.0, left)


def _degrees(given: Moments, plan: Plan) -> int:
    """What was drawn first less its strata, over units with somebody in the base."""
    some = given.base > 0
    if plan.stages is Stages.PEOPLE:
        return max(0, int(given.base.sum()) - 1)
    strata = len(np.unique(plan.strata[some]))
    drawn = given.base.sum() if plan.stages is Stages.UNITS_APART else some.sum()
    return int(drawn - strata)


def _sums(given: Moments) -> tuple[Floats, ...]:
    return (given.people, given.base, given.u, given.l, given.uu, given.ul, given.ll)
