"""Live weeks, sample sizes and signs about answers."""

import numpy as np
import pytest

from analysis.statistics.monitoring import Period, run_chart
from analysis.statistics.quality import Rows, alike, no_variation, straight_lines
from analysis.statistics.sample_size import cluster_effect, cochran, reach, yamane


def _weeks(shares: list[float], n: int = 200) -> list[Period]:
    return [Period(f"w{week}", share * n, n) for week, share in enumerate(shares)]


def test_weeks_of_chance_do_not_signal() -> None:
    """False alarms of 300 binomial charts of 26 weeks stay near what three sigma promise."""
    chance = np.random.default_rng(17)
    signals = 0
    for _ in range(300):
        weeks = [Period(str(w), float(chance.binomial(150, 0.9)), 150) for w in range(26)]
        made = run_chart(weeks)
        assert made is not None
        signals += sum(one.outside for one in made.periods)
    assert signals / (300 * 26) < 0.012


def test_a_bad_week_signals() -> None:
    """One week at 70 % among weeks at about 90 %."""
    shares = [0.9, 0.91, 0.89, 0.9, 0.92, 0.9, 0.88, 0.7, 0.9, 0.91]
    made = run_chart(_weeks(shares))
    assert made is not None
    assert [one.day for one in made.periods if one.outside] == ["w7"]


def test_a_slow_drift_is_seen_by_the_average() -> None:
    """No week is out of the ordinary, the last ones are all a little low."""
    shares = [0.9, 0.91] * 4 + [0.885, 0.875, 0.88, 0.87, 0.875, 0.87]
    made = run_chart(_weeks(shares, 1500))
    assert made is not None
    assert made.periods[-1].drifting
    assert not made.periods[2].drifting


def test_weeks_that_differ_anyway_widen_the_limits() -> None:
    """Laney's σ_z: with thousands of answers every week would be outside otherwise."""
    shares = [0.86, 0.91, 0.88, 0.92, 0.87, 0.91, 0.89, 0.86, 0.92, 0.88]
    made = run_chart(_weeks(shares, 20000))
    assert made is not None
    assert made.sigma_z > 5
    assert not any(one.outside for one in made.periods)


@pytest.mark.parametrize("weeks", [[], _weeks([0.9] * 7), _weeks([1.0] * 12), _weeks([0.0] * 12)])
def test_too_few_weeks_or_nothing_to_see(weeks: list[Period]) -> None:
    """No chart, and no division."""
    assert run_chart(weeks) is None


def test_the_customary_and_the_exact_figure() -> None:
    """267 and 260 of 800, 371 and 357 of 5,000; three times as many for a design effect of three."""
    assert (yamane(800), cochran(800)) == (267, 260)
    assert (yamane(5000), cochran(5000)) == (371, 357)
    assert cochran(10**9) == 385
    assert cochran(10**9, design_effect=3) == 1153
    assert cochran(5000, response=0.5) == 714
    assert cluster_effect(20, 0.05) == pytest.approx(1.95)
    assert reach(385) == pytest.approx(0.05, abs=0.0001)
    assert reach(800, population=800) == 0
    with pytest.raises(ValueError, match="rate"):
        cochran(800, response=0)


def test_straight_lines_by_hand() -> None:
    """Two of four gave one level throughout, one of them the highest; two answers are too few."""
    given = np.array(
        [[5, 5, 5, 5], [3, 3, 3, np.nan], [5, 4, 5, 5], [1, 2, 3, 4], [5, 5, np.nan, np.nan]]
    )
    found = straight_lines(given, 5)
    assert (found.n, found.straight, found.at_top) == (4, 2, 1)
    assert straight_lines(np.full((3, 4), np.nan), 5).n == 0


def test_copied_forms_are_conspicuous_and_honest_ones_are_not() -> None:
    """Forty copies of ten forms among two hundred honest ones, and the honest ones alone."""
    chance = np.random.default_rng(23)
    honest = chance.integers(2, 6, (200, 8)).astype(float)
    copied = np.vstack([honest, np.repeat(honest[:10], 4, axis=0)])
    others = chance.integers(2, 6, (1000, 8)).astype(float)
    found = alike(copied, Rows(np.vstack([others, copied])))
    alone = alike(honest, Rows(np.vstack([others, honest])))
    assert found is not None
    assert alone is not None
    assert found.conspicuous
    assert found.duplicates >= 40
    assert not alone.conspicuous


def test_contented_people_are_not_suspects() -> None:
    """Nearly everybody at the top: alike, and not conspicuous."""
    chance = np.random.default_rng(29)
    content = np.where(chance.random((300, 6)) < 0.93, 5.0, 4.0)
    others = np.where(chance.random((900, 6)) < 0.7, 5.0, 4.0)
    found = alike(content, Rows(np.vstack([others, content])))
    assert found is not None
    assert found.duplicates > 50
    assert not found.conspicuous


def test_units_that_cannot_be_judged() -> None:
    """Few people, one criterion, or everybody the same."""
    everybody = Rows(np.full((400, 5), 5.0))
    assert alike(np.ones((10, 5)), everybody) is None
    same = alike(np.full((100, 5), 5.0), everybody)
    assert same is not None
    assert not same.conspicuous
    assert alike(np.full((200, 5), 5.0), everybody) is None, "more than a third: nobody to compare"


def test_answers_that_hang_together_are_no_sign_of_copying() -> None:
    """Sixty honest units whose people answer alike because each is content or is not.

    Chance flags 2.5 in a hundred, so about two of them; ten would be far beyond it.
    """
    chance = np.random.default_rng(31)
    mood = chance.normal(0.75, 0.8, 6000)[:, None] + chance.normal(0, 0.3, 60).repeat(100)[:, None]
    felt = mood + chance.normal(0, 0.6, (6000, 12))
    levels = 1.0 + (felt[:, :, None] > np.array([-2, -1.2, -0.3, 0.9])).sum(axis=2)
    everybody = Rows(levels)
    found = [alike(levels[100 * unit : 100 * unit + 100], everybody) for unit in range(60)]
    assert sum(one.duplicates for one in found if one) > 50
    assert sum(one.conspicuous for one in found if one) <= 6
    assert no_variation(np.full((30, 3), 5.0))
    assert not no_variation(np.full((29, 3), 5.0))
    assert not no_variation(np.full((30, 3), np.nan))
