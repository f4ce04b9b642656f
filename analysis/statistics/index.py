"""The satisfaction index over several criteria, by the formula that the round has named.

Every formula takes the respondent as the unit: answers of one person go together, so that counting
each answer as a person would make the interval far too short (design effect 1 + (m - 1)·r).
A matrix has a row a respondent and a column a criterion; NaN is *not applicable* or blank and enters no
base.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.statistics.design import Design, Floats, degrees_of_freedom
from analysis.statistics.linearise import Domain, Estimated, covariance, mean, ratio
from surveys.formula import Formula


@dataclass(frozen=True)
class Criteria:
    """Levels as given, and which of them count as satisfied."""

    levels: Floats
    satisfied_from: int
    lowest: int
    highest: int

    @property
    def satisfied(self) -> Floats:
        """One where satisfied, nought where not, NaN where not answered."""
        return np.where(
            np.isnan(self.levels), np.nan, (self.levels >= self.satisfied_from).astype(float)
        )


def index(
    formula: Formula, criteria: Criteria, design: Design, domain: Domain | None = None
) -> Estimated:
    """The index as a share from 0 to 1, with its variance under the design. n counts respondents.

    Nobody in the base: NaN with n = 0, for the caller to name.
    """
    return _FORMULAS[formula](criteria, design, domain)


def _pooled(criteria: Criteria, design: Design, domain: Domain | None) -> Estimated:
    return _per_answer(criteria.satisfied, design, domain)


def _per_answer(scores: Floats, design: Design, domain: Domain | None) -> Estimated:
    answered = (~np.isnan(scores)).sum(axis=1).astype(float)
    base = np.where(answered > 0, answered, np.nan)
    return ratio(design, np.nansum(scores, axis=1), base, domain)


def _mean_of_shares(criteria: Criteria, design: Design, domain: Domain | None) -> Estimated:
    """Each criterion's share is a ratio of its own; their influences are averaged, then squared."""
    shares = [mean(design, column, domain) for column in criteria.satisfied.T]
    shares = [share for share in shares if share.n > 0]
    inside = (~np.isnan(criteria.levels)).any(axis=1)
    base = inside if domain is None else inside & domain
    if not shares:
        return Estimated(np.nan, np.nan, 0, 0, np.zeros(design.size))
    influence = np.mean([share.influence for share in shares], axis=0)
    variance = float(covariance(design, influence[:, None])[0, 0])
    value = float(np.mean([share.value for share in shares]))
    degrees = degrees_of_freedom(design, base & (design.weights > 0))
    return Estimated(value, variance, degrees, int(base.sum()), influence)


def _all_satisfied(criteria: Criteria, design: Design, domain: Domain | None) -> Estimated:
    scores = criteria.satisfied
    answered = ~np.isnan(scores)
    satisfied = np.where(answered, scores, 1.0).all(axis=1).astype(float)
    return mean(design, np.where(answered.any(axis=1), satisfied, np.nan), domain)


def _mean_of_maximum(criteria: Criteria, design: Design, domain: Domain | None) -> Estimated:
    return _per_answer(criteria.levels / criteria.highest, design, domain)


def _linear_mean(criteria: Criteria, design: Design, domain: Domain | None) -> Estimated:
    reach = criteria.highest - criteria.lowest
    return _per_answer((criteria.levels - criteria.lowest) / reach, design, domain)


_FORMULAS: dict[Formula, Callable[[Criteria, Design, Domain | None], Estimated]] = {
    Formula.POOLED: _pooled,
    Formula.MEAN_OF_SHARES: _mean_of_shares,
    Formula.ALL_SATISFIED: _all_satisfied,
    Formula.MEAN_OF_MAXIMUM: _mean_of_maximum,
    Formula.LINEAR_MEAN: _linear_mean,
}
