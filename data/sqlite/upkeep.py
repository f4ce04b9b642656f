"""Care of a SQLite file: a copy while it is in use, its facts, and whether it is well."""

import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from data.sqlite.connection import Connections, refuse_newer, refusing
from data.upkeep import Facts, Opening
from data.workspace import sweep
from surveys.chain import START
from surveys.tally import ALL, DAY

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
            if chain == "log":
                sql, given = "select value from act where number = ?", [number]
            else:
                sql = "select value from chain where chain = ? and link = ?"
                given = [chain, number]  # type: ignore[list-item]
            row = db.execute(sql, given).fetchone()
            return row[0].hex() if row else None

    def last_days(self, round: str, units: Sequence[str]) -> Mapping[str, date]:
        found = {}
        with self._connections.reading() as db:
            for unit in units:
                (day,) = db.execute(
                    "select max(value) from tally where round = ? and unit = ? and dimension = ?",
                    (round, unit, DAY),
                ).fetchone()
                if day is not None:
                    found[unit] = date.fromisoformat(day)
        return found

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
    with refusing(), closing(sqlite3.connect(address, uri=True)) as db:
        refuse_newer(db, path)
        if found := _faults(db.execute("pragma integrity_check")):
            raise sqlite3.DatabaseError(found[0])
        return read_facts(db)


def _faults(rows: Iterable[tuple[str]]) -> list[str]:
    """The lines of a check that are not its `ok`."""
    return [line for (line,) in rows if line != "ok"]


def read_facts(db: sqlite3.Connection) -> Facts:
    """Facts of a database of any version of the schema up to this one's."""
    tables = {name for (name,) in db.execute("select name from sqlite_master")}
    acts = (0, START)
    if "act" in tables:
        last = db.execute("select number, value from act order by number desc limit 1").fetchone()
        acts = last or acts
    rows = db.execute("select chain, max(link), value from chain group by chain")
    return Facts(
        responses=dict(db.execute("select round, count(*) from response group by round")),
        tallied=dict(
            db.execute(
                "select round, sum(responses) from tally where dimension = ? group by round", (ALL,)
            )
        ),
        heads={str(chain): (link, value.hex()) for chain, link, value in rows},
        acts=(acts[0], acts[1].hex()),
        changes=tuple(
            name for (name,) in db.execute("select name from _sqlite_migrations order by name")
        ),
    )
