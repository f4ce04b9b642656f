"""What goes along with overall satisfaction: the share of its variance that each factor accounts for.

Association, never cause. A factor's part is its Shapley value in R² (LMG): its gain averaged over all
orders in which factors can enter, so that factors that go together share what they explain together.
Source: Lindeman, Merenda & Gold (1980), 4; Grömping (2006), Journal of Statistical Software 17(1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.design import Floats, Labels

FEWEST = 200
"""Complete answers under which nothing is shown."""

MOST_FACTORS = 10
"""2^k regressions are made; criteria are gathered into factors before."""


class State(StrEnum):
    """Whether there is anything to show. Keys of sentences in `locales/` (``drivers.…``)."""

    SHOWN = "shown"
    TOO_FEW = "too_few"
    CONSTANT = "constant"
    """Everybody is equally satisfied overall: there is nothing to explain."""


@dataclass(frozen=True)
class Driver:
    """One factor: its part of R² with a bootstrap interval, and the sign of its plain correlation."""

    factor: int
    part: float
    low: float
    high: float
    sign: int


@dataclass(frozen=True)
class Drivers:
    """All factors; their parts add up to `explained` (R²). `n` people answered everything."""

    state: State
    n: int
    explained: float
    drivers: tuple[Driver, ...]


def drivers(
    overall: Floats,
    factors: Floats,
    units: Labels,
    weights: Floats | None = None,
    *,
    repeats: int = 200,
    seed: int = 20260101,
) -> Drivers:
    """The parts of `factors` (people × factors) in `overall`, within units, over complete answers.

    Unit means are taken out first: a unit that is better in everything proves nothing about factors.
    `weights` says how many others each person stands for, the same for all of a unit; alike if None.
    Intervals come from drawing whole units again (people, when there are fewer than ten units); the
    seed is fixed, so that the same answers give the same figures. Raises ValueError for too many
    factors.
    """
    if factors.shape[1] > MOST_FACTORS:
        raise ValueError("too many factors")
    complete = ~np.isnan(overall) & ~np.isnan(factors).any(axis=1)
    n = int(complete.sum())
    if n < FEWEST:
        return Drivers(State.TOO_FEW, n, 0.0, ())
    data = _within(np.column_stack([overall[complete], factors[complete]]), units[complete])
    if float(data[:, 0].var()) < 1e-12:
        return Drivers(State.CONSTANT, n, 0.0, ())
    if weights is not None:
        data = data * np.sqrt(weights[complete])[:, None]
    parts = _parts(data.T @ data)
    spread = _bootstrap(data, units[complete], repeats, seed)
    signs = np.sign(data[:, 1:].T @ data[:, 0]).astype(int)
    return Drivers(
        State.SHOWN,
        n,
        float(parts.sum()),
        tuple(
            Driver(place, float(part), float(low), float(high), int(sign))
            for place, (part, (low, high), sign) in enumerate(
                zip(parts, spread.T, signs, strict=True)
            )
        ),
    )


def _within(data: Floats, units: Labels) -> Floats:
    _, place = np.unique(units, return_inverse=True)
    sizes = np.bincount(place)
    means = np.column_stack([np.bincount(place, column) / sizes for column in data.T])
    rest: Floats = data - means[place]
    return rest


def _parts(products: Floats) -> Floats:
    """Shapley values of R² from the cross products of (overall, factors)."""
    count = products.shape[0] - 1
    worth: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, count + 1):
        for chosen in combinations(range(count), size):
            worth[chosen] = _explained(products, chosen)
    parts = np.zeros(count)
    for chosen, value in worth.items():
        if len(chosen) == count:
            continue
        share = 1 / (count * comb(count - 1, len(chosen)))
        for factor in range(count):
            if factor not in chosen:
                parts[factor] += share * (worth[tuple(sorted((*chosen, factor)))] - value)
    return parts


def _explained(products: Floats, chosen: Sequence[int]) -> float:
    """R² of the regression on some factors; a factor that says nothing new adds nothing."""
    rows = [factor + 1 for factor in chosen]
    inner, outer = products[np.ix_(rows, rows)], products[rows, 0]
    coefficients = np.linalg.lstsq(inner, outer, rcond=1e-10)[0]
    return float(outer @ coefficients / products[0, 0]) if products[0, 0] > 0 else 0.0


def _bootstrap(data: Floats, units: Labels, repeats: int, seed: int) -> NDArray[np.float64]:
    """2.5 and 97.5 % of the parts over samples of units, or of people where units are few."""
    chance = np.random.default_rng(seed)
    groups = np.unique(units, return_inverse=True)[1]
    if groups.max() + 1 < 10:
        groups = np.arange(len(data))
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sorted_data = data[order]
    pairs = sorted_data[:, :, None] * sorted_data[:, None, :]
    products = np.add.reduceat(pairs, starts, axis=0)
    found = np.empty((repeats, data.shape[1] - 1))
    for turn in range(repeats):
        times = np.bincount(chance.integers(0, len(starts), len(starts)), minlength=len(starts))
        found[turn] = _parts(np.tensordot(times.astype(float), products, axes=1))
    return np.quantile(found, [0.025, 0.975], axis=0)
