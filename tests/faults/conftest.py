"""A real server that has not been started yet, over a database with an open round."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from data import archive
from services import passwords
from services.program import close_program, open_program
from services.units import public_codes
from tests.conftest import STRONG_HASHER, STRONG_PASSPHRASES, plan
from tests.faults.citizens import Answers, make_answers
from tests.server import Server, free_port


@pytest.fixture(autouse=True)
def strong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here what one process encrypts another one opens: nothing stands in for the real thing."""
    monkeypatch.setattr(archive, "by_passphrase", STRONG_PASSPHRASES)
    monkeypatch.setattr(passwords, "HASHER", STRONG_HASHER)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The server of one test; whatever is left of it is ended."""
    one = Server(tmp_path, free_port(), staffed=False)
    yield one
    if hasattr(one, "process"):
        one.stop()


@pytest.fixture
def answers(server: Server) -> Answers:
    """Five hundred answers to the round that is open in the server's database, by id."""
    program = open_program(settings.read(server.environment, server.folder))
    try:
        plan(program, "short-counter@1")
        chosen = program.catalogue.now().rounds[0].units
        return make_answers([public_codes(program)[unit] for unit in chosen], 500)
    finally:
        close_program(program)
