"""Rights are asked of every use case, for the part of the tree that it touches."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.store import Store, open_store
from services.program import Program
from services.rights import need, need_everywhere
from services.rounds import close_round
from surveys.account import RIGHTS, Actor, Right, Role
from surveys.errors import Code, SurveyError
from tests.acts import ACT, BOSS, NOW
from tests.conftest import ROUND

LOCAL = Actor("xa", Role.OFFICIAL, "99004")


def _refusal(ask: object) -> Code | None:
    try:
        ask()  # type: ignore[operator]
    except SurveyError as refused:
        return refused.code
    return None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_right_is_had_or_refused(program: Program, role: Role, right: Right) -> None:
    """What a role does not name, it may not do."""
    refusal = _refusal(lambda: need(program, Actor("x", role), right))
    assert refusal is (None if right in RIGHTS[role] else Code.NOT_ALLOWED)


def test_a_part_of_the_tree_is_all_there_is(program: Program) -> None:
    """The commune's official acts for the commune, not for its neighbour nor for the province."""
    assert _refusal(lambda: need(program, LOCAL, Right.REVIEW, ["99004"])) is None
    for other in ("99005", "99"):
        refusal = _refusal(lambda code=other: need(program, LOCAL, Right.REVIEW, ["99004", code]))
        assert refusal is Code.OTHER_UNITS
    assert _refusal(lambda: need_everywhere(program, LOCAL, Right.REVIEW)) is Code.OTHER_UNITS


def test_a_refused_use_case_changes_and_logs_nothing(program: Program) -> None:
    """The commune's official cannot close the province's round."""
    before = program.store.log.head()
    assert _refusal(lambda: close_round(program, ROUND, LOCAL, NOW)) is Code.OTHER_UNITS
    assert program.store.log.head() == before
    close_round(program, ROUND, BOSS, NOW)
    assert program.store.log.read()[0].act.action == "round.close"


TAMPER = (
    "update act set record = replace(record, 'test', 'rest') where number = 2",
    "delete from act where number = 2",
    "update act set number = number + 10 where number > 2",
)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[tuple[Path, Store]]:
    """A database with four acts, and the store that wrote them."""
    path = tmp_path / "log.db"
    store = open_store(f"sqlite:///{path}", b"k" * 32)
    for n in range(4):
        store.log.write(replace(ACT, object=str(n)))
    yield path, store
    store.close()


@pytest.mark.parametrize(
    "tamper", [*TAMPER, "insert or replace into act (number, record, value) values (2, '{}', x'')"]
)
def test_the_database_refuses_to_alter_the_log(logged: tuple[Path, Store], tamper: str) -> None:
    """Appended to only, also for whoever has the file open with another tool."""
    path, store = logged
    with (
        closing(sqlite3.connect(path)) as db,
        pytest.raises(sqlite3.IntegrityError, match="appended to only"),
    ):
        db.execute(tamper)
    assert len(store.log.read()) == 4
    assert list(store.log.faults()) == []


@pytest.mark.parametrize("tamper", TAMPER)
def test_a_log_that_was_altered_says_where(logged: tuple[Path, Store], tamper: str) -> None:
    """Edited, deleted or shifted lines are found, and the first one is named."""
    path, store = logged
    assert list(store.log.faults()) == []
    with closing(sqlite3.connect(path)) as db, db:
        for (name,) in db.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            db.execute(f"drop trigger {name}")
        assert db.execute(tamper).rowcount >= 1
    faults = list(store.log.faults())
    assert faults
    assert faults[0].details["act"] in (2, 3)
    store.close()
