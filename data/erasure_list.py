"""The list of erasures beside a database: who restores an old backup does not bring answers back.

One line an erasure, the hash of an id. It is only ever appended to, and flushed to disk before the
transaction that destroys the answer; the program follows it whenever it opens the database.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True)
class Position:
    """How far the list has been followed: its length then, and its last line."""

    bytes: int
    last: str


class ErasureList:
    """The file at `path`; none means that nothing has been erased."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, hashes: Iterable[bytes]) -> Position:
        """Adds hashes and returns the new end, once they are on disk. Raises OSError."""
        new = not self._path.exists()
        with open(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            # A line that was cut short by a crash must not swallow the next one.
            file.write(b"".join(b"\n" + hash.hex().encode() for hash in hashes))
            file.flush()
            os.fsync(file.fileno())
        if new:
            _flush_folder(self._path.parent)
        return self.end()

    def end(self) -> Position:
        """Where the list ends now."""
        if not self._path.exists():
            return Position(0, "")
        with self._path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 64))
            return Position(size, file.read().decode("ascii", "replace"))

    def after(self, position: Position) -> set[bytes]:
        """The hashes added since `position`; all of them when the list is not the one it was."""
        if not self._path.exists():
            return set()
        content = self._path.read_bytes()
        known = content[: position.bytes]
        same = len(known) == position.bytes and known[-64:] == position.last.encode("ascii")
        lines = content[position.bytes if same else 0 :].split(b"\n")
        return {bytes.fromhex(line.decode()) for line in lines if _LINE.fullmatch(line)}


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
