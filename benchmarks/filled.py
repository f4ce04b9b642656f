"""A closed round with very many responses, filled faster than people answer: for what reads them."""

import multiprocessing
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import numpy as np
import orjson

import settings
from benchmarks.answers import MINISTRY
from services.program import Program, close_program, open_program
from services.rounds import close_round, create_round, open_round
from services.snapshots import take_due_snapshots
from surveys.account import Actor, Role
from surveys.act import Act
from surveys.questionnaire import find
from surveys.response import Response
from surveys.tally import Tally, add_response, counts_of, keys_of
from surveys.unit import Unit, UnitKind

ROUND, UNITS = "2025-H1", 150
BY = Actor("bench", Role.ADMINISTRATOR)
_FORM = find(MINISTRY)
_OPENS, _CLOSES = date(2025, 1, 1), date(2025, 6, 30)
_EDGES = np.array([-2.0, -1.2, -0.3, 0.9])
_BATCH = 20_000
_CHANNELS, _FIELDS = ("qr", "kiosk", "assisted", "paper"), ("land", "civil_status", "business")
_DAYS = tuple(date(2025, 1 + n // 28, 1 + n % 28) for n in range(168))


Made = TypeVar("Made")


def alone(work: Callable[..., Made], *given: object) -> Made:
    """Does something in a process of its own, whose memory is that of nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_saying_why, (work, *given))


def _saying_why(work: Callable[..., Made], *given: object) -> Made:
    """What went wrong as text: not every exception finds its way back to the other process."""
    try:
        return work(*given)
    except Exception:
        raise RuntimeError(traceback.format_exc()) from None


def fill(folder: Path, responses: int) -> None:
    """Fills the database in a folder: rows, tallies and what is shown; chains are left out."""
    with opened(folder) as program:
        _plan(program)
        _fill(folder / "hailong.db", responses)
        close_round(program, ROUND, BY, _noon(_CLOSES))
        take_due_snapshots(program.store, date(2025, 12, 31))


@contextmanager
def opened(folder: Path) -> Iterator[Program]:
    """The program on such a folder."""
    address = {"DATABASE_URL": f"sqlite:///{folder / 'hailong.db'}", "SECRET_KEY": "0a" * 32}
    program = open_program(settings.read(address, folder))
    try:
        yield program
    finally:
        close_program(program)


def _plan(program: Program) -> None:
    province = Unit("99", "Tỉnh Ví Dụ", UnitKind.PROVINCE)
    communes = [
        Unit(f"99{n:03}", f"Xã số {n}", UnitKind.COMMUNE, province.code) for n in range(UNITS)
    ]
    act = Act(datetime.now(UTC), BY.name, "units.import", province.code)
    program.store.save_units([province, *communes], [], act)
    given = {"title": "6 tháng đầu năm 2025", "opens": _OPENS, "closes": _CLOSES, "sample": True}
    create_round(program, BY, _noon(_OPENS), id=ROUND, questionnaire=MINISTRY, **given)
    open_round(program, ROUND, BY, _noon(_OPENS))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def _fill(path: Path, responses: int) -> None:
    tallies: dict[str, Tally] = {}
    with closing(sqlite3.connect(path)) as db:
        for begin in range(0, responses, _BATCH):
            chance = np.random.default_rng(begin)
            rows = []
            for response in _invented(chance, min(_BATCH, responses - begin)):
                cells = counts_of(response, _FORM)
                add_response(tallies.setdefault(response.unit, {}), keys_of(response), cells)
                rows.append((response.id.bytes, response.record("counted"), chance.bytes(16)))
            db.executemany(
                "insert into response (id, record, salt, standing, chain, link)"
                " values (?, ?, ?, 'counted', 1, 1)",
                rows,
            )
            db.commit()
        db.executemany(
            "insert into tally (round, unit, dimension, value, responses, counts)"
            " values (?, ?, ?, ?, ?, ?)",
            (
                (ROUND, unit, *key, part.responses, orjson.dumps(part.counts).decode())
                for unit, tally in tallies.items()
                for key, part in tally.items()
            ),
        )
        db.commit()
        db.execute("pragma wal_checkpoint(truncate)")


def _invented(chance: np.random.Generator, number: int) -> Iterator[Response]:
    unit = chance.integers(0, UNITS, number)
    quality = np.random.default_rng(1).normal(0, 0.3, UNITS)
    pleased = chance.normal(0.75, 0.8, number) + quality[unit]
    felt = pleased[:, None] + chance.normal(0, 0.6, (number, len(_FORM.criteria)))
    levels = (1 + (felt[:, :, None] > _EDGES).sum(axis=2)).tolist()
    criteria = [one.id for one in _FORM.criteria]
    others = [one for one in _FORM.questions if one.scale is None]
    picks = chance.integers(0, 1 << 30, (number, len(others) + 3)).tolist()
    for place, (given, picked) in enumerate(zip(levels, picks, strict=True)):
        answers: dict[str, object] = dict(zip(criteria, given, strict=True))
        for question, pick in zip(others, picked, strict=False):
            answers[question.id] = question.option_ids[pick % len(question.option_ids)]
        channel, field, day = (
            many[pick % len(many)]
            for many, pick in zip((_CHANNELS, _FIELDS, _DAYS), picked[-3:], strict=True)
        )
        kept = (ROUND, f"99{unit[place]:03}", channel, field, "vi", MINISTRY, "0" * 64, day)
        id = UUID(bytes=chance.bytes(16), version=4)
        yield Response(id, *kept, "morning", "30s_to_2m", answers)  # type: ignore[arg-type]
