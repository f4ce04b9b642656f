"""Watches over the running program: may it take answers, and what did it find when it started?"""

import threading
import time
from dataclasses import dataclass

from data.store import Store
from data.upkeep import Opening
from data.writer import Writer
from services import journal
from surveys.errors import SurveyError

LEAST_FREE = 200 * 1024 * 1024
"""Bytes that must be left on the disk; a province's half-year takes less than half of it."""

FRESH_SECONDS = 2.0
"""Strangers may ask whether we are ready; the disk is not asked more often than this."""


@dataclass(frozen=True)
class Fault:
    """Why the program is not ready: the key of its sentence in `[health]`, and what fills it."""

    code: str
    details: dict[str, object]


class Watch:
    """Asks store and writer how they are."""

    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._faults: list[Fault] = []
        self._damage: tuple[str, ...] = ()

    def faults(self) -> list[Fault]:
        """Everything that keeps answers from being kept; nothing when all is well."""
        with self._lock:
            if time.monotonic() - self._asked_at > FRESH_SECONDS:
                self._faults = list(self._found())
                self._asked_at = time.monotonic()
            return self._faults

    def _found(self) -> list[Fault]:
        found = []
        try:
            # Once answers could not be kept, only a write shows that they can be again.
            self._store.upkeep.probe(write=self._writer.failing)
            self._writer.failing = False
            free = self._store.upkeep.free_bytes()
            if free < LEAST_FREE:
                found.append(Fault("space", {"free": free >> 20, "least": LEAST_FREE >> 20}))
        except SurveyError as refusal:
            found.append(Fault(refusal.code, refusal.details))
        if not self._writer.alive:
            found.append(Fault("writer", {}))
        if self._damage:
            found.append(Fault("damage", {"number": len(self._damage)}))
        return found

    def look_over(self) -> None:
        """Begins SQLite's check of the whole file beside the answers, and tells the log what it found."""
        threading.Thread(target=self._look_over, name="look over", daemon=True).start()

    def _look_over(self) -> None:
        started = time.monotonic()
        try:
            self._damage = tuple(self._store.upkeep.damage())
        except SurveyError as refusal:
            journal.fault("the database could not be checked", code=refusal.code)
            return
        seconds = round(time.monotonic() - started, 1)
        if self._damage:
            journal.fault("the database is damaged", faults=len(self._damage), seconds=seconds)
        else:
            journal.event("the database is whole", seconds=seconds)


def tell_opening(opening: Opening, left: int) -> None:
    """The first lines of a run: how the run before ended, and what was done about it."""
    journal.event("started", clean=not opening.recovered, changes=list(opening.changes))
    if left:
        journal.event(
            "copies left by a backup or restore that was killed are removed", folders=left
        )
    if opening.set_aside:
        journal.fault(
            "the database had been replaced while it was in use; the log of the other one is kept",
            file=opening.set_aside,
        )
    if opening.recovered:
        journal.event(
            "the run before ended without closing; its last answers were recovered",
            bytes=opening.recovered,
        )
