"""Came while the round was paused: somebody had the form open, or a device had no line."""

from surveys.flags.sighting import Limits, Sighting


def holds(sighting: Sighting, limits: Limits) -> bool:
    return sighting.paused
