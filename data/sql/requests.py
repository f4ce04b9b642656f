"""The register of requests in the database, and the encrypted contacts beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data.encryption import Box
from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.privacy_request import Kind, Outcome, PrivacyRequest

PURPOSE = "contact"


class SqlRequests:
    """`data.requests.Requests` in SQL."""

    def __init__(self, connections: Database, log: SqlLog, key: bytes) -> None:
        self._connections = connections
        self._log = log
        self._box = Box(key, PURPOSE)

    def add(self, request: PrivacyRequest, contact: str, act: Act) -> PrivacyRequest:
        with self._connections.writing() as db:
            made = replace(request, number=_next_number(db, request.received.year))
            self._log.append(db, replace(act, object=made.number))
            db.execute(
                "insert into privacy_request (number, kind, received, reply_due, due, round, note,"
                " handled_by, extended) values (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                (
                    *(made.number, made.kind, made.received.isoformat()),
                    *(made.reply_due.isoformat(), made.due.isoformat()),
                    *(made.round, made.note, made.handled_by),
                ),
            )
            if contact:
                sealed = self._box.seal(contact, made.number)
                db.execute(
                    "insert into privacy_contact (request, sealed) values (?, ?)",
                    (made.number, sealed),
                )
            return made

    def change(self, request: PrivacyRequest, was: PrivacyRequest, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            if _find(db, was.number) != was:
                raise SurveyError(Code.REQUEST_MOVED, number=was.number)
            db.execute(
                "update privacy_request set due = ?, extended = ?, replied = ?, closed = ?,"
                " outcome = ?, handled_by = ? where number = ?",
                (
                    *(request.due.isoformat(), request.extended, _iso(request.replied)),
                    *(_iso(request.closed), request.outcome, request.handled_by, request.number),
                ),
            )
            traces = wipe(db, request.number) if request.closed else []
        if traces:
            self._connections.forget(traces)

    def all(self) -> Sequence[PrivacyRequest]:
        with self._connections.reading() as db:
            rows = db.execute(
                "select number, kind, received, reply_due, due, round, note, handled_by, replied,"
                " extended, closed, outcome from privacy_request order by number desc"
            )
            return [_request(row) for row in rows]

    def contact(self, number: str, act: Act) -> str:
        with self._connections.writing() as db:
            self._log.append(db, act)
            row = db.execute(
                "select sealed from privacy_contact join privacy_request on number = request"
                " where number = ? and closed is null",
                (number,),
            ).fetchone()
            return self._box.open(row[0], number) if row else ""


def wipe(db: Db, number: str) -> list[bytes]:
    """Deletes a contact; returns the bytes that must then be in no file any more."""
    rows = db.execute("select sealed from privacy_contact where request = ?", (number,)).fetchall()
    db.execute("delete from privacy_contact where request = ?", (number,))
    return [sealed for (sealed,) in rows]


def _next_number(db: Db, year: int) -> str:
    (last,) = db.execute(
        "select max(number) from privacy_request where number like ?", (f"YC-{year}-%",)
    ).fetchone()
    return f"YC-{year}-{int(last[-4:]) + 1 if last else 1:04d}"


def _find(db: Db, number: str) -> PrivacyRequest | None:
    row = db.execute(
        "select number, kind, received, reply_due, due, round, note, handled_by, replied,"
        " extended, closed, outcome from privacy_request where number = ?",
        (number,),
    ).fetchone()
    return _request(row) if row else None


def _request(row: tuple[Any, ...]) -> PrivacyRequest:
    number, kind, received, reply_due, due, round, note, by, replied, extended, closed, outcome = (
        row
    )
    return PrivacyRequest(
        number=number,
        kind=Kind(kind),
        received=date.fromisoformat(received),
        reply_due=date.fromisoformat(reply_due),
        due=date.fromisoformat(due),
        round=round,
        note=note,
        handled_by=by,
        replied=date.fromisoformat(replied) if replied else None,
        extended=bool(extended),
        closed=date.fromisoformat(closed) if closed else None,
        outcome=Outcome(outcome) if outcome else None,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
