"""Who did not answer, and what that could mean for the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt


class Rate(StrEnum):
    """How a response rate stands. Keys of sentences in `locales/` (``rates.…``)."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    """Nobody has told how many were served."""
    MORE_THAN_SERVED = "more_than_served"
    """More answers than people served: some answered twice, or the number served is wrong."""


@dataclass(frozen=True)
class ResponseRate:
    """Answers per person served, one group. `share` is None unless the rate is known."""

    answered: int
    served: int | None
    state: Rate
    share: float | None


@dataclass(frozen=True)
class Bounds:
    """What the share of everybody served could be.

    `worst` and `best` take all who did not answer as dissatisfied and as satisfied: nothing can lie
    outside. `tipping` is the share of the silent who would have to be satisfied for the whole to reach
    the target; None where the target is out of reach or reached whatever they think.
    """

    worst: float
    best: float
    tipping: float | None


def response_rate(answered: int, served: int | None) -> ResponseRate:
    """The rate of one group, or the reason why there is none."""
    if not served:
        return ResponseRate(answered, served, Rate.UNKNOWN, None)
    if answered > served:
        return ResponseRate(answered, served, Rate.MORE_THAN_SERVED, None)
    return ResponseRate(answered, served, Rate.KNOWN, answered / served)


def bounds(share: float, rate: float, target: float) -> Bounds:
    """Worst case, best case and the tipping share: [r·p, r·p + 1 - r] and (T - r·p)/(1 - r).

    Source: Manski (1989), Journal of Human Resources 24:343–360. `rate` must be in (0, 1].
    Raises ValueError otherwise.
    """
    if not 0 < rate <= 1:
        raise ValueError("a rate lies between 0 and 1")
    known = rate * share
    worst, best = known, known + 1 - rate
    tipping = (target - known) / (1 - rate) if rate < 1 else None
    reachable = tipping is not None and 0 <= tipping <= 1
    return Bounds(worst, min(1.0, best), tipping if reachable else None)


def shifted(share: float, rate: float, points: float) -> float:
    """The share of everybody if the silent are satisfied `points` (a share) more or less often."""
    silent = min(1.0, max(0.0, share + points))
    return rate * share + (1 - rate) * silent


def r_indicator(groups: Sequence[tuple[int, int]]) -> float | None:
    """How evenly people answered over groups known for everybody: 1 when all alike; None without any.

    `groups` are (answered, served). R = 1 - 2·S(ρ), S the standard deviation of the groups' response
    rates over all people served, corrected for the noise of rates of small groups.
    Source: Schouten, Cobben & Bethlehem (2009), Survey Methodology 35:101–113; the correction as in
    Shlomo, Skinner & Schouten (2012), J. of Statistical Planning and Inference 142:201–211.
    """
    known = [(answered, served) for answered, served in groups if served > 0]
    people = sum(served for _, served in known)
    if not people or any(answered > served for answered, served in known):
        return None
    whole = sum(answered for answered, _ in known) / people
    spread = sum(served * (answered / served - whole) ** 2 for answered, served in known) / people
    noise = sum(
        served / people * (answered / served) * (1 - answered / served) / served
        for answered, served in known
    )
    return 1 - 2 * sqrt(max(0.0, spread - noise))
