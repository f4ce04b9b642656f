"""What a live page reads is counted: not more with more responses, units elsewhere or their days."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks import masses
from data.sqlite.connection import Connection, Connections
from services.program import Program
from services.results import find_round, summary, tree_of
from services.snapshots import pause_between, take_due_snapshots
from services.withholding import withheld_of
from surveys.unit import Unit, UnitKind
from tests.acts import ACT
from tests.conftest import opened
from tests.contract.given import entry

pytestmark = [pytest.mark.file, pytest.mark.long]

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
STEPS = 100
"""SQLite's own steps between two counts."""


@dataclass
class Read:
    """How many statements were run, rows handed over, and steps taken to find them."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    steps: int = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Read]:
    """What every further connection reads meanwhile."""
    read, plain = Read(), Connections.connect

    def step() -> int:
        read.steps += 1
        return 0

    def row(_: sqlite3.Cursor, values: tuple[Any, ...]) -> tuple[Any, ...]:
        read.rows += 1
        return values

    def connect(self: Connections, *given: float) -> Connection:
        made = plain(self, *given)
        made.set_trace_callback(read.statements.append)
        made.set_progress_handler(step, STEPS)
        made.row_factory = row
        return made

    with monkeypatch.context() as patch:
        patch.setattr(Connections, "connect", connect)
        yield read


def filled(
    folder: Path, responses: int, units: int, provinces: int, days: int
) -> Iterator[Program]:
    with opened(folder) as program:
        codes = masses.plan(program, units, provinces)
        masses.pour(program, codes, responses, days=masses.DAYS[:days])
        yield program


@pytest.fixture
def looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Read]:
    """What the page of the first province reads when somebody has looked at it before."""

    def look(responses: int, units: int = 8, provinces: int = 2, days: int = 5) -> Read:
        folder = tmp_path / f"{responses}-{units}-{provinces}-{days}"
        for program in filled(folder, responses, units, provinces, days):
            summary(program, masses.ROUND, "01", AT)
            program.catalogue.now()
            with counted(monkeypatch) as read:
                summary(program, masses.ROUND, "01", AT)
        return read

    return look


def test_more_responses_are_not_more_to_read(looked: Callable[..., Read]) -> None:
    """Twenty times the responses of the same offices: the same rows, and no more steps to find them."""
    few, many = looked(1_000), looked(20_000)
    assert many.rows == few.rows
    assert len(many.statements) == len(few.statements)
    assert many.steps <= few.steps + 5


def test_units_elsewhere_are_not_read(looked: Callable[..., Read]) -> None:
    """A province of four communes reads the same in a country of two provinces and of thirty."""
    few, many = looked(8_000, 8, 2), looked(30_000, 120, 30)
    assert many.rows == few.rows
    assert many.steps <= few.steps + 5


def test_days_are_read_of_one_unit_alone(looked: Callable[..., Read]) -> None:
    """Forty days more are forty rows more: those of the unit that is looked at."""
    few, many = looked(8_000, days=5), looked(8_000, days=45)
    assert many.rows == few.rows + 40


def test_a_new_edition_reads_no_days_of_other_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept back is worked out from the wholes, channels and fields of the units: no days."""
    rows = []
    for days in (5, 45):
        for program in filled(tmp_path / str(days), 8_000, 8, 2, days):
            round = find_round(program, masses.ROUND)
            tree = tree_of(program, round)
            with counted(monkeypatch) as read:
                withheld_of(program, round, tree, 5)
            rows.append(read.rows)
    assert rows[0] == rows[1] <= 11 * (1 + 4 + 3) + 1


def test_the_tree_is_worked_over_once_an_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred looks at an edition work out once what is kept back; a new edition once more."""
    from services import withholding

    made: list[int] = []
    plain = withholding.withheld
    monkeypatch.setattr(withholding, "withheld", lambda *given: made.append(1) or plain(*given))
    for program in filled(tmp_path / "var", 2_000, 8, 2, 5):
        for _ in range(50):
            summary(program, masses.ROUND, "01", AT)
            summary(program, masses.ROUND, "02", AT)
        assert len(made) == 1
        program.store.add_counted(
            [entry(round=masses.ROUND, unit="00000", day=AT.date()) for _ in range(10)]
        )
        take_due_snapshots(program.store, AT.date())
        summary(program, masses.ROUND, "02", AT)
        assert len(made) == 2


def test_what_is_kept_back_follows_the_tree(tmp_path: Path) -> None:
    """A commune that moves to another province is in its figures at once."""
    for program in filled(tmp_path / "var", 2_000, 8, 2, 5):
        before = summary(program, masses.ROUND, "01", AT)
        moved = Unit("00000", "Xã số 0", UnitKind.COMMUNE, "02")
        program.store.save_units([moved], [], ACT)
        after = summary(program, masses.ROUND, "01", AT)
        assert len(after.breakdowns[0].rows) == len(before.breakdowns[0].rows) - 1
        assert (after.responses or 0) < (before.responses or 0)


def test_the_country_is_shown_anew_less_often_than_a_province() -> None:
    """What takes long for a whole country is done seldom enough to leave the processor to citizens."""
    assert pause_between(1) == pause_between(120) == 0.5
    assert 10 < pause_between(3_321) < 15
    assert pause_between(3_321, processes=4) == 4 * pause_between(3_321)
