"""A questionnaire to look at: nothing given there can reach results."""

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.notices import notice_in_force
from services.program import Program
from services.workshop import instruments, look_at, looked_at
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.questionnaire import shipped, shipped_text
from tests.acts import NOW
from tests.people import CHIEF
from tests.web.conftest import kept, payload


@pytest.mark.parametrize("key", shipped())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_preview_has_no_code_and_nowhere_to_post(
    staff: TestClient, key: str, language: str
) -> None:
    """The form has neither method nor address, and the browser is told to send nothing."""
    reply = staff.get(f"/xem-thu/{key}?lang={language}")
    assert reply.status_code == 200
    forms = re.findall(r"<form\b[^>]*>", reply.text)
    assert len(forms) == 2
    assert not any("action" in one or "method" in one for one in forms)
    assert 'data-code=""' in reply.text
    assert not re.search(r'href="/s/(?!_/)', reply.text)
    policies = reply.headers.get_list("content-security-policy")
    assert len(policies) == 1
    assert "connect-src 'none'" in policies[0]
    assert "form-action 'none'" in policies[0]
    assert "frame-ancestors 'self'" in policies[0]


def test_nothing_takes_what_a_preview_would_send(staff: TestClient, program: Program) -> None:
    """No POST there, and the API knows no answer without a code."""
    assert staff.post("/xem-thu/short-counter@1", data={"overall": "5"}).status_code == 405
    sent = {
        "id": str(uuid4()),
        "code": "",
        "questionnaire": "short-counter@1",
        "answers": {"overall": 5},
    }
    reply = staff.post("/api/v1/responses", json=sent)
    assert (reply.status_code, reply.json()["code"]) == (404, "unknown_link")
    assert kept(program) == 0


def test_an_unknown_questionnaire_is_said_to_be_unknown(staff: TestClient) -> None:
    """In words, not as a fault."""
    assert staff.get("/xem-thu/nothing@1").status_code in (404, 422)


def draft(program: Program) -> tuple[str, str]:
    """A text that the administrator looks at before it is saved: its address, and its words."""
    text = shipped_text("short-counter@1").replace("Nhìn chung, Ông/Bà", "Nói chung, Ông/Bà")
    mark = look_at(program, Actor(CHIEF, Role.ADMINISTRATOR), text)
    return f"/xem-thu/short-counter@2?draft={mark}", "Nói chung, Ông/Bà"


def test_an_unsaved_text_is_looked_at_and_reaches_no_results(
    staff: TestClient, program: Program, code: str
) -> None:
    """As the form shows it; nothing is saved, no round can ask it, no answer to it is taken."""
    address, said = draft(program)
    reply = staff.get(address)
    assert (reply.status_code, said in reply.text) == (200, True)
    forms = re.findall(r"<form\b[^>]*>", reply.text)
    assert not any("action" in one or "method" in one for one in forms)
    assert 'data-code=""' in reply.text
    assert "connect-src 'none'" in reply.headers["content-security-policy"]
    assert staff.post(address, data={"overall": "5"}).status_code == 405
    read = notice_in_force(program, "2026-H2", NOW).hash
    sent = payload(code, questionnaire="short-counter@2", notice=read)
    assert staff.post("/api/v1/responses", json=sent).status_code == 422
    assert kept(program) == 0
    assert program.store.questionnaires.all() == []
    assert "short-counter@2" not in instruments(program)
    assert program.store.log.read()[0].act.action != "questionnaire.add"


def test_an_unsaved_text_is_for_whoever_wrote_it(staff: TestClient, program: Program) -> None:
    """Under its mark alone, until he looks at another; never for somebody without the right."""
    address, _ = draft(program)
    assert staff.get(address[:-1] + "x").status_code == 404
    official = Actor("somebody", Role.OFFICIAL)
    with pytest.raises(SurveyError) as refused:
        looked_at(program, official, address.partition("=")[2])
    assert refused.value.code == Code.NOTHING_TO_LOOK_AT
    analyst = Actor(CHIEF, Role.ANALYST)
    with pytest.raises(SurveyError) as refused:
        looked_at(program, analyst, address.partition("=")[2])
    assert refused.value.code == Code.NOT_ALLOWED
    staff.cookies.clear()
    assert staff.get(address, follow_redirects=False).status_code == 303
