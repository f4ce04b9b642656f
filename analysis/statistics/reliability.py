"""Whether the items of a scale go together: Cronbach's α and McDonald's ω.

High values say that people answer the items alike, not that the items measure the right thing; over
0.95 they say that some items ask the same thing twice.
"""

from dataclasses import dataclass

import numpy as np

from analysis.statistics.design import Floats

REDUNDANT = 0.95
FEWEST_PEOPLE = 30


@dataclass(frozen=True)
class Reliability:
    """α and ω over `n` complete answers to `items` items, and α without each item in turn.

    ω is None when one factor cannot be fitted: with under three items, or items that do not differ.
    """

    n: int
    items: int
    alpha: float
    omega: float | None
    without: tuple[float, ...]

    @property
    def redundant(self) -> bool:
        return self.alpha > REDUNDANT


def reliability(answers: Floats) -> Reliability | None:
    """Over people (rows) who answered every item (columns); None under 30 people or two items.

    α = k/(k-1)·(1 - Σvar/var of the sum): Cronbach (1951). ω = (Σλ)²/((Σλ)² + Σθ) from one factor by
    maximum likelihood: McDonald (1999), Test Theory, ch. 6. An item that never differs is left out.
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    complete = complete[:, complete.std(axis=0) > 0] if len(complete) else complete
    n, items = complete.shape
    if n < FEWEST_PEOPLE or items < 2:
        return None
    covariances = np.cov(complete.T)
    without = tuple(
        _alpha(np.delete(np.delete(covariances, item, 0), item, 1)) if items > 2 else float("nan")
        for item in range(items)
    )
    return Reliability(n, items, _alpha(covariances), _omega(covariances), without)


def _alpha(covariances: Floats) -> float:
    items = len(covariances)
    return float(items / (items - 1) * (1 - np.trace(covariances) / covariances.sum()))


def _omega(covariances: Floats, most: int = 2000) -> float | None:
    """One factor by the EM algorithm for maximum likelihood (Rubin & Thayer 1982), on correlations."""
    items = len(covariances)
    if items < 3:
        return None
    deviations = np.sqrt(np.diag(covariances))
    correlations = covariances / np.outer(deviations, deviations)
    loadings = np.full(items, 0.7)
    unique = np.full(items, 0.5)
    for _ in range(most):
        weights = loadings / unique
        beta = weights / (1 + float(loadings @ weights))
        crossed = correlations @ beta
        second = 1 - float(beta @ loadings) + float(beta @ crossed)
        before, loadings = loadings, crossed / second
        unique = np.maximum(1 - loadings * crossed, 1e-6)
        if float(np.abs(loadings - before).max()) < 1e-10:
            break
    else:
        return None
    raw = loadings * deviations
    common = float(raw.sum()) ** 2
    return common / (common + float((unique * deviations**2).sum()))
