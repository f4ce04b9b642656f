"""The register of breaches."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.breach import Account, Breach, Kind
from surveys.dates import day_of
from surveys.errors import Code, SurveyError


class SqlBreaches:
    """`data.breaches.Breaches` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def add(self, breach: Breach, act: Act) -> Breach:
        with self._connections.writing() as db:
            made = replace(breach, number=_next_number(db, day_of(breach.found).year))
            self._log.append(db, replace(act, object=made.number))
            db.execute(
                "insert into breach (kind, found, due, what, data, people, measures, told, told_to,"
                " closed, conclusion, handled_by, number)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _row(made),
            )
            return made

    def change(self, breach: Breach, was: Breach, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            if was not in _all(db):
                raise SurveyError(Code.BREACH_MOVED, number=was.number)
            db.execute(
                "update breach set kind = ?, found = ?, due = ?, what = ?, data = ?, people = ?,"
                " measures = ?, told = ?, told_to = ?, closed = ?, conclusion = ?, handled_by = ?"
                " where number = ?",
                _row(breach),
            )

    def all(self) -> Sequence[Breach]:
        with self._connections.reading() as db:
            return _all(db)


def _all(db: Db) -> list[Breach]:
    rows = db.execute(
        "select number, kind, found, due, what, data, people, measures, told, told_to, closed,"
        " conclusion, handled_by from breach order by number desc"
    )
    return [_breach(row) for row in rows]


def _next_number(db: Db, year: int) -> str:
    (last,) = db.execute(
        "select max(number) from breach where number like ?", (f"SC-{year}-%",)
    ).fetchone()
    return f"SC-{year}-{int(last[-4:]) + 1 if last else 1:04d}"


def _row(one: Breach) -> tuple[object, ...]:
    """The values of a line, its number last."""
    known = one.account
    return (
        *(one.kind, one.found.isoformat(), one.due.isoformat()),
        *(known.what, known.data, known.people, known.measures),
        *(one.told.isoformat() if one.told else None, one.told_to),
        *(one.closed.isoformat() if one.closed else None, one.conclusion),
        *(one.handled_by, one.number),
    )


def _breach(row: tuple[Any, ...]) -> Breach:
    number, kind, found, due, what, data, people, measures, *rest = row
    told, told_to, closed, conclusion, by = rest
    return Breach(
        number=number,
        kind=Kind(kind),
        found=datetime.fromisoformat(found),
        due=datetime.fromisoformat(due),
        account=Account(what, data, people, measures),
        told=datetime.fromisoformat(told) if told else None,
        told_to=told_to,
        closed=date.fromisoformat(closed) if closed else None,
        conclusion=conclusion,
        handled_by=by,
    )
