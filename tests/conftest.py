"""What all tests share: a program on its own empty folder, with one open round."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

import settings
from data import archive
from services import passwords
from services.program import Program, close_program, open_program
from services.rounds import create_round, open_round
from services.units import import_units, public_codes
from tests import quick
from tests.acts import BOSS

hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ROUND = "2026-H2"
UNIT = "99004"

STRONG_HASHER, STRONG_PASSPHRASES = passwords.HASHER, archive.by_passphrase
"""What the program itself uses."""

passwords.HASHER, archive.by_passphrase = quick.HASHER, quick.Passphrases


@contextmanager
def opened(folder: Path) -> Iterator[Program]:
    """The program on a folder, for as long as the block lasts."""
    program = open_program(settings.read({}, folder))
    try:
        yield program
    finally:
        close_program(program)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a program that was opened once and is closed: to be copied, never opened."""
    folder = tmp_path_factory.mktemp("blank") / "var"
    with opened(folder):
        return folder


@pytest.fixture(scope="session")
def planned(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a folder with the round that `program` has."""
    folder = tmp_path_factory.mktemp("planned") / "var"
    shutil.copytree(blank, folder)
    with opened(folder) as program:
        plan(program, "short-counter@1")
    return folder


@pytest.fixture
def empty(blank: Path, tmp_path: Path) -> Iterator[Program]:
    """An opened program without units or rounds."""
    shutil.copytree(blank, tmp_path / "var")
    with opened(tmp_path / "var") as program:
        yield program


def plan(program: Program, questionnaire: str, id: str = ROUND, **more: object) -> None:
    """Units of the sample province, and a round of them that is open until the end of 2099."""
    import_units(program, SAMPLES / "units.csv", BOSS, NOW)
    values = {"title": id, "opens": date(2026, 7, 1), "closes": date(2099, 12, 31)}
    create_round(program, BOSS, NOW, id=id, questionnaire=questionnaire, **{**values, **more})
    open_round(program, id, BOSS, NOW)


@pytest.fixture
def program(planned: Path, tmp_path: Path) -> Iterator[Program]:
    """An opened program with a round of the short form open in the sample province."""
    shutil.copytree(planned, tmp_path / "var")
    with opened(tmp_path / "var") as program:
        yield program


@pytest.fixture
def code(program: Program) -> str:
    """The public code of a commune that takes part."""
    return public_codes(program)[UNIT]
