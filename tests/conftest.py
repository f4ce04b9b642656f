"""What all tests share: a program on its own empty folder, with one open round."""

import gc
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
from surveys import language
from tests import quick
from tests.acts import BOSS
from tests.postgres import Databases, Server
from tests.tiers import may_be_chosen

hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ROUND = "2026-H2"
UNIT = "99004"

STRONG_HASHER, STRONG_PASSPHRASES = passwords.HASHER, archive.by_passphrase
"""What the program itself uses."""

of_folders: list[Databases] = []
"""PostgreSQL's databases where a program does not keep everything in its own folder."""

passwords.HASHER, archive.by_passphrase = quick.HASHER, quick.Passphrases


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Empty PostgreSQL databases with the newest schema, as many as are asked for."""
    server = Server().begin()
    try:
        yield Databases(server)
    finally:
        server.remove()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine postgresql`: the program of the fixtures keeps everything there."""
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.fixture(scope="session", autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the programs of the fixtures keep everything."""
    if request.config.getoption("--engine") == "postgresql":
        of_folders.append(request.getfixturevalue("databases"))
    yield
    of_folders.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What looks into SQLite's file has nothing to look into elsewhere."""
    if config.getoption("--engine") == "sqlite":
        return
    left = [one for one in items if one.get_closest_marker("file")]
    config.hook.pytest_deselected(items=left)
    items[:] = [one for one in items if not one.get_closest_marker("file")]


def pytest_sessionstart() -> None:
    """While everything is imported and collected nothing is thrown away."""
    gc.disable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file is imported only if the tier that runs may have a test in it."""
    if may_be_chosen(collection_path, config.getoption("markexpr")):
        return None
    return True


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there by now stays to the end: the search for garbage need not go through it."""
    gc.collect()
    gc.freeze()
    gc.enable()


@contextmanager
def opened(folder: Path) -> Iterator[Program]:
    """The program on a folder, for as long as the block lasts."""
    given = {"DATABASE_URL": of_folders[0].of(folder)} if of_folders else {}
    program = open_program(settings.read(given, folder))
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


@pytest.fixture
def tongue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of languages with the one of tests (``zxx``) added; its file."""
    folder = tmp_path / "locales"
    shutil.copytree(language.LOCALES, folder)
    shutil.copy("tests/languages/zxx.toml", folder)
    monkeypatch.setattr(language, "LOCALES", folder)
    return folder / "zxx.toml"
