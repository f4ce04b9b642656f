"""Large type, high contrast, zoom, spacing, forced colours; the next person finds the form as new."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen
from tests.browser.axe import violations
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll('button, a.button, a.language, label, textarea')]
  .filter((one) => one.offsetParent)
  .map((one) => [one.innerText || one.tagName, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([name]) => name)"""

CUT = """() => [...document.querySelectorAll('main *, header *')]
  .filter((one) => one.offsetParent && one.children.length === 0 && one.innerText)
  .filter((one) => getComputedStyle(one).overflow !== 'visible')
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText)"""

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
"""What WCAG 1.4.12 lets a reader set."""


DRAWN = """() => [getComputedStyle(document.body).fontSize,
  getComputedStyle(document.querySelector('.card')).borderWidth]"""

OUTLINES = """() => [...document.querySelectorAll('fieldset:not([hidden]) .card')].slice(0, 2)
  .map((one) => getComputedStyle(one).outlineStyle)"""


def size(page: Page) -> float:
    return float(page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)"))


def every_screen(page: Page) -> None:
    """From the notice to the receipt; each screen fits its window and nothing is cut off."""
    steps = [citizen.sideways(page)]
    citizen.consent(page)
    while True:
        steps.append(citizen.sideways(page))
        assert page.evaluate(CUT) == []
        assert page.evaluate(SMALL) == []
        if citizen.question(page).get_attribute("data-kind") == "text":
            citizen.question(page).locator("textarea").fill("Tốt")
        if page.locator("#send").is_visible():
            break
        citizen.go(page, "next")
    citizen.send(page)
    steps.append(citizen.sideways(page))
    assert steps == [0] * len(steps)


@pytest.mark.parametrize("name", ["Chữ to", "Tương phản cao"])
def test_a_switch_works_without_a_reload_and_says_its_state(
    phone: Page, form: str, name: str
) -> None:
    """Pressed, the look changes and the button says so; pressed again, all is as before."""
    citizen.open_form(phone, form)
    citizen.consent(phone)
    citizen.choose(phone, 0)
    drawn = DRAWN
    before, place = phone.evaluate(drawn), citizen.question_id(phone)
    button = phone.get_by_role("button", name=name)
    button.click()
    assert phone.evaluate(drawn) != before
    assert (button.get_attribute("aria-pressed"), citizen.question_id(phone)) == ("true", place)
    button.click()
    assert (button.get_attribute("aria-pressed"), phone.evaluate(drawn)) == ("false", before)


def test_the_next_person_finds_the_switches_off(phone: Page, form: str) -> None:
    """After the thanks a new form begins as everybody's; nothing was written down in the browser."""
    citizen.open_form(phone, form)
    before = size(phone)
    for name in ("Chữ to", "Tương phản cao"):
        phone.get_by_role("button", name=name).click()
    citizen.consent(phone)
    citizen.answer_everything(phone)
    citizen.send(phone)
    assert size(phone) > before
    held = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])"
    assert not re.search("large|contrast", phone.evaluate(held))
    phone.get_by_role("link", name="Làm phiếu mới cho người khác").click()
    expect(phone.locator("html")).not_to_have_class(re.compile("large|contrast"))
    assert size(phone) == before


def test_a_wiped_screen_is_everybodys_again(phone: Page, form: str) -> None:
    """A kiosk that clears the screen for the next person turns the switches off."""
    citizen.open_form(phone, form)
    button = phone.get_by_role("button", name="Chữ to")
    button.click()
    phone.evaluate("() => document.dispatchEvent(new CustomEvent('hailong:wiped'))")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(phone.locator("html")).not_to_have_class(re.compile("large"))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("look", ["large", "contrast"])
def test_axe_with_the_switches_on(phone: Page, form: str, language: str, look: str) -> None:
    """Notice, faces with an answer, several choices, text and thanks."""
    citizen.open_form(phone, f"{form}?lang={language}")
    phone.locator(f"[data-look={look}]").click()
    found = violations(phone)
    citizen.consent(phone)
    citizen.go_to(phone, "overall")
    citizen.choose(phone, 0)
    found += violations(phone)
    citizen.go(phone, "back")
    found += violations(phone)
    citizen.go_to(phone, "comment")
    found += violations(phone)
    citizen.send(phone)
    assert (found + violations(phone)) == []


def test_large_type_fits_the_narrowest_phone(new_page: NewPage, form: str) -> None:
    """At 320 px every screen with large type fits."""
    page = new_page(viewport={"width": 320, "height": 568})
    citizen.open_form(page, f"{form}?lang=en")
    page.locator("[data-look=large]").click()
    every_screen(page)


@pytest.mark.parametrize("zoom", [2, 4])
def test_the_form_reflows_when_zoomed(new_page: NewPage, form: str, zoom: int) -> None:
    """A window of 1280 px at 200 % and 400 % is one of 640 and 320 px to the page (WCAG 1.4.10)."""
    page = new_page(
        viewport={"width": 1280 // zoom, "height": 1024 // zoom}, device_scale_factor=zoom
    )
    citizen.open_form(page, form)
    every_screen(page)


def test_a_readers_own_text_size_is_kept(new_page: NewPage, form: str) -> None:
    """With the browser's text at 200 % on a phone nothing is cut off."""
    page = new_page(bypass_csp=True)
    citizen.open_form(page, form)
    page.add_style_tag(content="html { font-size: 200% !important }")
    every_screen(page)


def test_a_readers_own_spacing_is_kept(new_page: NewPage, form: str) -> None:
    """Lines, letters and words further apart: still nothing cut off or beside the window."""
    page = new_page(bypass_csp=True)
    citizen.open_form(page, form)
    page.add_style_tag(content=SPACING)
    every_screen(page)


def test_forced_colours_show_what_is_chosen_and_focused(new_page: NewPage, form: str) -> None:
    """In the system's own colours the chosen answer has an outline that others lack."""
    page = new_page(forced_colors="active")
    citizen.open_form(page, form)
    citizen.consent(page)
    citizen.choose(page, 0)
    citizen.go(page, "back")
    outlines = OUTLINES
    assert page.evaluate(outlines) == ["solid", "none"]
    assert violations(page) == []


def test_without_scripts_there_are_no_switches_and_zoom_does_it(
    new_page: NewPage, form: str
) -> None:
    """What cannot work is not shown; the browser's own zoom reflows the page."""
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 256})
    page.goto(form)
    assert not page.get_by_role("button", name="Chữ to").is_visible()
    assert citizen.sideways(page) == 0


def test_who_prefers_no_motion_gets_none(new_page: NewPage, form: str) -> None:
    """Whatever moves is still where that is wished."""
    page = new_page(reduced_motion="reduce", bypass_csp=True)
    citizen.open_form(page, form)
    page.add_style_tag(content="#start button { transition: all 2s; animation: x 2s infinite }")
    moving = page.locator("#start button").evaluate("one => getComputedStyle(one).animationName")
    assert moving == "none"


def test_the_box_that_lacks_its_tick_is_described(phone: Page, form: str) -> None:
    """The sentence is tied to the box for whoever hears the page."""
    citizen.open_form(phone, form)
    phone.locator("#start button").click()
    box = phone.locator("#start [name=consent]")
    expect(box).to_have_accessible_description(re.compile("Xin đánh dấu vào ô đồng ý"))
    expect(box).to_be_focused()
