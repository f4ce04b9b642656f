"""Care of a SQLite file: a copy while it is in use, its facts, and whether it is well."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from data.sql import facts
from data.sqlite.connection import Connection, Connections, refuse_newer, refusing
from data.upkeep import Behind, Facts, Opening, Unusable
from data.workspace import sweep
from surveys.errors import Code, SurveyError

PROBE_SECONDS = 2.0


class SqliteUpkeep:
    """`data.upkeep.Upkeep` on SQLite."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def path(self) -> Path:
        return self._connections.path

    @property
    def opening(self) -> Opening:
        return self._connections.opening

    def probe(self, *, write: bool) -> None:
        self._connections.refuse_replaced()
        with refusing(), closing(self._connections.connect(PROBE_SECONDS)) as db:
            db.execute("begin immediate")
            db.execute("select count(*) from round").fetchone()
            if write:
                # A number that nobody uses: the first page of the file is written, and nothing changes.
                db.execute("pragma application_id = 0")
            db.execute("commit")

    @property
    def has_replica(self) -> bool:
        return False

    @contextmanager
    def at_replica(self, seconds: float) -> Iterator[None]:
        yield from ()
        raise SurveyError(Code.STORAGE, why=Unusable.NONE)

    @property
    def reads_from(self) -> object:
        return None

    def replica_behind(self) -> Behind:
        raise SurveyError(Code.STORAGE, why=Unusable.NONE)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.path.parent).free

    def bytes(self) -> int:
        log = self.path.with_name(f"{self.path.name}-wal")
        return sum(one.stat().st_size for one in (self.path, log) if one.exists())

    def sweep(self) -> int:
        with refusing():
            return sweep(self.path)

    def copy(self, path: Path) -> None:
        # VACUUM INTO reads one moment and blocks no writer; unlike the backup API it reads every row,
        # starts over never, and takes along nothing that has been deleted.
        self._connections.refuse_replaced()
        with refusing(), closing(self._connections.connect()) as db:
            path.touch(mode=0o600, exist_ok=False)
            db.execute("vacuum into ?", (str(path),))

    def facts(self) -> Facts:
        with self._connections.reading() as db:
            return read_facts(db)

    def link(self, chain: str, number: int) -> str | None:
        with self._connections.reading() as db:
            return facts.link(db, chain, number)

    def last_days(self, round: str, units: Sequence[str]) -> Mapping[str, date]:
        with self._connections.reading() as db:
            return facts.last_days(db, round, units)

    def damage(self) -> Sequence[str]:
        with closing(self._connections.connect()) as db:
            try:
                return _faults(db.execute("pragma quick_check"))
            except sqlite3.DatabaseError as error:  # too broken to be looked at
                return [str(error)]


def facts_of(path: Path) -> Facts:
    """Facts of a file that nobody uses, after SQLite's full check.

    Raises SurveyError STORAGE when it is damaged or no database, NEWER_DATABASE when a newer version
    of the program made it.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    with refusing(), closing(sqlite3.connect(address, uri=True, factory=Connection)) as db:
        refuse_newer(db, path)
        if found := _faults(db.execute("pragma integrity_check")):
            raise sqlite3.DatabaseError(found[0])
        return read_facts(db)


def _faults(rows: Iterable[tuple[str]]) -> list[str]:
    """The lines of a check that are not its `ok`."""
    return [line for (line,) in rows if line != "ok"]


def read_facts(db: Connection) -> Facts:
    """Facts of a database of any version of the schema up to this one's."""
    tables = {name for (name,) in db.execute("select name from sqlite_master")}
    changes = db.execute("select name from _sqlite_migrations order by name")
    return facts.read(db, tuple(name for (name,) in changes), log="act" in tables)
