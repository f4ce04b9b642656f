"""Flags: what is conspicuous about how an answer came. A new one is a module here and a line in FLAGS.

They are computed when an answer is accepted, from facts that are not kept (design law 7), and are
part of what is sealed. A flag proves nothing by itself: people review groups, never single answers.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from surveys.flags import burst, out_of_hours, repeated, too_fast, while_paused, wrong_clock
from surveys.flags.sighting import Limits, Sighting

FLAGS: Mapping[str, Callable[[Sighting, Limits], bool]] = {
    "too_fast": too_fast.holds,
    "out_of_hours": out_of_hours.holds,
    "burst": burst.holds,
    "while_paused": while_paused.holds,
    "repeated": repeated.holds,
    "wrong_clock": wrong_clock.holds,
}


@cache
def limits() -> Limits:
    """The thresholds in force (`thresholds.toml`)."""
    text = (Path(__file__).parent / "thresholds.toml").read_text("utf-8")
    table = tomllib.loads(text)
    channels = {name: frozenset(table[name]) for name in ("on_site", "typed")}
    return Limits(**(table | channels))


def flags_of(sighting: Sighting) -> tuple[str, ...]:
    """The names of the flags that hold, in the order of FLAGS."""
    bounds = limits()
    return tuple(name for name, holds in FLAGS.items() if holds(sighting, bounds))
