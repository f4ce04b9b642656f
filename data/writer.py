"""Group commit: one thread keeps waiting entries together, so that many answers share a flush.

An entry's future is settled only after `Store.keep` has returned, which is after the flush to disk
(design law 1). The thread survives a batch that fails: its entries are then tried one by one, and
only the one at fault gets the error.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from data.store import Entry, Outcome
from surveys.errors import SurveyError

_log = logging.getLogger(__name__)

MOST = 256
"""Entries in one transaction."""

Result = Outcome | Exception
Waiting = tuple[Entry, "asyncio.Future[Outcome]", asyncio.AbstractEventLoop]


class Writer:
    """Keeps entries in the order they came, many a transaction.

    `tidy` is called soon after commits, off the path of the answers, and once at the start; it says
    how many seconds there are to be before it is called again, by default `tidy_every`. `watch` is
    told the size of each batch that was kept.
    """

    def __init__(
        self,
        keep: Callable[[Sequence[Entry]], list[Outcome]],
        tidy: Callable[[], float | None],
        tidy_every: float = 0.5,
        watch: Callable[[int], None] = lambda size: None,
    ) -> None:
        self._keep_batch = keep
        self._watch = watch
        self.failing = False
        self._tidy = tidy
        self._tidy_every = tidy_every
        self._waiting: SimpleQueue[Waiting | None] = SimpleQueue()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread runs that keeps what is handed in."""
        return self._thread.is_alive() and not self._closing

    @property
    def waiting(self) -> int:
        """How many entries wait for their turn."""
        return self._waiting.qsize()

    async def keep(self, entry: Entry) -> Outcome:
        """What became of an entry, told once it is flushed to disk or refused."""
        if self._closing:
            raise RuntimeError("the writer is closing")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self._waiting.put((entry, future, loop))
        return await future

    def close(self) -> None:
        """Keeps everything that waits, then stops."""
        if not self._closing:
            self._closing = True
            self._waiting.put(None)
            self._thread.join()

    def _run(self) -> None:
        untidy, tidied = True, float("-inf")
        while True:
            due_in = max(0.0, tidied + self._tidy_every - time.monotonic()) if untidy else None
            batch, closing = self._gather(due_in)
            if batch:
                self._settle(batch, self._outcomes([entry for entry, _, _ in batch]))
                untidy = True
            if untidy and time.monotonic() >= tidied + self._tidy_every:
                self._tidy_safely()
                untidy, tidied = False, time.monotonic()
            if closing:
                return

    def _gather(self, wait: float | None) -> tuple[list[Waiting], bool]:
        """What waits now, at least one unless `wait` seconds pass; and whether to stop after it."""
        batch: list[Waiting] = []
        try:
            item = self._waiting.get(timeout=wait)
            while item is not None:
                batch.append(item)
                if len(batch) == MOST:
                    return batch, False
                item = self._waiting.get_nowait()
        except Empty:
            return batch, False
        return batch, True

    def _outcomes(self, entries: list[Entry]) -> Sequence[Result]:
        try:
            outcomes = self._keep_batch(entries)
        except SurveyError as refusal:
            # The storage itself: no entry is at fault, and each by itself would wait as long again.
            self.failing = True
            _log.error("%d responses could not be kept: %s", len(entries), refusal)
            return [SurveyError(refusal.code, **refusal.details) for _ in entries]
        except Exception as error:
            self.failing = True
            if len(entries) == 1:
                _log.exception("a response could not be kept")
                return [error]
            _log.warning("a batch of %d failed; its responses are tried one by one", len(entries))
            return [self._outcomes([entry])[0] for entry in entries]
        self.failing = False
        self._watch(len(entries))
        return outcomes

    def _tidy_safely(self) -> None:
        try:
            self._tidy_every = self._tidy() or self._tidy_every
        except Exception:
            _log.exception(
                "snapshots could not be taken; they are tried again after the next answer"
            )

    @staticmethod
    def _settle(batch: Sequence[Waiting], results: Sequence[Result]) -> None:
        """Hands the results over: one call into each event loop, not one an answer."""
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Outcome], Result]]] = {}
        for (_, future, loop), result in zip(batch, results, strict=True):
            by_loop.setdefault(loop, []).append((future, result))
        for loop, pairs in by_loop.items():
            try:
                loop.call_soon_threadsafe(_tell, pairs)
            except RuntimeError:
                _log.warning(
                    "%d kept answers could not be acknowledged: server stopped", len(pairs)
                )


def _tell(pairs: Sequence[tuple["asyncio.Future[Outcome]", Result]]) -> None:
    for future, result in pairs:
        if future.cancelled():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
