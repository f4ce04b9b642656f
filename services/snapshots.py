"""Brings the figures that may be seen up to date."""

from datetime import date

from data.store import Store
from surveys.dates import monday
from surveys.round import Origin, State

PAUSE = 0.5
"""The least seconds between two looks at what is due."""

_UNITS_A_SECOND = 300


def pause_between(units: int, processes: int = 1) -> float:
    """Seconds between two looks at what is due where so many units are asked.

    What is kept back is worked out over all of them each time: of a whole country in a second. So
    this takes a tenth of the time at most, all `processes` together, and what is shown of a
    province is half a second old.
    """
    return max(PAUSE, units * processes / _UNITS_A_SECOND)


def take_due_snapshots(store: Store, today: date) -> int:
    """Replaces what is due in every round; returns how many units were due.

    Rounds that are over get their last snapshot here, once the days of grace are over too: until then
    an answer may still come in, and whoever looked would see it alone.
    """
    due, week = 0, monday(today).isoformat()
    for round in store.rounds():
        state = round.state_on(today)
        if round.origin is Origin.COLLECTED and state is not State.PLANNED:
            last = round.final_on(today)
            due += store.take_snapshots(round.id, round.step, last=last, week=week)
    return due
