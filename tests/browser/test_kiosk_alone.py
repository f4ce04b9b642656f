"""A kiosk without a line: over HTTPS under the office's name, on a tablet that is really restarted."""

import json
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.citizen import until
from tests.browser.conftest import UNIT, stored_in
from tests.browser.network import HOST
from tests.browser.test_journal import cut, emptied, heal, on_device
from tests.browser.test_kiosk import SETTLED, TABLET, Tablet
from tests.browser.test_offline import tablet as tablet
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.long]

OTHER_UNIT = "99005"
Start = Callable[..., BrowserContext]

HELD = """async () => {
    for (let turn = 0; turn < 200; turn += 1) {
        const held = await caches.match("/kiosk", { ignoreVary: true });
        if (navigator.serviceWorker.controller && held) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("the kiosk is not held");
}"""


@pytest.fixture
def address(secure: Server) -> str:
    return f"https://{HOST}:{secure.port}"


@pytest.fixture
def off(secure: Server) -> Iterator[Callable[[], None]]:
    """Switches the server off; it is on again when the test ends."""

    def kill() -> None:
        secure.stop(signal.SIGKILL)

    yield kill
    if secure.process.poll() is not None:
        secure.start()


def put_up(page: Page, secure: Server, address: str, unit: str = UNIT) -> None:
    """Pairs a tablet as staff do, and waits until it holds the kiosk."""
    told = secure.manage("device", "pair", "--unit", unit, "--name", "Máy quầy")
    page.goto(f"{address}/ghep-may")
    page.fill("[name=code]", told.split("Mã ghép máy: ")[1].split(".")[0])
    page.locator("main button").click()
    expect(page.locator("[data-screen=rest]")).to_be_visible()
    page.evaluate(HELD)


def started(tablet: Start, address: str) -> Tablet:
    """The tablet after somebody has switched it off and on: the browser begins anew at its address."""
    return Tablet(tablet(viewport=TABLET, has_touch=True).new_page(), address)


def crash(page: Page) -> None:
    """The tablet loses its power: no page hears of it."""
    with suppress(Error):
        page.context.new_cdp_session(page).send("Browser.crash")


def arrived(secure: Server, before: int) -> list[dict[str, object]]:
    """The answers that came after the first so many."""
    path = f"file:{secure.folder / 'hailong.db'}?mode=ro"
    with closing(sqlite3.connect(path, uri=True)) as db:
        rows = db.execute("select record from response order by rowid limit -1 offset ?", (before,))
        return [json.loads(record) for (record,) in rows]


def sent(kiosk: Tablet) -> None:
    """Waits until the tablet has nothing left to send."""
    kiosk.passes(60_000)
    emptied(kiosk.page)


def test_the_kiosk_opens_takes_and_keeps_answers_while_the_server_is_off(
    tablet: Start, secure: Server, address: str, off: Callable[[], None]
) -> None:
    """Restarted by the cleaner, twice; the answers arrive when the server is back."""
    put_up(tablet(viewport=TABLET, has_touch=True).new_page(), secure, address)
    before = stored_in(secure.folder)
    off()
    for waiting in (1, 2):
        kiosk = started(tablet, address)
        kiosk.answered()
        kiosk.press("send")
        expect(kiosk.page.get_by_text("Phiếu đã được ghi lại trong máy này")).to_be_visible()
        kiosk.passes(SETTLED)
        kiosk.press("finish")
        kiosk.is_untouched()
        expect(kiosk.page.get_by_text(f"{waiting} phiếu chờ gửi")).to_be_visible()
    kiosk = started(tablet, address)
    expect(kiosk.page.get_by_text("2 phiếu chờ gửi")).to_be_visible()
    secure.start()
    sent(kiosk)
    came = arrived(secure, before)
    assert [one["channel"] for one in came] == ["kiosk", "kiosk"]
    assert [dict(one["answers"])["overall"] for one in came] == [1, 1]  # type: ignore[call-overload]


@pytest.mark.parametrize("line", [True, False], ids=["with a line", "server off"])
def test_what_was_answered_outlasts_a_tablet_that_loses_its_power(
    tablet: Start, secure: Server, address: str, off: Callable[[], None], line: bool
) -> None:
    """Kept as of somebody who has left, once; the next person finds nothing of it."""
    put_up(tablet(viewport=TABLET, has_touch=True).new_page(), secure, address)
    before = stored_in(secure.folder)
    # Browsers write a new cookie down within half a minute, and at the latest as they are closed.
    kiosk = started(tablet, address)
    if not line:
        off()
    kiosk.answered()
    until(kiosk.page, ON_DISK)
    crash(kiosk.page)
    kiosk = started(tablet, address)
    kiosk.is_untouched()
    if not line:
        expect(kiosk.page.get_by_text("1 phiếu chờ gửi")).to_be_visible()
        secure.start()
    sent(kiosk)
    [one] = arrived(secure, before)
    answers = dict(one["answers"])  # type: ignore[call-overload]
    assert (one["channel"], answers["overall"], answers["time"]) == ("kiosk", 1, None)
    assert answers["comment"] == "Chờ lâu quá."
    assert on_device(kiosk.page, "refused") == []


def test_what_waits_on_a_tablet_that_is_paired_again_is_its_former_units(
    tablet: Start, secure: Server, address: str
) -> None:
    """The page for the code says how many wait; none of them counts for the new unit."""
    context = tablet(viewport=TABLET, has_touch=True)
    put_up(context.new_page(), secure, address)
    before = stored_in(secure.folder)
    cut(context)
    kiosk = Tablet(context.new_page(), address)
    kiosk.answered()
    kiosk.press("leave")
    emptied(kiosk.page, 1)
    page = context.new_page()
    page.goto(f"{address}/ghep-may")
    expect(page.get_by_text("Còn 1 phiếu chờ gửi trong máy này")).to_be_visible()
    page.close()
    kiosk.page.close()
    put_up(context.new_page(), secure, address, OTHER_UNIT)
    heal(context)
    kiosk = Tablet(context.new_page(), address)
    kiosk.consent()
    kiosk.skip_to("overall")
    kiosk.choose(4)
    kiosk.press("leave")
    sent(kiosk)
    came = arrived(secure, before)
    assert {(one["unit"], dict(one["answers"])["overall"]) for one in came} == {  # type: ignore[call-overload]
        (UNIT, 1),
        (OTHER_UNIT, 5),
    }
    assert on_device(kiosk.page, "refused") == []


ON_DISK = """() => new Promise((done) => {
    const asked = indexedDB.open("hailong");
    asked.onsuccess = () => {
        const all = asked.result.transaction("answers").objectStore("answers").getAll();
        all.onsuccess = () => {
            asked.result.close();
            done(all.result.some((one) => one.open && one.body.includes("Chờ lâu quá.")));
        };
    };
})"""
