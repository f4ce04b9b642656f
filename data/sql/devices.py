"""Paired devices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.dates import day_of
from surveys.device import Beat, Device, Offer

_SELECT = (
    "select number, name, unit, field, code, paired, retired, heir, forget, seen, waiting, battery,"
    " clock, version, refused, last_refused from device"
)


class SqlDevices:
    """`data.devices.Devices` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def offer(self, digest: bytes, offer: Offer, act: Act) -> None:
        with self._connections.writing() as db:
            self._log.append(db, act)
            db.execute("delete from pairing where until <= ?", (_text(act.at),))
            db.execute(
                "insert into pairing (digest, name, unit, field, until) values (?, ?, ?, ?, ?)",
                (digest, offer.name, offer.unit, offer.field, _text(offer.until)),
            )

    def pair(
        self,
        pairing: bytes,
        device: bytes,
        code: str,
        act: Act,
        former: tuple[bytes, Act] | None = None,
    ) -> Device | None:
        with self._connections.writing() as db:
            found = db.execute(
                "delete from pairing where digest = ? and until > ? returning name, unit, field",
                (pairing, _text(act.at)),
            ).fetchone()
            if found is None:
                return None
            name, unit, field = found
            made = Device(_next_number(db), name, unit, field, code, day_of(act.at))
            self._log.append(db, replace(act, object=made.number, details={"unit": unit}))
            db.execute(
                "insert into device (number, name, unit, field, code, digest, paired)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                (made.number, name, unit, field, code, device, made.paired.isoformat()),
            )
            if former is not None:
                self._inherit(db, made, *former)
            return made

    def _inherit(self, db: Db, heir: Device, former: bytes, act: Act) -> None:
        """The device that the tablet was ends, and hands on what it still has to send."""
        row = db.execute(f"{_SELECT} where digest = ? or former = ?", (former, former)).fetchone()
        if row is None:
            return
        before = _device(row).number
        self._log.append(db, replace(act, object=heir.number, details={"before": before}))
        db.execute("update device set heir = ? where ? in (number, heir)", (heir.number, before))
        _retire(db, before, heir.paired)

    def find(self, digest: bytes) -> Device | None:
        with self._connections.reading() as db:
            row = db.execute(f"{_SELECT} where digest = ?", (digest,)).fetchone()
            return _device(row) if row else None

    def by_code(self, code: str) -> Device | None:
        with self._connections.reading() as db:
            row = db.execute(f"{_SELECT} where code = ?", (code,)).fetchone()
            return _device(row) if row else None

    def all(self) -> Sequence[Device]:
        with self._connections.reading() as db:
            rows = db.execute(f"{_SELECT} order by retired is not null, number desc")
            return [_device(row) for row in rows]

    def rename(self, number: str, name: str, act: Act) -> bool:
        with self._connections.writing() as db:
            done = db.execute(
                "update device set name = ? where number = ? and retired is null", (name, number)
            ).rowcount
            if done:
                self._log.append(db, act)
            return bool(done)

    def retire(self, number: str, act: Act) -> bool:
        with self._connections.writing() as db:
            done = _retire(db, number, day_of(act.at))
            if done:
                self._log.append(db, act)
            return done

    def beat(self, digest: bytes, beat: Beat) -> bool:
        with self._connections.writing() as db:
            said = (beat.waiting, beat.battery, beat.offset, beat.version)
            refused = (beat.refused, beat.last_refused)
            done = db.execute(
                "update device set seen = ?, waiting = ?, battery = ?, clock = ?, version = ?,"
                " refused = ?, last_refused = ? where digest = ?",
                (_text(beat.at), *said, *refused, digest),
            ).rowcount
            return bool(done)

    def forget(self, number: str, act: Act) -> bool:
        with self._connections.writing() as db:
            done = db.execute(
                "update device set forget = last_refused where number = ? and retired is null",
                (number,),
            ).rowcount
            if done:
                self._log.append(db, act)
            return bool(done)


def _retire(db: Db, number: str, day: date) -> bool:
    done = db.execute(
        "update device set retired = ?, former = digest, digest = null"
        " where number = ? and retired is null",
        (day.isoformat(), number),
    )
    return bool(done.rowcount)


def _next_number(db: Db) -> str:
    (last,) = db.execute("select max(cast(substr(number, 4) as integer)) from device").fetchone()
    return f"TB-{(last or 0) + 1:04d}"


def _device(row: tuple[Any, ...]) -> Device:
    number, name, unit, field, code, paired, retired, heir, forget, seen, *said = row
    return Device(
        number=number,
        name=name,
        unit=unit,
        field=field,
        code=code,
        paired=date.fromisoformat(paired),
        retired=date.fromisoformat(retired) if retired else None,
        beat=Beat(datetime.fromisoformat(seen), *said) if seen else None,
        heir=heir,
        forget=forget or 0,
    )


def _text(moment: datetime) -> str:
    """Always of the same length, so that texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
