"""Sessions and wrong passwords."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from data.sessions import MOST_NAMES
from data.sql.accounts import COLUMNS, account_of
from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.dates import day_of
from surveys.session import (
    FORGOTTEN_AFTER,
    IDLE_SESSION,
    LONGEST_SESSION,
    PASSWORD,
    Attempts,
    Session,
)

_SELECT = (
    f"select session.begun, session.used, session.how, {COLUMNS} from session"  # noqa: S608
    " join account on account.name = session.account"
)


class SqlSessions:
    """`data.sessions.Sessions` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def begin(
        self, digest: bytes, account: str, now: datetime, act: Act, how: str = PASSWORD
    ) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            db.execute(
                "delete from session where begun <= ? or used <= ?",
                (_text(now - LONGEST_SESSION), _text(now - IDLE_SESSION)),
            )
            db.execute(
                "insert into session (digest, account, begun, used, how) values (?, ?, ?, ?, ?)",
                (digest, account, _text(now), _text(now), how),
            )
            db.execute(
                "update account set last_seen = ? where name = ?",
                (day_of(now).isoformat(), account),
            )

    def find(self, digest: bytes) -> Session | None:
        with self._connections.reading() as db:
            row = db.execute(f"{_SELECT} where digest = ?", (digest,)).fetchone()
            return _session(row) if row else None

    def of(self, account: str) -> Sequence[Session]:
        with self._connections.reading() as db:
            rows = db.execute(f"{_SELECT} where account = ? order by begun desc", (account,))
            return [_session(row) for row in rows]

    def number(self, now: datetime) -> int:
        with self._connections.reading() as db:
            row = db.execute(
                "select count(*) from session where begun > ? and used > ?",
                (_text(now - LONGEST_SESSION), _text(now - IDLE_SESSION)),
            ).fetchone()
            return int(row[0])

    def use(self, digest: bytes, now: datetime) -> None:
        with self._connections.writing() as db:
            db.execute("update session set used = ? where digest = ?", (_text(now), digest))

    def end(self, digest: bytes, act: Act) -> None:
        with self._connections.writing() as db:
            if db.execute("delete from session where digest = ?", (digest,)).rowcount:
                self._log.append(db, act)

    def end_all(self, account: str, act: Act) -> int:
        with self._connections.writing() as db:
            self._log.append(db, act)
            return db.execute("delete from session where account = ?", (account,)).rowcount

    def attempt(self, key: bytes, now: datetime) -> Attempts | None:
        with self._connections.writing() as db:
            before = _attempts(db, key)
            if before.free_at(now) > now:
                return None
            after = before.one_more(now)
            db.execute(
                "insert into attempt (key, count, last) values (?, ?, ?) on conflict (key)"
                " do update set count = excluded.count, last = excluded.last",
                (key, after.count, _text(now)),
            )
            _forget_oldest(db, now)
            return after

    def attempts(self, key: bytes) -> Attempts:
        with self._connections.reading() as db:
            return _attempts(db, key)

    def forget_attempts(self, key: bytes) -> None:
        with self._connections.writing() as db:
            db.execute("delete from attempt where key = ?", (key,))


def _forget_oldest(db: Db, now: datetime) -> None:
    """Strangers who try many names must not fill the disk.

    To clear the name that they are after they would have to try as many others in between, each at
    the cost of a hash.
    """
    db.execute("delete from attempt where last < ?", (_text(now - FORGOTTEN_AFTER),))
    (count,) = db.execute("select count(*) from attempt").fetchone()
    if count > MOST_NAMES:
        db.execute(
            "delete from attempt where key in (select key from attempt order by last limit ?)",
            (count - MOST_NAMES,),
        )


def _attempts(db: Db, key: bytes) -> Attempts:
    row = db.execute("select count, last from attempt where key = ?", (key,)).fetchone()
    return Attempts(row[0], datetime.fromisoformat(row[1])) if row else Attempts()


def _session(row: Sequence[Any]) -> Session:
    begun, used, how, *account = row
    moments = (datetime.fromisoformat(begun), datetime.fromisoformat(used))
    return Session(account_of(account), *moments, how)


def _text(moment: datetime) -> str:
    """Always of the same length, so that texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
