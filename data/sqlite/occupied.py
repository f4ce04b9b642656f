"""Who has a database file open: each process that uses it holds a shared lock on the file beside it.

The system lets go of the lock when a process ends, however it ends.
"""

import contextlib
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
        self._path = path
        self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self.alone = self._took(fcntl.LOCK_EX)
            self.set_aside = self._foreign_log() if self.alone else None
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

    def note(self) -> None:
        """Notes which file was opened, with which write-ahead log. Called once it is open."""
        with contextlib.suppress(FileNotFoundError):
            os.pwrite(self._file, " ".join(map(str, self._identities())).ljust(99).encode(), 0)

    def _foreign_log(self) -> str | None:
        """Moves away the write-ahead log of another file, and returns its new name.

        Whoever puts a file in the place of a running database leaves that one's log beside it. SQLite
        would write it into the new file, and destroy that. It is taken for foreign only when it is the
        very log, in the very folder, that was noted, and the database is not: copies of a whole folder
        keep theirs.
        """
        try:
            noted = [int(one) for one in os.pread(self._file, 99, 0).split()]
            own, log, database = self._identities()
        except (ValueError, FileNotFoundError):
            return None
        if noted[:2] != [own, log] or noted[2:] == [database]:
            return None
        name = f"{self._path.name}-wal.of-replaced-{noted[2]}"
        os.rename(_log_of(self._path), self._path.with_name(name))
        return name

    def _identities(self) -> tuple[int, int, int]:
        own = os.fstat(self._file).st_ino
        return own, os.stat(_log_of(self._path)).st_ino, os.stat(self._path).st_ino

    def leave(self) -> None:
        """Lets go of it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
