"""The page Phiếu hỏi in the browser: the form to look at sends nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import official
from tests.browser.axe import violations
from tests.server import Server

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const found = [];
  for (const { name, version } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const asked = indexedDB.open(name, version);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      found.push(...await new Promise((done) => { all.onsuccess = () => done(all.result); }));
    }
    db.close();
  }
  return JSON.stringify(found);
}"""


def test_a_preview_that_is_sent_reaches_nothing(staff: Page, stored: Callable[[], int]) -> None:
    """The whole form is filled in and sent: it says so; no request, nothing kept here or there."""
    official.turn_to(staff, "Phiếu hỏi")
    shown = staff.frame_locator("iframe")
    shown.locator("#start [name=consent]").check()
    shown.locator("#start button").click()
    before, asked = stored(), []

    def note(request: Request) -> None:
        if request.method == "POST" and "_stcore" not in request.url:
            asked.append(request.url)

    staff.on("request", note)
    while not shown.locator("#send").is_visible():
        shown.locator("#next").click()
    shown.locator("fieldset:visible").locator("textarea, label.card").first.click()
    if shown.locator("fieldset:visible textarea").count():
        shown.locator("fieldset:visible textarea").fill("Thử xem sao")
    shown.locator("#send").click()
    expect(shown.locator("#trouble")).to_have_text("Đây là bản xem thử: không có gì được gửi đi.")
    frame = next(one for one in staff.frames if "/xem-thu/" in one.url)
    assert "Thử xem sao" not in frame.evaluate(KEPT)
    assert (asked, stored()) == ([], before)


def test_the_page_and_its_frame_in_both_sizes(staff: Page) -> None:
    """axe finds nothing; on a wide screen the frames are as wide as what they stand for."""
    staff.set_viewport_size({"width": 1920, "height": 1080})
    official.turn_to(staff, "Phiếu hỏi")
    frame = staff.locator("iframe")
    frame.wait_for()
    assert round(frame.bounding_box()["width"]) == 390  # type: ignore[index]
    assert violations(staff) == []
    staff.get_by_text("Màn hình tại quầy (1024)").click()
    expect(frame).to_have_css("width", "1024px")


def test_the_preview_says_that_it_is_one(demo: Server, staff: Page) -> None:
    """By itself too, in English."""
    staff.goto(f"{demo.address}/xem-thu/ministry@1?lang=en")
    expect(staff.locator(".sample")).to_contain_text("sends and keeps nothing")
    assert violations(staff) == []


def test_an_unsaved_text_is_seen_at_both_sizes(staff: Page) -> None:
    """In a frame of its own beside the saved one; axe finds nothing."""
    staff.set_viewport_size({"width": 1920, "height": 1080})
    official.turn_to(staff, "Phiếu hỏi")
    staff.get_by_role("button", name="Xem thử bản này").click()
    frame = staff.locator("iframe[src*='draft=']")
    expect(frame).to_have_css("width", "390px")
    expect(staff.frame_locator("iframe[src*='draft=']").locator("#start")).to_be_visible()
    assert violations(staff) == []
    staff.get_by_text("Màn hình tại quầy (1024)").click()
    expect(frame).to_have_css("width", "1024px")
