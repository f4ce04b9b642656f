"""One encrypted file that can be opened without this program: `tar`, `age` and the passphrase are enough.

Outside a tar with three members: how to open it, `key.age` (an age identity under the passphrase) and
`content.tar.gz.age` (encrypted to that identity, because age streams to identities only). Everything
is streamed; nothing is ever as large in memory as on disk. Reading trusts nothing: headers are taken
one block at a time, only plain files with expected names and sizes come out.
"""

import gzip
import os
import re
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from pyrage import passphrase as by_passphrase

from surveys.errors import Code, SurveyError

BLOCK = 512
CHUNK = 1 << 18
LEVEL = 1
"""Of gzip: higher ones take four times as long and save a tenth."""

SMALL = 1 << 20
"""The most that any file but the database may have."""

MOST_FILES = 60
DATABASE = "database.db"
_NAME = re.compile(
    r"(manifest\.json|database\.db|erased|var/(tls/)?[A-Za-z0-9][A-Za-z0-9._-]{0,63})"
)
Stream = IO[bytes] | gzip.GzipFile
_KEY, _CONTENT = "key.age", "content.tar.gz.age"
_OPENING = """Bản sao lưu Hài Lòng / a backup of Hài Lòng.
Mở không cần chương trình / to open it without the program:
  tar xf THIS-FILE
  age -d -i key.age content.tar.gz.age | tar xz
age hỏi mật khẩu sao lưu / age asks for the passphrase.
"""


def pack(path: Path, parts: Mapping[str, Path | bytes], passphrase: str) -> None:
    """Writes `parts` by name into a new file at `path`, in this order, and flushes it to disk."""
    identity = pyrage.x25519.Identity.generate()
    locked = by_passphrase.encrypt(f"{identity}\n".encode(), passphrase)
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
        for name, content in (("README.txt", _OPENING.encode()), (_KEY, locked)):
            _add(out, name, content)
        place = out.tell()
        out.write(bytes(BLOCK))
        with _flowing(lambda sink: _content(sink, parts)) as source:
            pyrage.encrypt_io(source, out, [identity.to_public()])
        size = out.tell() - place - BLOCK
        out.write(bytes(-size % BLOCK + 2 * BLOCK))
        out.seek(place)
        out.write(_header(_CONTENT, size))
        out.flush()
        os.fsync(out.fileno())


_TRIES, _TOO_MUCH_WORK = 8, "Excessive work"


