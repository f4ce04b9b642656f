"""Notices that were shown, and months of retention."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from data.notices import Kept
from data.sql.database import Database
from data.sql.log import SqlLog
from surveys.act import Act


class SqlNotices:
    """`data.notices.Notices` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def keep(self, round: str, hash: str, record: str, months: int, act: Act) -> bool:
        with self._connections.writing() as db:
            added = db.execute(
                "insert into notice (round, hash, since, record) values (?, ?, ?, ?)"
                " on conflict (round, hash) do nothing",
                (round, hash, act.at.isoformat(timespec="seconds"), record),
            )
            if added.rowcount != 1:
                return False
            db.execute(
                "insert into retention (round, months) values (?, ?) on conflict (round) do nothing",
                (round, months),
            )
            self._log.append(db, act)
            return True

    def hashes(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        with self._connections.reading() as db:
            for round, hash in db.execute("select round, hash from notice order by number"):
                found[round] = (*found.get(round, ()), hash)
        return found

    def record(self, hash: str) -> str | None:
        with self._connections.reading() as db:
            row = db.execute("select record from notice where hash = ?", (hash,)).fetchone()
        return row[0] if row else None

    def all(self) -> Sequence[Kept]:
        found: dict[str, Kept] = {}
        with self._connections.reading() as db:
            for hash, record, since, round in db.execute(
                "select hash, record, since, round from notice order by number"
            ):
                first = found.get(hash) or Kept(hash, record, datetime.fromisoformat(since), ())
                found[hash] = replace(first, rounds=(*first.rounds, round))
        return list(found.values())[::-1]

    def months(self) -> Mapping[str, int]:
        with self._connections.reading() as db:
            return dict(db.execute("select round, months from retention").fetchall())

    def set_months(self, round: str, months: int, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            db.execute(
                "insert into retention (round, months) values (?, ?)"
                " on conflict (round) do update set months = excluded.months",
                (round, months),
            )
