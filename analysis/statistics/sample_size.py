"""How many people to ask: the customary figure, and the one that says what it will be good for."""

from math import ceil, sqrt

from analysis.statistics.wilson import CONFIDENCE


def yamane(population: int, error: float = 0.05) -> int:
    """n = N/(1 + N·e²), rounded up: the figure that offices know. Cochran's with z = 2 and p = ½.

    Source: Yamane (1967), Statistics, 886.
    """
    return ceil(round(population / (1 + population * error * error), 9))


def cochran(
    population: int,
    error: float = 0.05,
    *,
    share: float = 0.5,
    design_effect: float = 1.0,
    response: float = 1.0,
) -> int:
    """People to invite so that the 95 % interval reaches `error` either way.

    z²p(1-p)/e², times the design effect, corrected for the population, over the expected response
    rate; rounded up once, at the end. Source: Cochran (1977), 4.4. Raises ValueError for a rate of
    nought.
    """
    if not 0 < response <= 1:
        raise ValueError("a rate lies between 0 and 1")
    wanted = _z() ** 2 * share * (1 - share) / error**2 * design_effect
    drawn = wanted / (1 + (wanted - 1) / population)
    return ceil(round(min(drawn, population) / response, 9))


def cluster_effect(people: float, correlation: float, variation: float = 0.0) -> float:
    """The design effect of clusters of so many people: 1 + ((1 + CV²)·m - 1)·r.

    `variation` is the coefficient of variation of the clusters' sizes. Source: Kish (1965), 5.4;
    Eldridge, Ashby & Kerry (2006) for unequal sizes.
    """
    return 1 + ((1 + variation**2) * people - 1) * correlation


def reach(n: float, share: float = 0.5, population: float = float("inf")) -> float:
    """Half the width of the 95 % interval that so many people give: the error that a plan promises."""
    left = 1.0 if population == float("inf") else (population - n) / (population - 1)
    return _z() * sqrt(max(0.0, share * (1 - share) / n * left))


def _z() -> float:
    from scipy.special import ndtri  # the first use pays for it, not the start of a page

    return float(ndtri(0.5 + CONFIDENCE / 2))
