"""Connections to one SQLite file: durable writes one at a time, readers beside them."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from data import migrations
from data.sql.database import Db, Dialect
from data.sqlite.occupied import Occupied
from data.sqlite.traces import any_in
from data.upkeep import Opening
from surveys.errors import Code, SurveyError

OLDEST = (3, 38, 0)
"""STRICT tables and JSON without an extension."""

BUSY_SECONDS = 30.0

_SET = "hailong"
_OUTSIDE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
"""What the disk, or another process, does to us. Everything else is a bug of ours."""


@contextmanager
def refusing() -> Iterator[None]:
    """Raises SurveyError STORAGE for what is the disk's fault, with SQLite's own fixed text."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if code & 0xFF in _OUTSIDE:
            raise SurveyError(Code.STORAGE, why=str(error)[:160]) from error
        raise
    except OSError as error:
        raise SurveyError(Code.STORAGE, why=error.strerror or "") from error


_log = logging.getLogger(__name__)


DIALECT = Dialect(
    response_head="insert into response (id, record, salt, standing, chain, link) values",
    response_tail="",
    tally_key="round, unit, dimension, value",
    own="",
    position="select coalesce(max(rowid), 0) from response",
    version="pragma data_version",
    columns=(
        "select place.name, part.name from sqlite_master as place"
        " join pragma_table_xinfo(place.name) as part"
        " where place.type in ('table', 'view') order by place.name, part.cid"
    ),
    columns_kept=(
        "select place.name, part.name from sqlite_master as place"
        " join pragma_table_xinfo(place.name) as part"
        " where place.type = 'table' and part.hidden = 0 order by place.name, part.cid"
    ),
    # Only numbers are sorted: no answer gets into a file that SQLite makes for sorting. Without its
    # limit SQLite leaves the order of a part of a join away.
    shuffled=(
        "with chance as materialized"
        " (select rowid as place from response where round = ? order by salt limit -1)"
        " select record, standing from chance"
        " cross join response on response.rowid = chance.place"
    ),
)


class Connection(sqlite3.Connection):
    """`data.sql.database.Db` on SQLite."""

    dialect = DIALECT

    def stream(self, sql: str, values: Sequence[Any] = (), /) -> Iterator[Any]:
        return iter(self.execute(sql, values))

    def load(self, table: str, names: Sequence[str], rows: Iterable[Any], /) -> int:
        columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        statement = f"insert into {table} ({columns}) values ({places})"  # noqa: S608
        return self.executemany(statement, rows).rowcount


