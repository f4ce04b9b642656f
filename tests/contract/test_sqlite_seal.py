"""What SQL behind the program's back does to the seals, and how the file is set up."""

import sqlite3
from pathlib import Path

import pytest

from data.sqlite import SqliteStore
from surveys.link import Link
from surveys.unit import Unit, UnitKind
from tests.acts import ACT
from tests.contract.given import KEY, QUESTIONNAIRE, entry, round_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed database with five sealed batches."""
    path = tmp_path / "store.db"
    store = SqliteStore(str(path), KEY)
    units = [Unit("99001", "Xã A", UnitKind.COMMUNE), Unit("99002", "Xã B", UnitKind.COMMUNE)]
    store.save_units(units, [Link("AAAA222", "99001")], ACT)
    store.add_round(round_of(), QUESTIONNAIRE.hash, ACT)
    for _ in range(5):
        store.keep([entry(), entry()])
    store.close()
    return path


def _faults(path: Path, key: bytes = KEY) -> list[str]:
    store = SqliteStore(str(path), key)
    faults = [str(fault) for fault in store.chain_faults()]
    store.close()
    return faults


def _tamper(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as db:
        changed = db.execute(statement).rowcount
    db.close()
    assert changed >= 1


def test_an_untouched_database_has_no_fault(path: Path) -> None:
    """The check finds nothing where nothing was done."""
    assert _faults(path) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update response set record = replace(record, '99001', '99002') where rowid = 3",
        "update response set record = replace(record, ':3', ':1') where rowid = 3",
        "delete from response where rowid = 4",
        "update response set link = 1 where link = 2",
        "update chain set leaves = zeroblob(64) where link = 2",
        "delete from chain where link = 3",
        "update chain set value = x'00' where link = 5",
        "insert into response (id, record, salt, chain, link)"
        " select x'0102', record, salt, chain, link from response where rowid = 1",
    ],
    ids=["unit", "answer", "delete", "move", "leaves", "link gone", "link edited", "insert"],
)
def test_tampering_is_found(path: Path, statement: str) -> None:
    """Edited, deleted, moved and inserted responses break the seal of their batch."""
    _tamper(path, statement)
    assert _faults(path)


def test_a_forger_without_the_key_is_found(path: Path) -> None:
    """Another key cannot have made these seals."""
    assert _faults(path, b"x" * 32)


def test_a_commit_waits_for_the_disk(path: Path) -> None:
    """Write-ahead log, and every commit flushed: a machine that loses power keeps what it told."""
    store = SqliteStore(str(path), KEY)
    with store._connections.writing() as db:
        modes = [
            db.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        ]
    store.close()
    assert modes == ["wal", 2]


def test_unit_and_day_are_read_out_of_the_sealed_record(path: Path) -> None:
    """The columns of a response cannot differ from what was sealed."""
    with sqlite3.connect(path) as db:
        rows = db.execute("select distinct unit, channel, field, day from response").fetchall()
        answers = db.execute("select count(*) from answer").fetchone()
    db.close()
    assert rows == [("99001", "qr", "land", "2026-03-05")]
    assert (10 * len(QUESTIONNAIRE.questions),) == answers
