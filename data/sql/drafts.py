"""Forms that were typed in and are not handed in yet."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from data.drafts import SETTLED
from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.entry import Batch, Draft
from surveys.errors import Code, SurveyError
from surveys.link import Channel

_SELECT = (
    "select number, round, unit, channel, field, notice, language, passes, begun, sent, closed"
    " from entry_batch"
)


class SqlDrafts:
    """`data.drafts.Drafts` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def begin(self, batch: Batch, act: Act) -> Batch:
        with self._connections.writing() as db:
            self._log.append(db, act)
            (number,) = db.execute(
                "insert into entry_batch (round, unit, channel, field, notice, language, passes,"
                " begun, sent, closed) values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0) returning number",
                (
                    *(batch.round, batch.unit, batch.channel, batch.field, batch.notice),
                    *(batch.language, batch.passes, batch.begun.isoformat()),
                ),
            ).fetchone()
            return replace(batch, number=number)

    def batches(self, round: str) -> Sequence[Batch]:
        with self._connections.reading() as db:
            rows = db.execute(f"{_SELECT} where round = ? order by number", (round,))
            return [_batch(row) for row in rows]

    def batch(self, number: int) -> Batch:
        with self._connections.reading() as db:
            return _find(db, number)

    def keep(self, number: int, typed: int, draft: Draft) -> int:
        with self._connections.writing() as db:
            if _find(db, number).closed:
                raise SurveyError(Code.BATCH_CLOSED)
            taken = db.execute(
                "select 1 from entry_draft where batch = ? and typed = ? and form = ? and id <> ?",
                (number, typed, draft.form, draft.id.bytes),
            ).fetchone()
            if taken:
                raise SurveyError(Code.FORM_TYPED, form=draft.form)
            db.execute(
                "delete from entry_draft where batch = ? and typed = ? and id = ?",
                (number, typed, draft.id.bytes),
            )
            _write(db, number, typed, draft)
            return _count(db, number, typed)

    def drafts(self, number: int, typed: int) -> Sequence[Draft]:
        with self._connections.reading() as db:
            return _drafts(db, number, typed)

    def count_sent(self, number: int) -> int:
        with self._connections.writing() as db:
            row = db.execute(
                "update entry_batch set sent = sent + 1 where number = ? returning sent", (number,)
            ).fetchone()
            if row is None:
                raise SurveyError(Code.UNKNOWN_BATCH)
            return int(row[0])

    def close(self, number: int, seen: Sequence[Sequence[Draft]], settled: Sequence[Draft]) -> None:
        with self._connections.writing() as db:
            batch = _find(db, number)
            now = [list(_drafts(db, number, typed)) for typed in range(1, batch.passes + 1)]
            if batch.closed or now != [list(drafts) for drafts in seen]:
                raise SurveyError(Code.BATCH_MOVED)
            db.execute("delete from entry_draft where batch = ?", (number,))
            for draft in settled:
                _write(db, number, SETTLED, draft)
            db.execute("update entry_batch set closed = 1 where number = ?", (number,))

    def settle(self, number: int, act: Act) -> None:
        with self._connections.writing() as db:
            _find(db, number)
            self._log.append(db, act)
            forget(db, [number])
        # Its answers are responses now: to write the whole file anew would make citizens wait for nothing.
        self._connections.empty_log()


def forget(db: Db, numbers: Sequence[int]) -> None:
    """Deletes batches with their forms."""
    for number in numbers:
        db.execute("delete from entry_draft where batch = ?", (number,))
        db.execute("delete from entry_batch where number = ?", (number,))


def _write(db: Db, number: int, typed: int, draft: Draft) -> None:
    content = json.dumps(
        {"ticked": draft.ticked, "day": draft.day.isoformat(), "answers": dict(draft.answers)},
        ensure_ascii=False,
    )
    db.execute(
        "insert into entry_draft (batch, typed, form, id, content) values (?, ?, ?, ?, ?)",
        (number, typed, draft.form, draft.id.bytes, content),
    )


def _drafts(db: Db, number: int, typed: int) -> list[Draft]:
    rows = db.execute(
        "select form, id, content from entry_draft where batch = ? and typed = ? order by form",
        (number, typed),
    )
    return [_draft(*row) for row in rows]


def _draft(form: int, id: bytes, content: str) -> Draft:
    table = json.loads(content)
    day = date.fromisoformat(table["day"])
    return Draft(UUID(bytes=id), form, table["ticked"], day, table["answers"])


def _count(db: Db, number: int, typed: int) -> int:
    (forms,) = db.execute(
        "select count(*) from entry_draft where batch = ? and typed = ?", (number, typed)
    ).fetchone()
    return int(forms)


def _find(db: Db, number: int) -> Batch:
    row = db.execute(f"{_SELECT} where number = ?", (number,)).fetchone()
    if row is None:
        raise SurveyError(Code.UNKNOWN_BATCH)
    return _batch(row)


def _batch(row: tuple[Any, ...]) -> Batch:
    number, round, unit, channel, field, notice, language, passes, begun, sent, closed = row
    return Batch(
        round=round,
        unit=unit,
        channel=Channel(channel),
        notice=notice,
        language=language,
        begun=date.fromisoformat(begun),
        field=field,
        passes=passes,
        number=number,
        sent=sent,
        closed=bool(closed),
    )
