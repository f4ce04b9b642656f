"""A real server with sample data, a real browser, and the pages of one test."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium, official
from tests.browser.network import HOST, launched, trust
from tests.server import Server, free_port

PHONE = {"width": 390, "height": 844}
KIOSK = {"width": 1280, "height": 800}
UNIT, UNIT_NAME = "99004", "Xã Đồng Sen"
PAST_UNIT = "990"
"""It ended before any round began, so its code opens nothing."""

NewPage = Callable[..., Page]


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """The browser of all tests here; without one they fail. It ends with the last of them."""
    path = chromium.find()
    assert path is not None, "No Chromium: run `make browser`."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=list(chromium.ARGUMENTS),
            # Playwright forbids it by default, and citizens' browsers have it.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the sample data: the short form is open in all units."""
    server = Server(tmp_path_factory.mktemp("demo"), free_port())
    server.manage("demo", "--responses", "120")
    yield from running(server)


def running(server: Server) -> Iterator[Server]:
    """The server while it runs; it is ended whatever happens."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def codes_of(server: Server) -> dict[str, str]:
    """The public code of each unit."""
    units = json.loads(server.manage("units", "list", "--json"))
    return {unit["unit"]: unit["public_code"] for unit in units}


@pytest.fixture(scope="package")
def codes(demo: Server) -> dict[str, str]:
    return codes_of(demo)


@pytest.fixture(scope="package")
def closed_round(demo: Server) -> str:
    """The id of the last round that is over: it depends on today."""
    rounds = json.loads(demo.manage("round", "list", "--json"))
    return str(next(round["id"] for round in rounds if round["state"] == "closed"))


@pytest.fixture(scope="package")
def form(demo: Server, codes: dict[str, str]) -> str:
    """The address of a commune's form."""
    return f"{demo.address}/s/{codes[UNIT]}"


@pytest.fixture
def stored(demo: Server) -> Callable[[], int]:
    """Counts the responses in the server's database."""
    return lambda: stored_in(demo.folder)


def stored_in(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'hailong.db'}?mode=ro", uri=True)) as db:
        return int(db.execute("select count(*) from response").fetchone()[0])


@pytest.fixture
def new_page(chrome: Browser) -> Iterator[NewPage]:
    """Opens an empty page of a fresh visitor, on a phone unless told otherwise."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        context = chrome.new_context(**{"viewport": PHONE, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(has_touch=True)


@pytest.fixture
def kiosk(new_page: NewPage) -> Page:
    return new_page(viewport=KIOSK)


@pytest.fixture
def plain(new_page: NewPage) -> Page:
    """A phone whose browser runs no scripts."""
    return new_page(java_script_enabled=False)


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the office's certificate, as `manage.py tls` makes it."""
    server = Server(tmp_path_factory.mktemp("secure"), free_port(), secure=True)
    server.manage("demo", "--responses", "60")
    server.manage("tls", "--host", HOST, "--ip", "192.168.7.7")
    yield from running(server)


@pytest.fixture(scope="module")
def trusting(
    chrome: Browser, secure: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser that trusts this office's authority, and finds every name on this machine."""
    home = tmp_path_factory.mktemp("home")
    flags = trust(secure.tls / "ca.crt", home)
    browser = launched(chrome, home, *flags)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def office(chrome: Browser, demo: Server) -> Iterator[BrowserContext]:
    """The browser of an official who has signed in; it loads Streamlit's scripts only once."""
    context = chrome.new_context(viewport=KIOSK)
    context.set_default_timeout(15_000)
    page = context.new_page()
    official.sign_in(page, demo.address)
    page.close()
    yield context
    context.close()


@pytest.fixture
def seat(office: BrowserContext) -> Iterator[Page]:
    """An empty page of the official's browser, for what does not begin with the results."""
    page = office.new_page()
    yield page
    page.close()


@pytest.fixture
def staff(office: BrowserContext, demo: Server) -> Iterator[Page]:
    """A page of the official's browser with the results, as on a first visit."""
    page = official.open_results(office, demo.address)
    yield page
    page.close()
