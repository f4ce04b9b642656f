"""The store in PostgreSQL, for a province or the country: any number of processes."""

from pathlib import Path

from data.postgres.connection import Connections
from data.postgres.upkeep import PostgresUpkeep
from data.sql.log import SqlLog
from data.sql.store import SqlStore
from surveys.errors import Code, SurveyError


class PostgresStore(SqlStore):
    """`data.store.Store` on the PostgreSQL database at `url`; `beside` names its files on this machine.

    Raises SurveyError OTHER_KEY where other processes have sealed what is in it with another key.
    """

    def __init__(self, url: str, key: bytes, beside: Path, replica: str = "") -> None:
        connections = Connections(url, beside, replica)
        try:
            upkeep = PostgresUpkeep(connections)
            if not SqlLog(connections, key).is_ours():
                raise SurveyError(Code.OTHER_KEY)
            super().__init__(connections, upkeep, key, lambda: connections.chain)
        except BaseException:
            connections.close()
            raise
