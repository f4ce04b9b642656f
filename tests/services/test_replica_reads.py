"""What reads much is read from the replica: the same files, and begun again where it fails."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

import commands.figures
import commands.responses
import commands.seals
import manage
import services.studying
import settings
from data.postgres.replica import Replica, Use
from services import demo
from services.program import Program, close_program, open_program
from services.reading import Progress
from services.report_orders import fetch_report, make_waiting, order_report
from services.studying import ask_study
from surveys.report_order import ReportOrder
from surveys.round import Round
from tests.acts import BOSS
from tests.conftest import NOW
from tests.postgres import Server

pytestmark = pytest.mark.long

CLOSED = "2026-H1"
FROM_REPLICA, FROM_PRIMARY = "read from the replica", "read from the primary"
COMMANDS = {
    "report": ("report", CLOSED, "--format", "json"),
    "trend": ("report", "2026", "--format", "docx", "--kind", "trend"),
    "micro-data": ("report", CLOSED, "--format", "microdata"),
    "study": ("study", CLOSED, "--json"),
    "responses": ("responses", "export", CLOSED, "--format", "csv"),
    "round": ("round", "export", CLOSED),
}


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    primary = Server().begin()
    replica = primary.replica()
    yield primary, replica
    replica.remove()
    primary.remove()


@pytest.fixture(scope="module")
def environment(
    servers: tuple[Server, Server], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Two closed half-years of invented answers."""
    primary, replica = servers
    given = {
        "DATABASE_URL": primary.url(),
        "DATABASE_REPLICA_URL": replica.url(),
        "SECRET_KEY": "0123456789abcdef" * 4,
        "VAR_FOLDER": str(tmp_path_factory.mktemp("reads") / "var"),
    }
    with _opened(given) as program:
        list(demo.fill(program, 200, NOW))
    return given


@contextmanager
def _opened(given: dict[str, str], *, serving: bool = False) -> Iterator[Program]:
    program = open_program(settings.read(given, Path(given["VAR_FOLDER"])), serving=serving)
    try:
        yield program
    finally:
        close_program(program)


@pytest.fixture(autouse=True)
def same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (commands.figures, commands.responses, commands.seals):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the journal is told of each read."""
    found: list[str] = []
    monkeypatch.setattr("services.journal.event", lambda name, **_: found.append(name))
    return found


def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The replica's last word of each read is that it has ended."""
    really = Replica.reading

    @contextmanager
    def reading(self: Replica, use: Use) -> Iterator[psycopg.Connection[Any]]:
        with really(self, use) as connection:
            yield connection
            raise psycopg.OperationalError

    monkeypatch.setattr(Replica, "reading", reading)


def _got(name: str, environment: dict[str, str], folder: Path) -> bytes:
    """What a command of the shell gives."""
    out = folder / "out"
    words = COMMANDS[name] if name == "study" else (*COMMANDS[name], "--out", str(out))
    done = CliRunner().invoke(manage.main, words, env=environment)
    assert done.exit_code == 0, done.output
    if name == "study":
        return done.stdout_bytes
    content = out.read_bytes()
    out.unlink()
    assert not list(folder.iterdir())
    return _without_the_log(content) if name == "round" else content


def _without_the_log(export: bytes) -> bytes:
    """An export without the links of the log, which grows by each export, and the signature over all."""
    lines = gzip.decompress(export).splitlines()
    assert lines[-1].startswith(b'{"signed"')
    return b"\n".join(line for line in lines[:-1] if not line.startswith(b'{"others":{"chain":0'))


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_that_read_much_read_from_the_replica(
    name: str,
    environment: dict[str, str],
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """With the bytes that the primary gives; where the replica fails, all is read once more there."""
    alone = _got(name, {**environment, "DATABASE_REPLICA_URL": ""}, tmp_path)
    assert told == []
    assert _got(name, environment, tmp_path) == alone
    assert told == [FROM_REPLICA]
    _broken(monkeypatch)
    assert _got(name, environment, tmp_path) == alone
    assert told == [FROM_REPLICA, FROM_PRIMARY]


def test_responses_that_are_written_again_are_logged_once(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _broken(monkeypatch)
    with _opened(environment) as program:
        before = program.store.log.last()
        _got("responses", environment, tmp_path)
        assert program.store.log.last() == before + 1


def test_the_study_in_an_ordered_report_is_read_from_the_replica_too(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made in a thread of its own, and is most of what such a report reads."""
    really, read = services.studying.read_matrix, list[bool]()

    def read_matrix(program: Program, round: Round, told: Progress) -> object:
        read.append(program.store.upkeep.reads_from is not None)
        return really(program, round, told)

    monkeypatch.setattr(services.studying, "read_matrix", read_matrix)
    with _opened(environment) as program:
        order = ReportOrder(CLOSED, "99", "whole", "json", "vi", NOW.date())
        number = order_report(program, order, BOSS, NOW).number
        assert make_waiting(program, lambda: NOW) == 1
        assert fetch_report(program, number, BOSS)
    assert read
    assert all(read)


def test_the_process_of_studies_reads_from_the_replica(
    environment: dict[str, str],
    servers: tuple[Server, Server],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """One that is not there is passed over, and used again when it is back."""
    _, replica = servers

    def studied(given: dict[str, str]) -> str:
        with _opened(given, serving=True) as program:
            return repr(ask_study(program, CLOSED, None, NOW).result())

    alone = studied({**environment, "DATABASE_REPLICA_URL": ""})
    said = list[str]()
    for does in (lambda: None, replica.kill, replica.start):
        does()
        assert studied(environment) == alone
        said.append(capfd.readouterr().err)
    assert [FROM_REPLICA in one for one in said] == [True, False, True]
    assert [FROM_PRIMARY in one for one in said] == [False, True, False]


def test_what_is_read_in_a_block_is_remembered_there_alone(environment: dict[str, str]) -> None:
    """Whoever answers meanwhile is not shown rounds as a replica that stands still has them."""
    with _opened(environment) as program:
        before = program.catalogue.now()
        with program.store.upkeep.at_replica(10.0):
            inside = program.catalogue.now()
            assert inside is not before
            assert program.catalogue.now() is inside
        assert program.catalogue.now() is not inside
        with program.store.upkeep.at_replica(10.0):
            assert program.catalogue.now() is not inside
