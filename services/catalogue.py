"""Units, links, rounds and notices, remembered for a moment: citizens do not wait for the database."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data.store import Store
from services.approvals import approvals
from services.own import learn_own
from surveys.language import further
from surveys.link import Link
from surveys.questionnaire import known
from surveys.round import Origin, Round, State
from surveys.unit import UnitTree

FRESH_SECONDS = 1.0
"""How long a change made by another process may go unseen; storing checks the round once more."""


@dataclass(frozen=True)
class View:
    """The catalogue at one moment."""

    units: UnitTree
    links: Mapping[str, Link]
    rounds: tuple[Round, ...]
    notices: Mapping[str, tuple[str, ...]]
    months: Mapping[str, int]
    approved: Mapping[str, str]

    @cached_property
    def _by_unit(self) -> Mapping[str, Sequence[Round]]:
        found: dict[str, list[Round]] = {}
        for round in self.rounds:
            if round.origin is Origin.COLLECTED:
                for unit in round.units:
                    found.setdefault(unit, []).append(round)
        return found

    def rounds_of(self, unit: str) -> Sequence[Round]:
        """The rounds that collect answers of a unit, the latest first."""
        return self._by_unit.get(unit, ())

    def round_paused_for(self, unit: str, day: date) -> Round | None:
        """The round that would accept answers for a unit on `day`, were it not paused."""
        rounds = self.rounds_of(unit)
        return next((r for r in rounds if r.opens <= day and r.state_on(day) is State.PAUSED), None)

    def round_open_for(self, unit: str, day: date) -> Round | None:
        """The round that accepts answers for a unit on `day`."""
        return next((r for r in self.rounds_of(unit) if r.accepts_on(day)), None)

    def round_coming_for(self, unit: str, day: date) -> Round | None:
        """The next round that has been planned or opened for a unit and has not begun."""
        coming = [r for r in self.rounds if unit in r.units and r.opens > day]
        return min(coming, key=lambda r: r.opens, default=None)


class Catalogue:
    """Reads the catalogue again when it is older than `FRESH_SECONDS`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._held: tuple[View, float, object] | None = None

    def now(self) -> View:
        return self._fresh() or self._read()

    def _fresh(self) -> View | None:
        held = self._held  # one look: another thread may forget it meanwhile
        if held is None or time.monotonic() - held[1] > FRESH_SECONDS:
            return None
        if held[2] is not self._store.upkeep.reads_from:
            return None  # read from a replica by somebody else, or not from the own one
        return held[0]

    def _read(self) -> View:
        with self._lock:
            if found := self._fresh():
                return found
            store = self._store
            rounds = tuple(store.rounds())
            if any(round.questionnaire not in known() for round in rounds):
                learn_own(store)  # another process has saved one
            view = View(
                store.units(),
                store.links(),
                rounds,
                store.notices.hashes(),
                store.notices.months(),
                _approved(store),
            )
            self._held = view, time.monotonic(), store.upkeep.reads_from
            return view

    def approved(self) -> Mapping[str, str]:
        """By further language the hash of the file that somebody has approved."""
        return self.now().approved

    def forget(self) -> None:
        """Called after a change of this process, which must be seen at once."""
        with self._lock:
            self._held = None


def _approved(store: Store) -> Mapping[str, str]:
    """The log is asked only where there is a further language at all."""
    if not further():
        return {}
    return {code: hash for code, (hash, _) in approvals(store).items()}
