"""Typing paper forms in with the keys alone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import axe, official
from tests.server import ADMINISTRATOR, PASSWORD, Server

pytestmark = pytest.mark.browser

SCREEN = {"width": 1024, "height": 768}
LAPTOP = {"width": 1366, "height": 768}
FORMS = 20
MOST_KEYS = 10
"""Strokes a form: the tick, the day confirmed, six questions with a box, the comment skipped, the form
looked over and saved."""


@pytest.fixture
def desk(office: BrowserContext, demo: Server) -> Iterator[Page]:
    """An official's page with the batches of the round that is open."""
    page = office.new_page()
    page.set_viewport_size(SCREEN)
    page.goto(f"{demo.address}/nhap-phieu/2026-H2?unit=99004")
    yield page
    page.close()


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def begin(desk: Page, channel: str = "paper", passes: str = "1") -> Page:
    desk.select_option("#unit", "99004")
    desk.select_option("#channel", channel)
    desk.select_option("#passes", passes)
    desk.get_by_role("button", name="Bắt đầu nhập").click()
    expect(desk.locator("#typed :focus")).to_have_count(1)  # the script hears keys from then on
    return desk


def focused(page: Page) -> str:
    """What the focus is on: the words of its line, or of the button."""
    return str(
        page.evaluate(
            "() => (document.activeElement.closest('.line')?.querySelector('label')"
            " ?? document.activeElement).innerText.split('\\n')[0]"
        )
    )


def save(page: Page, count: int) -> int:
    keys = press(page, "Enter")
    expect(page.locator("#count")).to_have_text(str(count))
    return keys


def one_form(page: Page, overall: str, count: int) -> int:
    """A whole form of the short questionnaire; returns how many keys it took."""
    expect(page.locator("#typed :focus")).to_have_count(1)
    keys = press(page, "Enter") if focused(page) == "Số phiếu" else 0  # of two passes only
    keys += press(page, "1", "Enter")  # ticked, the day
    keys += press(page, "3", overall, "2", "1", "1", "4")  # field, overall, time … attitude
    keys += press(page, "Enter")  # no comment
    assert focused(page) == "Lưu phiếu, sang phiếu sau"
    return keys + save(page, count)


def test_twenty_forms_by_keys_alone(desk: Page) -> None:
    """The next empty form is there at once; no form takes more keys than it has lines."""
    page = begin(desk)
    for count in range(1, FORMS + 1):
        assert focused(page) == "Đã đánh dấu đồng ý?"
        assert one_form(page, "5" if count % 2 else "3", count) <= MOST_KEYS
    page.get_by_role("link", name="Đưa lô vào kết quả").click()
    page.get_by_role("button", name="Đưa lô vào kết quả").click()
    expect(page.locator(".done")).to_have_text(re.compile(f"Đã đưa vào {FORMS} phiếu"))


def tab_to(page: Page, selector: str) -> None:
    """Goes on with Tab until what is meant has the focus; a page has no more than this many stops."""
    for _ in range(60):
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


