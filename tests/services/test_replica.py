"""Reports are read from a replica of PostgreSQL: never wrong and never impossible for it."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

import manage
import services.replicated
import services.report_orders
import settings
from data.postgres.replica import Replica, Use
from data.upkeep import Unusable
from services.checking import replica as told_of_replica
from services.program import Program, close_program, open_program
from services.report_orders import fetch_report, make_waiting, order_report
from services.reporting import File
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.report_order import ReportOrder
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT, plan
from tests.postgres import Server

pytestmark = pytest.mark.long

FROM_REPLICA, FROM_PRIMARY = "read from the replica", "read from the primary"


@pytest.fixture
def primary() -> Iterator[Server]:
    server = Server().begin()
    yield server
    server.remove()


@pytest.fixture
def replica(primary: Server) -> Iterator[Server]:
    server = primary.replica()
    yield server
    server.remove()


@pytest.fixture
def program(primary: Server, replica: Server, tmp_path: Path) -> Iterator[Program]:
    given = {"DATABASE_URL": primary.url(), "DATABASE_REPLICA_URL": replica.url()}
    opened = open_program(settings.read(given, tmp_path / "var"))
    plan(opened, "short-counter@1")
    yield opened
    close_program(opened)


def _checked(program: Program, language: str) -> str:
    """The last line of what `manage.py check` says."""
    given = {
        "DATABASE_URL": program.settings.database_url,
        "DATABASE_REPLICA_URL": program.settings.database_replica_url,
        "SECRET_KEY": program.settings.secret.decode(),
        "VAR_FOLDER": str(program.settings.var),
    }
    done = CliRunner().invoke(manage.main, ["check", "--lang", language], env=given)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[-1]


def _made(program: Program) -> File:
    number = order_report(
        program, ReportOrder(ROUND, UNIT, "whole", "json", "vi", NOW.date()), BOSS, NOW
    ).number
    assert make_waiting(program, lambda: NOW) == 1
    return fetch_report(program, number, BOSS)[1]


def _until(server: Server, statement: str) -> None:
    """Waits until a number is not 0."""
    give_up = time.monotonic() + 60
    while server.sql(statement) == [(0,)]:
        assert time.monotonic() < give_up, statement
        time.sleep(0.02)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the journal is told of each report."""
    found: list[str] = []

    def event(name: str, **facts: object) -> None:
        found.append(f"{name}: {facts.get('why', '')}")

    monkeypatch.setattr("services.journal.event", event)
    return found


def test_a_report_is_read_from_the_replica(program: Program, told: list[str]) -> None:
    """All of it: the round was planned a moment ago, and the replica is waited for."""
    assert json.loads(_made(program).content)
    assert told == [f"{FROM_REPLICA}: "]
    # Between two looks the primary may have written something of its own: then it is asked once more.
    whole = "Replica: reached, and has every change of the primary."
    assert any(_checked(program, "en") == whole for _ in range(20))


def test_a_replica_that_lags_is_passed_over(
    program: Program,
    replica: Server,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It lacks the order itself; the report is the same as from one that does not lag."""
    before = _made(program).content
    replica.sql("select pg_wal_replay_pause()")
    monkeypatch.setattr(services.replicated, "SECONDS", 0.0)
    assert _made(program).content == before
    assert told[1] == f"{FROM_PRIMARY}: replica: lags"
    said = _checked(program, "en")
    (lacks, age) = map(int, re.findall(r"\d+", said.replace(",", "")))
    assert said.startswith("Replica: reached, lacks ")
    assert lacks > 0
    assert age < 600
    assert "còn thiếu" in _checked(program, "vi")
    monkeypatch.setattr(Replica, "_age", lambda *_: None)  # as one that has just started may say
    # The primary's log grows a little by itself, whatever anybody writes.
    said = _checked(program, "en")
    assert re.fullmatch(r"Replica: reached, lacks [\d,]+ bytes of the primary's log\.", said)


@pytest.mark.parametrize("how", ["dies", "is promoted"])
def test_a_replica_that_goes_in_the_middle_is_left(
    program: Program,
    replica: Server,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    """The report begins again at the primary and is whole; the next one does not try in vain."""
    before = _made(program).content
    really = services.report_orders.made_report

    def goes(*asked: object) -> File:
        """The replica goes after it was found to be usable and before the report is read."""
        monkeypatch.setattr(services.report_orders, "made_report", really)
        if how == "dies":
            replica.stop("immediate")
        else:
            replica.promote()
        return really(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(services.report_orders, "made_report", goes)
    assert _made(program).content == before
    assert _made(program).content == before
    assert [one.split(":")[0] for one in told] == [FROM_REPLICA, FROM_PRIMARY, FROM_PRIMARY]
    expected = {"dies": "cannot be reached", "is promoted": "is no replica any more"}
    assert expected[how] in _checked(program, "en")


@pytest.mark.parametrize("when", ["between two statements", "while a statement runs"])
def test_a_read_that_the_replica_cancels_is_left(
    program: Program,
    primary: Server,
    replica: Server,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    """Rows that the primary clears away are gone at a replica that does not wait for its readers."""
    before = _made(program).content
    replica.sql("alter system set max_standby_streaming_delay = 0")
    replica.sql("select pg_reload_conf()")
    really = Replica.reading

    @contextmanager
    def reading(self: Replica, use: Use) -> Iterator[psycopg.Connection[Any]]:
        """The first read has begun to see the database as it is before the primary clears away."""
        monkeypatch.setattr(Replica, "reading", really)
        with really(self, use) as connection:
            connection.execute("select count(*) from report_order")
            primary.sql("update report_order set done = done")
            primary.sql("vacuum report_order")
            if when == "while a statement runs":
                connection.execute("select pg_sleep(60)")
            _until(
                replica,
                "select confl_snapshot from pg_stat_database_conflicts where datname = current_database()",
            )
            yield connection

    monkeypatch.setattr(Replica, "reading", reading)
    assert _made(program).content == before
    assert _made(program).content == before
    assert [one.split(":")[0] for one in told] == [FROM_REPLICA, FROM_PRIMARY, FROM_REPLICA]


def test_another_database_is_no_replica(program: Program, tmp_path: Path) -> None:
    """A replica with a log of its own, however long it is, shows nothing."""
    elsewhere = Server().begin()
    for _ in range(5):
        elsewhere.sql("select pg_logical_emit_message(true, 'test', 'longer')")
        elsewhere.sql("select pg_switch_wal()")
    foreign = elsewhere.replica()
    try:
        given = {
            "DATABASE_URL": program.settings.database_url,
            "DATABASE_REPLICA_URL": foreign.url(),
            "SECRET_KEY": program.settings.secret.decode(),
        }
        other = open_program(settings.read(given, tmp_path / "other"))
        with pytest.raises(SurveyError) as refused, other.store.upkeep.at_replica(0.0):
            pass
        said = told_of_replica(other)
        close_program(other)
    finally:
        foreign.remove()
        elsewhere.remove()
    assert refused.value.code is Code.STORAGE
    assert refused.value.details["why"] == Unusable.FOREIGN
    assert said is not None
    assert "leads to another database" in words("en")(f"replica.{said.key}")
    assert "cơ sở dữ liệu khác" in words("vi")(f"replica.{said.key}")
