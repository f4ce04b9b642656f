"""axe-core finds nothing to object to on any page."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen, official
from tests.browser.axe import violations
from tests.browser.conftest import PAST_UNIT, UNIT_NAME
from tests.server import Server

pytestmark = pytest.mark.browser

LOW = 0
QUESTIONS = ["procedure_field", "overall", "poor_points", "time", "comment"]
"""One of each look: choice, faces, several choices, a choice with 'not applicable', text."""


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_notice(phone: Page, form: str, language: str) -> None:
    """The first page, also with the sentence that the box is not ticked."""
    citizen.open_form(phone, f"{form}?lang={language}")
    assert violations(phone) == []
    phone.locator("#start button").click()
    assert violations(phone) == []


def test_every_kind_of_question(phone: Page, form: str, language: str) -> None:
    """Each question, with nothing chosen and with an answer."""
    citizen.open_form(phone, f"{form}?lang={language}")
    citizen.consent(phone)
    seen, found = [], []
    while True:
        id = citizen.question_id(phone)
        if id in QUESTIONS:
            seen.append(id)
            found += violations(phone)
        if id == "overall":
            citizen.choose(phone, LOW)
            citizen.go(phone, "back")
            found += violations(phone)
        if phone.locator("#send").is_visible():
            break
        citizen.go(phone, "next")
    assert (seen, found) == (QUESTIONS, [])


def test_thanks(phone: Page, form: str, language: str) -> None:
    """The receipt."""
    citizen.answer_by_hand(phone, f"{form}?lang={language}")
    assert violations(phone) == []


def test_all_questions_on_one_page(phone: Page, form: str, language: str) -> None:
    """The form as it is when its script does not arrive, with a refusal at its head."""
    phone.route("**/form.js*", lambda route: route.abort())
    phone.goto(f"{form}?lang={language}")
    phone.locator("#start [name=consent]").check()
    phone.locator("#start button").click()
    phone.locator("#send").click()
    phone.locator("div.error").wait_for()
    assert violations(phone) == []


@pytest.mark.parametrize(
    "path",
    [
        "/s/{open}/khong-tham-gia",
        "/rut-phieu",
        "/s/{past}",
        "/s/UNKNOWN",
        "/login",
    ],
    ids=["declined", "thanks without JavaScript", "closed", "unknown code", "login"],
)
def test_other_pages(
    phone: Page, demo: Server, codes: dict[str, str], path: str, language: str
) -> None:
    """Pages of one state each."""
    address = demo.address + path.format(open=codes["99004"], past=codes[PAST_UNIT])
    phone.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert violations(phone) == []


def test_login_with_a_wrong_password(phone: Page, demo: Server) -> None:
    """The sign-in that says no."""
    official.sign_in(phone, demo.address, "sai-mat-khau")
    said = phone.get_by_role("alert").inner_text()
    assert said == "Tên đăng nhập hoặc mật khẩu không đúng."
    assert violations(phone) == []


def test_the_door_of_the_staff_pages(kiosk: Page, demo: Server) -> None:
    """What strangers see."""
    kiosk.goto(demo.address)
    kiosk.get_by_role("heading", name="Đăng nhập cán bộ").wait_for()
    assert violations(kiosk) == []


def test_results(staff: Page) -> None:
    """Kết quả of an open round."""
    assert violations(staff) == []


def test_results_of_a_closed_round(staff: Page, closed_round: str) -> None:
    """Kết quả of a closed round of the long form."""
    official.choose(staff, "Đợt khảo sát", closed_round)
    assert violations(staff) == []


def test_results_as_tables(staff: Page) -> None:
    """Kết quả with every table open, on a screen wide enough for them."""
    staff.set_viewport_size({"width": 1920, "height": 1080})
    for table in reversed(staff.locator("details:not([open]) summary").all()):
        table.click()
    # Each comes when it is opened.
    expect(staff.get_by_test_id("stTable")).to_have_count(staff.locator("details").count())
    official.settle(staff)
    assert violations(staff) == []


def test_survey_of_a_province(seat: Page, demo: Server) -> None:
    """Khảo sát with the list of all codes."""
    official.open_page(seat, demo.address, "khao-sat", "Khảo sát")
    assert violations(seat) == []


def test_survey(seat: Page, demo: Server) -> None:
    """Khảo sát with the form, the address and the QR code of a unit."""
    official.open_page(seat, demo.address, "khao-sat", "Khảo sát")
    official.choose(seat, "Đơn vị", UNIT_NAME)
    seat.frame_locator("iframe").locator("#start").wait_for()
    assert violations(seat) == []


def test_inviting(seat: Page, demo: Server) -> None:
    """Khảo sát with the frame and the texts to copy laid open."""
    official.open_page(seat, demo.address, "khao-sat", "Khảo sát")
    official.choose(seat, "Đơn vị", UNIT_NAME)
    seat.get_by_text("Mời trả lời qua trang web và tin nhắn").click()
    seat.get_by_label("Chiều cao khung").wait_for()
    official.settle(seat)
    assert violations(seat) == []


def test_accounts(seat: Page, demo: Server) -> None:
    """Tài khoản with its list and both forms."""
    official.open_page(seat, demo.address, "tai-khoan", "Tài khoản")
    assert violations(seat) == []


def test_changing_the_password(seat: Page, demo: Server) -> None:
    """Everybody's own page."""
    seat.goto(f"{demo.address}/mat-khau")
    assert violations(seat) == []


def test_downloads(seat: Page, demo: Server) -> None:
    """Báo cáo."""
    official.open_page(seat, demo.address, "bao-cao", "Báo cáo")
    assert violations(seat) == []


def test_rounds(seat: Page, demo: Server) -> None:
    """Đợt khảo sát, with a step that asks once more."""
    official.open_page(seat, demo.address, "dot-khao-sat", "Đợt khảo sát")
    seat.get_by_role("button", name="Tạm dừng", exact=True).click()
    seat.get_by_role("button", name="Xác nhận", exact=True).wait_for()
    official.settle(seat)
    assert violations(seat) == []


def test_published_results(phone: Page, demo: Server, language: str) -> None:
    """What everybody sees of a round, on a phone."""
    states = {one["id"]: one["state"] for one in json.loads(demo.manage("round", "list", "--json"))}
    if states["2025-H2"] == "closed":
        demo.manage("round", "seal", "2025-H2")
        demo.manage("round", "publish", "2025-H2")
    for path in ("/cong-khai", "/cong-khai/2025-H2"):
        phone.goto(f"{demo.address}{path}?lang={language}")
        assert violations(phone) == []