def unpack(path: Path, folder: Path, passphrase: str, most: int) -> None:
    """Writes what is in an archive into an empty folder, at most `most` bytes.

    Raises SurveyError WRONG_PASSPHRASE, TOO_SLOW_TO_OPEN where this machine is much slower, or busier,
    than the one that made it, and BAD_BACKUP for whatever is cut short, changed, too large or
    not expected; what is in the folder then is to be thrown away.
    """
    with _telling(path), path.open("rb") as file:
        identity = _identity(_outer(file, _KEY, SMALL).read(), path, passphrase)
        content = _outer(file, _CONTENT, path.stat().st_size)
        with (
            _flowing(lambda sink: pyrage.decrypt_io(content, sink, [identity])) as source,
            gzip.GzipFile(fileobj=source, mode="rb") as plain,
        ):
            _extract(plain, folder, most)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Whatever goes wrong while reading means that the file is not what was written."""
    try:
        yield
    except (OSError, EOFError, ValueError, zlib.error, pyrage.DecryptError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SurveyError(Code.BAD_BACKUP, file=path.name, why=why[:120]) from error


def _identity(locked: bytes, path: Path, passphrase: str) -> pyrage.x25519.Identity:
    for _ in range(_TRIES):
        try:
            opened = by_passphrase.decrypt(locked, passphrase)
        except pyrage.DecryptError as error:
            # How much work may be asked is measured each time: a busy moment looks like a slow machine.
            if _TOO_MUCH_WORK not in str(error):
                raise SurveyError(Code.WRONG_PASSPHRASE, file=path.name) from None
        else:
            return pyrage.x25519.Identity.from_str(opened.decode("ascii").strip())
    raise SurveyError(Code.TOO_SLOW_TO_OPEN, file=path.name)


def _content(sink: IO[bytes], parts: Mapping[str, Path | bytes]) -> None:
    with gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=LEVEL, mtime=0) as plain:
        for name, content in parts.items():
            _add(plain, name, content)
        plain.write(bytes(2 * BLOCK))


def _add(out: Stream, name: str, content: Path | bytes) -> None:
    if isinstance(content, bytes):
        out.write(_header(name, len(content)) + content + bytes(-len(content) % BLOCK))
        return
    size = content.stat().st_size
    out.write(_header(name, size))
    left = size
    with content.open("rb") as file:
        while left and (chunk := file.read(min(CHUNK, left))):
            out.write(chunk)
            left -= len(chunk)
    if left:
        raise OSError(f"{name} became shorter")
    out.write(bytes(-size % BLOCK))


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


def _next(file: Stream) -> tarfile.TarInfo | None:
    """The next member of a tar, or None at its end. Only plain files; no long names, no extensions."""
    header = _exactly(file, BLOCK)
    if not header.strip(b"\0"):
        return None
    try:
        member = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as error:
        raise ValueError("tar") from error
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.size < 0:
        raise ValueError(f"tar: {member.name[:40]!r}")
    return member


def _exactly(file: Stream, size: int) -> bytes:
    found = file.read(size)
    if len(found) != size:
        raise EOFError("file ends too early")
    return found


class _Part:
    """The bytes of one member as a file of their own."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        found = self._file.read(wanted)
        if wanted and not found:
            raise EOFError("file ends too early")
        self._left -= len(found)
        return found


def _outer(file: IO[bytes], name: str, most: int) -> _Part:
    """The member called `name`."""
    file.seek(0)
    for _ in range(MOST_FILES):
        member = _next(file)
        if member is None:
            break
        if member.name == name and member.size <= most:
            return _Part(file, member.size)
        file.seek(member.size + -member.size % BLOCK, os.SEEK_CUR)
    raise ValueError(f"no {name}")


def _extract(plain: Stream, folder: Path, most: int) -> None:
    seen: set[str] = set()
    while (member := _next(plain)) is not None:
        if not _NAME.fullmatch(member.name) or member.name in seen or len(seen) == MOST_FILES:
            raise ValueError(f"tar: {member.name[:40]!r}")
        seen.add(member.name)
        if member.size > (most if member.name == DATABASE else min(SMALL, most)):
            raise ValueError(f"{member.name}: {member.size} bytes")
        most -= member.size
        path = folder / member.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            left = member.size
            while left:
                chunk = _exactly(plain, min(CHUNK, left))
                out.write(chunk)
                left -= len(chunk)
        _exactly(plain, -member.size % BLOCK)
    if any(plain.read(BLOCK).strip(b"\0") for _ in range(2)):
        raise ValueError("tar: more than its end")
    while plain.read(CHUNK):  # to the end, where age and gzip prove that nothing was cut off
        raise ValueError("tar: more than its end")


@contextmanager
def _flowing(work: Callable[[IO[bytes]], object]) -> Iterator[IO[bytes]]:
    """What `work` writes, to be read here; its error is raised here when the block has ended well."""
    read_end, write_end = os.pipe()
    failed: list[Exception] = []

    def run() -> None:
        try:
            with open(write_end, "wb", buffering=CHUNK) as sink:
                work(sink)
        except Exception as error:  # raised below, where the other end is read
            failed.append(error)

    thread = threading.Thread(target=run, name="archive", daemon=True)
    thread.start()
    try:
        with open(read_end, "rb", buffering=CHUNK) as source:
            yield source
    except EOFError:
        thread.join()
        if failed:  # it ended too early because the other side failed
            raise failed[0] from None
        raise
    except Exception:
        thread.join()
        raise
    thread.join()
    if failed:
        raise failed[0]
