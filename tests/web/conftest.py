"""The citizens' door without Streamlit: the same routes and headers, driven in process."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from services.access import COOKIE
from services.program import Program
from tests.people import chief, session
from web.front import CitizensFirst
from web.gate import Gate
from web.headers import Headers
from web.oidc import CommonSignIn
from web.routes import STAFF
from web.troubles import Troubles


def application(*more: BaseRoute) -> Starlette:
    """All routes and headers of ours, without Streamlit; `more` stands in for something of it."""
    stack = [
        *(Middleware(one) for one in (Headers, Troubles, CitizensFirst)),
        Middleware(CommonSignIn, leads=lambda: "/auth/login?provider=made-up"),
        Middleware(Gate),
    ]
    return Starlette(routes=[*STAFF, *more], middleware=stack)


@pytest.fixture
def client(program: Program) -> Iterator[TestClient]:
    """A browser without JavaScript, on a program with an administrator and one open round."""
    chief(program)
    with TestClient(application(), follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def staff(client: TestClient, program: Program) -> TestClient:
    """The same browser, signed in as an administrator."""
    client.cookies.set(COOKIE, session(program))
    return client


def payload(code: str, **changes: object) -> dict[str, object]:
    """A whole answer to the short form as a device sends it."""
    whole: dict[str, object] = {
        "id": str(uuid4()),
        "code": code,
        "questionnaire": "short-counter@1",
        "answers": {
            "procedure_field": "land",
            "overall": 5,
            "time": "on_time",
            "contacts": "once",
            "offices": "one",
            "attitude": 4,
            "comment": "Tốt",
        },
        "started_at": "2026-11-22T08:00:00+07:00",
        "finished_at": "2026-11-22T08:01:00+07:00",
        "language": "vi",
        "channel": "qr",
    }
    return {**whole, **changes}


def kept(program: Program) -> int:
    """How many responses are stored."""
    return len(list(program.store.responses("2026-H2")))
