"""The process in which studies are made for the program that began it."""

import os
import signal
import traceback
from datetime import datetime
from multiprocessing.connection import Connection

from analysis.study.study import Study
from services.program import Program
from services.replicated import read_much
from services.studying import ask_study
from surveys.errors import SurveyError

IDLE_SECONDS = 120.0
"""How long it waits for another study: what it has read of a round serves all units of it."""

STEP = 0.3
"""Seconds between two words on how far it has come."""

_COURTESY = 10


def serve(program: Program, line: Connection) -> None:
    """Makes one study after the other until nobody asks for any, or the asking process is gone."""
    # Who stops the program with Ctrl-C ends this process too, by the line that closes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_COURTESY)
    try:
        while line.poll(IDLE_SECONDS):
            round, unit, now = line.recv()
            _make(program, line, round, unit, now)
    except (EOFError, OSError):
        pass
    finally:
        line.close()


def _make(program: Program, line: Connection, round: str, unit: str, now: datetime) -> None:
    def read() -> Study:
        making = ask_study(program, round, unit, now)
        while not making.wait(STEP):
            line.send(("done", making.done))
        return making.result()

    try:
        made = read_much(program, "study", read)
    except SurveyError as refusal:
        line.send(("refused", (refusal.code, refusal.details)))
    except Exception:
        line.send(("failed", traceback.format_exc()))
    else:
        line.send(("made", made))
