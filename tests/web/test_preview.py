"""A questionnaire to look at: nothing given there can reach results."""

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.program import Program
from surveys.questionnaire import shipped
from tests.web.conftest import kept


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
