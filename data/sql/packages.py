"""Packages of other offices: trusted keys, what was taken, and the taking of one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import Any

from data.erasure_list import ErasureList
from data.sql import catalogue, erasures
from data.sql.database import Database, Db
from data.sql.erasures import Destroyed
from data.sql.held import HeldTallies
from data.sql.log import SqlLog
from data.sql.responses import Seal
from data.sql.taking import Taking
from data.store import Entry
from surveys.act import Act
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.package import (
    HeldPackage,
    Package,
    Received,
    Reception,
    TrustedKey,
    place_of,
    refuse_not_gathering,
)
from surveys.round import Round

MOST_TRACES = 1000
"""Answers looked for one by one in the file after they were destroyed; of more it is written anew."""


class _Undone(Exception):
    """What a dry run would have done."""

    def __init__(self, received: Received) -> None:
        super().__init__()
        self.received = received


class SqlPackages:
    """`data.packages.Packages` in SQL."""

    def __init__(
        self,
        connections: Database,
        sealing: tuple[Callable[[], int], bytes],
        log: SqlLog,
        held: HeldTallies,
    ) -> None:
        self._connections = connections
        self._chain, self._key = sealing
        self._log = log
        self._held = held
        self._list = ErasureList(connections.beside.with_name(f"{connections.beside.name}.erased"))

    def trusted(self) -> Sequence[TrustedKey]:
        with self._connections.reading() as db:
            return _keys(db)

    def trust(self, key: TrustedKey, act: Act) -> TrustedKey:
        with self._connections.writing() as db:
            for one in _keys(db):
                if one.until is None and (key.unit == one.unit or key.key == one.key):
                    raise SurveyError(Code.KEY_TRUSTED, unit=one.unit, name=one.name)
            self._log.append(db, act)
            made = replace(key, number=len(_keys(db)) + 1)
            db.execute(
                "insert into trusted_key (number, key, unit, name, since) values (?, ?, ?, ?, ?)",
                (made.number, key.key, key.unit, key.name, key.since.isoformat()),
            )
            return made

    def revoke(self, key: str, day: date, act: Act) -> TrustedKey:
        with self._connections.writing() as db:
            for one in _keys(db):
                if one.until is None and one.key == key:
                    self._log.append(db, act)
                    db.execute(
                        "update trusted_key set until = ? where number = ?",
                        (day.isoformat(), one.number),
                    )
                    return replace(one, until=day)
            raise SurveyError(Code.UNKNOWN_KEY, public=key[:16])

    def held(self, round: str | None = None) -> Sequence[HeldPackage]:
        with self._connections.reading() as db:
            return _held(db, round)

    def take(
        self,
        package: Package,
        arriving: Iterable[Entry | bytes],
        was: Round,
        act: Act,
        *,
        dry: bool = False,
    ) -> Received:
        done = Destroyed((), ())
        try:
            with self._connections.writing(then=self._held.forget) as db:
                held = _admitted(db, package, was)
                before = [one for one in held if one.package.series == package.series]
                beside = [one for one in held if one.package.series != package.series]
                current = next((one for one in before if one.current), None)
                found = place_of(package, current)
                others = sum(one.current for one in beside)
                if found is not Reception.TAKEN:
                    return Received(found, beside=others)
                number = _add(db, package, act)
                seal = Seal(self._chain(), self._key)
                taking = Taking(db, seal, was, number, _numbers(before), _numbers(beside))
                received, done = taking.take(arriving)
                received = replace(received, beside=others)
                _count(db, number, received)
                if dry:
                    raise _Undone(received)
                self._log.append(db, _told(act, received))
                self._write_down(db, done)
        except _Undone as undone:
            return undone.received
        if done.hashes or done.traces:
            self._connections.forget(done.traces if len(done.traces) <= MOST_TRACES else None)
        return received

    def _write_down(self, db: Db, done: Destroyed) -> None:
        """What is destroyed is on the list of erasures before the transaction ends."""
        if done.hashes or done.traces:
            self._connections.leave_traces(db)
        if done.hashes:
            try:
                erasures.save_position(db, self._list.append(done.hashes))
            except OSError as wrong:
                raise SurveyError(Code.NOT_ERASED, why=str(wrong)) from wrong


def _admitted(db: Db, package: Package, was: Round) -> list[HeldPackage]:
    """The packages held of the office; raises SurveyError where none may be taken now."""
    if was not in catalogue.read_rounds(db):
        raise SurveyError(Code.ROUND_MOVED, round=was.id)
    refuse_not_gathering(was)
    tree = catalogue.read_tree(db, was.id)
    rows = db.execute(
        "select distinct unit from exclusion where round = ? and back_by is null", (was.id,)
    )
    for (unit,) in rows:
        if package.unit in (one.code for one in tree.path(unit)):
            raise SurveyError(Code.PACKAGE_EXCLUDED, round=was.id, unit=unit)
    return [one for one in _held(db, was.id) if one.package.unit == package.unit]


def _numbers(packages: Sequence[HeldPackage]) -> frozenset[int]:
    return frozenset(one.number for one in packages)


def _add(db: Db, package: Package, act: Act) -> int:
    (number,) = db.execute("select coalesce(max(number), 0) + 1 from package").fetchone()
    db.execute(
        "insert into package (number, round, unit, origin, begun, edition, acts, sha256, manifest, key,"
        " version, on_day, by_name, responses, counted, erased)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
        (number, *astuple(package), day_of(act.at).isoformat(), act.actor),
    )
    return int(number)


def _count(db: Db, number: int, received: Received) -> None:
    responses = received.new + received.same + received.changed + received.barred
    db.execute(
        "update package set responses = ?, counted = ?, erased = ? where number = ?",
        (responses, received.counted, received.destroyed, number),
    )


def _told(act: Act, received: Received) -> Act:
    """The act, with what the package did."""
    names = ("new", "changed", "gone", "destroyed")
    return replace(act, details={**act.details, **{one: getattr(received, one) for one in names}})


def _keys(db: Db) -> list[TrustedKey]:
    rows = db.execute("select number, key, unit, name, since, until from trusted_key order by 1")
    return [
        TrustedKey(
            number, key, unit, name, date.fromisoformat(since), until and date.fromisoformat(until)
        )
        for number, key, unit, name, since, until in rows
    ]


def _held(db: Db, round: str | None) -> list[HeldPackage]:
    rows = db.execute(
        "select number, round, unit, origin, begun, edition, acts, sha256, manifest, key, version,"
        " on_day, by_name, responses, counted, erased from package"
        " where cast(? as text) is null or round = ? order by number",
        (round, round),
    ).fetchall()
    last = {tuple(row[1:5]): row[0] for row in rows}
    return [_held_one(row, last) for row in rows]


def _held_one(row: tuple[Any, ...], last: dict[tuple[Any, ...], int]) -> HeldPackage:
    number, *said, day, by, responses, counted, erased = row
    package = Package(*said)
    current = last[package.series] == number
    return HeldPackage(
        number, package, date.fromisoformat(day), by, responses, counted, erased, current
    )
