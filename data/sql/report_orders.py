"""Reports that were ordered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.report_order import SILENT, OrderedReport, ReportOrder, Stage

_SELECT = (
    'select number, round, unit, kind, format, language, dated, "by", at, stage, done, name, size,'
    " sha256, why, beat, period, field from report_order"
)


class SqlReportOrders:
    """`data.report_orders.ReportOrders` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def add(self, order: ReportOrder, by: str, at: datetime, act: Act) -> OrderedReport:
        with self._connections.writing() as db:
            self._log.append(db, act)
            (number,) = db.execute(
                'insert into report_order (round, unit, kind, format, language, dated, "by", at,'
                " stage, done, name, size, sha256, why, period, field)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, '', '', ?, ?) returning"
                " number",
                (
                    *(order.round, order.unit, order.kind, order.format, order.language),
                    *(
                        order.dated.isoformat(),
                        by,
                        at.isoformat(),
                        Stage.WAITING,
                        order.period,
                        order.field,
                    ),
                ),
            ).fetchone()
            return _find(db, number)

    def find(self, number: int) -> OrderedReport:
        with self._connections.reading() as db:
            return _find(db, number)

    def latest(self, most: int) -> Sequence[OrderedReport]:
        with self._connections.reading() as db:
            rows = db.execute(f"{_SELECT} order by number desc limit ?", (most,))
            return [_ordered(row) for row in rows]

    def take(self, now: datetime) -> OrderedReport | None:
        with self._connections.writing() as db:
            db.execute(
                "update report_order set stage = ? where stage = ? and (beat is null or beat < ?)",
                (Stage.BROKEN, Stage.MAKING, (now - SILENT).isoformat()),
            )
            busy = db.execute("select 1 from report_order where stage = ?", (Stage.MAKING,))
            if busy.fetchone():
                return None
            row = db.execute(
                "update report_order set stage = ?, beat = ? where number ="
                " (select min(number) from report_order where stage = ?) returning number",
                (Stage.MAKING, now.isoformat(), Stage.WAITING),
            ).fetchone()
            return _find(db, row[0]) if row else None

    def beat(self, number: int, done: float, now: datetime) -> bool:
        with self._connections.writing() as db:
            row = db.execute(
                "update report_order set done = ?, beat = ? where number = ? and stage = ?"
                " returning number",
                (done, now.isoformat(), number, Stage.MAKING),
            ).fetchone()
            return row is not None

    def finish(self, number: int, name: str, size: int, sha256: str) -> bool:
        with self._connections.writing() as db:
            row = db.execute(
                "update report_order set stage = ?, done = 1, name = ?, size = ?, sha256 = ?"
                " where number = ? and stage = ? returning number",
                (Stage.DONE, name, size, sha256, number, Stage.MAKING),
            ).fetchone()
            return row is not None

    def refuse(self, number: int, why: str) -> None:
        with self._connections.writing() as db:
            db.execute(
                "update report_order set stage = ?, why = ? where number = ? and stage = ?",
                (Stage.REFUSED, why, number, Stage.MAKING),
            )

    def cancel(self, number: int, act: Act) -> None:
        with self._connections.writing() as db:
            if not _find(db, number).stage.open:
                raise SurveyError(Code.REPORT_OVER, number=number)
            self._log.append(db, act)
            db.execute(
                "update report_order set stage = ? where number = ?", (Stage.CANCELLED, number)
            )

    def forget(self, number: int) -> None:
        with self._connections.writing() as db:
            db.execute(
                "delete from report_order where number = ? and stage not in (?, ?)",
                (number, Stage.WAITING, Stage.MAKING),
            )


def _find(db: Db, number: int) -> OrderedReport:
    row = db.execute(f"{_SELECT} where number = ?", (number,)).fetchone()
    if row is None:
        raise SurveyError(Code.UNKNOWN_REPORT, number=number)
    return _ordered(row)


def _ordered(row: tuple[Any, ...]) -> OrderedReport:
    number, round, unit, kind, format, language, dated, by, at, *rest = row
    stage, done, name, size, sha256, why, beat, period, field = rest
    asked = (date.fromisoformat(dated), period, field)
    return OrderedReport(
        number=number,
        order=ReportOrder(round, unit, kind, format, language, *asked),
        by=by,
        at=datetime.fromisoformat(at),
        stage=Stage(stage),
        done=done,
        name=name,
        size=size,
        sha256=sha256,
        why=why,
        beat=datetime.fromisoformat(beat) if beat else None,
    )
