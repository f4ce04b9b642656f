"""What a device may hold for when there is no line: the forms of public codes, and nothing else."""

import re

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from services.program import Program
from services.slips import make_slips
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload
from web.assets import edition
from web.routes import CITIZENS, STAFF

WORD = "keep-offline"


def test_a_public_form_may_be_held_with_what_it_needs(client: TestClient, code: str) -> None:
    """In every language, with the page for those who do not take part."""
    shown = client.get(f"/s/{code}")
    assert shown.headers[WORD] == client.get(f"/s/{code}").headers[WORD]
    besides = shown.headers["keep-beside"].split()
    assert {f"/s/{code}?lang=en", f"/s/{code}/khong-tham-gia?lang=vi"} <= set(besides)
    known = [client.get(one).headers[WORD] for one in besides if "cuu-ho" not in one]
    assert len(set(known)) == len(known) == 4, "a page that says something else is known as another"
    assert {client.get(one).headers[WORD] for one in besides if "cuu-ho" in one} == {"1"}


def test_a_single_use_link_is_never_held(client: TestClient, program: Program) -> None:
    """Whoever finds the device must not see which slips it was used for."""
    token = make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips[0].token
    for page in (f"/s/{token}", f"/s/{token}/khong-tham-gia"):
        reply = client.get(page)
        assert reply.status_code == 200
        assert {WORD, "keep-beside"}.isdisjoint(reply.headers)


@pytest.mark.parametrize("query", ["?start=1&consent=yes", "?start=1"])
def test_a_form_that_somebody_began_is_not_held(client: TestClient, code: str, query: str) -> None:
    """Only the first page, as everybody sees it."""
    notice = re.search(r'name="notice" value="(\w+)"', client.get(f"/s/{code}").text)
    assert notice
    assert WORD not in client.get(f"/s/{code}{query}&notice={notice[1]}").headers


def test_no_other_address_of_ours_may_be_held(staff: TestClient, code: str) -> None:
    """Neither what staff see, nor what comes back to whoever has sent something."""
    values = {"round": ROUND, "format": "csv", "name": "form.css", "drawing": "index"}
    may = {"/s/{code}", "/s/{code}/khong-tham-gia", "/s/{code}/cuu-ho", "/kiosk"}
    for route in [*CITIZENS, *STAFF]:
        assert isinstance(route, Route)
        if route.path in may or "GET" not in (route.methods or {"GET"}):
            continue
        path = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], code), route.path)
        assert WORD not in staff.get(path).headers, path
    assert WORD not in staff.post("/api/v1/responses", json=payload(code)).headers
    assert WORD not in staff.post(f"/s/{code}", data={"consent": "yes"}).headers


def test_the_worker_changes_with_every_edition(client: TestClient) -> None:
    """Browsers ask for it anew each time, and find whether anything has changed."""
    reply = client.get("/s/sw.js")
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.text.startswith(f'const EDITION = "{edition()}";')
