"""Databases and exports that come from anywhere: read with distrust, and never written to.

Whoever hands in such a file may have made it to harm: a database with views in place of tables, an
export that unpacks for ever. What is not as it must be raises Unreadable, with a reason.
"""

import gzip
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from data import migrations
from data.sql.inspected import InspectedDatabase
from data.sqlite.connection import Connection

LONGEST_LINE = 4 << 20
MOST_RATIO = 200
"""Bytes unpacked for each packed one: exports need about six."""

_SOME = 64 << 20


class Unreadable(Exception):
    """The file is not what it must be; the text says why, in the words of whoever found it."""


@contextmanager
def database(path: Path) -> Iterator[InspectedDatabase]:
    """The database at `path`, together with the write-ahead log beside it. Raises Unreadable."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with closing(_opened(path, Path(folder))) as db:
                _refuse_strange(db)
                yield InspectedDatabase(db)
        except (sqlite3.Error, TypeError, ValueError, OSError, OverflowError) as wrong:
            raise Unreadable(str(wrong)[:200]) from wrong


def _opened(path: Path, folder: Path) -> Connection:
    """The file itself when nothing is in its log; else a copy of both, as reading would write."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        shutil.copyfile(log, folder / "copy-wal")
        path = Path(shutil.copyfile(path, folder / "copy"))
        db = sqlite3.connect(path, isolation_level=None, factory=Connection)
    else:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        db = sqlite3.connect(address, uri=True, isolation_level=None, factory=Connection)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _SOME)
    db.execute("pragma cell_size_check = on")
    db.execute("pragma query_only = on")
    return db


_COLUMNS = {
    "response": {"id": "blob", "record": "text", "salt": "blob", "standing": "text"},
    "chain": {"chain": "integer", "link": "integer", "value": "blob", "leaves": "blob"},
    "erased": {"hash": "blob", "leaf": "blob", "round": "text", "seal": "blob"},
    "act": {"number": "integer", "record": "text", "value": "blob"},
    "manifest": {"round": "text", "edition": "integer", "text": "text", "signature": "blob"},
    "anchor": {"number": "integer", "day": "text", "chain": "integer", "head": "blob"},
}


def _refuse_strange(db: sqlite3.Connection) -> None:
    """Passes when the tables are ours: strict ones, whose values have the types that they say."""
    names = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    if "_sqlite_migrations" not in names:
        raise Unreadable("không phải cơ sở dữ liệu của chương trình này / not a database of ours")
    seen = {
        name
        for (name,) in db.execute(
            "select name from _sqlite_migrations where migration_set = 'hailong'"
        )
    }
    known = {module.__name__.rpartition(".")[2] for module in migrations.ORDER}
    if seen != known:
        odd = ", ".join(sorted(str(one)[:40] for one in seen ^ known))
        raise Unreadable(f"phiên bản khác / another version ({odd})")
    strict = {
        name
        for _, name, _, _, _, is_strict in db.execute("pragma table_list")
        if is_strict and name in names
    }
    for table, columns in _COLUMNS.items():
        rows = db.execute("select name, lower(type) from pragma_table_info(?)", (table,))
        found = dict(rows.fetchall())
        if table not in strict or any(found.get(name) != type for name, type in columns.items()):
            raise Unreadable(f"bảng lạ / strange table: {table}")


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a packed file, within bounds. Raises Unreadable."""
    most = max(path.stat().st_size * MOST_RATIO, _SOME)
    total = 0
    try:
        with gzip.open(path, "rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                total += len(line)
                if len(line) > LONGEST_LINE or total > most:
                    raise Unreadable("quá lớn / too large")
                yield line
    except (OSError, EOFError, zlib.error) as wrong:
        raise Unreadable(str(wrong)[:200]) from wrong