class Connections:
    """`data.sql.database.Database` on one SQLite file.

    There is one writing connection behind a lock, and a reading connection a call.
    """

    def __init__(self, path: str) -> None:
        if sqlite3.sqlite_version_info < OLDEST:
            raise SurveyError(
                Code.BAD_SETTING, setting="SQLite", why=f"{sqlite3.sqlite_version} < 3.38"
            )
        self.path = Path(path)
        self._lock = threading.Lock()
        self._owed: tuple[bytes, ...] | None = ()
        self._owing = self._late = False
        with refusing():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._occupied = Occupied(self.path)
        try:
            self._open()
        except BaseException:
            self._occupied.leave()
            raise

    def _open(self) -> None:
        with refusing():
            log = self.path.with_name(f"{self.path.name}-wal")
            left = log.stat().st_size if self._occupied.alone and log.exists() else 0
            self._writer = self.connect()
            try:
                refuse_newer(self._writer, self.path)
                _to_wal(self._writer)
                self.opening = Opening(left, migrate(self._writer), self._occupied.set_aside)
                self._occupied.note()
                self._file = _identity(self.path)
            except BaseException:
                self._writer.close()
                raise

    def close(self) -> None:
        with self._lock:
            self._writer.close()
            self._occupied.leave()

    @property
    def beside(self) -> Path:
        return self.path

    def connect(self, wait: float = BUSY_SECONDS) -> Connection:
        """A further connection; `wait` is how long it lets another process finish writing."""
        connection = sqlite3.connect(
            self.path,
            timeout=wait,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
        )
        # FULL: a commit returns after the write-ahead log has been flushed to disk (design law 1).
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        # What is deleted is overwritten: an erased answer must not be found in the file (law 7).
        connection.execute("pragma secure_delete = on")
        connection.execute("pragma wal_autocheckpoint = 4000")
        return connection

    def refuse_replaced(self) -> None:
        """Raises DATABASE_REPLACED when the file under this name is not the one that was opened.

        What is written to the old one then would be gone with it at the next start.
        """
        if _identity(self.path) != self._file:
            raise SurveyError(Code.DATABASE_REPLACED)

    @contextmanager
    def writing(
        self, then: Callable[[], None] | None = None, *, shared: bool = False
    ) -> Iterator[Connection]:
        """A transaction that is flushed to disk when the block ends, or leaves nothing behind.

        One at a time, `shared` or not: SQLite has one writer.

        `then` is called once it is on disk, before anybody else may write. Raises SurveyError STORAGE
        when the disk fails or somebody else keeps the database locked, and DATABASE_REPLACED.
        """
        with self._lock, refusing():
            self.refuse_replaced()
            self._writer.execute("begin immediate")
            try:
                yield self._writer
                self._writer.execute("commit")
                self.refuse_replaced()
                if then is not None:
                    then()
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("rollback")
                raise

    def leave_traces(self, db: Db) -> None:
        """Marks the file, in the transaction that deletes: traces may be left until `forget` has ended."""
        db.execute("pragma user_version = 1")

    def forget(self, traces: Sequence[bytes] | None) -> None:
        """Makes sure that what was deleted is in no file any more.

        The write-ahead log is emptied; where a trace is still found in what is left of moved rows,
        or when there are too many to look for (None), the whole file is written anew. Who deletes sets
        the mark in the same transaction (`leave_traces`); where the disk is full, or the process is
        killed, the mark stays, and the next opening does it.
        """
        with self._lock:
            known = traces is not None and self._owed is not None
            self._owed = (*(self._owed or ()), *(traces or ())) if known else None
            self._owing = True
            self._tidy()

    def _tidy(self) -> None:
        """Does what `forget` owes; while somebody reads it is put off until the next reader has ended."""
        try:
            if self._empty_log() or not self._owing:
                return
            if self._owed is None or any_in(self.path, self._owed):
                self._writer.execute("vacuum")
                if self._empty_log():
                    return
            self._writer.execute("pragma user_version = 0")
            self._owed, self._owing = (), False
            self._empty_log()
        except sqlite3.OperationalError as error:
            _log.error("traces of deleted answers stay until the next start: %s", error)

    def empty_log(self) -> None:
        """Empties the write-ahead log alone: what was deleted is overwritten in the file already.

        For what may leave a trace of a moved row, as the whole file is not looked through for it.
        """
        with self._lock:
            self._empty_log()

    def forget_what_is_left(self) -> bool:
        """Does what a process that was killed, or found no room, left to be done."""
        (left,) = self._writer.execute("pragma user_version").fetchone()
        if left:
            self.forget(None)
        return bool(left)

    def _empty_log(self) -> bool:
        """Whether a reader is in the way. Nobody waits for him: all who answer would wait too."""
        self._writer.execute("pragma busy_timeout = 0")
        try:
            busy = self._writer.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        finally:
            self._writer.execute("pragma busy_timeout = 30000")  # BUSY_SECONDS
        self._late = bool(busy)
        return self._late

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with one unchanging view of the database. Raises as `writing` does."""
        self.refuse_replaced()
        try:
            with refusing(), closing(self.connect()) as connection:
                connection.execute("pragma query_only = on")
                connection.execute("begin")
                yield connection
        finally:
            if self._late and self._lock.acquire(blocking=False):
                try:
                    self._tidy()
                finally:
                    self._lock.release()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def fresh(path: Path) -> Iterator[Connection]:
    """A new database at `path`, which must not exist, with the newest schema and a transaction."""
    with refusing():
        path.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(path, isolation_level=None, factory=Connection)) as db:
            migrate(db)
            db.execute("begin")
            db.execute("pragma defer_foreign_keys = on")
            yield db
            db.execute("commit")


def refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raises NEWER_DATABASE when the file has seen a change of the schema that is unknown here."""
    tables = connection.execute("select name from sqlite_master where name = '_sqlite_migrations'")
    if tables.fetchone() is None:
        return
    rows = connection.execute(
        "select name from _sqlite_migrations where migration_set = ? order by name", (_SET,)
    )
    unknown = {name for (name,) in rows} - {_name(module) for module in migrations.ORDER}
    if unknown:
        raise SurveyError(Code.NEWER_DATABASE, file=path.name, changes=", ".join(sorted(unknown)))


def _name(module: object) -> str:
    return str(getattr(module, "__name__", "")).rpartition(".")[2]


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switches to the write-ahead log. The switch ignores the busy timeout, so it is tried again."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def migrate(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Applies what is pending, all or nothing, while no other process can do the same."""
    planned = Migrations(_SET)
    for module in migrations.ORDER:
        planned(name=_name(module))(module.sqlite)
    connection.execute("begin immediate")
    try:
        database = Database(connection)
        pending = tuple(one.name for one in planned.pending(database))
        if pending:
            planned.apply(database)
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    return pending
