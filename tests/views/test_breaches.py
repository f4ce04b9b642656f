"""The page Sự cố dữ liệu, run as Streamlit runs it."""

from datetime import UTC, datetime, timedelta

import pytest

from services import breaches
from services.program import Program
from surveys.account import Actor, Role
from surveys.breach import Account, Kind
from tests.acts import BOSS
from tests.apptest import AppTest

PAGE = "from views import breaches\nbreaches.show()"


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as an official of the whole agency sees it, before its first run."""
    monkeypatch.setattr("views.breaches.actor", lambda: Actor("official", Role.OFFICIAL))
    monkeypatch.setattr("views.breaches.program", lambda: program)
    return AppTest.from_string(PAGE, default_timeout=30)


def _said(test: AppTest) -> str:
    parts = [*test.success, *test.error, *test.info, *test.markdown]
    return "\n".join(str(one.value) for one in parts).replace("\\", "").replace("\u2060", "")


def _enter(program: Program, hours: int) -> str:
    now = datetime.now(UTC)
    known = Account("mất máy tính bảng", "phiếu chưa gửi")
    found = now - timedelta(hours=hours)
    return breaches.enter_breach(
        program, BOSS, now, kind=Kind.LOST, found=found, account=known
    ).number


def test_a_breach_is_entered_and_its_hours_are_shown(page: AppTest, program: Program) -> None:
    """With the zone; the source of the figure stands above."""
    test = page.run()
    assert not test.exception
    assert "72 giờ" in _said(test)
    assert "cần kiểm tra lại" in _said(test)
    test.text_area(key="new breach what").set_value("gửi nhầm tệp")
    test.text_area(key="new breach data").set_value("danh sách thư điện tử")
    test.button(key="breach add").click().run()
    assert not test.exception
    assert "Đã ghi sự cố SC-" in _said(test)
    assert r"UTC\+7" in test.table[0].value.to_string()
    [made] = breaches.breaches(program, BOSS)
    assert made.account == Account("gửi nhầm tệp", "danh sách thư điện tử")


def test_what_is_late_is_said_first(page: AppTest, program: Program) -> None:
    """Overdue and near, each in a sentence with its hours."""
    late, near = _enter(program, 80), _enter(program, 60)
    said = _said(page.run())
    assert f"{late}: đã quá hạn" in said
    assert f"{near}: còn" in said


def test_a_breach_is_described_told_and_closed(page: AppTest, program: Program) -> None:
    """One form each; what is refused is told in a sentence and changes nothing."""
    number = _enter(program, 5)
    test = page.run()
    test.number_input(key=f"known {number} people").set_value(25)
    test.button(key="breach describe").click().run()
    assert breaches.find_breach(program, BOSS, number).account.people == 25
    test.button(key="breach tell").click().run()
    assert "Xin ghi" in _said(test)
    test.text_input(key="told to").set_value("Bộ Công an")
    test.button(key="breach tell").click().run()
    assert breaches.find_breach(program, BOSS, number).told_to == "Bộ Công an"
    test.toggle(key="breach report").set_value(True).run()
    assert "Bộ Công an" in test.code[0].value
    test.text_area(key="breach conclusion").set_value("đã tìm lại được máy")
    test.button(key="breach close").click().run()
    assert not test.exception
    assert breaches.find_breach(program, BOSS, number).closed
    assert list(test.table[0].value["Tình trạng"]) == ["Đã đóng"]
