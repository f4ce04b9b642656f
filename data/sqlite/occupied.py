"""Who has a database file open: each process that uses it holds a shared lock on the file beside it.

The system lets go of the lock when a process ends, however it ends.
"""

import fcntl
import os
import time
from pathlib import Path

from surveys.errors import Code, SurveyError

WAIT_SECONDS = 3.0
"""How long another process may take to open the database; a restore takes longer."""


class Occupied:
    """The share of one process, or with `whole` the sole use. `alone` says that nobody else had it open.

    Raises SurveyError DATABASE_IN_USE when the others do not let go of it.
    """

    def __init__(self, path: Path, *, whole: bool = False) -> None:
        beside = path.with_name(f"{path.name}.lock")
        self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self.alone = self._took(fcntl.LOCK_EX)
            if whole and not self.alone:
                raise SurveyError(Code.DATABASE_IN_USE, file=path.name)
            if not whole:
                self._share(path)
        except BaseException:
            self.leave()
            raise

    def _share(self, path: Path) -> None:
        give_up = time.monotonic() + WAIT_SECONDS
        while not self._took(fcntl.LOCK_SH):
            if time.monotonic() > give_up:
                raise SurveyError(Code.DATABASE_IN_USE, file=path.name)
            time.sleep(0.02)

    def _took(self, how: int) -> bool:
        try:
            fcntl.flock(self._file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """Lets go of it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
