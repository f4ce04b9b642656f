"""Seconds and memory that the study of a closed round takes, and how both grow with its responses."""

import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
import orjson

from analysis.matrix import matrix_of
from analysis.study.frame import Frame, Place
from analysis.study.study import study
from benchmarks.answers import MINISTRY
from benchmarks.report import Section, number
from data.store import open_store
from services.reading import rows_of
from surveys.formula import Formula
from surveys.questionnaire import Questionnaire, find
from surveys.round import Design
from surveys.unit import UnitKind

SIZES = (100_000, 1_000_000)
UNITS = 150
ROUND = "2026-H1"
_EDGES = np.array([-2.0, -1.2, -0.3, 0.9])
_BATCH = 20_000


@dataclass(frozen=True)
class Size:
    """What was measured with so many responses. Seconds; the most memory of the whole process."""

    responses: int
    read: float
    studied: float
    megabytes: float


def measure(aim: str, tell: Callable[[str], None]) -> Section:
    sizes = []
    for responses in SIZES:
        # A process of its own for each size: its memory is that of nothing else.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            sizes.append(pool.apply(_size, (responses,)))
        tell(f"{responses:,} responses: {number(sizes[-1].read + sizes[-1].studied)} s")
    rows = [
        _row("reading the answers into the matrix, s", [one.read for one in sizes]),
        _row("the study: every figure of *Phân tích*, s", [one.studied for one in sizes]),
        _row("both, s", [one.read + one.studied for one in sizes]),
        _row("most memory of the process, MB", [one.megabytes for one in sizes]),
    ]
    small, large = sizes
    asked = find(MINISTRY)
    return Section(
        title=f"The study of a closed round with {UNITS} units",
        columns=("", f"{small.responses:,} responses", f"{large.responses:,} responses", "growth"),
        rows=rows,
        notes=(
            f"{MINISTRY}: {len(asked.questions)} questions, {len(asked.criteria)} of them criteria;"
            f" two-stage design, {number(large.responses / small.responses)} times the responses.",
            "One run each, in a process of its own, from an SQLite file.",
            aim,
        ),
    )


def _row(name: str, values: list[float]) -> list[str]:
    return [name, *(number(value) for value in values), f"× {number(values[-1] / values[0])}"]


def _size(responses: int) -> Size:
    asked = find(MINISTRY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hailong.db"
        store = open_store(f"sqlite:///{path}", b"k" * 32)
        try:
            _fill(path, asked, responses)
            begin = time.perf_counter()
            matrix = matrix_of(asked, rows_of(store.records(ROUND)))
            read = time.perf_counter() - begin
        finally:
            store.close()
    places = tuple(
        Place(code, code, _kind(code), 3 * int(n))
        for code, n in zip(matrix.units, matrix.by_unit, strict=True)
    )
    in_all = {UnitKind.COMMUNE: 2 * UNITS, UnitKind.DEPARTMENT: 20}
    frame = Frame("", asked, places, Design.TWO_STAGE, Formula.POOLED, 5, in_all)
    begin = time.perf_counter()
    study(ROUND, matrix, frame)
    spent = time.perf_counter() - begin
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Size(responses, read, spent, most)


def _kind(code: str) -> UnitKind:
    return UnitKind.DEPARTMENT if int(code) < 20 else UnitKind.COMMUNE


def _fill(path: Path, asked: Questionnaire, responses: int) -> None:
    """Rows as the product stores them, without chain and tally: only reading them is measured."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma foreign_keys = off")
        columns = [row[1] for row in db.execute("pragma table_info(response)")]
        marks = ", ".join("?" for _ in columns)
        insert = f"insert into response ({', '.join(columns)}) values ({marks})"  # noqa: S608
        for begin in range(0, responses, _BATCH):
            rows = _records(asked, begin, min(_BATCH, responses - begin))
            db.executemany(insert, ([_value(one, *row) for one in columns] for row in rows))
            db.commit()


def _value(column: str, id: bytes, record: str) -> object:
    known = {"id": id, "record": record, "standing": "counted", "exclusion": None, "salt": id}
    return known.get(column, 0)


def _records(asked: Questionnaire, begin: int, count: int) -> Iterator[tuple[bytes, str]]:
    chance = np.random.default_rng(begin)
    unit = chance.integers(0, UNITS, count)
    quality = np.random.default_rng(1).normal(0, 0.3, UNITS)
    pleased = chance.normal(0.75, 0.8, count) + quality[unit]
    felt = pleased[:, None] + chance.normal(0, 0.6, (count, len(asked.criteria)))
    levels = 1 + (felt[:, :, None] > _EDGES).sum(axis=2)
    names = [one.id for one in asked.criteria]
    for number_, (where, given) in enumerate(zip(unit, levels.tolist(), strict=True), begin):
        answers = dict(zip(names, given, strict=True)) | {"sex": "female", "comment": None}
        day = f"2026-{1 + number_ % 6:02}-{1 + number_ % 28:02}"
        place = {"round": ROUND, "unit": f"{where:03}", "channel": "qr", "field": "land"}
        table = {**place, "day": day, "answers": answers}
        id = UUID(int=number_, version=4).bytes
        yield id, orjson.dumps(table).decode()
