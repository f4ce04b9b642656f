"""Small work that nobody waits for, done in order beside everything else."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

_log = logging.getLogger(__name__)


class Aside:
    """One thread for notes that may come a moment late, such as when a session was last used."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "aside")

    def do(self, work: Callable[[], None]) -> None:
        """Does the work soon; when it fails, that is logged and nothing else."""
        self._pool.submit(work).add_done_callback(_told)

    def close(self) -> None:
        """Finishes what was begun."""
        self._pool.shutdown()


def _told(done: "Future[None]") -> None:
    if error := done.exception():
        _log.error("work aside failed", exc_info=error)
