"""The default interval covers what it says, by simulation on a grid of two-stage populations."""

from itertools import product

import numpy as np
import pytest

from analysis.statistics.design import one_stage
from analysis.statistics.intervals import wilson_effective
from analysis.statistics.linearise import Estimated, mean
from analysis.statistics.wilson import wilson

pytestmark = pytest.mark.long

RUNS = 2000
SHARES = (0.80, 0.90, 0.95, 0.98)
CORRELATIONS = (0.0, 0.03, 0.10)
SAMPLES = ((10, 60), (15, 40), (30, 20), (60, 10))
"""Communes, and people in each."""

FEWEST_EFFECTIVE = 100


def _grid() -> list[tuple[float, float, int, int]]:
    """The cells whose effective size is at least 100 people."""
    return [
        (share, correlation, communes, people)
        for share, correlation, (communes, people) in product(SHARES, CORRELATIONS, SAMPLES)
        if communes * people / (1 + (people - 1) * correlation) >= FEWEST_EFFECTIVE
    ]


def _drawn(share: float, correlation: float, communes: int, people: int, runs: int) -> np.ndarray:
    """Satisfied people by run and commune, in beta-binomial communes."""
    chance = np.random.default_rng([int(share * 1000), int(correlation * 1000), communes])
    if not correlation:
        return chance.binomial(people, share, (runs, communes))
    spread = (1 - correlation) / correlation
    true = chance.beta(share * spread, (1 - share) * spread, (runs, communes))
    return chance.binomial(people, true)


def _estimated(satisfied: np.ndarray, people: int) -> Estimated:
    """The estimate from satisfied people by commune: what `mean` gives for communes of one size."""
    communes = len(satisfied)
    n, value = communes * people, float(satisfied.sum()) / (communes * people)
    spread = float(((satisfied - people * value) ** 2).sum())
    variance = communes / (communes - 1) * spread / n**2
    return Estimated(value, variance, communes - 1, n, np.zeros(0))


def _covered(share: float, correlation: float, communes: int, people: int) -> float:
    """How often the interval holds the true share."""
    held = 0
    for satisfied in _drawn(share, correlation, communes, people, RUNS):
        low, high = wilson_effective(_estimated(satisfied, people))
        held += low <= share <= high
    return held / RUNS


def test_the_short_way_is_the_long_one() -> None:
    """The closed form of the simulation is what the product computes person by person."""
    satisfied = _drawn(0.9, 0.1, 12, 20, 1)[0]
    units = np.repeat(np.arange(12), 20)
    given = np.concatenate([np.repeat([1.0, 0.0], [n, 20 - n]) for n in satisfied])
    long, short = mean(one_stage(units, np.ones(240)), given), _estimated(satisfied, 20)
    assert (short.value, short.variance) == pytest.approx((long.value, long.variance))
    assert (short.degrees, short.n) == (long.degrees, long.n)


@pytest.fixture(scope="module")
def coverage() -> dict[tuple[float, float, int, int], float]:
    return {cell: _covered(*cell) for cell in _grid()}


def test_no_cell_of_the_grid_is_far_off(
    coverage: dict[tuple[float, float, int, int], float],
) -> None:
    """Nowhere under 92 % (three standard errors of the simulation allowed)."""
    allowed = 0.92 - 3 * np.sqrt(0.92 * 0.08 / RUNS)
    assert len(coverage) >= 20
    assert min(coverage.values()) > allowed, sorted(coverage.items(), key=lambda one: one[1])[:4]


def test_on_the_whole_it_covers_what_it_says(
    coverage: dict[tuple[float, float, int, int], float],
) -> None:
    """93 to 97 % on the grid's mean."""
    assert 0.93 <= np.mean(list(coverage.values())) <= 0.97


def test_without_the_design_it_would_not() -> None:
    """Wilson on the plain n misses the truth far too often: the grid can tell the difference."""
    held = 0
    for satisfied in _drawn(0.9, 0.1, 30, 20, RUNS):
        low, high = wilson(float(satisfied.sum()) / 600, 600)
        held += low <= 0.9 <= high
    assert held / RUNS < 0.88
