"""One person, one response: whatever the network and the fingers do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import citizen

pytestmark = pytest.mark.browser

ANSWERS = "**/api/v1/responses"
Stored = Callable[[], int]


@pytest.fixture
def answered(phone: Page, form: str) -> Page:
    """A phone with a face chosen, a comment written, and nothing sent yet."""
    citizen.open_form(phone, form)
    citizen.consent(phone)
    citizen.go_to(phone, "overall")
    citizen.choose(phone, 3)
    citizen.answer_little(phone)
    return phone


def lose(page: Page, times: int, *, after_arrival: bool = False) -> list[str]:
    """Loses the first attempts to send, or only their replies; returns the log of all bodies."""
    bodies: list[str] = []

    def handle(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        if len(bodies) > times:
            route.continue_()
            return
        if after_arrival:
            route.fetch()
        route.abort("internetdisconnected")

    page.route(ANSWERS, handle)
    return bodies


def test_a_lost_network_is_told(answered: Page) -> None:
    """The person reads that the answers are kept here, and that there is no code yet."""
    lose(answered, 100)
    answered.locator("#send").click()
    expect(answered.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")
    expect(answered.locator("main")).to_contain_text("Chưa có mã rút phiếu")
    expect(answered.get_by_text("1 phiếu chờ gửi trên máy này")).to_be_visible()
    assert answered.locator(".receipt").count() == 0


def test_a_form_sent_at_the_third_attempt_is_stored_once(answered: Page, stored: Stored) -> None:
    """Two attempts are lost, the third arrives: one receipt, one response more."""
    before = stored()
    bodies = lose(answered, 2)
    citizen.send(answered)
    assert len(bodies) == 3
    assert before + 1 == stored()


def test_a_form_whose_reply_was_lost_is_stored_once(answered: Page, stored: Stored) -> None:
    """The answers arrived and the reply did not: the second attempt adds nothing."""
    before = stored()
    bodies = lose(answered, 1, after_arrival=True)
    citizen.send(answered)
    assert len(bodies) == 2
    assert before + 1 == stored()


def test_a_strange_reply_is_not_taken_for_a_receipt(answered: Page, stored: Stored) -> None:
    """A sign-in page of some free wireless network answers instead of us: the form is sent again."""
    before = stored()
    answered.route(ANSWERS, lambda route: route.fulfill(body="<h1>Wi-Fi</h1>"), times=1)
    citizen.send(answered)
    assert before + 1 == stored()


def test_every_attempt_sends_the_same(answered: Page) -> None:
    """All attempts carry the same id and the same answers."""
    bodies = lose(answered, 1)
    citizen.send(answered)
    assert (len(bodies), len(set(bodies))) == (2, 1)


def test_a_double_click_on_send_sends_one(answered: Page, stored: Stored) -> None:
    """Two clicks are one request and one response."""
    before = stored()
    bodies = lose(answered, 0)
    answered.locator("#send").dblclick()
    citizen.receipt(answered)
    assert len(bodies) == 1
    assert before + 1 == stored()


def test_an_empty_form_says_what_is_wrong(phone: Page, form: str, stored: Stored) -> None:
    """Who skips everything and sends is told, and can still answer."""
    before = stored()
    citizen.open_form(phone, form)
    citizen.consent(phone)
    citizen.go_to(phone, "comment")
    phone.locator("#send").click()
    expect(phone.get_by_role("alert")).to_contain_text("Phiếu chưa có câu trả lời nào.")
    assert before == stored()
    phone.locator("textarea").fill("Hài lòng.")
    citizen.send(phone)
    assert before + 1 == stored()


def no_answer_is_left(page: Page) -> bool:
    """Whether nothing on the page is chosen or written."""
    return bool(
        page.evaluate(
            """() => [...document.querySelectorAll('#questions input:checked')].length === 0
                && [...document.querySelectorAll('textarea')].every((area) => area.value === '')
                && !document.querySelector('.receipt')"""
        )
    )


def test_back_after_the_thanks_shows_no_answers(answered: Page) -> None:
    """The next person who presses the browser's back button finds an empty form."""
    citizen.send(answered)
    answered.get_by_role("link", name="Làm phiếu mới cho người khác").click()
    expect(answered.locator("#start")).to_be_visible()
    answered.go_back(wait_until="commit")
    expect(answered.locator("#start")).to_be_visible()
    assert no_answer_is_left(answered)


def test_a_page_kept_by_the_browser_begins_anew(answered: Page, form: str) -> None:
    """Who leaves in the middle and comes back with the back button finds an empty form."""
    answered.goto(f"{form}/khong-tham-gia")
    answered.go_back(wait_until="commit")
    expect(answered.locator("#start")).to_be_visible()
    assert no_answer_is_left(answered)


def test_each_person_gets_another_receipt(answered: Page) -> None:
    """The form of the next person is a response of its own."""
    first = citizen.send(answered)
    answered.get_by_role("link", name="Làm phiếu mới cho người khác").click()
    citizen.consent(answered)
    citizen.answer_little(answered)
    assert first != citizen.send(answered)
