"""Reports while the replica is killed, comes back and lags: the same bytes, and nobody else notices."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

import settings
from data.postgres.replica import Replica, Use
from services import demo
from services.program import Program, close_program, open_program
from services.report_orders import fetch_report, make_waiting, order_report
from services.reporting import made_report
from surveys.dates import VIETNAM, day_of
from surveys.report_order import ReportOrder
from tests.acts import ACT, BOSS
from tests.faults.behind_nginx import assert_kept_once, codes_of, stored
from tests.faults.citizens import hand_in, make_answers
from tests.many import Many
from tests.postgres import DURABLE, Server
from tests.server import ROOT

pytestmark = pytest.mark.faults

TIMES = 3
READ, PASSED_OVER = "read from the replica", "read from the primary"
SERVED = count(1000)
SEEDS = count(1)


@dataclass
class Office:
    """Four processes, their primary and its replica.

    Of the two programs here one reads reports from the replica, and the other knows of none.
    """

    many: Many
    primary: Server
    replica: Server
    program: Program
    plain: Program
    order: ReportOrder

    def change(self) -> None:
        """Something that the next report has and none before: whoever lags would show it."""
        order = self.order
        self.plain.store.save_served({(order.round, order.unit): next(SERVED)}, ACT)

    def assert_as_expected(self, number: int) -> None:
        """A report that was made has the bytes that the primary alone gives it, at the minute it names."""
        content = self.fetched(number)
        minute = re.findall(rb"\d\d/\d\d/\d{4} \d\d:\d\d(?= \(UTC)", content)[0].decode()
        at = datetime.strptime(minute, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)
        assert content == made_report(self.plain, self.order, at).content

    def ordered(self) -> int:
        return order_report(self.program, self.order, BOSS, datetime.now(UTC)).number

    def fetched(self, number: int) -> bytes:
        return fetch_report(self.program, number, BOSS)[1].content


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    primary = Server(DURABLE).begin()
    primary.sql("create database office")
    replica = primary.replica()
    folder = tmp_path_factory.mktemp("replica")
    url = {"DATABASE_REPLICA_URL": replica.url("office")}
    many = Many(folder, primary.url("office"), **url)
    given = {**many.environment, "DATABASE_REPLICA_URL": ""}
    opened: list[Program] = []
    try:
        many.add_administrator()
        for environment in (many.environment, given):
            opened.append(open_program(settings.read(environment, folder / "var")))
        list(demo.fill(opened[1], 300, datetime.now(UTC)))
        many.start()
        yield Office(many, primary, replica, *opened, _order(opened[1]))
    finally:
        many.stop()
        for program in opened:
            close_program(program)
        replica.remove()
        primary.remove()


def _order(program: Program) -> ReportOrder:
    """The report on the last half-year, which is over: no answer that comes changes it."""
    over, unit = program.store.rounds()[1], program.store.units().units[0]
    today = day_of(datetime.now(UTC))
    return ReportOrder(over.id, unit.code, "whole", "json", "vi", today)


@contextmanager
def answering(office: Office) -> Iterator[None]:
    """Citizens hand in all the while; each is thanked at his first try, and kept once."""
    before, codes = set(stored(office.many)), codes_of(office.many)
    given: dict[str, bytes] = {}
    told: dict[str, int] = {}
    begun, over = Event(), Event()

    def citizens() -> None:
        while not over.is_set():
            answers = make_answers(codes, 40, next(SEEDS))
            given.update(answers)
            told.update(hand_in(office.many, answers, connections=4))
            begun.set()

    thread = Thread(target=citizens)
    thread.start()
    assert begun.wait(60)
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert told == dict.fromkeys(given, 201)
    assert_kept_once(office.many, before, given)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the journal is told of each report."""
    found: list[str] = []
    monkeypatch.setattr("services.journal.event", lambda name, **_: found.append(name))
    return found


def _made(office: Office) -> None:
    """A report is made here, and has the bytes that it has without a replica."""
    number = office.ordered()
    assert make_waiting(office.program, lambda: datetime.now(UTC)) == 1
    office.assert_as_expected(number)


