"""Came from a device whose clock was wrong; its times were corrected by the server's."""

from surveys.flags.sighting import Limits, Sighting


def holds(sighting: Sighting, limits: Limits) -> bool:
    return sighting.clock_wrong
