"""nginx of the tests: found, or Debian's installed; started over the very file that operators get."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
_PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
_LOG = "log_format who '$request_method $uri $status $upstream_addr';"


def find() -> str | None:
    return shutil.which("nginx", path=_PLACES)


def install() -> None:
    """Gets nginx from the system's packages, where there are such."""
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False)
        subprocess.run([*sudo, "apt-get", "install", "-y", "-qq", "nginx-light"], check=False)


class Nginx:
    """nginx on a file of `deploy/`, with other ports and folders and a log of who answered."""

    def __init__(self, folder: Path, name: str, state: Path, ports: Mapping[int, int]) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        self._state, self._ports = state, ports
        self._whole = folder / "nginx.conf"
        (folder / "site.conf").write_text(self._local((DEPLOY / name).read_text("utf-8")), "utf-8")
        # As root its workers would be somebody else, who may not write into the tests' folders.
        user = "user root;" if os.geteuid() == 0 else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        self._whole.write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {folder}/errors info;"
            f" events {{}} http {{ {temporary} {_LOG} include {folder}/site.conf; }}",
            "utf-8",
        )

    def _local(self, text: str) -> str:
        text = text.replace("/var/lib/hai-long", str(self._state))
        text = text.replace("/var/cache/nginx/hai-long", str(self.folder / "cache"))
        text = text.replace("access_log off;", f"access_log {self.folder}/who who;")
        for shipped, here in self._ports.items():
            text = re.sub(rf"(listen |127\.0\.0\.1:){shipped}\b", rf"\g<1>{here}", text)
        return re.sub(r"listen (\d+)", r"listen 127.0.0.1:\1", text)

    def verdict(self) -> subprocess.CompletedProcess[str]:
        """What nginx itself says of the file."""
        return subprocess.run([*self._command(), "-t"], capture_output=True, text=True, check=False)

    def start(self) -> None:
        said = self.verdict()
        assert said.returncode == 0, said.stderr
        self._process = subprocess.Popen(self._command(), start_new_session=True)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)

    def kill(self) -> None:
        """As a machine that takes it and its workers away at once."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)

    def answered(self) -> list[tuple[str, str, str, list[str]]]:
        """Method, path and status of each request, and the ports that were asked, in turn."""
        found = []
        for line in self._written():
            method, path, status, *asked = line.replace(",", "").split(" ")
            ports = [one.rpartition(":")[2] for one in asked if one not in ("-", ":")]
            found.append((method, path, status, ports))
        return found

    def _written(self) -> list[str]:
        """Whole lines alone: the last one may be on its way."""
        text = (self.folder / "who").read_text("utf-8")
        return text[: text.rfind("\n") + 1].splitlines()

    def wait_for(self, requests: int, path: str = "") -> None:
        """Until so many have been written down, of this path where one is given."""
        give_up = time.monotonic() + 30
        while sum(path in ("", one) for _, one, _, _ in self.answered()) < requests:
            assert time.monotonic() < give_up, self.answered()
            time.sleep(0.01)

    def forget(self) -> None:
        """Looks only at what comes from now on."""
        os.truncate(self.folder / "who", 0)

    def _command(self) -> list[str]:
        program = find()
        assert program, "no nginx: `python -m tests.nginx` installs it"
        return [program, "-c", str(self._whole), "-e", str(self.folder / "errors")]


def main() -> None:
    if find() is None:
        install()
    found = find()
    if found is None:
        sys.exit("No nginx found and none could be installed. Install nginx and try again.")
    print(f"nginx: {found}")  # noqa: T201


if __name__ == "__main__":
    main()
