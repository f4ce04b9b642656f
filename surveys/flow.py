"""How fast answers may come by one link: a burst at once, and a number a minute in the long run."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from surveys.link import Channel

MINUTE = 60_000_000
"""Microseconds."""

SHIPPED = Path(__file__).resolve().parent / "flow.toml"


@dataclass(frozen=True)
class Limit:
    """So many answers at once, and so many a minute after that."""

    burst: int
    per_minute: int


def shared(limits: Mapping[Channel, Limit], processes: int) -> Mapping[Channel, Limit]:
    """The part of each limit that one of so many processes keeps to, rounded up.

    A limit is that of all together as long as answers come to all of them alike.
    """
    return {
        channel: Limit(-(-one.burst // processes), -(-one.per_minute // processes))
        for channel, one in limits.items()
    }


def admit(due: int, at: int, limit: Limit) -> tuple[int, int]:
    """Whether an answer may pass that comes `at` this moment: when it may, nothing is left to wait.

    All times are whole microseconds. `due` is what was given back the last time, 0 before the first:
    the moment at which the link will have its whole burst again. That is all that is remembered.
    """
    step = -(-MINUTE // limit.per_minute)
    due = max(due, at)
    wait = due - at - step * (limit.burst - 1)
    return (due, wait) if wait > 0 else (due + step, 0)


def read(text: str) -> Mapping[Channel, Limit]:
    """The limits in the text of their file; raises KeyError or ValueError for what is not whole.

    A channel that is not named has none.
    """
    found = {}
    for name, one in tomllib.loads(text).items():
        limit = Limit(int(one["burst"]), int(one["per_minute"]))
        if min(limit.burst, limit.per_minute) < 1:
            raise ValueError(f"{name}: 1 at least")
        found[Channel(name)] = limit
    return found
