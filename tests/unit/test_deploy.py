"""What deploy/ says can be done: commands exist, units are understood, nginx takes its file."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import manage
from services.certificates import certify
from tests.unit.test_docs import _commands

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [path for path in UNITS if path.suffix == ".service"]
INSTALLED = "/opt/hai-long"


def _options(path: Path) -> dict[str, list[str]]:
    """The options of a unit, each with all its values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_units_run_commands_that_exist(path: Path) -> None:
    """In the folder of the program, with its own Python."""
    options = _options(path)
    assert options["WorkingDirectory"] == [INSTALLED]
    for command in options["ExecStart"]:
        assert f"{INSTALLED}/.venv/bin/python " in command
        for words in re.findall(r"manage\.py ([a-z]+)(?: ([a-z]+))?", command):
            known = _commands(manage.main)
            assert words in known or words[:1] in known
        assert "manage.py" in command or " -m streamlit run app.py" in command
    for name in ("app.py", "manage.py"):
        assert (ROOT / name).exists()


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_units_can_do_little(path: Path) -> None:
    """They become nobody else, see no home, and write to their own folders only."""
    options = _options(path)
    wanted = {
        "NoNewPrivileges": "true",
        "ProtectSystem": "strict",
        "ProtectHome": "true",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "User": "hai-long",
    }
    assert {name: options[name][0] for name in wanted} == wanted
    assert all(
        place.startswith(("/var/lib/hai-long", "/var/backups/hai-long"))
        for place in options["ReadWritePaths"][0].split()
    )


def test_the_server_may_call_nobody() -> None:
    """Law 12, kept by the kernel too; nor do backup and retention have a network."""
    assert _options(DEPLOY / "hai-long.service")["IPAddressDeny"] == ["any"]
    for name in ("backup", "retention"):
        assert _options(DEPLOY / f"hai-long-{name}.service")["PrivateNetwork"] == ["true"]


def test_every_timer_has_its_service() -> None:
    """And every service but the server has its timer."""
    timers = {path.stem for path in UNITS if path.suffix == ".timer"}
    assert timers == {path.stem for path in SERVICES} - {"hai-long"}


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Where systemd is installed, its own word; a misspelt option is found here on every machine."""
    known = set((Path(__file__).parent / "systemd-options.txt").read_text("utf-8").split())
    for path in UNITS:
        assert set(_options(path)) <= known, path.name
        text = path.read_text("utf-8").replace(INSTALLED, str(ROOT))
        (tmp_path / path.name).write_text(text, "utf-8")
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    """It passes on what the program needs, keeps no log of addresses, and nginx finds no fault."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    bare = re.sub(r"#.*", "", text)
    assert bare.count("{") == bare.count("}")
    for needed in (
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "access_log off;",
        "location = /metrics { return 404; }",
        "/var/lib/hai-long/tls/server.crt;",
    ):
        assert needed in bare
    if nginx := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"):
        certify(tmp_path, "khaosat.lan", [], 30, datetime.now(UTC))
        local = text.replace("/var/lib/hai-long", str(tmp_path))
        local = local.replace("/var/cache/nginx/hai-long", str(tmp_path / "cache"))
        (tmp_path / "site.conf").write_text(local, "utf-8")
        whole = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
        (tmp_path / "nginx.conf").write_text(whole, "utf-8")
        command = [nginx, "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "log")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_document_names_every_file() -> None:
    """docs/operations.md says what each file is for, and every step's command is a file of deploy/."""
    chapter = (ROOT / "docs" / "operations.md").read_text("utf-8").split("\n## As a service\n")[1]
    for path in DEPLOY.iterdir():
        assert path.name in chapter or path.stem in chapter
    for name in re.findall(r"deploy/([\w.*-]+)", chapter):
        assert list(DEPLOY.glob(name)), name
