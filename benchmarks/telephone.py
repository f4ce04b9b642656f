"""A slow telephone on a slow line: how long until the form can be answered, and again without a line."""

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.answers import MINISTRY, SHORT
from benchmarks.report import Section, spread
from benchmarks.servers import product
from tests.browser import chromium
from tests.browser.conftest import PHONE

SLOWER, BITS, DELAY_MS = 4, 4_000_000, 70
VISITS = 5

READY = """() => {
    const [visit] = performance.getEntriesByType("navigation");
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    return [painted ? painted.startTime : 0, visit.domContentLoadedEventEnd];
}"""
"""The page is read when it is painted, and answered when its scripts have run."""

HELD = """async () => {
    await navigator.serviceWorker.ready;
    for (let turn = 0; turn < 200; turn += 1) {
        const names = await caches.keys();
        if (names.length && await caches.match(location.href, { ignoreVary: true })) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("the page is not held");
}"""


def measure(aim: str) -> Section:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        for questionnaire in (MINISTRY, SHORT):
            rows += _rows(browser, questionnaire)
        browser.close()
    return Section(
        title="A slow telephone",
        columns=("form", "visit", "painted, ms", "ready to answer, ms"),
        rows=rows,
        notes=(
            f"Chromium with a processor {SLOWER} times slower and a line of {BITS / 1e6:.0f} Mbit/s with"
            f" {DELAY_MS} ms; median of {VISITS} visits (lowest–highest), the first with an empty cache.",
            aim,
        ),
    )


def _rows(browser: Browser, questionnaire: str) -> list[list[str]]:
    with product(questionnaire) as (server, codes):
        form = f"{server.address}/s/{codes[0]}"
        first, contexts = [], []
        for _ in range(VISITS):
            context = browser.new_context(viewport=PHONE)
            contexts.append(context)
            first.append(_visit(context, form))
        held = contexts[-1]
        held.pages[0].evaluate(HELD)
        again = [_visit(held, form) for _ in range(VISITS)]
        server.stop()
        without = [_visit(held, form) for _ in range(VISITS)]
        for context in contexts:
            context.close()
    visits = (("first", first), ("again", again), ("again, without a line", without))
    return [
        [questionnaire, name, *(spread([one[place] for one in times]) for place in (0, 1))]
        for name, times in visits
    ]


def _visit(context: BrowserContext, form: str) -> tuple[float, float]:
    page = context.new_page()
    _slowed(page)
    page.goto(form, wait_until="load")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    painted, ready = page.evaluate(READY)
    if page is not context.pages[0]:
        page.close()
    return float(painted), float(ready)


def _slowed(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    rate = BITS / 8
    line = {
        "offline": False,
        "latency": DELAY_MS,
        "downloadThroughput": rate,
        "uploadThroughput": rate,
    }
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
