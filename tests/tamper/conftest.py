"""A round with a few dozen responses, a noted head, and the file of its database."""

import asyncio
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

import settings
from services.anchoring import anchors
from services.answering import submit
from services.program import Program, close_program, open_program
from services.rounds import close_round
from services.sealing import seal_round
from services.signing import public_key
from services.units import public_codes
from surveys import submission
from surveys.sealed import LOG
from tests.acts import BOSS, NOW
from tests.conftest import ROUND, UNIT, plan
from tests.web.conftest import payload

LATER = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """The file of a database that nobody uses, its keys, and heads that have left the building."""

    path: Path
    secret: bytes
    public: bytes
    heads: tuple[bytes, ...]
    log_head: bytes


def answer(program: Program, times: int) -> None:
    """Answers that come one by one, each in a link of its own."""
    code = public_codes(program)[UNIT]
    for _ in range(times):
        asyncio.run(submit(program, submission.read(payload(code, id=str(uuid4()))), NOW))


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Twenty responses, a head noted outside, and four more after it: to be copied, never changed."""
    program = open_program(settings.read({}, tmp_path_factory.mktemp("untouched") / "var"))
    plan(program, "short-counter@1")
    answer(program, 20)
    program.store.seals.anchor(LATER.date(), 5)
    noted = anchors(program)[0]
    answer(program, 4)
    secret = program.settings.secret
    heads = tuple(one.value for one in noted.heads if one.chain != LOG)
    log_head = next(one.value for one in noted.heads if one.chain == LOG)
    return Case(_closed(program), secret, public_key(secret), heads, log_head)


def copied(case: Case, folder: Path) -> Case:
    """The same in another folder, with its keys."""
    shutil.copytree(case.path.parent, folder / "var")
    return replace(case, path=folder / "var" / case.path.name)


@pytest.fixture
def case(untouched: Case, tmp_path: Path) -> Case:
    """A copy of its own for each test."""
    return copied(untouched, tmp_path)


def reopened(case: Case) -> Program:
    """The program again on the file."""
    return open_program(settings.read({}, case.path.parent))


def sealed(case: Case) -> Program:
    """The program on the file, its round closed and sealed."""
    program = reopened(case)
    close_round(program, ROUND, BOSS, NOW)
    seal_round(program, ROUND, BOSS, LATER)
    return program


def _closed(program: Program) -> Path:
    path = program.store.upkeep.path
    close_program(program)
    return path
