"""The page Nhật ký, run as Streamlit runs it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import streamlit as st

from services.program import Program
from services.proving import Known
from services.verifying import read_heads, verify_round
from surveys.account import Actor, Role
from surveys.fault import Wrong, fault
from tests.acts import ACT, BOSS
from tests.apptest import AppTest
from tests.conftest import ROUND

PAGE = "from views import log\nlog.show()"


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as the administrator of everything sees it, before its first run."""
    st.cache_resource.clear()
    monkeypatch.setattr("views.log.actor", lambda: BOSS)
    monkeypatch.setattr("views.log.program", lambda: program)
    return AppTest.from_string(PAGE, default_timeout=30)


def _told(test: AppTest) -> list[str]:
    return [_text(cell) for cell in test.table[0].value["Việc đã làm"]]


def _text(shown: str) -> str:
    """What a person reads of a text that was kept from being Markdown."""
    return shown.replace("\\", "").replace("\u2060", "")


def test_the_latest_acts_are_told_in_sentences(page: AppTest) -> None:
    """Time in Vietnam with its zone, who, what; and that the chain holds."""
    test = page.run()
    assert not test.exception
    assert _told(test)[0].startswith("Mở đợt khảo sát 2026-H2")
    assert _text(test.table[0].value["Thời gian"][0]) == "22/11/2026 09:00:00"
    assert "Nhật ký còn nguyên vẹn" in test.markdown[0].value
    assert any("UTC+7" in _text(one.value) for one in test.markdown)


def test_one_can_look_for_an_action_and_a_day(page: AppTest, program: Program) -> None:
    """The menus narrow the table, and an empty one says so."""
    program.store.log.write(replace(ACT, at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC)))
    test = page.run()
    test.selectbox(key="log action").set_value("round.create").run()
    assert len(_told(test)) == 1
    test.selectbox(key="log action").set_value("").run()
    test.date_input(key="log day").set_value(date(2026, 11, 24)).run()
    assert _told(test) == ["test.act: nothing"]
    test.selectbox(key="log actor").set_value(BOSS.name)
    test.date_input(key="log day").set_value(date(2026, 11, 25)).run()
    assert not test.exception
    assert "Không có việc nào" in test.info[0].value


def test_one_turns_to_older_acts_and_back(page: AppTest, program: Program) -> None:
    """Fifty a page; a new filter begins at the latest again."""
    for n in range(60):
        program.store.log.write(replace(ACT, object=str(n)))
    test = page.run()
    assert _told(test)[0] == "test.act: 59"
    test.button[0].click().run()
    assert _told(test)[0] == "test.act: 9"
    test.button[-1].click().run()
    assert _told(test)[0] == "test.act: 59"


def test_the_end_of_the_log_is_told_as_it_is(page: AppTest, program: Program) -> None:
    """A new act shows in the sentence above the table too, at once."""
    test = page.run()
    program.store.log.write(replace(ACT))
    test.run()
    assert f"{program.store.log.head()[0]} dòng" in _text(test.markdown[0].value)


def test_the_head_on_the_page_is_an_anchor(page: AppTest, program: Program) -> None:
    """As it is copied from there; once the log is cut back it is not found any more."""
    heads = read_heads(page.run().code[0].value)
    known = Known(program.settings.secret, heads=heads)
    assert len(heads) == 1
    verdict = verify_round(program, ROUND, known)
    assert verdict.faults == []
    assert "log_head" in {one.key for one in verdict.proved}
    program.store.log.write(ACT)
    assert verify_round(program, ROUND, known).faults == []
    other = Known(program.settings.secret, heads=(b"x" * 32,))
    assert [one.wrong for one in verify_round(program, ROUND, other).faults] == [Wrong.HEAD_UNKNOWN]


def test_an_altered_log_is_an_alarm(page: AppTest, program: Program, monkeypatch: object) -> None:
    """What does not fit is said on top, in words."""
    missing = fault(Wrong.ACT_MISSING, act=2)
    monkeypatch.setattr(type(program.store.log), "faults", lambda _: iter([missing]))  # type: ignore[attr-defined]
    test = page.run()
    assert "thiếu việc số 2" in _text(test.error[0].value)


def test_the_page_is_for_administrators_of_everything(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The administrator of one commune is told so and sees no act."""
    monkeypatch.setattr("views.log.actor", lambda: Actor("x", Role.ADMINISTRATOR, "99004"))
    test = page.run()
    assert not test.exception
    assert len(test.table) == 0
    assert "không có quyền" in test.info[0].value
