"""The log of acts in SQLite: each row is chained to the one before it with a key."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from data.log import EVERYTHING, Logged, Names
from data.sqlite.chains import follow_log, log_head
from data.sqlite.connection import Connections
from surveys.act import Act, Sought, from_record
from surveys.chain import START, link_of, subkey
from surveys.dates import bounds_of
from surveys.fault import Fault
from surveys.sealed import Follower


def log_key(key: bytes) -> bytes:
    """The key of the log's links."""
    return subkey(key, "log")


class SqliteLog:
    """`data.log.Log` on SQLite."""

    def __init__(self, connections: Connections, key: bytes) -> None:
        self._connections = connections
        self._key = log_key(key)

    def append(self, db: sqlite3.Connection, act: Act) -> None:
        """Writes an act inside the transaction of what it did."""
        act.check()
        number, previous = _head(db)
        record = act.record()
        value = link_of(self._key, previous, [record.encode()])
        row = (number + 1, record, value)
        db.execute("insert into act (number, record, value) values (?, ?, ?)", row)

    def write(self, act: Act) -> None:
        with self._connections.writing() as db:
            self.append(db, act)

    def read(
        self, sought: Sought = EVERYTHING, *, before: int | None = None, most: int = 200
    ) -> Sequence[Logged]:
        first, end = bounds_of(sought.day) if sought.day else (None, None)
        with self._connections.reading() as db:
            rows = db.execute(
                "select number, record from act where (? is null or number < ?)"
                " and (? is null or actor = ?) and (? is null or action = ?)"
                " and (? is null or at >= ? and at < ?) order by number desc limit ?",
                (
                    *(before, before, sought.actor, sought.actor, sought.action, sought.action),
                    *(_text(first), _text(first), _text(end), most),
                ),
            )
            return [Logged(number, from_record(record)) for number, record in rows]

    def names(self) -> Names:
        with self._connections.reading() as db:
            actors = db.execute("select distinct actor from act order by actor").fetchall()
            actions = db.execute("select distinct action from act order by action").fetchall()
        return Names(tuple(one for (one,) in actors), tuple(one for (one,) in actions))

    def faults(self) -> Iterator[Fault]:
        follower = Follower(None)
        with self._connections.reading() as db:
            follow_log(db, follower, self._key)
        yield from follower.faults()

    def head(self) -> tuple[int, bytes]:
        with self._connections.reading() as db:
            return _head(db)

    def noted_head(self) -> tuple[int, bytes]:
        with self._connections.reading() as db:
            return log_head(db)


def _head(db: sqlite3.Connection) -> tuple[int, bytes]:
    row = db.execute("select number, value from act order by number desc limit 1").fetchone()
    return (row[0], row[1]) if row else (0, START)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
