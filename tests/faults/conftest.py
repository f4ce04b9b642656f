"""A real server that has not been started yet, over a database with an open round."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from services.program import close_program, open_program
from services.units import public_codes
from tests.conftest import plan
from tests.faults.citizens import Answers, make_answers
from tests.server import Server, free_port


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
