"""The citizens' path while staff watch: answers a second with live pages open and refreshing beside it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from playwright.sync_api import Page, WebSocket, sync_playwright

from benchmarks.answers import MINISTRY, maker
from benchmarks.load import Load, run
from benchmarks.report import Section, number
from benchmarks.servers import product, proof
from tests.browser import chromium, official
from tests.server import Server

CONNECTIONS = (1, 32, 256, 1000)
SECONDS = 60.0
PAGES = 3
WARM_UP = 1.5
_PUMP = 200
"""Milliseconds between looks at whether a load has ended; the browser is served meanwhile."""


def measure(aims: Sequence[str], tell: Callable[[str], None]) -> Section:
    """Loads the program for a minute at each number of connections, with staff's pages open."""
    rows: list[list[str]] = []
    with product(MINISTRY, staffed=True) as (server, codes), _watching(server) as (pages, drawn):
        acknowledged = _beside(pages, server, codes, 32, WARM_UP, 0).replies
        for seed, connections in enumerate(CONNECTIONS, start=1):
            before = len(drawn)
            made = _beside(pages, server, codes, connections, SECONDS, seed)
            acknowledged += made.replies - made.errors
            refreshed = len(drawn) - before
            rows.append(_row(made, refreshed))
            tell(f"with staff, {connections} connections: {number(made.per_second)}/s")
        proved = proof(server, acknowledged)
    return Section(
        title=f"The same with {PAGES} live pages of staff open, {number(SECONDS)} s each",
        columns=("connections", "answers/s", "p50 ms", "p95 ms", "p99 ms", "errors", "redrawn/min"),
        rows=rows,
        notes=(
            f"{MINISTRY}, 26 questions; the browser with the live pages runs on the same machine and"
            " takes its part of it. *redrawn* counts what the pages were sent anew, all together.",
            proved,
            *aims,
        ),
    )


@contextmanager
def _watching(server: Server) -> Iterator[tuple[list[Page], list[int]]]:
    """Live pages of somebody who is signed in, and what they are sent over their sockets."""
    drawn: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: drawn.append(len(frame)))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        context = browser.new_context()
        context.on("page", lambda page: page.on("websocket", listen))
        official.sign_in(context.new_page(), server.address)
        pages = [official.open_results(context, server.address) for _ in range(PAGES)]
        yield pages, drawn
        browser.close()


def _beside(
    pages: Sequence[Page], server: Server, codes: list[str], connections: int, seconds: float, seed: int
) -> Load:  # fmt: skip
    """A load from a thread of its own, while this one serves the browser."""
    with ThreadPoolExecutor(1) as pool:
        load = pool.submit(run, server.port, connections, seconds, maker(MINISTRY, codes, seed))
        while not load.done():
            pages[0].wait_for_timeout(_PUMP)
        return load.result()


def _row(made: Load, refreshed: int) -> list[str]:
    times = (made.p50, made.p95, made.p99)
    told = [number(one) for one in times]
    per_minute = number(refreshed * 60 / SECONDS)
    return [str(made.connections), number(made.per_second), *told, str(made.errors), per_minute]
