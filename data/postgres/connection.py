"""Connections to PostgreSQL: writers side by side, and readers that each see one moment."""

import enum
import itertools
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.types.string import TextLoader
from psycopg_pool import ConnectionPool, PoolTimeout

from data.postgres import migrating
from data.postgres.reach import Reach
from data.postgres.replica import Replica
from data.sql.database import Db, Dialect, Rows
from data.upkeep import Opening
from surveys.errors import Code, SurveyError

OLDEST = 150000
"""PostgreSQL 15: the oldest that its makers still mend for as long as this version is in use."""

READERS = 16
"""Connections for reading at once; further readers wait for one of them."""

WAIT_SECONDS = 10.0

_ALIVE = {
    "connect_timeout": 5,
    # A cut line is noticed within seconds on both sides, so that nobody's lock outlives him long.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 11_000,
    "options": (
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
        " -c client_encoding=UTF8 -c timezone=UTC"
    ),
}
_WRITER = (
    "set synchronous_commit = on",
    "set lock_timeout = '30s'",
    "set idle_in_transaction_session_timeout = '60s'",
)

VACUUM = "vacuum (full) {}"

_log = logging.getLogger(__name__)

_ALL, _CHAIN = 1, 3
"""Kinds of advisory locks; 2 is for ids (`begin.sql`)."""

DIALECT = Dialect(
    # The table is divided by round, which is read out of the sealed text.
    response_head=(
        "insert into response (id, record, salt, standing, chain, link, round)"
        " select id, record::json, salt, standing, chain, link, record::json ->> 'round' from (values"
    ),
    response_tail=") as given (id, record, salt, standing, chain, link)",
    tally_key="round, unit, dimension, value, part",
    own=" and part = current_setting('hailong.part')::bigint",
    position="select last_value from response_position",
    version="select current_setting('hailong.opened')",
    columns=(
        "select relname, attname from pg_attribute join pg_class on attrelid = pg_class.oid"
        " where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v')"
        " and not relispartition and attnum > 0 and not attisdropped order by relname, attnum"
    ),
    columns_kept=(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = current_schema() and is_generated = 'NEVER'"
        " and column_name <> 'part' order by table_name, ordinal_position"
    ),
    shuffled="select record, standing from response where round = ? order by salt",
)


_OUTSIDE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    errors.ReadOnlySqlTransaction,
    PoolTimeout,
)
"""What the server, or the line to it, does to us. Everything else is a bug of ours."""


@contextmanager
def refusing() -> Iterator[None]:
    """Raises SurveyError STORAGE for what is the server's or the line's fault.

    Two transactions that waited for each other are nobody's fault: the one that lost is tried again.
    """
    try:
        yield
    except (errors.DeadlockDetected, errors.SerializationFailure):
        raise
    except _OUTSIDE as error:
        raise SurveyError(Code.STORAGE, why=_why(error)) from error


def _why(error: Exception) -> str:
    """What PostgreSQL says, without addresses and names of people who connect."""
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return f"PostgreSQL {error.sqlstate} {type(error).__name__}"
    return f"PostgreSQL {type(error).__name__}"


class Connection:
    """`data.sql.database.Db` on PostgreSQL."""

    dialect = DIALECT

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._names = itertools.count(1)

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Rows:
        return self._connection.execute(_spoken(statement), [_plain(one) for one in values])

    def executemany(self, statement: str, rows: Any, /) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_spoken(statement), [[_plain(one) for one in row] for row in rows])

    def stream(self, statement: str, values: Sequence[object] = (), /) -> Iterator[Any]:
        with self._connection.cursor(name=f"rows{next(self._names)}") as cursor:
            cursor.itersize = 2000
            cursor.execute(_spoken(statement), [_plain(one) for one in values])
            yield from cursor

    def load(self, table: str, names: Sequence[str], rows: Iterable[Any], /) -> int:
        """As `Db.load`; numbers that the server gives go on after the highest one."""
        self._connection.execute("set local hailong.loading = 'on'")
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in names)
        into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
        with self._connection.cursor() as cursor:
            with cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row([_plain(one) for one in row])
            loaded = cursor.rowcount
        for name in names:
            self._go_on(table, name)
        return loaded

    def _go_on(self, table: str, name: str) -> None:
        """Numbers that the server gives are higher than all that were loaded."""
        found = self._connection.execute("select pg_get_serial_sequence(%s, %s)", (table, name))
        (sequence,) = found.fetchone() or (None,)
        if sequence is not None:
            last = sql.SQL("select setval({}::regclass, max({})) from {}").format(
                sql.Literal(sequence), sql.Identifier(name), sql.Identifier(table)
            )
            self._connection.execute(last)


@lru_cache(maxsize=1024)
def _spoken(statement: str) -> bytes:
    return statement.replace("%", "%%").replace("?", "%s").encode()


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, enum.StrEnum) else value


