"""Vietnamese first, English for those who ask for it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen, official
from tests.browser.conftest import PAST_UNIT, UNIT_NAME
from tests.server import Server

pytestmark = pytest.mark.browser


def language(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""


def test_the_form_speaks_vietnamese(phone: Page, form: str) -> None:
    """Without a wish, notice and questions are Vietnamese, whatever the browser prefers."""
    citizen.open_form(phone, form)
    assert (language(phone), phone.locator("#start button").inner_text()) == ("vi", "Bắt đầu")


def test_the_form_speaks_english(phone: Page, form: str) -> None:
    """With lang=en everything from the notice to the thanks is English."""
    citizen.open_form(phone, f"{form}?lang=en")
    seen = [phone.locator("#start button").inner_text()]
    citizen.consent(phone)
    seen += [citizen.progress(phone), citizen.question(phone).locator("legend").inner_text()]
    citizen.answer_everything(phone)
    seen.append(phone.locator("#send").inner_text())
    citizen.send(phone)
    seen.append(phone.locator("h1").inner_text())
    assert seen == [
        "Start",
        "Question 1 of 7",
        "What kind of procedure did you come for?",
        "Send",
        "Thank you!",
    ]
    assert language(phone) == "en"


def test_the_switch_leads_to_english_and_back(phone: Page, form: str) -> None:
    """The link on the page changes the language in both directions."""
    citizen.open_form(phone, form)
    seen = []
    for name in ("English", "Tiếng Việt"):
        phone.get_by_role("link", name=name).click()
        seen.append((language(phone), phone.locator("#start button").inner_text()))
    assert seen == [("en", "Start"), ("vi", "Bắt đầu")]


def test_the_thanks_offer_no_other_language(phone: Page, form: str) -> None:
    """There the switch would lead away from the receipt."""
    citizen.answer_by_hand(phone, form)
    assert phone.locator("a.language").count() == 0


@pytest.mark.parametrize("chosen", ["vi", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/s/{open}",
        "/s/{open}/khong-tham-gia",
        "/rut-phieu",
        "/s/{past}",
        "/s/UNKNOWN",
        "/login",
    ],
)
def test_pages_say_which_language_they_are_in(
    plain: Page, demo: Server, codes: dict[str, str], path: str, chosen: str
) -> None:
    """The html element of every page of ours has the language of its words."""
    address = demo.address + path.format(open=codes["99004"], past=codes[PAST_UNIT])
    plain.goto(f"{address}{'&' if '?' in address else '?'}lang={chosen}")
    assert chosen == language(plain)


def test_the_english_form_without_javascript_thanks_in_english(plain: Page, form: str) -> None:
    """The language is kept from the notice to the receipt without scripts too."""
    plain.goto(f"{form}?lang=en")
    plain.locator("#start [name=consent]").check()
    plain.locator("#start button").click()
    plain.locator("[name=overall]").last.check()
    plain.locator("#send").click()
    assert plain.locator("h1").inner_text() == "Thank you!"


def test_the_shell_of_the_staff_pages_is_vietnamese(staff: Page) -> None:
    """Streamlit's own page says lang="vi"."""
    assert language(staff) == "vi"


def test_staff_pages_turn_english(staff: Page) -> None:
    """After the switch in the side bar all three pages are English."""
    official.choose(staff, "Ngôn ngữ / Language", "English")
    official.wait_for(staff, "Results")
    assert "Satisfied" in official.text(staff)
    official.turn_to(staff, "Survey")
    official.choose(staff, "Unit", UNIT_NAME)
    expect(staff.get_by_test_id("stMain")).to_contain_text("The form as citizens see it")
    official.turn_to(staff, "Reports")
    assert "Make the report" in official.text(staff)


def test_staff_see_the_form_in_their_language(staff: Page) -> None:
    """The form beside the QR code is English for those who read English."""
    official.choose(staff, "Ngôn ngữ / Language", "English")
    official.turn_to(staff, "Survey")
    official.choose(staff, "Unit", UNIT_NAME)
    shown = staff.frame_locator("iframe")
    assert shown.locator("#start button").inner_text() == "Start"
