"""Seconds to refresh the live page, and what else grows with the responses of a round."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import settings
from benchmarks.report import Section, number
from services.demo import fill
from services.drawing import charts_of, tables_of
from services.program import Program, close_program, open_program
from services.results import find_round, summary
from services.snapshots import take_due_snapshots
from surveys.language import words
from tests.server import Server

SIZES = (10_000, 100_000)
REPETITIONS = 40


@dataclass(frozen=True)
class Size:
    """What was measured with so many responses in one round. Times in milliseconds."""

    responses: int
    summary: float
    page: float
    check_seconds: float
    bytes_each: float
    filled_per_second: float


def measure(aim: str, peer: str, tell: Callable[[str], None]) -> Section:
    sizes = list(_sizes(tell))
    small, large = sizes
    rows = [
        _row("summary of the province, ms", [one.summary for one in sizes]),
        _row("summary, charts and tables, ms", [one.page for one in sizes]),
        _row("`manage.py check`, s", [one.check_seconds for one in sizes]),
        _row("bytes on disk per response", [one.bytes_each for one in sizes]),
        _row("filling, responses/s", [one.filled_per_second for one in sizes]),
    ]
    return Section(
        title="The live page as responses grow",
        columns=("", f"{small.responses:,} responses", f"{large.responses:,} responses", "growth"),
        rows=rows,
        notes=(
            f"Median of {REPETITIONS} refreshes, {number(large.responses / small.responses)} times the"
            " responses; ministry-service@1, all sample units, counted in the tallies as answers are.",
            "Filling invents the responses too, and keeps them 200 a transaction.",
            aim,
            peer,
        ),
    )


def _row(name: str, values: Sequence[float]) -> list[str]:
    return [name, *(number(value) for value in values), f"× {number(values[-1] / values[0])}"]


def _sizes(tell: Callable[[str], None]) -> Iterator[Size]:
    """Fills one round step by step and measures at each size."""
    with tempfile.TemporaryDirectory() as folder, _opened(Path(folder)) as (server, program):
        filling = fill(program, SIZES[-1], datetime.now(UTC))
        done, spent = 0, 0.0
        for size in SIZES:
            begin = time.perf_counter()
            while done < size:
                round_id, done = next(filling)
            spent += time.perf_counter() - begin
            take_due_snapshots(program.store, find_round(program, round_id).closes)
            made = _size(server, program, round_id, done, done / spent)
            tell(
                f"{done:,} responses: {number(made.page)} ms, check {number(made.check_seconds)} s"
            )
            yield made


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Server, Program]]:
    """A program on a database of its own, and the description of a server of it, not started."""
    server = Server(folder, 0)
    program = open_program(settings.read(server.environment, folder))
    try:
        yield server, program
    finally:
        close_program(program)


def _size(server: Server, program: Program, round_id: str, done: int, rate: float) -> Size:
    told = words("vi")

    def refresh() -> None:
        made = summary(program, round_id, None, datetime.now(UTC))
        charts_of(made, told)
        tables_of(made, told)

    only = _median(lambda: summary(program, round_id, None, datetime.now(UTC)))
    page = _median(refresh)
    begin = time.perf_counter()
    server.manage("check")
    checked = time.perf_counter() - begin
    return Size(done, only, page, checked, _disk(server.folder) / done, rate)


def _median(work: Callable[[], object]) -> float:
    """Milliseconds that something takes, after it has been done once."""
    work()
    times = []
    for _ in range(REPETITIONS):
        begin = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def _disk(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "hailong.db")) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    return sum(path.stat().st_size for path in folder.glob("hailong.db*"))
