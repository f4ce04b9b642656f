"""Báo cáo: what an official chooses, sees beforehand, orders, cancels and fetches."""

from dataclasses import replace

import pytest

import services.program
from services.program import Program
from services.report_orders import make_waiting
from services.snapshots import take_due_snapshots
from surveys.dates import day_of
from surveys.report_order import Stage
from tests import people
from tests.apptest import AppTest
from tests.conftest import NOW, UNIT
from tests.offices import answer
from views import session

pytestmark = pytest.mark.long

SCRIPT = "from views import reports\nreports.show()"


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of an official; the process that makes reports is left out."""
    good = people.session(program)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [program])
    monkeypatch.setattr("views.reports.start_maker", lambda _: None)
    return AppTest.from_string(SCRIPT, default_timeout=30).run()


def _texts(page: AppTest) -> str:
    return " ".join(one.value for one in page.markdown).replace("\\", "")


def test_an_order_is_listed_watched_and_fetched(page: AppTest, program: Program) -> None:
    """One click, one report: listed with who made it, then with its file."""
    assert not page.exception
    assert "Chưa có báo cáo nào" in _texts(page)
    page.button(key="make report").click().run()
    assert page.success[0].value == "Đã nhận yêu cầu số 1."
    assert "Đang chờ" in _texts(page)
    assert "lan," in _texts(page) or people.CHIEF in _texts(page)
    make_waiting(program, lambda: NOW)
    page.run()
    assert "Đã xong" in _texts(page)
    [link] = page.get("link_button")
    assert link.proto.url == "/tep/bao-cao/1"


def test_an_order_that_waits_is_cancelled(page: AppTest, program: Program) -> None:
    """And stays listed as cancelled."""
    page.button(key="make report").click().run()
    page.button(key="cancel 1").click().run()
    assert program.store.report_orders.find(1).stage is Stage.CANCELLED
    page.run()
    assert "Đã hủy" in _texts(page)


def test_a_form_that_there_is_not_for_a_kind_is_not_offered(page: AppTest) -> None:
    """Each kind has its own formats."""
    kind, format = page.selectbox[2], page.selectbox[3]
    assert kind.options[0] == "Báo cáo đầy đủ"
    offered = list(format.options)
    kind.select_index(1).run()
    assert list(page.selectbox[3].options) != offered


def test_a_report_on_several_rounds_is_asked_for_by_its_period(
    page: AppTest, program: Program
) -> None:
    """Only that kind has the picker; the list tells the period as people say it."""
    before = len(page.selectbox)
    kind = page.selectbox[2]
    kind.select_index(list(kind.options).index("Nhiều đợt")).run()
    assert len(page.selectbox) == before + 1
    assert page.selectbox[-1].label == "Kỳ báo cáo"
    assert "năm 2099" in page.selectbox[-1].options
    page.button(key="make report").click().run()
    order = program.store.report_orders.find(1).order
    assert (order.kind, order.period) == ("trend", "2099")
    assert "năm 2099" in _texts(page)


def _choose_field_kind(page: AppTest) -> None:
    kind = page.selectbox[2]
    kind.select_index(list(kind.options).index("Một lĩnh vực thủ tục")).run()


def test_without_a_field_that_has_figures_there_is_nothing_to_order(page: AppTest) -> None:
    """The page says why, and how to go on; no button leads into a refusal."""
    before = len(page.selectbox)
    _choose_field_kind(page)
    assert not page.exception
    assert len(page.selectbox) == before
    assert "Chưa có lĩnh vực nào đủ phiếu" in page.info[0].value
    assert "make report" not in [one.key for one in page.button]


def test_a_report_on_a_field_is_asked_for_among_those_with_figures(
    page: AppTest, program: Program
) -> None:
    """Others are named as too few; the list tells the field as people call it."""
    people_of = {"land": 20, "business": 7, "social": 6}
    given = [
        replace(one, response=replace(one.response, field=field))
        for field, n in people_of.items()
        for one in (answer(UNIT) for _ in range(n))
    ]
    program.store.keep(given)
    take_due_snapshots(program.store, day_of(NOW))
    strict = replace(program, settings=replace(program.settings, fewest_inside=10))
    services.program._opened[:] = [strict]
    _choose_field_kind(page)
    field = page.selectbox[-1]
    assert (field.label, list(field.options)) == ("Lĩnh vực thủ tục", ["Đất đai"])
    assert "Đăng ký kinh doanh; Bảo trợ xã hội" in _texts(page)
    page.button(key="make report").click().run()
    order = program.store.report_orders.find(1).order
    assert (order.kind, order.field) == ("field", "land")
    assert "Một lĩnh vực thủ tục: Đất đai" in _texts(page)
