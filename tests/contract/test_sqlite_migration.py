"""A database of the first versions is brought to today's schema with its seals as they were."""

import os
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from data import migrations
from data.sqlite import SqliteStore
from data.store import Entry, Outcome
from surveys.chain import START, leaf_of, link_of
from tests.contract.given import KEY, QUESTIONNAIRE, entry, round_of


def _first_version(path: Path, batches: list[list[Entry]]) -> None:
    """The database as it was written before links kept their leaves."""
    db = sqlite3.connect(path, isolation_level=None)
    planned = Migrations("hailong")
    for module in migrations.ORDER[:2]:
        planned(name=module.__name__.rpartition(".")[2])(module.sqlite)
    planned.apply(Database(db))
    for code in ("99001", "99002"):
        db.execute("insert into unit values (?, ?, 'commune', null, null, null, 0)", (code, code))
    round = round_of()
    db.execute(
        "insert into round (id, title, questionnaire, questionnaire_hash, opens, closes, state,"
        " origin, sample, formula, step) values (?, '', ?, 'h', ?, ?, 'open', 'collected', 0, '', 5)",
        (round.id, QUESTIONNAIRE.key, str(round.opens), str(round.closes)),
    )
    previous = START
    for number, batch in enumerate(batches, 1):
        leaves = []
        for one in batch:
            id, record, salt = one.response.id.bytes, one.response.record(), os.urandom(16)
            leaves.append(leaf_of(salt, id, record))
            row = (id, round.id, record, salt, leaves[-1], "main", number)
            db.execute("insert into response values (?, ?, ?, ?, ?, ?, ?)", row)
        previous = link_of(KEY, previous, leaves)
        row_of_chain = ("main", number, previous, len(leaves))
        db.execute("insert into chain values (?, ?, ?, ?)", row_of_chain)
    db.close()


def test_old_seals_hold_and_the_chain_goes_on(tmp_path: Path) -> None:
    """Large batches too; answers, ids and figures are as they were."""
    path = tmp_path / "old.db"
    batches = [[entry() for _ in range(size)] for size in (1, 40, 3)]
    _first_version(path, batches)
    store = SqliteStore(str(path), KEY)
    assert list(store.chain_faults()) == []
    assert {one.response.id for batch in batches for one in batch} == set(store.seals.ids())
    assert store.response(batches[1][7].response.id) == batches[1][7].response
    assert store.keep([batches[0][0], entry()]) == [Outcome.KNOWN, Outcome.KEPT]
    assert store.chain_heads()[1][0] == 4
    assert list(store.chain_faults()) == []
    store.close()


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("update response set record = replace(record, ':3', ':1') where rowid = 5", "altered"),
        ("delete from response where rowid = 5", "link_forged"),
        ("update response set link = 3 where rowid = 5", "link_forged"),
    ],
)
def test_what_was_altered_before_is_still_found(tmp_path: Path, tamper: str, found: str) -> None:
    """Bringing the schema up to date forgives nothing."""
    path = tmp_path / "old.db"
    _first_version(path, [[entry() for _ in range(size)] for size in (1, 10, 3)])
    with sqlite3.connect(path) as db:
        assert db.execute(tamper).rowcount == 1
    db.close()
    store = SqliteStore(str(path), KEY)
    assert any(fault.wrong.endswith(found) for fault in store.chain_faults())
    store.close()
