"""A database to be proved: this installation's own, or a file from anywhere."""

from collections.abc import Iterator, Mapping

from data.seals import Manifest
from data.sql import anchors, chains, erasures, sealing, standings
from data.sql.database import Db
from data.sql.log import log_key
from surveys.fault import Fault
from surveys.recount import Recount
from surveys.sealed import Follower
from surveys.standing import REPLACED


class InspectedDatabase:
    """`data.seals.Inspected` on a connection that only reads."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def states(self) -> Mapping[str, str]:
        return dict(self._db.execute("select id, state from round").fetchall())

    def manifests(self, round: str | None) -> list[Manifest]:
        return sealing.manifests(self._db, round)

    def leaves_of(self, round: str, ends: Mapping[int, int]) -> list[tuple[bytes, str]]:
        return sealing.leaves_of(self._db, round, ends)

    def recount(self, round: str, ends: Mapping[int, int]) -> Recount:
        return sealing.recount(self._db, round, ends)

    def misplaced(self, round: str | None) -> Iterator[Fault]:
        yield from standings.faults(self._db, round)

    def unsaid(self, round: str | None) -> int:
        return standings.unsaid(self._db, round)

    def follow(self, follower: Follower, key: bytes | None) -> list[Fault]:
        chains.follow(self._db, follower)
        chains.follow_log(self._db, follower, log_key(key) if key else None)
        found = [*anchors.faults(self._db)]
        return found + ([*erasures.faults(self._db, key)] if key else [])

    def sealed_after(self, ends: Mapping[int, int]) -> int:
        return anchors.sealed_after(self._db, ends)

    def erased(self, round: str | None) -> int:
        row = self._db.execute(
            "select count(*) from erased where (cast(? as text) is null or round = ?)"
            " and standing <> ?",
            (round, round, REPLACED),
        ).fetchone()
        return int(row[0])
