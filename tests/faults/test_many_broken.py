"""Four processes behind nginx: any of them, nginx, the database and the line to it break under load."""

import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread
from uuid import UUID

import pytest

from tests.cable import far_server
from tests.faults.behind_nginx import assert_kept_once, at, codes_of, installed, stored
from tests.faults.citizens import Answers, acknowledged, hand_in, make_answers
from tests.many import Many, Process
from tests.postgres import DURABLE, Server
from tests.server import ROOT

pytestmark = pytest.mark.faults

ANSWERS = 150
TIMES = 3
CUT_SECONDS = 60


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A database that flushes, and is killed here alone."""
    one = Server(DURABLE).begin()
    one.sql("create database office")
    yield one
    one.remove()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Many]:
    one = installed(tmp_path_factory.mktemp("broken"), server.url("office"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


def sent_again(many: Many, answers: Answers, kept: set[str]) -> None:
    """As devices do: what was not acknowledged is sent until it is; what was is known already."""
    give_up = time.monotonic() + 120
    while waiting := {id: body for id, body in answers.items() if id not in kept}:
        assert time.monotonic() < give_up, many.log()[-3000:]
        kept |= acknowledged(hand_in(many, waiting))
    assert set(hand_in(many, answers).values()) == {200}


def _nginx(many: Many, server: Server) -> None:
    many.nginx.kill()
    many.nginx.start()


def _database(many: Many, server: Server) -> None:
    server.stop("immediate")
    server.start()


def _citizens(many: Many, server: Server) -> None:
    _again(many.citizens[1])


def _staff(many: Many, server: Server) -> None:
    _again(many.staff[0])


def _all(many: Many, server: Server) -> None:
    for one in many.processes:
        one.end(signal.SIGKILL)
    server.stop("immediate")
    many.nginx.kill()
    server.start()
    many.nginx.start()
    for one in many.processes:
        one.start()
    for one in many.processes:
        one.wait()


def _again(one: Process) -> None:
    assert one.end(signal.SIGKILL) == -signal.SIGKILL
    one.start()


@pytest.mark.parametrize(
    "breaks", [_nginx, _database, _citizens, _staff, _all], ids=lambda does: does.__name__[1:]
)
def test_whatever_is_killed_at_any_moment_loses_and_doubles_nothing(
    many: Many, server: Server, breaks: Callable[[Many, Server], None]
) -> None:
    """It goes on by itself once what was killed is back; what was acknowledged before is there."""
    codes, chance = codes_of(many), Random(breaks.__name__)
    for turn in range(TIMES):
        before = set(stored(many))
        answers = make_answers(codes, ANSWERS, chance.randrange(2**32))
        moment = at(chance.randrange(ANSWERS), lambda: breaks(many, server))
        kept = acknowledged(hand_in(many, answers, after_reply=moment))
        assert {UUID(id) for id in kept} <= set(stored(many)), f"lost at turn {turn}"
        sent_again(many, answers, kept)
        assert_kept_once(many, before, answers)
    for one in many.processes:
        one.wait()


def test_a_line_that_is_cut_for_a_minute(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever answers meanwhile is not thanked; processes and database find each other again."""
    with far_server("office") as far:
        with capsys.disabled():
            print(f" [{far.how}]", end="")  # noqa: T201
        many = installed(tmp_path, far.url)
        try:
            many.start()
            answers = make_answers(codes_of(many), ANSWERS, 7)
            begun = time.monotonic()
            kept = acknowledged(hand_in(many, answers, after_reply=at(ANSWERS // 3, far.pull)))
            assert len(kept) < ANSWERS, "the line was not cut"
            while (left := CUT_SECONDS - (time.monotonic() - begun)) > 0:
                waiting = {id: body for id, body in answers.items() if id not in kept}
                assert not acknowledged(hand_in(many, waiting, connections=2)), (
                    "thanked for nothing"
                )
                time.sleep(min(1, left))
            far.plug()
            sent_again(many, answers, kept)
            assert_kept_once(many, set(), answers)
            for one in many.processes:
                one.wait()
        finally:
            many.stop()


def _replaced(one: Process, source: Path) -> None:
    one.end()
    one.source = source
    one.start()
    one.wait()


LATER = '''"""A later version: one more table, one more column."""

from typing import Any


def postgres(db: Any) -> None:
    db.execute("create table later_thing (id bigint primary key)")
    db.execute("alter table response add column later text")


sqlite = postgres
'''


def later_version(folder: Path) -> Path:
    """The program with one more change of the schema."""
    source = folder / "later"
    leave = shutil.ignore_patterns(".*", "tests", "docs", "benchmarks", "__pycache__", "var")
    shutil.copytree(ROOT, source, ignore=leave)
    (source / "data" / "migrations" / "m9999_later.py").write_text(LATER, "utf-8")
    listed = source / "data" / "migrations" / "__init__.py"
    text = re.sub(r"(    m\d{4}_\w+,\n)\)", r"\1    m9999_later,\n)", listed.read_text("utf-8"))
    listed.write_text(text, "utf-8")
    return source


def test_a_version_with_another_schema_takes_over_process_by_process(
    many: Many, server: Server, tmp_path: Path
) -> None:
    """Under load, with nobody told to wait; the older version does not start again. The last one here."""
    later, codes = later_version(tmp_path), codes_of(many)
    before = set(stored(many))
    statuses: dict[str, int] = {}
    everything: dict[str, bytes] = {}
    roll = Thread(target=lambda: [_replaced(one, later) for one in many.processes])
    roll.start()
    for seed in count(100):
        answers = make_answers(codes, 20, seed)
        statuses |= hand_in(many, answers, connections=4)
        everything |= answers
        if not roll.is_alive():
            break
    roll.join()
    assert all(one.source == later for one in many.processes)
    assert set(statuses.values()) == {201}
    assert statuses.keys() == everything.keys()
    names = server.sql("select name from schema_change", "office")
    assert ("m9999_later",) in names
    kept = stored(many)
    assert len(kept) == len(set(kept))
    assert set(kept) - before == {UUID(id) for id in everything}
    older = many.citizens[0]
    older.end()
    older.source = ROOT
    older.start()
    assert older.popen is not None
    assert older.popen.wait(60) != 0
    assert "m9999_later" in older.log()
