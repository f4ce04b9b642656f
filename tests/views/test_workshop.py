"""Phiếu hỏi: the list, the frame to look at a form, the check, and saving a version."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from services.program import Program
from surveys import questionnaire as instruments
from surveys.account import Actor, Role
from tests.apptest import AppTest

PAGE = "from views import workshop\nworkshop.show()"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What is saved here is not known to other tests."""
    yield
    instruments._own.clear()


@pytest.fixture
def opened(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as an official of the whole agency sees it, with the short form chosen."""
    monkeypatch.setattr("views.workshop.actor", lambda: Actor("official", Role.OFFICIAL))
    monkeypatch.setattr("views.workshop.program", lambda: program)
    test = AppTest.from_string(PAGE, default_timeout=30).run()
    return test.selectbox(key="workshop key").set_value("short-counter@1").run()


def said(parts: Iterable[Any]) -> str:
    return plainly("\n".join(str(one.value) for one in parts))


def plainly(text: str) -> str:
    return text.replace("\\", "").replace("\u2060", "")


def press(test: AppTest, key: str) -> AppTest:
    return test.button(key=key).click().run()


def test_the_list_tells_where_each_was_used(opened: AppTest) -> None:
    """All shipped ones, the one in use locked."""
    rows = opened.table[0].value.map(lambda cell: plainly(cell) if isinstance(cell, str) else cell)
    assert not opened.exception
    assert list(rows["Phiếu hỏi"]) == list(instruments.shipped())
    used = rows[rows["Phiếu hỏi"] == "short-counter@1"].iloc[0]
    assert (used["Đã dùng trong đợt"], used["Tình trạng"]) == ("2026-H2", "Đã dùng, khóa")


def test_a_check_tells_reasons(opened: AppTest) -> None:
    """Refusals and warnings apart, and the version that it would be."""
    field = opened.text_area(key="workshop text short-counter@1")
    field.set_value(str(field.value).replace("Nhìn chung, ", "").replace("negative = true, ", ""))
    test = press(opened, "workshop check")
    assert "short-counter@2" in said(test.markdown)
    assert "không có mức không hài lòng" in said(test.warning)
    assert "đổi thang đo" in said(test.error)


def test_a_version_is_saved_once_its_remarks_were_read(opened: AppTest, program: Program) -> None:
    """First refused with what to do; ticked, it is kept and told by name."""
    field = opened.text_area(key="workshop text short-counter@1")
    field.set_value(str(field.value).replace("Nhìn chung, ", ""))
    test = press(opened, "workshop save")
    assert "đánh dấu đã đọc" in said(test.error)
    assert program.store.questionnaires.all() == []
    test.checkbox(key="workshop read").check()
    test = press(test, "workshop save")
    assert "Đã lưu short-counter@2" in said(test.success)
    assert [key for key, _ in program.store.questionnaires.all()] == ["short-counter@2"]


def test_a_text_is_looked_at_before_it_is_saved(opened: AppTest, program: Program) -> None:
    """In the size chosen; a text that has changed since is not passed off as the one looked at."""
    field = opened.text_area(key="workshop text short-counter@1")
    field.set_value(str(field.value).replace("Nhìn chung, ", ""))
    test = press(opened, "workshop look")
    assert not test.exception
    assert "Bản chưa lưu" in said(test.markdown)
    assert program.looked_at["official"].key == "short-counter@2"
    test = test.radio(key="workshop size").set_value("kiosk").run()
    assert "Bản chưa lưu" in said(test.markdown)
    field = test.text_area(key="workshop text short-counter@1")
    test = field.set_value(str(field.value) + "\n# x").run()
    assert "Bản chưa lưu" not in said(test.markdown)
    assert "đã đổi từ khi xem thử" in said(test.info)
    assert program.store.questionnaires.all() == []


def test_what_is_no_questionnaire_cannot_be_looked_at(opened: AppTest) -> None:
    """The reason is told."""
    opened.text_area(key="workshop text short-counter@1").set_value("id = 1")
    test = press(opened, "workshop look")
    assert "có lỗi" in said(test.error)
