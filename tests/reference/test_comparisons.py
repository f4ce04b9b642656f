"""Tests of tables and ranks agree with R's `survey`, with scipy, and with printed examples."""

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.association import chi_squared, cochran_armitage, cramers_v, rao_scott
from analysis.statistics.design import simple_random
from analysis.statistics.ranks import design_means, design_ranks, kruskal_wallis, mann_whitney
from tests.reference.kept import CHANNEL, DESIGNS, FEMALE, LEVEL, TOP, R

GIVEN = np.array([[12, 5, 30, 41, 12], [3, 8, 22, 35, 40], [1, 1, 9, 20, 44]])
drawn = pytest.mark.parametrize("name", ["srs", "stratified", "two_stage"])


def _answers(counts: np.ndarray) -> np.ndarray:
    return np.repeat(np.arange(len(counts)), counts)


def test_tables_as_scipy_counts_them() -> None:
    """Pearson's χ² and Cramér's V."""
    expected = stats.chi2_contingency(GIVEN, correction=False)
    found = chi_squared(GIVEN)
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.pvalue))
    assert found.degrees == (expected.dof,)
    association = stats.contingency.association(GIVEN, method="cramer")
    assert cramers_v(GIVEN) == pytest.approx(association)


def test_ranks_as_scipy_counts_them() -> None:
    """Mann-Whitney and Kruskal-Wallis with many ties."""
    one, other = (_answers(row) for row in GIVEN[:2])
    expected = stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=False)
    found = mann_whitney(GIVEN[0], GIVEN[1])
    assert found.superiority == pytest.approx(expected.statistic / (len(one) * len(other)))
    assert found.tested.p == pytest.approx(expected.pvalue)
    among = kruskal_wallis(list(GIVEN))
    many = stats.kruskal(*(_answers(row) for row in GIVEN))
    assert (among.statistic, among.p) == pytest.approx((many.statistic, many.pvalue))


def test_a_trend_that_was_printed() -> None:
    """Infant malformation and alcohol: Agresti (2013), table 5.7, scores 0, 0.5, 1.5, 4, 7: z² = 6.57."""
    malformed = np.array([48, 38, 5, 1, 1])
    sound = np.array([17066, 14464, 788, 126, 37])
    found = cochran_armitage(malformed, malformed + sound, np.array([0, 0.5, 1.5, 4, 7]))
    assert found.statistic**2 == pytest.approx(6.57, abs=0.005)
    assert found.p == pytest.approx(0.0104, abs=0.0001)


@drawn
def test_rao_scott(name: str) -> None:
    """The F test of both a 2 × 3 and a 5 × 3 table."""
    for rows, kept in ((TOP, "rao_scott_F"), (LEVEL, "rao_scott_levels")):
        found = rao_scott(DESIGNS[name], rows.astype(np.int64), CHANNEL)
        assert [found.statistic, *found.degrees, found.p] == pytest.approx(
            R[f"{name}.{kept}"], rel=1e-8
        )


@drawn
def test_ranks_under_a_design(name: str) -> None:
    """Two groups (R prints t), and three (R prints χ² where its statistic should stand)."""
    found = design_ranks(DESIGNS[name], LEVEL, FEMALE.astype(np.int64))
    _, t, degrees, p = R[f"{name}.ranktest"]
    assert [found.statistic, *found.degrees, found.p] == pytest.approx([t, degrees, p], rel=1e-8)
    three = design_ranks(DESIGNS[name], LEVEL, CHANNEL)
    above, chi, p = R[f"{name}.ranktest3"]
    assert [three.statistic * above, three.p] == pytest.approx([chi, p], rel=1e-8)


@pytest.mark.parametrize(
    "nothing", [np.array([[3, 4]]), np.array([[3, 0], [4, 0]]), np.zeros((2, 3), dtype=int)]
)
def test_nothing_to_compare(nothing: np.ndarray) -> None:
    """One group, one level or nobody: no figure, and no warning of a division."""
    assert not chi_squared(nothing).possible
    assert np.isnan(cramers_v(nothing))
    assert not kruskal_wallis(list(nothing)).possible
    none = np.zeros(2, dtype=np.int64)
    assert not mann_whitney(none, np.array([1, 2])).tested.possible
    assert not cochran_armitage(none, none, np.array([1.0, 2.0])).possible


@drawn
def test_means_of_two_groups_under_a_design(name: str) -> None:
    """Women against all others: difference, t, degrees and p as R's svyttest gives them."""
    found, tested = design_means(DESIGNS[name], LEVEL, FEMALE)
    gap, t, degrees, p = R[f"{name}.ttest"]
    assert found.value == pytest.approx(gap, rel=1e-9)
    assert tested.statistic == pytest.approx(t, rel=1e-6)
    assert tested.degrees == (degrees,)
    assert tested.p == pytest.approx(p, rel=1e-6)


def test_means_that_cannot_be_compared() -> None:
    """Nobody differs, or there is one group: no t, no p, no crash."""
    everybody = np.ones(5, dtype=bool)
    assert not design_means(simple_random(5), np.full(5, 4.0), everybody)[1].possible
    some = np.array([True, True, False, False, False])
    assert not design_means(simple_random(5), np.full(5, 4.0), some)[1].possible
