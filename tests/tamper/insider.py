"""Somebody who changes sealed things behind the program's back, without the key or with it.

With the key he makes everything fit again: leaves, links, tallies, snapshots, and the log. What he
cannot change is a head that has left the building.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from surveys.chain import START, leaf_of, link_of, split, subkey

Change = Callable[[sqlite3.Connection], object]


def _victim(db: sqlite3.Connection, number: int = 0) -> tuple[int, bytes, bytes, str, int]:
    """A response in the middle of the chain: rowid, id, salt, text, link."""
    rows = db.execute("select rowid, id, salt, record, link from response order by link, id")
    found: tuple[int, bytes, bytes, str, int] = rows.fetchall()[7 + number]
    return found


def victim(path: Path, number: int = 0) -> str:
    """The name of the response that the changes are done to."""
    with closing(sqlite3.connect(path)) as db:
        return _victim(db, number)[1].hex()


def edit(db: sqlite3.Connection) -> object:
    """Another answer."""
    rowid, _, _, record, _ = _victim(db)
    changed = record.replace('"overall":5', '"overall":1')
    assert changed != record
    return db.execute("update response set record = ? where rowid = ?", (changed, rowid))


def back_date(db: sqlite3.Connection) -> object:
    """Another day."""
    rowid, _, _, record, _ = _victim(db)
    changed = record.replace('"day":"2026', '"day":"2025')
    assert changed != record
    return db.execute("update response set record = ? where rowid = ?", (changed, rowid))


def delete(db: sqlite3.Connection) -> object:
    """One fewer."""
    return db.execute("delete from response where rowid = ?", (_victim(db)[0],))


def insert(db: sqlite3.Connection) -> object:
    """One more, with an id of its own."""
    return db.execute(
        "insert into response (id, record, salt, chain, link, standing)"
        " select ?, record, salt, chain, link, standing from response where rowid = ?",
        (uuid4().bytes, _victim(db)[0]),
    )


def reorder(db: sqlite3.Connection) -> object:
    """Two of different links change places."""
    (one, *_, link), (other, *_, later) = _victim(db), _victim(db, 3)
    assert link != later
    db.execute("update response set link = ? where rowid = ?", (later, one))
    return db.execute("update response set link = ? where rowid = ?", (link, other))


CHANGES: dict[str, Change] = {
    "edit": edit,
    "back-date": back_date,
    "delete": delete,
    "insert": insert,
    "reorder": reorder,
}


def tamper(path: Path, *changes: Change) -> None:
    """Does changes to the file, as anybody with a tool for SQLite could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for change in changes:
            change(db)


def make_fit(key: bytes) -> Change:
    """Leaves and links anew over what is stored now, with the right key."""

    def change(db: sqlite3.Connection) -> object:
        previous: dict[int, bytes] = {}
        for chain, link in db.execute(
            "select chain, link from chain order by chain, link"
        ).fetchall():
            rows = db.execute(
                "select salt, id, record from response where chain = ? and link = ?", (chain, link)
            )
            leaves = sorted(leaf_of(*row) for row in rows)
            value = link_of(key, previous.get(chain, START), leaves)
            db.execute(
                "update chain set value = ?, leaves = ? where chain = ? and link = ?",
                (value, b"".join(leaves), chain, link),
            )
            previous[chain] = value
        return None

    return change


def forget_anchors(db: sqlite3.Connection) -> object:
    """What was noted inside the database is the insider's to change."""
    return db.execute("delete from anchor")


def edit_log(db: sqlite3.Connection) -> object:
    """Another name under an act."""
    for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        db.execute(f"drop trigger {name}")
    done = db.execute("update act set record = replace(record, 'test', 'lan') where number = 2")
    assert done.rowcount == 1
    return done


def make_log_fit(key: bytes) -> Change:
    """The links of the log anew, with the right key."""

    def change(db: sqlite3.Connection) -> object:
        previous, own = START, subkey(key, "log")
        for number, record in db.execute(
            "select number, record from act order by number"
        ).fetchall():
            previous = link_of(own, previous, [record.encode()])
            db.execute("update act set value = ? where number = ?", (previous, number))
        return None

    return change


def leaves_of(path: Path) -> list[bytes]:
    """All leaves that the chains of a file keep."""
    with closing(sqlite3.connect(path)) as db:
        return [leaf for (kept,) in db.execute("select leaves from chain") for leaf in split(kept)]


def fingerprint(path: Path) -> dict[str, str]:
    """The content of a file and of everything beside it: to show that nothing was written."""
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in sorted(path.parent.iterdir())
        if one.is_file()
    }
