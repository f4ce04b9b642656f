"""The store in one SQLite file, for an office with one PC."""

from data.sql.store import SqlStore
from data.sqlite.connection import Connections
from data.sqlite.upkeep import SqliteUpkeep


class SqliteStore(SqlStore):
    """`data.store.Store` on SQLite. `path` is the file; it and its folder are made when missing."""

    def __init__(self, path: str, key: bytes, chain: int = 1) -> None:
        connections = Connections(path)
        super().__init__(connections, SqliteUpkeep(connections), key, lambda: chain)
