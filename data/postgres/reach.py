"""Whether the server can be reached: who has found out that it cannot spares all others the wait."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolTimeout

AGAIN_SECONDS = 4.0
"""For so long everybody is refused at once; then one of them looks again."""

LOOK_SECONDS = 2
"""How long a look waits for an answer: the least that PostgreSQL's client allows."""


class Reach:
    """The line to the server at `url`. `look` and `clock` are what tests put in their place."""

    def __init__(
        self,
        url: str,
        look: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._look, self._clock = url, look or _look, clock
        self._looking = threading.Lock()
        self._away_until: float | None = None

    @contextmanager
    def reaching(self) -> Iterator[None]:
        """For work on the server. Raises psycopg.OperationalError at once while it is known to be away."""
        self._expect()
        try:
            yield
        except (psycopg.OperationalError, PoolTimeout) as error:
            if isinstance(error, PoolTimeout) or error.sqlstate is None:
                self._seek()
            raise

    def _expect(self) -> None:
        until = self._away_until
        if until is None:
            return
        if self._clock() < until or not self._seek():
            raise psycopg.OperationalError("the server cannot be reached")

    def _seek(self) -> bool:
        """Whether the server answers; of many who ask at once one looks, the others take it for away."""
        if not self._looking.acquire(blocking=False):
            return False
        try:
            self._look(self._url)
        except psycopg.Error:
            self._away_until = self._clock() + AGAIN_SECONDS
            return False
        else:
            self._away_until = None
            return True
        finally:
            self._looking.release()


def _look(url: str) -> None:
    psycopg.connect(url, connect_timeout=LOOK_SECONDS).close()
