"""The description of the JSON doors agrees with the program, and what is made from it breaks nothing."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route
from starlette.testclient import TestClient

from services.program import Program
from surveys.errors import Code
from surveys.submission import ALLOWED, NEEDED
from tests.web.conftest import payload
from tests.web.generated import Doors, described
from web.openapi import ADDRESS, description
from web.routes import CITIZENS, STAFF

pytestmark = pytest.mark.long

few = settings(
    max_examples=200, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)


@pytest.fixture
def doors(client: TestClient, program: Program) -> Doors:
    return Doors(client, program)


def test_the_description_is_served_to_everybody(client: TestClient) -> None:
    """As it is built, and kept by no cache."""
    reply = client.get(ADDRESS)
    assert (reply.status_code, reply.json()) == (200, description())


def test_every_json_door_is_described() -> None:
    """And nothing is that there is not."""
    routes = [one for one in (*CITIZENS, *STAFF) if isinstance(one, Route)]
    doors = {one.path for one in routes if one.path.startswith("/api/")}
    assert doors == set(description()["paths"])


def test_the_fields_of_a_submission_are_those_that_are_read() -> None:
    """Needed ones are needed."""
    described = description()["components"]["schemas"]["Submission"]
    assert set(described["properties"]) == ALLOWED
    assert described["required"] == list(NEEDED)


def test_every_reference_leads_somewhere() -> None:
    """Within the document."""
    table = description()
    references = set(re.findall(r"'\$ref': '#/([^']+)'", str(table)))
    assert references
    for reference in references:
        place = table
        for part in reference.split("/"):
            place = place[part]


def test_every_code_of_a_refusal_is_listed() -> None:
    """Other programs can rely on them."""
    listed = description()["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert set(listed) == set(Code)


def test_what_the_description_makes_breaks_nothing(doors: Doors) -> None:
    """No 5xx, only replies that are described, and nothing stored but what was told as kept."""

    @few
    @given(described)
    def each(case: object) -> None:
        doors.call(case)  # type: ignore[arg-type]

    each()
    doors.whole()


def test_nearly_right_submissions_break_nothing(doors: Doors) -> None:
    """With wrong answers, replayed ids, and slips that are used, void, cut short, forged or early."""

    @few
    @given(st.data())
    def each(data: st.DataObject) -> None:
        doors.send(data.draw(doors.almost()))

    each()
    doors.whole()
    assert {201, 200, 404, 409, 410, 422} <= set(doors.told), "every sort of reply was seen"


def test_a_described_submission_is_taken(client: TestClient, code: str) -> None:
    """What the description shows is what a device sends."""
    sent = payload(code)
    assert set(sent) == set(description()["components"]["schemas"]["Submission"]["properties"])
    assert client.post("/api/v1/responses", json=sent).status_code == 201
