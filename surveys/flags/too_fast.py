"""Answered faster than the questions can be read."""

from surveys.flags.sighting import Limits, Sighting


def holds(sighting: Sighting, limits: Limits) -> bool:
    if sighting.seconds is None:
        return False
    return sighting.seconds < limits.seconds_a_question * sighting.asked
