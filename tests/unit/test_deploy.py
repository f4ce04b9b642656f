"""What deploy/ says can be done: commands exist, units are understood, nginx takes its file."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from starlette.routing import Route

import manage
import settings
from services.certificates import certify
from surveys.errors import SurveyError
from tests.nginx import Nginx
from tests.unit.test_docs import _commands
from web.requests import MOST_BYTES
from web.routes import CITIZENS, STAFF

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [path for path in UNITS if path.suffix == ".service"]
INSTALLED = "/opt/hai-long"
SERVERS = {"hai-long", "hai-long@", "hai-long-staff@"}


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
        servers = (" -m streamlit run app.py", " -m uvicorn app:app")
        assert "manage.py" in command or any(server in command for server in servers)
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
    """Law 12, kept by the kernel too; backup and retention reach the database here at most."""
    for path in SERVICES:
        options = _options(path)
        assert options["IPAddressDeny"] == ["any"]
        assert options["IPAddressAllow"] == ["localhost"]


def test_every_timer_has_its_service() -> None:
    """And every service but the servers has its timer."""
    timers = {path.stem for path in UNITS if path.suffix == ".timer"}
    assert timers == {path.stem for path in SERVICES} - SERVERS


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


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-many.conf"])
def test_nginx_takes_its_file(tmp_path: Path, name: str) -> None:
    """It passes on what the program needs, keeps no log of addresses, and nginx finds no fault."""
    text = (DEPLOY / name).read_text("utf-8")
    bare = re.sub(r"#.*", "", text)
    assert bare.count("{") == bare.count("}")
    for needed in (
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "access_log off;",
        "location = /metrics { return 404; }",
        "/var/lib/hai-long/tls/server.crt;",
        f"client_max_body_size {MOST_BYTES // 1024}k;",
    ):
        assert needed in bare
    certify(tmp_path, "khaosat.lan", [], 30, datetime.now(UTC))
    said = Nginx(tmp_path / "nginx", name, tmp_path, {}).verdict()
    assert said.returncode == 0, said.stderr


MANY = re.sub(r"#.*", "", (DEPLOY / "nginx-many.conf").read_text("utf-8"))
LOCATIONS = re.findall(r"location (=|~)? ?(\S+) \{(.*?)\}", MANY.split("listen 443 ssl;")[1], re.S)


def _location(path: str) -> str:
    """What nginx does with a path, by its own rules: exact, then expressions, then the longest."""
    begun = [one for one in LOCATIONS if not one[0] and path.startswith(one[1])]
    exact = [does for kind, place, does in LOCATIONS if kind == "=" and place == path]
    expressions = [
        does for kind, place, does in LOCATIONS if kind == "~" and re.search(place, path)
    ]
    return [*exact, *expressions, max(begun, key=lambda one: len(one[1]))[2]][0]


@pytest.mark.parametrize("route", CITIZENS, ids=lambda route: route.path)
def test_citizens_are_led_to_their_processes(route: Route) -> None:
    """Every address of theirs, and only answers are tried again after they may have been kept."""
    path = re.sub(r"\{.*?\}", "x", route.path)
    does = _location(path)
    if path == "/metrics":
        assert does.strip() == "return 404;"
        return
    assert "proxy_pass http://hai_long_citizens;" in does
    again = ("POST" in (route.methods or ()) and path.startswith("/s/")) or path.endswith(
        "/responses"
    )
    assert not again or "non_idempotent" in does
    assert path.startswith(("/s/", "/api/v1/responses")) or "non_idempotent" not in does


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.path)
def test_staff_are_led_to_theirs(route: Route) -> None:
    """Nothing that staff do is done twice."""
    does = _location(re.sub(r"\{.*?\}", "x", route.path))
    assert "proxy_pass http://hai_long_staff;" in does
    assert "non_idempotent" not in does


def test_the_containers_run_what_the_units_run() -> None:
    """The same commands on the ports that nginx knows, and settings that the program has."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    ports = re.findall(r"server 127\.0\.0\.1:(\d+)", MANY)
    ours = {name: one for name, one in services.items() if one["image"] == "hai-long"}
    assert [one["environment"]["PORT"] for one in ours.values()] == ports
    for name, one in ours.items():
        unit = "hai-long@" if name.startswith("citizens") else "hai-long-staff@"
        (command,) = _options(DEPLOY / f"{unit}.service")["ExecStart"]
        started = one["command"][-1].replace('"$$PORT"', "%i").removeprefix("exec python ")
        assert started == command.removeprefix(f"{INSTALLED}/.venv/bin/python ")
        assert "no-new-privileges:true" in one["security_opt"]


def test_the_example_of_settings_is_one(tmp_path: Path) -> None:
    """The program knows every name, and starts with it once the secrets are there."""
    text = (DEPLOY / "hai-long.env.example").read_text("utf-8")
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    source = (ROOT / "settings.py").read_text("utf-8")
    assert all(f'"{name}"' in source for name in given)
    with pytest.raises(SurveyError):
        settings.read(given, tmp_path)
    made = settings.read({**given, "SECRET_KEY": "0" * 64}, tmp_path)
    assert made.processes == MANY.split("upstream hai_long_staff")[0].count("server 127.")
    assert list(tmp_path.iterdir()) == [], "something that is made by each machine for itself"


def test_the_document_names_every_file() -> None:
    """The documents say what each file is for, and every step's command is a file of deploy/."""
    chapter = (ROOT / "docs" / "operations.md").read_text("utf-8").split("\n## As a service\n")[1]
    chapter += (ROOT / "docs" / "many-processes.md").read_text("utf-8")
    for path in DEPLOY.iterdir():
        assert path.name in chapter or path.stem in chapter
    for name in re.findall(r"deploy/([\w.@*-]+)", chapter):
        assert list(DEPLOY.glob(name)), name
