"""A real server on a free port of this machine, with a folder of its own."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from click.testing import CliRunner

import manage

ROOT = Path(__file__).resolve().parent.parent
ADMINISTRATOR, PASSWORD = "truong-phong", "mat-khau-de-thu"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The program as `make run` starts it, over the database in `folder`."""

    folder: Path
    port: int
    wrapper: tuple[str, ...] = ()
    staffed: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    secure: bool = False

    @property
    def address(self) -> str:
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}"

    @property
    def tls(self) -> Path:
        """Where `manage.py tls` puts what a secure server needs."""
        return self.folder / "var" / "tls"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.folder / 'hailong.db'}",
            "VAR_FOLDER": str(self.folder / "var"),
            "SECRET_KEY": "0123456789abcdef" * 4,
            **self.settings,
        }

    def manage(self, *arguments: str, typed: str = "") -> str:
        """Runs a command of `manage.py` on the same database and returns what it printed.

        In this process, as most of a short command's time is the start of Python, and in a thread of
        its own, as Playwright keeps an event loop in this one.
        """
        run = partial(CliRunner().invoke, input=typed, env=self.environment)
        with ThreadPoolExecutor(1) as beside:
            done = beside.submit(run, manage.main, arguments).result()
        assert done.exit_code == 0, done.output
        return done.stdout

    def add_administrator(self) -> None:
        """Makes the account that `tests.browser.official.sign_in` uses, where there is none."""
        if self.manage("user", "list", "--json").strip() == "[]":
            role = ("--role", "administrator", "--password-stdin")
            self.manage("user", "add", ADMINISTRATOR, *role, typed=PASSWORD + "\n")

    def start(self) -> None:
        """Starts the server, with an administrator unless `staffed` is False."""
        if self.staffed:
            self.add_administrator()
        command = [
            *self.wrapper,
            *(sys.executable, "-m", "streamlit", "run", "app.py"),
            *("--server.port", str(self.port), "--server.address", "127.0.0.1"),
        ]
        if self.secure:
            certificate, key = self.tls / "server.crt", self.tls / "server.key"
            command += [f"--server.sslCertFile={certificate}", f"--server.sslKeyFile={key}"]
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                with urllib.request.urlopen(
                    f"{self.address}/readyz", timeout=5, context=self.trusting()
                ):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self.process.poll() is None, self.log()
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log()}")

    def trusting(self) -> ssl.SSLContext | None:
        """As a device that trusts this server's authority and nobody else."""
        if not self.secure:
            return None
        return ssl.create_default_context(cafile=str(self.tls / "ca.crt"))

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", errors="replace")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ends this server and what it started, and nothing else."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(30)
