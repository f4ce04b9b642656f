"""Group commit: told only after it is kept, and alive after a failure."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from data.store import Entry, Outcome
from data.writer import Writer
from tests.contract.test_store import entry


class Disk:
    """A store whose flush takes until the test lets it end."""

    def __init__(self) -> None:
        self.flushed: list[Entry] = []
        self.batches: list[int] = []
        self.may_end = threading.Event()
        self.entered = threading.Event()

    def keep(self, batch: Sequence[Entry]) -> list[Outcome]:
        self.entered.set()
        assert self.may_end.wait(10)
        self.flushed += batch
        self.batches.append(len(batch))
        return [Outcome.KEPT for _ in batch]


def test_an_answer_is_told_only_after_its_flush() -> None:
    """While the disk is busy nobody is thanked; when it is done, everybody is."""
    disk = Disk()
    writer = Writer(disk.keep, lambda: None)

    async def scenario() -> None:
        first = asyncio.create_task(writer.keep(entry()))
        assert await asyncio.to_thread(disk.entered.wait, 10)
        done, _ = await asyncio.wait([first], timeout=0.2)
        assert set() == done
        assert disk.flushed == []
        disk.may_end.set()
        assert Outcome.KEPT is await first
        assert len(disk.flushed) == 1

    asyncio.run(scenario())
    writer.close()


def test_answers_that_wait_share_a_flush() -> None:
    """A hundred that come while the disk is busy are kept together."""
    disk = Disk()
    writer = Writer(disk.keep, lambda: None)

    async def scenario() -> None:
        first = asyncio.create_task(writer.keep(entry()))
        assert await asyncio.to_thread(disk.entered.wait, 10)
        others = [asyncio.create_task(writer.keep(entry())) for _ in range(100)]
        await asyncio.sleep(0)
        disk.may_end.set()
        await asyncio.gather(first, *others)

    asyncio.run(scenario())
    writer.close()
    assert disk.batches == [1, 100]


def test_one_bad_answer_does_not_take_the_others_along(caplog: pytest.LogCaptureFixture) -> None:
    """The batch is tried one by one, the bad one gets the error, and the writer goes on."""
    good, bad = [entry() for _ in range(5)], entry()

    def keep(batch: Sequence[Entry]) -> list[Outcome]:
        if bad in batch:
            raise OSError("disk")
        return [Outcome.KEPT for _ in batch]

    writer = Writer(keep, lambda: None)

    async def scenario() -> list[object]:
        tasks = [writer.keep(one) for one in (*good, bad)]
        return list(await asyncio.gather(*tasks, return_exceptions=True))

    results = asyncio.run(scenario())
    assert results[:5] == [Outcome.KEPT] * 5
    assert isinstance(results[5], OSError)
    assert Outcome.KEPT is asyncio.run(writer.keep(entry()))
    writer.close()
    assert "could not be kept" in caplog.text


def test_tidying_that_fails_does_not_stop_the_answers(caplog: pytest.LogCaptureFixture) -> None:
    """Snapshots can wait; answers cannot."""

    def tidy() -> None:
        raise RuntimeError("no snapshot")

    writer = Writer(lambda batch: [Outcome.KEPT for _ in batch], tidy, tidy_every=0.0)
    assert Outcome.KEPT is asyncio.run(writer.keep(entry()))
    assert Outcome.KEPT is asyncio.run(writer.keep(entry()))
    writer.close()
    assert "snapshots could not be taken" in caplog.text


def test_closing_keeps_what_waits() -> None:
    """A server that stops thanks first."""
    disk = Disk()
    writer = Writer(disk.keep, lambda: None)

    async def scenario() -> None:
        tasks = [asyncio.create_task(writer.keep(entry())) for _ in range(20)]
        await asyncio.to_thread(disk.entered.wait, 10)
        disk.may_end.set()
        await asyncio.to_thread(writer.close)
        assert await asyncio.gather(*tasks) == [Outcome.KEPT] * 20

    asyncio.run(scenario())
    with pytest.raises(RuntimeError):
        asyncio.run(writer.keep(entry()))
