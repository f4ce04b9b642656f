"""Intervals against published figures and a second library, and what estimates say of themselves."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.disclosure import hidden
from analysis.estimate import Covers, Standing, estimate
from analysis.statistics.wilson import wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(count: int, n: int, low: float, high: float) -> None:
    """The four examples of the paper that compared seven methods."""
    found = wilson(count / n, n)
    assert (low, high) == (pytest.approx(found[0], abs=5e-5), pytest.approx(found[1], abs=5e-5))


@pytest.mark.parametrize("n", [1, 7, 31, 500, 6952])
def test_wilson_agrees_with_statsmodels(n: int) -> None:
    """For every count of a base."""
    for count in range(0, n + 1, max(1, n // 50)):
        assert proportion_confint(count, n, method="wilson") == pytest.approx(wilson(count / n, n))


def test_an_interval_without_a_base_is_an_error() -> None:
    """Nobody answered: there is nothing to say, and nothing is made up."""
    with pytest.raises(ValueError, match="base"):
        wilson(0.5, 0)


def test_thirty_one_forms_are_named_a_small_sample_at_twenty_nine() -> None:
    """26 of 31 is 83,9 % (67,4–92,9): sound by count, wide by interval; under 30 it is named small."""
    found = estimate(26, 31, Covers.OPT_IN, threshold=5)
    assert (
        found.standing,
        round(found.low or 0, 3),
        round(found.high or 0, 3),
    ) == (Standing.SOUND, 0.674, 0.929)
    assert Standing.SMALL is estimate(26, 29, Covers.OPT_IN, threshold=5).standing


@pytest.mark.parametrize(
    ("n", "standing"), [(0, Standing.EMPTY), (4, Standing.HIDDEN), (5, Standing.SMALL)]
)
def test_few_people_show_no_figure(n: int, standing: Standing) -> None:
    """Under the threshold there is a name for it, and no number."""
    found = estimate(n, n, Covers.OPT_IN, threshold=5)
    assert standing is found.standing
    assert found.shown == (standing is Standing.SMALL)


def test_answers_of_one_person_count_as_one() -> None:
    """Pooling four criteria of 100 people gives the interval of 100, not of 400."""
    pooled = estimate(320, 400, Covers.POOLED, threshold=5, people=100, per_person=4)
    alone = estimate(80, 100, Covers.OPT_IN, threshold=5)
    assert (alone.low, alone.high) == (pooled.low, pooled.high)


@pytest.mark.parametrize(
    ("bases", "outside", "away"),
    [
        ({"a": 50, "b": 60}, 0, set()),
        ({"a": 50, "b": 4}, 0, {"a", "b"}),
        ({"a": 50, "b": 4, "c": 9}, 0, {"b", "c"}),
        ({"a": 50, "b": 4, "c": 3}, 0, {"b", "c"}),
        ({"a": 50, "b": 0}, 0, set()),
        ({"a": 50, "b": 20}, 3, {"b"}),
    ],
)
def test_small_parts_and_what_gives_them_away_are_hidden(
    bases: dict[str, int], outside: int, away: set[str]
) -> None:
    """A hidden part has company, so that the whole minus the rest is not it."""
    assert away == hidden(bases, 5, outside)
