"""Without a line: the form opens, takes answers over restarts of the device, and sends them once."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import chromium, citizen
from tests.browser.conftest import PHONE, UNIT, codes_of, running, stored_in
from tests.browser.line import Fault, Line
from tests.browser.network import ARGUMENTS, HOST, page_of, trust
from tests.browser.test_journal import emptied
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

HOW = "() => performance.getEntriesByType('navigation')[0].type"

HELD = """async () => {
    for (let turn = 0; turn < 200; turn += 1) {
        const names = await caches.keys();
        const held = [];
        for (const name of names) {
            for (const one of await (await caches.open(name)).keys()) {
                held.push(new URL(one.url).pathname + new URL(one.url).search);
            }
        }
        if (navigator.serviceWorker.controller && held.some((one) => one.includes("lang=en"))) {
            return held;
        }
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("nothing is held");
}"""


@pytest.fixture
def address(secure: Server) -> str:
    return f"https://{HOST}:{secure.port}/s/{codes_of(secure)[UNIT]}"


@pytest.fixture
def tablet(
    chrome: Browser, secure: Server, tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """A tablet that trusts the office, and can be started again: what it keeps is on its disk."""
    flags = trust(secure.tls / "ca.crt", tmp_path)
    running_now: list[BrowserContext] = []

    def start(**options: Any) -> BrowserContext:
        for one in running_now:
            one.close()
        running_now.clear()
        context = chrome.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium.find(),
            env={**os.environ, "HOME": str(tmp_path)},
            args=[*ARGUMENTS, *(one for one in flags if "user-data-dir" not in one)],
            **{"viewport": PHONE, **options},
        )
        context.set_default_timeout(15_000)
        running_now.append(context)
        return context

    yield start
    for one in running_now:
        one.close()


def save(page: Page, address: str) -> None:
    """A whole visit that ends without a line."""
    citizen.open_form(page, address)
    citizen.consent(page)
    citizen.answer_little(page)
    page.locator("#send").click()
    expect(page.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")


def test_answers_outlast_server_and_tablet(
    tablet: Callable[[], BrowserContext], secure: Server, address: str
) -> None:
    """One visit with a line; then the server is killed, the tablet restarted, and nothing is lost."""
    before = stored_in(secure.folder)
    page = tablet().new_page()
    citizen.open_form(page, address)
    page.evaluate(HELD)
    secure.stop(signal.SIGKILL)
    try:
        save(page, address)
        page = tablet().new_page()
        save(page, address)
        expect(page.get_by_text("2 phiếu chờ gửi trên máy này")).to_be_visible()
    finally:
        secure.start()
    citizen.open_form(page, address)
    emptied(page)
    assert stored_in(secure.folder) == before + 2


def test_a_device_holds_the_form_in_both_languages_and_nothing_else(
    trusting: Browser, secure: Server, address: str
) -> None:
    """Pages that the server lets go, with what they load; no staff page and no single-use link."""
    page = page_of(trusting)
    citizen.open_form(page, address)
    page.evaluate(HELD)
    page.goto(f"{address}/qr.svg")
    citizen.open_form(page, address)
    held = page.evaluate(HELD)
    code = address.rpartition("/")[2]
    pages = {one for one in held if not one.startswith("/s/_/")}
    assert pages <= {
        f"/s/{code}{beside}{language}"
        for beside in ("", "/khong-tham-gia", "/cuu-ho")
        for language in ("", "?lang=vi", "?lang=en")
    }
    assert {f"/s/{code}", f"/s/{code}?lang=en"} <= pages
    assert {one.rpartition("/")[2] for one in held} >= {"form.js", "aloud.js", "form.css"}


def test_a_held_form_opens_at_once_and_a_round_that_stopped_is_told(
    trusting: Browser, secure: Server, address: str
) -> None:
    """The server is asked meanwhile: who has not begun sees what it says, who has goes on."""
    page = page_of(trusting)
    citizen.open_form(page, address)
    page.evaluate(HELD)
    [open_now] = [
        one["id"]
        for one in json.loads(secure.manage("round", "list", "--json"))
        if one["state"] == "open"
    ]
    secure.manage("round", "pause", open_now)
    is_told(secure, 403)
    try:
        page.goto(address)
        page.locator("#start").wait_for(state="detached")
        # What the device held was shown first: else nothing had to be loaded again.
        assert page.evaluate(HOW) == "reload"
        page.goto(address)
        assert (page.locator("#start").count(), page.evaluate(HOW)) == (0, "navigate")
    finally:
        secure.manage("round", "resume", open_now)
    is_told(secure, 200)
    citizen.open_form(page, address)
    page.evaluate(HELD)
    citizen.consent(page)
    told = "navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: 'changed' }))"
    page.evaluate(told)
    citizen.answer_little(page)
    citizen.send(page)


def is_told(secure: Server, status: int) -> None:
    """Waits until the server has seen what a command did: it looks at its rounds once in a while."""
    form = f"{secure.address}/s/{codes_of(secure)[UNIT]}"
    give_up, seen = time.monotonic() + 30, 0
    while seen != status:
        assert time.monotonic() < give_up, seen
        try:
            with urllib.request.urlopen(form, timeout=5, context=secure.trusting()) as reply:
                seen = reply.status
        except urllib.error.HTTPError as refused:
            seen = refused.code


@pytest.fixture
def line(secure: Server) -> Iterator[Line]:
    one = Line(secure.port)
    yield one
    one.close()


def answered(page: Page, address: str) -> None:
    """Everything filled in but not sent."""
    citizen.open_form(page, address)
    citizen.consent(page)
    citizen.answer_little(page)


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.REPLY_LOST], ids=["before", "after"])
def test_a_cut_line_loses_and_doubles_nothing(
    trusting: Browser, secure: Server, line: Line, fault: Fault
) -> None:
    """Over HTTPS: the answer is saved, and sent when the line is back."""
    before, page = stored_in(secure.folder), page_of(trusting)
    answered(page, f"https://{HOST}:{line.port}/s/{codes_of(secure)[UNIT]}")
    line.breaks(fault)
    page.locator("#send").click()
    expect(page.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")
    assert stored_in(secure.folder) == before + (fault is Fault.REPLY_LOST)
    line.breaks(Fault.NONE)
    page.locator(".receipt").wait_for(timeout=60_000)
    assert stored_in(secure.folder) == before + 1


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, free_port(), staffed=False)
    server.manage("demo", "--responses", "60")
    yield from running(server)


def test_a_line_cut_in_the_middle_and_a_killed_server_lose_and_double_nothing(
    chrome: Browser, plain: Server
) -> None:
    """Half a request stores nothing; a server killed between storing and replying doubles nothing."""
    line = Line(plain.port)
    page = page_of(chrome)
    before = stored_in(plain.folder)
    answered(page, f"http://127.0.0.1:{line.port}/s/{codes_of(plain)[UNIT]}")
    line.breaks(Fault.ON_THE_WAY)
    page.locator("#send").click()
    expect(page.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")
    assert (line.lost > 0, stored_in(plain.folder)) == (True, before)
    line.on_reply = lambda: plain.stop(signal.SIGKILL)
    line.breaks(Fault.REPLY_LOST)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    plain.process.wait(30)
    assert stored_in(plain.folder) == before + 1
    line.breaks(Fault.NONE)
    plain.start()
    page.locator(".receipt").wait_for(timeout=60_000)
    assert stored_in(plain.folder) == before + 1
    line.close()
