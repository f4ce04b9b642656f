"""Disks that fail, databases that are locked or replaced: answers are refused, never lost or doubled."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing

import pytest

from tests.faults.citizens import Answers, acknowledged, hand_in, stored
from tests.server import ROOT, Server

pytestmark = pytest.mark.faults

FAILING = {
    "full": ("pwrite64", "ENOSPC", 60),
    "remounted read-only": ("pwrite64", "EROFS", 60),
    "a sector is broken": ("pwrite64", "EIO", 60),
    "cannot flush": ("fdatasync", "EIO", 10),
}
"""The call that fails, how, and from which one on in each thread: the writer's have begun by then."""


def some(answers: Answers, first: int, last: int) -> Answers:
    return dict(list(answers.items())[first:last])


def readiness(server: Server) -> tuple[int, list[str]]:
    """Status of /readyz, and the codes of what is wrong."""
    try:
        with urllib.request.urlopen(f"{server.address}/readyz", timeout=30) as reply:
            return reply.status, []
    except urllib.error.HTTPError as error:
        with error as reply:
            return reply.code, [one["code"] for one in json.load(reply)["problems"]]


def becomes(server: Server, status: int, *wrong: str) -> None:
    """Waits until /readyz says so: an answer is remembered for two seconds."""
    while readiness(server) != (status, list(wrong)):
        assert server.process.poll() is None, server.log()


def assert_nothing_lost(server: Server, answers: Answers, told: set[str]) -> None:
    """What was acknowledged is there once; sent again, all are there once."""
    times = Counter(stored(server))
    assert {id: times[id] for id in told} == dict.fromkeys(told, 1)
    statuses = hand_in(server, answers)
    assert set(statuses.values()) <= {200, 201}
    assert {statuses[id] for id in told} <= {200}
    assert sorted(stored(server)) == sorted(answers)
    assert server.manage("check").splitlines()[0] == "OK"


@pytest.mark.parametrize("kind", FAILING)
def test_a_disk_that_begins_to_fail(server: Server, answers: Answers, kind: str) -> None:
    """Some are kept, the others are told that they are not; a new disk takes all."""
    call, error, first = FAILING[kind]
    inject = f"inject={call}:error={error}:when={first}+"
    server.wrapper = ("strace", "-f", "-e", f"trace={call}", "-o", "/dev/null", "-e", inject)
    server.start()
    statuses = hand_in(server, answers)
    told = acknowledged(statuses)
    assert Counter(statuses.values()).keys() == {201, 503}
    server.stop()

    server.wrapper = ()
    server.start()
    becomes(server, 200)
    assert_nothing_lost(server, answers, told)


def test_a_database_that_another_process_locks(server: Server, answers: Answers) -> None:
    """For as long as people wait: they are told after half a minute, and kept when they try again."""
    few = some(answers, 0, 2)
    server.start()
    with closing(sqlite3.connect(server.folder / "hailong.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        statuses = hand_in(server, few, connections=2)
        assert set(statuses.values()) == {503}
        becomes(server, 503, "storage")
        other.execute("rollback")
    becomes(server, 200)
    assert_nothing_lost(server, few, set())


def test_a_database_that_is_locked_for_a_moment(server: Server, answers: Answers) -> None:
    """Those who wait are kept as soon as it is free, without trying again."""
    few = some(answers, 0, 20)
    server.start()
    found: dict[str, int] = {}
    with closing(sqlite3.connect(server.folder / "hailong.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        people = threading.Thread(target=lambda: found.update(hand_in(server, few)))
        people.start()
        becomes(server, 503, "storage")
        with urllib.request.urlopen(f"{server.address}/healthz", timeout=5) as reply:
            assert reply.status == 200
        assert found == {}
        other.execute("rollback")
        people.join()
    assert set(found.values()) == {201}
    assert_nothing_lost(server, few, set(found))


def test_a_database_that_is_replaced_under_the_program(server: Server, answers: Answers) -> None:
    """Nothing more is acknowledged: it would go into a file without a name."""
    path = server.folder / "hailong.db"
    server.start()
    told = acknowledged(hand_in(server, some(answers, 0, 40)))
    old = path.with_name("old.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("vacuum into ?", (str(path.with_name("copy.db")),))
    os.link(path, old)
    os.replace(path.with_name("copy.db"), path)

    statuses = hand_in(server, some(answers, 40, 80))
    assert set(statuses.values()) == {503}
    becomes(server, 503, "database_replaced")
    server.stop()
    server.start()
    becomes(server, 200)
    assert_nothing_lost(server, some(answers, 0, 80), told)


def test_a_database_that_is_deleted_under_the_program(server: Server, answers: Answers) -> None:
    """The same; put back, everything that was acknowledged is there."""
    path = server.folder / "hailong.db"
    server.start()
    told = acknowledged(hand_in(server, some(answers, 0, 40)))
    os.rename(path, path.with_name("trash.db"))
    assert set(hand_in(server, some(answers, 40, 60)).values()) == {503}
    becomes(server, 503, "database_replaced")
    assert not path.exists(), "an empty one was made in its place"
    os.rename(path.with_name("trash.db"), path)
    becomes(server, 200)
    assert_nothing_lost(server, some(answers, 0, 60), told)


def as_somebody_bound_by_permissions() -> tuple[str, ...]:
    """Root passes every permission; without that capability it is as everybody is."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")


@pytest.fixture
def read_only(server: Server, answers: Answers) -> Server:
    """A database that may be read and not written, in a folder of the same kind."""
    with closing(sqlite3.connect(server.folder / "hailong.db")) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    for path in [server.folder, *server.folder.rglob("*")]:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    return server


def test_a_read_only_disk_is_told_in_a_sentence(read_only: Server) -> None:
    """By commands with status 2, and by the server, which does not start; nothing changes."""
    path = read_only.folder / "hailong.db"
    before = path.read_bytes()
    environment = {**read_only.environment, "METRICS_TOKEN": "m" * 20}
    streamlit = ("-m", "streamlit", "run", "app.py", "--server.port", str(read_only.port))
    for arguments in (("manage.py", "round", "list"), streamlit):
        done = subprocess.run(
            [*as_somebody_bound_by_permissions(), sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode != 0
        assert "Không đọc hoặc ghi được cơ sở dữ liệu" in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
    assert path.read_bytes() == before
    for one in [read_only.folder, *read_only.folder.rglob("*")]:
        one.chmod(stat.S_IMODE(one.stat().st_mode) | 0o200)
