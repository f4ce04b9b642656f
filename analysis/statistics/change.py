"""Two shares: their difference, what may be said of it, and the smallest change that would be seen."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from analysis.statistics.linearise import Estimated
from analysis.statistics.wilson import CONFIDENCE, wilson

EQUIVALENT = 0.02
"""Two rounds within ±2 points of each other are called equal, when the data can show that."""


class Verdict(StrEnum):
    """What may be said of two rounds. Keys of sentences in `locales/` (``verdicts.…``)."""

    CHANGED = "changed"
    EQUIVALENT = "equivalent"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Difference:
    """One share less another, from -1 to 1, with its interval and a two-sided p."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Change:
    """Two rounds compared: `narrow` is the 90 % interval by which equivalence is judged (TOST)."""

    difference: Difference
    narrow: tuple[float, float]
    verdict: Verdict


def newcombe(
    one: float, n_one: float, other: float, n_other: float, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The hybrid score interval of one share less another, of two groups apart.

    Bases may be effective ones. Source: Newcombe (1998), Statistics in Medicine 17:873–890, method 10.
    Raises ValueError without a base.
    """
    low_one, high_one = wilson(one, n_one, confidence)
    low_other, high_other = wilson(other, n_other, confidence)
    gap = one - other
    below = sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    above = sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    return max(-1.0, gap - below), min(1.0, gap + above)


def two_shares(
    one: float, n_one: float, other: float, n_other: float, confidence: float = CONFIDENCE
) -> Difference:
    """The difference with Newcombe's interval and the score test's p (pooled variance)."""
    low, high = newcombe(one, n_one, other, n_other, confidence)
    return Difference(one - other, low, high, _score_p(one, n_one, other, n_other))


def against_rest(
    count: int, n: int, total_count: int, total_n: int, confidence: float = CONFIDENCE
) -> Difference:
    """A unit against all the others: its complement in the total, never the total that contains it.

    Raises ValueError when the unit is all there is, or has nobody.
    """
    rest = total_n - n
    if n <= 0 or rest <= 0:
        raise ValueError("a comparison needs both sides")
    return two_shares(count / n, n, (total_count - count) / rest, rest, confidence)


def between_rounds(
    one: float, n_one: float, other: float, n_other: float, margin: float = EQUIVALENT
) -> Change:
    """What may be said of a share in two separate samples: changed, equivalent, or cannot tell.

    Changed when the 95 % interval leaves out nought; equivalent when the 90 % interval lies within
    ±`margin` (two one-sided tests at 5 %, Schuirmann 1987); a change that is surely smaller than the
    margin is called equivalent: it does not matter.
    """
    found = two_shares(one, n_one, other, n_other)
    narrow = newcombe(one, n_one, other, n_other, 2 * CONFIDENCE - 1)
    if -margin < narrow[0] and narrow[1] < margin:
        return Change(found, narrow, Verdict.EQUIVALENT)
    changed = found.low > 0 or found.high < 0
    return Change(found, narrow, Verdict.CHANGED if changed else Verdict.UNCLEAR)


def apart(one: Estimated, other: Estimated) -> float:
    """The standard error of the difference of estimates from two separate samples."""
    return sqrt(one.variance + other.variance)


def detectable(share: float, n_one: float, n_other: float, power: float = 0.8) -> float:
    """The smallest change, in either direction, that two rounds of these bases would find.

    With probability `power`, at 5 %: (z₀.₉₇₅ + z_power)·√(p(1-p)(1/n₁ + 1/n₂)). `share` is that of
    the first round. Source: Cohen (1988), 6; Fleiss, Levin & Paik (2003), 4.
    Raises ValueError without a base.
    """
    from scipy.special import ndtri  # the first use pays for it, not the start of a page

    if n_one <= 0 or n_other <= 0:
        raise ValueError("a comparison needs both sides")
    reach = float(ndtri(0.5 + CONFIDENCE / 2) + ndtri(power))
    spread = max(share * (1 - share), 1 / (4 * (n_one + n_other)))
    return min(1.0, reach * sqrt(spread * (1 / n_one + 1 / n_other)))


def _score_p(one: float, n_one: float, other: float, n_other: float) -> float:
    from scipy.special import ndtr

    pooled = (one * n_one + other * n_other) / (n_one + n_other)
    spread = pooled * (1 - pooled) * (1 / n_one + 1 / n_other)
    if spread <= 0:
        return 1.0
    return float(2 * ndtr(-abs(one - other) / sqrt(spread)))
