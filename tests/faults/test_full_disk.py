"""When the database cannot grow, answers are refused as not kept; later they are taken again."""

import json
import sys
import urllib.error
import urllib.request
from collections import Counter

import pytest

from tests.faults.citizens import Answers, acknowledged, hand_in, stored
from tests.server import Server

pytestmark = pytest.mark.faults

MOST = 1024 * 1024
"""Bytes that a file may have: enough for the server to start and for some of the answers."""

LIMITED = (
    "import os, resource, signal, sys;"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    f"resource.setrlimit(resource.RLIMIT_FSIZE, ({MOST}, {MOST}));"
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def refusal_of(server: Server, answer: bytes) -> dict[str, object]:
    """The problem document that a refused answer is told."""
    address, headers = f"{server.address}/api/v1/responses", {"Content-Type": "application/json"}
    request = urllib.request.Request(address, answer, headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as reply:
        return json.load(reply)


def test_a_full_disk_refuses_answers_and_loses_none(server: Server, answers: Answers) -> None:
    server.wrapper = (sys.executable, "-c", LIMITED)
    server.start()

    statuses = hand_in(server, answers)
    told = acknowledged(statuses)

    assert Counter(statuses.values()).keys() == {201, 503}, "some are kept until the disk is full"
    assert set(stored(server)) == told, "refused answers are not there, acknowledged ones are"
    with urllib.request.urlopen(f"{server.address}/healthz", timeout=5) as reply:
        assert reply.status == 200
    problem = refusal_of(server, next(answers[id] for id in answers if id not in told))
    assert (problem["status"], problem["code"]) == (503, "not_kept")
    assert problem["detail"], "the person is not told what to do"
    assert server.process.poll() is None, server.log()
    assert server.manage("check").splitlines()[0] == "OK"

    server.stop()
    server.wrapper = ()
    server.start()
    again = hand_in(server, answers)

    assert Counter(again.values()) == {200: len(told), 201: len(answers) - len(told)}
    assert sorted(stored(server)) == sorted(answers)
    assert server.manage("check").splitlines()[0] == "OK"
