"""A sighting: what is known of an answer at the moment it comes, and forgotten afterwards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The thresholds of all flags."""

    seconds_a_question: float
    burst_answers: int
    burst_seconds: int
    repeated_answers: int
    repeated_questions: int
    on_site: frozenset[str]
    typed: frozenset[str]


@dataclass(frozen=True)
class Sighting:
    """How one answer came.

    `seconds` is how long it took, None when that is not known; `asked` how many questions it had;
    `close` how many answers came to its unit within the seconds of a burst, itself included; `same`
    how many in a row before it at its unit had the same answers; `clock_wrong` whether its
    device's clock was.
    """

    channel: str
    hours: str
    seconds: float | None
    asked: int
    paused: bool
    close: int
    same: int
    clock_wrong: bool = False
