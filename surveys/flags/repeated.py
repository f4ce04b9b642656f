"""The same answers to a long form as the few before it at the same unit."""

from surveys.flags.sighting import Limits, Sighting


def holds(sighting: Sighting, limits: Limits) -> bool:
    long_enough = sighting.asked >= limits.repeated_questions
    return long_enough and sighting.same >= limits.repeated_answers