class Connections:
    """`data.sql.database.Database` on the PostgreSQL database at `url`.

    Who changes what staff may change holds a lock alone; answers are kept beside each other. `beside`
    names the files that belong to the database on this machine.
    """

    def __init__(self, url: str, beside: Path, replica: str = "") -> None:
        self._url = url
        self.replica = Replica(replica, url, connected) if replica else None
        self._beside = beside
        self._lock = threading.Lock()
        self._reach = Reach(url)
        self._writer: psycopg.Connection[Any] | None = None
        self.chain = 0
        with refusing():
            with connected(url) as db:
                migrating.refuse_unfinished(db)
                changes = migrating.migrate(db)
            self.opening = Opening(0, changes)
            self._readers = ConnectionPool(
                url,
                kwargs={"autocommit": True, **_ALIVE},
                min_size=0,
                max_size=READERS,
                timeout=WAIT_SECONDS,
                configure=_prepare,
                check=ConnectionPool.check_connection,
                open=True,
            )

    @property
    def beside(self) -> Path:
        return self._beside

    def close(self) -> None:
        with self._lock:
            self._readers.close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def connect(self) -> psycopg.Connection[Any]:
        """A further connection, for work beside the transactions."""
        return connected(self._url)

    def _open_writer(self) -> psycopg.Connection[Any]:
        """The writing connection; a new one has a chain, and a part of the tally, of its own."""
        if self._writer is not None and not self._writer.closed:
            return self._writer
        connection = self.connect()
        try:
            for statement in _WRITER:
                connection.execute(statement)
            self.chain = _free_chain(connection)
            for name, value in (("part", str(self.chain)), ("opened", secrets.token_hex(8))):
                connection.execute("select set_config(%s, %s, false)", (f"hailong.{name}", value))
        except BaseException:
            connection.close()
            raise
        self._writer = connection
        return connection

    @contextmanager
    def writing(
        self, then: Callable[[], None] | None = None, *, shared: bool = False
    ) -> Iterator[Connection]:
        with self._lock, refusing(), self._reach.reaching():
            writer = self._open_writer()
            try:
                writer.execute("begin")
                if shared:
                    writer.execute("select pg_advisory_xact_lock_shared(%s, 0)", (_ALL,))
                else:
                    writer.execute("select pg_advisory_xact_lock(%s, 0)", (_ALL,))
                yield Connection(writer)
                writer.execute("commit")
                if then is not None:
                    then()
            except BaseException:
                self._give_up(writer)
                raise

    def _give_up(self, writer: psycopg.Connection[Any]) -> None:
        """Rolls back; a connection on which that fails is not used again."""
        try:
            if not writer.closed:
                writer.execute("rollback")
        except psycopg.Error:
            writer.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        if self.replica is not None and (use := self.replica.use) is not None:
            with self.replica.reading(use) as there:
                yield Connection(there)
            return
        with refusing(), self._reach.reaching(), self._readers.connection() as connection:
            connection.execute("begin isolation level repeatable read, read only")
            try:
                yield Connection(connection)
            finally:
                if not connection.closed:
                    connection.execute("rollback")

    def leave_traces(self, db: Db) -> None:
        """Nothing to do: triggers note each table that rows are deleted from."""

    def forget(self, traces: Sequence[bytes] | None) -> None:
        """Writes the tables anew that rows were deleted from; who answers there waits meanwhile.

        The server's own write-ahead log goes at its next checkpoints, and its archive is the
        operator's.
        """
        try:
            self.forget_what_is_left()
        except SurveyError as error:
            _log.error("traces of deleted answers stay until the next start: %s", error)

    def forget_what_is_left(self) -> bool:
        with refusing(), self.connect() as db:
            names = [name for (name,) in db.execute("select name from left_trace order by name")]
            for name in names:
                # Deleted first: who deletes rows meanwhile notes the table once more.
                db.execute("delete from left_trace where name = %s", (name,))
                try:
                    db.execute(sql.SQL(VACUUM).format(sql.Identifier(name)))
                except BaseException:
                    _note_again(self._url, name)
                    raise
            return bool(names)

    def empty_log(self) -> None:
        self.forget(None)


def _note_again(url: str, name: str) -> None:
    with connected(url) as db:
        db.execute("insert into left_trace values (%s) on conflict do nothing", (name,))


def _prepare(connection: psycopg.Connection[Any]) -> None:
    # Sealed texts are read as they are stored, and parsed only where they are looked into.
    connection.adapters.register_loader("json", TextLoader)


def connected(url: str) -> psycopg.Connection[Any]:
    """A connection that notices a cut line within seconds. Raises SurveyError for too old a server."""
    connection = psycopg.connect(url, autocommit=True, **_ALIVE)  # type: ignore[arg-type]
    version = connection.info.server_version
    if version < OLDEST:
        connection.close()
        why = f"{version // 10000} < {OLDEST // 10000}"
        raise SurveyError(Code.BAD_SETTING, setting="PostgreSQL", why=why)
    _prepare(connection)
    return connection


def _free_chain(db: psycopg.Connection[Any]) -> int:
    """The first number that no living process has; it is let go of when the connection ends."""
    for number in itertools.count(1):
        row = db.execute("select pg_try_advisory_lock(%s, %s)", (_CHAIN, number)).fetchone()
        if row and row[0]:
            return number
    raise AssertionError
