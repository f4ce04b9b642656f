"""The program calls nobody: it starts, takes answers, draws charts and makes files without a network."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.alone import called
from tests.server import ROOT

pytestmark = pytest.mark.faults

WAYS = (("unshare", "--net"), ("unshare", "--map-root-user", "--net"))
"""How to get a network without a way out: as root, and as anybody."""


def without_a_network() -> tuple[str, ...]:
    """The first way that this machine allows, or none."""
    for way in WAYS:
        if shutil.which(way[0]):
            done = subprocess.run([*way, "true"], capture_output=True, check=False)
            if done.returncode == 0:
                return way
    return ()


def test_the_program_works_alone_and_calls_nobody(
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a network of its own where that is allowed, and always watched by strace."""
    assert shutil.which("strace"), "strace is needed: make test-faults installs it"
    way = without_a_network()
    done = subprocess.run(
        [*way, sys.executable, "-m", "tests.faults.alone", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    how = "in a network namespace and under strace" if told["alone"] else "under strace only"
    record_property("isolation", how)
    with capsys.disabled():
        print(f" [{how}]", end="")  # noqa: T201
    assert told["alone"] == bool(way), "the network was not taken away"
    assert told["called"] == []
    assert told["seen"] > 30, "strace saw nothing"
    assert told["done"]["answers"] == 20
    assert told["done"]["charts"] >= 1
    assert told["done"]["xlsx"] > 1000


def _to(address: str, port: int) -> str:
    return (
        f'{{sa_family=AF_INET, sin_port=htons({port}), sin_addr=inet_addr("{address}")}}, 16) = 0'
    )


SIX = (
    '{sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28)'
)
OUT = {
    "connect": f"1 connect(3, {_to('8.8.8.8', 443)}",
    "datagram": f'1 sendto(3, ""..., 9, 0, {_to("9.9.9.9", 53)}',
    "sent to nobody": f'1 sendto(3, ""..., 9, 0, {_to("192.0.2.1", 9)}',
    "new protocol": f"1 connect(3, {SIX} = -1",
}
IN = {
    "the way to nobody": f"1 connect(3, {_to('192.0.2.1', 9)}",
    "this machine": f"1 connect(3, {_to('127.0.0.1', 443)}",
    "a file": '1 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0',
    "a reply": '1 sendto(3, ""..., 9, 0, NULL, 0) = 9',
}


@pytest.mark.parametrize("kind", [*OUT, *IN])
def test_a_call_to_somebody_is_seen(kind: str) -> None:
    """The reader of traces, on lines made by hand."""
    assert len(called([{**OUT, **IN}[kind]])) == (kind in OUT)
