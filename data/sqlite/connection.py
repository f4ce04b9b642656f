"""Connections to one SQLite file: durable writes one at a time, readers beside them."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from data import migrations
from surveys.errors import Code, SurveyError

OLDEST = (3, 38, 0)
"""STRICT tables and JSON without an extension."""

BUSY_SECONDS = 30


class Connections:
    """One writing connection behind a lock, and a reading connection a call."""

    def __init__(self, path: str) -> None:
        if sqlite3.sqlite_version_info < OLDEST:
            raise SurveyError(
                Code.BAD_SETTING, setting="SQLite", why=f"{sqlite3.sqlite_version} < 3.38"
            )
        self.path = Path(path)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._writer = self._connect()
        _to_wal(self._writer)
        _migrate(self._writer)

    def close(self) -> None:
        with self._lock:
            self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # FULL: a commit returns after the write-ahead log has been flushed to disk (design law 1).
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma wal_autocheckpoint = 4000")
        return connection

    @contextmanager
    def writing(self, then: Callable[[], None] | None = None) -> Iterator[sqlite3.Connection]:
        """A transaction that is flushed to disk when the block ends, or leaves nothing behind.

        `then` is called once it is on disk, before anybody else may write.
        """
        with self._lock:
            self._writer.execute("begin immediate")
            try:
                yield self._writer
                self._writer.execute("commit")
                if then is not None:
                    then()
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("rollback")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection with one unchanging view of the database."""
        with closing(self._connect()) as connection:
            connection.execute("pragma query_only = on")
            connection.execute("begin")
            yield connection


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switches to the write-ahead log. The switch ignores the busy timeout, so it is tried again."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _migrate(connection: sqlite3.Connection) -> None:
    """Applies what is pending, all or nothing, while no other process can do the same."""
    planned = Migrations("hailong")
    for module in migrations.ORDER:
        planned(name=module.__name__.rpartition(".")[2])(module.sqlite)
    connection.execute("begin immediate")
    try:
        planned.apply(Database(connection))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
