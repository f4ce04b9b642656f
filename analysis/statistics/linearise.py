"""Variances of weighted totals under a design, and Taylor-linearised means, ratios and domains.

Source: Särndal, Swensson & Wretman (1992), ch. 4 and 5; Binder (1983). Estimates, standard errors and
degrees of freedom agree with R's `survey` package to six digits (`tests/reference`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.design import (
    Design,
    Floats,
    LonelyUnit,
    LonelyUnitError,
    Stage,
    degrees_of_freedom,
)

Domain = NDArray[np.bool_]


@dataclass(frozen=True)
class Estimated:
    """An estimate under a design.

    `n` counts the respondents in its base, `influence` holds each respondent's weighted part of the
    estimate's error: with it two estimates of one sample can be compared, covariance included.
    """

    value: float
    variance: float
    degrees: int
    n: int
    influence: Floats

    @property
    def error(self) -> float:
        """The standard error."""
        return float(np.sqrt(self.variance))


def covariance(design: Design, influence: Floats) -> Floats:
    """The covariance matrix (k × k) of k totals whose weighted values are the columns of `influence`.

    Raises LonelyUnitError when a stratum has one primary unit and the design does not say what then.
    """
    return _stage_covariance(design, influence, np.arange(design.size), 0)


def mean(design: Design, values: Floats, domain: Domain | None = None) -> Estimated:
    """The weighted mean of `values` over the respondents who have one (NaN is no answer).

    A domain (a truth value a respondent) narrows the base, never the sample: those outside stay in
    the design, as they must for the variance to be right.
    """
    return ratio(design, values, np.ones(design.size), domain)


def ratio(design: Design, upper: Floats, lower: Floats, domain: Domain | None = None) -> Estimated:
    """The ratio of two weighted totals: satisfied answers over answers, with the person as unit.

    An empty base gives NaN with variance NaN and n = 0, for the caller to name.
    """
    base = ~np.isnan(upper) & ~np.isnan(lower)
    if domain is not None:
        base &= domain
    weights = np.where(base, design.weights, 0.0)
    above = np.where(base, upper, 0.0)
    below = np.where(base, lower, 0.0)
    total = float(weights @ below)
    degrees = degrees_of_freedom(design, base & (design.weights > 0))
    if total == 0:
        return Estimated(np.nan, np.nan, degrees, 0, np.zeros(design.size))
    value = float(weights @ above) / total
    influence = weights * (above - value * below) / total
    variance = float(covariance(design, influence[:, None])[0, 0])
    return Estimated(value, variance, degrees, int(base.sum()), influence)


def total(design: Design, values: Floats, domain: Domain | None = None) -> Estimated:
    """The weighted total of `values` over those who have one, in the domain."""
    base = ~np.isnan(values)
    if domain is not None:
        base &= domain
    influence = np.where(base, design.weights * np.where(base, values, 0.0), 0.0)
    variance = float(covariance(design, influence[:, None])[0, 0])
    degrees = degrees_of_freedom(design, base & (design.weights > 0))
    return Estimated(float(influence.sum()), variance, degrees, int(base.sum()), influence)


def difference(design: Design, one: Estimated, other: Estimated) -> Estimated:
    """`one` less `other`, both of the same sample, their covariance taken into account."""
    influence = one.influence - other.influence
    variance = float(covariance(design, influence[:, None])[0, 0])
    base = (one.influence != 0) | (other.influence != 0)
    degrees = degrees_of_freedom(design, base) if base.any() else 0
    return Estimated(one.value - other.value, variance, degrees, one.n + other.n, influence)


def design_effect(design: Design, estimated: Estimated, values: Floats, domain: Domain) -> float:
    """How much larger the variance is than that of as many people drawn at random, with replacement.

    NaN where nobody differs: there is no variance to compare with.
    """
    base = domain & ~np.isnan(values)
    weights, given = design.weights[base], values[base]
    n = len(given)
    if n < 2:
        return float("nan")
    centre = float(weights @ given) / float(weights.sum())
    spread = float(weights @ (given - centre) ** 2) / float(weights.sum()) * n / (n - 1)
    return estimated.variance / (spread / n) if spread > 0 else float("nan")


def _stage_covariance(
    design: Design, influence: Floats, rows: NDArray[np.int64], depth: int
) -> Floats:
    """The part of the covariance that stage `depth` and those below it add, for some respondents."""
    stage = design.stages[depth]
    columns = influence.shape[1]
    added = np.zeros((columns, columns))
    for stratum in np.unique(stage.strata[rows]):
        members = rows[stage.strata[rows] == stratum]
        added += _stratum_covariance(design, stage, influence, members, int(stratum))
        if depth + 1 < len(design.stages):
            added += _below(design, influence, members, depth)
    return added


def _stratum_covariance(
    design: Design, stage: Stage, influence: Floats, members: NDArray[np.int64], stratum: int
) -> Floats:
    units, place = np.unique(stage.units[members], return_inverse=True)
    count, population = len(units), float(stage.population[members[0]])
    left = 1.0 if np.isinf(population) else (population - count) / population
    if left < 1e-7:
        return np.zeros((influence.shape[1], influence.shape[1]))
    sums = np.zeros((count, influence.shape[1]))
    np.add.at(sums, place, influence[members])
    if count > 1:
        centred = sums - sums.mean(axis=0)
        spread: Floats = left * count / (count - 1) * (centred.T @ centred)
        return spread
    if design.lonely is LonelyUnit.REFUSE:
        raise LonelyUnitError(stratum)
    if design.lonely is LonelyUnit.CERTAINTY:
        return np.zeros((influence.shape[1], influence.shape[1]))
    alone: Floats = left * (sums.T @ sums)
    return alone


def _below(design: Design, influence: Floats, members: NDArray[np.int64], depth: int) -> Floats:
    """The variance within the units of a stratum, in the share of them that was drawn."""
    stage = design.stages[depth]
    added = np.zeros((influence.shape[1], influence.shape[1]))
    units = np.unique(stage.units[members])
    fraction = len(units) / float(stage.population[members[0]])
    if fraction == 0:
        return added
    for unit in units:
        inside = members[stage.units[members] == unit]
        added += fraction * _stage_covariance(design, influence, inside, depth + 1)
    return added
