"""Published editions in SQLite."""

from collections.abc import Sequence
from datetime import date

from data.sqlite import catalogue
from data.sqlite.connection import Connections
from data.sqlite.log import SqliteLog
from surveys.act import Act
from surveys.dates import day_of
from surveys.edition import Edition
from surveys.round import Round


class SqliteEditions:
    """`data.editions.Editions` on SQLite."""

    def __init__(self, connections: Connections, log: SqliteLog) -> None:
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
                " where ? is null or round = ? order by round, number",
                (round, round),
            )
            return [
                Edition(id, number, date.fromisoformat(day), text, reason)
                for id, number, day, text, reason in rows
            ]
