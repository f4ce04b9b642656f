"""Signs that answers may not be what they seem. They stand beside the result and delete nothing.

A sign is never a verdict: with few criteria and content people, honest answers are often alike. Each
unit is therefore compared with its own chance: what people of the whole round answer who are as content.
Source: Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32:283–291, and the reply of Simmons,
Mercer, Schwarzer & Kennedy (2016), ibid. 32:327–338.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.design import Floats

FEWEST = 30
"""Answers of a unit under which nothing is judged."""

_MOST_DRAWS, _FEWEST_DRAWS, _PEOPLE_DRAWN = 400, 80, 200_000


@dataclass(frozen=True)
class Alike:
    """How many people of a unit answered every criterion as somebody else did, and what chance gives.

    `expected` and `high` are the mean and the 97.5 % point over draws; `conspicuous` when more.
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


class Rows:
    """All complete rows of a round, by the sum of their levels: what people answer who are as content.

    `levels` are people (rows) by criteria (columns), NaN where not answered.
    """

    def __init__(self, levels: Floats, seed: int = 20260101) -> None:
        complete = levels[~np.isnan(levels).any(axis=1)].astype(np.uint64)
        chance = np.random.default_rng(seed)
        # A row is told by one number, its levels times odd weights drawn at random: two different
        # rows have the same with a probability of about 2⁻⁶³.
        self._weights = chance.integers(0, 1 << 63, levels.shape[1], dtype=np.uint64) * 2 + 1
        sums = complete.sum(axis=1).astype(np.int64)
        order = np.argsort(sums, kind="stable")
        self._keys = self.keys(complete)[order]
        self._sizes = np.bincount(sums)
        self._starts = np.concatenate([[0], np.cumsum(self._sizes)[:-1]])
        self.size = len(complete)

    def keys(self, complete: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """One number for each row."""
        found: NDArray[np.uint64] = (complete * self._weights).sum(axis=1)
        return found

    def straight(self, complete: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The numbers of the rows of one level only."""
        found: NDArray[np.uint64] = np.unique(complete) * self._weights.sum()
        return found

    def drawn(
        self, sums: NDArray[np.int64], times: int, chance: np.random.Generator
    ) -> NDArray[np.uint64]:
        """For each of `times` draws (rows) and each sum a row of the round that has this sum."""
        places = chance.random((times, len(sums))) * self._sizes[sums]
        found: NDArray[np.uint64] = self._keys[self._starts[sums] + places.astype(np.int64)]
        return found


def alike(
    levels: Floats, round: Rows, *, draws: int | None = None, seed: int = 20260101
) -> Alike | None:
    """Exact duplicates in one unit against chance; None where nothing can be judged.

    That is under 30 people or two criteria, and where the unit is more than a third of the round: then
    there is nobody to compare with. Straight lines count on neither side: contented people are alike
    without having copied. What chance gives is seen by drawing, for each person of the unit, somebody
    of the whole round whose levels have the same sum: so people may be as content as they are, and
    their answers hang together as everybody's do. Seeded, so that it can be repeated.
    """
    complete = levels[~np.isnan(levels).any(axis=1)].astype(np.uint64)
    n, criteria = complete.shape
    if criteria < 2 or n < FEWEST or 3 * n > round.size:
        return None
    times = draws or min(_MOST_DRAWS, max(_FEWEST_DRAWS, _PEOPLE_DRAWN // n))
    chance = np.random.default_rng(seed)
    straight = round.straight(complete)
    sums = complete.sum(axis=1).astype(np.int64)
    found = [_duplicates(keys, straight) for keys in round.drawn(sums, times, chance)]
    own = _duplicates(round.keys(complete), straight)
    return Alike(n, own, float(np.mean(found)), float(np.quantile(found, 0.975)))


def no_variation(levels: Floats) -> bool:
    """Whether 30 or more people agree in every criterion that they answered."""
    given = levels[~np.isnan(levels)]
    return len(levels) >= FEWEST and len(given) > 0 and bool((given == given[0]).all())


def _duplicates(keys: NDArray[np.uint64], straight: NDArray[np.uint64]) -> int:
    """People whose whole row, of more than one level, somebody before them has given already."""
    rows = np.sort(keys)
    again = int((rows[1:] == rows[:-1]).sum())
    ends = np.searchsorted(rows, straight, "right") - np.searchsorted(rows, straight, "left")
    return again - int(np.maximum(ends - 1, 0).sum())
