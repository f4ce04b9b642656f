"""What the live pages cost as responses and units grow, from ten thousand responses to ten million."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import settings
from benchmarks import masses
from benchmarks.filled import alone
from benchmarks.report import Section, number
from data.store import Entry
from services.program import Program, close_program, open_program
from services.results import find_round, summary
from services.scope import units_for
from services.snapshots import take_due_snapshots
from surveys.consent import HASH_LETTERS
from surveys.questionnaire import find
from surveys.response import Response
from surveys.tally import counts_of
from surveys.unit import UnitKind

SIZES, UNITS = (10_000, 100_000, 1_000_000, 10_000_000), (1, 100, 3_321)
SMALL = (1_000, 5_000)
REPETITIONS = 30
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Grown:
    """Milliseconds (the processor's in `edition`), with so many responses and units."""

    responses: int
    units: int
    page: float
    edition: float
    country: float
    every: float
    bytes_each: float
    memory: float
    filled_seconds: float


def measure(aims: Sequence[str], tell: Callable[[str], None], *, small: bool) -> list[Section]:
    """A database for each number of responses and units, each filled and read in processes of its own."""
    found: list[Grown] = []
    for units in UNITS[: 2 if small else None]:
        for responses in SMALL if small else SIZES:
            with tempfile.TemporaryDirectory() as name:
                begin = time.perf_counter()
                alone(_fill, Path(name), responses, units)
                spent = time.perf_counter() - begin
                one = alone(_read, Path(name), responses, units, spent)
            found.append(one)
            tell(
                f"{units:,} units, {responses:,} responses: filled in {number(spent)} s,"
                f" page {number(one.page)} ms, new edition {number(one.edition)} ms"
            )
    return [_pages(found, aims), _country(found), _weight(found)]


def _fill(folder: Path, responses: int, units: int) -> None:
    with _opened(folder) as program:
        masses.pour(program, masses.plan(program, units), responses, _told)


def _told(line: str) -> None:
    print(f"  {line}", flush=True)


@contextmanager
def _opened(folder: Path) -> Iterator[Program]:
    given = {"DATABASE_URL": f"sqlite:///{folder / 'hailong.db'}", "SECRET_KEY": "0a" * 32}
    program = open_program(settings.read(given, folder))
    try:
        yield program
    finally:
        close_program(program)


def _read(folder: Path, responses: int, units: int, filled: float) -> Grown:
    with _opened(folder) as program:
        provinces = [
            one.code
            for one in units_for(program, masses.BY, find_round(program, masses.ROUND))
            if one.kind is UnitKind.PROVINCE
        ]
        seen = provinces[-1]
        page = _median(lambda: summary(program, masses.ROUND, seen, NOW))
        country = _median(lambda: summary(program, masses.ROUND, masses.TOP, NOW))
        every = _once(lambda: [summary(program, masses.ROUND, one, NOW) for one in provinces])
        edition = statistics.median(_new_edition(program, seen) for _ in range(3))
        memory = resident()
    size = sum(path.stat().st_size for path in folder.glob("hailong.db*"))
    return Grown(responses, units, page, edition, country, every, size / responses, memory, filled)


def _new_edition(program: Program, unit: str) -> float:
    """The processor's milliseconds of the first page after something else is shown somewhere."""
    asked = find(masses.MINISTRY)
    answers = {one.id: 4 for one in asked.criteria}
    given = [
        Response(
            id=uuid4(), round=masses.ROUND, unit="00000", channel="qr", field="land", language="vi",
            questionnaire=asked.key, notice="0" * HASH_LETTERS, day=masses.DAYS[-1], hours="morning",
            duration="30s_to_2m", answers=answers,
        )
        for _ in range(5)
    ]  # fmt: skip
    program.store.add_counted([Entry(one, counts_of(one, asked)) for one in given])
    take_due_snapshots(program.store, NOW.date())
    begin = time.process_time()
    summary(program, masses.ROUND, unit, NOW)
    return 1000 * (time.process_time() - begin)


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_once(work) for _ in range(REPETITIONS))


def _once(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


def resident(process: int | None = None) -> float:
    """The memory of a process in MB: of this one unless told otherwise."""
    text = Path(f"/proc/{process or os.getpid()}/status").read_text("ascii")
    (line,) = (one for one in text.splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _table(found: Sequence[Grown], part: str) -> list[list[str]]:
    rows = []
    for units in dict.fromkeys(one.units for one in found):
        values = [getattr(one, part) for one in found if one.units == units]
        rows.append([f"{units:,}", *map(number, values), f"× {number(values[-1] / values[0])}"])
    return rows


def _columns(found: Sequence[Grown]) -> tuple[str, ...]:
    return ("units", *(f"{n:,}" for n in dict.fromkeys(one.responses for one in found)), "growth")


def _pages(found: Sequence[Grown], aims: Sequence[str]) -> Section:
    return Section(
        title="Data of a live page, ms, by responses and units",
        columns=_columns(found),
        rows=_table(found, "page"),
        notes=(
            f"Median of {REPETITIONS}: the summary of one province (of one of {masses.PROVINCES} where"
            f" there are {UNITS[-1]:,} units) from an SQLite file, {len(masses.DAYS)} days;"
            " responses and tallies are filled in bulk without chains, snapshots taken by the program.",
            *aims,
        ),
    )


def _country(found: Sequence[Grown]) -> Section:
    parts = {
        "country": "the country's page",
        "every": "the pages of the country and all its provinces together",
        "edition": "a province's first page after something else is shown, of the processor",
    }
    rows = [[name, *row] for part, name in parts.items() for row in _table(found, part)]
    return Section(
        title="Summary by unit for the country, ms",
        columns=("", *_columns(found)),
        rows=rows,
        notes=(
            "The first page after something else is shown works out anew what is kept back over the"
            " whole tree, once for everybody; of 3,321 units this is at most once in eleven seconds.",
        ),
    )


def _weight(found: Sequence[Grown]) -> Section:
    parts = {
        "bytes_each": "bytes in the SQLite file per response",
        "memory": "memory of the process that reads, MB",
        "filled_seconds": "filling, s",
    }
    rows = [[name, *row] for part, name in parts.items() for row in _table(found, part)]
    return Section(
        title="Disk and memory as responses grow",
        columns=("", *_columns(found)),
        rows=rows,
        notes=("Without chains, which take about 40 bytes a response. Aim: under 600 bytes.",),
    )
