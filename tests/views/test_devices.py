"""The page Thiết bị, run as Streamlit runs it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.devices import devices, hear, offer_pairing, pair
from services.program import Program
from surveys.account import Actor, Role
from surveys.device import Said
from tests.acts import BOSS
from tests.apptest import AppTest
from tests.conftest import UNIT

PAGE = "from views import devices\ndevices.show()"


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as the head of the commune sees it, before its first run."""
    monkeypatch.setattr("views.devices.actor", lambda: Actor("lan", Role.OFFICIAL, UNIT))
    monkeypatch.setattr("views.devices.program", lambda: program)
    return AppTest.from_string(PAGE, default_timeout=30)


def _said(test: AppTest) -> str:
    parts = [*test.success, *test.error, *test.info, *test.warning, *test.markdown]
    return "\n".join(str(one.value) for one in parts).replace("\\", "").replace("\u2060", "")


def test_a_code_is_made_shown_once_and_works(page: AppTest, program: Program) -> None:
    """With the minutes that it holds; the list has the tablet as soon as it is paired."""
    test = page.run()
    assert not test.exception
    assert "Chưa có máy nào" in _said(test)
    test.selectbox(key="device unit").set_value(UNIT)
    test.text_input(key="device name").set_value("Máy quầy 1")
    test.button(key="device offer").click().run()
    assert not test.exception
    code = _said(test).split("Mã ghép máy: **")[1].split("**")[0]
    made = pair(program, code, datetime.now(UTC))
    test.run()
    assert code not in _said(test)
    assert made.device.number.replace("-", r"\-") in test.table[0].value.to_string()


def test_a_silent_tablet_and_a_wrong_clock_are_said_first(page: AppTest, program: Program) -> None:
    """With since when, and by how much."""
    now = datetime.now(UTC)
    made = pair(program, offer_pairing(program, BOSS, UNIT, "Máy", now).code, now)
    at = now - timedelta(hours=1)
    hear(program, made.secret, Said(12, 40, at + timedelta(hours=2)), at)
    said = _said(page.run())
    assert f"{made.device.number} (Máy) không báo về từ" in said
    assert "lệch 120 phút" in said
    row = page.table[0].value.to_string()
    for part in ("im lặng", "12", "40 %", "nhanh 120 phút"):
        assert part in row


def test_a_tablet_is_renamed_and_retired(page: AppTest, program: Program) -> None:
    """What it still had to send is said."""
    now = datetime.now(UTC)
    made = pair(program, offer_pairing(program, BOSS, UNIT, "Máy", now).code, now)
    hear(program, made.secret, Said(3), now)
    test = page.run()
    test.text_input(key="device new name").set_value("Máy cửa")
    test.button(key="device rename").click().run()
    assert not test.exception
    assert devices(program, BOSS)[0].name == "Máy cửa"
    test.button(key="device retire").click().run()
    assert not test.exception
    assert "còn 3 phiếu chờ gửi" in _said(test)
    assert devices(program, BOSS)[0].retired is not None


def test_nothing_chosen_is_refused_in_words(page: AppTest, program: Program) -> None:
    """No unit: a sentence, and the page goes on."""
    test = page.run()
    test.text_input(key="device name").set_value("Máy")
    test.button(key="device offer").click().run()
    assert not test.exception
    assert len(test.error) == 1
    assert list(devices(program, BOSS)) == []
