"""A hundred sessions of staff that refresh while answers come at a steady pace, and one wall for weeks."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import settings
from benchmarks.answers import MINISTRY, maker
from benchmarks.growing import resident
from benchmarks.report import Section, number
from benchmarks.servers import planned, product, proof
from benchmarks.steady import Steady, steady
from benchmarks.watching import Watcher, keep_watching, opened
from services.program import close_program, open_program
from tests import people, postgres
from tests.server import Server, free_port

SESSIONS, RATE, SECONDS = 100, 200, 60.0
REFRESHES, MARKS = 17_280, 10
"""A refresh every five seconds for a day."""


def measure(aims: Sequence[str], tell: Callable[[str], None], *, small: bool) -> Section:
    """Citizens' and staff's seconds, with no session, a few and a hundred open.

    First one process for both, as in an office; then one for citizens and one for staff.
    """
    seconds = 6.0 if small else SECONDS
    numbers = (0, 5) if small else (0, 10, SESSIONS)
    rows, proofs = [], []
    with product(MINISTRY, staffed=True) as (server, codes):
        acknowledged = 0
        for sessions in numbers:
            row, kept = _ran("one, SQLite", server, server, codes, sessions, seconds, tell)
            rows.append(row)
            acknowledged += kept
        proofs.append(proof(server, acknowledged))
    with _apart() as (citizens, staff, codes, url):
        acknowledged = 0
        for sessions in numbers[1:]:
            row, kept = _ran("two, PostgreSQL", citizens, staff, codes, sessions, seconds, tell)
            rows.append(row)
            acknowledged += kept
        proofs.append(proof(citizens, acknowledged, url))
    return Section(
        title=f"Staff watch while {RATE} answers/s arrive",
        columns=(
            *("processes", "sessions", "answers/s", "citizen p50 ms", "citizen p99 ms", "errors"),
            *("refreshes", "staff p50 ms", "staff p99 ms", "page opened, s", "MB for citizens"),
            "MB for staff",
        ),
        rows=rows,
        notes=(
            f"{number(seconds)} s each, {MINISTRY}; answers are sent at their times whether the ones"
            " before have been acknowledged or not, sessions speak Streamlit's protocol and refresh"
            " every 5 s, as browsers do; load, sessions and PostgreSQL are on the same machine.",
            "One: the process that takes the answers draws the pages. Two: one takes answers, one draws.",
            *dict.fromkeys(proofs),
            *aims,
        ),
    )


def _ran(
    name: str,
    citizens: Server,
    staff: Server,
    codes: list[str],
    sessions: int,
    seconds: float,
    tell: Callable[[str], None],
) -> tuple[list[str], int]:
    """A row, and how many answers were acknowledged."""
    ports = (citizens.port, staff.port)
    seen, answered = asyncio.run(_beside(ports, codes, _token(staff), sessions, seconds))
    memory = [number(resident(one.process.pid)) for one in (citizens, staff)]
    if citizens is staff:
        memory[1] = "the same"
    late = number(answered.quantile(0.99))
    tell(f"{name}, {sessions} sessions: p99 {late} ms for citizens")
    return [name, *_row(sessions, seen, answered), *memory], len(answered.milliseconds)


@contextmanager
def _apart() -> Iterator[tuple[Server, Server, list[str], str]]:
    """A process for citizens and one for staff over one PostgreSQL database, whose address is last."""
    with ExitStack() as stack:
        database = postgres.Server(postgres.DURABLE).begin()
        stack.callback(database.remove)
        url = postgres.Databases(database).empty()
        made = []
        for staffed in (False, True):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            given = {"DATABASE_URL": url}
            made.append(Server(folder, free_port(), staffed=staffed, settings=given))
        codes = planned(made[0], MINISTRY)
        for one in made:
            one.start()
            stack.callback(one.stop)
        yield made[0], made[1], codes, url


def measure_wall(aim: str, tell: Callable[[str], None], *, small: bool) -> Section:
    """A page that refreshes as often as in a day, one right after the other, while answers come."""
    refreshes = 200 if small else REFRESHES
    with product(MINISTRY, staffed=True) as (server, codes):
        marks, slow = asyncio.run(_wall(server, codes, _token(server), refreshes, tell))
    first, last = marks[1], marks[-1]  # the first tenth fills what is kept
    rows = [[f"{done:,}", number(memory)] for done, memory in marks]
    growth = last[1] / first[1] - 1
    return Section(
        title=f"A wallboard over {refreshes:,} refreshes",
        columns=("refreshes", "server MB"),
        rows=rows,
        notes=(
            f"Growth from {first[0]:,} to {last[0]:,} refreshes: {number(100 * growth)} %; one session,"
            f" {number(statistics.median(slow) * 1000)} ms a refresh, five answers a second beside it.",
            aim,
        ),
    )


def _token(server: Server) -> str:
    program = open_program(settings.read(server.environment, server.folder))
    try:
        account = program.store.accounts.find("truong-phong")
        if account is None:
            raise LookupError("truong-phong")
        return people.begin(program, account, datetime.now(UTC), "password")
    finally:
        close_program(program)


async def _beside(
    ports: tuple[int, int], codes: list[str], token: str, sessions: int, seconds: float
) -> tuple[list[Watcher], Steady]:
    """Answers go to the first port, staff look at the second."""
    watchers = [await opened(ports[1], token) for _ in range(sessions)]
    over = time.perf_counter() + seconds
    make = maker(MINISTRY, codes, 100 + sessions)
    watching = [
        keep_watching(one, lambda: time.perf_counter() > over, 5.0 * place / max(1, sessions))
        for place, one in enumerate(watchers)
    ]
    answered, *_ = await asyncio.gather(steady(ports[0], RATE, seconds, make), *watching)
    for one in watchers:
        await one.socket.close()
    return watchers, answered


async def _wall(
    server: Server, codes: list[str], token: str, refreshes: int, tell: Callable[[str], None]
) -> tuple[list[tuple[int, float]], list[float]]:
    watcher = await opened(server.port, token)
    make = maker(MINISTRY, codes, 7)
    arriving = asyncio.create_task(steady(server.port, 5, float("inf"), make))
    marks = [(0, resident(server.process.pid))]
    for done in range(1, refreshes + 1):
        await watcher.refresh()
        if done % max(1, refreshes // MARKS) == 0:
            marks.append((done, resident(server.process.pid)))
            tell(f"{done:,} of {refreshes:,} refreshes: {number(marks[-1][1])} MB")
    arriving.cancel()
    await watcher.socket.close()
    if watcher.errors:
        raise RuntimeError(f"{watcher.errors} refreshes failed")
    return marks, watcher.refreshes


def _row(sessions: int, seen: Sequence[Watcher], answered: Steady) -> list[str]:
    times = sorted(1000 * one for watcher in seen for one in watcher.refreshes)
    errors = answered.errors + sum(one.errors for one in seen)
    staff = ["–", "–", "–"]
    if times:
        late = times[min(len(times) - 1, int(0.99 * len(times)))]
        staff = [number(statistics.median(times)), number(late)]
        staff.append(number(statistics.median(one.opened for one in seen)))
    return [
        str(sessions),
        number(answered.per_second),
        number(answered.quantile(0.5)),
        number(answered.quantile(0.99)),
        str(errors),
        f"{len(times):,}",
        *staff,
    ]
