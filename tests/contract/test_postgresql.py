"""What PostgreSQL alone must show: many writers beside each other, and traces that are gone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest

from data.store import Entry, Outcome, Store
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.round import State
from surveys.tally import ALL, count
from tests.acts import ACT, NOW
from tests.contract.given import QUESTIONNAIRE, entry, round_of
from tests.contract.test_erasure import COMMENT, commented
from tests.postgres import Databases, Server

pytestmark = pytest.mark.parametrize("opener", ["postgresql"], indirect=True)
Opener = Callable[[], Store]


@pytest.fixture
def other(store: Store, opener: Opener) -> Iterator[Store]:
    """A second process."""
    opened = opener()
    yield opened
    opened.close()


def assert_right(store: Store, responses: int) -> None:
    """Every response once, tallies their count, chains whole."""
    kept = list(store.responses("2026-H1"))
    assert len(kept) == len({one.id for one in kept}) == responses
    assert store.tallies("2026-H1") == count(kept, {QUESTIONNAIRE.key: QUESTIONNAIRE})
    assert list(store.chain_faults()) == []


def test_each_process_has_a_chain_and_counts_in_a_part_of_its_own(
    store: Store, other: Store
) -> None:
    """Together they make one tally."""
    store.keep([entry(), entry()])
    other.keep([entry()])
    assert set(store.upkeep.facts().heads) == {"1", "2"}
    assert store.received("2026-H1") == {"99001": 3}
    assert_right(other, 3)


def test_an_erasure_is_taken_out_of_what_another_process_counted(
    store: Store, other: Store
) -> None:
    """And a tally whose parts make nothing is no tally."""
    one = entry()
    store.keep([one])
    act = Act(NOW, "test", "response.erase", "2026-H1")
    assert other.seals.destroy([one.response.id], act) == 1
    assert store.tallies("2026-H1") == {}
    assert store.received("2026-H1") == {}
    store.keep([entry()])
    assert_right(store, 1)


def test_a_snapshot_sees_all_parts(store: Store, other: Store) -> None:
    """The fifth answer shows them, whoever took it."""
    for number in range(5):
        (store, other)[number % 2].keep([entry()])
    assert store.take_snapshots("2026-H1", 5) == 1
    assert other.rollup("2026-H1", "99")[ALL, ""].responses == 5


def test_one_id_is_kept_once_in_whatever_round(store: Store, other: Store) -> None:
    """The key of the table cannot see it, as it holds the round."""
    store.add_round(round_of("2025-H1"), QUESTIONNAIRE.hash, ACT)
    one = entry()
    same = entry(id=one.response.id, round="2025-H1")
    assert store.add_counted([one]) == [Outcome.KEPT]
    assert other.add_counted([same]) == [Outcome.KNOWN]
    assert_right(store, 1)


def test_writers_with_the_same_answers_in_any_order_wait_for_each_other(
    store: Store, other: Store
) -> None:
    """Two tablets' worth of retries at two processes: nothing twice, nobody hangs."""
    entries = [entry() for _ in range(60)]
    outcomes: list[list[Outcome]] = []

    def send(to: Store, batch: list[Entry]) -> None:
        for start in range(0, len(batch), 7):
            outcomes.append(to.keep(batch[start : start + 7]))

    threads = [
        threading.Thread(target=send, args=(store, entries)),
        threading.Thread(target=send, args=(other, entries[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    told = [outcome for batch in outcomes for outcome in batch]
    assert told.count(Outcome.KEPT) == told.count(Outcome.KNOWN) == 60
    assert_right(store, 60)


def test_who_changes_a_round_waits_for_the_answers_under_way(
    store: Store, other: Store, databases: Databases
) -> None:
    """Closing comes after them, and no process keeps any after it."""
    was = round_of()
    closed = replace(was, state=State.CLOSED)
    thread = threading.Thread(target=lambda: other.change_round(closed, was, ACT))
    waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted"
    with store._connections.writing(shared=True):  # type: ignore[attr-defined]
        thread.start()
        while thread.is_alive() and not databases.server.sql(waiting):
            thread.join(0.01)
        assert thread.is_alive()
        assert store.rounds()[0].state is State.OPEN
    thread.join(60)
    assert store.keep([entry()]) == [Outcome.ROUND_MOVED]


def test_a_lost_connection_is_told_and_made_anew(store: Store, other: Store) -> None:
    """What was not acknowledged may be sent again; the tally is right with a new part too."""
    one = entry()
    store.keep([one])
    pid = store._connections._writer.info.backend_pid  # type: ignore[attr-defined]
    with other._connections.connect() as db:  # type: ignore[attr-defined]
        db.execute("select pg_terminate_backend(%s)", (pid,))
    with pytest.raises(SurveyError) as refused:
        store.keep([entry()])
    assert refused.value.code is Code.STORAGE
    assert store.keep([one, entry()]) == [Outcome.KNOWN, Outcome.KEPT]
    assert_right(store, 2)


def test_no_table_holds_what_was_erased(store: Store, databases: Databases) -> None:
    """The files of the tables are searched; the write-ahead log is the operator's to recycle."""
    one = commented()
    store.add_counted([one, entry()])
    databases.server.sql("checkpoint")
    assert _held_in(databases.server, COMMENT)
    act = Act(NOW, "test", "response.erase", "2026-H1")
    assert store.seals.destroy([one.response.id], act) == 1
    databases.server.sql("checkpoint")
    assert not _held_in(databases.server, COMMENT)
    assert not _held_in(databases.server, one.response.id)


def _held_in(server: Server, what: str | UUID) -> bool:
    sought = what.encode() if isinstance(what, str) else what.bytes
    for path in (server.data / "base").rglob("*"):
        # The server takes some of its files away meanwhile.
        with suppress(FileNotFoundError, IsADirectoryError):
            if sought in path.read_bytes():
                return True
    return False
