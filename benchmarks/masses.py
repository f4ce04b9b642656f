"""An open round with any number of responses and units, filled in bulk: rows, their tallies, what is shown.

The answers are drawn from a few hundred invented people; who answers where, when and about what is
drawn for each response. The tallies are the counts of the rows (`tests/unit/test_masses.py`), the
snapshots and roll-ups are taken by the program itself. Chains are left out: nothing here reads them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import orjson

from benchmarks.answers import MINISTRY
from data.sql.database import Db
from data.sql.store import SqlStore
from data.store import Entry
from services.program import Program
from services.rounds import create_round, open_round
from services.snapshots import take_due_snapshots
from surveys.account import Actor, Role
from surveys.act import Act
from surveys.consent import HASH_LETTERS
from surveys.link import Link, public_code
from surveys.questionnaire import Questionnaire, find
from surveys.questions.kind import Answer
from surveys.response import Response
from surveys.tally import ALL, CHANNEL, DAY, FIELD, Slice, counts_of
from surveys.unit import Unit, UnitKind

ROUND, TOP = "2026-H2", "00"
BY = Actor("bench", Role.ADMINISTRATOR)
OPENS, CLOSES = date(2026, 7, 1), date(2026, 12, 31)
DAYS = tuple(OPENS + timedelta(n) for n in range(180))
CHANNELS, FIELDS = ("qr", "kiosk", "assisted", "paper"), ("land", "civil_status", "business")
PROVINCES = 34
"""Provinces of the whole country."""

_PEOPLE, _BATCH = 400, 50_000
_EDGES = np.array([-2.0, -1.2, -0.3, 0.9])
_RESPONSE = ("id", "record", "salt", "standing", "chain", "link")
_TALLY = ("round", "unit", "dimension", "value", "responses", "counts")
_MARKS = {"channel": "\x01", "field": "\x02", "unit": "\x03"}
_DAY_MARK = date(1, 1, 1)

Tell = Callable[[str], None]
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True)
class _Person:
    """Invented answers: the stored text with places for channel, day, field and unit; and its cells."""

    text: str
    cells: tuple[tuple[str, str], ...]


def plan(program: Program, units: int, provinces: int | None = None) -> tuple[str, ...]:
    """A tree with so many communes, and a round that asks them all; returns their codes.

    Many stand below the provinces of the country, few below one alone, unless told otherwise.
    """
    if provinces is None:
        provinces = PROVINCES if units > 3 * PROVINCES else 0
    tops, communes = _tree(units, provinces)
    key = program.settings.secret
    links = [Link(public_code(key, one.code), one.code) for one in communes]
    act = Act(datetime.now(UTC), BY.name, "units.import", TOP)
    program.store.save_units([*tops, *communes], links, act)
    now = datetime(OPENS.year, OPENS.month, OPENS.day, 5, tzinfo=UTC)
    given = {"title": "6 tháng cuối năm 2026", "opens": OPENS, "closes": CLOSES, "sample": True}
    create_round(program, BY, now, id=ROUND, questionnaire=MINISTRY, **given)
    open_round(program, ROUND, BY, now)
    program.catalogue.forget()
    return tuple(one.code for one in communes)


def _tree(units: int, provinces: int) -> tuple[list[Unit], list[Unit]]:
    top = Unit(TOP, "Cả nước", UnitKind.PROVINCE)
    if not provinces:
        return [top], [_commune(n, TOP) for n in range(units)]
    codes = [f"{n:02}" for n in range(1, provinces + 1)]
    between = [Unit(code, f"Tỉnh {code}", UnitKind.PROVINCE, TOP) for code in codes]
    return [top, *between], [_commune(n, codes[n % provinces]) for n in range(units)]


def _commune(number: int, above: str) -> Unit:
    return Unit(f"{number:05}", f"Xã số {number}", UnitKind.COMMUNE, above)


def pour(
    program: Program,
    units: tuple[str, ...],
    responses: int,
    tell: Tell = lambda line: None,
    days: Sequence[date] = DAYS,
) -> None:
    """Adds so many responses to a round without any, with their tallies, and shows what is due."""
    asked = find(MINISTRY)
    people = _people(asked)
    counted = np.zeros((len(units), 1 + len(CHANNELS) + len(FIELDS), _PEOPLE), np.int64)
    by_day = np.zeros((len(units), len(DAYS)), np.int64)
    for begin in range(0, responses, _BATCH):
        chance = np.random.default_rng(begin)
        number = min(_BATCH, responses - begin)
        sizes = (len(units), _PEOPLE, len(CHANNELS), len(FIELDS), len(days))
        unit, person, channel, field, day = (chance.integers(0, size, number) for size in sizes)
        for place in (np.zeros_like(unit), 1 + channel, 1 + len(CHANNELS) + field):
            _count(counted, (unit, place, person))
        _count(by_day, (unit, day))
        drawn = zip(*(one.tolist() for one in (person, channel, day, field, unit)), strict=True)
        _load(program, _rows(people, units, drawn, chance.bytes(28 * number), begin))
        if (begin // _BATCH) % 20 == 19:
            tell(f"{begin + number:,} of {responses:,} responses are in the table")
    with _writing(program) as db:
        db.load("tally", _TALLY, _tally_rows(people, units, counted, by_day))
    tell(f"{responses:,} responses are counted")
    take_due_snapshots(program.store, CLOSES)
    tell(f"{responses:,} responses are shown")


def given(units: Sequence[str], number: int) -> Iterator[Entry]:
    """Answers one by one as the store takes them, with chain and tally."""
    asked, chance = find(MINISTRY), np.random.default_rng(3)
    answers = list(_answers(asked))
    for place in range(number):
        unit, person, channel, field, day = (
            int(chance.integers(n))
            for n in (len(units), _PEOPLE, len(CHANNELS), len(FIELDS), len(DAYS))
        )
        response = _response(
            asked, answers[person], units[unit], CHANNELS[channel], FIELDS[field], DAYS[day]
        )
        response = replace(response, id=UUID(int=place + (4 << 76) + (2 << 62)))
        yield Entry(response, counts_of(response, asked))


def _count(into: Numbers, places: tuple[Numbers, ...]) -> None:
    """Adds one at each place, however often it comes."""
    flat, times = np.unique(np.ravel_multi_index(places, into.shape), return_counts=True)
    into.reshape(-1)[flat] += times


def _writing(program: Program) -> AbstractContextManager[Db]:
    if not isinstance(program.store, SqlStore):
        raise TypeError(type(program.store).__name__)
    return program.store.connections.writing()


def _load(program: Program, rows: Iterator[tuple[object, ...]]) -> None:
    postgresql = program.settings.database_url.startswith("postgresql")
    with _writing(program) as db:
        if postgresql:
            db.load("response", (*_RESPONSE, "round"), ((*row, ROUND) for row in rows))
        else:
            db.load("response", _RESPONSE, rows)


def _rows(
    people: list[_Person],
    units: tuple[str, ...],
    drawn: Iterator[tuple[int, ...]],
    noise: bytes,
    begin: int,
) -> Iterator[tuple[object, ...]]:
    days = [day.isoformat() for day in DAYS]
    for place, (person, channel, day, field, unit) in enumerate(drawn):
        values = (CHANNELS[channel], days[day], FIELDS[field], units[unit])
        random = noise[28 * place : 28 * place + 28]
        # Ids that rise: an index into which ten million chance ones are put is written for an hour.
        id = b"%b%b@%b\x80%b" % ((begin + place).to_bytes(4), random[:2], random[2:3], random[5:12])
        yield id, people[person].text % values, random[12:], "counted", 1, 1


def _people(asked: Questionnaire) -> list[_Person]:
    made = []
    for answers in _answers(asked):
        marks = (_MARKS["unit"], _MARKS["channel"], _MARKS["field"], _DAY_MARK)
        response = _response(asked, answers, *marks)
        made.append(_Person(_with_places(response), tuple(counts_of(response, asked))))
    return made


def _answers(asked: Questionnaire) -> Iterator[dict[str, Answer]]:
    """What each of the invented people answers: somebody content is so with most of it."""
    chance = np.random.default_rng(7)
    noise = chance.normal(0, 0.6, (_PEOPLE, len(asked.criteria)))
    felt = chance.normal(0.75, 0.8, (_PEOPLE, 1)) + noise
    levels = (1 + (felt[:, :, None] > _EDGES).sum(axis=2)).tolist()
    for given in levels:
        answers: dict[str, Answer] = dict(
            zip((one.id for one in asked.criteria), given, strict=True)
        )
        for question in asked.questions:
            if question.scale is None and question.option_ids:
                pick = int(chance.integers(len(question.option_ids)))
                answers[question.id] = question.option_ids[pick]
        yield answers


def _response(
    asked: Questionnaire, answers: dict[str, Answer], unit: str, channel: str, field: str, day: date
) -> Response:
    return Response(
        id=UUID(int=0),
        round=ROUND,
        unit=unit,
        channel=channel,
        field=field,
        language="vi",
        questionnaire=asked.key,
        notice="0" * HASH_LETTERS,
        day=day,
        hours="morning",
        duration="30s_to_2m",
        answers=answers,
    )


def _with_places(response: Response) -> str:
    """The stored text, with `%s` for channel, day, field and unit, in the order in which they stand."""
    text = response.record("counted").replace("%", "%%")
    for mark in ("\\u0001", "\\u0002", "\\u0003", "\x01", "\x02", "\x03", _DAY_MARK.isoformat()):
        text = text.replace(mark, "%s")
    return text


def _tally_rows(
    people: list[_Person],
    units: tuple[str, ...],
    counted: Numbers,
    by_day: Numbers,
) -> Iterator[tuple[object, ...]]:
    keys = [(ALL, ""), *((CHANNEL, one) for one in CHANNELS), *((FIELD, one) for one in FIELDS)]
    cells = sorted({cell for one in people for cell in one.cells})
    place = {cell: n for n, cell in enumerate(cells)}
    has = np.zeros((len(people), len(cells)), np.int64)
    for row, one in enumerate(people):
        for cell in one.cells:
            has[row, place[cell]] += 1
    for n, unit in enumerate(units):
        sums = counted[n] @ has
        for key, responses, row in zip(keys, counted[n].sum(axis=1).tolist(), sums, strict=True):
            if responses:
                part = Slice(responses)
                for cell, number in zip(cells, row.tolist(), strict=True):
                    if number:
                        part.counts.setdefault(cell[0], {})[cell[1]] = number
                yield ROUND, unit, *key, responses, orjson.dumps(part.counts).decode()
        for day, number in zip(DAYS, by_day[n].tolist(), strict=True):
            if number:
                yield ROUND, unit, DAY, day.isoformat(), number, "{}"
