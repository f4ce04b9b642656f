"""Evidence of consent: each answer keeps which notice its person read."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import manage
from services.notices import find_notice, notice_in_force
from services.program import Program
from surveys.errors import SurveyError
from tests.acts import NOW
from tests.conftest import ROUND
from tests.web.conftest import kept, payload
from tests.web.test_form import ANSWERS, _fields


def _agency(program: Program, name: str) -> None:
    """The same program after its agency has changed what it says of itself."""
    object.__setattr__(program, "settings", replace(program.settings, agency_name=name))


def _stored_notices(program: Program) -> list[str]:
    return [one.notice for one in program.store.responses(ROUND)]


def test_an_answer_keeps_the_notice_that_its_form_showed(
    client: TestClient, code: str, program: Program
) -> None:
    """Also when the notice changes while the form lies open, with and without JavaScript."""
    page = client.get(f"/s/{code}").text
    shown = re.search(r'data-notice="(\w+)"', page)
    assert shown
    _agency(program, "Sở Nội vụ")
    assert "Sở Nội vụ" in client.get(f"/s/{code}").text
    assert client.post(f"/s/{code}", data={**_fields(page), **ANSWERS}).status_code == 200
    headers = {"Notice": shown[1]}
    reply = client.post("/api/v1/responses", json=payload(code), headers=headers)
    assert reply.status_code == 201
    assert _stored_notices(program) == [shown[1], shown[1]]
    assert client.post("/api/v1/responses", json=payload(code)).status_code == 201
    assert notice_in_force(program, ROUND, NOW).hash in _stored_notices(program)


def test_two_notices_back_is_asked_to_read_again(
    client: TestClient, code: str, program: Program
) -> None:
    """409 with the new notice on the page, and nothing stored."""
    fields = _fields(client.get(f"/s/{code}").text)
    for name in ("Sở A", "Sở B"):
        _agency(program, name)
        client.get(f"/s/{code}")
    reply = client.post(f"/s/{code}", data={**fields, **ANSWERS})
    assert reply.status_code == 409
    assert "thông báo" in reply.text
    assert "Sở B" in reply.text
    assert re.search(r'id="questions"[^>]* hidden', reply.text, re.DOTALL)
    headers = {"Notice": fields["notice"]}
    body = payload(code, started_at=None, finished_at=datetime.now(UTC).isoformat())
    sent = client.post("/api/v1/responses", json=body, headers=headers)
    assert (sent.status_code, sent.json()["code"]) == (409, "notice_changed")
    assert kept(program) == 0


def test_a_retry_is_known_whatever_became_of_the_notice(
    client: TestClient, code: str, program: Program
) -> None:
    """An answer that was kept once is thanked for again."""
    fields = _fields(client.get(f"/s/{code}").text)
    sent, headers = payload(code), {"Notice": fields["notice"]}
    assert client.post("/api/v1/responses", json=sent, headers=headers).status_code == 201
    for name in ("Sở A", "Sở B"):
        _agency(program, name)
        client.get(f"/s/{code}")
    assert client.post("/api/v1/responses", json=sent, headers=headers).status_code == 200
    assert kept(program) == 1


@pytest.mark.parametrize("shown", ["0000000000000000", "'", "x" * 200])
def test_an_invented_notice_is_no_evidence(
    client: TestClient, code: str, program: Program, shown: str
) -> None:
    """Neither as a header nor as a field."""
    reply = client.post("/api/v1/responses", json=payload(code), headers={"Notice": shown})
    assert reply.status_code == 409
    fields = _fields(client.get(f"/s/{code}").text)
    assert client.post(f"/s/{code}", data={**fields, **ANSWERS, "notice": shown}).status_code == 409
    assert kept(program) == 0


def test_a_form_without_its_notice_is_not_taken(
    client: TestClient, code: str, program: Program
) -> None:
    """A posted form says which notice stood above it, or is led back to it."""
    fields = _fields(client.get(f"/s/{code}").text)
    reply = client.post(f"/s/{code}", data={**fields, **ANSWERS, "notice": ""})
    assert reply.status_code == 422
    assert kept(program) == 0


@pytest.mark.parametrize("query", ["consent=yes", "start=1&consent=yes", "consent=yes&notice=0000"])
def test_an_address_cannot_skip_the_notice(client: TestClient, code: str, query: str) -> None:
    """Consent in the address without the notice that was read leads to the notice."""
    page = client.get(f"/s/{code}?{query}").text
    assert re.search(r'id="questions"[^>]* hidden', page, re.DOTALL)
    assert not re.search(r'id="consent"[^>]* hidden', page)


def test_the_notice_stands_above_the_questions(client: TestClient, code: str) -> None:
    """Whoever gets such an address from somebody else still sees what he agrees to, and the way out."""
    shown = _fields(client.get(f"/s/{code}").text)["notice"]
    page = client.get(f"/s/{code}?start=1&consent=yes&notice={shown}").text
    assert not re.search(r'id="questions"[^>]* hidden', page, re.DOTALL)
    assert not re.search(r'id="consent"[^>]* hidden', page)
    assert page.index("Giữ bao lâu") < page.index('id="questions"')
    assert page.index("khong-tham-gia") < page.index('id="questions"')


def test_a_corrected_form_keeps_the_notice_that_was_read(
    client: TestClient, code: str, program: Program
) -> None:
    """A page shown again for one wrong field does not pass off a newer notice as read."""
    fields = _fields(client.get(f"/s/{code}").text)
    _agency(program, "Sở A")
    again = client.post(f"/s/{code}", data={**fields, **ANSWERS, "comment": "y" * 1001}).text
    assert _fields(again)["notice"] == fields["notice"]


def test_every_kept_hash_can_be_read_again(
    client: TestClient, code: str, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the shell, whole, also when another notice is in force; an unknown one is refused."""
    client.post("/api/v1/responses", json=payload(code))
    _agency(program, "Sở A")
    monkeypatch.setattr("commands.door.open_program", lambda _: program)
    monkeypatch.setattr("commands.door.close_program", lambda _: None)
    monkeypatch.setattr("commands.door.from_environment", lambda: program.settings)
    (hash,) = _stored_notices(program)
    told = CliRunner().invoke(manage.main, ["privacy", "notice", hash])
    assert "Cơ quan tổ chức khảo sát hỏi ý kiến" in told.output
    assert CliRunner().invoke(manage.main, ["privacy", "notice", hash, "--json"]).exit_code == 0
    assert find_notice(program, "1f273b5d812430de").version == 1
    assert CliRunner().invoke(manage.main, ["privacy", "notice", "beef"]).exit_code == 2
    with pytest.raises(SurveyError):
        find_notice(program, "beef")


def test_a_change_of_notice_is_logged_once(client: TestClient, code: str, program: Program) -> None:
    """When it is first shown in a round."""
    client.get(f"/s/{code}")
    before = program.store.log.head()[0]
    _agency(program, "Sở A")
    for _ in range(3):
        client.get(f"/s/{code}")
    assert program.store.log.head()[0] == before + 1
    last = program.store.log.read()[0].act
    assert (last.action, last.actor) == ("notice.change", "program")
