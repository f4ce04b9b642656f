"""One of many answers at one unit within minutes."""

from surveys.flags.sighting import Limits, Sighting


def holds(sighting: Sighting, limits: Limits) -> bool:
    return sighting.close >= limits.burst_answers
