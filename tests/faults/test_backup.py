"""A backup while people answer has all that was acknowledged before it began, and can be restored."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.archive import unpack
from data.files import facts_of
from tests.faults.citizens import Answers, acknowledged, hand_in, make_answers, stored
from tests.server import ROOT, Server, free_port

pytestmark = pytest.mark.faults

PHRASE = "mật khẩu sao lưu để thử"


def many(answers: Answers, number: int) -> Answers:
    """More answers for the same units."""
    codes = sorted({json.loads(body)["code"] for body in answers.values()})
    return make_answers(codes, number)


def begin_backup(server: Server, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(path)],
        cwd=ROOT,
        env={**server.environment, "BACKUP_PASSPHRASE": PHRASE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def in_backup(path: Path, folder: Path) -> set[str]:
    """The ids of the answers in a backup."""
    folder.mkdir()
    unpack(path, folder, PHRASE, 1 << 30)
    inside = Server(folder, 0)
    os.rename(folder / "database.db", folder / "hailong.db")
    facts = facts_of(folder / "hailong.db")
    found = stored(inside)
    assert sum(facts.responses.values()) == sum(facts.tallied.values()) == len(found)
    return set(found)


def manage(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**server.environment, "BACKUP_PASSPHRASE": PHRASE},
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_acknowledged_before_is_in_the_backup(
    server: Server, answers: Answers, tmp_path: Path
) -> None:
    server.start()
    waiting = list(many(answers, 30_000).items())
    before = acknowledged(hand_in(server, dict(waiting[:400])))
    assert len(before) == 400
    path = tmp_path / "a.hailong"
    running = begin_backup(server, path)
    place, during = 400, set()
    while running.poll() is None:
        during |= acknowledged(hand_in(server, dict(waiting[place : place + 200])))
        place += 200
    said = running.stdout.read().decode()  # type: ignore[union-attr]
    running.stdout.close()  # type: ignore[union-attr]
    assert running.returncode == 0, said
    assert during, "nobody answered while the backup was made"

    kept = in_backup(path, tmp_path / "in")
    assert before <= kept <= before | during
    assert f"{len(kept)} responses, {len(kept)} tallied" in said
    assert server.manage("check").splitlines()[0] == "OK"
    assert set(stored(server)) == before | during

    refused = manage(server, "restore", str(path), "--replace")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "đang được chương trình khác dùng" in refused.stderr

    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait(30)
    unasked = manage(server, "restore", str(path))
    lost = len(before | during) - len(kept)
    assert (unasked.returncode == 2) == (lost > 0), "what came after the backup is not lost unasked"

    done = manage(server, "restore", str(path), "--replace")
    assert done.returncode == 0, done.stderr
    assert f"{lost} phiếu không có trong bản sao lưu" in done.stdout
    assert set(stored(server)) == kept
    server.start()
    again = hand_in(server, dict(waiting[:place]))
    assert {again[id] for id in kept} == {200}
    assert set(stored(server)) == set(dict(waiting[:place]))
    assert server.manage("check").splitlines()[0] == "OK"


def test_a_new_machine_takes_over(server: Server, answers: Answers, tmp_path: Path) -> None:
    """The old one burnt; the stick and the passphrase are all there is."""
    server.start()
    hand_in(server, answers)
    path = tmp_path / "a.hailong"
    said = manage(server, "backup", str(path))
    assert said.returncode == 0, said.stderr
    server.stop()

    (tmp_path / "new").mkdir()
    new = Server(tmp_path / "new", free_port())
    done = manage(new, "restore", str(path))
    assert done.returncode == 0, done.stderr
    new.start()
    try:
        assert set(hand_in(new, answers).values()) == {200}
        assert new.manage("check").splitlines()[0] == "OK"
    finally:
        new.stop()
