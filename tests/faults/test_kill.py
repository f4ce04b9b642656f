"""A server that dies in the middle loses nothing that it acknowledged, and counts nothing twice."""

import os
import signal
from collections import Counter

import pytest

from tests.faults.citizens import KEPT, Answers, acknowledged, hand_in, stored
from tests.server import Server

pytestmark = pytest.mark.faults


def hand_in_and_end(server: Server, answers: Answers, moment: int, how: int) -> set[str]:
    """Ends the server when it has acknowledged so many answers; returns all that it acknowledged."""

    def end(kept: int) -> None:
        if kept == moment:
            os.killpg(server.process.pid, how)

    told = acknowledged(hand_in(server, answers, after_reply=end))
    server.process.wait(30)
    assert moment <= len(told) < len(answers), "the server was not ended in the middle"
    return told


def assert_kept_once(server: Server, ids: set[str]) -> None:
    """Each of these is in the database exactly once, and what is there adds up."""
    times = Counter(stored(server))
    assert {id: times[id] for id in ids} == dict.fromkeys(ids, 1)
    assert server.manage("check").splitlines()[0] == "OK"


def send_all_again(server: Server, answers: Answers, told: set[str]) -> None:
    """Every device tries again, as each does that was not told: then all are there once."""
    statuses = hand_in(server, answers)
    assert statuses.keys() == answers.keys()
    assert set(statuses.values()) <= set(KEPT)
    assert {statuses[id] for id in told} == {200}, "what was acknowledged was taken as new"
    assert_kept_once(server, set(answers))
    assert len(stored(server)) == len(answers)


@pytest.mark.parametrize("moment", [1, 50, 200, 400])
def test_a_killed_server_loses_nothing_acknowledged(
    server: Server, answers: Answers, moment: int
) -> None:
    server.start()
    told = hand_in_and_end(server, answers, moment, signal.SIGKILL)
    server.start()
    assert_kept_once(server, told)
    send_all_again(server, answers, told)


def test_a_server_that_is_asked_to_end_does_so_and_loses_nothing(
    server: Server, answers: Answers
) -> None:
    server.start()
    told = hand_in_and_end(server, answers, 200, signal.SIGTERM)
    assert server.process.returncode in (0, -signal.SIGTERM)
    assert not list(server.folder.glob("*-wal")), "the database was not closed"
    assert_kept_once(server, told)
    server.start()
    send_all_again(server, answers, told)
