"""The form in a website's frame: only where it is set, and only the open form."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from services import program as running
from services.invitations import invitation
from services.program import Program
from surveys.errors import Code, SurveyError
from tests.conftest import UNIT
from tests.web.conftest import application

HOST = "https://www.example.gov.vn"


@pytest.fixture
def framed(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser on a program that lets one website show the form."""
    set_so = replace(program, settings=replace(program.settings, embed_hosts=(HOST,)))
    monkeypatch.setattr(running, "_opened", [set_so])
    with TestClient(application(), follow_redirects=False) as opened:
        yield opened


def framers(browser: TestClient, path: str, method: str = "GET") -> list[str]:
    """Who may show what stands there; there is one policy and no second one."""
    policies = browser.request(method, path).headers.get_list("content-security-policy")
    assert len(policies) == 1
    found = re.search(r"frame-ancestors ([^;]*)", policies[0])
    assert found is not None
    return found[1].split()


def test_by_default_no_website_may_show_the_form(client: TestClient, code: str) -> None:
    """Nobody but ourselves."""
    assert framers(client, f"/s/{code}") == ["'self'"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_open_form_is_shown_where_it_is_set(framed: TestClient, code: str, method: str) -> None:
    """The form, what answers a post, and the page of those who do not take part."""
    assert framers(framed, f"/s/{code}?lang=en", method) == ["'self'", HOST]
    assert framers(framed, f"/s/{code}/khong-tham-gia") == ["'self'", HOST]


@pytest.mark.parametrize(
    "path",
    [
        "/s/AAAAAAA",
        "/s/AAAA-AAAA-AAAA",
        "/rut-phieu",
        "/cong-khai",
        "/quyen-rieng-tu",
        "/api/v1/responses",
        "/login",
        "/xem-thu/short-counter@1",
        "/to-cuoi-ngay",
    ],
)
def test_nothing_else_is_shown_anywhere_else(framed: TestClient, path: str) -> None:
    """No unknown or single-use code, no page of staff, no page on which an answer is withdrawn."""
    assert HOST not in framers(framed, path)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_invitation_is_ready_to_copy(program: Program, code: str, language: str) -> None:
    """The frame in its language and height, and texts with the address; without accents one message."""
    made = invitation(program, UNIT, "https://khaosat.example.vn", language, 700)
    address = f"https://khaosat.example.vn/s/{code}"
    assert f'src="{address}?lang={language}"' in made.frame
    assert 'height="700"' in made.frame
    assert all(address in text for text in (made.zalo, made.sms.text, made.plain_sms.text))
    assert made.plain_sms.parts == 1
    assert made.sms.accented


def test_a_height_that_no_form_fits_is_refused(program: Program) -> None:
    """And a unit without a form has no invitation."""
    for unit, height, why in ((UNIT, 10, Code.INVALID_FIELD), ("x", 800, Code.UNKNOWN_UNIT)):
        with pytest.raises(SurveyError) as refused:
            invitation(program, unit, "https://x.vn", "vi", height)
        assert refused.value.code == why
