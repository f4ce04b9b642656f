"""Durable answers a second on each engine, with one process and with two beside each other."""

import multiprocessing
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import MINISTRY, maker
from benchmarks.growing import resident
from benchmarks.load import Load, run
from benchmarks.report import Section, number
from benchmarks.servers import planned
from data.postgres.connection import connected
from tests import postgres
from tests.server import Server, free_port

CONNECTIONS, SECONDS, WARM_UP = 32, 20.0, 2.0


@dataclass(frozen=True)
class Ran:
    """What one arrangement did: `loads` of its processes, bytes a response, memory in MB."""

    name: str
    loads: Sequence[Load]
    bytes_each: float
    memory: float
    proved: str

    @property
    def per_second(self) -> float:
        return sum(one.per_second for one in self.loads)


def measure(aims: Sequence[str], tell: Callable[[str], None], *, small: bool) -> Section:
    """SQLite with one process, which is all that it takes; PostgreSQL with one and with two."""
    seconds = 3.0 if small else SECONDS
    found = []
    for name, processes in (("SQLite", 1), ("PostgreSQL", 1), ("PostgreSQL", 2)):
        found.append(_ran(name, processes, seconds))
        tell(f"{name} × {processes}: {number(found[-1].per_second)}/s")
    first = found[0].per_second
    return Section(
        title="Durable answers a second by engine and processes",
        columns=(
            *("", "answers/s", "of SQLite's", "p50 ms", "p99 ms", "errors"),
            *("bytes a response", "MB of the processes"),
        ),
        rows=[_row(one, first) for one in found],
        notes=(
            f"{MINISTRY}, {CONNECTIONS} connections a process, {number(seconds)} s, one run each;"
            " PostgreSQL's own server, the load and the processes share this machine.",
            "Bytes: what the whole database has grown by, with chains, tallies and indices, by the answers"
            " stored; nothing was tidied up before.",
            *dict.fromkeys(one.proved for one in found),
            *aims,
        ),
    )


def _ran(name: str, processes: int, seconds: float) -> Ran:
    with ExitStack() as stack:
        url = stack.enter_context(_database()) if name == "PostgreSQL" else ""
        servers = []
        for _ in range(processes):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            given = {"DATABASE_URL": url} if url else {}
            servers.append(Server(folder, free_port(), staffed=False, settings=given))
        codes = planned(servers[0], MINISTRY)
        _, empty = _size(servers[0], url)
        for one in servers:
            one.start()
            stack.callback(one.stop)
        acknowledged = 0
        for part in (WARM_UP, seconds):
            loads = _loads([one.port for one in servers], codes, part)
            acknowledged += sum(one.replies - one.errors for one in loads)
        memory = sum(resident(one.process.pid) for one in servers)
        checked = servers[0].manage("check").splitlines()[0]
        stored, size = _size(servers[0], url)
        if stored < acknowledged:
            raise RuntimeError(f"{acknowledged} answers acknowledged, {stored} stored")
        proved = f"`manage.py check`: {checked}; none missing."
        return Ran(f"{name} × {processes}", loads, (size - empty) / stored, memory, proved)


def _loads(ports: Sequence[int], codes: list[str], seconds: float) -> list[Load]:
    with multiprocessing.get_context("spawn").Pool(len(ports)) as pool:
        given = [(port, codes, seconds, place) for place, port in enumerate(ports)]
        return pool.starmap(_load, given)


def _load(port: int, codes: list[str], seconds: float, seed: int) -> Load:
    return run(port, CONNECTIONS, seconds, maker(MINISTRY, codes, seed + int(10 * seconds)))


@contextmanager
def _database() -> Iterator[str]:
    server = postgres.Server(postgres.DURABLE).begin()
    try:
        yield postgres.Databases(server).empty()
    finally:
        server.remove()


def _size(server: Server, url: str) -> tuple[int, int]:
    """Answers stored, and bytes of the whole database."""
    if url:
        with connected(url) as db:
            row = db.execute(
                "select (select count(*) from response), pg_database_size(current_database())"
            ).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)
    with closing(sqlite3.connect(server.folder / "hailong.db")) as file:
        file.execute("pragma wal_checkpoint(truncate)")
        (stored,) = file.execute("select count(*) from response").fetchone()
    return stored, sum(path.stat().st_size for path in server.folder.glob("hailong.db*"))


def _row(one: Ran, first: float) -> list[str]:
    worst = max(load.p99 for load in one.loads)
    middle = max(load.p50 for load in one.loads)
    errors = sum(load.errors for load in one.loads)
    ratio = f"× {number(one.per_second / first)}"
    figures = (number(one.per_second), ratio, number(middle), number(worst), str(errors))
    return [one.name, *figures, number(one.bytes_each), number(one.memory)]