@contextmanager
def watched(before: Callable[[int], None]) -> Iterator[list[int]]:
    """Calls `before` with the number of each read from the replica; gives how many there were."""
    really, reads = Replica.reading, [0]

    @contextmanager
    def reading(self: Replica, use: Use) -> Iterator[psycopg.Connection[Any]]:
        reads[0] += 1
        before(reads[0])
        with really(self, use) as connection:
            yield connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Replica, "reading", reading)
        yield reads


def _before_the_order(office: Office, reads: int, chance: Random) -> None:
    office.replica.kill()
    _made(office)


def _between_two_reads(office: Office, reads: int, chance: Random) -> None:
    moment = chance.randrange(2, reads + 1)

    def kill(number: int) -> None:
        if number == moment:
            office.replica.kill()

    with watched(kill):
        _made(office)


def _while_it_reads(office: Office, reads: int, chance: Random) -> None:
    """A lock that reaches the replica from the primary holds the read until the replica is dead."""
    waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    holds = (
        "select count(*) from pg_locks where granted and mode = 'AccessExclusiveLock'"
        " and relation = 'exclusion'::regclass"
    )
    with psycopg.connect(office.primary.url("office")) as holder:
        holder.execute("lock table exclusion in access exclusive mode")
        _until(office.replica, holds)
        failed: list[BaseException] = []

        def make() -> None:
            try:
                _made(office)
            except BaseException as wrong:
                failed.append(wrong)

        maker = Thread(target=make)
        maker.start()
        _until(office.replica, waits)
        office.replica.kill()
        holder.rollback()
        maker.join()
    assert not failed, failed


def _until(server: Server, statement: str) -> None:
    """Waits until a count is not 0."""
    give_up = time.monotonic() + 60
    while server.sql(statement, "office") == [(0,)]:
        assert time.monotonic() < give_up, statement
        time.sleep(0.02)


@pytest.mark.parametrize(
    "dies",
    [_before_the_order, _between_two_reads, _while_it_reads],
    ids=lambda does: does.__name__[1:],
)
def test_a_replica_that_is_killed_changes_no_report(
    office: Office, told: list[str], dies: Callable[[Office, int, Random], None]
) -> None:
    """Nobody who answers notices either, and it is used again once it is back."""
    chance = Random(dies.__name__)
    with answering(office):
        for _ in range(TIMES):
            office.change()
            with watched(lambda _: None) as reads:
                _made(office)
            office.change()
            dies(office, reads[0], chance)
            assert told == [READ, PASSED_OVER]
            told.clear()
            office.change()
            office.replica.start()
        _made(office)
        assert told == [READ]


def _maker(office: Office) -> tuple[int, Sequence[str]]:
    """Orders a report and has it made by a process of its own; its number, and what the journal has."""
    number = office.ordered()
    command = [sys.executable, str(ROOT / "manage.py"), "report-maker"]
    done = subprocess.run(
        command, cwd=ROOT, env=office.many.environment, stderr=subprocess.PIPE, check=True
    )
    return number, [json.loads(line)["message"] for line in done.stderr.splitlines()]


@pytest.mark.parametrize(("delay", "how"), [("2s", READ), ("1h", PASSED_OVER)])
def test_a_replica_that_lags_shows_nothing_old(office: Office, delay: str, how: str) -> None:
    """It is waited for, a while; the process that makes reports passes it over after that."""
    set_delay = f"alter system set recovery_min_apply_delay = '{delay}'"
    with answering(office):
        _delayed(office.replica, set_delay)
        office.change()
        number, said = _maker(office)
        assert said == [how]
        office.assert_as_expected(number)
        _delayed(office.replica, "alter system reset recovery_min_apply_delay")
        office.change()
        number, said = _maker(office)
        assert said == [READ]
        office.assert_as_expected(number)


def _delayed(replica: Server, statement: str) -> None:
    replica.sql(statement)
    replica.sql("select pg_reload_conf()")
