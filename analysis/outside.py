"""What stands outside the figures: how many responses, and why."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Apart:
    """How many responses stand outside the figures, and why."""

    late: int
    incomplete: int
    excluded: int
    double: int


@dataclass(frozen=True)
class Excluded:
    """A group of responses that a review took out of the figures: where, how many, why, who, when."""

    unit: str
    responses: int
    reason: str
    by: str
    on: date
