"""The form without a pointer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

CONTRAST = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const focused = document.activeElement;
  const drawn = getComputedStyle(focused.closest('label') ?? focused);
  const paper = getComputedStyle(document.querySelector('main')).backgroundColor;
  const [dark, bright] = [light(drawn.outlineColor), light(paper)].sort((a, b) => a - b);
  return [drawn.outlineStyle, parseFloat(drawn.outlineWidth), (bright + 0.05) / (dark + 0.05)];
}"""


@pytest.fixture
def opened(kiosk: Page, form: str) -> Page:
    citizen.open_form(kiosk, form)
    return kiosk


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus is there."""
    for _ in range(12):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        press(page, "Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def start(page: Page) -> None:
    tab_to(page, "#start [name=consent]")
    press(page, "Space")
    tab_to(page, "#start button")
    press(page, "Enter")
    expect(page.locator("#progress")).to_be_visible()


def test_tab_space_enter_and_arrows_reach_the_receipt(opened: Page) -> None:
    """A dissatisfied person answers every kind of question with keys alone."""
    start(opened)
    press(opened, "Tab", "Space", "Enter")  # the field: the first one
    press(opened, "Tab", "ArrowDown", "Enter")  # overall: the second face
    press(opened, "Tab", "Space", "Tab", "Tab", "Space")  # two poor points
    tab_to(opened, "#next")
    press(opened, "Enter")
    for _ in ("time", "contacts", "offices"):
        press(opened, "Tab", "ArrowDown", "ArrowDown", "Enter")
    press(opened, "Tab", "ArrowUp", "Enter")  # attitude: the last face
    assert citizen.question_id(opened) == "comment"
    press(opened, "Tab")
    opened.keyboard.type("Cảm ơn.")
    tab_to(opened, "#send")
    press(opened, "Enter")
    citizen.receipt(opened)


def test_the_keys_chose_what_they_passed_to(opened: Page) -> None:
    """Arrow keys choose and stay on the question, so that one can change one's mind."""
    opened.clock.install()
    start(opened)
    press(opened, "Tab", "ArrowDown", "ArrowDown", "ArrowUp")
    opened.clock.run_for(1000)
    assert citizen.question_id(opened) == "procedure_field"
    assert opened.locator("label:has(:checked)").last.inner_text() == "Chứng thực (sao y, chữ ký)"


def test_focus_moves_to_the_question(opened: Page) -> None:
    """Each step puts the focus on the question's text, where reading begins."""
    start(opened)
    focused = []
    for _ in range(2):
        focused.append(opened.evaluate("() => document.activeElement.closest('legend')?.innerText"))
        press(opened, "Tab", "Space", "Enter")
    assert [text.splitlines()[0] for text in focused] == [
        "Hôm nay Ông/Bà làm thủ tục về việc gì?",
        "Đánh giá chung",
    ]


def test_focus_moves_to_the_thanks(opened: Page) -> None:
    """After sending, the focus is on the thanks."""
    citizen.consent(opened)
    citizen.answer_everything(opened)
    citizen.send(opened)
    assert opened.evaluate("() => document.activeElement.innerText") == "Cảm ơn Ông/Bà!"


@pytest.mark.parametrize(
    "selector",
    ["[name=procedure_field]", "[name=overall]", "textarea", "#back", "#next", "#send"],
)
def test_focus_is_visible(opened: Page, selector: str) -> None:
    """What has the focus has a solid outline of 3 px or more, clearly darker than the paper."""
    start(opened)
    holder = opened.locator(f"fieldset:has({selector})")
    wanted = holder.get_attribute("data-id") if holder.count() else "comment"
    if selector == "#next":
        wanted = "procedure_field"
    citizen.go_to(opened, wanted or "")
    tab_to(opened, selector)
    style, width, contrast = opened.evaluate(CONTRAST)
    assert style == "solid"
    assert width >= 3
    assert contrast >= 3


def test_the_switch_of_language_comes_first(opened: Page) -> None:
    """The first Tab reaches the other language, for those who cannot read this one."""
    press(opened, "Tab")
    assert opened.evaluate("() => document.activeElement.innerText") == "English"


def test_a_refusal_to_start_puts_the_focus_on_the_box(new_page: NewPage, form: str) -> None:
    """Who starts without ticking finds the focus where to tick."""
    page = new_page()
    citizen.open_form(page, form)
    tab_to(page, "#start button")
    press(page, "Enter")
    assert page.evaluate("() => document.activeElement.name") == "consent"
