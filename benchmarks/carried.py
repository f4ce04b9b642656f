"""A sealed round taken out as a file and carried into another installation, with all its proofs."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks import masses
from benchmarks.filled import alone
from benchmarks.growing import resident
from benchmarks.report import Section, number
from data.store import Entry
from services.exporting import export_round
from services.packages import receive_package
from services.program import Program, close_program, open_program
from services.rounds import close_round
from services.sealing import seal_round
from services.senders import trust_key
from services.signing import public_key
from settings import Settings, read

SIZES, SMALL, UNITS = (20_000, 200_000), (500, 2_000), 10
_BATCH = 500
LATER = datetime(2027, 1, 20, 2, 0, tzinfo=UTC)
_SECRETS = {"office": "0a" * 32, "province": "0b" * 32}

Step = tuple[str, float, float]
"""What was done, its seconds, and the memory of the process after it in MB."""


def measure(aim: str, tell: Callable[[str], None], *, small: bool) -> Section:
    """Keeps, seals, exports and takes in rounds of two sizes; each installation is its own process."""
    found: list[list[Step]] = []
    sizes = SMALL if small else SIZES
    for responses in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            steps = alone(_office, folder, responses)
            file = (folder / "round.gz").stat().st_size / 1e6
            steps += [*alone(_province, folder), ("size of the file, MB", file, 0.0)]
            found.append(steps)
        tell(f"{responses:,} carried: " + ", ".join(f"{one[0]} {number(one[1])}" for one in steps))
    rows = []
    for place, (name, _, memory) in enumerate(found[0]):
        values = [steps[place][1] for steps in found]
        growth = f"× {number(values[-1] / values[0])}" if values[0] else ""
        each = number(values[-1] * 1_000_000 / sizes[-1])
        most = number(found[-1][place][2]) if memory else ""
        rows.append([name, *map(number, values), growth, each, most])
    return Section(
        title="A sealed round carried into another installation",
        columns=("", *(f"{n:,} responses" for n in sizes), "growth", "per million", "MB then"),
        rows=rows,
        notes=(
            f"{masses.MINISTRY}, {UNITS} units, SQLite, one run each; *per million* is the larger one,"
            " multiplied. Exported with its proofs, then proved and taken in elsewhere.",
            aim,
        ),
    )


def _opened(folder: Path, name: str) -> Program:
    (folder / name).mkdir()
    return open_program(_settings(folder, name))


def _settings(folder: Path, name: str) -> Settings:
    place = folder / name
    given = {"DATABASE_URL": f"sqlite:///{place / 'hailong.db'}", "SECRET_KEY": _SECRETS[name]}
    return read(given, place)


def _timed(name: str, work: Callable[[], object]) -> Step:
    begin = time.perf_counter()
    work()
    return name, time.perf_counter() - begin, resident()


def _office(folder: Path, responses: int) -> list[Step]:
    program = _opened(folder, "office")
    try:
        units = masses.plan(program, UNITS)
        answers = masses.given(units, responses)

        def keep() -> None:
            for batch in _batches(answers):
                program.store.add_counted(batch)

        def seal() -> None:
            close_round(program, masses.ROUND, masses.BY, LATER)
            seal_round(program, masses.ROUND, masses.BY, LATER)

        def export() -> None:
            export_round(program, masses.ROUND, folder / "round.gz", masses.BY, LATER)

        works = (("keeping, s", keep), ("sealing, s", seal), ("export, s", export))
        return [_timed(name, work) for name, work in works]
    finally:
        close_program(program)


def _province(folder: Path) -> list[Step]:
    program = _opened(folder, "province")
    try:
        masses.plan(program, UNITS)
        key = public_key(_settings(folder, "office").secret).hex()
        trust_key(program, key, masses.TOP, masses.BY, LATER)

        def take() -> None:
            receive_package(program, folder / "round.gz", masses.BY, LATER)

        return [_timed("import, s", take)]
    finally:
        close_program(program)


def _batches(all: Iterator[Entry]) -> Iterator[Sequence[Entry]]:
    while batch := [*islice(all, _BATCH)]:
        yield batch