def test_no_mouse_is_needed_from_the_sign_in_to_the_batch_in_the_results(
    new_page: Callable[..., Page], demo: Server
) -> None:
    """The sign-in and the new batch are ready for the keys; Esc leads out of the forms."""
    page = new_page(viewport=LAPTOP, locale="vi-VN")
    page.goto(f"{demo.address}/nhap-phieu-giay")
    page.wait_for_url("**/login**")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(ADMINISTRATOR)
    press(page, "Tab")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    official.wait_for(page, "Nhập phiếu giấy")
    tab_to(page, "a[href*='/nhap-phieu/']")
    with page.context.expect_page() as opened:
        press(page, "Enter")
    page = opened.value
    expect(page.locator("#unit")).to_be_focused()
    tab_to(page, "main button")
    press(page, "Enter")
    expect(page.locator("#typed :focus")).to_have_count(1)
    assert one_form(page, "5", 1) == MOST_KEYS
    press(page, "2", "Escape", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đưa lô vào kết quả")
    tab_to(page, "main button")
    press(page, "Enter")
    expect(page.locator(".done")).to_have_text(re.compile("Đã đưa vào 1 phiếu"))


@pytest.mark.parametrize("screen", [LAPTOP, SCREEN, {"width": 1366, "height": 620}])
def test_the_button_that_saves_is_always_seen(desk: Page, screen: dict[str, int]) -> None:
    """With the banner of sample data and a message too, and it never covers the line that is typed."""
    desk.set_viewport_size(screen)  #
    page = begin(desk)
    expect(page.locator(".sample")).to_be_visible()
    press(page, "1", "Enter", "3", "9")
    expect(page.get_by_role("alert")).to_be_visible()
    for key in ("1", "1", "Enter", "2", "1", "1", "4", "Enter"):
        below, save_top = page.evaluate(
            "() => [document.activeElement.getBoundingClientRect().bottom,"
            " document.getElementById('save').getBoundingClientRect().top]"
        )
        assert below <= save_top
        button = page.locator("#save").bounding_box()
        assert button is not None
        assert button["y"] + button["height"] <= screen["height"]
        press(page, key)


def test_the_number_of_a_form_can_be_changed(desk: Page) -> None:
    """It follows by itself; a step back leads to it."""
    page = begin(desk)
    press(page, "Backspace")
    assert focused(page) == "Số phiếu"
    press(page, "4", "0", "Enter", "2")
    save(page, 1)
    assert page.locator(".line input").first.input_value() == "41"


def test_what_is_not_asked_is_passed_over(desk: Page) -> None:
    """A content person is not asked what was bad; a discontent one is, and may cross several boxes."""
    page = begin(desk)
    press(page, "1", "Enter", "3", "5")
    assert focused(page).startswith("Hồ sơ được giải quyết")
    press(page, "Backspace")
    assert focused(page).startswith("Nhìn chung")
    press(page, "1")
    assert focused(page).startswith("Điều gì chưa tốt")
    press(page, "5", "1", "3", "3")
    assert page.evaluate("() => document.activeElement.value") == "15"
    line = page.locator(".line:focus-within output")
    assert line.inner_text() == "Thời gian giải quyết; Phí, lệ phí"


def test_a_key_without_a_box_stays_and_says_so(desk: Page) -> None:
    """Nothing is entered for it."""
    page = begin(desk)
    press(page, "1", "Enter", "3", "9")
    assert focused(page).startswith("Nhìn chung")
    expect(page.get_by_role("alert")).to_have_text("Câu 1 không có ô 9.")
    press(page, "5", "n")
    assert page.locator(".line output").nth(6).inner_text() == "Không áp dụng"


def test_the_form_is_looked_over_before_it_is_saved(desk: Page) -> None:
    """Backspace at the end goes back into it; Enter saves, twice in a row too but once."""
    page = begin(desk)
    press(page, "1", "Enter", "3", "5", "2", "1", "1", "4", "Enter", "Backspace")
    assert focused(page).startswith("Ông/Bà muốn góp ý")
    press(page, "Enter")
    press(page, "Enter", "Enter")
    expect(page.locator("#count")).to_have_text("1")
    page.reload()
    expect(page.locator("#count")).to_have_text("1")
    assert page.locator(".line input").first.input_value() == "2"


def test_a_form_without_the_tick_asks_nothing_more(desk: Page) -> None:
    """One key, and it is counted."""
    page = begin(desk)
    press(page, "2")
    assert focused(page) == "Lưu phiếu, sang phiếu sau"
    save(page, 1)


def test_a_lost_connection_keeps_the_form(desk: Page) -> None:
    """It says so, and the same Enter saves it once there is a line again."""
    page = begin(desk)
    press(page, "1", "Enter", "3", "5", "2", "1", "1", "4", "Enter")
    page.context.set_offline(True)
    try:
        press(page, "Enter")
        expect(page.get_by_role("alert")).to_contain_text("mất kết nối")
    finally:
        page.context.set_offline(False)
    save(page, 1)


def test_what_is_asked_aloud_gives_the_person_a_code(desk: Page) -> None:
    """No number and no day: the person stands there."""
    page = begin(desk, channel="assisted")
    press(page, "1", "3", "5", "2", "1", "1", "4", "Enter", "Enter")
    expect(page.locator("#done")).to_have_text(re.compile(r"\w{4}-\w{4}-\w{4}"))
    assert focused(page).startswith("Đã đọc thông báo")


def test_two_passes_are_decided_by_keys(desk: Page) -> None:
    """The second pass differs in one answer; the paper decides."""
    page = begin(desk, passes="2")
    one_form(page, "5", 1)
    page.goto(page.url.split("?")[0] + "?typed=2")
    one_form(page, "4", 1)
    page.get_by_role("link", name="Đưa lô vào kết quả").click()
    row = page.get_by_role("row", name=re.compile("Nhìn chung"))
    expect(row).to_contain_text("5 Rất hài lòng")
    expect(row).to_contain_text("4 Hài lòng")
    assert axe.violations(page) == []
    row.get_by_role("radio").first.focus()
    press(page, "ArrowRight", "Enter")
    expect(page.locator(".done")).to_have_text(re.compile("Đã đưa vào 1 phiếu"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_entry_can_be_used_by_everybody(desk: Page, language: str) -> None:
    """axe finds nothing; at 1024 px nothing is wider than the screen; the focus is seen."""
    desk.goto(desk.url.split("?")[0] + f"?lang={language}")
    assert axe.violations(desk) == []
    page = desk
    page.locator("form button").click()
    expect(page.locator("#typed :focus")).to_have_count(1)
    press(page, "1", "Enter", "3", "1")
    assert axe.violations(page) == []
    for width in (1024, 320):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    style = page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
    )
    assert style[0] == "solid"
    assert style[1] >= 3
    page.get_by_role("link").last.click()
    assert axe.violations(page) == []
