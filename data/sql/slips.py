"""Single-use links: used once each, in the transaction of their answer."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from data.slips import HandedOut, Use
from data.sql.database import Database, Db
from data.sql.log import SqlLog
from data.store import Entry, Outcome
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.slip import MOST_ANSWERS

_VOID = 0


class SqlSlips:
    """`data.slips.Slips` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def use(self, hash: bytes) -> Use:
        with self._connections.reading() as db:
            answers = _answers(db, hash)
        if answers is None:
            return Use.FRESH
        return Use.VOIDED if answers == _VOID else Use.USED

    def make(self, round: str, made: HandedOut, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            _count(db, round, made)

    def void(self, hash: bytes, round: str, unit: str, day: date, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            answers = _answers(db, hash)
            if answers is not None:
                raise SurveyError(Code.SLIP_USED if answers else Code.SLIP_VOIDED)
            db.execute("insert into spent_slip (hash, answers) values (?, ?)", (hash, _VOID))
            _count(db, round, HandedOut(unit, day, "", "", made=0, voided=1))

    def handed_out(self, round: str) -> Sequence[HandedOut]:
        with self._connections.reading() as db:
            rows = db.execute(
                "select unit, day, field, given, made, voided from slip_count where round = ?"
                " order by unit, day, field, given",
                (round,),
            )
            return [
                HandedOut(unit, date.fromisoformat(day), *others) for unit, day, *others in rows
            ]


def claim(db: Db, entries: Sequence[Entry]) -> tuple[set[UUID], dict[UUID, Outcome]]:
    """Uses up the slips of answers that are new: which of them are doubles, and which are refused.

    Only the first answer of a slip is none. A known id uses nothing up: it is the same answer again.
    """
    doubles: set[UUID] = set()
    refused: dict[UUID, Outcome] = {}
    seen: set[UUID] = set()
    for entry in entries:
        id = entry.response.id
        if not entry.slip or id in seen or _is_known(db, id):
            seen.add(id)
            continue
        seen.add(id)
        answers = _answers(db, entry.slip)
        if answers == _VOID:
            refused[id] = Outcome.SLIP_VOIDED
        elif answers is not None and answers >= MOST_ANSWERS:
            refused[id] = Outcome.SLIP_USED
        else:
            _use_up(db, entry.slip)
            if answers:
                doubles.add(id)
    return doubles, refused


def _use_up(db: Db, hash: bytes) -> None:
    db.execute(
        "insert into spent_slip (hash, answers) values (?, 1)"
        " on conflict (hash) do update set answers = spent_slip.answers + 1",
        (hash,),
    )


def _answers(db: Db, hash: bytes) -> int | None:
    """How many answers came on a slip; None when it is fresh."""
    row = db.execute("select answers from spent_slip where hash = ?", (hash,)).fetchone()
    return int(row[0]) if row else None


def _is_known(db: Db, id: UUID) -> bool:
    row = db.execute("select 1 from response where id = ?", (id.bytes,)).fetchone()
    return row is not None


def _count(db: Db, round: str, made: HandedOut) -> None:
    db.execute(
        "insert into slip_count (round, unit, day, field, given, made, voided)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict (round, unit, day, field, given) do update"
        " set made = slip_count.made + excluded.made,"
        " voided = slip_count.voided + excluded.voided",
        (
            round,
            made.unit,
            made.day.isoformat(),
            made.field,
            made.given,
            made.made,
            made.voided,
        ),
    )
