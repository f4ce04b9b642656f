"""The log of acts: each row is chained to the one before it with a key."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from data.log import EVERYTHING, Logged, Names
from data.sql.chains import follow_log, log_head
from data.sql.database import Database, Db
from surveys.act import Act, Sought, from_record
from surveys.chain import START, link_of, subkey
from surveys.dates import bounds_of
from surveys.fault import Fault
from surveys.sealed import Follower


def log_key(key: bytes) -> bytes:
    """The key of the log's links."""
    return subkey(key, "log")


class SqlLog:
    """`data.log.Log` in SQL."""

    def __init__(self, connections: Database, key: bytes) -> None:
        self._connections = connections
        self._key = log_key(key)

    def is_ours(self) -> bool:
        """Whether a link of the log was made with this key; so is an empty log's that is to come.

        The first and the last one are looked at: one that somebody has altered does not make the key
        another one.
        """
        with self._connections.reading() as db:
            ends = db.execute(
                "select number, record, value from act where number in"
                " ((select min(number) from act), (select max(number) from act))"
            ).fetchall()
            return not ends or any(
                link_of(self._key, _value(db, number - 1), [record.encode()]) == value
                for number, record, value in ends
            )

    def append(self, db: Db, act: Act) -> None:
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

    def last(self) -> int:
        with self._connections.reading() as db:
            row = db.execute("select coalesce(max(number), 0) from act").fetchone()
            return int(row[0])

    def read(
        self, sought: Sought = EVERYTHING, *, before: int | None = None, most: int = 200
    ) -> Sequence[Logged]:
        first, end = bounds_of(sought.day) if sought.day else (None, None)
        with self._connections.reading() as db:
            rows = db.execute(
                "select number, record from act where (cast(? as bigint) is null or number < ?)"
                " and (cast(? as text) is null or actor = ?) and (cast(? as text) is null or action = ?)"
                " and (cast(? as text) is null or at >= ? and at < ?) order by number desc limit ?",
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


def _head(db: Db) -> tuple[int, bytes]:
    row = db.execute("select number, value from act order by number desc limit 1").fetchone()
    return (row[0], row[1]) if row else (0, START)


def _value(db: Db, number: int) -> bytes:
    row = db.execute("select value from act where number = ?", (number,)).fetchone()
    return bytes(row[0]) if row else START


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
