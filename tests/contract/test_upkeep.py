"""The care of a database: copies of one moment, facts, and what it refuses."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data.sqlite.upkeep import facts_of
from data.store import Outcome, Store, open_store
from surveys.act import Act
from surveys.errors import Code, SurveyError
from tests.acts import ACT, NOW
from tests.contract.given import KEY, entry

Opener = Callable[[], Store]


def test_a_copy_has_everything_of_one_moment(store: Store, tmp_path: Path) -> None:
    """And nothing that came later; the facts of both are the same."""
    store.keep([entry() for _ in range(7)])
    before = store.upkeep.facts()
    store.upkeep.copy(tmp_path / "copy")
    store.keep([entry()])
    assert facts_of(tmp_path / "copy") == before
    assert before.responses == before.tallied == {"2026-H1": 7}
    assert store.upkeep.facts().responses == {"2026-H1": 8}


def test_a_copy_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    """A file that is there stays what it is."""
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(SurveyError):
        store.upkeep.copy(tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"


def test_heads_can_be_looked_up_later(store: Store) -> None:
    """A copy's last link is still in the chain that has grown."""
    store.keep([entry()])
    facts = store.upkeep.facts()
    store.keep([entry()])
    store.log.write(ACT)
    number, value = facts.heads["1"]
    assert store.upkeep.link("1", number) == value
    assert store.upkeep.link("log", facts.acts[0]) == facts.acts[1]
    assert store.upkeep.link("1", number + 9) is None


def test_a_damaged_file_is_no_copy(store: Store, tmp_path: Path) -> None:
    """One page of rubbish in the middle is found."""
    store.keep([entry() for _ in range(200)])
    path = tmp_path / "copy"
    store.upkeep.copy(path)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(4096))
    with pytest.raises(SurveyError) as refused:
        facts_of(path)
    assert refused.value.code is Code.STORAGE


def test_the_last_day_of_each_unit(store: Store) -> None:
    """Units without an answer are not there."""
    store.keep([entry(day=date(2026, 3, 5)), entry(day=date(2026, 3, 7))])
    found = store.upkeep.last_days("2026-H1", ["99001", "99002"])
    assert found == {"99001": date(2026, 3, 7)}


def test_a_store_that_is_well_says_so(store: Store) -> None:
    """Read, write, check, and space."""
    store.upkeep.probe(write=True)
    assert list(store.upkeep.damage()) == []
    assert store.upkeep.free_bytes() > 0
    assert store.upkeep.bytes() > 0


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
def test_nothing_is_written_to_a_file_that_was_replaced(store: Store) -> None:
    """What went into it would be gone at the next start. It says so instead."""
    path = store.upkeep.path
    os.rename(path, path.with_suffix(".moved"))
    path.write_bytes(b"another")
    calls: list[Callable[[], object]] = [
        lambda: store.keep([entry()]),
        lambda: store.rounds(),
        lambda: store.upkeep.probe(write=False),
    ]
    for call in calls:
        with pytest.raises(SurveyError) as refused:
            call()
        assert refused.value.code is Code.DATABASE_REPLACED
    os.replace(path.with_suffix(".moved"), path)
    assert store.keep([entry()]) == [Outcome.KEPT]


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
def test_a_file_that_vanishes_while_a_batch_is_kept_is_noticed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flush went to a file without a name: nobody is told that it was kept."""
    path = store.upkeep.path
    held = store._held.write  # type: ignore[attr-defined]

    def write(db: object) -> None:
        held(db)
        os.rename(path, path.with_suffix(".moved"))

    monkeypatch.setattr(store._held, "write", write)  # type: ignore[attr-defined]
    with pytest.raises(SurveyError) as refused:
        store.keep([entry()])
    assert refused.value.code is Code.DATABASE_REPLACED
    os.replace(path.with_suffix(".moved"), path)


def test_a_clean_end_leaves_nothing_to_recover(opener: Opener) -> None:
    """The write-ahead log is gone when the last one closes."""
    for expected in (0, 0):
        opened = opener()
        assert opened.upkeep.opening.recovered == expected
        opened.close()


def test_the_changes_of_the_schema_are_told_once(unopened: Opener) -> None:
    """At the first opening all, then none."""
    first, second = unopened(), unopened()
    assert first.upkeep.opening.changes[0] == "m0001_begin"
    assert second.upkeep.opening.changes == ()
    first.close()
    second.close()


def test_traces_that_a_killed_erasure_left_go_at_the_next_opening(
    store: Store,
    opener: Opener,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The mark stands in the transaction that deleted, and stays until the file is clean."""
    gone = entry()
    store.keep([gone, entry()])
    connections = store._connections  # type: ignore[attr-defined]
    monkeypatch.setattr(connections, "forget", lambda traces: None)
    store.seals.destroy([gone.response.id], Act(NOW, "test", "response.erase", "2026-H1"))
    for expected in (["traces of deleted answers that were left are removed"], []):
        caplog.clear()
        opener().close()
        assert [record.getMessage() for record in caplog.records] == expected


