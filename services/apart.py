"""Studies are made in a process of their own: those who answer do not share theirs with the figures."""

import subprocess  # nosec B404 # our own program, as another process
import sys
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import TYPE_CHECKING

from services.kept import Progress
from settings import Settings, environment_of
from surveys.errors import SurveyError

if TYPE_CHECKING:
    from analysis.study.study import Study


_HERE = Path(__file__).resolve().parent.parent


class MakerEndedError(Exception):
    """The process that made a study has ended or failed in the middle of it."""


@dataclass
class StudyMaker:
    """One process beside this one, begun when a study is asked for; it ends when none is for a while.

    Used by one thread at a time. What a study needs of memory goes with the process.
    """

    settings: Settings
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _line: Connection | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return self._process.pid if self._process is not None else None

    def make(self, round: str, unit: str, now: datetime, told: Progress) -> "Study":
        """The study of a unit; `told` hears how far it has come.

        Raises SurveyError as `ask_study` does, MakerEndedError when the process is gone.
        """
        try:
            line = self._ordered((round, unit, now))
            while True:
                kind, said = line.recv()
                if kind == "done":
                    told(said)
                elif kind == "made":
                    study: Study = said
                    return study
                elif kind == "refused":
                    code, details = said
                    raise SurveyError(code, **details)
                else:
                    raise MakerEndedError(said)
        except (EOFError, OSError) as gone:
            self.close()
            raise MakerEndedError(f"study of {round}, {unit}") from gone

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        process, line = self._process, self._line
        self._process = self._line = None
        if line is not None:
            line.close()
        if process is not None:
            process.terminate()
            process.wait()

    def _ordered(self, order: tuple[str, str, datetime]) -> Connection:
        """The line to a process that has the order; one that has just ended for lack of any is followed."""
        line = self._begun()
        try:
            line.send(order)
        except OSError:
            self.close()
            line = self._begun()
            line.send(order)
        return line

    def _begun(self) -> Connection:
        if self._process is not None and self._process.poll() is None and self._line is not None:
            return self._line
        self.close()
        # Not by multiprocessing itself, which would load the server's own start in the new process.
        own, its = Pipe()
        command = [sys.executable, str(_HERE / "manage.py"), "study-maker", str(its.fileno())]
        self._process = subprocess.Popen(  # nosec B603 # no word of it comes from outside
            command,
            cwd=_HERE,
            env=environment_of(self.settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(its.fileno(),),
        )
        its.close()
        self._line = own
        return own
