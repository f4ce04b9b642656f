"""What pages ask of the network, and what they complain about."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser import citizen, official
from tests.browser.conftest import UNIT_NAME, NewPage
from tests.server import Server

pytestmark = pytest.mark.browser

INLINE = ("data:", "blob:")


class Watched:
    """A page with a record of what it asked for and what it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._said)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location['url']}")

    @property
    def hosts(self) -> set[str]:
        return {urlsplit(url).netloc for url in self.asked if not url.startswith(INLINE)}


@pytest.fixture
def citizens(new_page: NewPage) -> Watched:
    return Watched(new_page())


@pytest.fixture(scope="module")
def officials(office: BrowserContext, demo: Server) -> Iterator[Watched]:
    """An official who has been on all three pages."""
    watched = Watched(office.new_page())
    watched.page.goto(demo.address)
    official.wait_for(watched.page, "Kết quả")
    official.turn_to(watched.page, "Khảo sát")
    official.choose(watched.page, "Đơn vị", UNIT_NAME)
    watched.page.frame_locator("iframe").locator("#start").wait_for()
    official.turn_to(watched.page, "Báo cáo")
    yield watched
    watched.page.close()


def test_the_form_needs_three_small_requests(citizens: Watched, form: str) -> None:
    """The page, its stylesheet and its script."""
    citizens.page.goto(form, wait_until="networkidle")
    asked = [urlsplit(url).path for url in citizens.asked if not url.startswith(INLINE)]
    assert len(asked) == 3, asked


def test_a_whole_form_needs_two_requests_more(citizens: Watched, form: str) -> None:
    """From the notice to the receipt: reading aloud, and the answers."""
    citizen.answer_by_hand(citizens.page, form)
    asked = [urlsplit(url).path for url in citizens.asked if not url.startswith(INLINE)]
    assert len(asked) == 5, asked


def test_the_form_asks_no_other_host(citizens: Watched, demo: Server, form: str) -> None:
    """Nobody else learns that a citizen answered."""
    citizen.answer_by_hand(citizens.page, form)
    citizens.page.goto(f"{form}/khong-tham-gia")
    citizens.page.goto(f"{demo.address}/login")
    assert {urlsplit(demo.address).netloc} == citizens.hosts


def test_the_form_does_not_complain(citizens: Watched, demo: Server, form: str) -> None:
    """The console stays without errors from the notice to the receipt."""
    citizen.answer_by_hand(citizens.page, form)
    citizens.page.goto(f"{form}/khong-tham-gia")
    citizens.page.goto(f"{demo.address}/login")
    assert citizens.complaints == []


def test_staff_pages_ask_no_other_host(officials: Watched, demo: Server) -> None:
    """Streamlit's pages, their charts, fonts and sockets come from this server alone."""
    assert {urlsplit(demo.address).netloc} == officials.hosts


def test_staff_pages_do_not_complain(officials: Watched) -> None:
    """The console stays without errors on all three pages."""
    assert officials.complaints == []


def test_a_staff_page_opened_by_its_address_misses_only_the_server_below_it(
    office: BrowserContext, demo: Server
) -> None:
    """Streamlit first looks for its server below the page's own address; nothing else is missing."""
    watched = Watched(office.new_page())
    watched.page.goto(f"{demo.address}/bao-cao")
    official.wait_for(watched.page, "Báo cáo")
    watched.page.close()
    missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    searched = [f"{demo.address}/bao-cao/_stcore/{name}" for name in ("health", "host-config")]
    assert {f"{missing} {url}" for url in searched} == set(watched.complaints)
