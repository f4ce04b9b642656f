"""Ranks that say how sure they are: simultaneous intervals, tiers, and who may be among the lowest.

A unit's rank interval holds every rank that the pairwise comparisons leave open: the unit is surely
below those that are better than it after Holm's correction over all pairs, and surely above those that
are worse. All intervals hold together with the confidence named.
Source: Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91:476–518, with Holm's
deterministic step-down in place of the bootstrap: slightly wider, and the same for everybody who asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Ranked:
    """A unit: 1 is the best. It is somewhere from `best` to `worst`; `tier` begins at 1."""

    unit: str
    value: float
    rank: int
    best: int
    worst: int
    tier: int

    def may_be_lowest(self, among: int, units: int) -> bool:
        """Whether it may be among the `among` lowest of all units."""
        return self.worst > units - among

    def surely_lowest(self, among: int, units: int) -> bool:
        """Whether it is among them for certain."""
        return self.best > units - among


@dataclass(frozen=True)
class Placed:
    """What is to be ranked: a unit's estimate and its standard error, which is never nought."""

    unit: str
    value: float
    error: float


def ranking(units: Sequence[Placed], confidence: float = 0.95) -> tuple[Ranked, ...]:
    """Every unit with its rank interval and tier, the best first; ties by name.

    A new tier begins where a unit is surely below the best of the tier before.
    Raises ValueError for a unit without an error: it would beat everybody by accident.
    """
    if any(not placed.error > 0 for placed in units):
        raise ValueError("a rank needs a standard error")
    ordered = sorted(units, key=lambda placed: (-placed.value, placed.unit))
    surely = _surely_better(ordered, 1 - confidence)
    count, tier, first = len(ordered), 0, 0
    ranked = []
    for place, placed in enumerate(ordered):
        if place == 0 or surely[first, place]:
            tier, first = tier + 1, place
        better, worse = int(surely[:, place].sum()), int(surely[place].sum())
        ranked.append(Ranked(placed.unit, placed.value, place + 1, 1 + better, count - worse, tier))
    return tuple(ranked)


def _surely_better(units: Sequence[Placed], level: float) -> NDArray[np.bool_]:
    """Row better than column after Holm's correction over all ordered pairs."""
    from scipy.special import ndtr  # the first use pays for it, not the start of a page

    values = np.array([placed.value for placed in units])
    errors = np.array([placed.error for placed in units])
    count = len(units)
    better = np.zeros((count, count), dtype=bool)
    if count < 2:
        return better
    reach = np.sqrt(errors[:, None] ** 2 + errors[None, :] ** 2)
    p = ndtr(-(values[:, None] - values[None, :]) / reach)
    one, other = np.nonzero(~np.eye(count, dtype=bool))
    order = np.argsort(p[one, other], kind="stable")
    allowed = level / (len(order) - np.arange(len(order)))
    failed = np.nonzero(p[one, other][order] > allowed)[0]
    kept = order[: failed[0]] if len(failed) else order
    better[one[kept], other[kept]] = True
    return better


def error_of_share(share: float, base: float) -> float:
    """A standard error that is never nought: that of Wilson's centre (Agresti & Coull 1998)."""
    z2 = 1.959963984540054**2
    centre = (share * base + z2 / 2) / (base + z2)
    return sqrt(centre * (1 - centre) / (base + z2))
