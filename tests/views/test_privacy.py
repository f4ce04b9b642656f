"""The page for requests about data, run as Streamlit runs it."""

from uuid import UUID, uuid4

import pytest

from data.store import Entry
from services import requests
from services.program import Program
from surveys.account import Actor, Role
from surveys.link import receipt_of
from surveys.questionnaire import find
from surveys.response import Response
from surveys.tally import counts_of
from tests.acts import BOSS, NOW
from tests.apptest import AppTest
from tests.conftest import ROUND, UNIT

PAGE = "from views import privacy\nprivacy.show()"


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as an official of the whole agency sees it, before its first run."""
    monkeypatch.setattr("views.privacy.actor", lambda: Actor("official", Role.OFFICIAL))
    monkeypatch.setattr("views.privacy.program", lambda: program)
    return AppTest.from_string(PAGE, default_timeout=30)


def _enter(test: AppTest, contact: str = "0912 345 678") -> AppTest:
    test.selectbox(key="new kind").set_value("erasure")
    test.text_input(key="new contact").set_value(contact)
    test.button(key="request add").click().run()
    assert not test.exception
    return test


def _text(shown: str) -> str:
    return shown.replace("\\", "").replace("\u2060", "")


def test_a_request_is_entered_and_listed(page: AppTest, program: Program) -> None:
    """With its deadlines in words; the contact is not in the list."""
    test = _enter(page.run())
    assert "Đã ghi yêu cầu YC-" in _text(test.success[0].value)
    table = test.table[0].value
    assert list(table["Tình trạng"]) == ["Cần trả lời"]
    assert "0912" not in table.to_string()
    assert len(requests.requests(program, BOSS)) == 1


def test_a_case_is_answered_extended_and_closed(page: AppTest, program: Program) -> None:
    """One click each; what cannot be done twice is refused in a sentence."""
    test = _enter(page.run())
    test.button(key="request reply").click().run()
    assert list(test.table[0].value["Tình trạng"]) == ["Còn thời hạn"]
    test.button(key="request extend").click().run()
    assert "đã gia hạn" in _text(test.table[0].value["Hạn giải quyết"][0])
    test.button(key="request extend").click().run()
    assert "đã được gia hạn một lần" in _text(test.error[0].value)
    assert len(test.table) == 1
    test.selectbox(key="request outcome").set_value("not_found").run()
    test.button(key="request close").click().run()
    assert not test.exception
    assert list(test.table[0].value["Tình trạng"]) == ["Đã đóng"]
    (one,) = requests.requests(program, BOSS)
    assert (one.outcome, one.handled_by) == ("not_found", "official")


def test_a_contact_is_shown_on_demand_and_logged(page: AppTest, program: Program) -> None:
    """Not before the click, and not at the next run."""
    test = _enter(page.run())
    assert len(test.code) == 0
    test.button(key="request contact").click().run()
    assert test.code[0].value == "0912 345 678"
    assert program.store.log.read()[0].act.action == "request.contact"
    assert len(test.run().code) == 0


def test_a_form_is_erased_with_its_code(page: AppTest, program: Program) -> None:
    """The code that the person brings is enough; a wrong one is refused in a sentence."""
    answer = entry_of_a_citizen(program)
    test = _enter(page.run())
    test.text_input(key="request code").set_value("AAAA-BBBB-CCCC")
    test.button(key="request erase").click().run()
    assert len(test.error) == 1
    test.text_input(key="request code").set_value(receipt_of(program.settings.secret, answer.bytes))
    test.button(key="request erase").click().run()
    assert "Đã xóa phiếu" in test.success[0].value
    assert program.store.response(answer) is None


def entry_of_a_citizen(program: Program) -> UUID:
    """The id of an answer that somebody has given."""
    form, id = find("short-counter@1"), uuid4()
    answers = {one.id: None for one in form.questions if one.show_if is None}
    response = Response(
        *(id, ROUND, UNIT, "qr", "land", "vi", form.key, "n", NOW.date()),
        *("morning", "unknown", {**answers, "overall": 5}),
    )
    program.store.keep([Entry(response, counts_of(response, form))])
    return id


def test_the_page_is_for_those_who_handle_requests(
    page: AppTest, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The official of one commune is told so and sees no line."""
    _enter(page.run())
    monkeypatch.setattr("views.privacy.actor", lambda: Actor("x", Role.OFFICIAL, "99004"))
    test = page.run()
    assert not test.exception
    assert len(test.table) == 0
    assert "không có quyền" in _text(test.info[0].value)
