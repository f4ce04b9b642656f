"""The servers that are measured, each on a free port of this machine: the program, and a bare route."""

import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import settings
from data.postgres.connection import connected
from services.demo import UNITS
from services.program import close_program, open_program
from services.rounds import create_round, open_round
from services.units import import_units, public_codes
from tests.acts import BOSS, NOW
from tests.server import ROOT, Server, free_port

UNLIMITED = "[qr]\nburst = 100_000_000\nper_minute = 60_000_000\n"


@contextmanager
def product(questionnaire: str, *, staffed: bool = False) -> Iterator[tuple[Server, list[str]]]:
    """The program on a folder of its own, with a round of all sample units; and their codes.

    With an administrator where it is to be `staffed`.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), free_port(), staffed=staffed)
        codes = planned(server, questionnaire)
        server.start()
        try:
            yield server, codes
        finally:
            server.stop()


def planned(server: Server, questionnaire: str) -> list[str]:
    """Gives a server's database a round of all sample units; returns their codes."""
    # The load of a province by a few codes: what is measured is the path, not the limit of a link.
    (server.folder / "var").mkdir(exist_ok=True)
    (server.folder / "var" / "flow.toml").write_text(UNLIMITED, "utf-8")
    program = open_program(settings.read(server.environment, server.folder))
    try:
        import_units(program, UNITS, BOSS, NOW)
        create_round(
            program,
            BOSS,
            NOW,
            id="2026-H2",
            title="2026-H2",
            questionnaire=questionnaire,
            opens=date(2026, 7, 1),
            closes=date(2099, 12, 31),
        )
        opened = open_round(program, "2026-H2", BOSS, datetime.now(UTC))
        codes = public_codes(program)
        return [codes[unit] for unit in opened.units]
    finally:
        close_program(program)


@contextmanager
def bare() -> Iterator[int]:
    """The port of the route that only drops what it is sent."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(port)], cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)


def stored(server: Server, url: str = "") -> int:
    """How many answers are in a server's database; `url` where that is PostgreSQL."""
    if url:
        with connected(url) as db:
            row = db.execute("select count(*) from response").fetchone()
        return int(row[0]) if row else 0
    with closing(sqlite3.connect(server.folder / "hailong.db")) as file:
        (number,) = file.execute("select count(*) from response").fetchone()
    return int(number)


def proof(server: Server, acknowledged: int, url: str = "") -> str:
    """That all of it is really there: raises when something is missing or does not add up."""
    checked, there = server.manage("check").splitlines()[0], stored(server, url)
    if there < acknowledged:
        raise RuntimeError(f"{acknowledged} answers acknowledged, {there} stored")
    return f"`manage.py check` after all of it: {checked}; {there:,} answers stored, none missing."
