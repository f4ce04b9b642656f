"""Care of a PostgreSQL database: its facts, and whether it is well."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg

from data.postgres.connection import Connection, Connections, refusing
from data.postgres.replica import Replica
from data.sql import copying, facts
from data.sqlite.connection import fresh
from data.upkeep import Behind, Facts, Opening, Unusable
from data.workspace import sweep
from surveys.errors import Code, SurveyError

PROBE_SECONDS = 2


class PostgresUpkeep:
    """`data.upkeep.Upkeep` on PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def path(self) -> Path:
        return self._connections.beside

    @property
    def opening(self) -> Opening:
        return self._connections.opening

    def probe(self, *, write: bool) -> None:
        with refusing(), self._connections.connect() as db:
            db.execute(f"set statement_timeout = '{PROBE_SECONDS}s'")
            db.execute("select count(*) from round")
            if write:
                # A line for nobody in the server's log: it is flushed to disk, and nothing changes.
                db.execute("select pg_logical_emit_message(true, 'hailong', 'probe')")

    @property
    def has_replica(self) -> bool:
        return self._connections.replica is not None

    @contextmanager
    def at_replica(self, seconds: float) -> Iterator[None]:
        with self._replica().used(seconds):
            yield

    @property
    def reads_from(self) -> object:
        replica = self._connections.replica
        return None if replica is None else replica.use

    def replica_behind(self) -> Behind:
        return self._replica().behind()

    def _replica(self) -> Replica:
        if self._connections.replica is None:
            raise SurveyError(Code.STORAGE, why=Unusable.NONE)
        return self._connections.replica

    def free_bytes(self) -> int:
        """Space left for the files on this machine; the server's disk cannot be seen from here."""
        return shutil.disk_usage(self.path.parent).free

    def bytes(self) -> int:
        with self._connections.reading() as db:
            (size,) = db.execute("select pg_database_size(current_database())").fetchone()
            return int(size)

    def sweep(self) -> int:
        return sweep(self.path)

    def copy(self, path: Path) -> None:
        """As `Upkeep.copy`: into a SQLite file, which holds the same for one office's PC."""
        with fresh(path) as target, self._connections.reading() as source:
            copying.copy_all(source, target)

    def facts(self) -> Facts:
        with self._connections.reading() as db:
            return facts.read(db, _changes(db))

    def link(self, chain: str, number: int) -> str | None:
        with self._connections.reading() as db:
            return facts.link(db, chain, number)

    def last_days(self, round: str, units: Sequence[str]) -> Mapping[str, date]:
        with self._connections.reading() as db:
            return facts.last_days(db, round, units)

    def damage(self) -> Sequence[str]:
        """What cannot be read: the server checks each page by its sum when it reads it."""
        try:
            with self._connections.connect() as db:
                for table in ("response", "chain", "tally", "act"):
                    db.execute(f"select count(*) from {table}")  # noqa: S608
        except psycopg.Error as error:
            return [f"PostgreSQL {error.sqlstate or type(error).__name__}"]
        return []


def _changes(db: Connection) -> tuple[str, ...]:
    rows = db.execute("select name from schema_change order by name")
    return tuple(name for (name,) in rows)
