"""PostgreSQL loses its power, or its lines, while two processes keep answers: nothing is lost."""

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from data.store import Entry, Outcome, Store, open_store
from surveys.errors import Code, SurveyError
from tests.acts import ACT
from tests.contract.given import KEY, QUESTIONNAIRE, entry, round_of
from tests.postgres import DURABLE, Server
from tests.property.test_interleavings import PROVINCE, assert_figures

pytestmark = pytest.mark.faults

TIMES = 6
ENTRIES = 400


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that flushes to disk, with an empty database."""
    server = Server(DURABLE).begin()
    try:
        server.sql("create database office")
        yield server
    finally:
        server.remove()


class Sender:
    """A process that keeps its entries, tries again what was refused, and notes what was acknowledged."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.acknowledged: set[UUID] = set()
        self.refused = 0
        self.wrong: list[BaseException] = []
        self.entries = [entry() for _ in range(ENTRIES)]
        self._random = Random(seed)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        self._thread.join(240)
        assert not self._thread.is_alive()
        assert self.wrong == []

    def _run(self) -> None:
        try:
            waiting = list(self.entries)
            while waiting:
                batch, waiting = waiting[:7], waiting[7:]
                waiting += self._not_kept(batch)
                # A tablet that got no answer sends again what was kept: it must not count twice.
                again = self._random.sample(self.entries, 2)
                self._not_kept([one for one in again if one.response.id in self.acknowledged])
        except BaseException as error:
            self.wrong.append(error)

    def _not_kept(self, batch: list[Entry]) -> list[Entry]:
        if not batch:
            return []
        try:
            outcomes = self.store.keep(batch)
        except SurveyError as refusal:
            if refusal.code is not Code.STORAGE:
                raise
            self.refused += 1
            return batch
        assert set(outcomes) <= {Outcome.KEPT, Outcome.KNOWN}
        self.acknowledged |= {one.response.id for one in batch}
        return []


@pytest.mark.parametrize("how", ["power", "connections"])
def test_nothing_acknowledged_is_lost_and_nothing_doubled(
    server: Server, tmp_path: Path, how: str
) -> None:
    """Both go on by themselves when the server is back; in the end all is there once."""
    url = server.url("office")
    stores = [open_store(url, KEY, beside=tmp_path / f"p{number}") for number in range(2)]
    stores[0].save_units(*PROVINCE, ACT)
    stores[0].add_round(round_of(), QUESTIONNAIRE.hash, ACT)
    senders = [Sender(store, seed) for seed, store in enumerate(stores)]
    for time in range(TIMES):
        share = ENTRIES * (time + 1) // (TIMES + 2)
        while all(one.alive and len(one.acknowledged) < share for one in senders):
            senders[0]._thread.join(0.005)
        acknowledged = set().union(*(one.acknowledged for one in senders))
        if how == "power":
            server.stop("immediate")
            server.start()
        else:
            server.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'office'"
            )
        with_eyes_of_its_own = open_store(url, KEY, beside=tmp_path / "third")
        there = {one.id for one in with_eyes_of_its_own.responses("2026-H1")}
        with_eyes_of_its_own.close()
        assert acknowledged <= there
    for one in senders:
        one.join()
    assert sum(one.refused for one in senders) > 0
    everything = {one.response.id for sender in senders for one in sender.entries}
    assert everything == set().union(*(one.acknowledged for one in senders))
    for store in stores:
        store.take_snapshots("2026-H1", 5, last=True)
        assert_figures(store, everything)
        assert store.received("2026-H1") == {"99001": len(everything)}
        store.close()
