"""Everything that the program does for people, in a process of its own.

Where the machine allows it that process has been given a network without any way out. Whether the
program tried to leave is seen by strace; this prints what it did and whom it called, as JSON.
"""

import fcntl
import json
import re
import socket
import struct
import subprocess
import sys
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.faults.citizens import hand_in, make_answers
from tests.server import ADMINISTRATOR, PASSWORD, Server, free_port

CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
_TARGET = re.compile(
    r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)'
    r'|sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"'
)
NOBODY = ("192.0.2.1", 9)
"""To ask the system for the way to this address sends nothing (`services.addresses`)."""


def raise_loopback() -> bool:
    """Switches on the loopback of a network that was just made; False where there is another one too."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name = b"lo".ljust(16, b"\0")
        request = struct.pack("16sh14x", name, 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, 0x8913, request))[1]
        if not flags & 1:
            fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", name, flags | 1))
    return [name for _, name in socket.if_nameindex()] == ["lo"]


def called(lines: list[str]) -> list[str]:
    """Every address outside this machine that was connected or sent to."""
    found = set()
    for line in lines:
        for port, address, port6, address6 in _TARGET.findall(line):
            target, number = address or address6, int(port or port6)
            asks_the_way = "connect(" in line and (target, number) == NOBODY
            if not target.startswith("127.") and target != "::1" and not asks_the_way:
                found.add(f"{target}:{number}")
    return sorted(found)


def visit(server: Server) -> dict[str, int]:
    """An answer, a sign-in, charts on a page, files: what came back of each."""
    units = json.loads(server.manage("units", "list", "--json"))
    code = next(one["public_code"] for one in units if one["unit"] == "99004")
    jar = urllib.request.HTTPCookieProcessor(CookieJar())
    browser = urllib.request.build_opener(jar)
    done: dict[str, int] = {}

    def fetch(path: str, data: dict[str, str] | None = None) -> bytes:
        sent = urllib.parse.urlencode(data).encode() if data else None
        with browser.open(f"{server.address}{path}", sent, timeout=60) as reply:
            done[path.split("?")[0].replace(code, "CODE")] = reply.status
            return bytes(reply.read())

    for path in (f"/s/{code}", f"/s/{code}/qr.png", "/login", "/readyz", "/quyen-rieng-tu"):
        fetch(path)
    statuses = hand_in(server, make_answers([code], 20))
    done["answers"] = sum(status == 201 for status in statuses.values())
    fetch("/login", {"name": ADMINISTRATOR, "password": PASSWORD})
    cookies = "; ".join(f"{one.name}={one.value}" for one in jar.cookiejar)
    rounds = json.loads(server.manage("round", "list", "--json"))
    over = next(one["id"] for one in rounds if one["state"] == "closed")
    done["charts"] = charts(server, cookies)
    for format in ("xlsx", "docx", "pdf"):
        done[format] = report(server, over, format)
    return done


def report(server: Server, round: str, format: str) -> int:
    """The bytes of a report, made in a process of its own that is watched as the server is."""
    out = server.folder / f"report.{format}"
    command = (sys.executable, "manage.py", "report", round, "--format", format, "--out", str(out))
    watched = (*server.wrapper[:-1], f"{server.wrapper[-1]}-{format}")
    subprocess.run([*watched, *command], env=server.environment, check=True, capture_output=True)
    return out.stat().st_size


def charts(server: Server, cookies: str) -> int:
    """How many charts the page of results draws for somebody who has signed in."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    wanted = BackMsg()
    wanted.rerun_script.query_string = ""
    drawn = 0
    with connect(
        address, additional_headers={"Cookie": cookies}, subprotocols=["streamlit"], max_size=None
    ) as page:
        page.send(wanted.SerializeToString())
        while True:
            message = ForwardMsg.FromString(page.recv(timeout=60))
            kind = message.WhichOneof("type")
            if kind == "delta":
                drawn += "vega" in str(message.delta.new_element.WhichOneof("type"))
            elif kind == "script_finished":
                return drawn


def main() -> None:
    folder = Path(sys.argv[1])
    alone = raise_loopback()
    trace = folder / "trace"
    server = Server(folder, free_port())
    server.manage("demo", "--responses", "60")
    quietly = ("-f", "--seccomp-bpf", "-s", "0", "-e", CALLS, "-e", "signal=none")
    server.wrapper = ("strace", *quietly, "-o", str(trace))
    server.start()
    try:
        done = visit(server)
    finally:
        server.stop()
    lines = [
        line
        for one in sorted(folder.glob("trace*"))
        for line in one.read_text("utf-8", errors="replace").splitlines()
    ]
    told = {"alone": alone, "done": done, "called": called(lines), "seen": len(lines)}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
