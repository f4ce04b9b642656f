"""Given in the office by a channel that exists only there, when the office was shut."""

from surveys.dates import OUT_OF_HOURS
from surveys.flags.sighting import Limits, Sighting


def holds(sighting: Sighting, limits: Limits) -> bool:
    return sighting.hours == OUT_OF_HOURS and sighting.channel in limits.on_site
