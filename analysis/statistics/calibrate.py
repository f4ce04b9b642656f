"""Weights that fit what is known of everybody served: post-stratification and raking.

Estimates after them keep their own standard errors: the influence of each respondent is replaced by
its residual, which is what makes weighting worth while (Deville & Särndal 1992). Agrees with R's
`survey` (`postStratify`, `rake`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.statistics.design import Design, Floats, Labels
from analysis.statistics.linearise import Estimated, covariance


class NotConvergedError(Exception):
    """Raking did not reach the margins: they contradict each other, or a group has nobody."""


@dataclass(frozen=True)
class Calibrated:
    """A design whose weights fit margins; `before` are the weights it had."""

    design: Design
    before: Floats
    margins: tuple[Labels, ...]

    def variance(self, estimated: Estimated) -> float:
        """The variance of an estimate made with the new weights, the margins being known."""
        residual = self._residual(estimated.influence)
        return float(covariance(self.design, residual[:, None])[0, 0])

    def _residual(self, influence: Floats) -> Floats:
        weights = self.design.weights
        if len(self.margins) == 1:
            return _without_means(influence, weights, self.before, self.margins[0])
        rest = influence
        for _ in range(10):
            for margin in self.margins:
                rest = _without_means(rest, weights, np.ones(len(weights)), margin)
        return rest


def poststratified(design: Design, groups: Labels, population: Mapping[int, float]) -> Calibrated:
    """Weights that add up to `population` in each group.

    Raises NotConvergedError when a group of the population has no respondent, or the reverse.
    """
    _same_groups(groups, population)
    weights = design.weights.copy()
    for group, people in population.items():
        inside = groups == group
        weights[inside] *= people / weights[inside].sum()
    return Calibrated(design.reweighted(weights), design.weights, (groups,))


def raked(
    design: Design,
    margins: Sequence[tuple[Labels, Mapping[int, float]]],
    *,
    tolerance: float = 1e-10,
    most: int = 500,
) -> Calibrated:
    """Weights that fit several margins at once, each in turn until none moves (Deming & Stephan 1940).

    `tolerance` is the largest deviation left, relative to the margin. Raises NotConvergedError.
    """
    for groups, population in margins:
        _same_groups(groups, population)
    weights = design.weights.copy()
    for _ in range(most):
        for groups, population in margins:
            for group, people in population.items():
                inside = groups == group
                weights[inside] *= people / weights[inside].sum()
        if _deviation(weights, margins) < tolerance:
            labels = tuple(groups for groups, _ in margins)
            return Calibrated(design.reweighted(weights), design.weights, labels)
    raise NotConvergedError


def kish(weights: Floats) -> float:
    """How much unequal weights cost: 1 + CV² of the weights, the design effect that they bring.

    Source: Kish (1965), Survey Sampling, 11.7.
    """
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def _deviation(weights: Floats, margins: Sequence[tuple[Labels, Mapping[int, float]]]) -> float:
    return max(
        abs(float(weights[groups == group].sum()) / people - 1)
        for groups, population in margins
        for group, people in population.items()
    )


def _without_means(influence: Floats, weights: Floats, share: Floats, groups: Labels) -> Floats:
    """What is left of each respondent's part after the mean of his group, for a weight of one."""
    _, place = np.unique(groups, return_inverse=True)
    per_weight = influence / weights
    means = np.bincount(place, per_weight * share) / np.bincount(place, share)
    rest: Floats = influence - weights * means[place]
    return rest


def _same_groups(groups: Labels, population: Mapping[int, float]) -> None:
    if set(np.unique(groups).tolist()) != set(population):
        raise NotConvergedError
