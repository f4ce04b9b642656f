"""Seconds and memory that it takes to take a round away: every response of it, and every report."""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.answers import MINISTRY
from benchmarks.filled import BY, ROUND, UNITS, fill, opened
from benchmarks.report import Section, number
from services import rows
from services.microdata import FORMAT as MICRODATA
from services.microdata import microdata_file
from services.program import Program
from services.reporting import formats, kinds, report, takes_field, takes_period
from services.studying import study_now

SIZES = (100_000, 1_000_000)
_FIELD = "land"


@dataclass(frozen=True)
class Made:
    """One file: wall and processor seconds, its size, and the most memory of the process so far."""

    name: str
    seconds: float
    processor: float
    megabytes: float
    memory: float


def measure(rows_aim: str, reports_aim: str, tell: Callable[[str], None]) -> list[Section]:
    """Each round is filled once and then read by processes of their own, whose memory is theirs alone."""
    exports, reports = [], []
    for responses in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _alone(fill, folder, responses)
            tell(f"{responses:,} responses are there")
            exports.append([_alone(_exported, folder, one) for one in rows.formats()])
            tell(", ".join(f"{one.name}: {number(one.seconds)} s" for one in exports[-1]))
            reports.append(_alone(_reports, folder))
            tell(f"reports: {number(sum(one.seconds for one in reports[-1]))} s")
    return [_of_rows(exports, rows_aim), _of_reports(reports, reports_aim)]


def _alone(work: Callable[..., object], *given: object) -> object:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(name: str, work: Callable[[], int]) -> Made:
    wall, processor = time.perf_counter(), time.process_time()
    size = work()
    spent = time.perf_counter() - wall, time.process_time() - processor
    return Made(name, *spent, size / 1e6, _memory())


def _exported(folder: Path, format: str) -> Made:
    """Every response into a file, as the command does."""
    with opened(folder) as program:

        def work() -> int:
            now, size = datetime.now(UTC), 0
            with (
                closing(rows.take_responses(program, BY, ROUND, format, "vi", now)) as taken,
                (folder / taken.name).open("wb") as file,
            ):
                size = sum(file.write(part) for part in taken.parts)
            (folder / taken.name).unlink()
            return size

        return _timed(format, work)


def _reports(folder: Path) -> list[Made]:
    """The study first, which the reports share; then each kind in each format, and the micro-data."""
    with opened(folder) as program:
        now = datetime.now(UTC)

        def study() -> int:
            study_now(program, ROUND, None, now)
            return 0

        made = [_timed("the study that they rest on", study)]
        for kind, format in _taken():
            work = partial(_size, program, kind, format, now)
            made.append(_timed(f"{kind}, {format}", work))
        micro = lambda: len(microdata_file(program, BY, ROUND, "vi", now).content)  # noqa: E731
        return [*made, _timed(MICRODATA, micro)]


def _size(program: Program, kind: str, format: str, now: datetime) -> int:
    """The bytes of a report: of the year of the round, of one field, or of the round."""
    asked = ROUND[:4] if takes_period(kind) else ROUND
    field = _FIELD if takes_field(kind) else ""
    made = report(program, asked, None, format, "vi", now, kind=kind, field=field)
    return len(made.content)


def _taken() -> Iterator[tuple[str, str]]:
    for kind in kinds():
        for format in formats(kind):
            yield kind, format


def _of_rows(found: Sequence[list[Made]], aim: str) -> Section:
    lines = []
    for place, one in enumerate(found[0]):
        sizes = [made[place] for made in found]
        lines += [
            _row(f"{one.name}, s", [made.seconds for made in sizes]),
            _row(f"{one.name}, s of the processor", [made.processor for made in sizes]),
            _row(f"{one.name}, MB of the file", [made.megabytes for made in sizes]),
            _row(f"{one.name}, most memory of the process, MB", [made.memory for made in sizes]),
        ]
    return Section(
        title="Every response of a closed round, row by row",
        columns=_columns(),
        rows=lines,
        notes=(_about(), "One run each, in a process of its own, into a file beside it.", aim),
    )


def _of_reports(found: Sequence[list[Made]], aim: str) -> Section:
    lines = [
        _row(f"{one.name}, s", [made[place].seconds for made in found])
        for place, one in enumerate(found[0])
    ]
    reports = [made[:-1] for made in found]
    return Section(
        title="Every report of a closed round",
        columns=_columns(),
        rows=[
            *lines,
            _row("all but the micro-data, s", [sum(o.seconds for o in made) for made in reports]),
            _row("all, s", [sum(o.seconds for o in made) for made in found]),
            _row("most memory, all but the micro-data, MB", [made[-1].memory for made in reports]),
            _row("most memory with the micro-data, MB", [made[-1].memory for made in found]),
        ],
        notes=(
            _about(),
            "Of the whole province, one after the other in one process, one run each, *trend* over the"
            " year of the round. The study is made once and kept for the others; without it each report"
            " that has one would take as much longer. Micro-data hold every row in memory.",
            aim,
        ),
    )


def _row(name: str, values: Sequence[float]) -> list[str]:
    growth = f"× {number(values[-1] / values[0])}" if values[0] else ""
    return [name, *(number(value) for value in values), growth]


def _columns() -> tuple[str, ...]:
    return ("", *(f"{size:,} responses" for size in SIZES), "growth")


def _about() -> str:
    return (
        f"{MINISTRY}, {UNITS} communes of one province, SQLite; {number(SIZES[-1] / SIZES[0])} times the"
        " responses. Rows are stored without their chain, which none of this reads."
    )
