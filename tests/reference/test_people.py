"""Who did not answer, what goes along with satisfaction, and whether items go together."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.drivers import FEWEST, State, drivers
from analysis.statistics.nonresponse import (
    Rate,
    bounds,
    r_indicator,
    response_rate,
    shifted,
)
from analysis.statistics.reliability import reliability


def test_rates_have_a_state() -> None:
    """Known, unknown, and more answers than people."""
    assert response_rate(30, 120).share == 0.25
    assert response_rate(30, None).state is Rate.UNKNOWN
    assert response_rate(130, 120).state is Rate.MORE_THAN_SERVED


def test_bounds_by_hand() -> None:
    """90 % of the 40 % who answered: between 36 and 96 %; 80 % needs 73.3 % of the silent."""
    found = bounds(0.9, 0.4, 0.8)
    assert (found.worst, found.best) == pytest.approx((0.36, 0.96))
    assert found.tipping == pytest.approx(0.44 / 0.6)
    assert bounds(0.9, 0.95, 0.8).tipping is None
    assert bounds(0.9, 1.0, 0.8).tipping is None
    with pytest.raises(ValueError, match="rate"):
        bounds(0.9, 0.0, 0.8)


@given(st.floats(0, 1), st.floats(0.01, 1), st.floats(-1, 1))
def test_no_shift_leaves_the_bounds(share: float, rate: float, points: float) -> None:
    """Whatever the silent think, the whole lies between worst and best."""
    found = bounds(share, rate, 0.8)
    assert found.worst - 1e-12 <= shifted(share, rate, points) <= found.best + 1e-12


def test_the_r_indicator() -> None:
    """Alike everywhere: one. Half at nothing and half at everything: nought. Nobody known: none."""
    assert r_indicator([(300, 1000), (600, 2000)]) == 1.0
    assert r_indicator([(0, 100000), (100000, 100000)]) == pytest.approx(0, abs=1e-9)
    assert r_indicator([]) is None
    assert r_indicator([(11, 10)]) is None
    chance = np.random.default_rng(3)
    noisy = [(int(chance.binomial(50, 0.3)), 50) for _ in range(400)]
    found = r_indicator(noisy)
    assert found is not None
    assert found > 0.9  # without the correction: 0.87


def _invented(n: int, units: int = 20) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(5)
    common = chance.normal(size=n)
    factors = np.column_stack([common * w + chance.normal(size=n) for w in (1.0, 0.6, 0.3, 0.0)])
    overall = factors @ np.array([0.6, 0.4, 0.1, 0.0]) + chance.normal(size=n)
    return overall, factors, chance.integers(0, units, n)


def test_parts_add_up_to_what_the_regression_explains() -> None:
    """R² of the full model within units, as statsmodels finds it."""
    overall, factors, units = _invented(3000)
    found = drivers(overall, factors, units, repeats=20)
    dummies = (units[:, None] == np.unique(units)).astype(float)
    full = sm.OLS(overall, np.hstack([dummies, factors])).fit()
    base = sm.OLS(overall, dummies).fit()
    assert found.explained == pytest.approx((base.ssr - full.ssr) / base.ssr)
    assert sum(one.part for one in found.drivers) == pytest.approx(found.explained)
    assert [one.part for one in found.drivers] == sorted(
        (one.part for one in found.drivers), reverse=True
    )


def test_two_factors_by_the_formula() -> None:
    """LMG of two: half of (alone + added), Grömping (2006), equation 5."""
    overall, factors, _ = _invented(2000)
    one_unit = np.zeros(2000, dtype=np.int64)
    found = drivers(overall, factors[:, :2], one_unit, repeats=20)
    r2 = [
        sm.OLS(overall, sm.add_constant(factors[:, columns])).fit().rsquared
        for columns in ([0], [1], [0, 1])
    ]
    assert found.drivers[0].part == pytest.approx((r2[0] + r2[2] - r2[1]) / 2)
    assert found.drivers[1].part == pytest.approx((r2[1] + r2[2] - r2[0]) / 2)


def test_intervals_of_drivers_hold_them_and_are_the_same_each_time() -> None:
    """The bootstrap is seeded."""
    overall, factors, units = _invented(1000)
    found = drivers(overall, factors, units)
    assert found == drivers(overall, factors, units)
    for one in found.drivers:
        assert one.low <= one.part <= one.high


def test_units_that_are_better_in_everything_prove_nothing() -> None:
    """Only the difference between units is in the data: no factor explains anything within them."""
    chance = np.random.default_rng(9)
    units = np.repeat(np.arange(40), 50)
    level = chance.normal(size=40)[units]
    overall = level + chance.normal(size=2000)
    factors = np.column_stack([level * 2 + chance.normal(size=2000) for _ in range(3)])
    assert drivers(overall, factors, units, repeats=20).explained < 0.01


def test_drivers_of_few_or_of_nothing() -> None:
    """Under 200, or everybody alike: a state, and no figure."""
    overall, factors, units = _invented(FEWEST - 1)
    assert drivers(overall, factors, units).state is State.TOO_FEW
    overall, factors, units = _invented(500)
    assert drivers(np.full(500, 5.0), factors, units).state is State.CONSTANT
    same = np.column_stack([factors[:, 0], factors[:, 0]])
    twins = drivers(overall, same, units, repeats=20).drivers
    assert twins[0].part == pytest.approx(twins[1].part)


def test_reliability_as_statsmodels_fits_it() -> None:
    """α by its formula, ω from one factor by maximum likelihood."""
    chance = np.random.default_rng(21)
    common = chance.normal(size=800)
    items = np.column_stack([common * w + chance.normal(size=800) for w in (1.2, 0.9, 0.7, 1.0)])
    found = reliability(items)
    assert found is not None
    covariances = np.cov(items.T)
    alpha = 4 / 3 * (1 - np.trace(covariances) / covariances.sum())
    assert found.alpha == pytest.approx(alpha)
    fitted = sm.Factor(items, n_factor=1, method="ml").fit()
    deviations = items.std(axis=0, ddof=1)
    loadings = np.abs(fitted.loadings[:, 0]) * deviations
    unique = fitted.uniqueness * deviations**2
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + unique.sum())
    assert found.omega == pytest.approx(omega, abs=1e-4)
    assert len(found.without) == 4


def test_items_that_cannot_be_judged() -> None:
    """Few people, one item, or items that never differ."""
    assert reliability(np.ones((10, 4))) is None
    assert reliability(np.full((100, 3), 5.0)) is None
    assert reliability(np.full((100, 3), np.nan)) is None
    twice = np.repeat(np.random.default_rng(1).integers(1, 6, 100)[:, None], 3, axis=1) * 1.0
    found = reliability(twice)
    assert found is not None
    assert found.redundant
