"""Brings the figures that may be seen up to date."""

from data.store import Store
from surveys.round import Origin, State


def take_due_snapshots(store: Store) -> int:
    """Replaces what is due in every open round; returns how many units changed."""
    return sum(
        store.take_snapshots(round.id, round.step)
        for round in store.rounds()
        if round.state is State.OPEN and round.origin is Origin.COLLECTED
    )