def test_a_disk_without_room_for_tidying_does_not_undo_an_erasure(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is done, and what is left of it is told and done later."""
    gone = entry()
    store.keep([gone, entry()])
    connections = store._connections  # type: ignore[attr-defined]
    full = {"sqlite": _full_file, "postgres": _full_server}[
        type(connections).__module__.split(".")[1]
    ]
    full(monkeypatch, connections)
    act = Act(NOW, "test", "response.erase", "2026-H1")
    assert store.seals.destroy([gone.response.id], act) == 1
    assert store.response(gone.response.id) is None
    monkeypatch.undo()
    assert connections.forget_what_is_left()
    assert not connections.forget_what_is_left()


def _full_file(monkeypatch: pytest.MonkeyPatch, connections: object) -> None:
    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(connections, "_empty_log", full)


def _full_server(monkeypatch: pytest.MonkeyPatch, connections: object) -> None:
    """The server ends the connection that tidies."""
    killing = "select pg_terminate_backend(pg_backend_pid()) /* {} */"
    monkeypatch.setattr("data.postgres.connection.VACUUM", killing)


def _replaced(path: Path, log: bytes) -> None:
    """Puts a copy in the place of the database, as somebody with `mv` does; its log stays."""
    copy = path.with_suffix(".copy")
    copy.write_bytes(path.read_bytes())
    os.replace(copy, path)
    path.with_name(f"{path.name}-wal").write_bytes(log)


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
def test_the_log_of_a_replaced_file_is_not_written_into_the_new_one(opener: Opener) -> None:
    """It is kept under another name, and told at the start; the same file keeps its own log."""
    first = opener()
    path = first.upkeep.path
    log = path.with_name(f"{path.name}-wal")
    first.log.write(ACT)
    noted, whole = log.stat().st_ino, log.read_bytes()
    link = path.with_suffix(".log")
    os.link(log, link)
    first.close()
    os.rename(link, log)
    assert (log.stat().st_ino, opener_says(opener)) == (noted, None)

    os.link(path, path.with_suffix(".old"))
    again = opener()
    again.log.write(ACT)
    os.link(log, link)
    again.close()
    os.rename(link, log)
    _replaced(path, whole)
    name = opener_says(opener)
    assert name is not None
    assert path.with_name(name).read_bytes() == whole
    assert opener_says(opener) is None


def opener_says(opener: Opener) -> str | None:
    opened = opener()
    try:
        return opened.upkeep.opening.set_aside
    finally:
        opened.close()


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
def test_a_copied_folder_keeps_its_log(opener: Opener, tmp_path: Path) -> None:
    """Everything has moved together: the answers in the log are this database's own."""
    opened = opener()
    path = opened.upkeep.path
    opened.log.write(ACT)
    target = tmp_path / "copied"
    shutil.copytree(path.parent, target)
    opened.close()
    moved = open_store(f"sqlite:///{target / path.name}", KEY)
    assert moved.upkeep.opening.set_aside is None
    assert moved.upkeep.opening.recovered > 0
    assert len(moved.log.read()) == 1
    moved.close()
