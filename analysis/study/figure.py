"""A figure of a study: a value that never goes without its base, its interval and how far it holds."""

from dataclasses import dataclass
from enum import StrEnum
from math import isnan

from analysis.estimate import SMALL
from analysis.statistics.intervals import effective_size, plain
from analysis.statistics.linearise import Estimated
from analysis.statistics.wilson import wilson

GRID_UNITS = 10
GRID_EFFECTIVE = 100
"""Where the default interval was simulated (`tests/property/test_coverage.py`); outside it is flagged."""


class State(StrEnum):
    """How far a figure holds. Keys of sentences in `locales/` (``figures.…``)."""

    SOUND = "sound"
    SMALL = "small"
    """Fewer than 30 people's worth of answers."""
    UNANIMOUS = "unanimous"
    """Everybody said the same: the interval comes from the number of people alone."""
    UNPROVED = "unproved"
    """Few units were drawn, or little was learned: outside what the interval was tried out on."""
    LONE_UNIT = "lone_unit"
    """A stratum has one unit, and nobody has said what to do with it: there is no interval."""
    LONE_PERSON = "lone_person"
    """A unit in which people were drawn has one response, and nobody has said what to do with it."""
    HIDDEN = "hidden"
    EMPTY = "empty"


@dataclass(frozen=True)
class Figure:
    """A share, or an index between 0 and 1, of `n` people.

    `effective` is how many people drawn at random would tell as much, `design_effect` how many times
    more the figure varies than that of `n` such people giving one answer each; None where that cannot
    be said. `base` is what intervals and comparisons rest on: over several answers of each person it
    may be more than there are people.
    """

    state: State
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    effective: float | None = None
    design_effect: float | None = None
    base: float | None = None

    @property
    def shown(self) -> bool:
        """Whether there is a value to show."""
        return self.value is not None

    @property
    def comparable(self) -> bool:
        """Whether it can be held against another: it has an interval and enough people."""
        return self.low is not None and self.state is not State.SMALL


HIDDEN = Figure(State.HIDDEN)
EMPTY = Figure(State.EMPTY)


def without_interval(n: int, value: float, state: State, threshold: int) -> Figure:
    """The figure of a value whose variance cannot be seen, hidden when few people are behind it."""
    if n < threshold:
        return HIDDEN if n else EMPTY
    return Figure(state, n, value)


def figure(
    estimated: Estimated,
    threshold: int,
    *,
    share: bool = True,
    units: int | None = None,
    answers: float | None = None,
) -> Figure:
    """The figure of an estimate, hidden when fewer than `threshold` people are behind it.

    A share has Wilson's interval on the effective size, a mean Student's. `units` is how many units
    were drawn, where units were; `answers` how many answers the people gave together.
    """
    n, value = estimated.n, estimated.value
    if n == 0:
        return EMPTY
    if n < threshold:
        return HIDDEN
    if isnan(estimated.variance):
        return Figure(State.LONE_UNIT if units is not None else State.SMALL, n, value)
    base = effective_size(estimated, most=answers)
    if base <= 0:  # as many strata as units: no degree of freedom is left
        return Figure(State.LONE_UNIT, n, value)
    effective = min(base, float(n))
    spread = value * (1 - value)
    low, high = wilson(value, base)
    if not share and estimated.variance > 0:
        low, high = (min(1.0, max(0.0, end)) for end in plain(estimated))
    return Figure(
        _state(estimated, effective, units),
        n,
        value,
        low,
        high,
        effective,
        estimated.variance / (spread / n) if spread > 0 and estimated.variance > 0 else None,
        base,
    )


def _state(estimated: Estimated, effective: float, units: int | None) -> State:
    if effective < SMALL:
        return State.SMALL
    if estimated.variance == 0 or estimated.value in (0.0, 1.0):
        return State.UNANIMOUS
    if units is not None and (units < GRID_UNITS or effective < GRID_EFFECTIVE):
        return State.UNPROVED
    return State.SOUND
