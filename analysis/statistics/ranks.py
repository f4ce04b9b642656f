"""Comparing ordered answers of groups by their ranks, at random and under a design."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.association import IMPOSSIBLE, Tested
from analysis.statistics.design import Design, Floats
from analysis.statistics.linearise import Domain, Estimated, covariance, difference, mean


@dataclass(frozen=True)
class RanksCompared:
    """Two groups: how often one person of the first gives more than one of the second.

    `superiority` is P(X > Y) + ½·P(X = Y), 0.5 when neither does; it is the effect, and comes first.
    """

    superiority: float
    tested: Tested


def mann_whitney(one: NDArray[np.int64], other: NDArray[np.int64]) -> RanksCompared:
    """Two groups' counts by level, lowest level first; ties by the exact variance under them.

    Source: Mann & Whitney (1947); tie correction as in Lehmann (1975), ch. 1. Without continuity
    correction, as `scipy.stats.mannwhitneyu(method="asymptotic", use_continuity=False)`.
    """
    from scipy.special import ndtr  # the first use pays for it, not the start of a page

    n, m = int(one.sum()), int(other.sum())
    if n == 0 or m == 0:
        return RanksCompared(float("nan"), IMPOSSIBLE)
    below = np.concatenate([[0], np.cumsum(other)[:-1]])
    greater = float(one @ below) + float(one @ other) / 2
    superiority = greater / (n * m)
    spread = _rank_variance(one + other) * n * m / ((n + m) * (n + m - 1.0)) if n + m > 1 else 0.0
    if spread <= 0:
        return RanksCompared(superiority, IMPOSSIBLE)
    z = (greater - n * m / 2) / float(np.sqrt(spread))
    return RanksCompared(superiority, Tested(z, (), float(2 * ndtr(-abs(z)))))


def kruskal_wallis(groups: Sequence[NDArray[np.int64]]) -> Tested:
    """More than two groups' counts by level, ties corrected.

    Source: Kruskal & Wallis (1952), JASA 47:583–621.
    """
    from scipy.special import chdtrc

    filled = [group for group in groups if group.sum() > 0]
    if len(filled) < 2:
        return IMPOSSIBLE
    counts = np.stack(filled)
    levels = counts.sum(axis=0)
    n = int(levels.sum())
    spread = _rank_variance(levels) / (n - 1)
    if spread <= 0:
        return IMPOSSIBLE
    means = counts @ _midranks(levels) / counts.sum(axis=1)
    between = float(counts.sum(axis=1) @ (means - (n + 1) / 2) ** 2)
    statistic, degrees = between / spread, len(filled) - 1
    return Tested(statistic, (float(degrees),), float(chdtrc(degrees, statistic)))


def design_ranks(design: Design, values: Floats, groups: NDArray[np.int64]) -> Tested:
    """Whether groups' ordered answers differ in a designed sample: Wilcoxon scores, F degrees.

    Ranks are those of the population that the weights stand for. Source: Lumley & Scott (2013),
    Biometrika 100:831–842; R's `svyranktest`. For two groups the statistic is t, its sign the direction.
    """
    from scipy.special import fdtrc

    kinds = np.unique(groups)
    if len(kinds) < 2:
        return IMPOSSIBLE
    scores = _weighted_ranks(values, design.weights)
    members = np.column_stack(
        [np.ones(design.size), *((groups == kind).astype(float) for kind in kinds[1:])]
    )
    bread = np.linalg.inv(members.T @ (design.weights[:, None] * members))
    coefficients = bread @ members.T @ (design.weights * scores)
    residual = scores - members @ coefficients
    influence = (design.weights * residual)[:, None] * members @ bread
    variance = covariance(design, influence)[1:, 1:]
    effect = coefficients[1:]
    above = len(kinds) - 1
    degrees = design.degrees_of_freedom - above
    if degrees < 1 or np.linalg.matrix_rank(variance) < above:
        return IMPOSSIBLE
    statistic = float(effect @ np.linalg.solve(variance, effect))
    p = float(fdtrc(above, degrees, statistic / above))
    if above == 1:
        return Tested(float(np.sign(effect[0]) * np.sqrt(statistic)), (float(degrees),), p)
    return Tested(statistic / above, (float(above), float(degrees)), p)


def design_means(design: Design, values: Floats, group: Domain) -> tuple[Estimated, Tested]:
    """The mean of a group less that of all others in a designed sample, and Student's test of it.

    `values` are of people, NaN where not answered, `group` a truth value each. The statistic is t, with
    one degree of freedom less than the design has. Source: Särndal, Swensson & Wretman (1992), 5.6; R's
    `svyttest`.
    """
    from scipy.special import stdtr

    found = difference(design, mean(design, values, group), mean(design, values, ~group))
    degrees = design.degrees_of_freedom - 1
    if degrees < 1 or not found.variance > 0:
        return found, IMPOSSIBLE
    t = found.value / found.error
    return found, Tested(t, (float(degrees),), float(2 * stdtr(degrees, -abs(t))))


def _midranks(levels: NDArray[np.int64]) -> Floats:
    ends = np.cumsum(levels)
    ranks: Floats = ends - (levels - 1) / 2
    return ranks


def _rank_variance(levels: NDArray[np.int64]) -> float:
    """The sum of squared deviations of midranks of so many tied answers at each level."""
    n = int(levels.sum())
    return float(levels @ (_midranks(levels) - (n + 1) / 2) ** 2)


def _weighted_ranks(values: Floats, weights: Floats) -> Floats:
    """Each respondent's place in the population, from 0 to 1, ties sharing the plain mean of theirs."""
    order = np.argsort(values, kind="stable")
    sorted_weights = weights[order]
    middles = np.cumsum(sorted_weights) - sorted_weights / 2
    _, place = np.unique(values[order], return_inverse=True)
    shared = np.bincount(place, middles) / np.bincount(place)
    ranks = np.empty(len(values))
    ranks[order] = shared[place] / weights.sum()
    return ranks
