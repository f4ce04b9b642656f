"""What the tests of several processes share: an installation with an open round, and its count."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg

import settings
from services.program import close_program, open_program
from services.units import public_codes
from tests.conftest import plan
from tests.faults.citizens import Answers
from tests.many import Many


def installed(folder: Path, database: str) -> Many:
    """All processes on one empty database with an open round; not started yet."""
    many = Many(folder, database)
    many.add_administrator()
    program = open_program(settings.read(many.environment, many.folder / "var"))
    try:
        plan(program, "short-counter@1")
    finally:
        close_program(program)
    return many


def codes_of(many: Many) -> list[str]:
    """The public codes of the round's units."""
    program = open_program(settings.read(many.environment, many.folder / "var"))
    try:
        return [public_codes(program)[unit] for unit in program.catalogue.now().rounds[0].units]
    finally:
        close_program(program)


def stored(many: Many) -> list[UUID]:
    """The ids in the database, however often each is there."""
    with psycopg.connect(many.settings["DATABASE_URL"]) as db:
        return [UUID(bytes=id) for (id,) in db.execute("select id from response")]


def assert_kept_once(many: Many, before: set[UUID], answers: Answers) -> None:
    """All of these and nothing else has come; tallies and chains say the same."""
    kept = stored(many)
    assert len(kept) == len(set(kept))
    assert set(kept) - before == {UUID(id) for id in answers}
    assert many.manage("check").splitlines()[0] == "OK"


def at(moment: int, does: Callable[[], object]) -> Callable[[int], None]:
    """Does something once, when so many answers have been acknowledged."""
    done: list[bool] = []

    def told(kept: int) -> None:
        if kept >= moment and not done:
            done.append(True)
            does()

    return told
