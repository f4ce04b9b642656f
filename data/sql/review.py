"""The review of flagged responses: everything that an exclusion moves, at once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from data.sql import catalogue, slices
from data.sql.database import Database, Db
from data.sql.held import HeldTallies
from data.sql.log import SqlLog
from data.sql.responses import add_apart
from surveys.act import Act
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.response import from_record
from surveys.review import Change, Choice, Exclusion, Group, Member, withdrawn
from surveys.round import Round
from surveys.standing import Standing
from surveys.tally import (
    CHANNEL,
    FIELD,
    Slice,
    SliceKey,
    Tally,
    add_response,
    counts_of,
    keys_of,
)


class SqlReview:
    """`data.review.Review` in SQL."""

    def __init__(self, connections: Database, log: SqlLog, held: HeldTallies) -> None:
        self._connections = connections
        self._log = log
        self._held = held

    def groups(self, round: str) -> Sequence[Group]:
        with self._connections.reading() as db:
            rows = db.execute(
                "select unit, day, channel, record ->> 'flags', count(*) from response"
                " where round = ? and standing = ? and record ->> 'flags' is not null"
                " group by 1, 2, 3, 4 order by 1, 2, 3, 4",
                (round, Standing.COUNTED),
            )
            return [
                Group(unit, date.fromisoformat(day), channel, tuple(orjson.loads(flags)), number)
                for unit, day, channel, flags, number in rows
            ]

    def exclusions(self, round: str) -> Sequence[Exclusion]:
        with self._connections.reading() as db:
            return _exclusions(db, round)

    def exclude(self, round: Round, choice: Choice, reason: str, least: int, act: Act) -> Exclusion:
        with self._connections.writing(then=self._held.forget) as db:
            _still(db, round)
            self._log.append(db, act)
            _refuse_mixed(db, round.id, choice)
            number = db.execute("select coalesce(max(number), 0) + 1 from exclusion").fetchone()[0]
            moved = db.execute(
                "update response set exclusion = ?, standing = ?" + _CHOSEN,  # noqa: S608
                (number, Standing.EXCLUDED, *_chosen(round.id, choice)),
            ).rowcount
            made = Exclusion(number, round.id, choice, moved, act.actor, day_of(act.at), reason)
            db.execute(
                "insert into exclusion (number, round, unit, flag, day, channel, responses, by_name,"
                " on_day, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(number, round.id, choice.unit, choice.flag, _iso(choice.day), choice.channel),
                    *(moved, made.by, made.on.isoformat(), reason),
                ),
            )
            _remake(db, round, choice.unit, number, least, sign=-1)
            return made

    def include(self, round: Round, number: int, reason: str, least: int, act: Act) -> Exclusion:
        with self._connections.writing(then=self._held.forget) as db:
            _still(db, round)
            self._log.append(db, act)
            known = {one.number: one for one in _exclusions(db, round.id)}.get(number)
            if known is None or not known.active:
                raise SurveyError(Code.UNKNOWN_EXCLUSION, number=number)
            db.execute(
                "update exclusion set back_by = ?, back_on = ?, back_reason = ? where number = ?",
                (act.actor, day_of(act.at).isoformat(), reason, number),
            )
            there = db.execute(
                "select count(*) from response where exclusion = ? and standing = ?",
                (number, Standing.EXCLUDED),
            ).fetchone()[0]
            if there != known.responses:
                raise SurveyError(Code.GROUP_CHANGED, number=number)
            _remake(db, round, known.choice.unit, number, least, sign=1)
            db.execute(
                "update response set standing = ? where exclusion = ?",
                (Standing.COUNTED, number),
            )
            return {one.number: one for one in _exclusions(db, round.id)}[number]


_CHOSEN = (
    " where round = ? and unit = ? and standing = ?"
    " and (cast(? as text) is null or day = ?) and (cast(? as text) is null or channel = ?)"
    " and record ->> 'flags' like ? escape '!'"
)


def _chosen(round: str, choice: Choice) -> tuple[object, ...]:
    """The values for _CHOSEN."""
    day = choice.day.isoformat() if choice.day else None
    places = (round, choice.unit, Standing.COUNTED)
    flag = choice.flag.replace("_", "!_")
    return (*places, day, day, choice.channel, choice.channel, f'%"{flag}"%')


def _refuse_mixed(db: Db, round: str, choice: Choice) -> None:
    """A group that was out of the figures once leaves them again as the same group or not at all.

    Otherwise the figures without the one and without the other would differ by a few people.
    Raises SurveyError GROUP_CHANGED.
    """
    before = dict(
        db.execute(
            "select exclusion, count(*) from response" + _CHOSEN + " group by exclusion",  # noqa: S608
            _chosen(round, choice),
        ).fetchall()
    )
    known = {one.number: one.responses for one in _exclusions(db, round)}
    for number, there in before.items():
        if number is not None and (len(before) > 1 or there != known[number]):
            raise SurveyError(Code.GROUP_CHANGED, number=number)


def has_exclusions(db: Db, round: str) -> bool:
    """Whether something of a round is out of the figures now."""
    rows = db.execute(
        "select 1 from exclusion where round = ? and back_by is null limit 1", (round,)
    )
    return rows.fetchone() is not None


def _still(db: Db, round: Round) -> None:
    if round not in catalogue.read_rounds(db):
        raise SurveyError(Code.ROUND_MOVED, round=round.id)


def _exclusions(db: Db, round: str) -> list[Exclusion]:
    rows = db.execute(
        "select number, round, unit, flag, day, channel, responses, by_name, on_day, reason,"
        " back_by, back_on, back_reason from exclusion where round = ? order by number",
        (round,),
    )
    return [_exclusion(row) for row in rows]


def _exclusion(row: tuple[Any, ...]) -> Exclusion:
    number, round, unit, flag, day, channel, responses, by, on, reason, *back = row
    back_by, back_on, back_reason = back
    return Exclusion(
        number,
        round,
        Choice(unit, flag, _date(day), channel),
        responses,
        by,
        date.fromisoformat(on),
        reason,
        back_by,
        _date(back_on),
        back_reason,
    )


def _remake(db: Db, round: Round, unit: str, number: int, least: int, sign: int) -> None:
    """Moves a group out of tally and figures (sign -1), or into them, for its unit and all above.

    Raises SurveyError when the rest could be told from earlier figures.
    """
    members = _members(db, round.id, unit)
    shown = slices.positions(db, round.id, unit)
    gone = {one.group for one in members if one.group is not None}
    gone -= {number} if sign > 0 else set()
    away = withdrawn(members, shown, Change(number, frozenset(gone), round.step, least))
    size = sum(one.group == number for one in members)
    before = slices.read(db, "snapshot", round.id, unit)
    slices.add(db, "tally", round.id, unit, _counted(db, number, lambda *_: True), sign)
    moved = _counted(db, number, lambda position, key: position <= shown.get(key, -1))
    signed = {key: Slice().minus(part) if sign < 0 else part for key, part in moved.items()}
    slices.move_shown(db, round.id, unit, signed, away)
    now = slices.read(db, "snapshot", round.id, unit)
    growth = {key: now.get(key, Slice()).minus(before.get(key, Slice())) for key in before | now}
    for above in catalogue.read_tree(db, round.id).path(unit):
        slices.add(db, "rollup", round.id, above.code, growth)
    slices.replaced(db, round.id)
    add_apart(db, round.id, unit, Standing.EXCLUDED, -sign * size)


def _members(db: Db, round: str, unit: str) -> list[Member]:
    rows = db.execute(
        "select rowid, channel, field, case when standing = ? then exclusion end from response"
        # What another office has excluded came without a group, and was never in figures here.
        " where round = ? and unit = ? and (standing = ? or standing = ? and exclusion is not null)"
        " order by rowid",
        (Standing.EXCLUDED, round, unit, Standing.COUNTED, Standing.EXCLUDED),
    )
    return [
        Member(position, ((CHANNEL, channel), (FIELD, field)), group)
        for position, channel, field, group in rows
    ]


def _counted(db: Db, number: int, among: Callable[[int, SliceKey], bool]) -> Tally:
    """What the responses of a group count in those slices that they are `among`."""
    tally: Tally = {}
    rows = db.execute("select rowid, id, record from response where exclusion = ?", (number,))
    for position, id, record in rows:
        response = from_record(UUID(bytes=id), record)
        cells = counts_of(response, find(response.questionnaire))
        keys: Iterable[SliceKey] = [key for key in keys_of(response) if among(position, key)]
        add_response(tally, keys, cells)
    return tally


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
