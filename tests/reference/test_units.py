"""Scores, indices, ranks and funnels: formulas by hand, by R, and by properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from analysis.statistics.design import simple_random
from analysis.statistics.funnel import Counted, funnel, shrunken
from analysis.statistics.index import Criteria, Formula, index
from analysis.statistics.linearise import mean
from analysis.statistics.ranking import Placed, error_of_share, ranking
from analysis.statistics.scores import Level, question
from tests.reference.kept import DESIGNS, LEVEL, SECOND

FIVE = [Level(v, v >= 4, v <= 2) for v in range(1, 6)]
LEVELS = Criteria(np.column_stack([LEVEL, SECOND]), 4, 1, 5)


def test_one_question_by_hand() -> None:
    """10 answers: 1, 0, 2, 3 and 4 of the levels one to five."""
    found = question(FIVE, [1, 0, 2, 3, 4])
    assert found is not None
    assert [round(part.value, 6) for part in found.shares] == [0.1, 0, 0.2, 0.3, 0.4]
    assert found.satisfied.value == pytest.approx(0.7)
    assert found.dissatisfied.value == pytest.approx(0.1)
    assert found.net.value == pytest.approx(0.6)
    assert found.mean.value == pytest.approx(3.9)
    assert question(FIVE, [0, 0, 0, 0, 0]) is None


def test_the_net_of_many_answers_has_the_textbook_variance() -> None:
    """(p₊ + p₋ - net²)/n: 70 % against 10 % of a million."""
    found = question(FIVE, [100_000, 0, 200_000, 300_000, 400_000])
    assert found is not None
    half = 1.959964 * np.sqrt((0.7 + 0.1 - 0.36) / 1e6)
    assert (found.net.low, found.net.high) == pytest.approx((0.6 - half, 0.6 + half), abs=2e-6)


def test_the_mean_of_many_has_students_interval() -> None:
    """As scipy gives it for the answers one by one."""
    from scipy import stats

    counts = [2, 3, 10, 20, 15]
    given_ = np.repeat(np.arange(1, 6), counts)
    low, high = stats.t.interval(0.95, 49, given_.mean(), stats.sem(given_))
    found = question(FIVE, counts)
    assert found is not None
    assert (found.mean.low, found.mean.high) == pytest.approx((low, high))


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5), st.floats(1.0, 1.0e4))
def test_figures_of_a_question_stay_in_bounds(counts: list[int], effective: float) -> None:
    """Whatever was answered: every value lies in its interval, every interval on the scale."""
    found = question(FIVE, counts, effective)
    if found is None:
        assert sum(counts) == 0
        return
    for scored, low, high in [
        *((part, 0, 1) for part in (*found.shares, found.satisfied, found.dissatisfied)),
        (found.net, -1, 1),
        (found.mean, 1, 5),
    ]:
        assert low <= scored.low <= scored.value + 1e-12
        assert scored.value - 1e-12 <= scored.high <= high
        assert scored.high > scored.low


def test_every_formula_by_hand() -> None:
    """Three people, two criteria; one criterion of one person was not applicable."""
    levels = np.array([[5.0, 4.0], [3.0, np.nan], [4.0, 2.0]])
    found = {
        formula: index(formula, Criteria(levels, 4, 1, 5), simple_random(3)) for formula in Formula
    }
    assert found[Formula.POOLED].value == pytest.approx(3 / 5)
    assert found[Formula.MEAN_OF_SHARES].value == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found[Formula.ALL_SATISFIED].value == pytest.approx(1 / 3)
    assert found[Formula.MEAN_OF_MAXIMUM].value == pytest.approx(18 / 5 / 5)
    assert found[Formula.LINEAR_MEAN].value == pytest.approx((18 / 5 - 1) / 4)
    assert {one.n for one in found.values()} == {3}


@pytest.mark.parametrize("formula", Formula)
@pytest.mark.parametrize("name", DESIGNS)
def test_an_index_of_one_criterion_is_its_mean(formula: Formula, name: str) -> None:
    """Value and error are those of the mean or share that R has confirmed."""
    one = index(formula, Criteria(LEVEL[:, None], 4, 1, 5), DESIGNS[name])
    if formula in (Formula.POOLED, Formula.MEAN_OF_SHARES, Formula.ALL_SATISFIED):
        plain, scale, shift = mean(DESIGNS[name], (LEVEL >= 4).astype(float)), 1.0, 0.0
    else:
        plain = mean(DESIGNS[name], LEVEL)
        scale, shift = (0.2, 0.0) if formula is Formula.MEAN_OF_MAXIMUM else (0.25, -0.25)
    assert one.value == pytest.approx(plain.value * scale + shift)
    assert one.error == pytest.approx(plain.error * scale)


def test_answers_of_one_person_do_not_count_as_people() -> None:
    """Asking the same question twenty times does not make anything surer."""
    once = index(Formula.POOLED, Criteria(LEVEL[:, None], 4, 1, 5), DESIGNS["srs"])
    copied = Criteria(np.repeat(LEVEL[:, None], 20, axis=1), 4, 1, 5)
    often = index(Formula.POOLED, copied, DESIGNS["srs"])
    assert often.error == pytest.approx(once.error)
    assert often.n == once.n


def test_nobody_in_the_base_has_no_index() -> None:
    """A name for it, and no division."""
    nothing = Criteria(np.full((3, 2), np.nan), 4, 1, 5)
    for formula in Formula:
        found = index(formula, nothing, simple_random(3))
        assert found.n == 0
        assert np.isnan(found.value)


def test_ranks_of_units_that_are_far_apart_are_sure() -> None:
    """Three units with ten errors between them: a tier each."""
    found = ranking([Placed("a", 0.9, 0.01), Placed("b", 0.7, 0.01), Placed("c", 0.5, 0.01)])
    assert [(one.unit, one.best, one.worst, one.tier) for one in found] == [
        ("a", 1, 1, 1),
        ("b", 2, 2, 2),
        ("c", 3, 3, 3),
    ]
    assert found[2].surely_lowest(1, 3)


def test_ranks_of_units_that_nobody_can_tell_apart_are_open() -> None:
    """Every unit may be anywhere; all may be the lowest, none surely is."""
    found = ranking([Placed(str(n), 0.8 + n / 1000, 0.05) for n in range(10)])
    assert {(one.best, one.worst, one.tier) for one in found} == {(1, 10, 1)}
    assert all(one.may_be_lowest(5, 10) and not one.surely_lowest(5, 10) for one in found)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 0.3)), min_size=1, max_size=12))
def test_rank_intervals_hold_the_rank(units: list[tuple[float, float]]) -> None:
    """The rank by value lies in the interval, ranks are whole, and the order asked in is no matter."""
    placed = [Placed(f"{n:02}", value, error) for n, (value, error) in enumerate(units)]
    found = ranking(placed)
    assert found == ranking(placed[::-1])
    for one in found:
        assert 1 <= one.best <= one.rank <= one.worst <= len(units)


def test_a_rank_interval_covers() -> None:
    """By simulation: all ten intervals hold all true ranks at least as often as they promise."""
    chance = np.random.default_rng(7)
    true = np.linspace(0.75, 0.93, 10)
    held = 0
    for _ in range(400):
        shares = chance.binomial(300, true) / 300
        found = ranking(
            [Placed(str(n), p, error_of_share(p, 300)) for n, p in enumerate(shares.tolist())]
        )
        held += all(one.best <= 10 - int(one.unit) <= one.worst for one in found)
    assert held / 400 >= 0.95


def test_a_unit_without_error_is_refused() -> None:
    """100 % ± 0 would beat everybody; the error of a share is never nought."""
    with pytest.raises(ValueError, match="standard error"):
        ranking([Placed("a", 1.0, 0.0), Placed("b", 0.9, 0.1)])
    assert error_of_share(1.0, 10) > 0


def test_a_funnel_of_chance_alone_has_no_dispersion() -> None:
    """Binomial units: dispersion near one, and the limits hold about 95 in 100."""
    chance = np.random.default_rng(11)
    bases = chance.integers(30, 600, 400)
    units = [Counted(str(n), chance.binomial(b, 0.85) / b, float(b)) for n, b in enumerate(bases)]
    found = funnel(units)
    assert found is not None
    assert found.dispersion < 1.1
    inside = [
        found.limits(p.base, 1.96)[0] <= p.share <= found.limits(p.base, 1.96)[1]
        for p in found.points
    ]
    assert 0.92 < np.mean(inside) < 0.98


def test_a_funnel_sees_what_units_differ_by() -> None:
    """True shares with a standard deviation of 5 points: seen, and the limits open up."""
    chance = np.random.default_rng(13)
    bases = chance.integers(100, 600, 300)
    true = np.clip(chance.normal(0.8, 0.05, 300), 0, 1)
    units = [
        Counted(str(n), chance.binomial(b, p) / b, float(b))
        for n, (b, p) in enumerate(zip(bases, true, strict=True))
    ]
    found = funnel(units)
    assert found is not None
    assert found.dispersion > 2
    assert 0.035 < found.between < 0.06


@pytest.mark.parametrize(
    "units", [[], [Counted("a", 0.5, 10)], [Counted(str(n), 1.0, 10) for n in range(5)]]
)
def test_a_funnel_of_nothing(units: list[Counted]) -> None:
    """No unit, one unit, or everybody satisfied: no funnel, and no division."""
    assert funnel(units) is None


def test_shrunken_values_as_statsmodels_finds_them() -> None:
    """The variance between units is that of DerSimonian and Laird."""
    shares = np.array([0.95, 0.80, 0.70, 0.88, 0.99])
    bases = np.array([40.0, 100.0, 300.0, 25.0, 60.0])
    found = shrunken(
        [Counted(str(n), s, b) for n, (s, b) in enumerate(zip(shares, bases, strict=True))]
    )
    smoothed = (shares * bases + 1) / (bases + 2)
    chance = smoothed * (1 - smoothed) / bases
    tau2 = combine_effects(shares, chance, method_re="dl").tau2
    assert [one.reliability for one in found] == pytest.approx(tau2 / (tau2 + chance))
    assert found[3].reliability == min(one.reliability for one in found)


def test_units_that_differ_by_chance_alone_are_all_the_mean() -> None:
    """Nothing to tell them apart: reliability nought."""
    found = shrunken([Counted("a", 0.8, 50), Counted("b", 0.8, 90)])
    assert [one.reliability for one in found] == [0, 0]
    assert found[0].value == pytest.approx(0.8)
