"""An answer is never acknowledged before its transaction has been flushed to disk."""

import shutil

import pytest

from tests.faults.citizens import Answers, acknowledged, hand_in
from tests.faults.trace import unflushed
from tests.server import Server

pytestmark = pytest.mark.faults

CALLS = "trace=pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync"
NUMBER = 16
"""Fewer than the units that take part: no unit has enough answers for a snapshot to be written."""


def test_every_acknowledged_answer_was_flushed_before(server: Server, answers: Answers) -> None:
    assert shutil.which("strace"), "strace is needed: make test-faults installs it"
    trace = server.folder / "trace"
    server.wrapper = ("strace", "-f", "--seccomp-bpf", "-y", "-ttt", "-e", CALLS, "-o", str(trace))
    server.start()

    statuses = hand_in(server, dict(list(answers.items())[:NUMBER]), connections=1)
    server.stop()

    assert len(acknowledged(statuses)) == NUMBER
    replies, faults = unflushed(trace.read_text("utf-8", errors="replace").splitlines())
    assert replies == NUMBER, "the trace does not show the replies"
    assert not faults, "\n".join(faults)
