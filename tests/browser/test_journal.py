"""The journal on the device: what was answered without a line arrives, once, whatever happens between."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import citizen
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

ANSWERS = "**/api/v1/responses"
Stored = Callable[[], int]

READ = """(name) => new Promise((done) => {
    const asked = indexedDB.open("hailong", 1);
    asked.onsuccess = () => {
        const all = asked.result.transaction(name).objectStore(name).getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result); };
    };
})"""


def on_device(page: Page, name: str = "answers") -> list[dict[str, Any]]:
    """What the journal holds on the disk of the device."""
    return list(page.evaluate(READ, name))


def emptied(page: Page, left: int = 0, turns: int = 400) -> None:
    """Waits until the journal holds no more than that."""
    page.evaluate(
        f"""async ([left, turns]) => {{
            const read = {READ};
            for (let turn = 0; turn < turns; turn += 1) {{
                if ((await read("answers")).length <= left) return;
                await new Promise((done) => setTimeout(done, 50));
            }}
            throw new Error("the journal is not emptied");
        }}""",
        [left, turns],
    )


def cut(context: BrowserContext) -> None:
    """No answer leaves this browser any more."""
    context.route(ANSWERS, lambda route: route.abort("internetdisconnected"))


def heal(context: BrowserContext) -> None:
    context.unroute_all()


def answer(page: Page, form: str) -> None:
    """A form filled in and sent off, with or without a line."""
    citizen.open_form(page, form)
    citizen.consent(page)
    citizen.answer_little(page)
    page.locator("#send").click()


@pytest.fixture
def queued(phone: Page, form: str) -> Page:
    """A phone with two forms answered while the line was cut."""
    cut(phone.context)
    for _ in range(2):
        answer(phone, form)
        expect(phone.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")
    return phone


def test_an_answer_is_written_down_before_it_is_sent(phone: Page, form: str) -> None:
    """When the first byte leaves, the device holds it already."""
    seen: list[list[dict[str, Any]]] = []

    def look(route: Route) -> None:
        beside = phone.context.new_page()
        beside.goto(form)
        seen.append(on_device(beside))
        beside.close()
        route.continue_()

    phone.route(ANSWERS, look, times=1)
    answer(phone, form)
    citizen.receipt(phone)
    assert [len(held) for held in seen] == [1]
    assert on_device(phone) == []


def test_what_waits_is_sent_when_the_form_is_opened_again(
    queued: Page, form: str, stored: Stored
) -> None:
    """The page was closed in between; nobody pressed anything."""
    before = stored()
    assert len(on_device(queued)) == 2
    queued.goto("about:blank")
    heal(queued.context)
    citizen.open_form(queued, form)
    emptied(queued)
    assert stored() == before + 2
    expect(queued.locator("#waiting")).to_be_hidden()


def test_a_page_that_stays_shows_the_code_once_it_is_sent(queued: Page, stored: Stored) -> None:
    """Whoever waits gets the withdrawal code on the page that said there is none yet."""
    before = stored()
    heal(queued.context)
    queued.locator(".receipt").wait_for(timeout=60_000)
    emptied(queued)
    assert stored() == before + 2


def test_two_pages_send_what_waits_once(queued: Page, form: str, stored: Stored) -> None:
    """They take turns; and a reply that got lost between them doubles nothing."""
    before = stored()
    beside = queued.context.new_page()
    citizen.open_form(beside, form)
    heal(queued.context)
    for page in (queued, beside):
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    emptied(beside)
    citizen.receipt(queued)
    assert stored() == before + 2


def test_the_journal_holds_the_answer_and_nothing_of_the_person(queued: Page) -> None:
    """The fields of an answer, which notice was read, and what sets the clock right."""
    for entry in on_device(queued):
        assert set(entry) == {"at", "id", "body", "notice", "page", "kept", "passed", "era", "skew"}
        assert set(json.loads(entry["body"])) == {
            *("id", "code", "questionnaire", "answers", "started_at", "finished_at", "language"),
        }


def test_a_refusal_that_nobody_read_is_kept_for_the_rescue_file(
    queued: Page, form: str, stored: Stored
) -> None:
    """It is not tried again for ever, and not dropped in silence either."""
    before = stored()
    queued.goto("about:blank")
    heal(queued.context)
    told = {"detail": "Phiếu này không nhận được.", "status": 422}
    queued.context.route(
        ANSWERS,
        lambda route: route.fulfill(status=422, json=told),
        times=1,
    )
    citizen.open_form(queued, form)
    emptied(queued)
    (kept,) = on_device(queued, "refused")
    assert kept["refused"] == "Phiếu này không nhận được."
    assert stored() == before + 1


def test_a_refusal_that_was_read_leaves_nothing(phone: Page, form: str, stored: Stored) -> None:
    """The person corrects the form and sends it again under the same id."""
    before = stored()
    told = {"detail": "Xin sửa.", "status": 422}
    phone.route(ANSWERS, lambda route: route.fulfill(status=422, json=told), times=1)
    answer(phone, form)
    expect(phone.locator("#trouble")).to_contain_text("Xin sửa.")
    citizen.send(phone)
    assert (on_device(phone), on_device(phone, "refused")) == ([], [])
    assert stored() == before + 1


def test_one_bad_answer_does_not_hold_back_the_others(
    queued: Page, form: str, stored: Stored
) -> None:
    """The server stumbles over the first, each time; the second goes past it."""
    before = stored()
    bad = on_device(queued)[0]["id"]
    queued.goto("about:blank")
    heal(queued.context)

    def stumble(route: Route) -> None:
        if bad in (route.request.post_data or ""):
            route.fulfill(status=500, json={"detail": "Trục trặc."})
        else:
            route.continue_()

    queued.context.route(ANSWERS, stumble)
    citizen.open_form(queued, form)
    emptied(queued, 1)
    assert [entry["id"] for entry in on_device(queued)] == [bad]
    assert stored() == before + 1


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(window, 'indexedDB', { value: undefined })",
        "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    ],
    ids=["keeps nothing", "has no room"],
)
def test_a_device_that_cannot_keep_says_so(
    new_page: NewPage, form: str, stored: Stored, broken: str
) -> None:
    """The answer waits in the page, which asks to stay open, and goes from there."""
    before, page = stored(), new_page()
    page.add_init_script(broken)
    cut(page.context)
    answer(page, form)
    expect(page.locator("main")).to_contain_text("xin giữ trang này mở")
    expect(page.locator(".lasting").first).to_be_hidden()
    heal(page.context)
    page.locator(".receipt").wait_for(timeout=60_000)
    assert stored() == before + 1


def test_an_answer_whose_code_was_used_to_erase_it_is_not_kept_here(
    queued: Page, form: str
) -> None:
    """410: it was destroyed on request, so the device does not keep it either."""
    queued.goto("about:blank")
    heal(queued.context)
    told = {"detail": "Đã xóa.", "status": 410}
    queued.context.route(ANSWERS, lambda route: route.fulfill(status=410, json=told))
    citizen.open_form(queued, form)
    emptied(queued)
    assert on_device(queued, "refused") == []


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ({"Retry-After": "120"}, 120),
        (
            {
                "Retry-After": "Sun, 22 Nov 2026 08:02:00 GMT",
                "Date": "Sun, 22 Nov 2026 08:00:00 GMT",
            },
            120,
        ),
        ({"Retry-After": "86400"}, 600),
        ({"Retry-After": "soon"}, 0),
    ],
    ids=["seconds", "date", "too long", "unreadable"],
)
def test_a_server_that_asks_to_be_left_alone_is(
    new_page: NewPage, form: str, said: dict[str, str], rest: int
) -> None:
    """For as long as it says, ten minutes at most, even when the line comes back in between."""
    page = new_page(has_touch=True)
    page.clock.install()
    tries = []

    def refuse(route: Route) -> None:
        tries.append(route.request.post_data)
        route.fulfill(status=503, json={"detail": "Xin chờ."}, headers=said)

    page.route(ANSWERS, refuse)
    answer(page, form)
    expect(page.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")
    assert len(tries) == 1
    if rest:
        page.clock.fast_forward((rest - 10) * 1000)
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
        page.evaluate("() => navigator.locks.request('hailong', () => {})")
        assert len(tries) == 1
    with page.expect_request(ANSWERS):
        page.clock.fast_forward(40_000)
