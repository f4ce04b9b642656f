"""The Ministry's whole form in the browser: the core, the question for more, and routing by experience."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen
from tests.browser.axe import violations
from tests.browser.conftest import UNIT, NewPage, codes_of, running
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

CORE_CRITERIA = ["q13", "q14", "q15", "q22", "q23", "q28", "q31"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a commune that asks the Ministry's whole form."""
    server = Server(tmp_path_factory.mktemp("whole"), free_port())
    server.manage("units", "import", "data/samples/units.csv")
    plan = ("--opens", "2026-01-01", "--closes", "2099-12-31", "--questionnaire", "ministry@1")
    server.manage("round", "create", "2026-H2", "--title", "Đợt", *plan)
    server.manage("round", "open", "2026-H2")
    for opened in running(server):
        yield f"{opened.address}/s/{codes_of(opened)[UNIT]}"


def to_the_gate(page: Page, address: str, *, experienced: bool) -> list[str]:
    """Answers the core; the ids of what was asked, up to the question for more."""
    citizen.open_form(page, address)
    citizen.consent(page)
    asked = []
    while citizen.question_id(page) != "more":
        asked.append(citizen.question_id(page))
        if asked[-1] == "comment":
            citizen.go(page, "next")
        else:
            citizen.choose(page, 0 if experienced else 1)
    return asked


def test_the_core_is_sent_at_once(phone: Page, whole: str) -> None:
    """At the question for more the form can be sent; the progress ends as the first page said."""
    citizen.open_form(phone, whole)
    assert "6 đến 11 câu hỏi chính" in phone.locator("#consent").inner_text()
    asked = to_the_gate(phone, whole, experienced=True)
    assert asked == ["procedure_field", "experience_4", *CORE_CRITERIA, "comment"]
    assert citizen.progress(phone) == "Câu 11 / 11"
    assert "thêm khoảng 62 câu" in citizen.question(phone).inner_text()
    citizen.send(phone)


def test_who_has_no_experience_does_not_rate_it(phone: Page, whole: str) -> None:
    """Neither in the core nor in the rest."""
    asked = to_the_gate(phone, whole, experienced=False)
    assert asked == ["procedure_field", "experience_4", "q13", "q14", "comment"]
    citizen.choose(phone, 0)
    later = []
    while phone.locator("#next").is_visible():
        later.append(citizen.question_id(phone))
        citizen.go(phone, "next")
    assert {f"q{n}" for n in range(1, 13)} < set(later)
    assert not {f"q{n}" for n in range(15, 34)} & set(later)
    citizen.send(phone)


def test_who_wants_more_is_asked_the_rest_and_may_go_back(phone: Page, whole: str) -> None:
    """The first long question follows; back at the question for more, no ends the form again."""
    to_the_gate(phone, whole, experienced=True)
    expect(phone.locator("#send")).to_be_visible()
    citizen.choose(phone, 0)
    assert (citizen.question_id(phone), citizen.progress(phone)) == ("interest_1", "Câu 12 / 73")
    citizen.go(phone, "back")
    citizen.question(phone).locator("label.card").nth(1).click()
    expect(phone.locator("#send")).to_be_visible()
    assert citizen.progress(phone) == "Câu 11 / 11"


def test_axe_at_the_question_for_more(phone: Page, whole: str) -> None:
    """Nothing to object to there."""
    to_the_gate(phone, whole, experienced=True)
    assert violations(phone) == []


def test_the_page_without_scripts(plain: Page, whole: str) -> None:
    """Two ways to send, and axe finds nothing on the whole form."""
    plain.goto(whole)
    plain.locator("#start [name=consent]").check()
    plain.locator("#start button").click()
    plain.locator("[name=q13]").first.check()
    plain.get_by_role("button", name="Gửi ngay").click()
    citizen.receipt(plain)


def test_axe_on_the_whole_form(phone: Page, whole: str) -> None:
    """All 73 questions below each other."""
    phone.route("**/form.js*", lambda route: route.abort())
    phone.goto(whole)
    phone.locator("#start [name=consent]").check()
    phone.locator("#start button").click()
    phone.get_by_role("button", name="Gửi ngay").wait_for()
    assert violations(phone) == []


def test_the_whole_form_fits_the_narrowest_phone(new_page: NewPage, whole: str) -> None:
    """At 320 px no question scrolls sideways."""
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 568})
    page.goto(whole)
    page.locator("#start [name=consent]").check()
    page.locator("#start button").click()
    page.locator("#send").wait_for()
    assert citizen.sideways(page) == 0
