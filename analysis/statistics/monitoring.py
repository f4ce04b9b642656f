"""Live weeks: has something changed, or is it only chance? Signals open an inquiry, never a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

FEWEST_PERIODS = 8
"""Periods under which a run chart says nothing."""

EWMA_WEIGHT, EWMA_REACH = 0.2, 2.86
"""Small drifts: weight of the newest period, and limits for the same rate of false alarms as 3 sigma."""


@dataclass(frozen=True)
class Period:
    """A week's satisfied answers and its base; `day` names it."""

    day: str
    satisfied: float
    n: float


@dataclass(frozen=True)
class Charted:
    """One period on the chart: its share, the limits for its base, and whether it signals."""

    day: str
    share: float
    n: float
    low: float
    high: float
    outside: bool
    drift: float
    drifting: bool


@dataclass(frozen=True)
class RunChart:
    """The periods around their common share; `sigma_z` over 1 says that weeks differ anyway (Laney)."""

    centre: float
    sigma_z: float
    periods: tuple[Charted, ...]


def run_chart(periods: Sequence[Period]) -> RunChart | None:
    """Laney's p′ chart with an EWMA of its z beside it; None under 8 periods or when nobody differs.

    z = (p - p̄)/σ_p; σ_z is the mean moving range of z over 1.128; limits p̄ ± 3·σ_p·σ_z. EWMA with
    λ = 0.2 on z/σ_z. Source: Laney (2002), Quality Engineering 14:531–537; Roberts (1959); Lucas &
    Saccucci (1990), Technometrics 32:1–12.
    """
    given = [period for period in periods if period.n > 0]
    people = sum(period.n for period in given)
    if len(given) < FEWEST_PERIODS:
        return None
    centre = sum(period.satisfied for period in given) / people
    if not 0 < centre < 1:
        return None
    errors = [sqrt(centre * (1 - centre) / period.n) for period in given]
    z = [(p.satisfied / p.n - centre) / error for p, error in zip(given, errors, strict=True)]
    moving = [abs(one - before) for before, one in pairwise(z)]
    sigma = sum(moving) / len(moving) / 1.128
    sigma = sigma if sigma > 0 else 1.0
    return RunChart(centre, sigma, tuple(_charted(given, errors, z, centre, sigma)))


def drift_limit(place: int) -> float:
    """How far the drift of the period at this place, from 1, may be from nought."""
    spread = EWMA_WEIGHT / (2 - EWMA_WEIGHT) * (1 - (1 - EWMA_WEIGHT) ** (2 * place))
    return EWMA_REACH * sqrt(spread)


def _charted(
    periods: Sequence[Period],
    errors: Sequence[float],
    z: Sequence[float],
    centre: float,
    sigma: float,
) -> list[Charted]:
    found, drift = [], 0.0
    for place, (period, error, one) in enumerate(zip(periods, errors, z, strict=True), start=1):
        share, half = period.satisfied / period.n, 3 * error * sigma
        drift = EWMA_WEIGHT * one / sigma + (1 - EWMA_WEIGHT) * drift
        found.append(
            Charted(
                period.day,
                share,
                period.n,
                max(0.0, centre - half),
                min(1.0, centre + half),
                abs(one) > 3 * sigma,
                drift,
                abs(drift) > drift_limit(place),
            )
        )
    return found
