"""The browser of these tests is switched as Playwright wants it, and costs no more than it must."""

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium

pytestmark = pytest.mark.browser

SWITCH = "--disable-features="


def test_what_playwright_switches_off_stays_off(chrome: Browser) -> None:
    """Else the browser would call its maker, or change addresses to https."""
    session = chrome.new_browser_cdp_session()
    line = str(session.send("SystemInfo.getInfo")["commandLine"])
    session.detach()
    lists = [part.split(" ")[0].strip('"').split(",") for part in line.split(SWITCH)[1:]]
    *before, ours = (set(one) for one in lists)
    assert set().union(*before) <= ours, "Add to chromium.PLAYWRIGHTS what is missing here."
    assert set(chromium.UNUSED) <= ours
    assert before


def test_a_window_has_one_page(chrome: Browser) -> None:
    """A further page for the address bar costs each test the better part of a second."""
    context = chrome.new_context()
    context.new_page().goto("about:blank")
    session = chrome.new_browser_cdp_session()
    found = session.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
    session.detach()
    context.close()
    assert [one["url"] for one in found if "top-chrome" in one["url"]] == []
