"""An installation moves to PostgreSQL and back, goes on where it was cut off, and is the same."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from data.sql import copying
from data.sqlite import SqliteStore
from data.store import open_store
from surveys.errors import Code, SurveyError
from tests.postgres import Databases
from tests.services.test_manage import Shell

pytestmark = pytest.mark.long

LEFT_OUT = {"answer", "left_trace", "schema_change", "_sqlite_migrations", "sqlite_sequence"}
"""A view, and what an engine keeps for itself."""

WRITTEN_AT_ONCE = ("act", "anchor")
"""The program writes that it has moved, and its anchor of the day."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """An installation with sample rounds, and an erased answer."""
    shell = Shell(tmp_path_factory.mktemp("moving"))
    assert shell("demo", "--responses", "300").exit_code == 0
    return shell


def copied(shell: Shell, source: str, target: str) -> Result:
    return shell("copy", source, target)


def figures(shell: Shell, url: str) -> dict[str, object]:
    """All rows of all tables, whatever their order, as they come out of a store."""
    store = open_store(url, b"k" * 32, beside=shell.folder / "var" / "postgresql")
    try:
        with store.connections.reading() as db:  # type: ignore[attr-defined]
            rows = {
                table: sorted(map(repr, db.execute(f"select {columns(db, table)} from {table}")))
                for table in copying.TABLES
                if table not in ("tally", *WRITTEN_AT_ONCE)
            }
            return rows | {"tally": store.tallies("2026-H1")}
    finally:
        store.close()


def columns(db: object, table: str) -> str:
    return ", ".join(
        f'"{name}"' for name in sorted(copying.columns_of(db, table)) if name != "round"
    )  # type: ignore[arg-type]


def test_every_table_is_copied(tmp_path: Path) -> None:
    """A table that is new in the schema is missed here first."""
    store = SqliteStore(str(tmp_path / "x.db"), b"k" * 32)
    assert {table for table, _ in store.columns()} - LEFT_OUT == set(copying.TABLES)
    store.close()


def test_there_and_back_again_everything_is_the_same(filled: Shell, databases: Databases) -> None:
    """Rows, tallies and seals; and the copy goes on as a program of its own."""
    source = filled.environment["DATABASE_URL"]
    server = databases.empty()
    there = copied(filled, source, server)
    assert there.exit_code == 0, there.stderr
    assert "giống nhau" in there.stdout
    back = f"sqlite:///{filled.folder / 'back.db'}"
    assert copied(filled, server, back).exit_code == 0
    first = figures(filled, source)
    assert len(first["round"]) > 1  # type: ignore[arg-type]
    assert figures(filled, server) == first
    assert figures(filled, back) == first


def test_what_holds_anything_is_no_target(filled: Shell, databases: Databases) -> None:
    """Neither a file that is there nor a database with rounds; and nothing is changed in it."""
    source = filled.environment["DATABASE_URL"]
    server = databases.empty()
    assert copied(filled, source, server).exit_code == 0
    kept = figures(filled, server)
    for target in (server, source):
        done = copied(filled, source, target)
        assert done.exit_code != 0
        assert "đã có dữ liệu" in done.stderr
    assert figures(filled, server) == kept


@pytest.mark.parametrize("engine", ["postgresql", "sqlite"])
def test_a_copy_that_was_cut_off_goes_on_and_is_not_opened_before(
    filled: Shell, databases: Databases, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the responses: those that are there are not copied again."""
    monkeypatch.setattr("data.sql.moving.MOST", 100)
    source = filled.environment["DATABASE_URL"]
    target = databases.empty() if engine == "postgresql" else f"sqlite:///{filled.folder / 'c.db'}"
    steps: list[int] = []
    whole = copying.copy_responses

    def cut_off(*given: object) -> int:
        if len(steps) == 2:
            raise KeyboardInterrupt
        steps.append(whole(*given))  # type: ignore[arg-type]
        return steps[-1]

    with monkeypatch.context() as patched:
        patched.setattr(copying, "copy_responses", cut_off)
        assert copied(filled, source, target).exit_code != 0
    if engine == "postgresql":
        with pytest.raises(SurveyError) as refused:
            open_store(target, b"k" * 32, beside=filled.folder / "p")
        assert refused.value.code is Code.COPY_UNFINISHED
    else:
        assert not (filled.folder / "c.db").exists()
    monkeypatch.setattr(
        copying, "copy_responses", lambda *given: steps.append(whole(*given)) or steps[-1]
    )  # type: ignore[arg-type, func-returns-value]
    assert copied(filled, source, target).exit_code == 0
    assert figures(filled, target) == figures(filled, source)
    with closing(sqlite3.connect(source.removeprefix("sqlite:///"))) as db:
        assert sum(steps) == db.execute("select count(*) from response").fetchone()[0]
