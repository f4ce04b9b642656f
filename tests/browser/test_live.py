"""Five citizens answer by hand, and the official's open page shows it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen, official
from tests.browser.conftest import KIOSK, UNIT, UNIT_NAME, NewPage, codes_of, running, stored_in
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

NOTHING = "Chưa có số liệu: cần ít nhất 5 phiếu ở một đơn vị."


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a round of the three-level form that nobody has answered yet."""
    server = Server(tmp_path_factory.mktemp("empty"), free_port())
    server.manage("units", "import", "data/samples/units.csv")
    days = ("--opens", "2026-07-01", "--closes", "2099-12-31")
    server.manage("round", "create", "2026-H2", "--questionnaire", "three-level-counter@1", *days)
    server.manage("round", "open", "2026-H2")
    yield from running(server)


@pytest.fixture
def results(new_page: NewPage, empty: Server) -> Page:
    """The page Kết quả of an official who has just signed in, for a unit without answers."""
    page = new_page(viewport=KIOSK)
    official.sign_in(page, empty.address)
    official.wait_for(page, "Kết quả")
    official.choose(page, "Đơn vị", UNIT_NAME)
    return page


def wait_for_refresh(results: Page) -> None:
    """Waits until the page has drawn itself twice more: then it knew of everything stored before."""
    for _ in range(2):
        results.wait_for_function(
            "said => document.querySelector('[data-testid=stMain]').innerText !== said",
            arg=official.text(results),
            timeout=30_000,
        )


def test_the_fifth_answer_brings_the_figures_onto_the_open_page(
    results: Page, new_page: NewPage, empty: Server
) -> None:
    """After four answers there is no figure; the fifth shows n = 5, and nobody loads the page again."""
    loads: list[str] = []
    results.on("framenavigated", lambda frame: loads.append(frame.url))
    form = f"{empty.address}/s/{codes_of(empty)[UNIT]}"

    for rating in (2, 2, 2, 1):
        citizen.answer_by_hand(new_page(), form, rating)
    assert stored_in(empty.folder) == 4
    wait_for_refresh(results)
    assert NOTHING in official.text(results)
    assert results.get_by_test_id("stMetric").count() == 0

    citizen.answer_by_hand(new_page(), form, 0)
    count = results.get_by_test_id("stMetric").filter(has_text="Số phiếu")
    expect(count.get_by_test_id("stMetricValue")).to_have_text("5", timeout=30_000)
    expect(results.locator("svg.marks").first).to_contain_text("n = 5")
    assert loads == []
