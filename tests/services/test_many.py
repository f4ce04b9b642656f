"""Two processes on one database: what one of them remembers never makes the other one wrong."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import settings
from data.store import open_store
from services.access import sign_in
from services.answering import submit
from services.daily_anchor import DailyAnchor
from services.flow import Flow
from services.metrics import Metrics
from services.program import Program, close_program, open_program
from services.rounds import pause_round
from services.units import public_codes
from surveys import flow, submission
from surveys.errors import Code, SurveyError
from surveys.flow import Limit, shared
from surveys.link import Channel, Link
from surveys.report_order import OrderedReport, ReportOrder
from surveys.session import FREE_ATTEMPTS
from tests.acts import ACT, BOSS
from tests.conftest import NOW, ROUND, UNIT, plan
from tests.postgres import Databases
from tests.web.conftest import payload

pytestmark = pytest.mark.long

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def given(databases: Databases) -> dict[str, str]:
    return {"DATABASE_URL": databases.new(), "SECRET_KEY": SECRET, "PROCESSES": "2"}


@pytest.fixture
def pair(given: dict[str, str], tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    """Two processes on two machines, with an open round."""
    one = open_program(settings.read(given, tmp_path / "one"))
    plan(one, "short-counter@1")
    other = open_program(settings.read(given, tmp_path / "other"))
    yield one, other
    close_program(other)
    close_program(one)


def test_a_process_with_another_key_does_not_start(
    pair: tuple[Program, Program], given: dict[str, str], tmp_path: Path
) -> None:
    """It would seal what no other could check. Nothing is changed by its try."""
    store = pair[0].store
    before = store.chain_heads()
    with pytest.raises(SurveyError) as refused:
        open_store(given["DATABASE_URL"], b"another key" * 4, beside=tmp_path / "x")
    assert refused.value.code is Code.OTHER_KEY
    assert store.chain_heads() == before


def test_an_altered_act_is_not_taken_for_another_key(
    pair: tuple[Program, Program], given: dict[str, str], databases: Databases, tmp_path: Path
) -> None:
    """Whoever touches a row of the log does not keep the office from working; `check` tells of it."""
    database = given["DATABASE_URL"].split("///")[1].split("?")[0]
    unguarded = "set session_replication_role = replica; "
    databases.server.sql(unguarded + "update act set value = '\\x00' where number = 1", database)
    store = open_store(given["DATABASE_URL"], SECRET.encode(), beside=tmp_path / "x")
    assert list(store.log.faults())
    store.close()


def test_a_round_that_one_pauses_is_paused_at_once_at_the_other(
    pair: tuple[Program, Program],
) -> None:
    """Although it still holds the round as it was: the store looks once more, and the flag tells."""
    one, other = pair
    code = public_codes(other)[UNIT]
    asyncio.run(submit(other, submission.read(payload(code)), NOW))
    assert other.catalogue.now().round_open_for(UNIT, NOW.date())
    pause_round(one, ROUND, BOSS, NOW)
    asyncio.run(submit(other, submission.read(payload(code)), NOW))
    flagged = sorted("while_paused" in kept.flags for kept in other.store.responses(ROUND))
    assert flagged == [False, True]
    assert other.catalogue.now().round_open_for(UNIT, NOW.date()) is None


def test_wrong_passwords_are_counted_together(pair: tuple[Program, Program]) -> None:
    """Whoever guesses gains nothing by being led to another process."""
    codes = []
    for number in range(FREE_ATTEMPTS + 1):
        with pytest.raises(SurveyError) as refused:
            sign_in(pair[number % 2], "lan", "sai-mat-khau", NOW)
        codes.append(refused.value.code)
    assert codes == [Code.WRONG_PASSWORD] * FREE_ATTEMPTS + [Code.TOO_MANY_ATTEMPTS]


def test_one_maker_takes_an_order(pair: tuple[Program, Program]) -> None:
    """Both come at the same moment; the other one has nothing to do."""
    order = ReportOrder(ROUND, UNIT, "whole", "json", "vi", date(2026, 7, 5))
    added = pair[0].store.report_orders.add(order, "lan", NOW, ACT)
    taken: list[OrderedReport | None] = []
    together = threading.Barrier(2)

    def take(program: Program) -> None:
        together.wait()
        taken.append(program.store.report_orders.take(NOW))

    threads = [threading.Thread(target=take, args=(one,)) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(one.number if one else 0 for one in taken) == [0, added.number]


def test_the_heads_are_noted_once_a_day_by_all_together(pair: tuple[Program, Program]) -> None:
    """The first one does it, whatever has come since."""
    day = date(2030, 1, 1)
    for program in pair:
        program.store.log.write(ACT)
        DailyAnchor().take(program.store, day)
    assert [one.day for one in pair[0].store.seals.anchors()].count(day) == 1


def test_limits_are_those_of_all_processes_together(pair: tuple[Program, Program]) -> None:
    """Answers that come to both in turn are slowed where one process would have slowed them."""
    limits = {Channel.OPEN_QR: Limit(7, 60)}
    parts = shared(limits, pair[0].settings.processes)
    assert parts == {Channel.OPEN_QR: Limit(4, 30)}
    flows = [Flow(parts, Metrics()) for _ in pair]
    link, passed = Link("AAAA222", UNIT), 0
    for number in range(20):
        try:
            flows[number % 2].take(link, NOW)
        except SurveyError:
            continue
        passed += 1
    assert passed == 8
    assert pair[0].flow._limits == shared(flow.read(flow.SHIPPED.read_text("utf-8")), 2)


def test_strangers_have_so_many_tries_at_all_processes_together(
    pair: tuple[Program, Program],
) -> None:
    """Twenty a minute, to pair a device or to take an answer back."""
    for pace in ("withdrawals", "pairings"):
        tries = 0
        for program in pair:
            for _ in range(20):
                try:
                    getattr(program, pace).count(NOW)
                except SurveyError:
                    break
                tries += 1
        assert tries == 20


def test_streamlit_signs_with_one_key_everywhere(tmp_path: Path) -> None:
    """That of the installation, not one that each process makes for itself."""
    said = [_cookie_secret(SECRET, tmp_path / name) for name in ("one", "other")]
    said.append(_cookie_secret("f" * 64, tmp_path / "third"))
    assert len(said[0]) == 64
    assert said[0] == said[1] != said[2]


def _cookie_secret(secret: str, var: Path) -> str:
    asks = (
        "import app; from streamlit.web.server.server_util import get_cookie_secret;"
        "print(get_cookie_secret())"
    )
    environment = {**os.environ, "SECRET_KEY": secret, "VAR_FOLDER": str(var)}
    done = subprocess.run(
        [sys.executable, "-c", asks], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
