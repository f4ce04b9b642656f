"""A folder beside the database for copies in the clear, which are gone when the work ends.

Where a process was killed its folder stays; whoever works or starts next removes it.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surveys.errors import Code, SurveyError


@contextmanager
def workspace(database: Path) -> Iterator[Path]:
    """An empty folder of mode 700 on the database's disk.

    Raises SurveyError DATABASE_IN_USE while another backup or restore works.
    """
    with _alone(database) as first:
        if not first:
            raise SurveyError(Code.DATABASE_IN_USE, file=database.name)
        _remove_left(database)
        folder = database.with_name(f"{database.name}.work-{secrets.token_hex(4)}")
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def sweep(database: Path) -> int:
    """Removes what killed processes left; returns how many folders there were."""
    with _alone(database) as first:
        return _remove_left(database) if first else 0


def _remove_left(database: Path) -> int:
    left = [one for one in database.parent.glob(f"{database.name}.work-*") if one.is_dir()]
    for folder in left:
        shutil.rmtree(folder)
    return len(left)


@contextmanager
def _alone(database: Path) -> Iterator[bool]:
    lock = os.open(
        database.with_name(f"{database.name}.work"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
    )
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(lock)


def write_whole(path: Path, content: bytes) -> None:
    """A file of mode 600 that is there whole and on disk, or as it was before."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Makes renames in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
