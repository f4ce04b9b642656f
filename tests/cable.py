"""A network of its own for one program, joined to this machine's by one cable that can be pulled."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.line import Fault, Line
from tests.postgres import DURABLE, Server
from tests.server import free_port


class Cable:
    """Two virtual network cards (veth), one here and one in a network namespace; needs root."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "sleep", "infinity"]
        )
        pid = self._holder.pid
        here, there, net = f"hl{pid}a", f"hl{pid}b", f"10.231.{pid % 250}"
        self.host, self._there = f"{net}.2", there
        self.inside = ("nsenter", "-t", str(pid), "-n")
        self._wait(pid)
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", str(pid))
        _ip("address", "add", f"{net}.1/30", "dev", here)
        _ip("link", "set", here, "up")
        _ip("address", "add", f"{self.host}/30", "dev", there, inside=self.inside)
        _ip("link", "set", "lo", "up", inside=self.inside)
        self.plug()

    def _wait(self, pid: int) -> None:
        """Until the other network is there."""
        give_up, ours = time.monotonic() + 30, os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{pid}/ns/net") == ours:
            assert time.monotonic() < give_up
            assert self._holder.poll() is None
            time.sleep(0.01)

    def pull(self) -> None:
        _ip("link", "set", self._there, "down", inside=self.inside)

    def plug(self) -> None:
        _ip("link", "set", self._there, "up", inside=self.inside)

    def close(self) -> None:
        self._holder.kill()
        self._holder.wait()


class Far:
    """A PostgreSQL server at the other end of a line; `pull` and `plug` are what happens to that line."""

    def __init__(self, server: Server, url: str, line: Cable | Line) -> None:
        self.server, self.url, self._line = server, url, line
        self.how = "a pulled cable" if isinstance(line, Cable) else "a line that is cut"

    def pull(self) -> None:
        if isinstance(self._line, Cable):
            self._line.pull()
        else:
            self._line.breaks(Fault.CUT)

    def plug(self) -> None:
        if isinstance(self._line, Cable):
            self._line.plug()
        else:
            self._line.breaks(Fault.NONE)


@contextmanager
def far_server(database: str) -> Iterator[Far]:
    """With an empty database of that name: over a cable as root, else by way of a process that hangs up."""
    cable = Cable() if os.geteuid() == 0 and Path("/proc/self/ns/net").exists() else None
    server = (
        Server(DURABLE, 5432, cable.host, cable.inside) if cable else Server(DURABLE, free_port())
    )
    line = cable or Line(server.port)
    try:
        server.begin()
        server.sql(f"create database {database}")
        url = server.url(database)
        if isinstance(line, Line):
            url = url.replace(f"port={server.port}", f"port={line.port}")
        yield Far(server, url, line)
    finally:
        server.remove()
        line.close()


def _ip(*words: str, inside: tuple[str, ...] = ()) -> None:
    subprocess.run([*inside, "ip", *words], check=True)
