"""The log of acts in SQLite: each row is chained to the one before it with a key."""

import sqlite3
from collections.abc import Iterator, Sequence

from data.log import Logged
from data.sqlite.connection import Connections
from surveys.act import Act, from_record
from surveys.chain import START, link_of, subkey


class SqliteLog:
    """`data.log.Log` on SQLite."""

    def __init__(self, connections: Connections, key: bytes) -> None:
        self._connections = connections
        self._key = subkey(key, "log")

    def append(self, db: sqlite3.Connection, act: Act) -> None:
        """Writes an act inside the transaction of what it did."""
        number, previous = _head(db)
        record = act.record()
        value = link_of(self._key, previous, [record.encode()])
        row = (number + 1, record, value)
        db.execute("insert into act (number, record, value) values (?, ?, ?)", row)

    def write(self, act: Act) -> None:
        with self._connections.writing() as db:
            self.append(db, act)

    def read(self, *, before: int | None = None, most: int = 200) -> Sequence[Logged]:
        with self._connections.reading() as db:
            rows = db.execute(
                "select number, record from act where ? is null or number < ?"
                " order by number desc limit ?",
                (before, before, most),
            )
            return [Logged(number, from_record(record)) for number, record in rows]

    def faults(self) -> Iterator[str]:
        with self._connections.reading() as db:
            expected, previous = 1, START
            for number, record, value in db.execute(
                "select number, record, value from act order by number"
            ):
                if number != expected:
                    yield f"log: act {expected} is missing"
                elif link_of(self._key, previous, [record.encode()]) != value:
                    yield f"log: act {number} is not the one that was written, or its link is forged"
                expected, previous = number + 1, value

    def head(self) -> tuple[int, bytes]:
        with self._connections.reading() as db:
            return _head(db)


def _head(db: sqlite3.Connection) -> tuple[int, bytes]:
    row = db.execute("select number, value from act order by number desc limit 1").fetchone()
    return (row[0], row[1]) if row else (0, START)
