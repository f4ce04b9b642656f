"""A report as an official has it: ordered, made beside the page, and fetched from its address."""

from httpx import Response
from starlette.testclient import TestClient

from services.program import Program
from services.report_orders import make_waiting, order_report
from surveys.account import Actor
from surveys.dates import day_of
from surveys.report_order import ReportOrder
from tests.acts import BOSS
from tests.conftest import NOW, ROUND


def fetched(
    browser: TestClient, program: Program, format: str, unit: str = "", by: Actor = BOSS
) -> Response:
    """What the address of a report answers once it has been made; without a unit all that he may see."""
    order = ReportOrder(ROUND, unit, "whole", format, "vi", day_of(NOW))
    number = order_report(program, order, by, NOW).number
    make_waiting(program, lambda: NOW)
    return browser.get(f"/tep/bao-cao/{number}")
