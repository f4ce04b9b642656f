"""The staff's pages: closed to strangers, and everything an official needs in its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import citizen, official
from tests.browser.conftest import KIOSK, UNIT, UNIT_NAME, NewPage
from tests.server import Server

pytestmark = pytest.mark.browser

SAMPLE = "DỮ LIỆU MẪU"


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


def download(page: Page, format: str) -> File:
    """Has a report made on Báo cáo and fetches it: the newest of the list."""
    official.choose(page, "Định dạng", format)
    page.get_by_role("button", name="Lập báo cáo").click()
    number = re.search(r"\d+", page.get_by_text("Đã nhận yêu cầu số").inner_text())
    assert number is not None
    link = page.locator(f'a[href$="/tep/bao-cao/{number.group()}"]')
    link.wait_for(timeout=60_000)
    official.settle(page)
    with page.expect_download() as fetched:
        link.click()
    page.bring_to_front()  # the link opens a tab, which is gone as soon as the file comes
    return File(fetched.value.suggested_filename, Path(fetched.value.path()).read_bytes())


@pytest.fixture(scope="module")
def files(office: BrowserContext, demo: Server, closed_round: str) -> dict[str, File]:
    """The files of a closed round, fetched as an official does."""
    page = official.open_results(office, demo.address)
    official.choose(page, "Đợt khảo sát", closed_round)
    official.turn_to(page, "Báo cáo")
    chosen = {"xlsx": "Excel (.xlsx)", "csv": "CSV – bảng dữ liệu"}
    fetched = {format: download(page, option) for format, option in chosen.items()}
    page.close()
    return fetched


@pytest.fixture(scope="module")
def survey(office: BrowserContext, demo: Server) -> Iterator[Page]:
    """The page Khảo sát of a commune; the tests only look at it."""
    page = official.open_results(office, demo.address)
    official.turn_to(page, "Khảo sát")
    official.choose(page, "Đơn vị", UNIT_NAME)
    yield page
    page.close()


@pytest.mark.parametrize("path", ["/", "/khao-sat", "/bao-cao"])
def test_strangers_see_no_figures(kiosk: Page, demo: Server, path: str) -> None:
    """Without signing in there is the sign-in, and nothing else: not even an empty page of staff."""
    kiosk.goto(demo.address + path)
    assert kiosk.url == f"{demo.address}/login?next={path}"
    kiosk.get_by_role("heading", name="Đăng nhập cán bộ").wait_for()


def test_strangers_are_sent_to_the_sign_in(plain: Page, demo: Server) -> None:
    """The address of a file leads strangers to the sign-in."""
    plain.goto(f"{demo.address}/tep/bao-cao/1")
    assert f"{demo.address}/login?next=/bao-cao" == plain.url


def test_signing_in_leads_to_the_page_that_was_wanted(kiosk: Page, demo: Server) -> None:
    """After the right password comes the page from which the stranger was sent away."""
    kiosk.goto(f"{demo.address}/tep/bao-cao/1")
    official.enter(kiosk)
    official.wait_for(kiosk, "Báo cáo")


def test_a_wrong_password_opens_nothing(kiosk: Page, demo: Server) -> None:
    """The form says no, and the results stay closed."""
    official.sign_in(kiosk, demo.address, "sai-mat-khau")
    said = kiosk.get_by_role("alert").inner_text()
    assert said == "Tên đăng nhập hoặc mật khẩu không đúng."
    kiosk.goto(demo.address)
    kiosk.get_by_role("heading", name="Đăng nhập cán bộ").wait_for()


def test_results_have_figures(staff: Page, closed_round: str) -> None:
    """Kết quả shows share, number and rate."""
    official.choose(staff, "Đợt khảo sát", closed_round)
    named = staff.get_by_test_id("stMetricLabel").all_inner_texts()
    assert [name.strip() for name in named] == ["Tỷ lệ hài lòng", "Số phiếu", "Tỷ lệ trả lời"]


def test_a_table_comes_to_who_opens_it(staff: Page, closed_round: str) -> None:
    """Under each chart; the others are not sent."""
    official.choose(staff, "Đợt khảo sát", closed_round)
    tables = staff.get_by_test_id("stTable")
    before = tables.count()
    closed = staff.locator("details:not([open]) summary")
    assert closed.count() > 2
    closed.nth(1).click()
    expect(tables).to_have_count(before + 1)
    expect(staff.get_by_role("table", name="Theo đơn vị")).to_contain_text("%")


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_files_say_in_their_names_what_they_are(
    files: dict[str, File], closed_round: str, format: str
) -> None:
    """Product, round, unit and that it is a sample."""
    assert files[format].name == f"hai-long-{closed_round}-99-MAU.{format}"


def test_excel_has_figures(files: dict[str, File]) -> None:
    """The workbook opens and has several sheets."""
    assert len(load_workbook(BytesIO(files["xlsx"].content)).sheetnames) > 1


def test_csv_has_figures(files: dict[str, File]) -> None:
    """The table has many lines."""
    assert len(files["csv"].content.decode("utf-8-sig").splitlines()) > 10


def test_files_are_of_the_chosen_unit(staff: Page) -> None:
    """The unit chosen above is in the name of the file."""
    official.turn_to(staff, "Báo cáo")
    official.choose(staff, "Đơn vị", UNIT_NAME)
    assert download(staff, "CSV – bảng dữ liệu").name.endswith(f"-{UNIT}-MAU.csv")


def test_every_staff_page_says_that_the_data_are_samples(staff: Page) -> None:
    """The banner is on all three pages."""
    seen = []
    for title in ("Kết quả", "Khảo sát", "Báo cáo"):
        official.turn_to(staff, title)
        seen.append(staff.get_by_test_id("stAlert").get_by_text(SAMPLE).count())
    assert seen == [1, 1, 1]


def test_the_form_says_that_the_round_is_a_sample(phone: Page, form: str) -> None:
    """Citizens read it too, on the notice and above every question."""
    citizen.open_form(phone, form)
    expect(phone.locator(".sample")).to_contain_text("MẪU")
    citizen.consent(phone)
    expect(phone.locator(".sample")).to_be_visible()


def test_excel_says_that_the_data_are_samples(files: dict[str, File]) -> None:
    """The first sheet has the words."""
    first = load_workbook(BytesIO(files["xlsx"].content)).worksheets[0]
    cells = [str(cell) for row in first.values for cell in row]
    assert any(SAMPLE in cell for cell in cells)


def test_csv_says_that_the_data_are_samples(files: dict[str, File]) -> None:
    """The words are in the file."""
    assert SAMPLE in files["csv"].content.decode("utf-8-sig")


def test_survey_shows_the_form(survey: Page) -> None:
    """The form is there as citizens see it."""
    shown = survey.frame_locator("iframe")
    expect(shown.locator(".unit")).to_have_text(f"Nơi làm thủ tục: {UNIT_NAME}")


def test_survey_shows_the_address(survey: Page, codes: dict[str, str]) -> None:
    """The address ends with the unit's code, to be copied."""
    assert survey.get_by_test_id("stCode").first.inner_text().strip().endswith(f"/s/{codes[UNIT]}")


