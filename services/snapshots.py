"""Brings the figures that may be seen up to date."""

from datetime import date

from data.store import Store
from surveys.dates import monday
from surveys.round import Origin, State


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
