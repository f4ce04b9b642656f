"""What all tests share: a program on its own empty folder, with one open round."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

import settings
from services.program import Program, close_program, open_program
from services.rounds import create_round, open_round
from services.units import import_units, public_codes
from tests.acts import BOSS

hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ROUND = "2026-H2"
UNIT = "99004"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Program]:
    """An opened program without units or rounds."""
    opened = open_program(settings.read({}, tmp_path / "var"))
    yield opened
    close_program(opened)


def plan(program: Program, questionnaire: str, id: str = ROUND, **more: object) -> None:
    """Units of the sample province, and a round of them that is open until the end of 2099."""
    import_units(program, SAMPLES / "units.csv", BOSS, NOW)
    values = {"title": id, "opens": date(2026, 7, 1), "closes": date(2099, 12, 31)}
    create_round(program, BOSS, NOW, id=id, questionnaire=questionnaire, **{**values, **more})
    open_round(program, id, BOSS, NOW)


@pytest.fixture
def program(empty: Program) -> Program:
    """An opened program with a round of the short form open in the sample province."""
    plan(empty, "short-counter@1")
    return empty


@pytest.fixture
def code(program: Program) -> str:
    """The public code of a commune that takes part."""
    return public_codes(program)[UNIT]
