"""No personal data of a citizen gets into any log: neither the program's nor that of acts."""

import logging
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from services import requests
from services.program import Program
from surveys.dates import day_of
from surveys.privacy_request import Kind, Outcome
from tests.acts import BOSS, NOW
from tests.web.conftest import payload
from tests.web.test_form import ANSWERS, _fields

NAME, PHONE, MAIL, WORDS = "Trần Thị Lan", "0912345678", "lan@example.vn", "ghế nóng quá"
COMMENT = f"Chị {NAME}, {PHONE}, {MAIL}: {WORDS}"
SECRETS = (NAME, "Lan", PHONE, "5678", MAIL, WORDS, "testclient", "10.0.0.7")


def _assert_clean(program: Program, logged: str) -> None:
    acts = "\n".join(one.act.record() for one in program.store.log.read(most=10_000))
    for secret in SECRETS:
        assert secret not in logged, secret
        assert secret not in acts, secret


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that our own modules log, down to the least."""
    for name in ("services", "web", "data", "surveys", "views"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_answers_leave_no_trace(
    client: TestClient, code: str, program: Program, heard: pytest.LogCaptureFixture
) -> None:
    """Taken, repeated, refused and broken ones, with and without JavaScript."""
    client.headers["x-forwarded-for"] = "10.0.0.7"
    sent = payload(code)
    answers = dict(sent["answers"]) | {"comment": COMMENT}  # type: ignore[call-overload]
    good = {**sent, "answers": answers}
    for body in (
        good,
        good,
        {**good, "answers": {**answers, "overall": 1}},
        {**good, NAME: PHONE},
        {**good, "answers": {**answers, NAME: 5}},
        {**good, "answers": {**answers, "overall": PHONE}},
        {**good, "id": MAIL},
        {**good, "language": NAME},
        {**good, "started_at": PHONE},
        {**good, "code": f"{WORDS}"},
    ):
        client.post("/api/v1/responses", json=body, headers={"Notice": "0" * 16})
        client.post("/api/v1/responses", json=body)
    fields = _fields(client.get(f"/s/{code}").text)
    client.post(f"/s/{code}", data={**fields, **ANSWERS, "comment": COMMENT})
    client.post(f"/s/{code}", data={**fields, **ANSWERS, "comment": COMMENT, "overall": NAME})
    client.post("/api/v1/responses", content=COMMENT.encode(), headers={"x-a": "b"})
    client.get(f"/s/{PHONE}?lang={MAIL}")
    _assert_clean(program, heard.text)


@pytest.mark.parametrize("fault", [OSError("disk I/O error"), ValueError("a bug")])
def test_a_broken_disk_tells_nothing_of_the_answer(
    client: TestClient,
    code: str,
    program: Program,
    heard: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    """What cannot be kept is logged as a fault, without what was to be kept."""

    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("data.sql.responses.keep", broken)
    sent = payload(code)
    answers = dict(sent["answers"]) | {"comment": COMMENT}  # type: ignore[call-overload]
    reply = client.post("/api/v1/responses", json={**sent, "answers": answers})
    assert reply.status_code == 503
    assert heard.records
    _assert_clean(program, heard.text)


def test_requests_leave_no_trace(program: Program, heard: pytest.LogCaptureFixture) -> None:
    """Entered, read and closed: the log of acts has numbers and steps only."""
    made = requests.enter_request(
        program, BOSS, NOW, kind=Kind.ACCESS, received=day_of(NOW), contact=COMMENT, note=COMMENT
    )
    requests.read_contact(program, BOSS, made.number, NOW)
    requests.close_request(program, BOSS, made.number, Outcome.DONE, NOW + timedelta(days=1))
    _assert_clean(program, heard.text)
    assert "Lan" not in made.note
