"""Two shares, two rounds, many tests: held to printed examples, statsmodels and properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.statistics.change import (
    Verdict,
    against_rest,
    between_rounds,
    detectable,
    newcombe,
    two_shares,
)
from analysis.statistics.intervals import clopper_pearson, goodman, with_population
from analysis.statistics.many import benjamini_hochberg, holm

pytestmark = pytest.mark.long

shares = st.floats(0, 1)
bases = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_printed_examples_of_newcombe(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), table II, method 10."""
    found = newcombe(one[0] / one[1], one[1], other[0] / other[1], other[1])
    assert found == pytest.approx((low, high), abs=0.00006)


def test_two_shares_as_statsmodels_counts_them() -> None:
    """The same interval from another library."""
    found = two_shares(45 / 60, 60, 30 / 70, 70)
    expected = confint_proportions_2indep(45, 60, 30, 70, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


def test_the_rest_is_the_complement() -> None:
    """A unit of 60 in a total of 130 is compared with the other 70."""
    assert against_rest(45, 60, 75, 130) == two_shares(45 / 60, 60, 30 / 70, 70)
    with pytest.raises(ValueError, match="both sides"):
        against_rest(60, 60, 60, 60)


@pytest.mark.parametrize(
    ("one", "n_one", "other", "n_other", "verdict"),
    [
        (0.90, 2000, 0.85, 2000, Verdict.CHANGED),
        (0.90, 20000, 0.905, 20000, Verdict.EQUIVALENT),
        (0.90, 100000, 0.91, 100000, Verdict.EQUIVALENT),
        (0.90, 200, 0.88, 200, Verdict.UNCLEAR),
        (1.00, 50, 1.00, 50, Verdict.UNCLEAR),
        (1.00, 5000, 1.00, 5000, Verdict.EQUIVALENT),
    ],
)
def test_three_verdicts(
    one: float, n_one: int, other: float, n_other: int, verdict: Verdict
) -> None:
    """Changed, equal within two points, or cannot tell: everybody satisfied twice over is no proof."""
    assert between_rounds(one, n_one, other, n_other).verdict is verdict


@given(shares, bases, shares, bases)
def test_differences_stay_in_bounds_and_turn_around(
    one: float, n_one: int, other: float, n_other: int
) -> None:
    """The interval holds the difference, lies within ±1, and the other way round is its mirror."""
    found = two_shares(one, n_one, other, n_other)
    assert -1 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    turned = two_shares(other, n_other, one, n_one)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)
    assert 0 <= found.p <= 1


def test_the_smallest_change_that_would_be_seen() -> None:
    """From 85 %, 2,033 people a round find three points, as the exact formula for .85 → .88 says."""
    assert detectable(0.85, 2033, 2033) == pytest.approx(0.0314, abs=0.0001)
    assert detectable(0.85, 10**6, 10**6) < 0.0015
    assert 0 < detectable(1.0, 30, 30) < 1


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_corrections_as_statsmodels_makes_them(size: int) -> None:
    """Holm and Benjamini-Hochberg, whatever the order, ties and ends included."""
    ps = [*np.random.default_rng(size).random(size).round(2).tolist(), 0.0, 1.0][: size + 1]
    tests = dict(enumerate(ps))
    for made, method in ((holm(tests), "holm"), (benjamini_hochberg(tests), "fdr_bh")):
        expected = multipletests(ps, method=method)[1]
        assert [made.adjusted[key] for key in tests] == pytest.approx(list(expected))
        assert made.size == len(ps)


def test_tests_that_could_not_be_made_are_no_part_of_the_family() -> None:
    """Two tests were made, not three."""
    assert holm({"a": 0.01, "b": float("nan"), "c": 0.04}).adjusted == {"a": 0.02, "c": 0.04}


def test_exact_and_simultaneous_intervals() -> None:
    """Clopper-Pearson as printed in textbooks; Goodman as statsmodels has it."""
    from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

    assert clopper_pearson(0, 10) == pytest.approx((0, 0.3085), abs=0.0001)
    assert clopper_pearson(7, 10) == pytest.approx(proportion_confint(7, 10, method="beta"))
    counts = [12, 5, 30, 41, 12]
    expected = multinomial_proportions_confint(counts, method="goodman")
    assert np.array(goodman(counts)) == pytest.approx(np.array(expected))


def test_a_finite_population() -> None:
    """260 of 800 tell as much as 385 of very many (Cochran's 5 % example)."""
    assert with_population(260, 800) == pytest.approx(384.7, abs=0.05)
    assert with_population(800, 800) == float("inf")
