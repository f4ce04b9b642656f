"""The form in a browser that runs no scripts: one page, posted as forms always were."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser


@pytest.fixture
def questions(plain: Page, form: str) -> Page:
    """The page with all questions, after the notice."""
    plain.goto(form)
    plain.locator("#start [name=consent]").check()
    plain.locator("#start button").click()
    return plain


def answer(page: Page) -> None:
    """Answers every question, as a dissatisfied person."""
    for field in page.locator("fieldset").all():
        if field.get_attribute("data-kind") == "text":
            field.locator("textarea").fill("Chờ hơi lâu.")
        else:
            field.locator("input").first.check()


def chosen(page: Page) -> list[str | None]:
    return [one.get_attribute("value") for one in page.locator("fieldset :checked").all()]


def test_the_notice_comes_first(plain: Page, form: str) -> None:
    """Before consent there is the notice and no question."""
    plain.goto(form)
    expect(plain.get_by_role("heading", name="Trước khi bắt đầu")).to_be_visible()
    assert citizen.question(plain).count() == 0


def test_starting_without_consent_says_what_to_do(plain: Page, form: str) -> None:
    """The notice comes again with a sentence."""
    plain.goto(form)
    plain.locator("#start button").click()
    sentence = "Xin đánh dấu vào ô đồng ý trước khi bắt đầu, hoặc chọn Không tham gia."
    assert sentence == plain.locator("div.error").inner_text()
    assert citizen.question(plain).count() == 0


def test_not_taking_part_stores_nothing(plain: Page, form: str, stored: Callable[[], int]) -> None:
    """Không tham gia leads to a friendly page, and the database is as before."""
    before = stored()
    plain.goto(form)
    plain.get_by_role("link", name="Không tham gia").click()
    assert plain.locator("h1").inner_text() == "Cảm ơn Ông/Bà."
    assert before == stored()


def test_who_did_not_take_part_can_come_back(plain: Page, form: str) -> None:
    """The page of those who do not take part leads back to the notice."""
    plain.goto(form)
    plain.get_by_role("link", name="Không tham gia").click()
    plain.get_by_role("link", name="Quay lại trang đầu").click()
    expect(plain.get_by_role("heading", name="Trước khi bắt đầu")).to_be_visible()


def test_a_whole_form_ends_with_a_receipt(questions: Page, stored: Callable[[], int]) -> None:
    """All questions answered and posted: a receipt, and one response more."""
    before = stored()
    answer(questions)
    questions.locator("#send").click()
    citizen.receipt(questions)
    assert before + 1 == stored()


def test_a_double_click_on_send_stores_one(questions: Page, stored: Callable[[], int]) -> None:
    """A form posted twice is one response."""
    before = stored()
    answer(questions)
    questions.locator("#send").dblclick()
    citizen.receipt(questions)
    assert before + 1 == stored()


def test_an_empty_form_is_refused(questions: Page) -> None:
    """Nothing answered: a sentence instead of a receipt."""
    questions.locator("#send").click()
    assert "Phiếu chưa có câu trả lời nào." in questions.locator("div.error").inner_text()


def test_a_refused_form_keeps_the_answers(questions: Page) -> None:
    """When something is refused, the page comes again with everything that was chosen and written."""
    answer(questions)
    questions.locator("textarea").evaluate("area => area.removeAttribute('maxlength')")
    questions.locator("textarea").fill("a" * 1001)
    before = chosen(questions)
    questions.locator("#send").click()
    assert "Ý kiến dài quá 1000 ký tự" in questions.locator("div.error").inner_text()
    assert len(before) == 7
    assert before == chosen(questions)
    assert questions.locator("textarea").input_value() == "a" * 1001


def test_a_corrected_form_is_taken(questions: Page, stored: Callable[[], int]) -> None:
    """What was refused can be put right and sent, and counts once."""
    before = stored()
    questions.locator("#send").click()
    answer(questions)
    questions.locator("#send").click()
    citizen.receipt(questions)
    assert before + 1 == stored()


def test_the_questions_fit_the_narrowest_phone(new_page: NewPage, form: str) -> None:
    """At a width of 320 px the long page does not scroll sideways."""
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 568})
    page.goto(form)
    page.locator("#start [name=consent]").check()
    page.locator("#start button").click()
    page.locator("#send").wait_for()
    assert citizen.sideways(page) == 0
