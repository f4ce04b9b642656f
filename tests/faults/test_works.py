"""Work that is killed, or finds no room on the disk: nothing is lost, and it can be done again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.works import ANSWERS, WORKS, Office, Work
from tests.server import Server

pytestmark = pytest.mark.faults

WRITES = ("pwrite64", "fdatasync", "fsync", "rename", "link", "unlink", "ftruncate", "rmdir")
POINTS = 4
_CALL = re.compile(r"(\d+) +(\w+)\(")


@pytest.fixture(params=WORKS)
def prepared(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Office, Work, list[str]]:
    """An installation, and the command that is about to be run on it."""
    (tmp_path / "office").mkdir()
    office = Office(Server(tmp_path / "office", 0))
    work = WORKS[request.param]
    return office, work, work.prepare(office)


def moments(
    office: Office, command: list[str], names: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    """Some of the calls that write, from the first to the last: name and which of its kind it is."""
    trial = office.copy("trial")
    trace = trial.folder / "trace"
    calls = f"trace={','.join(names)}"
    done = trial.run(command, ("strace", "-f", "-y", "-e", calls, "-o", str(trace)))
    assert done.returncode == 0, done.stderr
    counts: dict[tuple[str, str], int] = {}
    found: list[tuple[str, int]] = []
    for line in trace.read_text("utf-8", errors="replace").splitlines():
        if call := _CALL.match(line):
            thread, name = call[1], call[2]
            counts[thread, name] = counts.get((thread, name), 0) + 1
            if "hailong" in line and "__pycache__" not in line:
                found.append((name, counts[thread, name]))
    assert len(found) >= POINTS, "the work writes nothing"
    step = (len(found) - 1) / (POINTS - 1)
    yield from dict.fromkeys(found[round(place * step)] for place in range(POINTS))


def assert_whole(office: Office, before: set[str], work: Work) -> None:
    """Either nothing has been done or everything; and the figures fit."""
    said = office.invoke("check")
    assert (said.exit_code, said.stdout.splitlines()[:1]) == (0, ["OK"]), said.stderr
    left = office.ids()
    assert left <= before
    assert len(left) in (ANSWERS, work.left)


def assert_done_again(office: Office, command: list[str], before: set[str], work: Work) -> None:
    """The command ends well, or says that it has been done already."""
    again = office.invoke(*office.here(command))
    assert again.exit_code in (0, 2), again.stderr
    assert_whole(office, before, work)
    assert len(office.ids()) == work.left
    assert not list(office.folder.glob("hailong.db.work-*"))
    for path in office.folder.glob("hailong.db*"):
        assert work.gone.encode() not in path.read_bytes(), path.name


def test_whatever_is_killed_can_be_done_again(prepared: tuple[Office, Work, list[str]]) -> None:
    """SIGKILL at the first, the last and some of the writes between."""
    office, work, command = prepared
    before = office.ids()
    for number, (name, place) in enumerate(moments(office, command, WRITES)):
        one = office.copy(f"killed{number}")
        kill = ("strace", "-f", "-e", f"trace={name}", "-o", "/dev/null")
        killed = one.run(command, (*kill, "-e", f"inject={name}:signal=SIGKILL:when={place}"))
        assert killed.returncode in (-9, 137), f"{name} {place}: {killed.stderr}"
        assert_whole(one, before, work)
        assert_done_again(one, command, before, work)


def test_whatever_finds_no_room_is_refused_whole(
    prepared: tuple[Office, Work, list[str]],
) -> None:
    """ENOSPC from the first, and from some write in the middle: a sentence, and as it was before."""
    office, work, command = prepared
    before = office.ids()
    places = sorted({place for _, place in moments(office, command, ("pwrite64",))})
    for number, place in enumerate((places[0], places[len(places) // 2])):
        one = office.copy(f"full{number}")
        full = ("strace", "-f", "-e", "trace=pwrite64", "-o", "/dev/null")
        done = one.run(command, (*full, "-e", f"inject=pwrite64:error=ENOSPC:when={place}+"))
        assert done.returncode in (0, 2), f"{place}: {done.stderr}"
        if done.returncode:
            assert done.stderr.strip().splitlines()[-1][:1].isupper(), "no sentence"
        assert not list(one.folder.glob(".a.hailong*")), "half a backup is left"
        assert_whole(one, before, work)
        assert_done_again(one, command, before, work)
