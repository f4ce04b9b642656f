"""The page on which people withdraw their answers: typed, confirmed, gone."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from services.checking import check
from services.pace import Pace
from services.program import Program
from services.rounds import close_round
from surveys.errors import Code, SurveyError
from tests.acts import BOSS, NOW
from tests.web.conftest import kept, payload
from tests.web.test_form import ANSWERS, _fields

PAGE, API = "/rut-phieu", "/api/v1/responses"


def _receipt(client: TestClient, sent: dict[str, object]) -> str:
    return str(client.post(API, json=sent).json()["receipt"])


@pytest.mark.parametrize(
    ("language", "asked", "done"),
    [("vi", "không lấy lại được", "đã được xóa hẳn"), ("en", "brought back", "erased for good")],
)
def test_a_code_typed_and_confirmed_erases_the_answer(
    client: TestClient, code: str, program: Program, language: str, asked: str, done: str
) -> None:
    """Nothing happens before the yes; then it is gone, and the id is refused for ever."""
    sent = payload(code)
    receipt = _receipt(client, sent)
    client.post(API, json=payload(code))
    page = client.get(f"{PAGE}?lang={language}")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    question = client.post(PAGE, data={"code": receipt.lower(), "lang": language})
    assert asked in question.text
    assert receipt in question.text
    assert kept(program) == 2
    yes = {"code": receipt, "confirm": "yes", "lang": language}
    gone = client.post(PAGE, data=yes)
    assert (gone.status_code, kept(program)) == (200, 1)
    assert done in gone.text
    assert client.post(PAGE, data=yes).status_code == 404
    again = client.post(API, json=sent)
    assert (again.status_code, again.json()["code"]) == (410, "erased")
    assert list(check(program)) == []


def test_an_erased_answer_is_refused_by_the_plain_form_too(
    client: TestClient, code: str, program: Program
) -> None:
    """410 with a sentence, while the round is open and after it."""
    fields = {**_fields(client.get(f"/s/{code}?consent=yes").text), **ANSWERS}
    thanked = client.post(f"/s/{code}", data=fields).text
    receipt = thanked.split("<strong>")[1].split("</strong>")[0]
    client.post(PAGE, data={"code": receipt, "confirm": "yes"})
    again = client.post(f"/s/{code}", data=fields)
    assert again.status_code == 410
    assert "đã được xóa theo yêu cầu" in again.text
    close_round(program, "2026-H2", BOSS, NOW)
    assert client.post(f"/s/{code}", data=fields).status_code == 410
    assert kept(program) == 0


@pytest.mark.parametrize("typed", ["", "x", "ABCD-2345", "ABCD-2345-EFGH", "<b>", "ả" * 90])
def test_a_wrong_code_changes_nothing(
    client: TestClient, code: str, program: Program, typed: str
) -> None:
    """404 with a sentence, and what was typed comes back as text."""
    client.post(API, json=payload(code))
    reply = client.post(PAGE, data={"code": typed, "confirm": "yes"})
    assert reply.status_code == 404
    assert "Không tìm thấy phiếu nào có mã này" in reply.text
    assert "<b>" not in reply.text
    assert kept(program) == 1


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}]
)
def test_another_sites_page_cannot_withdraw(
    client: TestClient, code: str, program: Program, headers: dict[str, str]
) -> None:
    """403, although the code is right."""
    sent = {"code": _receipt(client, payload(code)), "confirm": "yes"}
    assert client.post(PAGE, data=sent, headers=headers).status_code == 403
    assert kept(program) == 1


def test_strangers_together_may_try_only_so_often(client: TestClient, program: Program) -> None:
    """The twenty-first code in a minute is not looked for: 429."""
    sent = {"code": "ABCD-2345-EFGH", "confirm": "yes"}
    found = [client.post(PAGE, data=sent).status_code for _ in range(21)]
    assert found == [404] * 20 + [429]


def test_after_the_window_it_may_be_tried_again() -> None:
    """The wait is told in whole minutes and ends."""
    pace = Pace(2, timedelta(minutes=1))
    pace.count(NOW)
    pace.count(NOW + timedelta(seconds=10))
    with pytest.raises(SurveyError) as refused:
        pace.count(NOW + timedelta(seconds=59))
    assert refused.value.code is Code.TOO_MANY_ATTEMPTS
    assert refused.value.details == {"minutes": 1}
    pace.count(NOW + timedelta(seconds=60))
