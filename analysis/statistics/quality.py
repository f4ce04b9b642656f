"""Signs that answers may not be what they seem. They stand beside the result and delete nothing.

A sign is never a verdict: with few criteria and content people, honest answers are often alike. Each
unit is therefore compared with its own chance: the same answers, shuffled between its people.
Source: Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32:283–291, and the reply of Simmons,
Mercer, Schwarzer & Kennedy (2016), ibid. 32:327–338.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.design import Floats

FEWEST = 30
"""Answers of a unit under which nothing is judged."""

_MOST_SHUFFLES, _FEWEST_SHUFFLES, _PEOPLE_SHUFFLED = 200, 39, 40_000


@dataclass(frozen=True)
class Alike:
    """How many people of a unit answered every criterion as somebody else did, and what chance gives.

    `expected` and `high` are the mean and the 97.5 % point over shuffles; `conspicuous` when more.
    """

    n: int
    duplicates: int
    expected: float
    high: float

    @property
    def conspicuous(self) -> bool:
        return self.duplicates > self.high


@dataclass(frozen=True)
class Straight:
    """People who gave one level to every criterion (of at least three), and those at the top level."""

    n: int
    straight: int
    at_top: int


def straight_lines(levels: Floats, highest: int) -> Straight:
    """Over people (rows) with three or more criteria answered (columns; NaN is not answered)."""
    answered = (~np.isnan(levels)).sum(axis=1) >= 3
    given = levels[answered]
    if not len(given):
        return Straight(0, 0, 0)
    low, high = np.nanmin(given, axis=1), np.nanmax(given, axis=1)
    same = low == high
    return Straight(len(given), int(same.sum()), int((same & (high == highest)).sum()))


def alike(levels: Floats, *, shuffles: int | None = None, seed: int = 20260101) -> Alike | None:
    """Exact duplicates in one unit against its own chance; None under 30 people or two criteria.

    Straight lines count on neither side: contented people are alike without having copied. Each
    shuffle keeps what every criterion got and deals it out anew. Seeded, so that it can be repeated.
    Without a number there are 200 shuffles, and fewer for many people, where each says more.
    """
    complete = levels[~np.isnan(levels).any(axis=1)].astype(np.uint64)
    n, criteria = complete.shape
    if criteria < 2 or n < FEWEST:
        return None
    times = shuffles or min(_MOST_SHUFFLES, max(_FEWEST_SHUFFLES, _PEOPLE_SHUFFLED // n))
    chance = np.random.default_rng(seed)
    # A row is told by one number, its levels times odd weights drawn at random: two different rows
    # have the same with a probability of about 2⁻⁶³.
    weights = chance.integers(0, 1 << 63, criteria, dtype=np.uint64) * 2 + 1
    straight = np.unique(complete) * weights.sum()
    parts = complete * weights
    found = [_duplicates(chance.permuted(parts, axis=0), straight) for _ in range(times)]
    return Alike(
        n, _duplicates(parts, straight), float(np.mean(found)), float(np.quantile(found, 0.975))
    )


def no_variation(levels: Floats) -> bool:
    """Whether 30 or more people agree in every criterion that they answered."""
    given = levels[~np.isnan(levels)]
    return len(levels) >= FEWEST and len(given) > 0 and bool((given == given[0]).all())


def _duplicates(parts: NDArray[np.uint64], straight: NDArray[np.uint64]) -> int:
    """People whose whole row, of more than one level, somebody before them has given already."""
    rows = np.sort(parts.sum(axis=1))
    again = int((rows[1:] == rows[:-1]).sum())
    ends = np.searchsorted(rows, straight, "right") - np.searchsorted(rows, straight, "left")
    return again - int(np.maximum(ends - 1, 0).sum())
