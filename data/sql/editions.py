"""Published editions."""

from collections.abc import Sequence
from datetime import date

from data.sql import catalogue
from data.sql.database import Database
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.dates import day_of
from surveys.edition import Edition
from surveys.round import Round


class SqlEditions:
    """`data.editions.Editions` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def publish(self, round: Round, was: Round, edition: Edition, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.change_round(db, round, was, day_of(act.at))
            db.execute(
                "insert into edition (round, number, published_on, text) values (?, ?, ?, ?)",
                (round.id, edition.number, edition.published_on.isoformat(), edition.text),
            )

    def correct(self, round: Round, was: Round, reason: str, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.change_round(db, round, was, day_of(act.at))
            db.execute(
                "update edition set reason = ? where round = ? and number = ?",
                (reason, was.id, was.edition),
            )

    def all(self, round: str | None = None) -> Sequence[Edition]:
        with self._connections.reading() as db:
            rows = db.execute(
                "select round, number, published_on, text, reason from edition"
                " where cast(? as text) is null or round = ? order by round, number",
                (round, round),
            )
            return [
                Edition(id, number, date.fromisoformat(day), text, reason)
                for id, number, day, text, reason in rows
            ]
