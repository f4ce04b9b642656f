"""Reads the answers of a closed round into a matrix, for its study."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import orjson

from analysis.matrix import Matrix, Row, matrix_of
from services.program import Program
from surveys.dates import monday
from surveys.questionnaire import find
from surveys.round import Round
from surveys.tally import ALL, Slice

Progress = Callable[[float], None]
_TOLD_EVERY = 10_000


def read_matrix(program: Program, round: Round, progress: Progress) -> Matrix:
    """The answers behind the figures that are shown: units whose shown figures rest on others are left out.

    Else the difference between the study and the figures would be about the few that one of them lacks.
    """
    total = sum(program.store.received(round.id).values())
    rows = rows_of(program.store.records(round.id), total, progress)
    matrix = matrix_of(find(round.questionnaire), rows)
    shown = program.store.snapshots(round.id)
    counted = {code: int(n) for code, n in zip(matrix.units, matrix.by_unit, strict=True)}
    return matrix.of_units(
        code
        for code, n in counted.items()
        if shown.get(code, {}).get((ALL, ""), Slice()).responses == n
    )


def rows_of(
    records: Iterator[str], total: int = 0, progress: Progress = lambda _: None
) -> Iterator[Row]:
    """What of stored responses goes into a matrix; `progress` is told how many of `total` are read."""
    for number, record in enumerate(records):
        table = orjson.loads(record)
        yield Row(table["unit"], _week(table["day"]), table["answers"], table.get("flags", ()))
        if number % _TOLD_EVERY == 0 and total:
            progress(number / total)


@cache
def _week(day: str) -> str:
    """The Monday of a day's week."""
    return monday(date.fromisoformat(day)).isoformat()
