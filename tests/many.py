"""Several processes of the program over one PostgreSQL database, behind nginx, as `deploy/` has them."""

import os
import re
import shlex
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from services.certificates import certify
from tests.nginx import DEPLOY, Nginx
from tests.server import ROOT, Server, free_port

CITIZENS, STAFF = (8511, 8512), (8521, 8522)
"""The ports in `deploy/nginx-many.conf`."""


def command_of(unit: str, port: int) -> list[str]:
    """How the unit of systemd starts a process, with this Python."""
    (started,) = re.findall("^ExecStart=(.*)$", (DEPLOY / unit).read_text("utf-8"), re.MULTILINE)
    words = shlex.split(started.replace("%i", str(port)))
    return [sys.executable, *words[1:]]


class Process:
    """One of the processes; `source` is the folder of the version that it runs."""

    def __init__(self, unit: str, environment: dict[str, str], folder: Path) -> None:
        self.unit, self.port, self.source = unit, free_port(), ROOT
        self._environment, self._folder = environment, folder
        self.popen: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self._folder / f"{self.port}.log").open("ab") as log:
            self.popen = subprocess.Popen(
                command_of(self.unit, self.port),
                cwd=self.source,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it can keep answers."""
        give_up = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self.popen is not None
                assert self.popen.poll() is None, self.log()
                assert time.monotonic() < give_up, self.log()
                time.sleep(0.1)

    def log(self) -> str:
        return (self._folder / f"{self.port}.log").read_text("utf-8", errors="replace")

    def end(self, how: int = signal.SIGTERM) -> int:
        """Ends it; returns how it ended."""
        assert self.popen is not None
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, how)
        return self.popen.wait(60)


class Many(Server):
    """Two processes for citizens, two for staff, one database, nginx."""

    citizens: Sequence[Process]
    staff: Sequence[Process]

    def __init__(self, folder: Path, database: str, **settings: str) -> None:
        given = {"DATABASE_URL": database, **settings}
        super().__init__(folder, free_port(), secure=True, settings=given)
        environment = self.environment
        self.citizens = [Process("hai-long@.service", environment, folder) for _ in CITIZENS]
        self.staff = [Process("hai-long-staff@.service", environment, folder) for _ in STAFF]

    @property
    def processes(self) -> list[Process]:
        return [*self.citizens, *self.staff]

    def start(self) -> None:
        certify(self.folder / "var", "localhost", ["127.0.0.1"], 30, datetime.now(UTC))
        shipped = (*CITIZENS, *STAFF, 443, 80)
        here = (*(one.port for one in self.processes), self.port, free_port())
        ports = dict(zip(shipped, here, strict=True))
        self.nginx = Nginx(self.folder / "nginx", "nginx-many.conf", self.folder / "var", ports)
        self.nginx.start()
        for one in self.processes:
            one.start()
        for one in self.processes:
            one.wait()

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.tls / "ca.crt"))

    def log(self) -> str:
        return "".join(one.log() for one in self.processes)

    def stop(self, how: int = signal.SIGTERM) -> None:
        for one in self.processes:
            if one.popen is not None:
                one.end(how)
        if hasattr(self, "nginx"):
            self.nginx.stop()
