"""Phân tích on a phone: charts are wider than the screen, and nothing of them is out of reach."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import official
from tests.browser.conftest import PHONE
from tests.server import Server

pytestmark = pytest.mark.browser

_ENDS = """(charts) => charts.map((one) => {
    one.scrollLeft = one.scrollWidth;
    const [frame, drawn] = [one, one.querySelector('svg, canvas')].map((e) => e.getBoundingClientRect());
    return [frame.left >= 0, frame.right <= innerWidth, drawn.right <= frame.right + 1];
})"""
"""Of each chart scrolled to its end: whether its frame is on the screen, its right edge in the frame."""


@pytest.fixture
def study(office: BrowserContext, demo: Server, closed_round: str) -> Iterator[Page]:
    """The page of a closed round, on a screen as narrow as a phone's."""
    page = official.open_results(office, demo.address)
    page.set_viewport_size(PHONE)
    page.goto(f"{demo.address}/phan-tich")
    official.wait_for(page, "Phân tích")
    official.choose(page, "Đợt khảo sát", closed_round)
    page.get_by_role("heading", name="Theo tuần").wait_for()
    official.settle(page)
    yield page
    page.close()


def test_no_chart_is_cut_off(study: Page) -> None:
    """By finger every chart can be moved to its right edge; by keyboard too, once it has the focus."""
    charts = study.get_by_test_id("stVegaLiteChart")
    ends = charts.evaluate_all(_ENDS)
    assert len(ends) > 8
    assert ends == [[True, True, True]] * len(ends)
    first = charts.first
    first.evaluate("one => { one.scrollLeft = 0; }")
    study.get_by_role("link", name="Cách tính từng con số").focus()
    for _ in range(9):
        study.keyboard.press("Tab")
        if first.evaluate("one => one === document.activeElement"):
            break
    study.keyboard.press("ArrowRight")
    study.wait_for_function(
        "() => document.querySelector('[data-testid=stVegaLiteChart]').scrollLeft > 0"
    )
    assert study.evaluate("document.documentElement.scrollWidth <= innerWidth")
