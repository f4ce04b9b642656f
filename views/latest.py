"""Figures that many look at: worked out by one of them, while the others see the ones before."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")

MOST_OF_THE_TIME = 0.1
"""As much of a processor as working them out may take: where it takes long, it is done less often."""


class Latest(Generic[Made]):
    """What was made last, made anew for whoever asks `seconds` later; only the first ever is waited for."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        spent: Callable[[], float] = time.thread_time,
    ) -> None:
        self._seconds, self._clock, self._spent = seconds, clock, spent
        self._making = Lock()
        self._made: list[Made] = []
        self._due = 0.0

    def get(self, make: Callable[[list[Made]], Made]) -> Made:
        """The latest; `make` is given the one before, if there is one. Raises what `make` raises."""
        if self._made and self._clock() < self._due:
            return self._made[0]
        if not self._making.acquire(blocking=not self._made):
            return self._made[0]
        try:
            if not self._made or self._clock() >= self._due:
                begin = self._spent()
                self._made[:] = [make(list(self._made))]
                took = self._spent() - begin
                self._due = self._clock() + max(self._seconds, took / MOST_OF_THE_TIME)
            return self._made[0]
        finally:
            self._making.release()