def test_survey_links_to_the_form(survey: Page, form: str) -> None:
    """The link opens the form in a window of its own."""
    with survey.expect_popup() as opened:
        survey.get_by_role("link", name="Mở phiếu trong cửa sổ mới").click()
    assert f"{form}?lang=vi" == opened.value.url
    expect(opened.value.locator("#start")).to_be_visible()


def test_survey_shows_the_qr_code(survey: Page) -> None:
    """The image is drawn, and says in words what it is."""
    image = survey.get_by_role("img", name=f"Mã QR của {UNIT_NAME}")
    survey.wait_for_function("() => document.querySelector('img[src$=\"qr.svg\"]')?.complete")
    assert image.evaluate("image => image.naturalWidth") > 0


def test_the_form_shown_to_staff_works(survey: Page) -> None:
    """Inside the staff page, consent leads to the first question."""
    shown = survey.frame_locator("iframe")
    shown.locator("#start [name=consent]").check()
    shown.locator("#start button").click()
    expect(shown.locator("#progress")).to_have_text("Câu 1 / 7")


def test_survey_of_a_province_lists_all_codes(staff: Page, codes: dict[str, str]) -> None:
    """A province has no form of its own: the codes of its units are there instead."""
    official.turn_to(staff, "Khảo sát")
    assert staff.locator("iframe").count() == 0
    assert codes[UNIT] in official.text(staff)


def test_signing_out_closes_the_pages(new_page: NewPage, demo: Server) -> None:
    """After Đăng xuất comes the sign-in, and the results are closed again."""
    page = new_page(viewport=KIOSK)
    official.sign_in(page, demo.address)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{demo.address}/login")
    page.goto(demo.address)
    page.get_by_role("heading", name="Đăng nhập cán bộ").wait_for()
    assert page.get_by_test_id("stMetric").count() == 0
