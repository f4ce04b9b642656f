"""Where a slice was shown up to stays true when the newest responses are erased."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from data.sqlite import SqliteStore
from surveys.link import Link
from surveys.unit import Unit, UnitKind
from tests.acts import ACT
from tests.contract.given import KEY, QUESTIONNAIRE, entry, round_of


def test_whoever_gets_the_row_of_an_erased_one_was_not_shown(tmp_path: Path) -> None:
    """SQLite gives the row of the last one to the next: a review would take him for one who was seen."""
    path = tmp_path / "store.db"
    store = SqliteStore(str(path), KEY)
    units = [Unit("99001", "Xã A", UnitKind.COMMUNE), Unit("99002", "Xã B", UnitKind.COMMUNE)]
    store.save_units(units, [Link("AAAA222", "99001")], ACT)
    store.add_round(round_of(), QUESTIONNAIRE.hash, ACT)
    first = [entry() for _ in range(8)]
    for one in first:
        store.keep([one])
    assert store.take_snapshots("2026-H1", 5) == 1
    last = [one.response.id for one in first[-2:]]
    store.seals.destroy(last, replace(ACT, action="response.erase"))
    new = entry()
    store.keep([new])
    store.close()
    with closing(sqlite3.connect(path)) as db:
        (row,) = db.execute(
            "select rowid from response where id = ?", (new.response.id.bytes,)
        ).fetchone()
        shown = [upto for (upto,) in db.execute("select upto from snapshot")]
    assert row == 7
    assert shown
    assert max(shown) == 6
